"""Whose turn it is on a trip, and what may still be written: what screens offer and actions check by one rule."""

from fieldkit.access import MANAGERS, Actor, Role, Scope
from fieldkit.forms import Person, TripApproval
from fieldkit.forms.checklist import CheckItem
from fieldkit.forms.problem import ENDED
from fieldkit.process.dossier import Trip
from fieldkit.process.transitions import is_sealed

# The statuses in which the engineer still writes the trip approval.
OPEN = frozenset({"draft", "returned", None})
TURNS = {"submitted": Role.LINE_MANAGER, "line_approved": Role.DEPARTMENT_MANAGER}


def decides(actor: Actor, approval: TripApproval | None) -> bool:
    """Whether it is this person's turn to approve or return the trip (P7.10.4)."""
    if approval is None or approval.applicant == actor.person:
        return False  # nobody approves his own
    return turn_of(approval) in actor.roles_in(approval.record.scope)


def turn_of(approval: TripApproval) -> Role | None:
    """The role for which a trip approval waits, if it waits."""
    role = TURNS.get(str(approval.status))
    return Role.VICE_PRESIDENT if role is Role.DEPARTMENT_MANAGER and approval.to_president else role


def reviews(actor: Actor, author: Person | None, scope: Scope) -> bool:
    """Whether this person reviews what somebody wrote: the line's manager, and what he wrote the department manager."""
    if author is not None and author.id == actor.person:
        return False
    by_manager = author is not None and author.manages(scope.line)
    return bool(actor.roles_in(scope) & {Role.LINE_MANAGER, *({Role.DEPARTMENT_MANAGER} if by_manager else ())})


def came_to_nothing(trip: Trip) -> bool:
    """Whether nobody went, and the problem was cancelled, ended as a double, or closed meanwhile."""
    ended = trip.problem is not None and trip.problem.status in ENDED
    return ended and trip.visit.status in {"preparing", "approved"}


def ends_visit(actor: Actor, trip: Trip) -> bool:
    """Whether a visit waits for this manager to close it: its problem has ended without it.

    With a problem that goes its whole way the visit is closed as the problem is.
    """
    if trip.problem is None or trip.problem.status not in ENDED or trip.visit.status == "closed":
        return False
    approved = trip.report is not None and trip.report.status == "approved"
    manages = bool(actor.roles_in(trip.visit.record.scope) & MANAGERS)
    return manages and (came_to_nothing(trip) or (trip.visit.status == "left" and approved))


def open_gap(row: CheckItem) -> bool:
    """Whether nobody has said yet what is done about a gap of the checklist."""
    return row.state == "gap" and not row.answer and row.decided != "packed"


def is_signed(trip: Trip) -> bool:
    """Whether the report was signed: what it covers is not written any more."""
    return trip.report is not None and is_sealed("service_report", trip.report.status)


def may_take_parts(trip: Trip, actor: Actor) -> bool:
    """Parts are chosen by the engineer, until the report that counts them is signed or the approved trip began."""
    open_ = trip.approval is None or trip.approval.status in OPEN
    gone = trip.visit.left is not None or (trip.visit.arrived is not None and not open_)
    return trip.visit.engineer == actor.person and not gone and not is_signed(trip)
