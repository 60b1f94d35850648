"""Erasing at the office: a value at its place, or a whole record, with every trace of it in the history.

What was erased is noted (`erasures.py`), so that laptops hear of it and that it does not come back: from a laptop that
was away, from an import, from a backup.
"""

from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, delete, exists, select, text, update

from fieldkit.access import Scope
from fieldkit.errors import UserError
from fieldkit.forms import Json
from fieldkit.i18n import N_
from fieldkit.office.database import Database, Sequence
from fieldkit.office.erasures import erasure_in, note_erasure
from fieldkit.office.tables import AWAITED, CHANGE, ERASURE, IMPORTED, REFERENCE, TOMBSTONE
from fieldkit.records.erasing import Erasure, clean_record, cleaned, erasure_of
from fieldkit.records.find import forget, index_records
from fieldkit.records.rows import update_rows
from fieldkit.records.tables import Stored, load, remove, save

NOBODYS = Scope("", "")  # of a record that is not there: its erasures go to who wrote in it


class Eraser:
    """Erases in one writing transaction; `done` ends it. Nothing is pushed meanwhile: the sequence is locked."""

    def __init__(self, connection: Connection, now_ms: int) -> None:
        self._connection = connection
        self._now_ms = now_ms
        self._sequence = Sequence(connection)

    def erase(self, rid: str, kind: str, path: str, values: Iterable[tuple[Json, Json]]) -> None:
        """Puts something else in the place of these values of a path, now and in the history."""
        self._erase(erasure_of(self._sequence.tick(), rid, path, values), kind, NOBODYS)

    def do_away(self, rid: str, kind: str) -> None:
        """Takes a record away with its history. Files that nothing refers to now go by `fieldkit office collect`."""
        self._do_away(Erasure(self._sequence.tick(), rid, "", "", {}), kind, NOBODYS)

    def again(self, rows: Iterable[Mapping[str, Any]]) -> int:
        """Erases what a list of erasures names and this office does not know as erased; returns how much."""
        number = 0
        for row in rows:
            known = exists().where(*(ERASURE.c[name] == row[name] for name in ("rid", "path", "salt")))
            if not self._connection.execute(select(known)).scalar():
                erasure = erasure_in({**row, "seq": self._sequence.tick()})
                act = self._erase if erasure.path else self._do_away
                act(erasure, row["kind"], Scope(row["customer"], row["line"]))
                number += 1
        return number

    def done(self) -> None:
        self._sequence.write()

    def _erase(self, erasure: Erasure, kind: str, scope: Scope) -> None:
        stored = load(self._connection, erasure.rid)
        if stored is not None:
            clean_record(stored, [erasure])
            # A form that is opened from now on has seen it: what it writes all the same is taken.
            stored.last_seq = erasure.seq
            save(self._connection, [stored], {stored.rid})
            index_records(self._connection, [stored.record()])
        rows = self._connection.execute(select(CHANGE.c.id, CHANGE.c.patch).where(CHANGE.c.rid == erasure.rid))
        after = [(row.id, cleaned(row.patch, [erasure])) for row in rows]
        altered = [{"id": id_, "patch": patch, "says": ""} for id_, patch in after if patch is not None]
        update_rows(self._connection, CHANGE, "id", altered)
        imported = select(IMPORTED.c["values"]).where(IMPORTED.c.rid == erasure.rid)
        values = cleaned(self._connection.execute(imported).scalar() or {}, [erasure])
        if values is not None:
            self._connection.execute(update(IMPORTED).where(IMPORTED.c.rid == erasure.rid).values({"values": values}))
        self._note(erasure, kind, stored, scope)

    def _do_away(self, erasure: Erasure, kind: str, scope: Scope) -> None:
        stored = load(self._connection, erasure.rid)
        waiting = select(CHANGE.c.id).where(CHANGE.c.rid == erasure.rid)
        self._connection.execute(delete(AWAITED).where(AWAITED.c.change.in_(waiting)))
        for table in (CHANGE, TOMBSTONE, REFERENCE, IMPORTED, ERASURE):
            self._connection.execute(delete(table).where(table.c.rid == erasure.rid))
        remove(self._connection, erasure.rid)
        forget(self._connection, kind, [erasure.rid])
        self._note(erasure, kind, stored, scope)

    def _note(self, erasure: Erasure, kind: str, stored: Stored | None, scope: Scope) -> None:
        note_erasure(self._connection, erasure, kind, stored.scope if stored else scope, self._now_ms)


def tidy(database: Database) -> None:
    """Writes the database anew, since its freed places would still hold what was erased; on PostgreSQL frees them."""
    if database.engine.dialect.name == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM"))
        return
    with closing(database.engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_ = cursor.fetchone() or (1,)
        if busy:
            raise UserError(
                N_("It was erased, but the office was too busy to write its database anew. Do it once more.")
            )
