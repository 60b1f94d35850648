"""Somebody whose name and number are to be forgotten, at the office and on laptops."""

from collections.abc import Callable
from typing import Any

import pytest
from conftest import Played

from fieldkit.forms import natural_id
from fieldkit.office.forgetting import Forgotten, forget_words
from fieldkit.office.house import House
from fieldkit.records.tables import METADATA
from fieldkit.store.database import LAPTOP
from fieldkit.store.store import Edit, Opened

CUSTOMER = natural_id("customer", "C1900")
NAME, PHONE = "欧阳无忌", "13812340567"
Make = Callable[[str], Played]


def write(one: Played, opened: Opened | None = None, **patch: str) -> None:
    one.store.write(one.actor, [Edit("customer", CUSTOMER, dict(patch), opened or one.store.open(CUSTOMER))])


def erase(house: House, *words: str, in_text: bool = False) -> Forgotten:
    with house.database.writing() as connection:
        return forget_words(connection, words or (NAME, PHONE), house.clock.millis(), "E110", in_text=in_text)


def values(one: Played) -> dict[str, Any]:
    record = one.store.get(CUSTOMER)
    assert record is not None
    return dict(record.values)


def written_at(house: House) -> str:
    """Every row of the office's database, as one text."""
    with house.database.reading() as connection:
        tables = METADATA.sorted_tables
        return "\n".join(repr(row) for table in tables for row in connection.execute(table.select()))


def written_on(one: Played) -> str:
    """Every row of a laptop's database, derived tables too, as one text."""
    with one.store.database.reading() as connection:
        names = [*LAPTOP.tables, "record", "find_customer"]
        return "\n".join(repr(row) for name in names for row in connection.exec_driver_sql(f"SELECT * FROM {name}"))


@pytest.fixture
def two(laptop: Make, house: House) -> tuple[Played, Played]:
    """An engineer who wrote the contact down, and a manager who has read it."""
    engineer, manager = laptop("engineer"), laptop("line_manager")
    engineer.pull()
    write(engineer, contact="从前的人")
    write(engineer, contact=NAME)
    write(engineer, phone=PHONE)
    engineer.round()
    manager.pull()
    assert values(manager)["contact"] == NAME
    assert NAME in written_at(house)
    return engineer, manager
