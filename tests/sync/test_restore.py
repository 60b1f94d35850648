"""An office restored from a backup: laptops find it out, send again what it lost, and nothing is lost or invented."""

import shutil
from collections.abc import Callable

import pytest
from conftest import START, Played
from sqlalchemy import select

from fieldkit.clock import PlayedClock
from fieldkit.forms import natural_id, new_id
from fieldkit.office.house import House, open_house
from fieldkit.office.tables import FORK, ORGANISATION
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit

CUSTOMER = natural_id("customer", "C1900")
Make = Callable[[str], Played]


def write(one: Played, **patch: str) -> None:
    one.store.write(one.actor, [Edit("customer", CUSTOMER, dict(patch), one.store.open(CUSTOMER))])


def restored(house: House, laptops: list[Played]) -> House:
    """The office as it was when `backup` was taken, on the same place."""
    house.close()
    shutil.rmtree(house.folder)
    shutil.copytree(house.folder.with_name("backup"), house.folder)
    again = open_house(house.folder, PlayedClock(START))
    for one in laptops:
        one.wire.database = again.database
    return again


def back_up(house: House) -> None:
    house.database.close()
    shutil.copytree(house.folder, house.folder.with_name("backup"))


@pytest.mark.copies_sqlite
def test_what_the_office_forgot_is_sent_again(laptop: Make, house: House) -> None:
    engineer, manager = laptop("engineer"), laptop("line_manager")
    for one in (engineer, manager):
        one.pull()
    write(engineer, contact="甲")
    engineer.round()
    back_up(house)
    write(engineer, phone="139")
    rid = new_id()
    engineer.store.write(engineer.actor, [Edit("customer", rid, {"number": "C9", "customer_name": "新客户"})])
    engineer.round()
    again = restored(house, [engineer, manager])
    write(manager, address="新街 1 号")
    manager.round()
    engineer.round()
    manager.round()
    for one in (engineer, manager):
        record = one.store.get(CUSTOMER)
        assert record is not None
        assert record.values["contact"] == "甲"
        # Where the histories part is not known, so a base of before counts for nothing: a needless conflict at worst.
        heads = {path: {head.value for head in found} for path, found in record.conflicts.items()}
        assert "139" in heads.get("phone", {record.values["phone"]})
        assert "新街 1 号" in heads.get("address", {record.values["address"]})
        assert one.store.get(rid) is not None
        assert summary(one.store)["waiting"] == 0
        assert len(one.store.find("customer")) == 16
    with again.database.reading() as connection:
        assert connection.execute(select(FORK)).first() is not None
    again.close()


@pytest.mark.copies_sqlite
def test_a_base_of_before_does_not_cover_what_came_after(laptop: Make, house: House) -> None:
    """Numbers are given twice by a restore; an edit made before it may not replace one that its author never saw."""
    engineer, manager = laptop("engineer"), laptop("line_manager")
    for one in (engineer, manager):
        one.pull()
    back_up(house)
    for number in range(5):
        write(engineer, phone=str(number))
        engineer.round()
    opened = engineer.store.open(CUSTOMER)
    again = restored(house, [engineer, manager])
    write(manager, contact="经理写的")
    manager.round()
    engineer.store.write(engineer.actor, [Edit("customer", CUSTOMER, {"contact": "工程师写的"}, opened)])
    engineer.round()
    manager.round()
    for one in (engineer, manager):
        record = one.store.get(CUSTOMER)
        assert record is not None
        assert {head.value for head in record.conflicts["contact"]} == {"经理写的", "工程师写的"}
    again.close()


def test_a_restore_that_nobody_can_prove_changes_nothing(laptop: Make, house: House) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    with house.database.reading() as connection:
        before = connection.execute(select(ORGANISATION.c.history)).scalar()
    engineer.round()
    with house.database.reading() as connection:
        assert connection.execute(select(ORGANISATION.c.history)).scalar() == before
