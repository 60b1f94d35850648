"""What several ask for at the same time is read once, and again as soon as anything was written."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from kept_case import Kept

from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.records import set_values
from fieldkit.demo.case import Case


@pytest.fixture(scope="module")
def case(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with kept["prepare"].opened(tmp_path_factory.mktemp("demo")) as played:
        yield played


def test_a_trip_is_read_anew_after_a_write(case: Case) -> None:
    desk = case.desk("engineer")
    first = load_trip(desk, case.visit)
    assert load_trip(desk, case.visit).visit is first.visit
    set_values(desk, case.visit, {"purpose": "再次检查"})
    assert first.visit.purpose != "再次检查"
    assert load_trip(desk, case.visit).visit.purpose == "再次检查"


def test_whoever_puts_something_into_a_trip_does_so_for_himself(case: Case) -> None:
    desk = case.desk("engineer")
    mine = load_trip(desk, case.visit)
    mine.checklist = None
    assert load_trip(desk, case.visit).checklist is not None


def test_nothing_is_kept_over_a_write_or_a_night(case: Case) -> None:
    desk = case.desk("engineer")
    numbers = iter(range(9))
    assert [desk.kept("number", lambda: next(numbers)) for _ in range(3)] == [0, 0, 0]
    case.company.sync("engineer")
    assert desk.kept("number", lambda: next(numbers)) == 1
    case.company.clock.set(desk.clock.now() + timedelta(days=1))
    assert desk.kept("number", lambda: next(numbers)) == 2


def test_a_failure_is_not_kept(case: Case) -> None:
    desk = case.desk("engineer")
    with pytest.raises(ZeroDivisionError):
        desk.kept("nothing", lambda: 1 // 0)
    assert desk.kept("nothing", lambda: 1) == 1
