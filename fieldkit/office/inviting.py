"""Inviting and locking out laptops from a desktop: by whoever appoints people, never for somebody above himself.

An invitation makes a laptop that acts as its person. So the web workers, which hold no issuing key, cannot make one
by themselves either: the laptop signs an order of its own for each, and whoever holds the key checks that order.
"""

from dataclasses import dataclass
from typing import Any

import jwt
from sqlalchemy import Connection, select

from fieldkit.access import APPOINTERS, Actor, require_answering
from fieldkit.clock import Clock
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.forms import Person
from fieldkit.i18n import N_
from fieldkit.office.authority import Authority
from fieldkit.office.database import Database, Sequence
from fieldkit.office.enrolment import Enrolment, lock_out
from fieldkit.office.page import Sender
from fieldkit.office.readmission import certified_key
from fieldkit.office.rights import bring_up_to_date, current, day_of, is_due
from fieldkit.office.tables import DEVICE
from fieldkit.records.tables import load
from fieldkit.sync.messages import Device, DevicesReply, Invite, InviteReply

ORDER_SECONDS, LEEWAY_SECONDS = 600, 120
_CLAIMS: Any = {"verify_exp": False, "verify_iat": False, "require": ["iat", "exp", "iss", "invite"]}


@dataclass(frozen=True)
class Inviting:
    """What the server, and the process that issues, do about laptops for a person who asks for it."""

    database: Database
    authority: Authority
    clock: Clock

    def invite(self, message: Invite) -> InviteReply:
        """An invitation, when its order was signed by a laptop of somebody who may have it; UserError otherwise."""
        with self.database.writing() as connection:
            asking = self._ordered(connection, message)
            invited = _person(connection, message.person)
            self._check(connection, asking, invited)
            if not invited.roles_on(day_of(self.clock.millis())):
                raise UserError(N_("This person holds no role yet, or has left. Give a role first."))
            enrolment = Enrolment(self.database, self.authority, self.clock)
            code, expires = enrolment.invitation(connection, invited, asking.number or asking.id)
        return InviteReply(code=code, expires=expires)

    def devices(self, sender: Sender) -> DevicesReply:
        """The laptops that the sender's person may lock out; of his own each one, and for most people only these."""
        with self.database.reading() as connection:
            rights = current(connection, sender.person)
            all_of_them = bool(rights.roles & APPOINTERS) and not is_due(rights, self.clock.millis())
            query = select(DEVICE).where(DEVICE.c.person != "").order_by(DEVICE.c.enrolled_ms.desc())
            rows = connection.execute(query if all_of_them else query.where(DEVICE.c.person == sender.person)).all()
        return DevicesReply(devices=[_device(row) for row in rows])

    def revoke(self, sender: Sender, device: str) -> None:
        """Locks a laptop out: an own one, which may be lost, or one of somebody whom the sender may appoint."""
        if device == sender.device:
            raise UserError(N_("This is the laptop that you sit at. Lock it out from another one."))
        with self.database.writing() as connection:
            row = connection.execute(select(DEVICE).where(DEVICE.c.id == device)).first()
            asking = _person(connection, sender.person)
            if row is None or not row.person:
                self._actor_who_appoints(connection, asking.id)
                raise UserError(N_("There is no laptop with the id {device}."), device=device)
            if row.person != sender.person:
                self._check(connection, asking, _person(connection, row.person))
            lock_out(connection, device, asking.number or asking.id, self.clock.millis())

    # -- inside

    def _ordered(self, connection: Connection, message: Invite) -> Person:
        """The person whose laptop signed the order: by its certificate, as a worker cannot make one; and just now."""
        refused = UserError(N_("The head office cannot check this order. Try again; else enrol this laptop anew."))
        try:
            device = str(jwt.decode(message.order, options={"verify_signature": False}).get("iss"))
            shown = certified_key(self.authority, device, jwt.get_unverified_header(message.order))
            if shown is None:
                raise refused
            claims = jwt.decode(message.order, shown[0], algorithms=["ES256"], options=_CLAIMS)
            issued, expires = float(claims["iat"]), float(claims["exp"])
        except (jwt.PyJWTError, KeyError, TypeError, ValueError):
            raise refused from None
        now = self.clock.millis() / 1000
        fresh = issued - LEEWAY_SECONDS <= now <= expires + LEEWAY_SECONDS and expires - issued <= ORDER_SECONDS
        row = connection.execute(select(DEVICE).where(DEVICE.c.id == device, DEVICE.c.revoked_ms.is_(None))).first()
        if not fresh or claims["invite"] != message.person or row is None:
            raise refused
        person = _person(connection, row.person)
        if person.number != shown[1]:
            raise refused
        return person

    def _actor(self, connection: Connection, person: str) -> Actor:
        if is_due(current(connection, person), self.clock.millis()):
            bring_up_to_date(connection, person, self.clock.millis(), Sequence(connection))
        return current(connection, person).actor

    def _actor_who_appoints(self, connection: Connection, person: str) -> Actor:
        actor = self._actor(connection, person)
        if not actor.roles & APPOINTERS:
            raise NotAllowedError(N_("Only the department manager gives roles, names deputies and invites laptops."))
        return actor

    def _check(self, connection: Connection, asking: Person, other: Person) -> None:
        actor = self._actor_who_appoints(connection, asking.id)
        require_answering(actor, other.posts)


def orderer(message: Invite) -> str:
    """The device that an order says it comes from, unchecked: the server compares it with who calls."""
    try:
        return str(jwt.decode(message.order, options={"verify_signature": False}).get("iss"))
    except (jwt.PyJWTError, ValueError):
        return ""


def _person(connection: Connection, rid: str) -> Person:
    stored = load(connection, rid)
    if stored is None or stored.kind != "person":
        raise UserError(N_("This person is not on the list."))
    return Person(stored.record())


def _device(row: Any) -> Device:
    return Device(id=row.id, person=row.person, name=row.name, enrolled=row.enrolled_ms, revoked=row.revoked_ms or 0)
