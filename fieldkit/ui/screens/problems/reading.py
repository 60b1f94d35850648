"""Everything that the page of one problem shows, read at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from fieldkit.access import MANAGERS, Actor, Role
from fieldkit.actions.desk import Desk
from fieldkit.actions.histories import clocks_of
from fieldkit.actions.life import Life, look_at
from fieldkit.actions.records import show_record
from fieldkit.actions.waiting import audit_comes_up, comes_up, roles_at
from fieldkit.forms import (
    CallRecord,
    Contact,
    Customer,
    Equipment,
    Person,
    Problem,
    ProductLine,
    Record,
    RemoteReport,
    ServiceReport,
    Visit,
    only_child_id,
)
from fieldkit.forms.merging import goes_before
from fieldkit.forms.problem import IN_HAND, UNASSIGNED
from fieldkit.process.clock import Clock
from fieldkit.process.readiness import ending
from fieldkit.process.waiting import waits_for

OWN = frozenset({"plan", "go", "loop", "call", "note"})  # what is done elsewhere: no status is reached by it here


@dataclass(frozen=True)
class ProblemFile:
    """A problem with its customer, log, calls, visits and the newest reports; who looks at it; who could handle it."""

    problem: Problem
    customer: Customer | None
    line: ProductLine | None
    equipment: Equipment | None
    contacts: tuple[Contact, ...]
    calls: tuple[CallRecord, ...]
    visits: tuple[Visit, ...]
    reports: tuple[ServiceReport | RemoteReport, ...]
    people: dict[str, str]
    engineers: tuple[tuple[str, str, bool], ...]
    actor: Actor
    now: datetime
    clocks: tuple[Clock, ...]
    life: Life
    others: tuple[tuple[str, str], ...] = ()
    closure: Record | None = None
    audits: bool = False

    @property
    def handles(self) -> bool:
        """Whether it is with the person who looks at it."""
        return self.problem.assigned_to == self.actor.person

    @property
    def manages(self) -> bool:
        return bool(self.actor.roles_in(self.problem.record.scope) & MANAGERS)

    @property
    def step(self) -> str:
        """What this person does next: the status that his step leads to, one of `OWN`, or nothing."""
        for wanted in self._wanted():
            if wanted in OWN or wanted == "" or self.life.offer(wanted) is not None:
                return wanted
        return ""

    def _wanted(self) -> Iterator[str]:
        """What is to be done about it, the most fitting first; what is not this person's is passed over."""
        status = self.problem.status or "open"
        if self.problem.to_note(self.actor.roles_in(self.problem.record.scope)):
            yield "note"
        if status in UNASSIGNED:
            yield from {"question": ("answered",), "performance": ("market",)}.get(self.problem.nature or "", ())
            yield from ("assigned", "judged") if self.manages else ("judged",)
        elif status in IN_HAND:
            yield from self._in_hand(status)
        elif status in {"solved", "answered"}:
            yield from ("loop",) if self.audits else ()
            yield "closed"
        elif status == "market":
            yield "answered"
        if status not in IN_HAND and self.visits:
            yield "go"

    def _in_hand(self, status: str) -> Iterator[str]:
        solved = any(ending(self.problem, report) == "solved" for report in self.reports)
        if solved and (self.handles or self.manages):
            yield "solved"
        if any(visit.status != "closed" for visit in self.visits):
            yield "go"
        since = self.problem.reopened_at
        contacts = [one for one in self.contacts if since is None or (one.contact_at and one.contact_at > since)]
        if self.handles and any(contact.helped for contact in contacts):
            yield "solved"
        if status == "visit" and (self.handles or self.manages):
            yield "plan"
        if status != "visit" and self.manages:
            yield "visit"
        if status == "assigned" and self.handles and any(contact.helped is False for contact in contacts):
            yield "proposed"
        if status == "assigned" and self.handles:
            yield "call"


def problem_file(desk: Desk, rid: str) -> ProblemFile:
    problem = Problem(show_record(desk, rid))
    store, where = desk.store, {"problem": rid}
    customer = store.get(problem.customer or "")
    line = store.get(problem.line or "")
    unit = store.get(problem.equipment or "")
    visits = tuple(Visit(record) for record in store.find("visit", where, newest=True))
    report = store.get(only_child_id(visits[0].id, "service_report")) if visits else None
    remote = store.find("remote_report", where)
    people = [Person(record) for record in store.find("person")]
    return ProblemFile(
        problem,
        Customer(customer) if customer else None,
        ProductLine(line) if line else None,
        Equipment(unit) if unit else None,
        tuple(Contact(record) for record in store.find("contact", where, order="contact_at")),
        tuple(CallRecord(record) for record in store.find("call_record", where)),
        visits,
        (*([ServiceReport(report)] if report else []), *(RemoteReport(one) for one in remote)),
        {person.id: person.person_name or "" for person in people},
        engineers([person for person in people if not person.gone(desk.clock.today())], problem.line),
        desk.actor,
        desk.clock.now(),
        tuple(clocks_of(desk, rid)),
        look_at(desk, problem.record),
        _others(desk, problem),
        *_loop(desk, problem),
    )


def _loop(desk: Desk, problem: Problem) -> tuple[Record | None, bool]:
    """The round of the closed loop that is on its way, and whether the next of it, short of closing, is this person's.

    The line's manager begins it, unless he did the work himself.
    """
    if problem.status != "solved":
        return None, False
    actor = desk.actor
    roles = actor.roles_in(problem.record.scope)
    found = desk.store.find("closure", {"problem": problem.id})
    open_ones = [one for one in found if one.values.get("status") not in {"reopened", "closed"}]
    if not open_ones:
        audits = Role.LINE_MANAGER in roles and problem.assigned_to != actor.person
        return None, audits or audit_comes_up(desk, actor, problem)
    closure = open_ones[-1]
    asks = closure.values.get("status") == "audited" and Role.QA in roles
    waiting = waits_for(closure, actor, roles_at(desk), partial(comes_up, desk, actor))
    waits = Role.DEPARTMENT_MANAGER not in roles and waiting
    return closure, asks or waits


def _others(desk: Desk, problem: Problem) -> tuple[tuple[str, str], ...]:
    """The customer's older problems, of which this one may be the second entry."""
    found = [Problem(record) for record in desk.store.find("problem", {"customer": problem.customer}, newest=True)]
    older = [one for one in found if one.status != "merged" and goes_before(one.id) < goes_before(problem.id)]
    return tuple((one.id, one.name) for one in older)


def engineers(people: list[Person], line: str | None) -> tuple[tuple[str, str, bool], ...]:
    """Who can be named: engineers of the line, those of the support group first (P7.5.5)."""
    able = [
        person
        for person in people
        if Role.ENGINEER in person.role_set and (not person.lines or not line or line in person.lines)
    ]
    named = [(person.id, person.name, bool(person.support_group)) for person in able]
    return tuple(sorted(named, key=lambda one: not one[2]))
