"""Papers: shown to the customer, signed, sealed, approved; each sealed PDF is kept beside the record."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509

from fieldkit.access import ROLE_LABELS, require
from fieldkit.actions.answers import Answer, TimedStroke, signed_as
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import GIVEN_BACK, next_revision, paper_dossier
from fieldkit.actions.records import around
from fieldkit.actions.trusting import known_of, require_in_force, trusted
from fieldkit.documents.build import build, require_printable
from fieldkit.documents.check_code import new_token
from fieldkit.documents.dossier import Dossier, pdf_field, public_values, signature_names
from fieldkit.documents.preview import page_count
from fieldkit.documents.replaced import sheets_of
from fieldkit.documents.shown import says_the_same, upon
from fieldkit.documents.signing import Signer, certify, sign
from fieldkit.documents.snapshot import read_snapshot, snapshot
from fieldkit.documents.verify import GOOD, verify
from fieldkit.errors import UserError
from fieldkit.forms import Form, Json, Record, ServiceReport, Values, When, form_class, form_of
from fieldkit.forms.paper import Scan, Sheet
from fieldkit.forms.signature import DRAWN, STAMPED
from fieldkit.forms.types import Moment
from fieldkit.forms.values import Signature, Signed, StoredFile
from fieldkit.i18n import N_
from fieldkit.process.paper_ledger import states_of
from fieldkit.process.taking import refuse_step
from fieldkit.process.transitions import (
    house_signatures,
    is_sealed,
    left_from_before,
    sealed_paths,
    signing_step,
)
from fieldkit.store.store import Edit, Opened
from fieldkit.trust import loaded

_MOMENT = Moment("")


@dataclass(frozen=True)
class Shown:
    """What a signer was shown: the pages as a PDF, their hash, the record as it stood, the token of its QR code."""

    pdf: bytes
    sha256: str
    opened: Opened
    token: str


def print_paper(desk: Desk, rid: str) -> bytes:
    """The record's PDF as it stands: the last sealed one, else a draft."""
    record = desk.form(rid).record
    require(desk.actor, "read", record.kind, record.scope)
    sheet = standing_sheet(record)
    if sheet is not None:
        return desk.file(sheet.sha256)
    return draft_paper(desk, record)


def copy_paper(desk: Desk, rid: str) -> bytes:
    """The paper once more, with what was written since it was signed: follow-ups, an answer. It says who signed."""
    record = desk.form(rid).record
    require(desk.actor, "read", record.kind, record.scope)
    signed = record.values.get("status") not in GIVEN_BACK
    token = states_of(record)[-1].token if signed and last_sheet(record) else ""
    return build(replace(paper_dossier(desk, record), copy=signed, token=token), now=desk.clock.now())


def draft_paper(desk: Desk, record: Record) -> bytes:
    """The paper as it would print now, unsigned."""
    return build(paper_dossier(desk, record), now=desk.clock.now())


def last_sheet(record: Record) -> StoredFile | None:
    """The newest sealed PDF of a record."""
    found = [sheet.file for _, sheet in sheets_of(record) if sheet.file is not None]
    return found[-1] if found else None


def show_for_signing(desk: Desk, rid: str) -> Shown:
    """The final pages, for the customer to read before signing. UserError names what is missing or unprintable."""
    opened = desk.store.open(rid)
    form = form_of(opened.record)
    require_in_force(desk)  # before the customer reads and draws, not after
    missing = form.gaps(When.SIGNING)
    if missing:
        raise UserError(N_("Before signing: {reason}"), field=missing[0].path, reason=missing[0].wrong)
    dossier = replace(paper_dossier(desk, opened.record), token=new_token())
    require_printable(dossier)
    pdf = build(dossier, now=desk.clock.now())
    return Shown(pdf, hashlib.sha256(pdf).hexdigest(), opened, dossier.token)


def sign_paper(
    desk: Desk,
    shown: Shown,
    name: str,
    strokes: Sequence[TimedStroke],
    role: str = "",
    phone: str = "",
    place: str = "",
) -> Record:
    """The customer signs by hand what was shown, and the engineer with him where the step asks for both."""
    return seal_answer(desk, shown, Answer(name, strokes, role=role, phone=phone, place=place))


