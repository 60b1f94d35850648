"""Inviting and locking out laptops from a desktop: by whoever appoints people, never for somebody above himself.

An invitation makes a laptop that acts as its person. So the web workers, which hold no issuing key, cannot make one
by themselves either: the laptop signs an order of its own for each, and whoever holds the key checks that order.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from fieldkit.access import APPOINTERS, Actor, require_answering
from fieldkit.clock import Clock
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.forms import Person
from fieldkit.i18n import N_
from fieldkit.office.authority import Authority
from fieldkit.office.database import Database, Sequence
from fieldkit.office.enrolment import Enrolment, lock_out
from fieldkit.office.orders import order_of, refused_order
from fieldkit.office.page import Sender
from fieldkit.office.people import person_of
from fieldkit.office.rights import bring_up_to_date, current, day_of, is_due
from fieldkit.office.tables import DEVICE
from fieldkit.sync.messages import Device, DevicesReply, Invite, InviteReply


@dataclass(frozen=True)
class Inviting:
    """What the server, and the process that issues, do about laptops for a person who asks for it."""

    database: Database
    authority: Authority
    clock: Clock

    def invite(self, message: Invite) -> InviteReply:
        """An invitation, when its order was signed by a laptop of somebody who may have it; UserError otherwise."""
        with self.database.writing() as connection:
            order = order_of(connection, self.authority, self.clock, message.order)
            if order.says.get("invite") != message.person:
                raise refused_order()
            asking, invited = order.person, person_of(connection, message.person)
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
            asking = person_of(connection, sender.person)
            if row is None or not row.person:
                self._actor_who_appoints(connection, asking.id)
                raise UserError(N_("There is no laptop with the id {device}."), device=device)
            if row.person != sender.person:
                self._check(connection, asking, person_of(connection, row.person))
            lock_out(connection, device, asking.number or asking.id, self.clock.millis())

    # -- inside

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


def _device(row: Any) -> Device:
    return Device(id=row.id, person=row.person, name=row.name, enrolled=row.enrolled_ms, revoked=row.revoked_ms or 0)
