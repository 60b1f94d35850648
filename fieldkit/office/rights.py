"""Who holds which grants, now and at an earlier sequence number; worked out from people and open assignments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, insert, or_, select, true

from fieldkit.access import GRANTS, NOWHERE, Actor, Role, Scope, scopes_of
from fieldkit.forms import Person, Problem, Visit
from fieldkit.office.tables import RIGHTS
from fieldkit.records.find import find
from fieldkit.records.tables import load, load_many


@dataclass(frozen=True)
class Rights:
    """What one person may, from a sequence number on. `grants` names each scope with the id of its granting."""

    person: str
    from_seq: int
    roles: frozenset[Role]
    grants: dict[str, str]
    version: str

    @cached_property
    def scopes(self) -> frozenset[Scope]:
        return frozenset(Scope(*key.split("|")) for key in self.grants)

    @cached_property
    def actor(self) -> Actor:
        return Actor(self.person, "", "", self.roles, self.scopes)


NOBODY = Rights("", 0, frozenset(), {}, "")


_HISTORY = select(RIGHTS).where(RIGHTS.c.person == bindparam("person")).order_by(RIGHTS.c.id)


def history_of(connection: Connection, person: str) -> list[Rights]:
    """All rights a person ever had, oldest first."""
    rows = connection.execute(_HISTORY, {"person": person})
    return [
        Rights(person, row.from_seq, frozenset(Role(role) for role in row.roles), row.grants, row.version)
        for row in rows
    ]


def current(connection: Connection, person: str) -> Rights:
    held = history_of(connection, person)
    return held[-1] if held else NOBODY


def at(held: list[Rights], seq: int) -> Rights:
    """The rights as they stood at a sequence number."""
    known = [rights for rights in held if rights.from_seq <= seq]
    return known[-1] if known else NOBODY


def refresh(connection: Connection, people: Iterable[str], seq: int) -> None:
    """Works out the grants of these people again, and keeps what changed with its sequence number.

    A scope keeps its id while the roles stay the same; a new id makes the laptop fetch everything in it.
    """
    for person in dict.fromkeys(people):
        stored = load(connection, person)
        if stored is None or stored.kind != "person":
            continue
        form = Person(stored.record())
        roles = form.role_set
        wanted = scopes_of(roles, form.lines, _assigned(connection, person))
        held = current(connection, person)
        keep = held.grants if held.roles == roles else {}
        names = ["|".join(scope) for scope in sorted(wanted)]
        if held.roles == roles and sorted(names) == sorted(held.grants):
            continue
        grants = {name: keep.get(name) or str(uuid4()) for name in names}
        row = {"person": person, "from_seq": seq, "roles": sorted(roles), "grants": grants, "version": str(uuid4())}
        connection.execute(insert(RIGHTS), row)


def _assigned(connection: Connection, person: str) -> set[Scope]:
    """The scopes of the open problems and visits that a person was given, each one customer in one line.

    A problem without a line is in sight anyway; it opens none of the customer's other lines.
    """
    rids = find(connection, "problem", {"assigned_to": person}) + find(connection, "visit", {"engineer": person})
    scopes = set()
    for stored in load_many(connection, rids).values():
        form = (Problem if stored.kind == "problem" else Visit)(stored.record())
        if form.status != "closed" and "*" not in stored.scope and stored.scope != NOWHERE:
            scopes.add(stored.scope)
    return scopes


def people_touched(kind: str, rid: str, values: Mapping[str, object]) -> list[str]:
    """The people whose grants may change with a record of this kind."""
    if kind == "person":
        return [rid]
    name = {"problem": "assigned_to", "visit": "engineer"}.get(kind, "")
    return [str(values[name])] if values.get(name) else []


def visible(table: Table, scopes: Iterable[Scope]) -> ColumnElement[bool]:
    """A condition on `customer` and `line` columns: what somebody with these scopes may see."""
    parts: list[ColumnElement[bool]] = []
    for customer, line in scopes:
        limits = []
        if customer != "*":
            limits.append(table.c.customer.in_(["*", customer]))
        if line != "*":
            limits.append(table.c.line.in_(["*", line]))
        parts.append(and_(true(), *limits))
    return or_(*parts) if parts else ~true()


def readable_kinds(roles: frozenset[Role]) -> list[str]:
    return [kind for kind, grant in GRANTS.items() if grant.read & roles]
