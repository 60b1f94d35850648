"""What each stage of a trip still lacks, by name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fieldkit.forms import Problem, RemoteReport, ServiceReport, When
from fieldkit.forms.checklist import GROUPS
from fieldkit.i18n import N_, translate
from fieldkit.joined import told
from fieldkit.process.dossier import Trip
from fieldkit.process.turns import open_gap

STAGES = {
    "prepare": N_("Prepare"),
    "diagnose": N_("Diagnose"),
    "follow_up": N_("Follow up"),
    "report": N_("Report"),
    "sign": N_("Sign"),
    "hand_over": N_("Hand over"),
}


@dataclass(frozen=True)
class Lack:
    """Something a stage lacks: its name for people, and the record and path to go to."""

    text: str
    record: str = ""
    path: str = ""


def lacks(trip: Trip) -> dict[str, list[Lack]]:
    """What each stage still lacks, in the order of the stages; an empty list is a finished stage."""
    return {stage: list(_LACKS[stage](trip)) for stage in STAGES}


def _lack(text: str, record: str = "", path: str = "") -> Lack:
    return Lack(translate(text), record, path)


def _prepare(trip: Trip) -> Iterator[Lack]:
    if trip.checklist is None or not trip.checklist.items:  # nobody opened the sheet
        yield _lack(N_("Checklist"))
    else:
        for row in trip.checklist.items:
            if open_gap(row):
                yield Lack(
                    told((translate(GROUPS.get(row.group or "", "")), row.item or "")), trip.checklist.id, row.prefix
                )
    approval = trip.approval
    if approval is None:
        yield _lack(N_("Trip approval"))
    elif approval.status in {"draft", "returned", None}:
        yield from (_lack(gap.label, approval.id, gap.path) for gap in approval.gaps(When.SUBMITTING))
        yield _lack(N_("Submit the trip approval"), approval.id)
    elif approval.status != "approved":
        yield _lack(N_("Approval by the managers"), approval.id)


def _diagnose(trip: Trip) -> Iterator[Lack]:
    if trip.visit.arrived is None:
        yield _lack(N_("Arrival"), trip.visit.id, "arrived")
    if not [step for step in trip.steps if not step.cleaning]:
        yield _lack(N_("First step of the diagnosis"))
    elif not trip.conclusion and (trip.report is None or not trip.report.cause):
        yield _lack(N_("Conclusion of the diagnosis"))


def _follow_up(trip: Trip) -> Iterator[Lack]:
    if not [step for step in trip.steps if step.cleaning]:
        yield _lack(N_("Clean-up list"))
    for photo in trip.photos:
        if not photo.caption:
            yield _lack(N_("Caption of a photo"), photo.id, "caption")
    if trip.report is not None and trip.report.solved is False and not trip.leftovers:
        # a temporary measure is replaced one day: until then it is somebody's, and the next trip names it
        yield _lack(N_("What remains of it, by whom and until when"), trip.visit.id, "leftovers")


def _report(trip: Trip) -> Iterator[Lack]:
    if trip.report is None:
        yield _lack(N_("Field service report"))
        return
    yield from (_lack(gap.label, trip.report.id, gap.path) for gap in trip.report.gaps(When.SIGNING))
    for form in (*trip.leftovers, *trip.photos, *([trip.advice] if trip.advice else [])):
        yield from (_lack(gap.label, form.id, gap.path) for gap in form.gaps(When.SIGNING))


def _sign(trip: Trip) -> Iterator[Lack]:
    if trip.report is None or trip.report.status in {"draft", "returned", None}:
        yield _lack(N_("Signatures of customer and engineer"))


def _hand_over(trip: Trip) -> Iterator[Lack]:
    if trip.visit.left is None or trip.visit.status not in {"left", "closed"}:
        yield _lack(N_("Leaving"), trip.visit.id, "left")
    if trip.report is None or trip.report.status != "approved":
        yield _lack(N_("Review by the product-line manager"))


_LACKS: dict[str, Callable[[Trip], Iterator[Lack]]] = {
    "prepare": _prepare,
    "diagnose": _diagnose,
    "follow_up": _follow_up,
    "report": _report,
    "sign": _sign,
    "hand_over": _hand_over,
}


def current_stage(trip: Trip) -> str:
    """The stage to open a trip at: the first that lacks something; on site, preparation is past."""
    missing = lacks(trip)
    past = {"prepare"} if trip.visit.arrived else set()
    return next((stage for stage in STAGES if missing[stage] and stage not in past), "hand_over")


def ending(problem: Problem | None, report: ServiceReport | RemoteReport | None) -> str:
    """The step that ends a problem: `solved`, once an approved report of this round says so, then `closed`."""
    if problem is None or report is None or report.status != "approved" or not report.solved:
        return ""
    if problem.reopened_at and (report.gone_at is None or report.gone_at < problem.reopened_at):
        return ""
    return {"assigned": "solved", "proposed": "solved", "visit": "solved", "solved": "closed"}.get(
        problem.status or "", ""
    )
