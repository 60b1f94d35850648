"""A receipt that was a slip: what it settled is owed again, and what it put into the store was never there."""

from decimal import Decimal

import pytest
from courier_trips import Trips

from fieldkit.actions.desk import Desk
from fieldkit.actions.enrol import sync
from fieldkit.actions.receivables import settle, take_receipt
from fieldkit.actions.records import delete_record, put_back
from fieldkit.actions.reopening import reopens
from fieldkit.actions.stock import stocks
from fieldkit.app import Laptop
from fieldkit.forms import Record
from fieldkit.records.tables import load

SECRETARY = "E112"


@pytest.fixture
def laptop(trips: Trips) -> Laptop:
    return trips.laptop(SECRETARY)


def debt_of(desk: Desk, sort: str) -> Record:
    return desk.store.find("receivable", {"debt": sort, "status": "open"})[0]


def status(desk: Desk, rid: str) -> object:
    record = desk.store.get(rid)
    assert record is not None
    return record.values["status"]


def test_money_is_owed_again_when_what_is_left_does_not_cover_it(trips: Trips, laptop: Laptop) -> None:
    desk = laptop.desk
    debt = debt_of(desk, "repair")
    whole = Decimal(str(debt.values["amount"]))
    first = take_receipt(desk, debt.id, "R-1", whole - 1)
    second = take_receipt(desk, debt.id, "R-2", Decimal(1))
    assert status(desk, debt.id) == "settled" and reopens(desk, second)
    delete_record(desk, second.id)
    assert status(desk, debt.id) == "open" and not reopens(desk, first)
    put_back(desk, second.id)
    assert status(desk, debt.id) == "settled"
    delete_record(desk, first.id)
    assert status(desk, debt.id) == "open"
    result = sync(desk)
    assert not result.rejected and not result.held
    with trips.house.database.reading() as connection:
        stored = load(connection, debt.id)
    assert stored is not None and stored.values["status"] == "open"


def test_a_part_is_owed_again_and_no_longer_in_the_store(laptop: Laptop) -> None:
    desk = laptop.desk
    debt = debt_of(desk, "part_back")
    part = desk.store.find("part", {"code": debt.values["part_owed"]})[0].id
    receipt = take_receipt(desk, debt.id, "R-3", place="总库")
    assert status(desk, debt.id) == "settled" and stocks(desk, [part])[part].faulty == 1
    delete_record(desk, receipt.id)
    assert status(desk, debt.id) == "open" and stocks(desk, [part])[part].faulty == 0


def test_what_was_settled_otherwise_stays_so(laptop: Laptop) -> None:
    """A record that names no debt settles none, and an open debt stays open."""
    desk = laptop.desk
    debt = debt_of(desk, "repair")
    small = take_receipt(desk, debt.id, "R-4", Decimal(1))
    delete_record(desk, small.id)
    assert status(desk, debt.id) == "open"
    settle(desk, debt.id)
    part = desk.store.find("part", order="code")[0]
    assert not reopens(desk, part) and status(desk, debt.id) == "settled"
