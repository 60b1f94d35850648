"""People of the list, as the office looks them up."""

from sqlalchemy import Connection

from fieldkit.errors import UserError
from fieldkit.forms import Person
from fieldkit.i18n import N_
from fieldkit.records.find import find
from fieldkit.records.tables import load


def person_by_number(connection: Connection, number: str) -> Person:
    rids = find(connection, "person", {"number": number})
    stored = load(connection, rids[0]) if rids else None
    if stored is None:
        raise UserError(
            N_("There is no person with the number {number}. Import the list of people first."), number=number
        )
    return Person(stored.record())


def person_of(connection: Connection, rid: str) -> Person:
    stored = load(connection, rid)
    if stored is None or stored.kind != "person":
        raise UserError(N_("This person is not on the list."))
    return Person(stored.record())
