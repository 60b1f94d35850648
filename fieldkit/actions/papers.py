"""Papers: shown to the customer, signed, sealed, approved; each sealed PDF is kept beside the record."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography import x509

from fieldkit.access import ROLE_LABELS, require
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import paper_dossier
from fieldkit.documents.build import build, require_printable
from fieldkit.documents.dossier import pdf_field, signature_names
from fieldkit.documents.signing import Signer, certify, sign
from fieldkit.errors import UserError
from fieldkit.forms import Form, Json, Record, ServiceReport, Values, When, form_class, form_of, row_ids
from fieldkit.forms.paper import Sheet
from fieldkit.forms.types import Moment
from fieldkit.forms.values import Signature, Signed, StoredFile
from fieldkit.i18n import N_
from fieldkit.process.transitions import house_signatures, is_sealed, refuse_transition, signing_step
from fieldkit.store.keys import seal_to
from fieldkit.store.store import Edit, Opened
from fieldkit.trust import loaded

TimedStroke = Sequence[tuple[int, int, int, int]]
_MOMENT = Moment("")
_GIVEN_BACK = frozenset({"draft", "returned"})


@dataclass(frozen=True)
class Shown:
    """What a signer was shown: the pages as a PDF, their hash, and the record as it stood."""

    pdf: bytes
    sha256: str
    opened: Opened


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
    signed = record.values.get("status") not in _GIVEN_BACK
    return build(replace(paper_dossier(desk, record), copy=signed), now=desk.clock.now())


def draft_paper(desk: Desk, record: Record) -> bytes:
    """The paper as it would print now, unsigned."""
    return build(paper_dossier(desk, record), now=desk.clock.now())


def last_sheet(record: Record) -> StoredFile | None:
    """The newest sealed PDF of a record."""
    rows = row_ids(record.values, "sheets") if "sheets" in form_of(record).fields else []
    files = [Sheet.file.load(record.values.get(f"sheets.{row}.file")) for row in rows]
    found = [file for file in files if file is not None]
    return found[-1] if found else None


def show_for_signing(desk: Desk, rid: str) -> Shown:
    """The final pages, for the customer to read before signing. UserError names what is missing or unprintable."""
    opened = desk.store.open(rid)
    form = form_of(opened.record)
    missing = form.gaps(When.SIGNING)
    if missing:
        raise UserError(N_("Before signing: {reason}"), field=missing[0].path, reason=missing[0].reason)
    dossier = paper_dossier(desk, opened.record)
    require_printable(dossier)
    pdf = build(dossier, now=desk.clock.now())
    return Shown(pdf, hashlib.sha256(pdf).hexdigest(), opened)


def sign_paper(desk: Desk, shown: Shown, name: str, strokes: Sequence[TimedStroke]) -> Record:
    """The customer signs, and the engineer with him where the step asks for both.

    Strokes are (x, y, milliseconds, width), x and y in thousandths of the pad's width. The customer's hand goes on the
    page; the timed strokes go into the JSON, readable for the office's evidence key alone. The engineer certifies,
    where he signs; the customer's field is sealed by the laptop. Status, signatures and the sealed PDF are one group:
    the office takes them together or not at all.
    """
    if not name.strip():
        raise UserError(N_("Write the signer's name beside the signature."), field="customer")
    if sum(len(stroke) for stroke in strokes) < 2:
        raise UserError(N_("The signature is empty. Ask the customer to sign in the frame."), field="customer")
    record = shown.opened.record
    at = desk.clock.now()
    step = signing_step(record.kind, str(record.values.get("status") or ""))
    if step is None:
        raise UserError(N_("The customer does not sign this paper now. Look at where it stands."), field="status")
    form = form_class(record.kind)
    ours = house_signatures(step)
    patch: Values = {"status": step.target, "customer": _customer(desk, shown, name.strip(), strokes, at)}
    patch |= _revision(form, record)
    for mine in ours:
        patch |= _signature(desk, form, mine, at)
    after = replace(record, values={**record.values, **patch})
    _check(desk, record, after, patch)
    dossier = paper_dossier(desk, after)
    require_printable(dossier)
    pdf = build(dossier, now=at)
    for place, mine in enumerate(ours):
        pdf = (sign if place else certify)(pdf, signer(desk), pdf_field(mine), at=at)
    pdf = (sign if ours else certify)(pdf, sealer(desk, name.strip()), pdf_field("customer"), at=at)
    patch |= _sheet(desk, record, pdf, at)
    return desk.write_all([Edit(record.kind, record.id, patch, shown.opened)], together=True)[0]


def approve_sheet(desk: Desk, record: Record, name: str, target: str, also: Values | None = None) -> Values:
    """The patch by which one of the house signs a paper: the first signature certifies it, a later one is added to it.

    `also` is written with it. A paper that was given back is printed and signed anew.
    """
    at = desk.clock.now()
    form = form_class(record.kind)
    patch: Values = {**(also or {}), "status": target, **_signature(desk, form, name, at)}
    if is_sealed(record.kind, target) and not is_sealed(record.kind, record.values.get("status")):
        patch |= _revision(form, record)
    after = replace(record, values={**record.values, **patch})
    _check(desk, record, after, patch)
    existing = standing_sheet(record)
    if existing is None:
        dossier = paper_dossier(desk, after)
        require_printable(dossier)
        pdf = certify(build(dossier, now=at), signer(desk), pdf_field(name), at=at)
    else:
        pdf = sign(desk.file(existing.sha256), signer(desk), pdf_field(name), at=at)
    return patch | _sheet(desk, record, pdf, at)


def standing_sheet(record: Record) -> StoredFile | None:
    """The sealed PDF that holds now, and to which a signature is added: none before the first one of a revision."""
    signed = any(record.values.get(name) for name in signature_names(form_class(record.kind)))
    return last_sheet(record) if signed and record.values.get("status") not in _GIVEN_BACK else None


def _revision(form: type[Form], record: Record) -> Values:
    return {"revision": str(int(str(record.values.get("revision") or 0)) + 1)} if "revision" in form.fields else {}


def _signature(desk: Desk, form: type[Form], name: str, at: datetime) -> Values:
    """A signature of this person, who is then also who the paper names as its signer."""
    field = form.fields[name]
    signer_of = field.signer if isinstance(field, Signature) else ""
    return {name: _staff(desk, at), **({signer_of: desk.actor.person} if signer_of else {})}


def _check(desk: Desk, before: Record, after: Record, patch: Values) -> None:
    source, target = str(before.values.get("status") or ""), str(after.values["status"])
    actor = desk.actor
    refused = refuse_transition(after, source, target, actor.roles_in(before.scope), actor.person, patch)
    if refused is not None:
        raise refused


def _customer(desk: Desk, shown: Shown, name: str, strokes: Sequence[TimedStroke], at: datetime) -> Json:
    timed = json.dumps({"name": name, "at": at.isoformat(), "shown_sha256": shown.sha256, "strokes": list(strokes)})
    evidence = seal_to(desk.identity.evidence_key, timed.encode(), "fieldkit evidence")
    drawn = tuple(tuple((x, y, width) for x, y, _, width in stroke) for stroke in strokes)
    signed = Signed(name, "customer", _stamp(at), shown.sha256, drawn, base64.b64encode(evidence).decode())
    return _stored(signed)


def _staff(desk: Desk, at: datetime) -> Json:
    actor = desk.actor
    role = next((role for role in ROLE_LABELS if role in actor.roles), None)
    return _stored(Signed(actor.name, str(role or ""), _stamp(at)))


def _stored(signed: Signed) -> Json:
    return ServiceReport.customer.dump(signed)


def _stamp(at: datetime) -> str:
    return str(_MOMENT.write_stored(at))


def _sheet(desk: Desk, record: Record, pdf: bytes, at: datetime) -> Values:
    row = f"{len(row_ids(record.values, 'sheets')) + 1:03d}"
    number = str(record.values.get("number") or record.kind)
    stored = desk.store.put_file(pdf, f"{number}-{row}.pdf", "application/pdf")
    return {f"sheets.{row}.file": Sheet.file.dump(stored), f"sheets.{row}.sealed_at": Sheet.sealed_at.dump(at)}


def signer(desk: Desk) -> Signer:
    """The person's own key and certificate, name and staff number."""
    actor = desk.actor
    return Signer(desk.key("signing"), _chain(desk, desk.identity.signing_certificate), actor.name, actor.number)


def sealer(desk: Desk, name: str) -> Signer:
    """The laptop's key and certificate, for what a customer signed by hand."""
    return Signer(desk.key("device"), _chain(desk, desk.identity.device_certificate), name)


def _chain(desk: Desk, certificate: str) -> tuple[x509.Certificate, ...]:
    identity = desk.identity
    return tuple(loaded(certificate, identity.issuing_certificate, identity.ca_certificate))
