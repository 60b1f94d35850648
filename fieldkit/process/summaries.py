"""The summaries that are due with the calendar, not with a problem: of each month to quality assurance, of each year to
each customer with a contract (P7.15.5, R). Clocks as all others, with what was handed on as their evidence.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from fieldkit.access import MANAGERS, Role
from fieldkit.forms import Contract, Form, MonthlySummary, Record, YearlySummary, form_of, natural_id
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_
from fieldkit.process.clock import Clock, Evidence
from fieldkit.process.duties import Duty
from fieldkit.process.working_days import WorkCalendar

MONTH_WORKING_DAYS = 5  # after the month is over; the source says "every month"
YEAR_WORKING_DAYS = 20  # after the year is over
BACK = 12  # months: what is older is nobody's duty any more
MONTHLY, YEARLY = "monthly", "yearly"
Known = Mapping[str, Record]


def monthly_clocks(first: date | None, today: date, known: Known, calendar: WorkCalendar) -> list[Clock]:
    """A clock for each whole month since `first`, the day on which the first problem was taken in; the oldest first.

    `known` are the summaries that were begun, by id.
    """
    return [
        _clock(MONTHLY, N_("Monthly summary to quality assurance"), natural_id(MonthlySummary.kind, f"{month:%Y-%m}"),
               _next(month), MONTH_WORKING_DAYS, "handed_on", frozenset({Role.DEPARTMENT_MANAGER}), known, calendar)
        for month in _months(first, today)
    ]  # fmt: skip


def yearly_clocks(contracts: Iterable[Contract], today: date, known: Known, calendar: WorkCalendar) -> dict[str, Clock]:
    """By customer, a clock for last year where a contract was in force in it."""
    year = today.year - 1
    ended = date(today.year, 1, 1)
    held = {
        one.customer
        for one in contracts
        if one.customer and one.begins and one.ends and one.begins.year <= year <= one.ends.year
    }
    return {
        customer: _clock(YEARLY, N_("Yearly summary to the customer"),
                         natural_id(YearlySummary.kind, str(year), customer), ended, YEAR_WORKING_DAYS, "delivered_on",
                         MANAGERS, known, calendar)
        for customer in sorted(held)
    }  # fmt: skip


def as_duty(clock: Clock, about: str, now: datetime) -> Iterator[Duty]:
    """What a running clock asks for."""
    stand = clock.stand(now)
    if stand.running:
        yield Duty(clock.code, clock.text, about, clock.due, clock.record, roles=clock.roles, state=stand.state,
                   doubt=stand.doubt, provisional=clock.provisional, until=clock.until, key=clock.key)  # fmt: skip


def _clock(
    code: str, text: str, rid: str, over: date, days: int, field: str, roles: frozenset[Role], known: Known,
    calendar: WorkCalendar,
) -> Clock:  # fmt: skip
    last = calendar.after(over - timedelta(days=1), days)
    record = known.get(rid)
    ends = tuple(_evidence(form_of(record), field)) if record is not None and not record.deleted else ()
    return Clock(code, text, rid, last.at, last.at, datetime.combine(over, time(), ZONE), roles=roles,
                 provisional=last.provisional, ends=ends)  # fmt: skip


def _evidence(form: Form, field: str) -> Iterator[Evidence]:
    """The day on which it was handed on; a draft that says a day is none."""
    day: date | None = getattr(form, field)
    if day is not None and form.record.values.get("status") in form.sealed_in:
        yield Evidence(form.id, form.kind, field, datetime.combine(day, time(), ZONE), day=True)


def _months(first: date | None, today: date) -> Iterator[date]:
    """The first days of the whole months from that of `first` on, as far as they are still asked for."""
    if first is None:
        return
    this = today.replace(day=1)
    month = first.replace(day=1)
    while month < this:
        if (this.year - month.year) * 12 + this.month - month.month <= BACK:
            yield month
        month = _next(month)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
