"""Diagnosis and clean-up on site: each answer to a procedure is a record, and becomes part of the report (P7.11)."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from fieldkit.actions.desk import Desk
from fieldkit.actions.procedures import book_of_run, in_force, library
from fieldkit.actions.records import check_sealed
from fieldkit.errors import FieldError, UserError
from fieldkit.forms import Equipment, Json, Photo, Record, Step, Values, Visit, new_id
from fieldkit.forms.seen import legible
from fieldkit.forms.step import CLEANING, Note
from fieldkit.i18n import N_
from fieldkit.playbooks import (
    Playbook,
    Proof,
    Run,
    answer,
    begin,
    conclude,
    conclusion_id,
    run_of,
    skip,
    step_id,
)
from fieldkit.playbooks import Step as Asked


def playbook_for(desk: Desk, visit: str) -> Playbook:
    """The procedure of a visit: the one chosen, else the only one for the equipment's model."""
    form = desk.form(visit)
    chosen = form.record.values.get("playbook")
    book = _book(desk, visit, chosen) if isinstance(chosen, str) and chosen else None
    if book is not None:
        return book
    model, _line = _unit(desk, form.record)
    fitting = [book for book in library(desk).of("diagnosis") if model and model in book.models]
    if not fitting:
        raise UserError(N_("There is no guided diagnosis for this model. Choose one, or write the report by hand."))
    if len(fitting) > 1:
        raise UserError(N_("Several procedures are meant for this model. Choose the one for the symptom."))
    return _book(desk, visit, fitting[0].id) or fitting[0]


def _book(desk: Desk, visit: str, code: str) -> Playbook | None:
    return book_of_run(desk, code, _steps(desk, visit, code))


def _steps(desk: Desk, visit: str, code: str) -> list[Values]:
    return [record.values for record in desk.store.find("step", {"visit": visit, "playbook": code})]


def _unit(desk: Desk, visit: Record) -> tuple[str, str]:
    """Model and product line of what a visit is for, "" where it is not said."""
    equipment = visit.values.get("equipment")
    unit = desk.store.get(equipment) if isinstance(equipment, str) else None
    model = (Equipment(unit).model or "") if unit else ""
    line = desk.store.get(str(unit.values.get("line"))) if unit and unit.values.get("line") else None
    return model, str(line.values.get("code") or "") if line else ""


def books_for(desk: Desk, visit: str) -> list[Playbook]:
    """The procedures to choose from on site, those that fit the equipment first, then those for anything."""
    model, line = _unit(desk, desk.form(visit).record)

    def far(book: Playbook) -> int:
        if model and model in book.models:
            return 0
        if line and line in book.lines:
            return 1
        return 3 if book.models or book.lines else 2

    return sorted(library(desk).of("diagnosis", "inspection"), key=lambda book: (far(book), book.id))


def run_for(desk: Desk, visit: str, playbook: Playbook | None = None) -> Run:
    """Where the procedure stands on this visit, with what the last visit to the same equipment read."""
    book = playbook or playbook_for(desk, visit)
    return run_of(book, _steps(desk, visit, book.id), _earlier(desk, visit, book))


def _earlier(desk: Desk, visit: str, book: Playbook) -> list[Values]:
    form = desk.form(visit)
    customer, unit = form.record.values.get("customer"), form.record.values.get("equipment")
    visits = [record for record in desk.store.find("visit", {"customer": customer}) if record.id != visit]
    same = [record.id for record in visits if not unit or record.values.get("equipment") in (None, "", unit)]
    if not same:
        return []
    return [record.values for record in desk.store.find("step", {"visit": same, "playbook": book.id})]


def clean_up_book(desk: Desk, visit: str) -> Playbook:
    """The clean-up list of a visit: the one begun, else the one for the equipment, else the general one."""
    begun = [record.values for record in desk.store.find("step", {"visit": visit}) if Step(record).cleaning]
    for code in sorted({str(values["playbook"]) for values in begun}):
        book = book_of_run(desk, code, begun)
        if book is not None:
            return book
    model, line = _unit(desk, desk.form(visit).record)
    lists = library(desk).of("checklist")
    fitting = [book for book in lists if model in book.models] or [book for book in lists if line in book.lines]
    book = fitting[0] if fitting else in_force(desk, CLEANING)
    if book is None:
        raise UserError(N_("There is no clean-up list. Ask your manager to release one."))
    return book


