"""Orders that a laptop signs itself for whoever holds the issuing key: a web worker alone can make none."""

from dataclasses import dataclass
from typing import Any

import jwt
from sqlalchemy import Connection, select

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.forms import Person
from fieldkit.i18n import N_
from fieldkit.office.authority import Authority
from fieldkit.office.people import person_of
from fieldkit.office.readmission import certified_key
from fieldkit.office.tables import DEVICE

ORDER_SECONDS, LEEWAY_SECONDS = 600, 120
_CLAIMS: Any = {"verify_exp": False, "verify_iat": False, "require": ["iat", "exp", "iss"]}
_REFUSED = N_("The head office cannot check this order. Try again; else enrol this laptop anew.")


@dataclass(frozen=True)
class Order:
    """An order that was checked: the laptop that signed it, its key in PEM, its person, and what it says."""

    device: str
    key: str
    person: Person
    says: dict[str, Any]


def refused_order() -> UserError:
    return UserError(_REFUSED)


def order_of(connection: Connection, authority: Authority, clock: Clock, text: str) -> Order:
    """The order in a token: by the certificate that it shows, as a worker cannot make one; and signed just now."""
    try:
        device = str(jwt.decode(text, options={"verify_signature": False}).get("iss"))
        shown = certified_key(authority, device, jwt.get_unverified_header(text))
        if shown is None:
            raise refused_order()
        claims = signed_just_now(text, shown[0], clock)
    except (jwt.PyJWTError, KeyError, TypeError, ValueError):
        raise refused_order() from None
    row = connection.execute(select(DEVICE).where(DEVICE.c.id == device, DEVICE.c.revoked_ms.is_(None))).first()
    if row is None:
        raise refused_order()
    person = person_of(connection, row.person)
    if person.number != shown[1]:
        raise refused_order()
    return Order(device, shown[0], person, claims)


def signed_just_now(text: str, key: Any, clock: Clock) -> dict[str, Any]:
    """A token's claims when this key signed it within the last minutes; else one of jwt's errors, or ValueError."""
    claims = jwt.decode(text, key, algorithms=["ES256"], options=_CLAIMS)
    issued, expires = float(claims["iat"]), float(claims["exp"])
    now = clock.millis() / 1000
    if not issued - LEEWAY_SECONDS <= now <= expires + LEEWAY_SECONDS or expires - issued > ORDER_SECONDS:
        raise ValueError(text)
    return claims


def orderer(order: str) -> str:
    """The device that an order says it comes from, unchecked: the server compares it with who calls."""
    try:
        return str(jwt.decode(order, options={"verify_signature": False}).get("iss"))
    except (jwt.PyJWTError, ValueError):
        return ""
