"""The laptops of people: invited and locked out from a desktop, by those who may. Only on line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from fieldkit.access import require_answering
from fieldkit.actions.desk import Desk
from fieldkit.errors import UserError
from fieldkit.forms import Person
from fieldkit.i18n import N_
from fieldkit.sync.line import Line


@dataclass(frozen=True)
class Invitation:
    """What a person types into a new laptop; it is shown once, and kept nowhere."""

    person: str
    url: str
    code: str
    until: datetime


@dataclass(frozen=True)
class Laptop:
    """A laptop that the office knows; `here` is the one that asks."""

    id: str
    person: str
    name: str
    enrolled: datetime
    revoked: datetime | None
    here: bool


def invite(desk: Desk, person: str) -> Invitation:
    """Asks the office for an invitation: one laptop of this person, once, for a day."""
    form = desk.form(person)
    if not isinstance(form, Person):
        raise UserError(N_("Only a person can be invited."))
    require_answering(desk.actor, form.posts)
    with _line(desk) as line:
        reply = line.invite(person)
    return Invitation(form.name, desk.identity.url, reply.code, _moment(reply.expires))


def laptops(desk: Desk) -> list[Laptop]:
    """The laptops that this person may lock out, newest first; his own among them. OfflineError without a line."""
    here = desk.identity.device
    with _line(desk) as line:
        devices = line.devices().devices
    return [
        Laptop(
            one.id,
            one.person,
            one.name,
            _moment(one.enrolled),
            _moment(one.revoked) if one.revoked else None,
            one.id == here,
        )
        for one in devices
    ]


def lock_out(desk: Desk, device: str) -> None:
    """Locks a laptop out: it reads nothing more, and what it still sends is held for a person."""
    with _line(desk) as line:
        line.revoke(device)


@contextmanager
def _line(desk: Desk) -> Iterator[Line]:
    line = desk.line()
    try:
        yield line
    finally:
        line.close()


def _moment(millis: int) -> datetime:
    return datetime.fromtimestamp(millis // 1000, UTC)
