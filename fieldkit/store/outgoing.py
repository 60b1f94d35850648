"""What goes out: sealing and numbering changes, and writing their verdicts down (sync.md, A change).

docs/protocol.md says the rules for someone who writes another client.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, func, select, update

from fieldkit.forms import new_id
from fieldkit.records.find import index_records
from fieldkit.records.tables import dumps
from fieldkit.store.database import OUTBOX, get_meta, put_meta
from fieldkit.store.search import index_words
from fieldkit.store.store import Store


@dataclass(frozen=True)
class Numbering:
    """One life of this installation: incarnation, how many changes it sealed, the last one's id."""

    inc: str
    n: int
    last: str | None


@dataclass(frozen=True)
class VerdictIn:
    """A verdict as it arrived."""

    id: str
    status: str
    seq: int
    stamp: str
    inc: str
    n: int
    code: str
    message: Mapping[str, str]


class Outgoing:
    """The outbox as sync sees it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._db = store.database

    def begin(self, history: str) -> None:
        """A new laptop: its first incarnation in this history."""
        with self._db.writing() as connection:
            put_meta(connection, "history", history)
            put_meta(connection, "cursor", [0, 0, ""])
            self.new_incarnation(connection)
            connection.execute(update(OUTBOX).values(base_history=history))

    def meta(self, name: str, default: Any = None) -> Any:
        with self._db.reading() as connection:
            return get_meta(connection, name, default)

    def put(self, name: str, value: Any) -> None:
        with self._db.writing() as connection:
            put_meta(connection, name, value)

    @staticmethod
    def new_incarnation(connection: Connection) -> None:
        put_meta(connection, "numbering", [str(uuid4()), 0, None])

    def numbering(self) -> Numbering:
        return Numbering(*self.meta("numbering"))

    def rekey(self) -> None:
        """Starts a new incarnation and numbers again what is not acknowledged: after a restore or a clone."""
        with self._db.writing() as connection:
            self.new_incarnation(connection)
            rows = list(connection.execute(select(OUTBOX).where(OUTBOX.c.state == "sealed").order_by(OUTBOX.c.ord)))
            gone = [row.ord for row in rows]
            connection.execute(update(OUTBOX).where(OUTBOX.c.state == "sealed").values(inc=None, n=None))
            numbering = Numbering(*get_meta(connection, "numbering"))
            for row in rows:
                numbering = self._number(connection, row, numbering, row.id)
            put_meta(connection, "numbering", [numbering.inc, numbering.n, numbering.last])
            put_meta(connection, "send_from", 0)
            if gone:
                put_meta(connection, "rekeyed", len(gone))

    def page(self, limit: int, size: int) -> list[dict[str, Any]]:
        """Seals what is open, and returns the next changes to send; a group is never split."""
        with self._db.writing() as connection:
            self._seal(connection)
            numbering = Numbering(*get_meta(connection, "numbering"))
            send_from = int(get_meta(connection, "send_from", 0))
            query = select(OUTBOX).where(OUTBOX.c.inc == numbering.inc).order_by(OUTBOX.c.n)
            again = OUTBOX.c.n >= send_from if send_from else OUTBOX.c.state == "sealed"
            rows = [dict(row) for row in connection.execute(query.where(again).limit(limit + 5_001)).mappings()]
        taken: list[dict[str, Any]] = []
        bytes_taken = 0
        for row in rows:
            same_group = bool(taken) and row["grp"] is not None and row["grp"] == taken[-1]["grp"]
            if taken and not same_group and (len(taken) >= limit or bytes_taken >= size):
                break
            taken.append(row)
            bytes_taken += len(dumps(row["patch"])) + 300
        return taken

    def _seal(self, connection: Connection) -> None:
        rows = list(connection.execute(select(OUTBOX).where(OUTBOX.c.state == "open").order_by(OUTBOX.c.ord)))
        if not rows:
            return
        numbering = Numbering(*get_meta(connection, "numbering"))
        for row in rows:
            numbering = self._number(connection, row, numbering, new_id())
        put_meta(connection, "numbering", [numbering.inc, numbering.n, numbering.last])

    def _number(self, connection: Connection, row: Any, numbering: Numbering, id_: str) -> Numbering:
        values = {
            "id": id_,
            "inc": numbering.inc,
            "n": numbering.n + 1,
            "prev": numbering.last,
            "own": self._own_context(connection, row),
            "state": "sealed",
        }
        connection.execute(update(OUTBOX).where(OUTBOX.c.ord == row.ord).values(values))
        return Numbering(numbering.inc, numbering.n + 1, id_)

    @staticmethod
    def _own_context(connection: Connection, row: Any) -> dict[str, int]:
        """The highest own number of each incarnation that was visible when the form was opened."""
        query = (
            select(OUTBOX.c.inc, func.max(OUTBOX.c.n))
            .where(OUTBOX.c.ord <= row.opos, OUTBOX.c.inc.is_not(None), OUTBOX.c.counted == 1)
            .group_by(OUTBOX.c.inc)
        )
        return {row[0]: row[1] for row in connection.execute(query)}

    def take_verdicts(self, verdicts: Iterable[VerdictIn], send_from: int | None) -> None:
        """Writes verdicts down; `send_from` is where a gap begins, 0 for none, None to leave it."""
        with self._db.writing() as connection:
            rids = [rid for verdict in verdicts if (rid := self.take_verdict(connection, verdict))]
            if send_from is not None:
                put_meta(connection, "send_from", send_from)
            refresh(self._store, connection, rids)

    def take_verdict(self, connection: Connection, verdict: VerdictIn) -> str | None:
        row = connection.execute(select(OUTBOX).where(OUTBOX.c.id == verdict.id)).first()
        self.raise_proof(connection, verdict.seq, verdict.stamp)
        if row is None or (row.state in {"ok", "rejected"} and verdict.status == "held"):
            return None
        values: dict[str, Any] = {
            "state": verdict.status, "vseq": verdict.seq, "code": verdict.code, "message": dict(verdict.message),
        }  # fmt: skip
        if (verdict.inc, verdict.n) != (row.inc, row.n):
            values["counted"] = 0
        connection.execute(update(OUTBOX).where(OUTBOX.c.ord == row.ord).values(values))
        return str(row.rid)

    @staticmethod
    def raise_proof(connection: Connection, seq: int, stamp: str) -> None:
        known = get_meta(connection, "proof", [0, ""])
        if seq > known[0] and stamp:
            put_meta(connection, "proof", [seq, stamp])

    def has_unacknowledged(self, n: int) -> bool:
        """Whether the change with this number of the current incarnation still waits for a verdict."""
        inc = self.numbering().inc
        with self._db.reading() as connection:
            query = select(OUTBOX.c.ord).where(OUTBOX.c.inc == inc, OUTBOX.c.n == n, OUTBOX.c.state == "sealed")
            return connection.execute(query).first() is not None


def refresh(store: Store, connection: Connection, rids: Iterable[str]) -> None:
    """Brings the derived tables and the search index up to date with what these records show now."""
    shown = store.shown(connection, rids)
    index_records(connection, shown.values())
    index_words(connection, shown.values())
