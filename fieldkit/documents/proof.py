"""What proves when a signature was there, and what revokes its certificate: in the file, and known beside it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import parser
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_timestamp
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from fieldkit.documents.additions import ADDITIONS

MOST_STAMPS = 20  # of a file from outside


@dataclass(frozen=True)
class Known:
    """What is known beside the file: lists of revoked certificates, whose time stamps count, and the ledger's word.

    `received` is when the office received this very file, by its own clock.
    """

    lists: Sequence[x509.CertificateRevocationList] = ()
    tsa: Sequence[x509.Certificate] = ()
    received: datetime | None = None


NOTHING = Known()


@dataclass(frozen=True)
class Stamp:
    """A time stamp over a file as it was: when, up to which revision, and whether it is whole and counts here."""

    at: datetime
    revision: int
    intact: bool
    trusted: bool
    covers_whole_file: bool


def stamps(reader: PdfFileReader, known: Known) -> list[Stamp]:
    """The time stamps of a file, oldest first. Raises what pyHanko raises for broken ones."""
    found = list(reader.embedded_timestamp_signatures)
    if len(found) > MOST_STAMPS:
        raise ValueError(len(found))
    return [_stamp(one, known) for one in found]


def _stamp(found: EmbeddedPdfSignature, known: Known) -> Stamp:
    said: Any = found.signed_data["encap_content_info"]["content"].parsed
    at: datetime = said["gen_time"].native
    roots = [asn1_x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in known.tsa]
    context = ValidationContext(trust_roots=roots, moment=at, allow_fetching=False)
    status = validate_pdf_timestamp(found, context, diff_policy=ADDITIONS)
    covered = status.coverage or SignatureCoverageLevel.UNCLEAR
    intact = status.intact and status.valid and ends_clean(found) and covered >= SignatureCoverageLevel.ENTIRE_REVISION
    whole = covered == SignatureCoverageLevel.ENTIRE_FILE
    return Stamp(at.astimezone(UTC), found.signed_revision, intact, intact and status.trusted, whole)


def ends_clean(signature: EmbeddedPdfSignature) -> bool:
    """Whether nothing but zeros follows a signature's value in the room that was left for it: no byte may differ."""
    content = bytes(signature.pkcs7_content)
    parts = parser.parse(content, strict=False)
    length = sum(len(part) for part in parts[3:])
    return not content[length:].strip(b"\0")


def lists_inside(reader: PdfFileReader) -> list[x509.CertificateRevocationList]:
    """The lists of revoked certificates that were put into the file; whoever uses them looks at their signatures."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return []
    return [x509.load_der_x509_crl(one.get_object().read_data(DecodePurpose.CRL)) for one in store.crls]


def signing_certificates(pdf: bytes) -> dict[str, x509.Certificate]:
    """The certificate of each signature, by the name of its field in the PDF; of a paper that `verify` found good."""
    found = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    return {one.field_name: x509.load_der_x509_certificate(one.signer_cert.dump()) for one in found}


def proven(signature: EmbeddedPdfSignature, found: Sequence[Stamp], known: Known) -> datetime | None:
    """The earliest trusted time at which a signature was there already; None when nothing proves any."""
    times = [stamp.at for stamp in found if stamp.trusted and stamp.revision >= signature.signed_revision]
    return min([*times, *([known.received] if known.received else [])], default=None)
