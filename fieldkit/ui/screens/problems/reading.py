"""Everything that the page of one problem shows, read at once."""

from dataclasses import dataclass
from datetime import datetime

from fieldkit.access import MANAGERS, Actor, Role
from fieldkit.actions.desk import Desk
from fieldkit.actions.histories import clocks_of
from fieldkit.actions.records import show_record
from fieldkit.forms import (
    CallRecord,
    Contact,
    Customer,
    Equipment,
    Person,
    Problem,
    ProductLine,
    ServiceReport,
    Visit,
    only_child_id,
)
from fieldkit.process.clock import Clock
from fieldkit.process.readiness import ending
from fieldkit.process.step import Transition
from fieldkit.process.transitions import next_steps

WAITS_FOR_ENGINEER = frozenset({"assigned", "visit"})


@dataclass(frozen=True)
class ProblemFile:
    """A problem with its customer, log, calls, visits and the newest report; who looks at it; who could handle it."""

    problem: Problem
    customer: Customer | None
    line: ProductLine | None
    equipment: Equipment | None
    contacts: tuple[Contact, ...]
    calls: tuple[CallRecord, ...]
    visits: tuple[Visit, ...]
    report: ServiceReport | None
    people: dict[str, str]
    engineers: tuple[tuple[str, str, bool], ...]
    actor: Actor
    now: datetime
    clocks: tuple[Clock, ...]

    @property
    def handles(self) -> bool:
        """Whether it is with the person who looks at it."""
        return self.problem.assigned_to == self.actor.person

    @property
    def manages(self) -> bool:
        return bool(self.actor.roles & MANAGERS)

    @property
    def step(self) -> str:
        """What this person can do next about it: assign, decide, plan, solved, end, close, go, or nothing."""
        status = self.problem.status or "open"
        open_visits = [visit for visit in self.visits if visit.status != "closed"]
        if status == "open":
            return "assign" if self.manages else ""
        if status == "solved" and any(step.target == "closed" for step in self._steps):
            return "close"
        if ending(self.problem, self.report) == "solved" and (self.handles or self.manages):
            return "end"
        if status not in WAITS_FOR_ENGINEER:
            return "go" if self.visits else ""
        if open_visits:
            return "go"
        if self.handles and any(contact.helped for contact in self.contacts):
            return "solved"
        if status == "visit":
            return "plan" if self.handles or self.manages else ""
        return "decide" if self.manages else ""

    @property
    def _steps(self) -> list[Transition]:
        return next_steps("problem", self.problem.status or "open", self.actor.roles)


def problem_file(desk: Desk, rid: str) -> ProblemFile:
    problem = Problem(show_record(desk, rid))
    store, where = desk.store, {"problem": rid}
    customer = store.get(problem.customer or "")
    line = store.get(problem.line or "")
    unit = store.get(problem.equipment or "")
    visits = tuple(Visit(record) for record in store.find("visit", where, newest=True))
    report = store.get(only_child_id(visits[0].id, "service_report")) if visits else None
    people = [Person(record) for record in store.find("person")]
    return ProblemFile(
        problem,
        Customer(customer) if customer else None,
        ProductLine(line) if line else None,
        Equipment(unit) if unit else None,
        tuple(Contact(record) for record in store.find("contact", where, order="contact_at")),
        tuple(CallRecord(record) for record in store.find("call_record", where)),
        visits,
        ServiceReport(report) if report else None,
        {person.id: person.person_name or "" for person in people},
        engineers([person for person in people if not person.gone(desk.clock.today())], problem.line),
        desk.actor,
        desk.clock.now(),
        tuple(clocks_of(desk, rid)),
    )


def engineers(people: list[Person], line: str | None) -> tuple[tuple[str, str, bool], ...]:
    """Who can be named: engineers of the line, those of the support group first (P7.5.5)."""
    able = [
        person
        for person in people
        if Role.ENGINEER in person.role_set and (not person.lines or not line or line in person.lines)
    ]
    named = [(person.id, person.name, bool(person.support_group)) for person in able]
    return tuple(sorted(named, key=lambda one: not one[2]))
