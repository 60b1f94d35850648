"""Who issued whom: the way from a certificate to one that is trusted here, why there is none, and what was revoked."""

import stringprep
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_LONGEST = 4  # signer, two issuers, root: more than any office has

DEVICE_UNIT, PERSON_UNIT = "device", "person"

GETA = "〓"  # the mark that printers set where they lack a type
_PROHIBITED = (
    stringprep.in_table_a1,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c8,
)

Chain = tuple[x509.Certificate, ...]


def chain_of(own: x509.Certificate, others: Sequence[x509.Certificate], trust: Sequence[x509.Certificate]) -> Chain:
    """The certificates from this one up to a trusted one, it included; () when no way leads there.

    Signatures and the right to issue count here, dates do not.
    """
    return _way(own, others, trust, _LONGEST)


def _way(
    own: x509.Certificate, others: Sequence[x509.Certificate], trust: Sequence[x509.Certificate], left: int
) -> Chain:
    if own in trust:
        return (own,)
    for issuer in (*trust, *others) if left else ():
        if issuer != own and issues(issuer) and _issued(own, issuer):
            rest = _way(issuer, others, trust, left - 1)
            if rest:
                return own, *rest
    return ()


def issues(certificate: x509.Certificate) -> bool:
    """Whether a certificate may issue others."""
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def is_of_a_laptop(certificate: x509.Certificate) -> bool | None:
    """Whether a certificate is a laptop's; False for a person's, None for one that says neither."""
    found = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    return {DEVICE_UNIT: True, PERSON_UNIT: False}.get(str(found[0].value)) if found else None


def certificate_name(name: str) -> str:
    """A name as it stands in a certificate, where names are those of Unicode 3.2 (RFC 4518): 荀𫖮 is 荀〓.

    Other programs, and asn1crypto, refuse a certificate with any other. Who it is, the number beside it says; what is
    shown to people is the name itself.
    """
    plain = "".join(mark for mark in name if unicodedata.category(mark) not in {"Cc", "Cf"}).strip()
    marks = [mark if _is_known(mark) else GETA for mark in plain]
    prepared = [_prepared(mark) for mark in marks]
    whole = "".join(prepared)
    backward = stringprep.in_table_d1
    if any(map(backward, whole)) and not (
        backward(whole[0]) and backward(whole[-1]) and not any(map(stringprep.in_table_d2, whole))
    ):  # left to right and right to left in one name
        marks = [GETA if any(map(backward, said)) else mark for mark, said in zip(marks, prepared, strict=True)]
    return "".join(marks)


def _prepared(mark: str) -> str:
    return unicodedata.normalize("NFKC", stringprep.map_table_b2(mark))


def _is_known(mark: str) -> bool:
    # Of the half-width and presentation forms asn1crypto drops some before it looks at the first and last letter.
    dropped = "\ufe0f" <= mark <= "\uff00" or mark in "\ufffc\ufffd"
    return not dropped and not any(table(one) for one in _prepared(mark) for table in _PROHIBITED)


def named_in(certificate: x509.Certificate, claimed: str = "") -> str:
    """The name of whom a certificate is; as it is `claimed`, where the certificate cannot hold it and agrees."""
    found = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    common = str(found[0].value) if found else ""
    return claimed if GETA in common and certificate_name(claimed) == common else common


def in_force(chain: Iterable[x509.Certificate], at: datetime) -> bool:
    """Whether all of them are valid at a moment."""
    return all(one.not_valid_before_utc <= at <= one.not_valid_after_utc for one in chain)


def loaded(*pems: str) -> list[x509.Certificate]:
    """The certificates of some PEM texts, in order; an empty text holds none."""
    return [one for pem in pems if pem for one in x509.load_pem_x509_certificates(pem.encode())]


def sound_list(
    pem: str, issuers: Sequence[x509.Certificate], trust: Sequence[x509.Certificate]
) -> x509.CertificateRevocationList | None:
    """A list of revoked certificates, when one of these issuers that leads to a trusted one signed it; else None.

    Its dates do not count: a laptop that was away has an old one, and what it says stays so.
    """
    try:
        found = x509.load_pem_x509_crl(pem.encode())
        signed = any(_signed_by(found, one) for one in issuers if chain_of(one, issuers, trust))
    except ValueError:
        return None
    return found if signed else None


def revoked_since(chain: Chain, lists: Iterable[x509.CertificateRevocationList]) -> datetime | None:
    """Since when the first certificate of a chain, or one that issued it, counts no more; None when all count."""
    found = []
    for revoked in lists:
        for own, issuer in pairwise(chain):
            entry = revoked.get_revoked_certificate_by_serial_number(own.serial_number)
            if entry is not None and _signed_by(revoked, issuer):
                found.append(entry.revocation_date_utc)
    return min(found, default=None)


def _signed_by(revoked: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    key = issuer.public_key()
    if revoked.issuer != issuer.subject or not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    try:
        return revoked.is_signature_valid(key)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False


def bears_the_name(
    own: x509.Certificate, others: Sequence[x509.Certificate], trust: Sequence[x509.Certificate]
) -> bool:
    """Whether a certificate that leads to nobody trusted says that the organisation of a trusted one issued it."""
    names = {_organisation(one.subject) for one in trust}
    return any(_organisation(one.issuer) in names for one in (own, *others))


def _organisation(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return certificate_name(str(found[0].value)) if found else name.rfc4514_string()


def _issued(own: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        own.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