def clean_up_run(desk: Desk, visit: str) -> Run:
    """The clean-up list of a visit (P7.12.1, P7.12.2)."""
    return run_for(desk, visit, clean_up_book(desk, visit))


# -- answering


def answer_step(
    desk: Desk, visit: str, run: Run, step: str, said: str, note: str = "", proof: Proof | None = None
) -> Record:
    """Writes the answer to one step: a reading as typed, or the code of a choice; `proof` by the kind of step."""
    asked = _asked(run, step)
    rid = step_id(visit, run.playbook.id, step)
    shown = replace(proof or Proof(), photos=_photos(desk, visit, rid))
    values = answer(run, asked, said, shown, note=note, at=desk.clock.now(), by=desk.actor.person)
    return _keep(desk, visit, rid, values)


def begin_step(desk: Desk, visit: str, run: Run, step: str) -> Record:
    """Begins a step that takes its time, so that a wait counts from now and photos can be hung to it."""
    asked = _asked(run, step)
    rid = step_id(visit, run.playbook.id, step)
    record = desk.store.get(rid)
    if record is not None and record.values.get("begun_at") and not record.deleted:
        return record
    return _keep(desk, visit, rid, begin(run, asked, at=desk.clock.now()))


def skip_step(desk: Desk, visit: str, run: Run, step: str, reason: str, to: str = "") -> Record:
    """Leaves a step out, with the reason; `to` goes on with a later one instead of the next."""
    goal = run.playbook.step(to) if to else None
    values = skip(run, _asked(run, step), reason, to=goal, at=desk.clock.now(), by=desk.actor.person)
    return _keep(desk, visit, step_id(visit, run.playbook.id, step), values)


def add_note(desk: Desk, visit: str, run: Run, step: str, text: str) -> Record:
    """What one of the engineers adds to a step, beside what the others wrote."""
    if not legible(text):
        raise FieldError(N_("Write the note first."), field="notes")
    rid = step_id(visit, run.playbook.id, step)
    if desk.store.get(rid) is None:
        begin_step(desk, visit, run, step)
    row = f"notes.{new_id()}"
    at = Note.at.dump(desk.clock.now())
    said: Values = {f"{row}.text": legible(text), f"{row}.by": desk.actor.person, f"{row}.at": at}
    record = desk.form(rid).record
    check_sealed(desk, record, said)
    return desk.write("step", rid, said, desk.store.open(rid))


def conclude_diagnosis(desk: Desk, visit: str, run: Run, text: str = "") -> Record:
    """Takes the conclusion that the trail leads to, or the engineer's own."""
    values = conclude(run, text, at=desk.clock.now(), by=desk.actor.person)
    return _keep(desk, visit, conclusion_id(visit, run.playbook.id), values)


def checksum_of(path: Path) -> str:
    """The SHA-256 of a file that was backed up, read piece by piece."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UserError(N_("“{name}” cannot be read: {reason}."), name=path.name, reason=error.strerror) from None


def _asked(run: Run, step: str) -> Asked:
    found = run.playbook.step(step)
    if found is None:
        raise UserError(N_("This step is not in the procedure any more. Open the trip again."))
    return found


def _photos(desk: Desk, visit: str, rid: str) -> int:
    return sum(1 for record in desk.store.find("photo", {"visit": visit}) if Photo(record).step == rid)


def _keep(desk: Desk, visit: str, rid: str, values: Values) -> Record:
    record = desk.store.get(rid)
    full: dict[str, Json] = values if record else {"visit": visit, **values}
    check_sealed(desk, record or Record(rid, "step", values=full), full)
    return desk.write("step", rid, full, desk.store.open(rid) if record else None)


def conclusion_of(desk: Desk, visit: str) -> str:
    """The conclusion that was taken, "" for none yet."""
    return conclusion_among(visit, [Step(record) for record in desk.store.find("step", {"visit": visit})])


def conclusion_among(visit: str, steps: Iterable[Step]) -> str:
    """The same, of all steps of the visit."""
    for step in steps:
        if not step.cleaning and step.id == conclusion_id(visit, step.playbook or ""):
            return step.told("answer")
    return ""


def verify_symptom(desk: Desk, visit: str, text: str) -> Record:
    """The symptom as verified on site, before anything is changed."""
    return desk.write("visit", visit, {Visit.verified.name: text}, desk.store.open(visit))
