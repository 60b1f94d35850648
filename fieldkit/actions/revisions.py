"""The revisions of a signed paper: what was sealed stays and can be opened; a change makes the next one."""

from dataclasses import dataclass

from fieldkit.access import may
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import GIVEN_BACK
from fieldkit.actions.papers import next_row
from fieldkit.actions.records import around, check_sealed, show_record
from fieldkit.documents.replaced import revision_of, sheets_of
from fieldkit.errors import UserError
from fieldkit.forms import Record, Values
from fieldkit.forms.types import Moment
from fieldkit.forms.values import StoredFile
from fieldkit.i18n import N_
from fieldkit.process.step import Transition
from fieldkit.process.taking import refuse_step
from fieldkit.process.transitions import TRANSITIONS, is_sealed
from fieldkit.store.store import Edit


@dataclass(frozen=True)
class Revision:
    """One revision with its newest PDF; `why` it was made, `holds` while it is the one that counts."""

    number: int
    file: StoredFile
    sealed_at: str
    why: str
    holds: bool


def revisions_of(record: Record) -> list[Revision]:
    """Every revision that was sealed, the newest first."""
    why: dict[int, str] = {}
    newest: dict[int, tuple[StoredFile, str]] = {}
    asked = ""
    for row, sheet in sheets_of(record):
        asked = sheet.why or asked
        if sheet.file is not None:
            number = revision_of(sheet)
            why.setdefault(number, asked)
            asked = ""
            newest[number] = (sheet.file, Moment("").show(sheet.sealed_at) or row)
    last = max(newest, default=0)
    stands = is_sealed(record.kind, record.values.get("status"))
    return [
        Revision(number, file, moment, why[number], stands and number == last)
        for number, (file, moment) in sorted(newest.items(), reverse=True)
    ]


def revising_step(desk: Desk, record: Record) -> Transition | None:
    """The step by which this person may take a signed paper up again; None when he may not, or it is not signed."""
    actor, status = desk.actor, str(record.values.get("status") or "")
    steps = [step for step in TRANSITIONS if step.why and (step.kind, step.source) == (record.kind, status)]
    if not may(actor, "write", record.kind, record.scope):
        return None
    mine = (step for step in steps if step.roles & actor.roles_in(record.scope))
    return next((step for step in mine if not step.by or record.values.get(step.by) == actor.person), None)


def revise(desk: Desk, rid: str, why: str) -> Record:
    """Takes a signed paper up again: it is open for correction, and will be a new revision with new signatures."""
    opened = desk.store.open(rid)
    record = show_record(desk, rid)
    step = revising_step(desk, record)
    if step is None:
        raise UserError(N_("This paper cannot be taken up again by you now. Look at where it stands."), field="status")
    if not why.strip():
        raise UserError(N_("Say why the signed paper is changed: its new revision says so."), field="why")
    patch: Values = {"status": step.target, **opening(record, why)}
    check_sealed(desk, record, patch)
    after = Record(rid, record.kind, record.scope, {**record.values, **patch})
    actor = desk.actor
    roles = actor.roles_in(record.scope)
    refused = refuse_step(after, step.source, step.target, roles, actor.person, patch, around(desk, after))
    if refused is not None:
        raise refused
    return desk.write_all([Edit(record.kind, rid, patch, opened)])[0]


def opening(record: Record, why: str) -> Values:
    """The row that opens the next revision and says why it is made."""
    return {f"sheets.{next_row(record)}.why": why.strip()}


def is_open_again(record: Record) -> bool:
    """Whether a paper that was sealed once is being corrected now."""
    return record.values.get("status") in GIVEN_BACK and bool(revisions_of(record))
