"""On the trip: a part that the customer returns settles the debt for it, in the same breath."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_case import Kept

from fieldkit.actions import trips
from fieldkit.actions.records import delete_record, put_back
from fieldkit.demo.case import CUSTOMER, Case
from fieldkit.demo.company import rid
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
