"""What a company's lists would change: each entry against the record as it is and as the last import brought it.

Only what changed in the file since its last import is written, so that an old list does not undo what somebody
corrected in FieldKit meanwhile. Nothing is written here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from sqlalchemy import Connection, false, select

from fieldkit.errors import UserError
from fieldkit.forms import Json, Values, form_class, form_of, row_ids
from fieldkit.forms.types import Number
from fieldkit.forms.values import Rows
from fieldkit.i18n import N_
from fieldkit.office.erasures import erasures_of
from fieldkit.office.reading.grid import Notice
from fieldkit.office.reading.links import Entry
from fieldkit.office.tables import IMPORTED
from fieldkit.records.erasing import cleaned
from fieldkit.records.find import find_table
from fieldkit.records.rows import among, read_rows
from fieldkit.records.tables import Stored, load_many

AT_ONCE = 2_000  # entries that are compared, and written, in one go
LISTED = "listed"  # the field of a form whose records count only while they stand in the list


@dataclass(frozen=True)
class Step:
    """What becomes of one entry: `patch` goes into the record, `values` are remembered as what the list said.

    `stored` is the record as it is, None for a new one. An empty patch changes nothing.
    """

    entry: Entry
    patch: Values
    stored: Stored | None
    remember: bool = True

    @property
    def verdict(self) -> str:
        """`added`, `changed` or `unchanged`."""
        return "unchanged" if not self.patch else "changed" if self.stored else "added"


def compared(connection: Connection, entries: Sequence[Entry]) -> Iterator[Step]:
    """A step for each entry, in order; none for a record whose time is over."""
    for first in range(0, len(entries), AT_ONCE):
        some = entries[first : first + AT_ONCE]
        rids = [entry.id for entry in some]
        erasures = erasures_of(connection, rids)
        stored, before = load_many(connection, rids), imported(connection, rids)
        for entry in some:
            gone = erasures.get(entry.id, [])
            if any(not erasure.path for erasure in gone):
                continue
            values = cleaned(entry.values, gone) or entry.values if gone else entry.values
            yield _step(replace(entry, values=values), stored.get(entry.id), before.get(entry.id))


def other_kind(step: Step) -> Notice | None:
    """Why a row is refused whose id a record of another kind has taken."""
    if step.stored is None or step.stored.kind == step.entry.kind:
        return None
    sentence = N_("Another record, “{name}”, has the id of this row. Tell whoever looks after the head office.")
    return Notice(step.entry.file, step.entry.row, UserError(sentence, name=form_of(step.stored.record()).name))


def taken_off(step: Step) -> Notice | None:
    """What is to be said of a row whose record somebody deleted: the list does not bring it back by itself."""
    if step.stored is None or not step.stored.record().deleted:
        return None
    sentence = N_("“{name}” stands in the file, but was deleted in FieldKit. It stays deleted.")
    return Notice(step.entry.file, step.entry.row, UserError(sentence, name=form_of(step.stored.record()).name))


def _step(entry: Entry, stored: Stored | None, before: Mapping[str, Any] | None) -> Step:
    if before is not None and LISTED in before:  # it was away, and stands in the list again
        entry = replace(entry, values={**entry.values, LISTED: True})
    values = entry.values
    patch = {path: value for path, value in values.items() if before is None or before.get(path) != value}
    if stored is None:
        patch = {**entry.initial, **patch}
    else:
        patch = {
            path: value
            for path, value in patch.items()
            if "." not in path and not _means(entry.kind, path, stored.values.get(path), value)
        }
        patch |= _rows_changed(entry.kind, stored.values, before or {}, values)
    return Step(entry, patch, stored, before != values)


def _means(kind: str, path: str, one: Json, other: Json) -> bool:
    """Whether two stored values are the same, written alike or not: 1200 and 1200.00."""
    declared = form_class(kind).fields[path]
    return one == other or (isinstance(declared, Number) and declared.load(one) == declared.load(other))


def _rows_changed(kind: str, shown: Values, before: Mapping[str, Any], now: Values) -> Values:
    """The rows that a list has come to hold, or no longer holds: somebody was given a role, or lost one.

    A row is what it says, not its id: a role that was given by hand already is not given twice, and it goes when the
    list, which held it too, has lost it. One that the list never held stays.
    """
    patch: Values = {}
    for name, declared in form_class(kind).fields.items():
        if not isinstance(declared, Rows):
            continue
        if declared.by:
            patch |= _cells_changed(name, declared.by, shown, before, now)
            continue
        was, wanted, there = (_said(values, name) for values in (before, now, shown))
        lost = set(was.values()) - set(wanted.values())
        patch |= {f"{name}.{row}.deleted": True for row, content in there.items() if content in lost}
        taken = {path.split(".")[1] for path in shown if path.startswith(f"{name}.")}
        free = (row for row in map("r{}".format, count(1)) if row not in taken)
        known = {*was.values(), *there.values()}
        for content in dict.fromkeys(content for content in wanted.values() if content not in known):
            row = next(free)
            patch |= {f"{name}.{row}.{inner}": value for inner, value in content}
    return patch


def _cells_changed(name: str, by: str, shown: Values, before: Mapping[str, Any], now: Values) -> Values:
    """The cells of rows that one field tells apart: each goes into the row that there is of it, by hand or not.

    What the list no longer says stays, as in any cell.
    """
    there = {shown.get(f"{name}.{row}.{by}"): row for row in reversed(row_ids(shown, name))}
    patch: Values = {}
    for row in row_ids(now, name):
        to = there.get(now[f"{name}.{row}.{by}"], row)
        for path, value in now.items():
            target = f"{name}.{to}.{path.rpartition('.')[2]}"
            if path.startswith(f"{name}.{row}.") and before.get(path) != value and shown.get(target) != value:
                patch[target] = value
    return patch


def _said(values: Mapping[str, Any], name: str) -> dict[str, tuple[tuple[str, Any], ...]]:
    """What each row of a list says that is not deleted, by its id; an empty field says nothing."""
    found: dict[str, list[tuple[str, Any]]] = {row: [] for row in row_ids(values, name)}
    for path, value in sorted(values.items()):
        if path.startswith(f"{name}.") and value not in (None, "", False):
            _name, row, inner = path.split(".", 2)
            if row in found:
                found[row].append((inner, value))
    return {row: tuple(content) for row, content in found.items()}


def imported(connection: Connection, rids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What the last import said of each of these records."""
    rows = read_rows(connection, select(IMPORTED).where(among(connection, IMPORTED.c.rid, rids)))
    return {row["rid"]: row["values"] for row in rows}