def seal_answer(desk: Desk, shown: Shown, answer: Answer) -> Record:
    """A customer's answer to the pages that were shown, and the engineer's signature where the step asks for both.

    What was drawn by hand goes on the page; the timed strokes go into the JSON, readable for the office's evidence key
    alone. The engineer certifies, where he signs; the customer's field is sealed by the laptop, which says so. Status,
    signatures and the sealed PDF are one group: the office takes them together or not at all.
    """
    record = shown.opened.record
    at = desk.clock.now()
    step = signing_step(record.kind, str(record.values.get("status") or ""))
    if step is None:
        raise UserError(N_("The customer does not sign this paper now. Look at where it stands."), field="status")
    form = form_class(record.kind)
    ours = house_signatures(step)
    pages = {hashlib.sha256(scan).hexdigest(): scan for scan in answer.scans}
    if answer.how == STAMPED:
        _require_every_page(shown, len(pages))
    signed = signed_as(desk, record.kind, answer, shown.sha256, list(pages), at)
    patch: Values = dict.fromkeys(left_from_before(step, record.values))
    patch |= {"status": step.target, "customer": _stored(signed), **next_revision(record)}
    for mine in ours:
        patch |= _signature(desk, form, mine, at)
    after = replace(record, values={**record.values, **patch})
    _check(desk, record, after, patch)
    dossier = paper_dossier(desk, after)
    dossier = replace(dossier, files={**dossier.files, **pages}, token=shown.token)
    pdf = _sealed(desk, dossier, ours, signed, shown, at)
    patch |= _scans(desk, record, pages)
    patch |= _sheet(desk, after, pdf, at, shown.token)
    return desk.write_all([Edit(record.kind, record.id, patch, shown.opened)], together=True)[0]


def _require_every_page(shown: Shown, count: int) -> None:
    """UserError when fewer stamped pages are there than were printed: what is on the others nobody stamped."""
    pages = page_count(shown.pdf)
    if 0 < count < pages:
        said = N_("{pages} pages were printed, {count} stamped ones are added. Add every page, each with its stamp.")
        raise UserError(said, pages=pages, count=count, field="customer")


def _sealed(desk: Desk, dossier: Dossier, ours: Sequence[str], signed: Signed, shown: Shown, at: datetime) -> bytes:
    """The answer added to the pages as they were shown, certified by the engineer where he signs, and the customer's
    field sealed by the laptop. UserError when something became another than was shown: a colleague's news, say.
    """
    require_printable(dossier)
    if not says_the_same(read_snapshot(shown.pdf)[0], snapshot(dossier)):
        raise UserError(N_("The paper was changed after it was shown. Show it again, and have that signed."))
    pdf = upon(shown.pdf, build(dossier, now=at))
    for place, mine in enumerate(ours):
        pdf = (sign if place else certify)(pdf, signer(desk), pdf_field(mine), at=at)
    return (sign if ours else certify)(pdf, sealer(desk, signed.name, signed.how), pdf_field("customer"), at=at)


def approve_sheet(desk: Desk, record: Record, name: str, target: str, also: Values | None = None) -> Values:
    """The patch by which one of the house signs a paper: the first signature certifies it, a later one is added to it.

    `also` is written with it. A paper that was given back is printed and signed anew.
    """
    at = desk.clock.now()
    form = form_class(record.kind)
    patch: Values = {**(also or {}), "status": target, **_signature(desk, form, name, at)}
    if is_sealed(record.kind, target) and not is_sealed(record.kind, record.values.get("status")):
        patch |= next_revision(record)
    after = replace(record, values={**record.values, **patch})
    _check(desk, record, after, patch)
    existing = standing_sheet(record)
    token = states_of(record)[-1].token if existing else new_token()
    if existing is None:
        dossier = replace(paper_dossier(desk, after), token=token)
        require_printable(dossier)
        pdf = certify(build(dossier, now=at), signer(desk), pdf_field(name), at=at)
    else:
        pdf = sign(_signed_before(desk, record, existing), signer(desk), pdf_field(name), at=at)
    return patch | _sheet(desk, after, pdf, at, token)


def standing_sheet(record: Record) -> StoredFile | None:
    """The sealed PDF that holds now, and to which a signature is added: none before the first one of a revision."""
    signed = any(record.values.get(name) for name in signature_names(form_class(record.kind)))
    return last_sheet(record) if signed and record.values.get("status") not in GIVEN_BACK else None


