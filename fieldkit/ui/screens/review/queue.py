"""What waits for a manager, and everything about the one that is looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fieldkit.access import Actor
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.papers import standing_sheet
from fieldkit.actions.reviewing import is_simple, passed_at_once
from fieldkit.actions.waiting import review_comes_up
from fieldkit.forms import Person, Record, TripApproval, Visit, form_of
from fieldkit.forms.types import Moment
from fieldkit.i18n import _
from fieldkit.process.dossier import Trip
from fieldkit.process.first_pass import FirstPass
from fieldkit.process.thoroughness import Check, audit
from fieldkit.process.turns import TURNS, decides, reviews
from fieldkit.ui.screens.report.sight import Remark, remarks_of
from fieldkit.ui.screens.review.facts import Chapter, chapters_of

REPORT, APPROVAL = "service_report", "trip_approval"
# In which statuses a paper waits for somebody's decision.
WAITS = {REPORT: ["signed"], APPROVAL: sorted(TURNS)}


@dataclass(frozen=True)
class Waiting:
    """One paper in the queue."""

    rid: str
    kind: str
    visit: str
    customer: str
    purpose: str
    engineer: str
    title: str
    since: datetime | None
    mine: bool
    again: bool = False


def queue_of(desk: Desk) -> list[Waiting]:
    """Every paper that waits for a decision, the oldest first."""
    actor = desk.actor
    found = [record for kind, statuses in WAITS.items() for record in desk.store.find(kind, {"status": statuses})]
    ended = {visit.id for visit in desk.store.find("visit", {"status": "closed"})}  # called off: nobody decides on it
    waiting = [_waiting(desk, actor, record) for record in found if record.values.get("visit") not in ended]
    return sorted(waiting, key=lambda one: (one.since is None, one.since or desk.clock.now()))


def _waiting(desk: Desk, actor: Actor, record: Record) -> Waiting:
    visit = Visit(desk.store.get(str(record.values.get("visit"))) or Record("", "visit"))
    people = desk.store.many([rid for rid in (visit.customer, visit.engineer) if rid])
    names = {one.id: str(one.values.get("customer_name") or one.values.get("person_name") or "") for one in people}
    author = next((Person(one) for one in people if one.id == visit.engineer), None)
    if record.kind == REPORT:
        mine = reviews(actor, author, record.scope) and visit.engineer != actor.person
        mine = mine or review_comes_up(desk, actor, record)
    else:
        mine = decides(actor, TripApproval(record))
    return Waiting(
        record.id,
        record.kind,
        visit.id,
        names.get(visit.customer or "", ""),
        visit.purpose or "",
        names.get(visit.engineer or "", ""),
        _(form_of(record).title),
        _since(record),
        mine,
        str(record.values.get("revision") or "1") != "1",
    )


def greens_of(desk: Desk, visits: Iterable[str]) -> tuple[frozenset[str], FirstPass]:
    """Of these visits those whose report is simple, and how many reports passed at once so far."""
    return frozenset(visit for visit in visits if is_simple(desk, visit)), passed_at_once(desk)


def _since(record: Record) -> datetime | None:
    """When the paper was sealed or handed in, as far as it says so."""
    times = [value for path, value in record.values.items() if path.endswith(".sealed_at")]
    signed = record.values.get("line_manager")
    if isinstance(signed, dict):
        times.append(signed.get("at"))
    return max((moment for raw in times if (moment := Moment("").load(raw)) is not None), default=None)


@dataclass(frozen=True)
class Looked:
    """One paper with all that a decision needs."""

    rid: str
    kind: str
    status: str
    name: str
    trip: Trip
    chapters: Sequence[Chapter]
    checks: Sequence[Check]
    remarks: Sequence[Remark]
    sheet: str
    record: Record
    me: str
    revision: int = 1
    answered: Sequence[Remark] = ()


def look_at(desk: Desk, rid: str) -> Looked:
    record = desk.form(rid).record
    trip = load_trip(desk, str(record.values.get("visit")))
    sheet = standing_sheet(record)
    report = record.kind == REPORT
    form = form_of(record)
    number = str(record.values.get("number") or "")
    return Looked(
        rid,
        record.kind,
        str(record.values.get("status") or ""),
        f"{_(form.title)} {number}".strip(),
        trip,
        chapters_of(desk, form, trip),
        audit(trip) if report else [],
        remarks_of(trip) if report else [],
        sheet.sha256 if sheet else "",
        record,
        desk.actor.person,
        int(str(record.values.get("revision") or 1)),
        [one for one in remarks_of(trip, every=True) if one.comment.status == "done"] if report else [],
    )
