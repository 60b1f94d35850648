"""Somebody writes at the office for longer than anybody waits: laptops come again later, and nothing is a fault."""

import pytest
from courier_trips import ENGINEER, Trips, new_problem

from fieldkit.actions.enrol import sync
from fieldkit.office import database
from fieldkit.office.database import Database
from fieldkit.sync.client import RoundResult, Sync
from fieldkit.sync.line import LaterError

pytestmark = pytest.mark.copies_sqlite  # PostgreSQL lets them wait


def test_a_laptop_comes_again(trips: Trips, monkeypatch: pytest.MonkeyPatch) -> None:
    engineer = trips.laptop(ENGINEER)
    rid = new_problem(engineer)
    monkeypatch.setattr(database, "_PATIENCE_SECONDS", 0.2)
    trips.house.database.engine.dispose()  # what is opened from now on has less patience
    line = engineer.desk.line()
    other = Database(str(trips.house.database.engine.url))
    with other.writing() as connection:
        connection.exec_driver_sql("UPDATE organisation SET name = 'long'")
        with pytest.raises(LaterError) as later:
            Sync(engineer.store, line).push(RoundResult())
        assert 1 <= later.value.wait <= 60
    line.close()
    result = sync(engineer.desk)
    assert result.all_at_office
    with other.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM record WHERE rid = ?", (rid,)).scalar() == 1
    other.close()
