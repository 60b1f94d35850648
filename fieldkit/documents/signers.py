"""One signature of a paper: who gave it or did not, by which certificate, and whether that is to be believed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import CMSExtractionError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from fieldkit.documents.additions import ADDITIONS
from fieldkit.documents.boxes import BY_HAND
from fieldkit.documents.proof import Known, Stamp, ends_clean, proven
from fieldkit.forms.signature import DRAWN, UNSIGNED
from fieldkit.trust import bears_the_name, chain_of, in_force, is_of_a_laptop, named_in, revoked_since

EXPIRED, REVOKED, ROGUE, OTHER_SIGNER = "expired", "revoked", "rogue", "other_signer"
BROKEN = (
    PdfError, SignatureValidationError, CMSExtractionError,
    ValueError, KeyError, TypeError, AttributeError, RecursionError,
)  # fmt: skip
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


@dataclass(frozen=True)
class SignedBy:
    """One signature: who, as what (the form's field), when by the signer's own clock, by which certificate.

    In a customer's place a laptop sealed what he answered: `how` is then one of `forms.signature.WAYS`, and of who
    refused or was not there `why` and `witness` stand as the paper says them. All three are "" for the house.
    """

    name: str
    role: str
    time: str
    certificate: str
    fingerprint: str
    intact: bool
    trusted: bool
    reason: str = ""
    how: str = ""
    why: str = ""
    witness: str = ""

    @property
    def refused(self) -> bool:
        """Whether nobody signed here: the customer refused, or was not there."""
        return self.how in UNSIGNED


@dataclass(frozen=True)
class Judging:
    """What each signature of one file is judged by."""

    trust: Sequence[x509.Certificate]
    at: datetime | None
    stamped: Sequence[Stamp]
    known: Known
    lists: Sequence[x509.CertificateRevocationList]


def judged(
    signature: EmbeddedPdfSignature, role: str, judging: Judging, values: dict[str, Any]
) -> tuple[SignedBy, bool]:
    """One signature, given as `role`, and whether it covers the whole file; `values` are those inside the paper."""
    try:
        made = signature.self_reported_timestamp
        own = x509.load_der_x509_certificate(signature.signer_cert.dump())
        status = _status(signature, judging.trust, judging.at or made)
        reason = _reason(role, own, signature, judging, judging.at or made, trusted=status.trusted)
    except BROKEN:
        return SignedBy("", role, "", "", "", intact=False, trusted=False), False
    covered = status.coverage or SignatureCoverageLevel.UNCLEAR
    told = _answered(role, values)
    sound = status.intact and status.valid and bool(status.docmdp_ok) and ends_clean(signature)
    signer = SignedBy(
        name=_name(role, own, signature, told),
        role=role,
        time=made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if made else "",
        certificate=own.subject.rfc4514_string({NameOID.SERIAL_NUMBER: "serialNumber"}),
        fingerprint=hashlib.sha256(own.public_bytes(Encoding.DER)).hexdigest(),
        intact=sound and covered >= SignatureCoverageLevel.ENTIRE_REVISION,
        trusted=status.trusted and not reason,
        reason=reason,
        **_how(role, told),
    )
    return signer, covered == SignatureCoverageLevel.ENTIRE_FILE


def _status(
    signature: EmbeddedPdfSignature, trust: Sequence[x509.Certificate], at: datetime | None
) -> PdfSignatureStatus:
    roots = [asn1_x509.Certificate.load(found.public_bytes(Encoding.DER)) for found in trust]
    context = ValidationContext(trust_roots=roots, moment=at, allow_fetching=False)
    return validate_pdf_signature(signature, context, key_usage_settings=_USAGE, diff_policy=ADDITIONS)


def _reason(
    role: str,
    own: x509.Certificate,
    signature: EmbeddedPdfSignature,
    judging: Judging,
    at: datetime | None,
    *,
    trusted: bool,
) -> str:
    """The code of REASONS for which a signer is not trusted; "" for one who is, or who is simply not known here."""
    others = [x509.load_der_x509_certificate(other.dump()) for other in signature.other_embedded_certs]
    chain = chain_of(own, others, judging.trust)
    if not chain:
        return ROGUE if bears_the_name(own, others, judging.trust) else ""
    if is_of_a_laptop(own) not in (None, role in BY_HAND):
        return OTHER_SIGNER
    since = revoked_since(chain, judging.lists)
    there = proven(signature, judging.stamped, judging.known) if since else None
    if since and (there is None or there >= since):
        return REVOKED
    return "" if trusted or (at and in_force(chain, at)) else EXPIRED


def _answered(role: str, values: dict[str, Any]) -> dict[str, Any]:
    """What the paper says of a hand-signed box: the laptop seals that, whoever answered and however."""
    told = values.get(role) if role in BY_HAND else None
    return told if isinstance(told, dict) else {}


def _how(role: str, told: dict[str, Any]) -> dict[str, str]:
    if role not in BY_HAND:
        return {}
    how = str(told.get("how") or DRAWN)
    more = {"why": str(told.get("reason") or ""), "witness": str(told.get("witness") or "")} if how in UNSIGNED else {}
    return {"how": how, **more}


def _name(role: str, own: x509.Certificate, signature: EmbeddedPdfSignature, told: dict[str, Any]) -> str:
    """Who signed: by certificate; a hand-signed box is sealed by the laptop, so its name is the paper's."""
    if role in BY_HAND:
        return str(told.get("name") or signature.sig_object.get("/Name", ""))
    return named_in(own, str(signature.sig_object.get("/Name", "")))
