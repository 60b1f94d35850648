"""What hangs on a record: how many others point at it, by kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from fieldkit.access import may
from fieldkit.actions.desk import Desk
from fieldkit.actions.naming import kind_title
from fieldkit.forms import FORMS
from fieldkit.forms.merging import MERGED_INTO
from fieldkit.forms.values import Link
from fieldkit.records.find import find_table


@dataclass(frozen=True)
class Hanging:
    """How many records of a kind point at a record, and how many of these are not closed, where that can be said."""

    title: str
    count: int
    open: int = 0


def hanging(desk: Desk, rid: str) -> list[Hanging]:
    """What hangs on a record, of the kinds that this person may read."""
    record = desk.form(rid).record
    actor, found = desk.actor, []
    with desk.store.database.reading() as connection:
        for kind, names in linking(record.kind).items():
            if may(actor, "read", kind) and (every := pointing(connection, kind, names, [rid])[0]):
                closed = sorted(FORMS[kind].kept_from)
                standing = find_table(kind).c.status.not_in(closed) if closed else None
                still = 0 if standing is None else pointing(connection, kind, names, [rid], standing)[0]
                found.append(Hanging(kind_title(kind), every, still))
    return found


def merged_ones(desk: Desk, rid: str) -> int:
    """How many records were merged into this one."""
    table = find_table(desk.form(rid).record.kind)
    if MERGED_INTO not in table.c:
        return 0
    with desk.store.database.reading() as connection:
        return int(connection.execute(select(func.count()).where(table.c[MERGED_INTO] == rid)).scalar_one())


def linking(target: str) -> dict[str, list[str]]:
    """By kind the links that point at records of a kind, of those that lists are made from."""
    found: dict[str, list[str]] = {}
    for kind, form in FORMS.items():
        for name, field in form.find_fields().items():
            if isinstance(field, Link) and field.kind == target and name != MERGED_INTO:
                found.setdefault(kind, []).append(name)
    return found


def pointing(
    connection: Connection, kind: str, names: Sequence[str], rids: Sequence[str], more: Any = None
) -> list[int]:
    """How many links of records of a kind, not deleted, point at each of these."""
    table = find_table(kind)
    query = select(func.count()).select_from(table).where(~table.c.deleted)
    if more is not None:
        query = query.where(more)
    return [
        sum(int(connection.execute(query.where(table.c[name] == rid)).scalar_one()) for name in names) for rid in rids
    ]
