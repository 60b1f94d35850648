"""How long a certificate still counts."""

from collections.abc import Iterable
from datetime import date, timedelta

from fieldkit.forms.person import Certificate

SOON = timedelta(days=60)


def standing(certificate: Certificate, today: date) -> str:
    """`expired`, `soon` (within 60 days, the last day included) or `valid`; without an end it stays valid."""
    if certificate.expires is None or certificate.expires - today > SOON:
        return "valid"
    return "expired" if certificate.expires < today else "soon"


def worst(certificates: Iterable[Certificate], today: date) -> str:
    """How the worst of somebody's certificates stands; "" when there is none."""
    found = {standing(one, today) for one in certificates}
    return next((one for one in ("expired", "soon", "valid") if one in found), "")
