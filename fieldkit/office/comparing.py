"""What a company's lists would change: each entry against the record as it is and as the last import brought it.

Only what changed in the file since its last import is written, so that an old list does not undo what somebody
corrected in FieldKit meanwhile. Nothing is written here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, false, select

from fieldkit.errors import UserError
from fieldkit.forms import Values, form_class, form_of, row_ids
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
        patch = {path: value for path, value in patch.items() if stored.values.get(path) != value}
        patch |= _rows_gone(entry.kind, stored.values, before, values)
    return Step(entry, patch, stored, before != values)


def _rows_gone(kind: str, shown: Values, before: Mapping[str, Any] | None, now: Values) -> Values:
    """Rows that the last import brought and this one no longer has: somebody lost a role."""
    patch: Values = {}
    for name, declared in form_class(kind).fields.items():
        if isinstance(declared, Rows):
            for row in set(row_ids(list(before or {}), name)) - set(row_ids(list(now), name)):
                if not shown.get(f"{name}.{row}.deleted"):
                    patch[f"{name}.{row}.deleted"] = True
    return patch


def imported(connection: Connection, rids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What the last import said of each of these records."""
    rows = read_rows(connection, select(IMPORTED).where(among(connection, IMPORTED.c.rid, rids)))
    return {row["rid"]: row["values"] for row in rows}


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
