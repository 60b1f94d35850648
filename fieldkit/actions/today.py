"""The morning's three questions, answered from the records: what is next, what is due, what came back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import func, select

from fieldkit.access import MANAGERS, Actor, Role
from fieldkit.actions.backs import Back, came_back, names_of, remark_on
from fieldkit.actions.desk import Desk
from fieldkit.actions.disagreeing import disagreeing
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.doubles import duties_of_doubles
from fieldkit.actions.histories import open_duties
from fieldkit.actions.shortages import short_duties
from fieldkit.actions.summaries import summary_duties
from fieldkit.actions.waiting import Next, Ranked, on_papers, on_problems, review_comes_up
from fieldkit.forms import (
    Comment,
    Customer,
    Form,
    Leftover,
    Person,
    Problem,
    Receivable,
    Review,
    ServiceReport,
    TripApproval,
    Visit,
    only_child_id,
)
from fieldkit.i18n import N_
from fieldkit.process.clock import State
from fieldkit.process.dossier import Trip
from fieldkit.process.duties import Duty, debt_duties
from fieldkit.process.readiness import STAGES, current_stage, ending, lacks
from fieldkit.process.turns import came_to_nothing, decides, ends_visit, reviews
from fieldkit.store.database import FILES, get_meta
from fieldkit.store.ledger import summary

F = TypeVar("F", bound=Form)
MONEY_ROLES = frozenset({Role.SECRETARY})


@dataclass(frozen=True)
class Machine:
    """What lies on this computer alone: records and files, how large; when the office last answered.

    `held` counts changes that the office holds, `stopped` what it refused or what is in conflict and needs a hand.
    """

    records: int
    files: int
    size: int
    synced: datetime | None
    held: int = 0
    stopped: int = 0

    @property
    def waiting(self) -> int:
        return self.records + self.files


@dataclass(frozen=True)
class Today:
    """The answers for one person now; `others` names by id whose the duties are that have gone up to him."""

    next: Next | None
    duties: tuple[Duty, ...]
    back: tuple[Back, ...]
    machine: Machine
    others: Mapping[str, str] = field(default_factory=dict)


def today(desk: Desk) -> Today:
    """What the person at this desk does next, owes, and got back."""
    actor = desk.actor
    trips = open_trips(desk)
    back = tuple(came_back(desk, actor, trips))
    owed = tuple(duties(desk, actor))
    step = _next(desk, actor, trips) or _look(back) or _owed(owed)
    others = {duty.holder for duty in owed if duty.holder != actor.person}
    return Today(
        step,
        owed,
        back,
        machine(desk),
        {one.id: one.person_name or "" for one in _by_id(desk, Person, others).values()},
    )


def back_count(desk: Desk) -> int:
    """How many of the things that came back need the person's hand: the number at Today."""
    return sum(back.needs for back in came_back(desk, desk.actor, open_trips(desk)))


def machine(desk: Desk) -> Machine:
    """How much has not reached the office, and when it last answered."""
    counts = summary(desk.store)
    with desk.store.database.reading() as connection:
        size = connection.execute(select(func.sum(FILES.c.size)).where(FILES.c.state == "here")).scalar() or 0
        synced = get_meta(connection, "synced")
    at = datetime.fromisoformat(synced["at"]) if synced else None
    stopped = counts["rejected_unseen"] + counts["conflicts"]
    return Machine(counts["records_waiting"], counts["files_waiting"], int(size), at, counts["held"], stopped)


def open_trips(desk: Desk) -> list[Trip]:
    """Every visit that is not closed, with what duties and news follow from; a handful of queries for all."""
    visits = [Visit(row) for row in desk.store.find("visit", {"status": ["preparing", "approved", "on_site", "left"]})]
    ids = [visit.id for visit in visits]
    if not ids:
        return []
    problems = _by_id(desk, Problem, (visit.problem for visit in visits))
    customers = _by_id(desk, Customer, (visit.customer for visit in visits))
    reports = _by_id(desk, ServiceReport, (only_child_id(rid, "service_report") for rid in ids))
    approvals = _by_id(desk, TripApproval, (only_child_id(rid, "trip_approval") for rid in ids))
    trips = {}
    for visit in visits:
        trips[visit.id] = Trip(
            visit,
            problem=problems.get(visit.problem or ""),
            customer=customers.get(visit.customer or ""),
            report=reports.get(only_child_id(visit.id, "service_report")),
            approval=approvals.get(only_child_id(visit.id, "trip_approval")),
        )
    for record in desk.store.find("leftover", {"visit": ids}):
        trips[str(record.values["visit"])].leftovers.append(Leftover(record))
    for record in desk.store.find("comment", {"visit": ids}):
        trips[str(record.values["visit"])].comments.append(Comment(record))
    for record in desk.store.find("review", {"visit": ids}, order="decided_at"):
        trips[str(record.values["visit"])].reviews.append(Review(record))
    return list(trips.values())


def _by_id(desk: Desk, form: type[F], rids: Iterable[str | None]) -> dict[str, F]:
    wanted = {rid for rid in rids if rid}
    return {record.id: form(record) for record in desk.store.many(wanted) if not record.deleted}


def about(trip: Trip) -> str:
    """A trip in one line: the customer, and what for."""
    customer = trip.customer.customer_name if trip.customer else ""
    return "·".join(word for word in (customer, trip.visit.purpose) if word)


