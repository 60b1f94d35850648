"""An import made ready beside the tables, where nobody waits for it, and then put into them in one short turn.

The rows lie in temporary tables of the connection, with the sequence numbers that they would have if nobody else wrote
meanwhile. Under the lock the database itself moves them over, each number shifted by what others wrote. What is more
than a row, e.g. a person's rights or equipment that takes its software along to another customer, is `rest`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from fieldkit.access import NOWHERE, Scope
from fieldkit.clock import Clock
from fieldkit.forms import Values, form_class
from fieldkit.office.comparing import AT_ONCE, Step
from fieldkit.office.database import Foreseen
from fieldkit.office.database import Sequence as Numbers
from fieldkit.office.import_writer import change_of
from fieldkit.office.judge import Judgement
from fieldkit.office.own_hand import OwnHand
from fieldkit.office.push import change_row
from fieldkit.office.reading.lists import Progress
from fieldkit.office.tables import CHANGE, IMPORTED
from fieldkit.records.find import children_of, find_row, find_table
from fieldkit.records.rows import insert_rows
from fieldkit.records.tables import RECORD, Stored, load

_NEW, _CHANGED, _CHANGES, _KEPT = "staged_new", "staged_changed", "staged_change", "staged_imported"
_ALONE = frozenset({"person"})  # a change of one is also a change of his rights
_FORESEEN = -1  # stands among a record's stamps for the number of the change that is staged with it
_CACHE = 32_000  # KB that SQLite keeps of the tables while it fills them; by itself it keeps 2,000


class Staging:
    """The steps of one import, laid ready on a connection: `fill` in a reading turn, `move` in the writing one."""

    def __init__(self, connection: Connection, clock: Clock, author: str) -> None:
        self.rest: list[Step] = []
        self._connection = connection
        self._clock = clock
        self._numbers = Foreseen(connection)
        self._begun = self._numbers.last
        self._hand = OwnHand(connection, self._numbers, clock, author)
        self._scopes: dict[str, Scope] = {}
        self._tables: dict[str, Table] = {}
        for name, table in ((_NEW, RECORD), (_CHANGED, RECORD), (_CHANGES, CHANGE), (_KEPT, IMPORTED)):
            self._make(name, table)

    def _make(self, name: str, table: Table) -> None:
        if name not in self._tables:
            self._tables[name] = table
            self._do(f'CREATE TEMPORARY TABLE "{name}" AS SELECT * FROM "{table.name}" WHERE 1 = 0')  # noqa: S608 - our own

    def fill(self, steps: Sequence[Step], progress: Progress) -> None:
        """Makes the rows of these steps; `progress` hears of it and may end it."""
        for first in range(0, len(steps), AT_ONCE):
            progress("writing", first, len(steps))
            self._lay(steps[first : first + AT_ONCE])
        progress("writing", len(steps), len(steps))

    def _lay(self, steps: Sequence[Step]) -> None:
        page = self._hand.page()
        awaited = self._awaited(steps)
        new: list[Stored] = []
        changed: list[Stored] = []
        kept: list[dict[str, Any]] = []
        for step in steps:
            scope = self._scope(step)
            moved = step.stored is not None and step.stored.scope != scope
            if step.patch and (moved or step.entry.kind in _ALONE or step.entry.id in awaited):
                self.rest.append(step)
                continue
            if step.patch:
                change = change_of(self._hand, step, self._clock)
                row = change_row(page, change, Judgement("ok", patch=change.patch))
                (changed if step.stored else new).append(_after(step, change.patch, scope, row["seq"]))
            if step.remember:
                kept.append({"rid": step.entry.id, "values": step.entry.values})
        self._stage(_CHANGES, CHANGE, list(page.rows.values()))
        self._stage(_NEW, RECORD, [one.row() for one in new])
        self._stage(_CHANGED, RECORD, [one.row() for one in changed])
        self._stage(_KEPT, IMPORTED, kept)
        for kind in dict.fromkeys(one.kind for one in (*new, *changed)):
            rows = [find_row(one.record()) for one in (*new, *changed) if one.kind == kind]
            self._stage(f"staged_find_{kind}", find_table(kind), rows)

    def _stage(self, name: str, table: Table, rows: list[dict[str, Any]]) -> None:
        self._make(name, table)
        insert_rows(self._connection, table, rows, name)

    def _scope(self, step: Step) -> Scope:
        """The scope of a record once its step is done; what it belongs to comes before it in a list, or was there."""
        kind, rid = step.entry.kind, step.entry.id
        values = {**(step.stored.values if step.stored else {}), **step.patch}
        self._scopes[rid] = form_class(kind).scope_from(values, self._scope_of)
        return self._scopes[rid]

    def _scope_of(self, rid: str) -> Scope:
        if rid not in self._scopes:
            found = load(self._connection, rid)
            self._scopes[rid] = found.scope if found else NOWHERE
        return self._scopes[rid]

    def _awaited(self, steps: Iterable[Step]) -> set[str]:
        """The new records to which something belongs that came to the office before them."""
        by_kind: dict[str, list[str]] = {}
        for step in steps:
            if step.stored is None:
                by_kind.setdefault(step.entry.kind, []).append(step.entry.id)
        return {parent for kind, rids in by_kind.items() for parent in children_of(self._connection, kind, rids)}

    def fits(self) -> bool:
        """Whether the office's own numbers are still those that its changes here go on from."""
        return self._hand.is_last()

    def move(self, sequence: Numbers) -> None:
        """Puts the rows into the tables, under the lock. They were made from records that nobody changed since."""
        shift = sequence.last - self._begun
        if self._connection.dialect.name == "sqlite":
            self._do(f"PRAGMA cache_size = -{_CACHE}")
        self._put(_CHANGES, CHANGE, {"seq": f"seq + {shift}"})
        stamps = _replaced(self._connection.dialect.name, "stamps", f"last_seq + {shift}")
        shifted = {"stamps": stamps, "last_seq": f"last_seq + {shift}"}
        self._put(_NEW, RECORD, {**shifted, "scope_seq": f"scope_seq + {shift}"})
        self._alter(shifted)
        for name, table in self._tables.items():
            if table not in (RECORD, CHANGE):
                self._do(f'DELETE FROM "{table.name}" WHERE rid IN (SELECT rid FROM "{name}")')  # noqa: S608 - our own
                self._put(name, table, {})
        sequence.skip(self._numbers.last - self._begun)
        self._hand.remember()
        sequence.write()

    def _put(self, name: str, table: Table, worked: dict[str, str]) -> None:
        columns = [column.name for column in table.columns if column.name != "no"]
        names = ", ".join(map(_quoted, columns))
        said = ", ".join(worked.get(column, _quoted(column)) for column in columns)
        self._do(f'INSERT INTO "{table.name}" ({names}) SELECT {said} FROM "{name}"')  # noqa: S608 - our own

    def _alter(self, worked: dict[str, str]) -> None:
        columns = [column.name for column in RECORD.columns if column.name not in {"no", "rid", "kind"}]
        said = ", ".join(f"{worked.get(column, _quoted(column))} AS {_quoted(column)}" for column in columns)
        sets = ", ".join(f"{_quoted(column)} = s.{_quoted(column)}" for column in columns)
        staged = f'(SELECT rid, {said} FROM "{_CHANGED}") AS s'  # noqa: S608 - our own
        self._do(f"UPDATE record SET {sets} FROM {staged} WHERE record.rid = s.rid")  # noqa: S608 - our own

    def clear(self) -> None:
        """Nothing lies ready any more; the connection is as it was."""
        for name in self._tables:
            self._do(f'DROP TABLE "{name}"')
        if self._connection.dialect.name == "sqlite":
            self._do("PRAGMA cache_size = -2000")

    def _do(self, statement: str) -> None:
        self._connection.exec_driver_sql(statement)


def _quoted(name: str) -> str:
    return f'"{name}"'


def _after(step: Step, patch: Values, scope: Scope, seq: int) -> Stored:
    """The record as its step leaves it: all that was in conflict is settled, since the office had seen everything."""
    was = step.stored or Stored(step.entry.id, step.entry.kind, scope, scope_seq=seq)
    return Stored(
        was.rid,
        was.kind,
        scope,
        {**was.values, **patch},
        {**was.stamps, **dict.fromkeys(patch, _FORESEEN)},
        {path: heads for path, heads in was.heads.items() if path not in patch},
        seq,
        was.scope_seq,
    )


def _replaced(dialect: str, column: str, number: str) -> str:
    """SQL: the stamps with the number that a foreseen one stands for. No path of a field has a quotation mark."""
    mark = f"'\":{_FORESEEN}'"
    if dialect == "postgresql":
        return f"CAST(replace(CAST({column} AS TEXT), {mark}, '\":' || ({number})) AS JSON)"
    return f"replace({column}, {mark}, '\":' || ({number}))"
