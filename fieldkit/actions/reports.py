"""The service report and the maintenance advice: opened with all that is known, reviewed, corrected (P7.12, P7.15)."""

from collections.abc import Sequence

from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.papers import approve_sheet
from fieldkit.actions.revisions import opening
from fieldkit.errors import UserError
from fieldkit.forms import (
    Comment,
    MaintenanceAdvice,
    Record,
    ServiceReport,
    Software,
    Step,
    Values,
    new_id,
    only_child_id,
    paper_number,
)
from fieldkit.forms.seen import legible
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_
from fieldkit.process.dossier import Trip
from fieldkit.process.installing import row_of
from fieldkit.process.versions import patch_set
from fieldkit.store.store import Edit


def open_report(desk: Desk, visit: str) -> Record:
    """The report of a visit; a new one opens with all that the problem, the trip and the steps already say.

    UserError for a new one that is not the visit's engineer's own: two that were begun off line could not both stand.
    """
    rid = only_child_id(visit, "service_report")
    known = desk.store.get(rid)
    trip = load_trip(desk, visit)
    if known is None:
        engineer = trip.visit.engineer or desk.actor.person
        if engineer != desk.actor.person:
            name = trip.person_name(engineer) or "—"
            raise UserError(
                N_("{name} begins the report of this visit and signs it. What you note on the trip is in it."),
                name=name,
            )
        values: Values = {"visit": visit, "status": "draft", "engineer_name": engineer}
        values |= prefill(trip)
        day = (trip.visit.arrived or desk.clock.now()).astimezone(ZONE).date()
        values["number"] = paper_number("service_report", day, rid)
        return desk.write("service_report", rid, values)
    late = {path: value for path, value in prefill(trip).items() if known.values.get(path) is None}
    rows = {path.split(".")[0] for path in known.values if "." in path}
    late = {path: value for path, value in late.items() if path.split(".")[0] not in rows}
    if late and known.values.get("status") in {"draft", "returned"}:
        return desk.write("service_report", rid, late)
    return known


def prefill(trip: Trip) -> Values:
    """What the report can take from elsewhere, by path; nothing is typed twice."""
    visit, problem = trip.visit, trip.problem
    values: Values = {
        "arrived": visit.record.values.get("arrived"),
        "left": visit.record.values.get("left"),
        "symptom": problem.symptom if problem else None,
        "verified": visit.verified,
        "cause": trip.conclusion,
        "cleanup": _clean_up(trip),
        **_versions(trip),
        **_dangers(trip),
        **_backups(trip),
    }
    return {path: value for path, value in values.items() if value}


def source_of(path: str) -> str:
    """Where a prefilled value of the report came from, as a message; "" for what is typed here."""
    return {
        "arrived": N_("from the trip"),
        "left": N_("from the trip"),
        "symptom": N_("from the problem"),
        "verified": N_("from the diagnosis"),
        "cause": N_("from the diagnosis"),
        "cleanup": N_("from the clean-up list"),
        "dangers": N_("from the clean-up list"),
        "versions": N_("from the customer's file"),
        "backups": N_("from the diagnosis"),
    }.get(path.split(".", maxsplit=1)[0], "")


def _versions(trip: Trip) -> Values:
    values: Values = {}
    of_unit: dict[str | None, list[Software]] = {}
    for row in trip.software:
        of_unit.setdefault(row.equipment, []).append(row)
    for unit in trip.equipment:
        for row in of_unit.get(unit.id, ()):
            name = f"versions.{row_of(unit, row)}"
            values[f"{name}.unit"] = f"{row.component} {unit.serial}"
            values[f"{name}.before"] = "+".join((row.version_installed or "", *patch_set(row.patches)))
    return values


def _clean_up(trip: Trip) -> str:
    done = [step for step in trip.steps if step.cleaning and step.verdict in {"done", "good"}]
    return "；".join(_said(step) for step in done)


def _dangers(trip: Trip) -> Values:
    values: Values = {}
    for step in trip.steps:
        if step.cleaning and step.verdict == "bad":
            row = f"dangers.{step.id[:13]}"
            values[f"{row}.finding"] = _said(step, note=False)
            values[f"{row}.treated"] = step.note
    return values


