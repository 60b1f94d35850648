"""What the report stage shows: the papers, what they collect, what was said of them."""

from dataclasses import dataclass, field

from fieldkit.access import may
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.reports import open_report, prefill, source_of
from fieldkit.forms import Comment, Form, Record, Review, Step, only_child_id
from fieldkit.playbooks import conclusion_id
from fieldkit.process.dossier import Trip
from fieldkit.process.readiness import Lack, lacks
from fieldkit.process.transitions import is_sealed


@dataclass(frozen=True)
class Remark:
    """A comment pinned to a field: its number on the page, and the key of the field as the page names it."""

    comment: Comment
    number: int
    key: str
    by: str


@dataclass(frozen=True)
class ReportSight:
    """One visit's papers as they stand now."""

    trip: Trip
    report: Record | None
    advice: Record | None
    sealed: bool
    sources: dict[str, str]
    remarks: list[Remark]
    lacking: list[Lack]
    returned: Review | None
    fresh: bool = False
    signed_advice: bool = False
    people: dict[str, str] = field(default_factory=dict)


def look_at_report(desk: Desk, visit: str, *, opening: bool) -> ReportSight:
    """Reads the papers; when the stage is opened, the engineer's report is begun with all that is known."""
    rid = only_child_id(visit, "service_report")
    before = desk.store.get(rid)
    fresh = False
    if opening and _mine(desk, visit):
        record = open_report(desk, visit)
        fresh = before is None or record.values != before.values
    trip = load_trip(desk, visit)
    report = trip.report.record if trip.report else None
    known = prefill(trip)
    values = report.values if report else {}
    sources = {path: source_of(path) for path, value in known.items() if values.get(path) == value and source_of(path)}
    sealed = bool(report and is_sealed(report.kind, report.values.get("status")))
    advice = trip.advice.record if trip.advice else None
    return ReportSight(
        trip, report, advice, sealed, sources, remarks_of(trip), lacks(trip)["report"], _returned(trip, sealed), fresh,
        bool(advice and is_sealed(advice.kind, advice.values.get("status"))),
    )  # fmt: skip


def _mine(desk: Desk, visit: str) -> bool:
    """Whether the report is this person's to begin: on site, and in his own name."""
    record = desk.form(visit).record
    actor = desk.actor
    mine = record.values.get("engineer") == actor.person and may(actor, "write", "service_report", record.scope)
    return mine and record.values.get("arrived") is not None


def remarks_of(trip: Trip, *, every: bool = False) -> list[Remark]:
    """The open comments on the report and what it collects, numbered in the order they were written."""
    report = trip.report.id if trip.report else ""
    wanted = [one for one in trip.comments if every or one.status != "done"]
    wanted = [one for one in wanted if not (trip.approval and one.about == trip.approval.id)]
    return [
        Remark(
            comment,
            number,
            (comment.path or "") if comment.about == report else f"{comment.about}/{comment.path or ''}",
            trip.person_name(comment.written_by),
        )
        for number, comment in enumerate(wanted, 1)
    ]


def _returned(trip: Trip, sealed: bool) -> Review | None:
    """The decision that gave the report back, while it has not been signed again."""
    if trip.report is None or trip.report.status != "returned" or sealed:
        return None
    decided = [review for review in trip.reviews if review.decision == "returned"]
    return max(decided, key=lambda review: str(review.record.values.get("decided_at")), default=None)


def trail_of(trip: Trip) -> list[Step]:
    """The steps of the diagnosis: the clean-up and the conclusion have their own places."""
    visit = trip.visit.id
    return [
        step for step in trip.steps
        if (step.answered or step.notes) and not step.cleaning and step.id != conclusion_id(visit, step.playbook or "")
    ]  # fmt: skip


def name_of(trip: Trip, form: Form) -> str:
    """A collected record in one line, with the names of what it links to."""
    part = trip.parts.get(str(form.record.values.get("part") or ""))
    words = [part.name if part else "", form.shown("movement") if "movement" in form.fields else ""]
    return "·".join(word for word in words if word) or form.name
