"""The working calendar as this laptop knows it: the lists that the office entered, and those of the program."""

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import new_record
from fieldkit.forms import CalendarYear, Record, natural_id
from fieldkit.process.working_days import WorkCalendar


def work_calendar(desk: Desk) -> WorkCalendar:
    """China's working days, with every list that has reached this laptop."""
    return WorkCalendar(CalendarYear(record) for record in desk.store.find("calendar_year"))


def begin_year(desk: Desk, year: int) -> Record:
    """The record of a year's official list, begun when nobody did: one a year, whoever begins it."""
    rid = natural_id("calendar_year", str(year))
    return desk.store.get(rid) or new_record(desk, "calendar_year", {"year": str(year)}, rid=rid)
