"""What somebody owes by a time: computed from the records, never stored."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fieldkit.access import HOUSE, Actor, Role
from fieldkit.forms import FORMS, Leftover, Part, Problem, Receivable
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_, translate
from fieldkit.joined import listed, told
from fieldkit.process.dossier import Trip
from fieldkit.process.doubles import Pair
from fieldkit.process.severity import DOCUMENT_WORKING_DAYS, RECHECK, WATCH
from fieldkit.process.turns import TURNS
from fieldkit.process.working_days import WorkCalendar, end_of


@dataclass(frozen=True)
class Duty:
    """Something due: a code, a sentence with its facts, until when, about which record, and whose it is.

    `holder` is a person's id; where it is "", anyone with one of `roles` is meant.
    """

    code: str
    text: str
    about: str
    due: datetime
    record: str
    holder: str = ""
    roles: frozenset[Role] = frozenset()

    def late(self, now: datetime) -> bool:
        return self.due < now

    def concerns(self, actor: Actor) -> bool:
        return self.holder == actor.person if self.holder else bool(self.roles & actor.roles)


def problem_duties(problem: Problem, customer: str) -> Iterator[Duty]:
    """Assignment and the promised arrival (R, P7.5)."""
    about = f"{customer}·{problem.summary or ''}"
    if problem.status in {None, "open"} and problem.respond_by:
        managers = frozenset({Role.LINE_MANAGER, Role.DEPARTMENT_MANAGER})
        yield Duty("assign", N_("Assign the problem"), about, problem.respond_by, problem.id, roles=managers)


def trip_duties(trip: Trip) -> Iterator[Duty]:
    """What follows from one visit: 72 h watch, engineering documents, re-check, left-overs, approval."""
    visit, report = trip.visit, trip.report
    customer = (trip.customer.customer_name or "") if trip.customer else ""
    about = f"{customer}·{visit.purpose or ''}"
    holder = visit.engineer or ""
    if visit.arrived is None and trip.problem is not None and trip.problem.on_site_by:
        yield Duty("on_site", N_("Be on site"), about, trip.problem.on_site_by, visit.id, holder)
    yield from after_duties(trip, about)
    if report is not None and report.status == "signed":
        due = (report.left or visit.arrived or datetime.now(ZONE)) + timedelta(days=2)
        yield Duty(
            "review", N_("Review the service report"), about, due, visit.id, roles=frozenset({Role.LINE_MANAGER})
        )
    if report is not None and report.status == "returned":
        due = (report.left or datetime.now(ZONE)) + timedelta(days=2)
        yield Duty("correct", N_("Correct the returned report"), about, due, visit.id, holder)
    yield from approval_duties(trip, about)
    for leftover in trip.leftovers:
        yield from leftover_duties(leftover, customer)


def after_duties(trip: Trip, about: str) -> Iterator[Duty]:
    """What is watched, asked and handed over once the fault is gone; each ends when it is recorded as done."""
    visit, report, problem = trip.visit, trip.report, trip.problem
    holder = visit.engineer or ""
    if report is not None and report.restored_at:
        if visit.watch_ended is None:
            watch = report.restored_at + WATCH
            yield Duty("watch", N_("72 hours of monitoring end"), about, watch, visit.id, holder)
        if problem is None or problem.status != "closed":
            yield Duty("recheck", N_("Ask the customer again"), about, report.restored_at + RECHECK, visit.id,
                       roles=frozenset({Role.QA}))  # fmt: skip
    if visit.left and visit.documents_on is None:
        last = WorkCalendar().after(visit.left.astimezone(ZONE).date(), DOCUMENT_WORKING_DAYS).day
        yield Duty("documents", N_("Hand over the engineering documents"), about, end_of(last), visit.id, holder)


def approval_duties(trip: Trip, about: str) -> Iterator[Duty]:
    status = trip.approval.status if trip.approval else None
    role = TURNS.get(str(status))
    if role and trip.approval and trip.approval.leave_on:
        due = end_of(trip.approval.leave_on)
        yield Duty("approve", N_("Approve the trip"), about, due, trip.visit.id, roles=frozenset({role}))


def leftover_duties(leftover: Leftover, customer: str) -> Iterator[Duty]:
    if leftover.due and leftover.status != "done":
        yield Duty("leftover", N_("Left over"), f"{customer}·{leftover.what or ''}", end_of(leftover.due),
                   leftover.visit or leftover.id, leftover.holder or "", frozenset({Role.ENGINEER}))  # fmt: skip


def debt_duties(debts: Iterable[Receivable], customer: str, now: datetime) -> Iterator[Duty]:
    """Debts of a customer that are past their day (P7.10.3)."""
    for debt in debts:
        if debt.due and debt.status != "settled" and end_of(debt.due) < now:
            money = frozenset({Role.SECRETARY})
            yield Duty(
                "debt", N_("Owed by the customer"), f"{customer}·{debt.name}", end_of(debt.due), debt.id, roles=money
            )


def short_duty(part: Part, lacking: int, who: Iterable[str], since: datetime) -> Duty:
    """More of a part was taken than there was: somebody must find one by the next working day, or say who goes without.

    `who` took one, the last first; every movement stands, since off line nobody could know of the other.
    """
    lacks = translate(N_("lacking {count}")).format(count=lacking)
    about = told((f"{part.name}·{lacks}", listed(who)))
    due = WorkCalendar().after(since.astimezone(ZONE).date(), 1).at
    return Duty("short", N_("More was taken than there is"), about, due, part.id, roles=frozenset({Role.SECRETARY}))


def double_duties(pairs: Iterable[Pair], names: Mapping[str, str], today: date) -> Iterator[Duty]:
    """Records that look like one, a duty a list: looked through within the week by those who keep the lists.

    `names` says what each record is called. The duty names the pair, when there is only one, by its ids.
    """
    by_kind: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_kind.setdefault(pair.kind, []).append(pair)
    for kind, found in by_kind.items():
        one = found[0]
        said = names.get(one.first, "") if len(found) == 1 else str(len(found))
        about = f"{translate(FORMS[kind].title)}·{said}"
        record = f"{one.first}/{one.second}" if len(found) == 1 else ""
        yield Duty("double", N_("Entered twice?"), about, end_of(_end_of_week(today)), record, roles=HOUSE)


def _end_of_week(day: date) -> date:
    """The last day of this week on which work is done, or of the next one when none is left."""
    left = [day + timedelta(days=ahead) for ahead in range(7 - day.weekday())]
    worked = [one for one in left if WorkCalendar().works(one)]
    return worked[-1] if worked else WorkCalendar().after(day, 5).day
