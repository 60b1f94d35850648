"""Invitations, enrolment and revocation of laptops."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select, update

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.forms import Person
from fieldkit.i18n import N_
from fieldkit.office.audit import audit
from fieldkit.office.authority import Authority, fingerprint
from fieldkit.office.certifying import Certifying
from fieldkit.office.courier_keys import courier_keys
from fieldkit.office.database import Database
from fieldkit.office.people import person_by_number
from fieldkit.office.revoking import list_revoked
from fieldkit.office.tables import DEVICE, INVITATION, ORGANISATION
from fieldkit.records.tables import load
from fieldkit.sync.messages import Enrol, EnrolReply

_DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True)
class Enrolment:
    """Takes laptops in: what the server and the command line share."""

    database: Database
    authority: Authority
    clock: Clock

    def invite(self, number: str) -> str:
        """A code for one laptop of this person, once, for a day. It carries the fingerprint of the office's key."""
        with self.database.writing() as connection:
            return self.invitation(connection, person_by_number(connection, number), "office")[0]

    def invitation(self, connection: Connection, person: Person, by: str) -> tuple[str, int]:
        """A code and when it expires, in milliseconds; `by` is who asked for it, for the audit log."""
        secret = base64.b32encode(secrets.token_bytes(10)).decode()
        now = self.clock.millis()
        code, expires = _hash(secret), now + _DAY_MS
        row = {"code_hash": code, "person": person.id, "expires_ms": expires, "used_ms": None}
        row["seal"] = self.authority.seal(f"{code} {person.id} {expires}")
        connection.execute(insert(INVITATION), row)
        audit(connection, now, by, "invite", person.number or person.id)
        return f"{secret}-{fingerprint(self.authority.root)}", expires

    def enrol(self, message: Enrol) -> EnrolReply:
        """A laptop of the invited person: its certificates, and what it must know about the office."""
        now = self.clock.millis()
        with self.database.writing() as connection:
            person = self._take_invitation(connection, message.code, now)
            organisation = connection.execute(select(ORGANISATION)).one()
            device = str(uuid4())
            certifying = Certifying(self.database, self.authority, self.clock)
            keys = message.device_key, message.signing_key
            sealed, signed = certifying.certify(connection, device, person, *keys)
            row = {
                "id": device,
                "person": person.id,
                "name": message.device_name,
                "device_key": message.device_key,
                "enrolled_ms": now,
                "revoked_ms": None,
            }
            connection.execute(insert(DEVICE), row)
            audit(connection, now, person.number or "", "enrol", device)
        return EnrolReply(
            device=device,
            person=person.id,
            history=organisation.history,
            device_certificate=sealed,
            signing_certificate=signed,
            ca_certificate=self.authority.pem,
            evidence_key=self.authority.public_key("evidence"),
            recovery_key=self.authority.public_key("recovery"),
            courier_certificate=courier_keys(self.authority).pem,
            issuing_certificate=self.authority.issuing_pem,
            company=organisation.name,
            time=now,
        )

    def _take_invitation(self, connection: Connection, code: str, now: int) -> Person:
        secret = code.strip().split("-")[0].upper()
        query = select(INVITATION).where(INVITATION.c.code_hash == _hash(secret)).with_for_update()
        row = connection.execute(query).first()
        said = f"{row.code_hash} {row.person} {row.expires_ms}" if row else ""
        if row is None or not hmac.compare_digest(row.seal, self.authority.seal(said)):
            raise UserError(N_("This invitation code is unknown. Copy it again, or ask for a new one."))
        if row.used_ms is not None:
            raise UserError(N_("This invitation was used already. Ask for a new one."))
        if row.expires_ms < now:
            raise UserError(N_("This invitation has expired. Ask for a new one."))
        used = update(INVITATION).where(INVITATION.c.code_hash == row.code_hash).values(used_ms=now)
        connection.execute(used)
        stored = load(connection, row.person)
        if stored is None:
            raise UserError(N_("The person of this invitation is no longer on the list."))
        return Person(stored.record())

    def revoke(self, device: str, by: str = "office") -> bool:
        """Locks a laptop out; what it still sends is held for a person. Whether the office knows the laptop.

        One that is not known is locked out too: the office may have been restored to before it was enrolled.
        `by` is who did it, for the audit log.
        """
        with self.database.writing() as connection:
            here = known(connection, device)
            if not here:
                if not _is_id(device):
                    raise UserError(N_("There is no laptop with the id {device}."), device=device)
                row = {"id": device, "person": "", "name": "", "device_key": "", "enrolled_ms": self.clock.millis()}
                connection.execute(insert(DEVICE), row)
            lock_out(connection, device, by, self.clock.millis())
        if self.authority.key_file.exists():
            list_revoked(self.database, self.authority, self.clock)
        return here


def known(connection: Connection, device: str) -> bool:
    return connection.execute(select(DEVICE.c.id).where(DEVICE.c.id == device)).first() is not None


def lock_out(connection: Connection, device: str, by: str, now_ms: int) -> None:
    """Locks a known laptop out, and revokes its certificates; `by` is who did, for the audit log."""
    open_still = update(DEVICE).where(DEVICE.c.id == device, DEVICE.c.revoked_ms.is_(None))
    connection.execute(open_still.values(revoked_ms=now_ms))
    audit(connection, now_ms, by, "revoke", device)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
