"""Diagnosis and clean-up on site: each answer to a procedure is a record, and becomes part of the report (P7.11)."""

from functools import cache

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import check_sealed
from fieldkit.errors import UserError
from fieldkit.forms import Record, Step, Values, Visit
from fieldkit.i18n import N_
from fieldkit.playbooks import Playbook, Run, answer, conclude, conclusion_id, load_playbooks, run_of, skip, step_id
from fieldkit.process.readiness import CLEAN_UP

playbooks = cache(load_playbooks)


def playbook_for(desk: Desk, visit: str) -> Playbook:
    """The diagnosis of a visit: the one chosen, else the one for the equipment's model."""
    form = desk.form(visit)
    chosen = form.record.values.get("playbook")
    known = playbooks()
    if isinstance(chosen, str) and chosen in known:
        return known[chosen]
    equipment = form.record.values.get("equipment")
    unit = desk.store.get(equipment) if isinstance(equipment, str) else None
    model = str(unit.values.get("model") or "") if unit else ""
    fitting = [book for book in known.values() if book.kind == "diagnosis" and (model in book.models or not model)]
    if not fitting:
        raise UserError(N_("There is no guided diagnosis for this model. Choose one, or write the report by hand."))
    return fitting[0]


def run_for(desk: Desk, visit: str, playbook: Playbook | None = None) -> Run:
    """Where the procedure stands on this visit, with what the last visit to the same equipment read."""
    book = playbook or playbook_for(desk, visit)
    mine = desk.store.find("step", {"visit": visit, "playbook": book.id})
    return run_of(book, [record.values for record in mine], _earlier(desk, visit, book))


def _earlier(desk: Desk, visit: str, book: Playbook) -> list[Values]:
    form = desk.form(visit)
    customer = form.record.values.get("customer")
    others = [record.id for record in desk.store.find("visit", {"customer": customer}) if record.id != visit]
    if not others:
        return []
    return [record.values for record in desk.store.find("step", {"visit": others, "playbook": book.id})]


def clean_up_run(desk: Desk, visit: str) -> Run:
    """The clean-up list of a visit (P7.12.1, P7.12.2)."""
    return run_for(desk, visit, playbooks()[CLEAN_UP])


def answer_step(desk: Desk, visit: str, run: Run, step: str, said: str, note: str = "") -> Record:
    """Writes the answer to one step: a reading as typed, or the code of a choice."""
    asked = next(one for one in run.playbook.steps if one.id == step)
    values = answer(run, asked, said, note=note, at=desk.clock.now(), by=desk.actor.person)
    return _keep(desk, visit, step_id(visit, run.playbook.id, step), values)


def skip_step(desk: Desk, visit: str, run: Run, step: str, reason: str) -> Record:
    """Leaves a step out, with the reason."""
    asked = next(one for one in run.playbook.steps if one.id == step)
    values = skip(run, asked, reason, at=desk.clock.now(), by=desk.actor.person)
    return _keep(desk, visit, step_id(visit, run.playbook.id, step), values)


def conclude_diagnosis(desk: Desk, visit: str, run: Run, text: str = "") -> Record:
    """Takes the conclusion that the trail leads to, or the engineer's own."""
    values = conclude(run, text, at=desk.clock.now(), by=desk.actor.person)
    return _keep(desk, visit, conclusion_id(visit, run.playbook.id), values)


def _keep(desk: Desk, visit: str, rid: str, values: Values) -> Record:
    record = desk.store.get(rid)
    full: Values = values if record else {"visit": visit, **values}
    check_sealed(desk, record or Record(rid, "step", values=full), full)
    return desk.write("step", rid, full, desk.store.open(rid) if record else None)


def conclusion_of(desk: Desk, visit: str) -> str:
    """The conclusion that was taken, "" for none yet."""
    for record in desk.store.find("step", {"visit": visit}):
        step = Step(record)
        if step.playbook != CLEAN_UP and record.id == conclusion_id(visit, step.playbook or ""):
            return step.answer or ""
    return ""


def verify_symptom(desk: Desk, visit: str, text: str) -> Record:
    """The symptom as verified on site, before anything is changed."""
    return desk.write("visit", visit, {Visit.verified.name: text}, desk.store.open(visit))
