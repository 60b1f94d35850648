"""Problems: taken in, told to the superior, assigned, decided (P7.1 to P7.9)."""

from datetime import datetime

from fieldkit.actions.desk import Desk
from fieldkit.actions.life import take
from fieldkit.actions.records import new_record
from fieldkit.actions.terms import contract_of, terms
from fieldkit.errors import UserError
from fieldkit.forms import Contact, Json, Problem, Record, Values, new_id
from fieldkit.i18n import N_
from fieldkit.store.store import Edit


def take_call(desk: Desk, problem: Values, call: Values) -> Record:
    """A complaint comes in: the call record and the problem, held by who was asked first (首问负责制, P7.1.2).

    The terms in force for its level are copied into the problem.
    """
    person = desk.actor.person
    now = Problem.received_at.dump(desk.clock.now())
    filled: Values = {"received_at": now, "received_by": person, "status": "open", **problem}
    unit = desk.store.get(str(filled.get("equipment") or ""))
    if unit is not None:
        _check_unit(filled, unit)
        filled["line"] = unit.values.get("line")
    contract = contract_of(desk, str(filled["customer"]), filled.get("line"))
    filled |= terms(str(filled.get("level") or "3"), str(filled["received_at"]), contract)
    rid = new_id()
    called: Values = {
        "problem": rid,
        "customer": filled["customer"],
        "taken_by": person,
        "called_at": filled["received_at"],
        **call,
    }
    edits = [Edit("problem", rid, filled), Edit("call_record", new_id(), called)]
    return desk.write_all(edits, together=True)[0]


def _check_unit(problem: Values, unit: Record) -> None:
    """Equipment is one customer's and of one product line: a problem that says otherwise is refused."""
    if problem.get("customer") != unit.values.get("customer"):
        raise UserError(N_("The equipment belongs to another customer."), field="customer")
    if problem.get("line") and problem.get("line") != unit.values.get("line"):
        raise UserError(N_("The equipment belongs to another product line."), field="line")


def note_contact(desk: Desk, problem: str, whom: str, said: str, *, at: datetime | None = None, **more: Json) -> Record:
    """A call, a message or a talk about a problem: who, when, what was said."""
    values: Values = {
        "problem": problem,
        "whom": whom,
        "said": said,
        "contact_at": Contact.contact_at.dump(at or desk.clock.now()),
        "by": desk.actor.person,
        **more,
    }
    return new_record(desk, "contact", values)


def assign(desk: Desk, problem: str, engineer: str) -> Record:
    """The product-line manager names who handles it (P7.5, P7.9.2)."""
    return take(desk, problem, "assigned", {"assigned_to": engineer})


def solve(desk: Desk, problem: str) -> Record:
    """Solved without a visit, or by one (P7.7)."""
    return take(desk, problem, "solved")


def close(desk: Desk, problem: str) -> Record:
    """The department manager closes what is solved, once everything is there (P7.15)."""
    return take(desk, problem, "closed")


def decide_visit(desk: Desk, problem: str, decision: str) -> Record:
    """The product-line manager decides that somebody goes (P7.9)."""
    return take(desk, problem, "visit", {"proposal": decision})
