"""The clocks of a problem, declared once: on what each runs, from when, how long, ended by what, and whose it is.

What is due with the calendar, the monthly and the yearly summary, is in `summaries.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fieldkit.access import MANAGERS, Role
from fieldkit.forms import (
    Complaint,
    DocumentUpdate,
    Form,
    Leftover,
    MaintenanceAdvice,
    MonitoringRecord,
    Problem,
    ProblemSlip,
    Review,
    ServiceReport,
    SpareRequest,
    SupportRequest,
    TripApproval,
    Visit,
)
from fieldkit.forms.complaint import DEPARTMENT
from fieldkit.forms.monitoring_record import LOOKED_EVERY, WATCHED
from fieldkit.forms.problem import ENDED, IN_HAND, UNASSIGNED
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_
from fieldkit.process.history import History
from fieldkit.process.severity import DOCUMENT_WORKING_DAYS, RECHECK, terms_of
from fieldkit.process.turns import TURNS, turn_of
from fieldkit.process.working_days import WorkCalendar, end_of

PAPER_DAYS = timedelta(days=2)  # to review a report, and to correct one that came back
ANSWER_WORKING_DAYS = 1  # a support request that does not say by when it needs its answer
GRACE = timedelta(days=1)  # what can only be written down afterwards: the end of the watch

Whose = tuple[str, frozenset[Role]]


@dataclass(frozen=True)
class Due:
    """When a clock is due, and after what it is missed."""

    due: datetime
    until: datetime
    provisional: bool = False


@dataclass(frozen=True)
class At:
    """A place where a time is found: a kind, a field (`rows.field` in a list), and which of its records count.

    `counts` is handed the record and the one that the clock runs on.
    """

    kind: str
    field: str
    counts: Callable[[Form, Form], bool] = lambda _form, _owner: True


@dataclass(frozen=True)
class Rule:
    """One row of the table. It begins at the last of the times that stand at `begins`."""

    code: str
    text: str
    on: type[Form]
    begins: tuple[At, ...]
    lasts: Callable[[Form, datetime | None, WorkCalendar], Due | None]
    ends: tuple[At, ...]
    whose: Callable[[Form, History], Whose]
    runs: Callable[[Form, History], bool] = lambda _form, _history: True
    rounds: int = 1


# -- how long


def _until(due: datetime, grace: timedelta = timedelta()) -> Due:
    return Due(due, due + grace)


def _promised(what: str) -> Callable[[Form, datetime | None, WorkCalendar], Due | None]:
    """As promised when the problem was taken in: by its contract, or by the house for its level."""

    def lasts(form: Form, began: datetime | None, _calendar: WorkCalendar) -> Due | None:
        stated: datetime | None = getattr(form, f"{what}_by")
        if stated is None and began is not None and isinstance(form, Problem):
            stated = began + getattr(terms_of(form.level or "3"), what)
        return _until(stated) if stated else None

    return lasts


def _span(length: timedelta, grace: timedelta = timedelta()) -> Callable[..., Due | None]:
    return lambda _form, began, _calendar: _until(began + length, grace) if began else None


def _recheck(_form: Form, began: datetime | None, calendar: WorkCalendar) -> Due | None:
    """Not before the week is over (P7.15.2), so by the end of the next working day."""
    if began is None:
        return None
    last = calendar.after(_day(began + RECHECK), 1)
    return Due(began + RECHECK, last.at, last.provisional)


def _working(count: int) -> Callable[[Form, datetime | None, WorkCalendar], Due | None]:
    def lasts(_form: Form, began: datetime | None, calendar: WorkCalendar) -> Due | None:
        if began is None:
            return None
        last = calendar.after(_day(began), count)
        return Due(last.at, last.at, last.provisional)

    return lasts


def _by(field: str) -> Callable[..., Due | None]:
    """By the end of a day that the record itself names."""

    def lasts(form: Form, _began: datetime | None, _calendar: WorkCalendar) -> Due | None:
        day: date | None = getattr(form, field)
        return _until(end_of(day)) if day else None

    return lasts


def _answered(form: Form, began: datetime | None, calendar: WorkCalendar) -> Due | None:
    return _by("needed_by")(form, began, calendar) or _working(ANSWER_WORKING_DAYS)(form, began, calendar)


def _back(form: Form, _began: datetime | None, _calendar: WorkCalendar) -> Due | None:
    """The day by which everything lent is back, else the first day of one of its rows."""
    if not isinstance(form, SpareRequest):
        return None
    days = [form.back_by] if form.back_by else [row.back_by for row in form.wanted]
    known = [day for day in days if day]
    return _until(end_of(min(known))) if known else None


def _day(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


# -- whose


def _person(*fields: str, or_else: frozenset[Role] = frozenset()) -> Callable[[Form, History], Whose]:
    """Whoever the first of these fields names, on the record itself, on its visit or on its problem."""

    def whose(form: Form, history: History) -> Whose:
        visit = form.record.values.get("visit")
        visits = [one for one in history.visits if one.id == visit]
        problems = [history.problem] if history.problem else []
        for one in (form, *visits, *problems):
            for field in fields:
                named = one.record.values.get(field)
                if named and isinstance(named, str):  # where a paper is signed under that name, it is a signature
                    return named, or_else
        return "", or_else

    return whose


def _roles(*roles: Role) -> Callable[[Form, History], Whose]:
    return lambda _form, _history: ("", frozenset(roles))


def _turn(form: Form, _history: History) -> Whose:
    role = turn_of(form) if isinstance(form, TripApproval) else None
    return "", frozenset({role}) if role else frozenset()


_HELPERS = {
    "submitted": Role.LINE_MANAGER,
    "passed_up": Role.DEPARTMENT_MANAGER,
    "approved": Role.VICE_PRESIDENT,
}


def _helper(form: Form, _history: History) -> Whose:
    return "", frozenset({_HELPERS.get(_status(form), Role.LINE_MANAGER)})


def _traveller(form: Form, history: History) -> Whose:
    """Who is on his way to the site, or handles the problem."""
    going = [visit.engineer for visit in history.visits if visit.arrived is None and visit.engineer]
    return (going[0], frozenset()) if going else _person("assigned_to", or_else=MANAGERS)(form, history)


# -- whether it runs


def _status(form: Form) -> str:
    return str(form.record.values.get("status") or "")


def _in(*statuses: str) -> Callable[..., bool]:
    return lambda form, _beside=None: _status(form) in statuses


def _to_assign(form: Form, _history: History) -> bool:
    """A question is answered by whoever knows (P1.1): nobody has to be named for it."""
    named, asked = (form.record.values.get(name) for name in ("assigned_to", "nature"))
    return bool(named) or (_in("", *UNASSIGNED, *IN_HAND)(form) and asked != "question")


def _not_withdrawn(form: Form, _history: History) -> bool:
    return _status(form) not in {"", "draft", "returned", "withdrawn", "refused"}


def _somebody_goes(form: Form, history: History) -> bool:
    return _status(form) == "visit" or bool(history.visits)


def _alone(form: Form, history: History) -> bool:
    """Whether no visit of the problem says by itself what this record would begin."""
    visit = form.record.values.get("visit")
    return not visit or not any(one.id == visit for one in history.visits)


def _with_customer(form: Form, _owner: Form) -> bool:
    return form.record.values.get("purpose") != "told"


def _decided(form: Form, report: Form) -> bool:
    """The decision on a report that was approved; one that is signed waits for a decision, whatever came before."""
    return isinstance(form, Review) and form.paper == report.id and _in("approved")(report)


def _came_back(form: Form, report: Form) -> bool:
    return isinstance(form, Review) and form.paper == report.id and form.decision == "returned"


def _grave(form: Form, _history: History) -> bool:
    return isinstance(form, Problem) and form.grave


_LEFT = At("service_report", "left")
_RETURNED = At("review", "decided_at", _came_back)
_HANDED = At("document_update", "handed_on", _in("handed_over", "filed"))
_SETTLED = At("problem", "status", _in("solved", "answered", "market", *ENDED))
_ENGINEER = frozenset({Role.ENGINEER})

RULES = (
    Rule("assign", N_("Assign the problem"), Problem, (At("problem", "received_at"),), _promised("respond"),
         (At("problem", "assigned_to"),), _roles(*MANAGERS), _to_assign),
    Rule("respond", N_("Answer the customer"), Problem, (At("problem", "received_at"),), _promised("respond"),
         (At("contact", "contact_at", _with_customer), At("visit", "arrived"), _SETTLED),
         _person("assigned_to", "received_by")),
    Rule("tell_president", N_("Take note of a grave problem"), Problem, (At("problem", "received_at"),),
         _promised("respond"), (At("problem", "president_told_at"), _SETTLED), _roles(Role.VICE_PRESIDENT), _grave),
    Rule("tell_quality", N_("Take note of a grave problem"), Problem, (At("problem", "received_at"),),
         _promised("respond"), (At("problem", "quality_told_at"), _SETTLED), _roles(Role.QA), _grave),
    Rule("on_site", N_("Be on site"), Problem, (At("problem", "received_at"),), _promised("on_site"),
         (At("visit", "arrived"), _SETTLED), _traveller, _somebody_goes),
    Rule("approve", N_("Approve the trip"), TripApproval, (), _by("leave_on"),
         (At("visit", "arrived"),), _turn, _in(*TURNS)),
    Rule("watch", N_("72 hours of monitoring end"), Visit, (At("service_report", "restored_at"),),
         _span(WATCHED, GRACE), (At("visit", "watch_ended"), At("monitoring_record", "ended_at")),
         _person("engineer", or_else=_ENGINEER)),
    Rule("watch", N_("72 hours of monitoring end"), MonitoringRecord, (At("monitoring_record", "started_at"),),
         _span(WATCHED, GRACE), (At("monitoring_record", "ended_at"),), _person("holder"), _alone),
    Rule("watch_entry", N_("Look at the system and write it down"), MonitoringRecord,
         (At("monitoring_record", "started_at"),), _span(LOOKED_EVERY),
         (At("monitoring_record", "entries.seen_at"),), _person("holder"), rounds=WATCHED // LOOKED_EVERY),
    Rule("documents", N_("Hand over the engineering documents"), Visit, (At("visit", "left"),),
         _working(DOCUMENT_WORKING_DAYS), (At("visit", "documents_on"), _HANDED), _person("engineer")),
    Rule("documents", N_("Hand over the engineering documents"), DocumentUpdate, (At("document_update", "ended_on"),),
         _working(DOCUMENT_WORKING_DAYS), (_HANDED,), _person("engineer"), _alone),
    Rule("recheck", N_("Ask the customer again"), Problem, (At("closure", "gone_at"), At("service_report",
         "restored_at")), _recheck, (At("closure", "recheck_at"), At("problem", "status", _in(*ENDED))),
         _roles(Role.QA)),
    Rule("review", N_("Review the service report"), ServiceReport, (_LEFT, At("visit", "arrived")), _span(PAPER_DAYS),
         (At("review", "decided_at", _decided),), _roles(Role.LINE_MANAGER), _in("signed", "approved")),
    Rule("correct", N_("Correct the returned report"), ServiceReport, (_RETURNED, _LEFT), _span(PAPER_DAYS),
         (), _person("engineer"), _in("returned")),
    Rule("support", N_("Answer the support request"), SupportRequest, (At("support_request", "written_on"),),
         _answered, (At("support_request", "answered_at", _in("answered")),), _helper, _not_withdrawn),
    Rule("spare", N_("Bring back what was lent"), SpareRequest, (At("spare_request", "out_on"),), _back,
         (At("spare_request", "back_on", _in("back")),), _person("applicant"), _in("out", "back")),
    Rule("advice", N_("Reply of the customer to the advice"), MaintenanceAdvice, (), _by("reply_by"),
         (At("maintenance_advice", "reply"),), _person("engineer", or_else=_ENGINEER), _in("signed")),
    Rule("slip", N_("Answer the problem slip"), ProblemSlip, (), _by("due"),
         (At("problem_slip", "answered_at", _in("answered", "closed")),), _person("assigned_to"), _not_withdrawn),
    Rule("judge", N_("Judge the complaint"), Complaint, (At("complaint", "received_at"),),
         _working(ANSWER_WORKING_DAYS),
         (At("complaint", "status", _in("issued", "answered", "closed", "dismissed")),), _roles(Role.QA)),
    Rule("complaint", N_("Answer the complaint"), Complaint, (), _by("due"),
         (At("complaint", "answered_at", _in("answered", "closed")),), _roles(*DEPARTMENT),
         _in("issued", "answered", "closed")),
    Rule("leftover", N_("Left over"), Leftover, (), _by("due"), (At("leftover", "status", _in("done")),),
         _person("holder", or_else=_ENGINEER)),
)  # fmt: skip
