"""China's working days, held to the notices of the State Council as they were published."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fieldkit.forms import CalendarYear, Record, Values, When, natural_id
from fieldkit.process.working_days import Deadline, WorkCalendar, statutory_holidays

# (first day off, last day off), and the weekends that are worked: 国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号.
PUBLISHED = {
    2024: (
        ["01-01 01-01", "02-10 02-17", "04-04 04-06", "05-01 05-05", "06-10 06-10", "09-15 09-17", "10-01 10-07"],
        ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    ),
    2025: (
        ["01-01 01-01", "01-28 02-04", "04-04 04-06", "05-01 05-05", "05-31 06-02", "10-01 10-08"],
        ["01-26", "02-08", "04-27", "09-28", "10-11"],
    ),
    2026: (
        ["01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21", "09-25 09-27", "10-01 10-07"],
        ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
    ),
}


def days_of(year: int) -> list[date]:
    return [
        date(year, 1, 1) + timedelta(days=number) for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    ]


def worked_by_notice(year: int) -> dict[date, bool]:
    """Every day of a year, by its notice alone."""
    found = {day: day.weekday() < 5 for day in days_of(year)}
    spans, moved = PUBLISHED[year]
    for span in spans:
        first, last = (date.fromisoformat(f"{year}-{text}") for text in span.split())
        found |= {first + timedelta(days=number): False for number in range((last - first).days + 1)}
    return found | {date.fromisoformat(f"{year}-{text}"): True for text in moved}


def entered(year: int, spans: list[tuple[str, str]], moved: list[str], **more: object) -> CalendarYear:
    """An official list as the office enters it."""
    rid = natural_id("calendar_year", str(year))
    values: Values = {"year": str(year), "source": "国办发明电", "complete": True}
    for number, (first, last) in enumerate(spans):
        row = f"holidays.{number:08d}"
        values |= {f"{row}.festival": "节", f"{row}.first": first, f"{row}.last": last}
    for number, day in enumerate(moved):
        values[f"moved.{number:08d}.day"] = day
    return CalendarYear(Record(rid, "calendar_year", values={**values, **more}))  # type: ignore[dict-item]


@pytest.mark.parametrize("year", PUBLISHED)
def test_every_day_is_as_published(year: int) -> None:
    calendar = WorkCalendar()
    assert {day: calendar.works(day) for day in days_of(year)} == worked_by_notice(year)


@pytest.mark.parametrize("year", PUBLISHED)
def test_a_list_that_the_office_enters_says_the_same_as_the_program(year: int) -> None:
    spans, moved = PUBLISHED[year]
    one = entered(
        year, [(f"{year}-{span[:5]}", f"{year}-{span[6:]}") for span in spans], [f"{year}-{text}" for text in moved]
    )
    assert not one.gaps(When.SIGNING)
    calendar = WorkCalendar([one])
    assert {day: calendar.works(day) for day in days_of(year)} == worked_by_notice(year)


def test_five_working_days_of_the_case() -> None:
    assert WorkCalendar().after(date(2026, 11, 10), 5) == Deadline(date(2026, 11, 17))


def test_moved_days_count() -> None:
    # 2026-02-13 is a Friday: Saturday the 14th and, after the festival, Tuesday the 24th are worked.
    assert WorkCalendar().after(date(2026, 2, 13), 2) == Deadline(date(2026, 2, 24))


def test_a_deadline_into_a_year_without_a_list_is_provisional_until_the_office_enters_it() -> None:
    assert not WorkCalendar().after(date(2026, 12, 17), 5).provisional
    assert WorkCalendar().after(date(2026, 12, 28), 5) == Deadline(date(2027, 1, 5), provisional=True)
    moved = entered(2027, [("2027-01-01", "2027-01-04")], ["2026-12-27"])
    assert WorkCalendar([moved]).after(date(2026, 12, 28), 5) == Deadline(date(2027, 1, 6))
    assert WorkCalendar([moved]).works(date(2026, 12, 27)), "New Year's moved day comes with the next year's list"
    assert WorkCalendar([moved]).after(date(2027, 12, 20), 5).provisional


def test_the_last_week_of_a_known_year_is_provisional_while_the_next_list_is_not_known() -> None:
    calendar = WorkCalendar()
    assert calendar.known(date(2026, 12, 24))
    assert not calendar.known(date(2026, 12, 25))
    assert calendar.known(date(2025, 12, 31))


def test_a_year_without_a_list_keeps_the_holidays_of_the_law() -> None:
    calendar = WorkCalendar()
    assert date(2027, 2, 8) in statutory_holidays(2027)
    assert not calendar.works(date(2027, 2, 8)), "the third day of the Spring Festival, a Monday"
    assert not calendar.works(date(2027, 10, 1))
    assert calendar.works(date(2027, 3, 1))


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"complete": False}, None),
        ({"holidays.00000000.last": "2026-12-30"}, "holidays.00000000.last"),
        ({"holidays.00000000.first": "2025-01-01", "holidays.00000000.last": "2025-01-01"}, "holidays.00000000.first"),
        ({"moved.00000000.day": "2027-02-10"}, "moved.00000000.day"),
        ({"deleted": True}, None),
    ],
)
def test_a_list_that_is_half_or_wrong_is_not_in_force(values: dict[str, object], place: str | None) -> None:
    one = entered(2027, [("2027-01-01", "2027-01-03")], ["2027-01-09"], **values)
    assert [gap.path for gap in one.gaps()] == ([place] if place else [])
    calendar = WorkCalendar([one])
    assert not calendar.known(date(2027, 3, 1))
    assert not calendar.works(date(2027, 1, 9))


@given(
    start=some.dates(date(2023, 1, 1), date(2028, 12, 31)),
    count=some.integers(1, 30),
)
def test_exactly_so_many_days_are_worked_and_more_days_never_end_sooner(start: date, count: int) -> None:
    calendar = WorkCalendar()
    found = calendar.after(start, count)
    between = [start + timedelta(days=number) for number in range(1, (found.day - start).days + 1)]
    assert sum(calendar.works(day) for day in between) == count
    assert calendar.works(found.day)
    assert found.provisional == (not all(calendar.known(day) for day in between))
    assert calendar.after(start, count + 1).day > found.day
