"""Collecting everything about one visit: for the process, and for the papers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from fieldkit.actions.desk import Desk
from fieldkit.actions.diagnosis import clean_up_book, conclusion_among
from fieldkit.actions.letterhead import letterhead
from fieldkit.actions.stock import stocks
from fieldkit.documents.dossier import Dossier, Written, links_of, signature_names
from fieldkit.documents.scans import scans_of
from fieldkit.errors import DamagedError
from fieldkit.forms import (
    Checklist,
    Comment,
    Contact,
    Customer,
    Equipment,
    Form,
    Leftover,
    MaintenanceAdvice,
    Part,
    PartMovement,
    Person,
    Photo,
    Problem,
    Receivable,
    Record,
    ReleasedVersion,
    Review,
    ServiceReport,
    Site,
    Software,
    Step,
    TripApproval,
    Values,
    Visit,
    form_class,
    only_child_id,
)
from fieldkit.playbooks import conclusion_id
from fieldkit.process.dossier import Trip
from fieldkit.process.versions import meant_for
from fieldkit.store.written import Wrote, written

F = TypeVar("F", bound=Form)
GIVEN_BACK = frozenset({"draft", "returned"})
_PAPERS = ("checklist", "trip_approval", "service_report", "maintenance_advice")


def load_trip(desk: Desk, visit: str) -> Trip:
    """A visit with its problem, its papers, and its customer's file."""
    return replace(desk.kept(("trip", visit), lambda: _read_trip(desk, visit)))


def _read_trip(desk: Desk, visit: str) -> Trip:
    form = desk.form(visit)
    if not isinstance(form, Visit):
        form = Visit(form.record)
    trip = Trip(form)
    _single(desk, trip)
    _file_of(desk, trip)
    _of_visit(desk, trip)
    return trip


def _single(desk: Desk, trip: Trip) -> None:
    """What there is one of, read at once."""
    visit = trip.visit
    papers = [only_child_id(visit.id, kind) for kind in _PAPERS]
    linked = [rid for rid in (visit.problem, visit.customer, visit.site) if rid]
    found = {record.id: record for record in desk.store.many([*papers, *linked]) if not record.deleted}

    def one(form: type[F], rid: str | None) -> F | None:
        record = found.get(rid or "")
        return form(record) if record is not None else None

    trip.problem = one(Problem, visit.problem)
    trip.customer = one(Customer, visit.customer)
    trip.site = one(Site, visit.site)
    trip.checklist = one(Checklist, papers[0])
    trip.approval = one(TripApproval, papers[1])
    trip.report = one(ServiceReport, papers[2])
    trip.advice = one(MaintenanceAdvice, papers[3])


def _file_of(desk: Desk, trip: Trip) -> None:
    visit = trip.visit
    line = trip.problem.line if trip.problem else None
    where = {"customer": visit.customer, "line": line} if line else {"customer": visit.customer}
    trip.equipment = _all(desk, Equipment, where, "serial")
    units = [unit.id for unit in trip.equipment]
    trip.software = _all(desk, Software, {"equipment": units}) if units else []
    models = sorted({unit.model or "" for unit in trip.equipment})
    trip.released = meant_for(_all(desk, ReleasedVersion, {"model": models}), trip.equipment) if models else []
    debts = _all(desk, Receivable, {"customer": visit.customer})
    trip.receivables = [debt for debt in debts if debt.is_owed or debt.status == "settled"]
    if trip.problem:
        trip.contacts = _all(desk, Contact, {"problem": trip.problem.id}, "contact_at")


def _of_visit(desk: Desk, trip: Trip) -> None:
    where = {"visit": trip.visit.id}
    trip.movements = _all(desk, PartMovement, where)
    steps = _all(desk, Step, where)
    trip.steps = sorted(steps, key=lambda step: (step.cleaning, step.order or 0))
    trip.conclusion = conclusion_among(trip.visit.id, steps)
    trip.open_points = _open_points(desk, trip)
    trip.leftovers = _all(desk, Leftover, where)
    trip.photos = _all(desk, Photo, where)
    trip.reviews = _all(desk, Review, where)
    trip.comments = _all(desk, Comment, where)
    parts = {movement.part for movement in trip.movements if movement.part}
    trip.parts = {record.id: Part(record) for record in desk.store.many(parts)}
    trip.stock = stock(desk, parts)
    trip.people = {record.id: Person(record) for record in desk.store.find("person")}


def _open_points(desk: Desk, trip: Trip) -> int:
    answered = {step.step for step in trip.steps if step.cleaning and step.answered}
    return sum(1 for step in clean_up_book(desk, trip.visit.id).asked if step.id not in answered)


