"""Sealing a paper: PAdES signatures with P-256 keys, the first of which certifies it.

The certification allows only that the fields that are already there be signed, so every later change shows.
Times are handed in: the file never takes this computer's clock.
"""

import asyncio
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko_certvalidator.registry import SimpleCertificateStore

from fieldkit.documents.boxes import BY_HAND, moment_words
from fieldkit.documents.dossier import pdf_field
from fieldkit.documents.fonts import lacking, no_glyph
from fieldkit.documents.stamp import stamp_style
from fieldkit.errors import DamagedError, UserError
from fieldkit.forms import Person
from fieldkit.forms.signature import ABSENT, DRAWN, REFUSED, STAMPED
from fieldkit.i18n import N_

SEALED_BY_HAND = "Signed by hand by {name}; sealed by the laptop"
SEALED = {
    DRAWN: SEALED_BY_HAND,
    STAMPED: "Stamped on paper by {name}; scan and paper sealed by the laptop",
    REFUSED: "Not signed: {name} refused before a witness; sealed by the laptop",
    ABSENT: "Not signed: the customer was not there, as a witness says; sealed by the laptop",
}


@dataclass(frozen=True)
class Signer:
    """Who seals: a P-256 key, its certificate first in the chain, the name to show, the staff number if known.

    For a customer's field it is the laptop: its key and certificate, the name of who answered, and how.
    """

    key: EllipticCurvePrivateKey
    chain: Sequence[x509.Certificate]
    name: str
    number: str = ""
    how: str = DRAWN


class Appended(IncrementalPdfFileWriter):
    """An addition to a file that leaves its metadata alone: XMP and Info stay equal, no clock is read."""

    output_version = (1, 7)

    def _update_meta(self) -> None:
        return


def certify(pdf: bytes, signer: Signer, field: str = "Engineer", *, at: datetime) -> bytes:
    """The first signature: from now on only the other fields may be signed."""
    return _signed(pdf, signer, field, at=at, reason=_reason(signer, field), certify_it=True)


def sign(pdf: bytes, signer: Signer, field: str, *, at: datetime, reason: str = "") -> bytes:
    """A further signature, added to the file: what was signed before stays to the byte."""
    return _signed(pdf, signer, field, at=at, reason=reason or _reason(signer, field), certify_it=False)


def _reason(signer: Signer, field: str) -> str:
    by_hand = field in {pdf_field(name) for name in BY_HAND}
    return SEALED[signer.how].format(name=signer.name) if by_hand else ""


def open_fields(pdf: bytes) -> list[str]:
    """The signature fields that nobody has signed yet."""
    try:
        reader = Appended(io.BytesIO(pdf)).prev
        return [name for name, _, _ in enumerate_sig_fields(reader, filled_status=False)]
    except PdfError as error:
        raise DamagedError(N_("This file is not a paper of FieldKit.")) from error


def _signed(pdf: bytes, signer: Signer, field: str, *, at: datetime, reason: str, certify_it: bool) -> bytes:
    try:
        writer = Appended(io.BytesIO(pdf))
        style = _appearance(writer, signer, field, at)
        metadata = signers.PdfSignatureMetadata(
            field_name=field,
            md_algorithm="sha256",
            name=signer.name,
            reason=reason or None,
            certify=certify_it,
            subfilter=SigSeedSubFilter.PADES,
            docmdp_permissions=MDPPerm.FILL_FORMS,
        )
        pdf_signer = signers.PdfSigner(metadata, signer=_cms_signer(signer), stamp_style=style)
        return asyncio.run(_sealed(pdf_signer, writer, at, _reserved(signer)))
    except SigningError as error:
        raise UserError(N_("This paper cannot be signed in this place: it is signed there already.")) from error
    except PdfError as error:
        raise DamagedError(N_("This file is not a paper of FieldKit.")) from error


def _reserved(signer: Signer) -> int:
    """The room for a signature, in hexadecimal digits: its certificates, who issued its own, and what is signed.

    pyHanko would sign once more to find out, which takes as long.
    """
    own, *others = [len(found.public_bytes(Encoding.DER)) for found in signer.chain]
    return 2 * (3 * own + sum(others) + 1024)


async def _sealed(pdf_signer: Any, writer: IncrementalPdfFileWriter, at: datetime, reserved: int) -> bytes:
    session = pdf_signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at.replace(microsecond=0)
    prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=reserved)
    digest, out = prepared.digest_tbs_document()
    attributes = PdfCMSSignedAttributes(signing_time=session.system_time)
    await prepared.perform_signature(digest.document_digest, attributes)
    return bytes(out.getvalue())


def _appearance(writer: IncrementalPdfFileWriter, signer: Signer, field: str, at: datetime) -> Any:
    """The drawn stamp of a field.

    UserError when the paper has no such field, or it is signed, or the signer's name cannot be printed.
    """
    found = [entry for entry in enumerate_sig_fields(writer.prev, filled_status=False) if entry[0] == field]
    if not found:
        raise UserError(N_("This paper cannot be signed in this place: it is signed there already."))
    widget = found[0][2].get_object()
    for label, text in ((Person.person_name.label, signer.name), (Person.number.label, signer.number)):
        for mark in lacking(text):
            raise no_glyph(label, mark, field)
    x0, y0, x1, y1 = (float(edge) for edge in widget["/Rect"])
    sealed = signer.how if field in {pdf_field(name) for name in BY_HAND} else ""
    return stamp_style(x1 - x0, y1 - y0, (signer.name, signer.number, moment_words(at.isoformat())), sealed=sealed)


def _cms_signer(signer: Signer) -> signers.SimpleSigner:
    der = signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    own, *others = [asn1_x509.Certificate.load(found.public_bytes(Encoding.DER)) for found in signer.chain]
    store: Any = cast(Any, SimpleCertificateStore)()
    store.register_multiple([own, *others])
    return signers.SimpleSigner(own, keys.PrivateKeyInfo.load(der), store)
