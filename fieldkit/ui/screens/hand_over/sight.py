"""What the last stage shows of a visit."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from fieldkit.access import Actor, may
from fieldkit.actions.checking import check_sheet
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.histories import clocks_of
from fieldkit.actions.naming import kind_title
from fieldkit.actions.paperwork import begin
from fieldkit.actions.revisions import Revision, is_open_again, revising_step, revisions_of
from fieldkit.documents.verify import Verification
from fieldkit.errors import UserError
from fieldkit.forms import Form, MonitoringRecord, Record, Review
from fieldkit.forms.values import StoredFile
from fieldkit.i18n import N_, _
from fieldkit.process.clock import Clock
from fieldkit.process.dossier import Trip
from fieldkit.process.readiness import Lack, ending, lacks
from fieldkit.process.transitions import next_steps
from fieldkit.store.ledger import ledger
from fieldkit.ui.answers import not_signed
from fieldkit.ui.screens.report.sight import Remark, remarks_of

WORST_FIRST = ("rejected", "conflict", "local", "held", "stored", "backed_up")


@dataclass(frozen=True)
class SealedPaper:
    """One paper with its newest sealed PDF, and the versions that it took the place of.

    `revisable`: who looks may take it up again; `open_again`: that was done, and the PDF no longer holds; `unsigned`
    says that the customer did not sign it.
    """

    rid: str
    title: str
    number: str
    revision: str
    file: StoredFile
    older: tuple[Revision, ...] = ()
    revisable: bool = False
    open_again: bool = False
    unsigned: str = ""


@dataclass(frozen=True)
class Sent:
    """Records or files of one kind that stand alike."""

    title: str
    count: int
    state: str


@dataclass(frozen=True)
class HandOver:
    """A visit at its end."""

    trip: Trip
    papers: list[SealedPaper]
    sent: list[Sent]
    lacking: list[Lack]
    review: Review | None
    remarks: list[Remark]
    duties: dict[str, Clock]
    actor: Actor
    watches: tuple[MonitoringRecord, ...] = ()

    @property
    def ending(self) -> str:
        """The step that ends the problem now; "" while there is none."""
        return ending(self.trip.problem, self.trip.report)

    @property
    def ends_here(self) -> bool:
        """Whether the person who looks takes that step."""
        problem = self.trip.problem
        if problem is None:
            return False
        steps = next_steps("problem", problem.status or "", self.actor.roles_in(problem.record.scope))
        return any(step.target == self.ending for step in steps)

    @property
    def may_record(self) -> bool:
        return may(self.actor, "write", "visit", self.trip.visit.record.scope)

    @property
    def waiting(self) -> int:
        return sum(line.count for line in self.sent if line.state == "local")


def look_at_end(desk: Desk, visit: str) -> HandOver:
    trip = load_trip(desk, visit)
    papers = [_sealed(desk, form) for form in (trip.report, trip.advice) if form is not None]
    reviews = sorted(trip.reviews, key=lambda review: str(review.record.values.get("decided_at") or ""))
    return HandOver(
        trip,
        [paper for paper in papers if paper is not None],
        _sent(desk, trip),
        lacks(trip)["hand_over"],
        reviews[-1] if reviews else None,
        remarks_of(trip, every=True),
        {clock.code: clock for clock in _running(desk, trip)},
        desk.actor,
        tuple(watches_of(desk, visit)),
    )


def watches_of(desk: Desk, visit: str) -> list[MonitoringRecord]:
    """The monitoring records that say that they are of this visit."""
    found = desk.store.find("monitoring_record", {"visit": visit})
    return [MonitoringRecord(record) for record in found if not record.deleted]


def open_watch(desk: Desk, visit: str) -> Record:
    """The monitoring record that runs for this visit; begun when there is none (R)."""
    running = [one.record for one in watches_of(desk, visit) if one.status == "running"]
    problem = str(desk.form(visit).record.values.get("problem") or "")
    return running[-1] if running else begin(desk, MonitoringRecord.kind, problem, {"visit": visit})


def _running(desk: Desk, trip: Trip) -> list[Clock]:
    """The visit's own clocks that nothing has ended yet."""
    now = desk.clock.now()
    own = [clock for clock in clocks_of(desk, trip.visit.problem or "") if clock.record == trip.visit.id]
    return [clock for clock in own if clock.stand(now).running]


def _sealed(desk: Desk, form: Form) -> SealedPaper | None:
    known = revisions_of(form.record)
    if not known:
        return None
    newest, number = known[0], str(form.record.values.get("number") or "")
    again = is_open_again(form.record)
    may_revise = revising_step(desk, form.record) is not None
    title, older = _(form.title), tuple(known[1:])
    return SealedPaper(
        form.id, title, number, str(newest.number), newest.file, older, may_revise, again, not_signed(form)
    )


def records_of(trip: Trip) -> list[Form]:
    """Everything that was written about a visit."""
    single = (trip.visit, trip.approval, trip.checklist, trip.report, trip.advice)
    groups = (trip.steps, trip.movements, trip.leftovers, trip.photos, trip.reviews, trip.comments)
    return [form for form in single if form is not None] + [form for group in groups for form in group]


def _sent(desk: Desk, trip: Trip) -> list[Sent]:
    """Where the records and files of this visit stand, alike ones together, the worst first."""
    lines = ledger(desk.store, 10_000)
    by_record = {line.rid: line.state for line in lines if line.rid}
    by_file = {line.sha256: line.state for line in lines if line.sha256}
    forms = records_of(trip)
    counts = Counter((kind_title(form.kind), by_record.get(form.id, "stored")) for form in forms)
    hashes = {sha256 for form in forms for sha256 in _files_of(form)}
    counts.update((_(N_("Photos and PDFs")), by_file.get(sha256, "stored")) for sha256 in hashes)
    found = [Sent(title, count, state) for (title, state), count in counts.items()]
    return sorted(found, key=lambda line: WORST_FIRST.index(line.state))


def _files_of(form: Form) -> list[str]:
    return [str(raw["sha256"]) for raw in form.record.values.values() if isinstance(raw, dict) and "sha256" in raw]


def check(desk: Desk, sha256: str) -> Verification:
    """Whether a sealed paper is what was signed; off the screen's thread, it may have to be fetched."""
    return check_sheet(desk, sha256, "").found


def save_copy(desk: Desk, sha256: str, target: Path) -> Path:
    """Writes a PDF where the person wants it, such as a stick."""
    try:
        target.write_bytes(desk.file(sha256))
    except OSError as error:
        raise UserError(
            N_("“{name}” could not be written: {reason}."), name=target.name, reason=error.strerror
        ) from None
    return target
