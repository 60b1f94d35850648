"""What the steps of papers are called on their buttons, and how a status looks."""

from fieldkit.i18n import N_, translate
from fieldkit.process.step import Transition
from fieldkit.process.transitions import house_signatures

# By status that is reached; where a form means more by it, by form and status, or by form and both.
_STEPS: dict[str | tuple[str, ...], str] = {
    "draft": N_("Take back"),
    "submitted": N_("Submit"),
    "returned": N_("Give back"),
    "line_approved": N_("Approve"),
    **{
        (kind, source, "line_approved"): N_("Put to the department manager")
        for kind in ("trip_approval", "task_approval")
        for source in ("draft", "returned")
    },
    "approved": N_("Approve"),
    "passed_up": N_("Pass up to the department manager"),
    ("support_request", "approved"): N_("Put to the vice president"),
    "answered": N_("Answer"),
    "issued": N_("Issue"),
    "ended": N_("It is over"),
    "taken": N_("Accept"),
    ("problem_slip", "answered", "taken"): N_("Ask again"),
    ("complaint", "issued"): N_("Issue to the department"),
    ("complaint", "answered", "issued"): N_("Ask again"),
    ("complaint", "dismissed"): N_("Dismiss"),
    "sent": N_("Send to the customer"),
    "consented": N_("Consent is on the paper"),
    "refused": N_("Do not grant"),
    ("remote_request", "refused"): N_("The customer refuses"),
    "withdrawn": N_("Consent ends"),
    "signed": N_("Sign"),
    "granted": N_("Grant"),
    "out": N_("Handed out"),
    "back": N_("All back"),
    "handed_over": N_("Hand over to the secretary"),
    ("monthly_summary", "handed_over"): N_("Hand to quality assurance"),
    "delivered": N_("Delivered to the customer"),
    "acknowledged": N_("The customer acknowledged it"),
    "filed": N_("File it"),
    "passed": N_("Watch passed"),
    "failed": N_("Fault came back"),
    "accepted": N_("Accept"),
    "audited": N_("Audit is done"),
    "rechecked": N_("The fault is gone"),
    "reopened": N_("Reopen"),
    "closed": N_("Close"),
}
_BACKWARDS = frozenset({"draft", "returned", "refused", "failed", "reopened", "withdrawn", "dismissed"})
_ASIDE = {("problem_slip", "answered", "taken"), ("complaint", "answered", "issued")}

_LOOKS = {
    "draft": ("draft", "open"),
    "returned": ("returned",),
    "gap": ("refused", "failed", "reopened", "withdrawn", "dismissed"),
    "signed": ("signed", "issued", "consented"),
    "approved": ("approved", "answered", "accepted", "granted", "filed", "passed", "ended", "back", "audited",
                 "rechecked", "closed", "acknowledged"),
}  # fmt: skip
_LOOK_OF = {status: look for look, statuses in _LOOKS.items() for status in statuses}


def step_words(step: Transition) -> str:
    """What the button of a step says."""
    keys = (step.kind, step.source, step.target), (step.kind, step.target), step.target
    return translate(next(_STEPS[key] for key in keys if key in _STEPS))


def step_icon(step: Transition) -> str:
    return "signature" if house_signatures(step) else "" if leads_on(step) else "corner-up-left"


def leads_on(step: Transition) -> bool:
    """Whether a step brings a paper further, rather than back or to an end nobody wished for."""
    return step.target not in _BACKWARDS and (step.kind, step.source, step.target) not in _ASIDE


def look_of(status: str) -> str:
    """The badge of a status."""
    return _LOOK_OF.get(status, "waiting") if status else "done"
