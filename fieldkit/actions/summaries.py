"""The summaries that this house owes: which are due, and each with the figures that the records give."""

from collections.abc import Iterable
from datetime import date, datetime, time

from fieldkit.access import Actor, may
from fieldkit.actions.calendars import work_calendar
from fieldkit.actions.desk import Desk
from fieldkit.actions.histories import histories
from fieldkit.actions.records import new_record, put_back, set_values, show_record
from fieldkit.forms import (
    Contract,
    Customer,
    FaultAnalysis,
    MaintenanceAdvice,
    MonthlySummary,
    Paper,
    PartMovement,
    Problem,
    ProductLine,
    Record,
    ServiceReport,
    Values,
    Visit,
    YearlySummary,
    natural_id,
    only_child_id,
    paper_number,
)
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_, translate
from fieldkit.process.clock import PROMISED, Clock, Stand
from fieldkit.process.clocks import clocks
from fieldkit.process.counting import Counted, as_rows, count_deadlines, count_problems
from fieldkit.process.duties import Duty
from fieldkit.process.summaries import MONTHLY, as_duty, monthly_clocks, yearly_clocks


def summary_duties(desk: Desk, actor: Actor) -> list[Duty]:
    """What is owed now to quality assurance for whole months, and to customers for the last year."""
    now, calendar = desk.clock.now(), work_calendar(desk)
    today, first = now.astimezone(ZONE).date(), _first_day(desk)
    months = monthly_clocks(first, today, _known(desk, MonthlySummary.kind), calendar)
    found = [duty for clock in months for duty in as_duty(clock, _month_before(clock.started), now)]
    begun = first is not None and first.year < today.year  # of a year before the first problem nothing is known
    contracts = [Contract(record) for record in desk.store.find("contract")] if begun else []
    yearly = yearly_clocks(contracts, today, _known(desk, YearlySummary.kind), calendar)
    names = {record.id: Customer(record).customer_name or "" for record in desk.store.many(yearly)}
    for customer, clock in yearly.items():
        found += as_duty(clock, f"{names.get(customer, '')}·{today.year - 1}", now)
    return [duty for duty in found if duty.concerns(actor)]


def open_summary(desk: Desk, duty: Duty) -> Record:
    """The summary that a duty is about, counted anew while it is a draft; begun when nobody began it."""
    known = desk.store.get(duty.record)
    if known is not None:
        if known.deleted:
            put_back(desk, known.id)
        patch = counted(desk, known)
        return set_values(desk, known.id, patch) if patch else show_record(desk, known.id)
    name = duty.about.rsplit("·", 1)[-1]
    kind, said = MonthlySummary.kind, Values({"month": name})
    if duty.code != MONTHLY:
        customers = {str(one.values.get("customer") or "") for one in desk.store.find("contract")}
        mine = next(one for one in customers if natural_id(YearlySummary.kind, name, one) == duty.record)
        kind, said = YearlySummary.kind, {"year": name, "customer": mine, **_told(desk, mine, name)}
    values: Values = {
        **said,
        "number": paper_number(kind, desk.clock.today(), duty.record),
        "written_on": Paper.written_on.dump(desk.clock.today()),
        "written_by": desk.actor.person,
        "status": "draft",
    }
    return new_record(desk, kind, values | counted(desk, Record(duty.record, kind, values=values)), duty.record)


def counted(desk: Desk, record: Record) -> Values:
    """What has to be written so that a draft's figures are what the records say now; nothing for any other record."""
    if record.kind not in {MonthlySummary.kind, YearlySummary.kind} or record.values.get("status") != "draft":
        return {}
    if not may(desk.actor, "write", record.kind):
        return {}
    every = _problems(desk)
    period, customer = str(record.values.get("month") or record.values.get("year")), record.values.get("customer")
    mine = [one for one in every if customer in {None, one.customer}]
    within = [one for one in mine if _in(period, one.received_at)]
    lines = {line.id: ProductLine(line).name for line in desk.store.find("product_line")}
    found = [*count_problems(within, mine, lines, _causes(desk, within))]
    stands = _stands(desk, within)
    if customer:  # of the house's deadlines a customer is told what he was promised
        found += count_deadlines((clock, stand) for clock, stand in stands if clock.code in PROMISED)
        found += _work(desk, str(customer), period)
    else:
        found += count_deadlines(stands)
    return as_rows("counts", found, record.values)


def _stands(desk: Desk, problems: Iterable[Problem]) -> list[tuple[Clock, Stand]]:
    now, calendar = desk.clock.now(), work_calendar(desk)
    every = histories(desk, [one.id for one in problems])
    return [(clock, clock.stand(now)) for history in every for clock in clocks(history, calendar)]


def _causes(desk: Desk, problems: Iterable[Problem]) -> dict[str, str]:
    """By problem the cause that was found: by its accepted analysis, else by the report of a visit."""
    ids = [one.id for one in problems]
    visits = desk.store.find("visit", {"problem": ids}) if ids else []
    problem_of = {only_child_id(visit.id, ServiceReport.kind): str(visit.values["problem"]) for visit in visits}
    reports = [ServiceReport(record) for record in desk.store.many(problem_of)]
    found = {problem_of[one.id]: one.cause for one in reports if one.cause and one.status == "approved"}
    analyses = desk.store.find("fault_analysis", {"problem": ids, "status": "accepted"}) if ids else []
    found |= {one.problem or "": one.cause for one in map(FaultAnalysis, analyses) if one.cause}
    return found


def _work(desk: Desk, customer: str, year: str) -> Iterable[Counted]:
    """What was done for a customer in a year beside problems: visits, parts, advice."""
    visits = _visits(desk, customer, year)
    ids = [one.id for one in visits]
    moves = desk.store.find("part_movement", {"visit": ids, "movement": "used"}) if ids else []
    advice = _advice(desk, visits)
    replied = sum(bool(one.reply) for one in advice)
    parts = sum(int(PartMovement(one).quantity or 0) for one in moves)
    numbers = {"visits": len(visits), "parts": parts, "advice": len(advice), "replied": replied}
    return [Counted(what, "", number) for what, number in numbers.items()]


def _told(desk: Desk, customer: str, year: str) -> Values:
    """The draft of what was done, and of what became of the advice, a line each."""
    visits = _visits(desk, customer, year)
    work = [f"{one.shown('arrived')[:10]} {one.purpose or ''}" for one in visits]
    waits = _in_both(N_("no reply yet"))
    advice = [
        f"{row.finding}：{one.reply or waits}" for one in _advice(desk, visits) for row in one.findings if row.finding
    ]
    return {"work": "\n".join(work) or None, "advice": "\n".join(advice) or None}


def _in_both(words: str) -> str:
    """What stands in a text that people write on, whoever reads it."""
    return f"{translate(words, 'zh')} / {translate(words, 'en')}"


def _visits(desk: Desk, customer: str, year: str) -> list[Visit]:
    found = [Visit(record) for record in desk.store.find("visit", {"customer": customer}, order="arrived")]
    return [one for one in found if not one.record.deleted and _in(year, one.arrived)]


def _advice(desk: Desk, visits: Iterable[Visit]) -> list[MaintenanceAdvice]:
    found = desk.store.many(only_child_id(one.id, MaintenanceAdvice.kind) for one in visits)
    return [one for one in map(MaintenanceAdvice, found) if one.status == "signed"]


def _in(period: str, moment: datetime | None) -> bool:
    """Whether a moment lies in a month, 2026-11, or in a year, 2026."""
    return moment is not None and moment.astimezone(ZONE).date().isoformat().startswith(f"{period}-")


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
