"""China's working days, 调休 days included, and which of them are only supposed.

Three sources, the first that knows a year decides: the official list that the office entered (`calendar_year`),
chinesecalendar (years whose list was published before its release), and, for a year without a published list,
the statutory holidays alone (the library `holidays`), whose moved days nobody knows yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import chinese_calendar

from fieldkit.forms import CalendarYear
from fieldkit.forms.types import ZONE

WEEKEND = 5
DAY_ENDS = 18  # the hour at which a day's work is over, in China's time
ONE_DAY = timedelta(days=1)
# From this day of December on, New Year's moved days may reach into the year; they come with the next year's list.
LATE = (12, 25)


@dataclass(frozen=True)
class Deadline:
    """A last day. `provisional` says that a day on the way to it belongs to a list that is not published yet."""

    day: date
    provisional: bool = False

    @property
    def at(self) -> datetime:
        return end_of(self.day)


class WorkCalendar:
    """The working days, by the lists that the office entered and those that the program brings."""

    def __init__(self, entered: Iterable[CalendarYear] = ()) -> None:
        self._works: dict[date, bool] = {}
        self._years: set[int] = set()
        for one in sorted(entered, key=lambda one: (one.year or 0, one.id)):
            if one.complete and one.year and not one.deleted and not one.gaps():
                self._take(one)

    def _take(self, one: CalendarYear) -> None:
        self._years.add(int(one.year or 0))
        for holiday in one.holidays:
            day = holiday.first
            while day and holiday.last and day <= holiday.last:
                self._works[day] = False
                day += ONE_DAY
        self._works |= {moved.day: True for moved in one.moved if moved.day}

    def works(self, day: date) -> bool:
        """Whether a day is worked, as far as is known."""
        if day in self._works:
            return self._works[day]
        if day.year not in self._years:
            if _in_program(day.year):
                return bool(chinese_calendar.is_workday(day))
            if day in statutory_holidays(day.year):
                return False
        return day.weekday() < WEEKEND

    def known(self, day: date) -> bool:
        """Whether the list that decides on a day is published."""
        late = (day.month, day.day) >= LATE
        return self._published(day.year) and (not late or self._published(day.year + 1))

    def after(self, start: date, count: int) -> Deadline:
        """The day on which `count` working days after `start` have passed (P7.14: counted from the day after)."""
        day, provisional = start, False
        while count > 0:
            day += ONE_DAY
            provisional = provisional or not self.known(day)
            count -= self.works(day)
        return Deadline(day, provisional)

    def _published(self, year: int) -> bool:
        return year in self._years or _in_program(year)


def end_of(day: date) -> datetime:
    """When a day's work is over."""
    return datetime(day.year, day.month, day.day, DAY_ENDS, tzinfo=ZONE)


@cache
def _in_program(year: int) -> bool:
    try:
        chinese_calendar.is_workday(date(year, 6, 1))
    except NotImplementedError:
        return False
    return True


@cache
def statutory_holidays(year: int) -> frozenset[date]:
    """The holidays of a year by law, without what the year's list will move. Loaded only when it is asked for."""
    from holidays.countries.china import China  # noqa: PLC0415 -- a third of a second, for years not yet published

    return frozenset(China(years=year))  # type: ignore[no-untyped-call]
