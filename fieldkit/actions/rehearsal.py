"""The rehearsal: with the network cut, everything that a trip needs is read and tried on this laptop (P7.10)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from fieldkit.actions import diagnosis
from fieldkit.actions.cut import network_cut
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip, paper_dossier
from fieldkit.actions.naming import field_label, record_title
from fieldkit.actions.procedures import book_of_run, library
from fieldkit.actions.readiness import facts_of, refresh_checklist
from fieldkit.documents.build import build, unprintable
from fieldkit.errors import UserError
from fieldkit.forms import Checklist, Form, Procedure, Record, field_at, only_child_id
from fieldkit.forms.values import Link
from fieldkit.i18n import N_, translate
from fieldkit.joined import phrases, told
from fieldkit.playbooks import check_playbook
from fieldkit.process.dossier import Trip
from fieldkit.process.luggage import REASONS
from fieldkit.process.ready import Facts, trip_end

Report = Callable[[int, int], None]
MOST_SAID = 1_900  # characters that are kept of what is missing
_PAPERS = ("trip_approval", "service_report", "maintenance_advice")


@dataclass
class Rehearsal:
    """What was tried and what is missing, each by name; `size` in bytes is what was read from the disk."""

    at: datetime
    records: int = 0
    files: int = 0
    size: int = 0
    procedures: list[str] = field(default_factory=list)
    papers: int = 0
    missing: list[str] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.missing

    @property
    def verdict(self) -> str:
        """The verdict as one plain sentence."""
        if not self.whole:
            return translate(N_("Not ready: {count} things are missing.")).format(count=len(self.missing))
        return translate(
            N_("Ready: {records} records, {files} files ({size} MB), {procedures} procedures, {papers} papers and "
               "both fonts are on this laptop; nothing asked for the network.")
        ).format(records=self.records, files=self.files, size=f"{self.size / 1e6:,.1f}",
                 procedures=len(self.procedures), papers=self.papers)  # fmt: skip


def rehearse(desk: Desk, visit: str, report: Report = lambda _done, _total: None) -> Rehearsal:
    """Tries everything with the network cut, and keeps the verdict with its time in the sheet. UserError for no trip.

    `report(done, total)` is told of the bytes read, in MB; what it raises ends the rehearsal, and nothing is kept.
    """
    done = Rehearsal(desk.clock.now())
    with network_cut() as tried:
        trip = load_trip(desk, visit)
        facts = facts_of(desk, trip)
        steps: tuple[Iterator[str], ...] = (
            _records(desk, trip, facts, done), _files(desk, facts, done, report), _media(facts),
            _procedures(desk, trip, done), _papers(desk, trip, done), _keys(desk, facts),
        )  # fmt: skip
        for step in steps:
            done.missing += step
        done.missing += [translate(N_("something wanted the network: {what}")).format(what=what) for what in tried]
    _keep(desk, visit, facts, done)
    return done


def _keep(desk: Desk, visit: str, facts: Facts, done: Rehearsal) -> None:
    said = "\n".join((done.verdict, *done.missing))
    values = {
        "rehearsed_at": Checklist.rehearsed_at.dump(done.at),
        "rehearsed_by": desk.actor.person,
        "rehearsed_whole": done.whole,
        "rehearsed_found": said if len(said) <= MOST_SAID else said[: MOST_SAID - 1] + "…",
        "rehearsed_of": facts.along.mark,
    }
    rid = only_child_id(visit, "checklist")
    if desk.store.get(rid) is None:
        refresh_checklist(desk, visit)
    desk.write("checklist", rid, values, desk.store.open(rid))
    refresh_checklist(desk, visit)


def _records(desk: Desk, trip: Trip, facts: Facts, done: Rehearsal) -> Iterator[str]:
    """Every record that the trip reaches is here, and so is what it points at."""
    single: tuple[Form | None, ...] = (
        trip.visit,
        trip.problem,
        trip.customer,
        trip.site,
        trip.approval,
        trip.checklist,
    )
    lists = (trip.equipment, trip.software, trip.released, trip.receivables, trip.movements, trip.contacts, facts.sites)
    forms = [form for form in (*single, *(form for group in lists for form in group)) if form is not None]
    links = [(form.record, path, str(rid)) for form in forms for path, rid in _links(form.record)]
    here = {record.id for record in desk.store.many({rid for _record, _path, rid in links})}
    done.records = len({form.id for form in forms} | here)
    for record, path, rid in links:
        if rid not in here:
            where = told((record_title(record), field_label(record.kind, path)))
            yield translate(N_("{where} points at a record that is not on this laptop")).format(where=where)
    if trip.problem is None:
        yield translate(N_("the problem of this trip"))
    if trip.customer is None:
        yield translate(N_("the customer of this trip"))


def _links(record: Record) -> Iterator[tuple[str, object]]:
    for path, value in record.values.items():
        if value and isinstance(field_at(record.kind, path), Link):
            yield path, value


def _files(desk: Desk, facts: Facts, done: Rehearsal, report: Report) -> Iterator[str]:
    """Every file is read from the disk and its hash compared; one that is damaged is marked, and fetched again."""
    files = [file for file in facts.along.files if not file.past]
    total = max(1, sum(file.size for file in files) // 10**6)
    for file in files:
        report(done.size // 10**6, total)
        said = phrases((file.name, file.title))
        if file.why:
            yield told((said, translate(REASONS[file.why])))
        elif not desk.store.files.whole(file.sha256):
            desk.store.set_file_state(file.sha256, "damaged")
            yield told((said, translate(N_("damaged on this disk; it is fetched again when there is a line"))))
        else:
            done.files += 1
            done.size += file.size


def _media(facts: Facts) -> Iterator[str]:
    """Media are what their makers published."""
    for release in facts.trip.released:
        for medium in release.media:
            if not medium.whole and medium.file is not None:
                said = phrases((medium.file.name, release.name))
                yield told((said, translate(N_("its hash is not the one that its maker published"))))


def _procedures(desk: Desk, trip: Trip, done: Rehearsal) -> Iterator[str]:
    """The procedure that was chosen, else each that fits the equipment, and the clean-up list can be begun."""
    visit = trip.visit
    books = {book.id: book for book in library(desk).of("diagnosis", "inspection")}
    chosen, models = visit.playbook or "", {unit.model for unit in trip.equipment}
    begun = [step.record.values for step in trip.steps]
    if chosen and (pinned := book_of_run(desk, chosen, begun)) is not None:
        books[chosen] = pinned  # what was begun goes on by its version, though it was withdrawn since
    if chosen and chosen not in books:
        yield translate(N_("the procedure “{code}” that was chosen for this trip")).format(code=chosen)
    fitting = [chosen] if chosen in books else [code for code, book in books.items() if models & set(book.models)]
    for form in map(Procedure, desk.store.find("procedure", {"status": "released"})):
        if check_playbook(form.text or "").playbook is None:
            yield translate(N_("“{name}” cannot be read by this program")).format(name=form.name)
    for code in fitting:
        diagnosis.run_for(desk, visit.id, books[code])
        done.procedures.append(code)
    try:
        done.procedures.append(diagnosis.clean_up_run(desk, visit.id).playbook.id)
    except UserError as error:
        yield error.say()


def _papers(desk: Desk, trip: Trip, done: Rehearsal) -> Iterator[str]:
    """The papers of the trip print, with both fonts, and no character of theirs lacks a glyph."""
    for kind in _PAPERS:
        rid = only_child_id(trip.visit.id, kind)
        record = desk.store.get(rid) or Record(rid, kind, trip.visit.record.scope, {"visit": trip.visit.id})
        try:
            dossier = paper_dossier(desk, record)
            for mark in unprintable(dossier):
                words = N_("the fonts lack “{character}” of “{label}”")
                yield translate(words).format(character=mark.character, label=translate(mark.label))
            build(dossier, now=done.at)
            done.papers += 1
        except (UserError, OSError) as error:
            why = error.say() if isinstance(error, UserError) else str(error)
            yield told((record_title(record), why))


def _keys(desk: Desk, facts: Facts) -> Iterator[str]:
    """The key signs, the certificate is that key's, and it lasts until the trip is over."""
    certificate = x509.load_pem_x509_certificate(desk.identity.signing_certificate.encode())
    public, probe = certificate.public_key(), b"fieldkit rehearsal"
    try:
        signed = desk.key("signing").sign(probe, ec.ECDSA(hashes.SHA256()))
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise InvalidSignature
        public.verify(signed, probe, ec.ECDSA(hashes.SHA256()))
    except UserError as error:
        yield error.say()
    except InvalidSignature:
        yield translate(N_("the signing certificate belongs to another key"))
    if certificate.not_valid_after_utc < trip_end(facts):
        words = N_("the signing certificate ends on {day}, before the trip is over")
        yield translate(words).format(day=f"{certificate.not_valid_after_utc:%Y-%m-%d}")


def own_trips(desk: Desk) -> list[str]:
    """The trips of this person that have not begun: what there is to rehearse."""
    where = {"engineer": desk.actor.person, "status": ["preparing", "approved"]}
    return [record.id for record in desk.store.find("visit", where)]
