"""Whether the envelope of a signature is as it was written: its certificates, its padding, its letters.

A signature covers its paper and what it says of itself, but neither the certificates that lie beside it nor the
zeros after it. The last signature of a file is covered by no later one, so there somebody could write unseen.
"""

from collections.abc import Sequence

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from fieldkit.documents.der import is_der

_BROKEN = (ValueError, TypeError, KeyError, x509.InvalidVersion, UnsupportedAlgorithm)


def is_whole(pdf: bytes, signature: EmbeddedPdfSignature, trust: Sequence[x509.Certificate]) -> bool:
    """Whether nothing of a signature's envelope can have been changed; its issuers are in it or in `trust`."""
    first, length, second, _ = (int(number) for number in signature.byte_range)
    raw = bytes(signature.pkcs7_content)
    written = pdf[first + length : second]
    if written not in (b"<" + raw.hex().encode() + b">", b"<" + raw.hex().upper().encode() + b">"):
        return False
    try:
        envelope = cms.ContentInfo.load(raw)
        content = envelope.dump()
        signed = envelope["content"]
        for name in signed:  # all of it is read, the certificates below: what has no place there is refused
            if name != "certificates":
                _ = signed[name].native
        written_beside = [one.dump() for one in signed["certificates"]]
        beside = [x509.load_der_x509_certificate(one) for one in written_beside]
    except _BROKEN:
        return False
    if not is_der(content) or written_beside != sorted(written_beside) or raw[len(content) :].strip(b"\0"):
        return False
    return all(_is_issued(one, [*trust, *beside]) for one in beside)


def _is_issued(certificate: x509.Certificate, issuers: Sequence[x509.Certificate]) -> bool:
    for issuer in issuers:
        try:
            certificate.verify_directly_issued_by(issuer)
        except (InvalidSignature, *_BROKEN):
            continue
        return True
    return False
