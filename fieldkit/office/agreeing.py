"""Whether a signed PDF agrees with the record that it is attached to: what it says, and who signed as what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from cryptography import x509
from cryptography.x509.oid import NameOID

from fieldkit.documents.boxes import BY_HAND
from fieldkit.documents.dossier import public_values, signature_names
from fieldkit.documents.proof import Known, signing_certificates
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.verify import GOOD, Verification, code_of, verify
from fieldkit.errors import DamagedError
from fieldkit.forms import Json, Record, form_class
from fieldkit.forms.field import ERASED
from fieldkit.forms.paper import FINDINGS
from fieldkit.forms.values import Signature
from fieldkit.process.transitions import is_sealed
from fieldkit.trust import DEVICE_UNIT, PERSON_UNIT, certificate_name, named_in


class Writer(NamedTuple):
    """Who wrote a signature into the record: the person's staff number, and the laptops that are or were his."""

    number: str
    devices: frozenset[str]


@dataclass(frozen=True)
class Judged:
    """What the office found of one PDF: a code of `forms.paper.FINDINGS`, "" when all agrees; and who has signed."""

    finding: str
    verification: Verification | None = None

    @property
    def complete(self) -> bool:
        """Whether nobody is left to sign."""
        return self.verification is not None and not self.verification.unsigned_fields


def judged(
    pdf: bytes,
    record: Record,
    root: x509.Certificate,
    known: Known,
    writer: Callable[[str], Writer | None],
    *,
    newest: bool,
) -> Judged:
    """Looks at a PDF of a record. `writer` says who wrote a signature field, None where that is not known any more.

    Of one that is not the `newest`, or of a record that was given back, only what can be said of it alone is looked at:
    the record may have changed since, with good reason.
    """
    try:
        found = verify(pdf, [root], known=known)
        if found.verdict != GOOD:
            return Judged(next((reason for reason in found.reasons if reason in FINDINGS), found.verdict), found)
        inside, _ = read_snapshot(pdf)
    except DamagedError:
        return Judged("unreadable")
    if (inside.get("id"), inside.get("kind")) != (record.id, record.kind):
        return Judged("other_record", found)
    if newest and is_sealed(record.kind, record.values.get("status")):
        values = inside["values"]
        assert isinstance(values, dict)
        if not _same(record, values):
            return Judged("other_record", found)
        if not _signed_by_whom_it_says(pdf, record, writer):
            return Judged("other_signer", found)
    return Judged("", found)


def _same(record: Record, inside: dict[str, Json]) -> bool:
    """Whether what a signature seals is in the PDF as it is in the record. Later signatures are not inside."""
    fields = form_class(record.kind).fields
    ours = public_values(record)
    for path in ours.keys() | inside.keys():
        field = fields.get(path.split(".")[0])
        if field is None or field.follow_up or (isinstance(field, Signature) and path not in inside):
            continue
        value = ours.get(path)
        if value != inside.get(path) and ERASED not in str(value):
            return False
    return True


def _signed_by_whom_it_says(pdf: bytes, record: Record, writer: Callable[[str], Writer | None]) -> bool:
    certificates = {code_of(name): found for name, found in signing_certificates(pdf).items()}
    given = {name for name in signature_names(form_class(record.kind)) if record.values.get(name)}
    if certificates.keys() != given:
        return False
    return all(_fits(name, record.values[name], found, writer(name)) for name, found in certificates.items())


def _fits(name: str, signature: Json, certificate: x509.Certificate, writer: Writer | None) -> bool:
    """Whether a certificate is of the person who signed; of one of his laptops, for what was signed by hand."""
    unit, number = (_said(certificate, oid) for oid in (NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.SERIAL_NUMBER))
    if name in BY_HAND:
        return unit == DEVICE_UNIT and (writer is None or number in writer.devices)
    said = str(signature.get("name")) if isinstance(signature, dict) else ""
    return (
        unit == PERSON_UNIT
        and named_in(certificate) in (said, certificate_name(said))
        and (writer is None or number == writer.number)
    )


def _said(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
