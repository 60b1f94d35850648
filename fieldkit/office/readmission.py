"""A laptop that was enrolled after the backup from which the office was restored: its certificate lets it back in.

Rows of laptops are never deleted, so the office lacks one that it certified only when it was put back to an earlier
state. The certificate names the laptop and its person; whether the laptop was locked out since then it cannot say:
`fieldkit office revoke` takes ids of laptops that are not known (any more), and these are not let in.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import Connection, insert, update

from fieldkit.errors import UserError
from fieldkit.office.audit import audit
from fieldkit.office.authority import DEVICE_NAME, Authority
from fieldkit.office.people import person_by_number
from fieldkit.office.tables import DEVICE
from fieldkit.trust import DEVICE_UNIT

_LONGEST = 8_192


@dataclass(frozen=True)
class Shown:
    """A certificate of this office that a token showed, and what its subject says."""

    certificate: x509.Certificate
    unit: str
    name: str
    number: str


def certified_key(authority: Authority, device: str, header: dict[str, Any]) -> tuple[str, str] | None:
    """The public key in PEM and the staff number of a laptop, from the `x5c` of its token's header (RFC 7515).

    None when this office did not certify it.
    """
    shown = certificate_in(authority, header)
    key = shown.certificate.public_key() if shown else None
    if shown is None or (shown.unit, shown.number) != (DEVICE_UNIT, device):
        return None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return None
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return pem, shown.name.removeprefix(DEVICE_NAME)


def certificate_in(authority: Authority, header: dict[str, Any]) -> Shown | None:
    """The first certificate of a token's `x5c`; None when this office did not issue it, or it is not valid now."""
    try:
        first = header["x5c"][0]
        if not isinstance(first, str) or len(first) > _LONGEST:
            return None
        certificate = x509.load_der_x509_certificate(base64.b64decode(first, validate=True))
        certificate.verify_directly_issued_by(authority.certificate)
        unit, name, number = (
            str(certificate.subject.get_attributes_for_oid(oid)[0].value)
            for oid in (NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.COMMON_NAME, NameOID.SERIAL_NUMBER)
        )
    except (ValueError, TypeError, IndexError, KeyError, binascii.Error, InvalidSignature):
        return None
    if not certificate.not_valid_before_utc <= authority.now() <= certificate.not_valid_after_utc:
        return None
    return Shown(certificate, unit, name, number)


def readmit(connection: Connection, device: str, key: str, number: str, now_ms: int) -> None:
    """Writes the row of a laptop again whose token was checked; nothing when its person is not on the list.

    One that was locked out by its id alone stays so: what it sends is held for a person.
    """
    try:
        person = person_by_number(connection, number)
    except UserError:
        return
    row = {"person": person.id, "device_key": key}
    if not connection.execute(update(DEVICE).where(DEVICE.c.id == device).values(row)).rowcount:
        connection.execute(insert(DEVICE), {"id": device, "name": "", "enrolled_ms": now_ms, **row})
    audit(connection, now_ms, number, "readmit", device)