def _backups(trip: Trip) -> Values:
    """What the steps of the procedures backed up: the file, where it is kept, its checksum."""
    values: Values = {}
    for step in trip.steps:
        if step.backup_file and step.verdict == "done":
            row = f"backups.{step.id[:13]}"
            values[f"{row}.what"] = "·".join(word for word in (step.backup_file, step.backup_place or "") if word)
            values[f"{row}.checksum"] = step.checksum
    return values


def _said(step: Step, *, note: bool = True) -> str:
    read = step.shown("reading")
    words = [word for word in (read or step.told("answer"), step.note or "" if note else "") if word]
    return f"{step.told('question')}：{'，'.join(words)}" if words else step.told("question")


def open_advice(desk: Desk, visit: str, findings: Sequence[Values] = (), reply_by: str = "") -> Record:
    """The maintenance advice of a visit, with its findings as rows."""
    rid = only_child_id(visit, "maintenance_advice")
    known = desk.store.get(rid)
    if known is not None:
        return known
    trip = load_trip(desk, visit)
    day = (trip.visit.arrived or desk.clock.now()).astimezone(ZONE).date()
    number = paper_number("maintenance_advice", day, rid)
    values: Values = {"visit": visit, "status": "draft", "number": number}
    values["written_on"] = MaintenanceAdvice.written_on.dump(desk.clock.today())
    if reply_by:
        values["reply_by"] = reply_by
    for place, finding in enumerate(findings, 1):
        values |= {f"findings.{place:03d}.{name}": value for name, value in finding.items()}
    return desk.write("maintenance_advice", rid, values)


def comment(desk: Desk, visit: str, about: str, path: str, text: str) -> Record:
    """A remark pinned to one field of one record."""
    return desk.write("comment", new_id(), _comment(desk, visit, about, path, text))


def _comment(desk: Desk, visit: str, about: str, path: str, text: str) -> Values:
    if not legible(text):
        raise UserError(N_("Write what is to be corrected."), field="text")
    return {
        "visit": visit,
        "about": about,
        "path": path,
        "text": legible(text),
        "written_at": Comment.written_at.dump(desk.clock.now()),
        "written_by": desk.actor.person,
        "status": "open",
    }


def answer_comment(desk: Desk, rid: str, reply: str = "") -> Record:
    """The engineer did what a comment asked for."""
    patch: Values = {"status": "done", "reply": reply or None}
    return desk.write("comment", rid, patch, desk.store.open(rid))


def return_report(desk: Desk, visit: str, reason: str) -> Record:
    """Gives the report back to the engineer: a new revision with new signatures will follow."""
    if not legible(reason):
        raise UserError(N_("Say why the report is returned."), field="reason")
    record = desk.store.open(only_child_id(visit, "service_report")).record
    return _decide(desk, visit, "returned", legible(reason), {"status": "returned", **opening(record, reason)})


def approve_report(desk: Desk, visit: str) -> Record:
    """Approves the report and puts the manager's seal on its PDF."""
    rid = only_child_id(visit, "service_report")
    patch = approve_sheet(desk, desk.store.open(rid).record, "manager", "approved")
    return _decide(desk, visit, "approved", "", patch)


def ask_about_report(desk: Desk, visit: str, question: str) -> Record:
    """Asks without deciding."""
    if not legible(question):
        raise UserError(N_("Write the question."), field="reason")
    return _decide(desk, visit, "asked", legible(question), {})


def _decide(desk: Desk, visit: str, decision: str, reason: str, patch: Values) -> Record:
    rid = only_child_id(visit, "service_report")
    opened = desk.store.open(rid)
    review: Values = {
        "visit": visit,
        "paper": rid,
        "revision": opened.record.values.get("revision"),
        "decision": decision,
        "reason": reason or None,
        "decided_at": ServiceReport.arrived.dump(desk.clock.now()),
        "decided_by": desk.actor.person,
    }
    edits = [Edit("review", new_id(), {path: value for path, value in review.items() if value is not None})]
    if patch:
        edits.insert(0, Edit("service_report", rid, patch, opened))
    desk.write_all(edits, together=True)
    return desk.store.open(rid).record
