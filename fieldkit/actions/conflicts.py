"""Conflicts: one path, two values, neither author having seen the other's; a person chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from fieldkit.actions.backs import names_of
from fieldkit.actions.desk import Desk
from fieldkit.actions.naming import field_label, record_title, shown_value
from fieldkit.actions.records import settle_conflict
from fieldkit.clock import moment_of
from fieldkit.errors import UserError
from fieldkit.forms import Field, Head, Json, Record, field_at
from fieldkit.forms.types import YesNo
from fieldkit.forms.values import File, Link, Signature
from fieldkit.i18n import N_, translate
from fieldkit.store.database import OUTBOX
from fieldkit.store.shown import PENDING, WITNESSED


@dataclass(frozen=True)
class Version:
    """One value of a path: as stored, as people read it, by whom and when (None when this laptop cannot know)."""

    value: Json
    shown: str
    author: str
    at: datetime | None
    mine: bool


@dataclass(frozen=True)
class Disputed:
    """One path with its values, mine first; `before` is what the form of the own edit showed, "" where not known.

    `free` is whether something else may be written instead.
    """

    path: str
    field: Field[Any]
    label: str
    before: str
    versions: tuple[Version, ...]
    free: bool


@dataclass(frozen=True)
class Conflict:
    """A record that several people wrote to, and the paths that are to be decided."""

    record: Record
    title: str
    about: str
    paths: tuple[Disputed, ...]
    agreed: int


def conflict_of(desk: Desk, rid: str) -> Conflict:
    """What is to be decided about a record; without paths when it has been settled by now."""
    record = desk.store.get(rid)
    if record is None:
        raise UserError(N_("This record is not on this laptop."))
    people = names_of(desk)
    paths = tuple(
        _disputed(desk, record, path, heads, people)
        for path, heads in record.conflicts.items()
        if field_at(record.kind, path) is not None
    )
    customer = desk.store.get(record.scope.customer) if record.scope.customer != "*" else None
    about = str(customer.values.get("customer_name") or "") if customer else ""
    filled = sum(value is not None for value in record.values.values())
    return Conflict(record, record_title(record), about, paths, max(filled - len(paths), 0))


def settle(desk: Desk, rid: str, chosen: Mapping[str, Json]) -> None:
    """Writes what a person chose for each path, and with it who had written that, and when."""
    record = desk.form(rid).record
    authors = {
        head.author for path, value in chosen.items() for head in record.conflicts.get(path, ()) if head.value == value
    }
    signed = {
        path: head.value for path, heads in record.bylines.items() for head in heads if {head.author} == authors
    }  # nobody's where values of several were chosen
    for path, value in (dict(chosen) | signed).items():
        settle_conflict(desk, rid, path, value)


def _disputed(desk: Desk, record: Record, path: str, heads: list[Head], people: Mapping[str, str]) -> Disputed:
    field = field_at(record.kind, path)
    assert field is not None
    me = desk.identity.person
    versions = [
        Version(
            head.value,
            shown_value(desk, field, head.value),
            people.get(head.author, "") or translate(N_("a colleague, or a list of the office")),
            moment_of(head.device_ms) if head.device_ms else None,
            head.author == me,
        )
        for head in heads
    ]
    versions.sort(key=lambda version: not version.mine)
    before = _before(desk, record.id, path)
    shown = "" if before is None else shown_value(desk, field, before.value) or translate(N_("(empty)"))
    free = not isinstance(field, File | Link | Signature | YesNo)
    return Disputed(path, field, field_label(record.kind, path), shown, tuple(versions), free)


class _Before(NamedTuple):
    """What a form showed; the value None is an empty field."""

    value: Json


def _before(desk: Desk, rid: str, path: str) -> _Before | None:
    """What stood there before the quarrel: what the form of the own edit showed. None where nothing here knows.

    Where that was an own value that had no number yet, nobody else had seen it: then what stood before that one.
    """
    query = select(OUTBOX.c.patch, OUTBOX.c.shown, OUTBOX.c.vseq).where(
        OUTBOX.c.rid == rid, OUTBOX.c.state.in_((*PENDING, "ok")), OUTBOX.c.was != WITNESSED
    )
    with desk.store.database.reading() as connection:
        rows = [row for row in connection.execute(query.order_by(OUTBOX.c.ord.desc())) if path in row.patch]
    known: _Before | None = None
    for row in rows:
        if known is not None and (row.patch[path] != known.value or row.vseq):
            break
        known = _Before(row.shown[path]) if path in (row.shown or {}) else None
        if known is None:
            break
    return known