# -- what is due


def duties(desk: Desk, actor: Actor) -> list[Duty]:
    """What the person owes, the most urgent first."""
    found = open_duties(desk)
    if actor.roles & MONEY_ROLES:
        found += [*_debts(desk), *short_duties(desk)]
    if actor.roles & MANAGERS:
        found += disagreeing(desk)
    found += [*duties_of_doubles(desk, actor), *summary_duties(desk, actor)]
    return sorted((duty for duty in found if duty.concerns(actor)), key=_pressing)


def _pressing(duty: Duty) -> tuple[bool, datetime, str]:
    """What is missed stands first, then what is due first."""
    return duty.state is not State.MISSED, duty.due, duty.key


def _debts(desk: Desk) -> Iterator[Duty]:
    by_customer: dict[str, list[Receivable]] = {}
    for record in desk.store.find("receivable", {"status": "open"}):
        debt = Receivable(record)
        if debt.is_owed:
            by_customer.setdefault(debt.customer or "", []).append(debt)
    names = _by_id(desk, Customer, by_customer)
    for rid, debts in by_customer.items():
        customer = names.get(rid)
        yield from debt_duties(debts, (customer.customer_name or "") if customer else "", desk.clock.now())


# -- what is next


def _next(desk: Desk, actor: Actor, trips: list[Trip]) -> Next | None:
    """The most urgent thing that only this person can move on."""
    travelled = {trip.visit.problem for trip in trips}
    found = [*_on_trips(desk, actor, trips), *on_problems(desk, actor, travelled), *on_papers(desk, actor)]
    if not found:
        return None
    _, _, step = min(found, key=lambda ranked: ranked[:2])
    if step.code not in {"work", "prepare"}:
        return step
    trip = load_trip(desk, step.record)
    stage = current_stage(trip)
    names = tuple(lack.text for lack in lacks(trip)[stage])
    return Next(step.code, STAGES[stage], step.about, "visit", step.record, stage, names)


def _look(back: Iterable[Back]) -> Next | None:
    """Where nothing else waits, what was stopped on its way does."""
    stopped = next((item for item in back if item.needs), None)
    if stopped is None:
        return None
    return Next("look", N_("Look at what came back"), stopped.what, stopped.code, stopped.record)


def _owed(duties: Iterable[Duty]) -> Next | None:
    """Where nothing else waits, what is due first does."""
    first = next(iter(duties), None)
    return Next("due", first.text, first.about, "", first.record) if first is not None else None


def _on_trips(desk: Desk, actor: Actor, trips: list[Trip]) -> Iterator[Ranked]:
    people = names_of(desk)
    for trip in trips:
        visit = trip.visit
        since, words = visit.arrived or datetime.max.replace(tzinfo=UTC), about(trip)
        if visit.engineer == actor.person and (own := _own_trip(desk, trip, people)) is not None:
            yield own[0], since, own[1]
        signed = trip.report if trip.report is not None and trip.report.status == "signed" else None
        mine = reviews(actor, _author(desk, visit), visit.record.scope)
        if signed is not None and (mine or review_comes_up(desk, actor, signed.record)):
            yield 4, since, Next("review", N_("Review a service report"), words, "visit", visit.id, "review")
        if ends_visit(actor, trip):
            yield 8, since, Next("end", N_("Close a visit"), words, "visit", visit.id, "hand_over")
        if decides(actor, trip.approval) and not came_to_nothing(trip):
            yield 5, since, Next("approve", N_("Approve a trip"), words, "visit", visit.id, "review")


def _author(desk: Desk, visit: Visit) -> Person | None:
    found = desk.store.get(visit.engineer or "")
    return Person(found) if found is not None else None


def _own_trip(desk: Desk, trip: Trip, people: dict[str, str]) -> tuple[int, Next] | None:
    """What the engineer of a trip does next, from its papers that came back to what was left for afterwards."""
    visit, report, approval, words = trip.visit, trip.report, trip.approval, about(trip)
    if came_to_nothing(trip):
        return None
    status = report.status if report else None
    asked = approval.status if approval else None
    if status == "returned" and report is not None:
        text = N_("Correct the field service report")
        remark = remark_on(desk, trip, report, people)
        return 0, Next("correct", text, words, "visit", visit.id, "report", (), remark)
    if asked == "returned" and approval is not None and visit.arrived is None:
        text = N_("Correct the trip approval")
        remark = remark_on(desk, trip, approval, people)
        return 1, Next("correct", text, words, "visit", visit.id, "prepare", (), remark)
    if visit.status == "on_site" or (visit.status == "left" and status in {None, "draft"}):
        return 2, Next("work", "", words, "visit", visit.id)
    if trip.problem is not None and ending(trip.problem, report) == "solved":
        return 5, Next("solve", N_("Say that it is solved"), words, "problem", trip.problem.id)
    if visit.status == "left" and asked in {None, "draft", "returned"}:  # he went on a word by phone (P7.10.5)
        return 6, Next("sign", N_("Have the trip approval signed afterwards"), words, "visit", visit.id, "prepare")
    if visit.status == "approved" or (visit.status == "preparing" and asked in {None, "draft", "approved"}):
        return 6, Next("prepare", "", words, "visit", visit.id)
    return None