def stock(desk: Desk, parts: Iterable[str]) -> dict[str, int]:
    """How many of each part lie in store, at all places together."""
    return {part: found.total for part, found in stocks(desk, parts).items()}


def _all(desk: Desk, form: type[F], where: Mapping[str, object], order: str = "rid") -> list[F]:
    return [form(record) for record in desk.store.find(form.kind, where, order=order)]


def paper_dossier(desk: Desk, paper: Record, *, photos: bool = True) -> Dossier:
    """Everything that a paper is printed from; photos that are not here are left out and fetched later.

    A paper that is open is printed as it will be sealed: of the revision that it will be, without any signature from
    before it was taken up again.
    """
    if paper.values.get("status") in GIVEN_BACK and "sheets" in form_class(paper.kind).fields:
        blank = dict.fromkeys(signature_names(form_class(paper.kind)))
        paper = replace(paper, values={**paper.values, **next_revision(paper), **blank})
    visit = paper.values.get("visit")
    collected: dict[str, list[Record]] = {}
    files: dict[str, bytes] = {}
    wanted = form_class(paper.kind).collects
    if isinstance(visit, str) and wanted:
        trip = load_trip(desk, visit)
        collected = {name: _collected(trip, kind) for name, kind in wanted.items()}
        if photos and "photo" in wanted.values():
            files = photo_files(desk, trip.photos)
    files |= _scans(desk, paper)
    records = [paper, *(record for group in collected.values() for record in group)]
    company, by = letterhead(desk), _written(desk, records)
    return Dossier(paper, _linked(desk, records), collected, files, company, by, office=company.address)


def _written(desk: Desk, records: Sequence[Record]) -> dict[str, dict[str, Written]]:
    """Who wrote what these records say, with names, as far as this laptop knows."""
    with desk.store.database.reading() as connection:
        found = written(connection, records)
    authors = {wrote.author for paths in found.values() for wrote in paths.values()}
    people = {record.id: Person(record) for record in desk.store.many(sorted(authors))}

    def told(wrote: Wrote) -> Written:
        person = people.get(wrote.author)
        return Written((person.person_name or "") if person else "", (person.number or "") if person else "", wrote.at)

    return {rid: {path: told(wrote) for path, wrote in paths.items()} for rid, paths in found.items()}


def next_revision(record: Record) -> Values:
    """The revision that a paper is when it is sealed next; nothing for a form that counts none."""
    if "revision" not in form_class(record.kind).fields:
        return {}
    return {"revision": str(int(str(record.values.get("revision") or 0)) + 1)}


def _scans(desk: Desk, paper: Record) -> dict[str, bytes]:
    """The stamped pages of a paper, as far as this laptop holds them."""
    hashes = scans_of(Dossier(paper))
    return {sha256: desk.store.files.read(sha256) for sha256 in hashes if desk.store.files.whole(sha256)}


def _collected(trip: Trip, kind: str) -> list[Record]:
    """What a paper shows of the records of one kind; what was only taken along is not the customer's matter."""
    forms: dict[str, Sequence[Form]] = {
        "step": [form for form in trip.steps if _of_diagnosis(trip, form)],
        "part_movement": [form for form in trip.movements if form.movement != "taken"],
        "leftover": trip.leftovers,
        "photo": trip.photos,
        "checklist": [trip.checklist] if trip.checklist else [],
    }
    return [form.record for form in forms[kind]]


def _of_diagnosis(trip: Trip, step: Step) -> bool:
    """Whether a step belongs to the trail of the report: the clean-up and the conclusion have their own places."""
    own = step.id == conclusion_id(trip.visit.id, step.playbook or "")
    return (step.answered or bool(step.notes)) and not step.cleaning and not own


def photo_files(desk: Desk, photos: Iterable[Photo]) -> dict[str, bytes]:
    """The bytes of the photos that this laptop holds, by hash."""
    files = {}
    for photo in photos:
        if photo.picture and desk.store.files.has(photo.picture.sha256):
            try:
                files[photo.picture.sha256] = desk.store.files.read(photo.picture.sha256)
            except DamagedError:
                desk.store.set_file_state(photo.picture.sha256, "damaged")
    return files


def _linked(desk: Desk, records: list[Record]) -> dict[str, Record]:
    """Every record that these link to, directly or not."""
    found: dict[str, Record] = {}
    waiting = [link for record in records for link in links_of(record)]
    while waiting:
        fresh = [rid for rid in dict.fromkeys(waiting) if rid not in found]
        loaded = desk.store.many(fresh)
        found |= {record.id: record for record in loaded}
        waiting = [link for record in loaded for link in links_of(record) if link not in found]
    return found
