"""On the trip: a part that the customer returns settles the debt for it, in the same breath."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fieldkit.actions import trips
from fieldkit.demo.case import CUSTOMER, Case, play
from fieldkit.demo.company import Company, rid
from fieldkit.forms import Record

OWED, OTHER = rid("part", "BK-AN2400-00"), rid("part", "BK-AN2400-01")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    played = Case(Company(tmp_path / "demo"))
    play(played, "arrive")
    yield played
    played.company.close()


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
