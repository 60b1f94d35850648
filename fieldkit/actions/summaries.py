"""The summaries that this house owes: which are due, and beginning one with the figures that the records give."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time

from fieldkit.access import Actor
from fieldkit.actions.calendars import work_calendar
from fieldkit.actions.desk import Desk
from fieldkit.actions.histories import histories
from fieldkit.actions.records import new_record, show_record
from fieldkit.forms import (
    Contract,
    Customer,
    MonthlySummary,
    Paper,
    Problem,
    Record,
    Values,
    YearlySummary,
    natural_id,
    paper_number,
)
from fieldkit.forms.problem import LEVELS
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_, translate
from fieldkit.process.clock import State
from fieldkit.process.clocks import clocks
from fieldkit.process.duties import Duty
from fieldkit.process.summaries import MONTHLY, as_duty, monthly_clocks, yearly_clocks


def summary_duties(desk: Desk, actor: Actor) -> list[Duty]:
    """What is owed now to quality assurance for whole months, and to customers for the last year."""
    now, calendar = desk.clock.now(), work_calendar(desk)
    today, first = now.astimezone(ZONE).date(), _first_day(desk)
    months = monthly_clocks(first, today, _known(desk, MonthlySummary.kind), calendar)
    found = [duty for clock in months for duty in as_duty(clock, _month_before(clock.started), now)]
    contracts = [Contract(record) for record in desk.store.find("contract")] if first is not None else []
    yearly = yearly_clocks(contracts, today, _known(desk, YearlySummary.kind), calendar)
    names = {record.id: Customer(record).customer_name or "" for record in desk.store.many(yearly)}
    for customer, clock in yearly.items():
        found += as_duty(clock, f"{names.get(customer, '')}·{today.year - 1}", now)
    return [duty for duty in found if duty.concerns(actor)]


def open_summary(desk: Desk, duty: Duty) -> Record:
    """The summary that a duty is about; begun with what the records say, when nobody began it."""
    if desk.store.get(duty.record) is not None:
        return show_record(desk, duty.record)
    name = duty.about.rsplit("·", 1)[-1]
    if duty.code == MONTHLY:
        kind, said = MonthlySummary.kind, {"month": name}
        within = [one for one in _problems(desk) if _day(one) and f"{_day(one):%Y-%m}" == name]
    else:
        contracts = desk.store.find("contract")
        customers = {str(one.values.get("customer") or "") for one in contracts}
        mine = next(one for one in customers if natural_id(YearlySummary.kind, name, one) == duty.record)
        kind, said = YearlySummary.kind, {"year": name, "customer": mine}
        within = [one for one in _problems(desk) if one.customer == mine and _day(one) and str(_day(one))[:4] == name]
    values: Values = {
        **said,
        "number": paper_number(kind, desk.clock.today(), duty.record),
        "written_on": Paper.written_on.dump(desk.clock.today()),
        "written_by": desk.actor.person,
        "figures": figures(desk, within),
        "status": "draft",
    }
    return new_record(desk, kind, values, duty.record)


def figures(desk: Desk, problems: Iterable[Problem]) -> str:
    """What the records count of some problems, a line each: how many, of which level, how many closed, clocks."""
    known = list(problems)
    levels = Counter(one.level for one in known if one.level)
    now, calendar = desk.clock.now(), work_calendar(desk)
    found = histories(desk, [one.id for one in known])
    states = Counter(clock.stand(now).state for history in found for clock in clocks(history, calendar))
    lines = [translate(N_("Problems taken in: {count}")).format(count=len(known))]
    lines += [f"{translate(LEVELS[level])}: {levels[level]}" for level in LEVELS if levels[level]]
    closed = sum(one.status == "closed" for one in known)
    lines.append(translate(N_("Closed: {count}")).format(count=closed))
    told = N_("Deadlines kept: {kept}, missed: {missed}")
    lines.append(translate(told).format(kept=states[State.KEPT], missed=states[State.MISSED]))
    return "\n".join(lines)


def _problems(desk: Desk) -> list[Problem]:
    found = [Problem(record) for record in desk.store.find("problem")]
    return [one for one in found if not one.deleted and one.status not in {"cancelled", "merged"}]


def _first_day(desk: Desk) -> date | None:
    return min((day for one in _problems(desk) if (day := _day(one))), default=None)


def _day(problem: Problem) -> date | None:
    return problem.received_at.astimezone(ZONE).date() if problem.received_at else None


def _known(desk: Desk, kind: str) -> dict[str, Record]:
    return {record.id: record for record in desk.store.find(kind)}


def _month_before(over: datetime | None) -> str:
    """The month that a clock is about, which began when that month was over."""
    last = date.fromordinal(over.date().toordinal() - 1) if over else date.min
    return f"{datetime.combine(last, time()):%Y-%m}"