def _signed_before(desk: Desk, record: Record, sheet: StoredFile) -> bytes:
    """The file that the one before signed. UserError when it is not what he signed, or says something else."""
    pdf = desk.file(sheet.sha256)
    found = verify(pdf, trusted(desk), known=known_of(desk, pdf))
    said = {path: raw for path, raw in public_values(record).items() if sealed_paths(record.kind, [path])}
    inside = read_snapshot(pdf)[0]["values"] if found.verdict == GOOD else None
    if not isinstance(inside, dict) or any(inside.get(path) != raw for path, raw in said.items()):
        raise UserError(
            N_(
                "The sealed PDF is not what was signed, or does not say what the record says. "
                "Return the paper, so that it is signed anew."
            )
        )
    return pdf


def _signature(desk: Desk, form: type[Form], name: str, at: datetime) -> Values:
    """A signature of this person, who is then also who the paper names as its signer."""
    field = form.fields[name]
    signer_of = field.signer if isinstance(field, Signature) else ""
    return {name: _staff(desk, at), **({signer_of: desk.actor.person} if signer_of else {})}


def _check(desk: Desk, before: Record, after: Record, patch: Values) -> None:
    source, target = str(before.values.get("status") or ""), str(after.values["status"])
    actor = desk.actor
    roles = actor.roles_in(before.scope)
    refused = refuse_step(after, source, target, roles, actor.person, patch, around(desk, after))
    if refused is not None:
        raise refused


def _staff(desk: Desk, at: datetime) -> Json:
    actor = desk.actor
    role = next((role for role in ROLE_LABELS if role in actor.roles), None)
    return _stored(Signed(actor.name, str(role or ""), _stamp(at)))


def _stored(signed: Signed) -> Json:
    return ServiceReport.customer.dump(signed)


def _stamp(at: datetime) -> str:
    return str(_MOMENT.write_stored(at))


def _sheet(desk: Desk, after: Record, pdf: bytes, at: datetime, token: str) -> Values:
    """The row of a sealed PDF: the one that was begun when the paper was taken up again, else a new one."""
    rows = sheets_of(after)
    row = rows[-1][0] if rows and rows[-1][1].file is None else next_row(after)
    number = str(after.values.get("number") or after.kind)
    stored = desk.store.put_file(pdf, f"{number}-{row}.pdf", "application/pdf")
    values: Values = {
        "file": Sheet.file.dump(stored),
        "sealed_at": Sheet.sealed_at.dump(at),
        "revision": str(after.values.get("revision") or 1),
        "state": after.values["status"],
        "signatures": str(sum(1 for name in signature_names(form_class(after.kind)) if after.values.get(name))),
        "token": token,
    }
    return {f"sheets.{row}.{name}": value for name, value in values.items()}


def next_row(record: Record) -> str:
    """The id of the next row of sealed PDFs."""
    return f"{len(sheets_of(record)) + 1:03d}"


def _scans(desk: Desk, record: Record, pages: Mapping[str, bytes]) -> Values:
    """The stamped pages as files of the record, beside the row of the PDF that they are printed in."""
    number, first = str(record.values.get("number") or record.kind), next_row(record)
    found: Values = {}
    for place, scan in enumerate(pages.values(), 1):
        stored = desk.store.put_file(scan, f"{number}-{first}-{place:02d}.jpg", "image/jpeg")
        found[f"scans.{first}-{place:02d}.file"] = Scan.file.dump(stored)
    return found


def signer(desk: Desk) -> Signer:
    """The person's own key and certificate, name and staff number. PinNeededError before he typed his code."""
    desk.pin.require()
    require_in_force(desk)
    actor = desk.actor
    return Signer(desk.key("signing"), _chain(desk, desk.identity.signing_certificate), actor.name, actor.number)


def sealer(desk: Desk, name: str, how: str = DRAWN) -> Signer:
    """The laptop's key and certificate, for what a customer answered."""
    require_in_force(desk)
    return Signer(desk.key("device"), _chain(desk, desk.identity.device_certificate), name, how=how)


def _chain(desk: Desk, certificate: str) -> tuple[x509.Certificate, ...]:
    identity = desk.identity
    return tuple(loaded(certificate, identity.issuing_certificate, identity.ca_certificate))
