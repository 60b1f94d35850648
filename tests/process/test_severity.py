"""What is promised: as the contract in force says, and where it says nothing as the house does."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fieldkit.forms import Contract, Record, new_id
from fieldkit.process.severity import DEFAULT_TERMS, contract_in_force, promised, terms_of

AN, SW = new_id(), new_id()
DAY = date(2026, 11, 9)


def contract(begins="2026-01-01", ends="2026-12-31", **values):
    return Contract(Record(new_id(), "contract", values={"begins": begins, "ends": ends, **values}))


def test_only_what_covers_the_day_and_the_line_is_in_force():
    now, over, later = contract(), contract(ends="2026-11-08"), contract(begins="2026-11-10")
    assert contract_in_force([over, later], AN, DAY) is None
    assert contract_in_force([over, now, later], AN, DAY) is now
    assert contract_in_force([contract(line=SW)], AN, DAY) is None
    assert contract_in_force([contract(line=SW)], None, DAY) is None
    for edge in (contract(begins="2026-11-09"), contract(ends="2026-11-09")):
        assert contract_in_force([edge], AN, DAY) is edge


def test_one_of_the_line_goes_before_one_of_all_and_the_newer_before_the_older():
    every, line, newer = contract(), contract(line=AN), contract(begins="2026-06-01", line=AN)
    assert contract_in_force([every, line], AN, DAY) is line
    assert contract_in_force([newer, line, every], AN, DAY) is newer


@pytest.mark.parametrize("level", sorted(DEFAULT_TERMS))
def test_a_contract_that_says_nothing_of_a_level_leaves_the_houses_terms(level):
    assert terms_of(level) == terms_of(level, contract()) == DEFAULT_TERMS[level]


def test_the_contracts_times_are_promised():
    received = datetime(2026, 11, 9, 8, 0, tzinfo=UTC)
    agreed = contract(respond_1=5, on_site_2=90)
    assert promised("1", received, agreed) == (received + timedelta(minutes=5), received + DEFAULT_TERMS["1"].on_site)
    assert promised("2", received, agreed)[1] == received + timedelta(minutes=90)
