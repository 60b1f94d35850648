"""What the ledger says where several things are true at once, and what a conflict card says stood there before."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from conftest import Played

from fieldkit.actions.conflicts import Disputed, conflict_of
from fieldkit.store.ledger import Line, ledger, put_away, summary
from fieldkit.store.store import Edit, Opened

from .yesterday import CUSTOMER, Make, enrolled


def put(one: Played, opened: Opened, **patch: str) -> None:
    one.store.write(one.actor, [Edit("customer", CUSTOMER, dict(patch), opened)])


def card(one: Played, path: str) -> Disputed:
    desk: Any = SimpleNamespace(
        store=one.store, identity=SimpleNamespace(person=one.actor.person), clock=one.store.clock
    )
    return next(part for part in conflict_of(desk, CUSTOMER).paths if part.path == path)


def line_of(one: Played) -> Line | None:
    return next((line for line in ledger(one.store) if line.rid == CUSTOMER), None)


def quarrel(mine: Played, theirs: Played, **patch: str) -> None:
    """Both open the form, each writes into the same field, theirs is the first at the office."""
    forms = mine.store.open(CUSTOMER), theirs.store.open(CUSTOMER)
    put(theirs, forms[1], **{path: f"theirs {value}" for path, value in patch.items()})
    put(mine, forms[0], **{path: f"mine {value}" for path, value in patch.items()})
    theirs.round()


def test_a_refusal_stands_before_a_conflict_and_hides_it_not(laptop: Make) -> None:
    mine, theirs = enrolled(laptop, "engineer", "second_engineer")
    quarrel(mine, theirs, phone="1")
    mine.round()
    stranger = replace(mine.actor, person=theirs.actor.person)
    mine.store.write(stranger, [Edit("customer", CUSTOMER, {"notes": "x"}, mine.store.open(CUSTOMER))])
    mine.round()
    line = line_of(mine)
    assert line is not None
    assert (line.state, line.conflict, bool(line.reason)) == ("rejected", True, True)
    put_away(mine.store, CUSTOMER)
    line = line_of(mine)
    assert line is not None
    assert (line.state, dict(line.reason)) == ("conflict", {})


def test_a_conflict_of_others_has_a_line_that_leads_to_it(laptop: Make) -> None:
    mine, theirs, third = enrolled(laptop, "engineer", "second_engineer", "line_manager")
    quarrel(mine, theirs, phone="1")
    mine.round()
    third.pull()
    assert summary(third.store)["conflicts"] == 1
    line = line_of(third)
    assert line is not None
    assert (line.state, line.changes) == ("conflict", 0)
    assert card(third, "phone").before == ""  # nothing here knows


def test_the_original_is_what_the_form_showed_whoever_wrote_that(laptop: Make) -> None:
    mine, theirs = enrolled(laptop, "engineer", "second_engineer")
    listed = mine.store.open(CUSTOMER).record.values["address"]
    put(mine, mine.store.open(CUSTOMER), phone="of old")
    mine.round()
    theirs.round()
    put(theirs, theirs.store.open(CUSTOMER), phone="of both")
    theirs.round()
    mine.round()
    quarrel(mine, theirs, phone="1", address="2", notes="3")
    mine.pull()  # the news are here before the own edit goes
    for _ in range(2):
        assert card(mine, "phone").before == "of both"
        assert card(mine, "address").before == listed
        assert card(mine, "notes").before == "（空）"
        mine.round()


def test_an_own_value_that_never_left_is_no_original(laptop: Make) -> None:
    mine, theirs = enrolled(laptop, "engineer", "second_engineer")
    put(theirs, theirs.store.open(CUSTOMER), phone="of both")
    theirs.round()
    mine.round()
    quarrel(mine, theirs, phone="1")
    put(mine, mine.store.open(CUSTOMER), phone="typed again")
    mine.pull()
    assert card(mine, "phone").before == "of both"


def test_without_a_form_the_original_is_not_known_and_nobody_is_made_up(laptop: Make) -> None:
    mine, theirs = enrolled(laptop, "engineer", "second_engineer")
    form = theirs.store.open(CUSTOMER)
    mine.store.write(mine.actor, [Edit("customer", CUSTOMER, {"phone": "mine"})])
    put(theirs, form, phone="theirs")
    theirs.round()
    mine.pull()
    found = card(mine, "phone")
    assert found.before == ""
    (other,) = [version for version in found.versions if not version.mine]
    assert other.at is None
    assert other.author != "总部"