def uncounted(connection: Connection, entries: Sequence[Entry]) -> Iterator[Notice]:
    """The places at which an earlier list counted a part, and this one, which has the part, does not: it stays so."""
    parts = {entry.id: entry for entry in entries if entry.kind == "part"}
    for step in missing(connection, "part_movement", (entry for entry in entries if entry.kind == "part_movement")):
        part, place, said = (step.entry.values.get(name) for name in ("part", "place", "quantity"))
        if place and said != "0" and (entry := parts.get(str(part))) is not None:
            sentence = N_("“{part}” was counted at “{place}” before ({count}); the list names that place no more. "
                          "Write 0 there if nothing is left.")  # fmt: skip
            facts = {"part": str(entry.values.get("code")), "place": str(place), "count": str(said)}
            yield Notice(entry.file, entry.row, UserError(sentence, **facts))


def missing(connection: Connection, kind: str, entries: Iterable[Entry]) -> list[Step]:
    """The records that an earlier import of a list brought and this one lacks; the step takes them off the list.

    Where a form has no such field, and where it was done before, the step changes nothing: nothing is ever deleted.
    """
    table = find_table(kind)
    query = select(IMPORTED.c.rid).join(table, table.c.rid == IMPORTED.c.rid).where(table.c.deleted == false())
    here = {entry.id for entry in entries}
    away = sorted(row.rid for row in connection.execute(query) if row.rid not in here)
    marked = LISTED in form_class(kind).fields
    steps: list[Step] = []
    for first in range(0, len(away), AT_ONCE):
        some = away[first : first + AT_ONCE]
        before = imported(connection, some)
        for rid, stored in load_many(connection, some).items():
            said = before[rid].get(LISTED) is False
            patch: Values = {} if said or not marked or stored.values.get(LISTED) is False else {LISTED: False}
            entry = Entry(kind, rid, {**before[rid], **({LISTED: False} if marked else {})})
            steps.append(Step(entry, patch, stored, marked and not said))
    return steps
