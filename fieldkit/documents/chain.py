"""Who issued whom: the way from a signer's certificate to one that is trusted here, and why there is none."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

_LONGEST = 4  # signer, two issuers, root: more than any office has

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


def in_force(chain: Iterable[x509.Certificate], at: datetime) -> bool:
    """Whether all of them are valid at a moment."""
    return all(one.not_valid_before_utc <= at <= one.not_valid_after_utc for one in chain)


def bears_the_name(
    own: x509.Certificate, others: Sequence[x509.Certificate], trust: Sequence[x509.Certificate]
) -> bool:
    """Whether a certificate that leads to nobody trusted says that one of the trusted issued it."""
    names = {one.subject for one in trust}
    return any(one.issuer in names for one in (own, *others))


def _issued(own: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        own.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
