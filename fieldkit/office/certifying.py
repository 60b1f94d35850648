"""The certificates of laptops: issued at enrolment, renewed at their request, and written down to be revoked."""

from dataclasses import dataclass
from datetime import datetime

import jwt
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from sqlalchemy import Connection, insert, select

from fieldkit.clock import Clock
from fieldkit.forms import Person
from fieldkit.office.audit import audit
from fieldkit.office.authority import DEVICE_NAME, Authority
from fieldkit.office.database import Database
from fieldkit.office.orders import order_of, refused_order, signed_just_now
from fieldkit.office.readmission import certificate_in
from fieldkit.office.tables import CERTIFICATE
from fieldkit.sync.messages import Renew, RenewReply
from fieldkit.trust import DEVICE_UNIT, PERSON_UNIT

_URN = "urn:uuid:"


@dataclass(frozen=True)
class Certifying:
    """Issues what laptops sign with. Only where the issuing key is."""

    database: Database
    authority: Authority
    clock: Clock

    def certify(
        self, connection: Connection, device: str, person: Person, device_key: str, signing_key: str
    ) -> tuple[str, str]:
        """The certificates of a laptop and of its person there, in PEM; both are written down."""
        name, number = person.person_name or "", person.number or ""
        issue = self.authority.issue
        sealed = issue(device_key, name=f"{DEVICE_NAME}{number}", number=device, unit=DEVICE_UNIT, device=device)
        signed = issue(signing_key, name=name, number=number, unit=PERSON_UNIT, device=device)
        for pem in (sealed, signed):
            note(connection, x509.load_pem_x509_certificate(pem.encode()), device)
        return sealed, signed

    def renew(self, message: Renew) -> RenewReply:
        """New certificates for the keys that a laptop has: the order is signed by one, and in it by the other."""
        with self.database.writing() as connection:
            order = order_of(connection, self.authority, self.clock, message.order)
            former = self._signing_certificate(order.device, order.person, order.says.get("renew"))
            key = former.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
            sealed, signed = self.certify(connection, order.device, order.person, order.key, key)
            audit(connection, self.clock.millis(), order.person.number or order.person.id, "renew", order.device)
        return RenewReply(
            device_certificate=sealed, signing_certificate=signed, issuing_certificate=self.authority.issuing_pem
        )

    def _signing_certificate(self, device: str, person: Person, proof: object) -> x509.Certificate:
        """The person's certificate in a token that its own key signed: nobody renews a key that he does not hold."""
        try:
            shown = certificate_in(self.authority, jwt.get_unverified_header(str(proof)))
            if shown is None or (shown.unit, shown.number) != (PERSON_UNIT, person.number):
                raise refused_order()
            claims = signed_just_now(str(proof), shown.certificate.public_key(), self.clock)
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            raise refused_order() from None
        public = shown.certificate.public_key()
        if claims["iss"] != device or not isinstance(public, ec.EllipticCurvePublicKey):
            raise refused_order()
        return shown.certificate


def note(connection: Connection, certificate: x509.Certificate, device: str) -> None:
    """Writes down whose a certificate is; nothing when it is known."""
    serial = f"{certificate.serial_number:x}"
    if connection.execute(select(CERTIFICATE.c.serial).where(CERTIFICATE.c.serial == serial)).first() is None:
        unit = str(certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)[0].value)
        until = _millis(certificate.not_valid_after_utc)
        row = {"serial": serial, "device": device, "unit": unit, "until_ms": until}
        connection.execute(insert(CERTIFICATE), row)


def device_of(certificate: x509.Certificate) -> str:
    """The laptop whose key a certificate is for, as it says itself; "" in one from before it was written there."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ""
    found = names.get_values_for_type(x509.UniformResourceIdentifier)
    return next((name.removeprefix(_URN) for name in found if name.startswith(_URN)), "")


def _millis(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
