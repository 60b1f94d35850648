"""The papers on which the next step is a person's own, by one table: what QA, secretary and vice president do first."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from fieldkit.access import MANAGERS, Actor, Role
from fieldkit.actions.desk import Desk
from fieldkit.actions.life import look_at
from fieldkit.forms import Problem, Record, form_of
from fieldkit.forms.complaint import DEPARTMENT, QUALITY
from fieldkit.i18n import N_

_QA, _SECRETARY = frozenset({Role.QA}), frozenset({Role.SECRETARY})
MOST_LOOKED_AT = 20  # solved problems, of which it is worked out whether they can be closed


class Turn(NamedTuple):
    """A paper in a status, whose turn it then is, what he does, how urgent it is, and who may not (by the link)."""

    kind: str
    status: str
    roles: frozenset[Role]
    text: str
    rank: int
    not_by: str = ""


# The more urgent, the lower: as in `today`, between correcting (0) and deciding on a visit (8).
TURNS = (
    Turn("complaint", "received", QUALITY, N_("Judge the complaint"), 2),
    Turn("complaint", "issued", DEPARTMENT, N_("Answer the complaint"), 3),
    Turn("complaint", "answered", QUALITY, N_("Tell the complainant the outcome"), 7),
    Turn("problem_slip", "issued", MANAGERS, N_("Accept the problem slip"), 3),
    Turn("problem_slip", "answered", _QA, N_("Look at the answer to the slip"), 7),
    Turn("support_request", "submitted", MANAGERS, N_("Answer the support request"), 3, "applicant"),
    Turn("support_request", "passed_up", frozenset({Role.DEPARTMENT_MANAGER}), N_("Answer the support request"), 3,
         "applicant"),
    Turn("support_request", "approved", frozenset({Role.VICE_PRESIDENT}), N_("Answer the support request"), 2,
         "applicant"),
    Turn("task_approval", "submitted", frozenset({Role.LINE_MANAGER}), N_("Approve the task"), 5, "applicant"),
    Turn("task_approval", "line_approved", frozenset({Role.DEPARTMENT_MANAGER}), N_("Approve the task"), 5,
         "applicant"),
    Turn("spare_request", "submitted", MANAGERS, N_("Decide on the spare request"), 4, "applicant"),
    Turn("spare_request", "granted", _SECRETARY, N_("Hand the spare out"), 3),
    Turn("document_update", "handed_over", _SECRETARY, N_("File the engineering document"), 6),
    Turn("remote_report", "signed", MANAGERS, N_("Review the remote report"), 5, "engineer_name"),
    Turn("fault_analysis", "submitted", MANAGERS, N_("Review the fault analysis"), 6, "author"),
    Turn("closure", "open", MANAGERS, N_("Audit thoroughness"), 7, "engineer"),
    Turn("closure", "audited", _QA, N_("Ask the customer again"), 6),
)  # fmt: skip


class Waits(NamedTuple):
    """Something that waits for a person: how urgent, since when, what he does, with what."""

    rank: int
    since: datetime
    text: str
    about: str
    record: Record


def papers_waiting(desk: Desk, actor: Actor) -> Iterator[Waits]:
    """Every paper whose turn is this person's; of a round of the closed loop only when its time has come."""
    now = desk.clock.now()
    for turn in TURNS:
        if not turn.roles & actor.roles:
            continue
        for record in desk.store.find(turn.kind, {"status": turn.status}):
            own = turn.not_by and record.values.get(turn.not_by) == actor.person
            if record.deleted or own or not turn.roles & actor.roles_in(record.scope) or _too_soon(record, now):
                continue
            yield Waits(turn.rank, _since(record, now), turn.text, _about(desk, record), record)


def _too_soon(record: Record, now: datetime) -> bool:
    """Whether the week before the customer is asked again is not over yet (P7.15.2)."""
    if (record.kind, record.values.get("status")) != ("closure", "audited"):
        return False
    gone = getattr(form_of(record), "gone_at", None)
    return isinstance(gone, datetime) and now < gone + timedelta(days=7)


def _since(record: Record, now: datetime) -> datetime:
    for name in ("received_at", "due"):
        found = getattr(form_of(record), name, None)
        if isinstance(found, datetime):
            return found
    return now


def _about(desk: Desk, record: Record) -> str:
    problem = desk.store.get(str(record.values.get("problem") or ""))
    words = (form_of(record).name, (Problem(problem).summary or "") if problem is not None else "")
    return "·".join(word for word in words if word)


def to_close(desk: Desk, actor: Actor) -> Iterator[Problem]:
    """Solved and answered problems for whose closing nothing is missing, where this person closes them."""
    found = desk.store.find("problem", {"status": ["solved", "answered"]}, order="received_at", limit=MOST_LOOKED_AT)
    for record in found:
        if Role.DEPARTMENT_MANAGER in actor.roles_in(record.scope):
            offer = look_at(desk, record).offer("closed")
            if offer is not None and not offer.lacks:
                yield Problem(record)
