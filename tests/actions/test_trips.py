"""On the trip: a part that the customer returns settles the debt for it, in the same breath."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_case import Kept

from fieldkit.actions import trips
from fieldkit.actions.records import delete_record, put_back
from fieldkit.demo.case import CUSTOMER, Case
from fieldkit.demo.company import rid
from fieldkit.errors import UserError
from fieldkit.forms import Record

OWED, OTHER = rid("part", "BK-AN2400-00"), rid("part", "BK-AN2400-01")


@pytest.fixture
def case(kept: Kept, tmp_path: Path) -> Iterator[Case]:
    with kept["arrive"].opened(tmp_path / "demo") as played:
        yield played


def owed(case: Case) -> Record:
    (debt,) = case.desk("engineer").store.find("receivable", {"customer": CUSTOMER, "debt": "part_back"})
    return debt


def test_the_returned_part_settles_its_debt_and_no_other_movement_does(case: Case) -> None:
    desk = case.desk("engineer")
    trips.move_part(desk, case.visit, OTHER, "settled")
    trips.move_part(desk, case.visit, OWED, "returned")
    assert owed(case).values["status"] == "open"
    moved = trips.move_part(desk, case.visit, OWED, "settled", notes="旧板收回")
    assert moved.kind == "part_movement"
    assert owed(case).values["status"] == "settled"
    trips.move_part(desk, case.visit, OWED, "settled")  # a second one finds no debt, and is written all the same
    case.company.switch_on()
    sent = case.company.sync("engineer")["engineer"].as_json()
    assert not sent.get("rejected"), sent


def test_a_returned_part_that_was_a_slip_is_owed_again_until_it_is_put_back(case: Case) -> None:
    desk = case.desk("engineer")
    first = trips.move_part(desk, case.visit, OWED, "settled")
    second = trips.move_part(desk, case.visit, OWED, "settled")
    delete_record(desk, second.id)
    assert owed(case).values["status"] == "settled", "the second one had settled nothing"
    delete_record(desk, first.id)
    assert owed(case).values["status"] == "open"
    put_back(desk, first.id)
    assert owed(case).values["status"] == "settled"
    delete_record(desk, first.id)
    case.company.switch_on()
    sent = case.company.sync("engineer")["engineer"].as_json()
    assert not sent.get("rejected") and not sent.get("held"), sent
    case.company.sync("line_manager")
    seen = case.desk("line_manager").store.get(owed(case).id)
    assert seen is not None and seen.values["status"] == "open"
    assert trips.move_part(desk, case.visit, OWED, "settled").values["receivable"] == owed(case).id


@pytest.mark.parametrize("quantity", ["0", "1.5", "-1", "many"])
def test_a_part_moves_in_whole_numbers(case: Case, quantity: str) -> None:
    desk = case.desk("engineer")
    with pytest.raises(UserError) as refused:
        trips.move_part(desk, case.visit, OWED, "used", quantity=quantity)
    assert refused.value.field == "quantity"


def test_no_more_comes_back_than_was_taken_along(case: Case) -> None:
    desk = case.desk("engineer")
    with pytest.raises(UserError) as refused:
        trips.move_part(desk, case.visit, OWED, "returned", quantity="2")
    assert refused.value.field == "part"
    first = trips.move_part(desk, case.visit, OWED, "returned")
    with pytest.raises(UserError):
        trips.move_part(desk, case.visit, OWED, "returned")
    delete_record(desk, first.id)
    assert trips.move_part(desk, case.visit, OWED, "returned").values["quantity"] == "1"


def test_a_new_part_is_built_in_once_unless_it_came_out_in_between(case: Case) -> None:
    desk = case.desk("engineer")
    trips.move_part(desk, case.visit, OWED, "used", serial_old="OLD-7", serial_new="NEW-7")
    for again in ("NEW-7", "new 7", "ＮＥＷ－７"):
        with pytest.raises(UserError, match=r"已|already") as refused:
            trips.move_part(desk, case.visit, OWED, "used", serial_old="OLD-8", serial_new=again)
        assert refused.value.field == "serial_new"
    with pytest.raises(UserError):
        trips.move_part(desk, case.visit, OWED, "used", serial_old="OLD-8", serial_new="old 8")
    trips.move_part(desk, case.visit, OWED, "used", serial_old="NEW-7", serial_new="OLD-7")
    trips.move_part(desk, case.visit, OWED, "used", serial_old="OLD-8", serial_new="NEW-7")
