"""The letterhead of papers: what the house wrote down, else what enrolment told."""

from dataclasses import replace

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import new_record
from fieldkit.documents.dossier import Company
from fieldkit.documents.photos import logo_of
from fieldkit.errors import DamagedError, UserError
from fieldkit.forms import Letterhead, Record, Values
from fieldkit.forms.letterhead import LETTERHEAD

# Line of the letterhead → field of the record.
_TEXTS = {"name": "company_name", "address": "check_address"} | {
    name: name for name in ("name_en", "department", "department_en", "street", "phone", "labels")
}


def letterhead(desk: Desk) -> Company:
    """What stands at the head of a paper now. A logo that is not here yet is left out until sync has brought it."""
    first = Company(name=desk.identity.company, address=desk.identity.url)
    record = desk.store.get(LETTERHEAD)
    if record is None or record.deleted:
        return first
    form = Letterhead(record)
    said = {line: getattr(form, field) or getattr(first, line) for line, field in _TEXTS.items()}
    return replace(first, **said, logo=_logo(desk, form))


def _logo(desk: Desk, form: Letterhead) -> bytes:
    if form.logo is None or not desk.store.files.has(form.logo.sha256):
        return b""
    try:
        return logo_of(desk.store.files.read(form.logo.sha256))
    except (UserError, DamagedError):
        return b""  # `logo_trouble` tells it where the letterhead is written; papers go on without


def logo_trouble(desk: Desk) -> UserError | DamagedError | None:
    """Why the logo cannot be printed, if there is one and it cannot."""
    record = desk.store.get(LETTERHEAD)
    logo = Letterhead(record).logo if record is not None else None
    if logo is None:
        return None
    try:
        logo_of(desk.file(logo.sha256))
    except (UserError, DamagedError) as error:
        return error
    return None


def begin_letterhead(desk: Desk) -> Record:
    """The house's letterhead, begun with what papers said until now."""
    now = letterhead(desk)
    told = {field: getattr(now, line) for line, field in _TEXTS.items() if line != "address"}  # own to this laptop
    values: Values = {field: said for field, said in told.items() if said}
    return desk.store.get(LETTERHEAD) or new_record(desk, Letterhead.kind, values, rid=LETTERHEAD)
