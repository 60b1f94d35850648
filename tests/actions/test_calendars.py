"""The official list that the office enters is in force on every laptop once it is complete."""

from datetime import date

import pytest
from courier_trips import DEPARTMENT, ENGINEER, Trips

from fieldkit.actions.calendars import begin_year, work_calendar
from fieldkit.actions.enrol import sync
from fieldkit.actions.records import set_values
from fieldkit.errors import NotAllowedError
from fieldkit.forms import CalendarYear, Values

LIST: Values = {
    "source": "国办发明电",
    "holidays.00000001.festival": "元旦",
    "holidays.00000001.first": "2027-01-01",
    "holidays.00000001.last": "2027-01-03",
    "moved.00000001.day": "2027-01-09",
}


def test_a_list_is_entered_once_and_counts_everywhere(trips: Trips) -> None:
    boss, engineer = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    assert work_calendar(engineer.desk).after(date(2027, 1, 6), 3).provisional
    entered = begin_year(boss.desk, 2027)
    assert begin_year(boss.desk, 2027).id == entered.id
    set_values(boss.desk, entered.id, LIST, boss.store.open(entered.id))
    sync(boss.desk)
    sync(engineer.desk)
    assert work_calendar(engineer.desk).after(date(2027, 1, 6), 3).provisional, "not complete yet"
    set_values(boss.desk, entered.id, {"complete": True}, boss.store.open(entered.id))
    sync(boss.desk)
    sync(engineer.desk)
    assert CalendarYear(engineer.store.get(entered.id)).complete
    assert work_calendar(engineer.desk).after(date(2027, 1, 6), 3) == work_calendar(boss.desk).after(
        date(2027, 1, 6), 3
    )
    found = work_calendar(engineer.desk).after(date(2027, 1, 6), 3)
    assert (found.day, found.provisional) == (date(2027, 1, 9), False)


def test_an_engineer_does_not_enter_it(trips: Trips) -> None:
    with pytest.raises(NotAllowedError):
        begin_year(trips.laptop(ENGINEER).desk, 2027)
