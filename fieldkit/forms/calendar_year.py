"""工作日历: the official list of one year's holidays and moved working days, as the State Council publishes it."""

from datetime import date, timedelta

from fieldkit.forms.field import When
from fieldkit.forms.form import Form, Gap, Row, Section
from fieldkit.forms.types import Day, Number, Text, YesNo
from fieldkit.forms.values import Rows
from fieldkit.i18n import N_

LONGEST = timedelta(days=31)


class Holiday(Row):
    """放假: the days of one festival on which nobody works, both ends counted."""

    festival = Text(N_("Festival"), required=When.SUBMITTING)
    first = Day(N_("First day off"), required=When.SUBMITTING)
    last = Day(N_("Last day off"), required=When.SUBMITTING)


class MovedDay(Row):
    """调休上班: a Saturday or Sunday that is worked for a day off elsewhere."""

    day = Day(N_("Day worked"), required=When.SUBMITTING)


class CalendarYear(Form):
    """工作日历. In force for deadlines only once it says that it is complete: half a list is worse than none."""

    kind = "calendar_year"
    title = N_("Working calendar")
    key = ("year",)
    heading = ("year",)
    sections = (
        Section(N_("Official list"), ("year", "source", "complete")),
        Section(N_("Holidays"), ("holidays",)),
        Section(N_("Weekends worked"), ("moved",)),
    )

    year = Number(N_("Year"), low=2004, high=2199, required=When.ALWAYS, find=True)
    source = Text(N_("Published as"), hint=N_("Number of the notice"), required=When.SUBMITTING)
    complete = YesNo(N_("Complete, as published"), find=True)
    holidays = Rows(Holiday, N_("Holidays"), at_least=1)
    moved = Rows(MovedDay, N_("Weekends worked"))

    def gaps(self, stage: When = When.SUBMITTING) -> list[Gap]:
        """Also days off that end before they begin, and days that are not of this year or next to it."""
        found = super().gaps(stage)
        for holiday in self.holidays:
            if holiday.first and holiday.last and not timedelta() <= holiday.last - holiday.first < LONGEST:
                found.append(
                    Gap.of(holiday.prefix + "last", Holiday.last.label, N_("“{label}” does not fit the first day."))
                )
        named = [(one.prefix + "first", Holiday.first.label, one.first) for one in self.holidays]
        named += [(one.prefix + "day", MovedDay.day.label, one.day) for one in self.moved]
        for path, label, day in named:
            if day and self.year and not _near(day, int(self.year)):
                found.append(Gap.of(path, label, N_("“{label}” is not a day of this year.")))
        for one in self.moved:
            if one.day and one.day.weekday() < 5:
                found.append(Gap.of(one.prefix + "day", MovedDay.day.label, N_("“{label}” is no Saturday or Sunday.")))
        return found


def _near(day: date, year: int) -> bool:
    """New Year's days off, and what is worked for them, may lie in the last week of the year before."""
    return date(year - 1, 12, 25) <= day <= date(year, 12, 31)
