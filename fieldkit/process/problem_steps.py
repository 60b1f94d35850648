"""The life of a problem: every step of it, who takes it, what must be there, what it starts (P7.1 to P7.15).

A status is what a person decided. What the records tell by themselves (on site, recovered, watched, audited, asked
again) is no status: `process.life` reads it. See docs/process.md, whose diagram is drawn from this table.
"""

from collections.abc import Mapping

from fieldkit.access import EVERYONE, FIELD, MANAGERS, Role
from fieldkit.forms import Json, When
from fieldkit.forms.problem import JUDGES
from fieldkit.i18n import N_
from fieldkit.process.step import Need, Transition

_DEPARTMENT = frozenset({Role.DEPARTMENT_MANAGER})
_ENDING = frozenset({Role.DEPARTMENT_MANAGER, Role.QA})
_WHY = ("reason",)
_QUESTION = (("nature", ("question",)),)
_PERFORMANCE = (("nature", ("performance",)),)


def _grave(problem: Mapping[str, Json]) -> bool:
    return problem.get("level") == "1" or problem.get("major") is True


def _fault(problem: Mapping[str, Json]) -> bool:
    """Whether something had failed, at whatever level: then it is watched for 72 hours and analysed afterwards (R)."""
    return problem.get("nature") in {None, "", "fault"}


# The closed loop, in its order: nothing half-way, nobody out, the documents handed over, watched, analysed, audited,
# asked again, the outcome told (R, P7.14, P7.15, P4.2.4, P2.2). What came back is watched and analysed anew. What has
# an owner and a clock of its own goes on: what was lent, the reply to an advice, what is left over, a case.
CLOSING = (
    Need("major_notice", ("ended",), rows=(("told", "confirmed_at"),), when=_grave, whose="level 1 or a major problem"),
    Need("support_request", ("answered",), each=True),
    Need("problem_slip", ("closed",), each=True),
    Need("remote_report", ("approved",), each=True),
    Need("service_report", ("approved",), each=True),
    Need("visit", ("closed",), each=True),
    Need("maintenance_advice", ("signed", "withdrawn"), each=True),
    Need("task_approval", ("approved",), each=True, fields=("outcome",)),
    Need("spare_request", ("refused", "out", "back"), each=True),
    Need("document_update", ("handed_over", "filed"), each=True, after=("service_report", "remote_report"),
         later=(("ended_on", "reopened_at"),)),
    Need("monitoring_record", ("passed",), later=(("started_at", "reopened_at"), ("ended_at", "reopened_at")),
         when=_fault, whose="a fault"),
    Need("fault_analysis", ("accepted",), later=(("ended_at", "reopened_at"),), when=_fault, whose="a fault"),
    Need(
        "closure",
        ("closed",),
        fields=("told_outcome", "satisfaction"),
        later=(("audited_at", "reopened_at"), ("gone_at", "reopened_at")),
        other=("audited_by", "assigned_to"),
    ),
)  # fmt: skip


def _step(source: str, target: str, roles: frozenset[Role], word: str, starts: str = "", **more: object) -> Transition:
    return Transition("problem", source, target, roles, word=word, starts=starts, **more)  # type: ignore[arg-type]


def _aside(
    sources: str, target: str, roles: frozenset[Role], word: str, starts: str, **more: object
) -> list[Transition]:
    """The same step from several places: what is done beside the main way, with its reason; to "" is to where it is."""
    asked = {"anew": _WHY, **more}
    return [_step(source, target or source, roles, word, starts, **asked) for source in sources.split()]


_FIRST = N_("Whoever was asked first is responsible again.")
_ON = N_("The engineer is responsible; phone guidance and remote maintenance come first.")
_ENDS = N_("Nobody owes anything any more.")

PROBLEM_STEPS = (
    _step("", "open", EVERYONE, N_("Take in"), N_("Whoever was asked first is responsible; the response is due.")),
    _step("open", "assigned", MANAGERS, N_("Assign"), _ON, stage=When.SUBMITTING, needs=("assigned_to",)),
    _step("judged", "assigned", MANAGERS, N_("Assign"), _ON, stage=When.SUBMITTING, needs=("assigned_to",)),
    _step("open", "judged", JUDGES, N_("Judge"), N_("Assignment, the market department or a problem slip."),
          needs=("nature", "level"), by="judged_by"),
    *_aside("open judged", "answered", EVERYONE, N_("Answer the question"), N_("It can be closed at once."),
            anew=("answer",), only=_QUESTION),
    *_aside("open judged", "market", JUDGES, N_("Hand to the market department"), N_("Its answer is waited for."),
            anew=("market_to",), only=_PERFORMANCE),
    _step("market", "answered", JUDGES, N_("Enter the market department's answer"), N_("It can be closed at once."),
          anew=("market_answer",)),
    *_aside("market", "judged", JUDGES, N_("Take back from the market department"), _FIRST),
    *_aside("assigned proposed visit solved", "", FIELD, N_("Assign to somebody else"),
            N_("Whoever it is assigned to now is responsible."), anew=("assigned_to",)),
    _step("assigned", "proposed", FIELD, N_("Put a proposal forward"), N_("The product-line manager reviews it."),
          anew=("further",), by="assigned_to"),
    _step("assigned", "visit", MANAGERS, N_("Decide on the visit"), N_("Trip, preparation and approval."),
          needs=("proposal",), not_by="assigned_to"),
    _step("proposed", "visit", MANAGERS, N_("Decide on the visit"), N_("Trip, preparation and approval."),
          needs=("proposal",), not_by="assigned_to"),
    *_aside("proposed", "assigned", MANAGERS, N_("Return the proposal"), _ON, not_by="assigned_to"),
    *_aside("visit", "assigned", MANAGERS, N_("No visit after all"), _ON),
    *_aside("assigned proposed visit", "solved", FIELD, N_("It is solved"),
            N_("72 hours of watch, audit, and the question a week later."), anew=(), settles=("nature", "received_at")),
    *_aside("assigned", "open", FIELD, N_("Give back"), _FIRST, empty=("assigned_to",)),
    *_aside("solved", "assigned", JUDGES, N_("Not solved: back to work"), _ON, needs=("assigned_to",),
            anew=("reason", "reopened_at"), at="reopened_at"),
    _step("solved", "closed", _DEPARTMENT, N_("Close the problem"), _ENDS, stage=When.SIGNING, papers=CLOSING),
    _step("answered", "closed", JUDGES, N_("Close the problem"), _ENDS, stage=When.SIGNING,
          only=(("nature", ("question", "performance")),)),
    *_aside("answered", "open", JUDGES, N_("Not answered yet"), _FIRST),
    *_aside("closed", "assigned", _ENDING, N_("Reopen"), _ON, needs=("assigned_to",),
            anew=("reason", "reopened_at"), at="reopened_at"),
    *_aside("closed", "open", _ENDING, N_("Reopen"), _FIRST, empty=("assigned_to",),
            anew=("reason", "reopened_at"), at="reopened_at"),
    *_aside("open judged assigned proposed", "merged", JUDGES, N_("Entered twice"),
            N_("The older problem stands for it."), anew=("same_as",), older="same_as"),
    *_aside("open judged market assigned proposed visit", "cancelled", JUDGES, N_("Cancel the problem"), _ENDS),
    *_aside("cancelled merged", "open", MANAGERS, N_("Take it up again"), _FIRST, empty=("assigned_to",)),
)  # fmt: skip
