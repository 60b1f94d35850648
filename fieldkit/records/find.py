"""Derived tables: one a kind, its `find=True` fields as typed, indexed columns. Rebuilt when a declaration changes.

Lists, figures and links are answered from here; the records themselves stay JSON.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Float,
    Index,
    MetaData,
    Select,
    String,
    Table,
    bindparam,
    delete,
    false,
    func,
    insert,
    select,
)

from fieldkit.forms import FORMS, Record
from fieldkit.forms.form import Fields
from fieldkit.forms.merging import is_merged
from fieldkit.forms.values import Link, Rows
from fieldkit.records.rows import among, insert_rows

FIND_METADATA = MetaData()
_META = Table(
    "find_declaration", FIND_METADATA, Column("kind", String(40), primary_key=True), Column("hash", String(64))
)
_ALL = "*"  # beside the kinds: all forms together


@cache
def find_table(kind: str) -> Table:
    """The derived table of a kind: rid, customer, line, deleted, and a column a find field."""
    columns: list[Any] = [
        Column("rid", String(36), primary_key=True),
        Column("customer_scope", String(36), nullable=False),
        Column("line_scope", String(36), nullable=False),
        Column("deleted", Boolean, nullable=False),
    ]
    for name, field in FORMS[kind].find_fields().items():
        columns.append(Column(name, Float if field.column == "number" else String))
        columns.append(Index(f"find_{kind}_{name}", name))
    return Table(f"find_{kind}", FIND_METADATA, *columns)


def find_row(record: Record) -> dict[str, Any]:
    """A record's row of the derived table of its kind."""
    row: dict[str, Any] = {
        "rid": record.id,
        "customer_scope": record.scope.customer,
        "line_scope": record.scope.line,
        "deleted": record.deleted or is_merged(record),
    }
    for name, column in _cells(record.kind):
        row[name] = _cell(record.values.get(name), column)
    return row


@cache
def _cells(kind: str) -> list[tuple[str, str]]:
    return [(name, field.column) for name, field in FORMS[kind].find_fields().items()]


def _cell(raw: object, column: str) -> Any:
    if isinstance(raw, dict):
        raw = raw.get("value", raw.get("name"))  # of a reading its value, of a file its name
    if raw is None or raw == "":
        return None
    if column == "number":
        try:
            return float(str(raw))
        except ValueError:
            return None
    return str(raw)


def index_records(connection: Connection, records: Iterable[Record], *, fresh: bool = False) -> None:
    """Brings the derived tables up to date for these records; `fresh` when none of them is in there yet."""
    by_kind: dict[str, list[Record]] = {}
    for record in records:
        if record.kind in FORMS:
            by_kind.setdefault(record.kind, []).append(record)
    for kind, group in by_kind.items():
        table = find_table(kind)
        if not fresh:
            forget(connection, kind, [record.id for record in group])
        insert_rows(connection, table, [find_row(record) for record in group])


def forget(connection: Connection, kind: str, rids: list[str]) -> None:
    """Takes records out of the derived table of their kind."""
    if kind not in FORMS:
        return
    table = find_table(kind)
    connection.execute(delete(table).where(among(connection, table.c.rid, rids)))


def declaration(kind: str) -> str:
    """A hash of the columns of a kind: when it differs from the stored one, the table is rebuilt."""
    parts = [f"{name}:{field.column}" for name, field in FORMS[kind].find_fields().items()]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def outdated(connection: Connection) -> list[str]:
    """Creates what is missing and returns the kinds whose tables must be filled again."""
    _META.create(connection, checkfirst=True)
    known = {row.kind: row.hash for row in connection.execute(select(_META))}
    stale = [kind for kind in FORMS if known.get(kind) != declaration(kind)]
    for kind in stale:
        table = find_table(kind)
        table.drop(connection, checkfirst=True)
        table.create(connection)
        connection.execute(delete(_META).where(_META.c.kind == kind))
        connection.execute(insert(_META), {"kind": kind, "hash": declaration(kind)})
    return stale


def forms_changed(connection: Connection) -> bool:
    """Whether the declared forms are others than when this was asked last; the same is not said twice."""
    declared = [(kind, form.version, _names(form)) for kind, form in sorted(FORMS.items())]
    now = hashlib.sha256(repr(declared).encode()).hexdigest()
    if connection.execute(select(_META.c.hash).where(_META.c.kind == _ALL)).scalar() == now:
        return False
    connection.execute(delete(_META).where(_META.c.kind == _ALL))
    connection.execute(insert(_META), {"kind": _ALL, "hash": now})
    return True


def _names(form: type[Fields]) -> list[object]:
    """The names of a form's fields, with those of the rows of its lists."""
    return [(name, _names(field.row) if isinstance(field, Rows) else []) for name, field in form.fields.items()]


def find(
    connection: Connection,
    kind: str,
    where: Mapping[str, Any] | None = None,
    *,
    scope: ColumnElement[bool] | None = None,
    order: str = "rid",
    newest: bool = False,
    limit: int = 100_000,
) -> list[str]:
    """Ids of the records of a kind whose find fields have these values; deleted and merged ones are left out."""
    wanted = {name: list(value) if isinstance(value, set | tuple) else value for name, value in (where or {}).items()}
    asked = tuple(
        (name, type(value) if value is None or isinstance(value, list) else str) for name, value in wanted.items()
    )
    query = _finding(kind, asked, order, newest)
    if scope is not None:
        query = query.where(scope)
    return list(connection.execute(query, {"limit": limit, **wanted}).scalars().all())


@cache
def _finding(kind: str, asked: tuple[tuple[str, type], ...], order: str, newest: bool) -> Select[Any]:
    """Built once for all that ask for the same fields, each for one value, for none (NoneType), or for several."""
    table = find_table(kind)
    query = select(table.c.rid).where(table.c.deleted == false())
    for name, sort in asked:
        value = bindparam(name, expanding=sort is list, type_=table.c[name].type)
        query = query.where(
            table.c[name].in_(value)
            if sort is list
            else table.c[name] == value
            if sort is str
            else table.c[name].is_(None)
        )
    column = table.c[order]
    return query.order_by(column.desc() if newest else column, table.c.rid).limit(bindparam("limit"))


def count(connection: Connection, kind: str, where: Mapping[str, Any] | None = None) -> int:
    table = find_table(kind)
    query = select(func.count()).select_from(table).where(table.c.deleted == false())
    for name, value in (where or {}).items():
        query = query.where(table.c[name] == value)
    return int(connection.execute(query).scalar_one())


def children(connection: Connection, rid: str) -> list[str]:
    """Ids of the records whose scope is inherited from this one."""
    found: list[str] = []
    for kind, form in FORMS.items():
        if form.belongs_to:
            table = find_table(kind)
            found += [row.rid for row in connection.execute(select(table.c.rid).where(table.c[form.belongs_to] == rid))]
    return found


def children_of(connection: Connection, kind: str, rids: list[str]) -> dict[str, list[str]]:
    """The same for several records of one kind in few queries: by record, the ids of what inherits from it."""
    found: dict[str, list[str]] = {}
    for name, form in FORMS.items():
        link = form.fields.get(form.belongs_to)
        if isinstance(link, Link) and link.kind == kind:
            table = find_table(name)
            column = table.c[form.belongs_to]
            query = select(column.label("parent"), table.c.rid).where(among(connection, column, rids))
            for row in connection.execute(query):
                found.setdefault(row.parent, []).append(row.rid)
    return found
