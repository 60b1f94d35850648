"""What came back to a person: decisions on his papers, and records that the office or a colleague stopped."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fieldkit.access import Actor
from fieldkit.actions.desk import Desk
from fieldkit.actions.naming import field_label, kind_title, record_title
from fieldkit.forms import Comment, Form, Record, TripApproval
from fieldkit.forms.types import Moment
from fieldkit.i18n import language
from fieldkit.joined import listed
from fieldkit.process.dossier import Trip
from fieldkit.store.ledger import conflicted, ledger

NEWS_DAYS = timedelta(days=3)
_MOMENT = Moment("")


@dataclass(frozen=True)
class Back:
    """One thing that came back. `code` is returned, approved, asked, rejected, conflict or held.

    `what` names the paper or record, `note` says why or what, `place` the field it is pinned to; `record` with
    its `kind`, and the `visit` it belongs to, say where to go. `needs` is whether the person has to act.
    """

    code: str
    what: str
    note: str
    kind: str
    record: str
    by: str = ""
    at: datetime | None = None
    place: str = ""
    visit: str = ""
    count: int = 1
    needs: bool = True


def came_back(desk: Desk, actor: Actor, trips: Iterable[Trip]) -> list[Back]:
    """What came back to this person, what needs a hand first."""
    people = names_of(desk)
    found = [back for trip in trips if trip.visit.engineer == actor.person for back in _decided(desk, trip, people)]
    found += _stopped(desk, actor, people)
    return sorted(found, key=lambda back: not back.needs)


def names_of(desk: Desk) -> dict[str, str]:
    """The names of the people of the house, by id."""
    return {record.id: str(record.values.get("person_name") or "") for record in desk.store.find("person")}


def remark_on(desk: Desk, trip: Trip, paper: Form, people: Mapping[str, str]) -> Back:
    """Why a paper was given back: the first open comment, which may be pinned to a part or photo of the visit."""
    approval = trip.approval.id if trip.approval else ""
    about_it = paper.id == approval
    comments = [note for note in trip.comments if note.status != "done" and (note.about == approval) == about_it]
    if comments:
        first = comments[0]
        by = people.get(first.written_by or "", "")
        return Back("returned", paper.title, first.text or "", paper.kind, paper.id, by, first.written_at,
                    _place(desk, first), trip.visit.id, len(comments))  # fmt: skip
    decided = [review for review in trip.reviews if review.paper == paper.id]
    if not decided:
        return Back("returned", paper.title, "", paper.kind, paper.id, visit=trip.visit.id)
    last = decided[-1]
    by = people.get(last.decided_by or "", "")
    return Back("returned", paper.title, last.reason or "", paper.kind, paper.id, by, last.decided_at, "",
                trip.visit.id)  # fmt: skip


def _place(desk: Desk, comment: Comment) -> str:
    """The field that a comment is pinned to, with the kind of record it is in."""
    record = desk.store.get(comment.about or "")
    label = field_label(record.kind, comment.path or "") if record else ""
    return f"{kind_title(record.kind)} › {label}" if record and label else ""


def _decided(desk: Desk, trip: Trip, people: Mapping[str, str]) -> Iterator[Back]:
    """Decisions of the managers on the papers of one trip."""
    report, approval = trip.report, trip.approval
    for form in (report, approval):
        if form is not None and form.record.values.get("status") == "returned":
            yield remark_on(desk, trip, form, people)
    last = trip.reviews[-1] if trip.reviews else None
    if report is not None and last is not None and last.decision in {"approved", "asked"}:
        fresh = last.decided_at is None or desk.clock.now() - last.decided_at < NEWS_DAYS
        asked = last.decision == "asked" and report.status == "signed"
        if asked or (last.decision == "approved" and fresh):
            by = people.get(last.decided_by or "", "")
            yield Back(last.decision, report.title, last.reason or "", report.kind, report.id, by, last.decided_at,
                       "", trip.visit.id, needs=asked)  # fmt: skip
    if approval is not None and approval.status == "approved" and trip.visit.arrived is None:
        yield _granted(approval, trip)


def _granted(approval: TripApproval, trip: Trip) -> Back:
    signed = approval.department_manager
    by, at = (signed.name, _MOMENT.load(signed.at)) if signed else ("", None)
    return Back("approved", approval.title, "", approval.kind, approval.id, by, at, "", trip.visit.id, needs=False)


def _stopped(desk: Desk, actor: Actor, people: Mapping[str, str]) -> Iterator[Back]:
    """Conflicts, and changes that the office refused or holds."""
    lines = [line for line in ledger(desk.store) if line.state in {"rejected", "held"}]
    known = {record.id: record for record in desk.store.many({line.rid for line in lines})}
    for line in lines:
        record = known.get(line.rid)
        what = record_title(record) if record else kind_title(line.kind)
        note = line.reason.get(language()) or line.reason.get("en") or ""
        at = datetime.fromtimestamp(line.at_ms / 1000, UTC)
        yield Back(line.state, what, note, line.kind, line.rid, "", at, visit=visit_of(record),
                   needs=line.state == "rejected")  # fmt: skip
    for record in conflicted(desk.store):
        labels = listed(dict.fromkeys(field_label(record.kind, path) for path in record.conflicts))
        heads = [head for found in record.conflicts.values() for head in found]
        others = [people.get(head.author, "") for head in heads if head.author and head.author != actor.person]
        yield Back("conflict", record_title(record), labels, record.kind, record.id, listed(dict.fromkeys(others)),
                   visit=visit_of(record), count=len(record.conflicts))  # fmt: skip


def visit_of(record: Record | None) -> str:
    """The visit that a record is or belongs to, or nothing."""
    if record is None:
        return ""
    return record.id if record.kind == "visit" else str(record.values.get("visit") or "")
