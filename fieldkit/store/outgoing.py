"""What goes out: sealing and numbering changes, and writing their verdicts down (sync.md, A change).

docs/protocol.md says the rules for someone who writes another client.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy import Connection, delete, or_, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from fieldkit.forms import new_id
from fieldkit.records.find import forget, index_records
from fieldkit.records.rows import among, dumps, read_rows, update_rows
from fieldkit.records.tables import MARKS, Stored
from fieldkit.store.database import MARK, OUTBOX, get_meta, put_meta
from fieldkit.store.own_numbers import OwnNumbers
from fieldkit.store.search import forget_words, index_words
from fieldkit.store.shown import WITNESSED
from fieldkit.store.store import Store

# What is needed and no more: each JSON column of each row is read for what a whole change costs on the way.
_UNNUMBERED = select(OUTBOX.c.ord, OUTBOX.c.id, OUTBOX.c.saw, OUTBOX.c.opos).order_by(OUTBOX.c.ord)
_OPEN = _UNNUMBERED.where(OUTBOX.c.state == "open")
_SENT = ("ord", "id", "inc", "n", "prev", "grp", "kind", "rid", "patch", "base_history", "base_seq", "own", "author",
         "device_ms", "form_version", "was")  # fmt: skip
_TO_SEND = select(*(OUTBOX.c[name] for name in _SENT)).order_by(OUTBOX.c.ord)


@dataclass(frozen=True)
class Numbering:
    """One life of this installation: incarnation, how many changes it sealed, the last one's id."""

    inc: str
    n: int
    last: str | None


class VerdictIn(Protocol):
    """A verdict as it arrived."""

    @property
    def id(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def seq(self) -> int: ...
    @property
    def stamp(self) -> str: ...
    @property
    def inc(self) -> str: ...
    @property
    def n(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def message(self) -> Mapping[Any, str]: ...


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
        put_meta(connection, "numbering", [fresh_incarnation(), 0, None])

    def numbering(self) -> Numbering:
        return Numbering(*self.meta("numbering"))

    def rekey(self) -> None:
        """Starts a new incarnation and numbers again what is not acknowledged: after a restore or a clone.

        What is open is numbered with it, so that the numbers rise with the places: an own context covers all below.
        """
        with self._db.writing() as connection:
            self.renumber(connection)

    def renumber(self, connection: Connection) -> None:
        self.new_incarnation(connection)
        mine = OUTBOX.c.state.in_(("open", "sealed")), OUTBOX.c.was != WITNESSED
        rows = list(connection.execute(_UNNUMBERED.where(*mine)))
        connection.execute(update(OUTBOX).where(*mine).values(inc=None, n=None))
        self._number(connection, rows)
        put_meta(connection, "send_from", 0)
        numbered = OwnNumbers(connection)
        told = select(OUTBOX.c.ord, OUTBOX.c.opos).where(OUTBOX.c.was == WITNESSED, OUTBOX.c.state == "sealed")
        witnessed = [{"ord": row.ord, "own": numbered.seen_at(row.opos)} for row in connection.execute(told)]
        update_rows(connection, OUTBOX, "ord", witnessed)

    def refuse(self, rows: Iterable[Mapping[str, Any]], code: str, message: Mapping[str, str]) -> None:
        """Refuses here what can never be sent, each change with its group. The office sees none of their numbers, so
        that all others go under new ones.
        """
        unfit = list(rows)
        groups = {row["grp"] for row in unfit if row["grp"]}
        never = or_(OUTBOX.c.ord.in_([row["ord"] for row in unfit if not row["grp"]]), OUTBOX.c.grp.in_(groups))
        refused = {"state": "rejected", "code": code, "message": dict(message)}
        unsent = {"id": None, "inc": None, "n": None, "prev": None}
        with self._db.writing() as connection:
            mine = never, OUTBOX.c.state.in_(("open", "sealed"))
            rids = {row.rid for row in connection.execute(select(OUTBOX.c.rid).where(*mine))}
            connection.execute(update(OUTBOX).where(*mine).values(refused | unsent))
            self.renumber(connection)
            refresh(self._store, connection, rids)

    def tell_anew(self, inc: str) -> None:
        """What this laptop tells of others goes under new numbers; own edits then cover nothing of it."""
        with self._db.writing() as connection:
            told = OUTBOX.c.inc == inc, OUTBOX.c.was == WITNESSED, OUTBOX.c.state == "sealed"
            rows = list(connection.execute(select(OUTBOX.c.ord, OUTBOX.c.id).where(*told).order_by(OUTBOX.c.n)))
            fresh, last, changes = fresh_incarnation(), None, []
            for n, row in enumerate(rows, 1):
                changes.append({"ord": row.ord, "inc": fresh, "n": n, "prev": last})
                last = row.id
            update_rows(connection, OUTBOX, "ord", changes)

    def page(self, limit: int, size: int, after: int | None = None) -> list[dict[str, Any]]:
        """Seals what is open, and returns the next changes to send, of one incarnation, beyond the place `after`.

        A group is never split.
        """
        with self._db.writing() as connection:
            self._seal(connection)
            return self._page(connection, limit, size, after, int(get_meta(connection, "send_from", 0)))

    def following(self, limit: int, size: int, after: int) -> list[dict[str, Any]]:
        """The page beyond a place, of what is sealed: what is open gets its own context from verdicts before."""
        with self._db.reading() as connection:
            return self._page(connection, limit, size, after, 0)

    @staticmethod
    def _page(connection: Connection, limit: int, size: int, after: int | None, send_from: int) -> list[dict[str, Any]]:
        query = _TO_SEND
        if send_from:
            inc = get_meta(connection, "numbering")[0]
            query = query.where(OUTBOX.c.inc == inc, OUTBOX.c.n >= send_from)
        else:
            query = query.where(OUTBOX.c.state == "sealed")
        if after is not None:
            query = query.where(OUTBOX.c.ord > after)
        rows = read_rows(connection, query.limit(limit))
        if rows and rows[-1]["grp"]:
            rest = query.where(OUTBOX.c.grp == rows[-1]["grp"], OUTBOX.c.ord > rows[-1]["ord"])
            rows += read_rows(connection, rest)
        rows = list(takewhile(lambda row: row["inc"] == rows[0]["inc"], rows))
        taken: list[dict[str, Any]] = []
        bytes_taken = 0
        members = Counter(row["grp"] for row in rows if row["grp"])
        for row in rows:
            same_group = bool(taken) and row["grp"] is not None and row["grp"] == taken[-1]["grp"]
            # A page is longer than `limit` for a group's sake alone: the office takes no more at once than one group.
            after = len(taken) + max(1, members[row["grp"]])
            if taken and not same_group and (after > limit or bytes_taken >= size):
                break
            taken.append(row)
            bytes_taken += len(dumps(row["patch"])) + 300
        return taken

    def _seal(self, connection: Connection) -> None:
        self._number(connection, connection.execute(_OPEN).all())

    @staticmethod
    def _number(connection: Connection, rows: Sequence[Any]) -> None:
        """Gives these rows the next numbers, and their own context: what their forms showed of own changes."""
        if not rows:
            return
        numbering = Numbering(*get_meta(connection, "numbering"))
        inc, n, last = numbering.inc, numbering.n, numbering.last
        numbered = OwnNumbers(connection)
        changes = []
        for row in rows:
            id_ = row.id or new_id()
            n += 1
            own = (row.saw or {}) | numbered.seen_at(row.opos)
            changes.append({"ord": row.ord, "id": id_, "inc": inc, "n": n, "prev": last, "own": own, "state": "sealed"})
            numbered.add(row.ord, inc, n)
            last = id_
        update_rows(connection, OUTBOX, "ord", changes)
        put_meta(connection, "numbering", [inc, n, last])

    def take_verdicts(self, verdicts: Sequence[VerdictIn], send_from: int | None) -> None:
        """Writes verdicts down; `send_from` is where a gap begins, 0 for none, None to leave it."""
        with self._db.writing() as connection:
            changed = self.note_verdicts(connection, verdicts)
            if send_from is not None:
                put_meta(connection, "send_from", send_from)
            refresh(self._store, connection, changed)

    def note_verdicts(self, connection: Connection, verdicts: Sequence[VerdictIn]) -> set[str]:
        """Writes verdicts down, and returns the records that show something else by them.

        That is where one was refused, and where one comes late: the base has passed its number, so the edit lies over
        it no more. A final verdict is never replaced by a late *held*; a change taken under other numbers is not
        counted in the own context.
        """
        if not verdicts:
            return set()
        rows = _by_id(connection, [verdict.id for verdict in verdicts])
        passed = get_meta(connection, "proof", [0, ""])[0]
        changes, changed = [], set()
        for verdict in verdicts:
            row = rows.get(verdict.id)
            if row is None or (row.state in {"ok", "rejected"} and verdict.status == "held"):
                continue
            counted = row.counted if (verdict.inc, verdict.n) == (row.inc, row.n) else 0
            values = {"state": verdict.status, "vseq": verdict.seq, "code": verdict.code, "counted": counted}
            changes.append({"ord": row.ord, **values, "message": dict(verdict.message)})
            if verdict.status == "rejected" or (verdict.status == "ok" and verdict.seq <= passed):
                changed.add(str(row.rid))
        update_rows(connection, OUTBOX, "ord", changes)
        highest = max(verdicts, key=lambda verdict: verdict.seq)
        self.raise_proof(connection, highest.seq, highest.stamp)
        return changed

    @staticmethod
    def raise_proof(connection: Connection, seq: int, stamp: str) -> None:
        known = get_meta(connection, "proof", [0, ""])
        if seq > known[0] and stamp:
            put_meta(connection, "proof", [seq, stamp])
            note_mark(connection, seq, stamp)

    def marks(self) -> list[tuple[int, str]]:
        """The numbers of the office that this laptop knows a stamp of."""
        with self._db.reading() as connection:
            return [(row.seq, row.stamp) for row in connection.execute(select(MARK).order_by(MARK.c.seq))]

    def has_unacknowledged(self, n: int) -> bool:
        """Whether the change with this number of the current incarnation still waits for a verdict."""
        inc = self.numbering().inc
        with self._db.reading() as connection:
            query = select(OUTBOX.c.ord).where(OUTBOX.c.inc == inc, OUTBOX.c.n == n, OUTBOX.c.state == "sealed")
            return connection.execute(query).first() is not None


_NEW_MARK = sqlite_insert(MARK).on_conflict_do_nothing()
_OLD_MARKS = delete(MARK).where(
    MARK.c.seq <= select(MARK.c.seq).order_by(MARK.c.seq.desc()).offset(MARKS).limit(1).scalar_subquery()
)


def note_mark(connection: Connection, seq: int, stamp: str) -> None:
    """Keeps a number of the office with its stamp: after a restore the highest that still holds says what is shared."""
    if seq and stamp:
        connection.execute(_NEW_MARK, {"seq": seq, "stamp": stamp})
        connection.execute(_OLD_MARKS)


def fresh_incarnation() -> str:
    return str(uuid4())


def _by_id(connection: Connection, ids: Sequence[str]) -> dict[str, Any]:
    query = select(OUTBOX.c.id, OUTBOX.c.ord, OUTBOX.c.rid, OUTBOX.c.inc, OUTBOX.c.n, OUTBOX.c.state, OUTBOX.c.counted)
    return {row.id: row for row in connection.execute(query.where(among(connection, OUTBOX.c.id, ids))).all()}


def refresh(
    store: Store, connection: Connection, rids: Iterable[str], known: Mapping[str, Stored] | None = None
) -> None:
    """Brings the derived tables and the search index up to date with what these records show now, if anything.

    `known` holds rows of the base that are at hand.
    """
    wanted = set(rids)
    if not wanted:
        return
    shown = store.shown(connection, wanted, known)
    index_records(connection, shown.values())
    index_words(connection, shown.values())
    for rid in wanted - set(shown):
        for row in connection.execute(select(OUTBOX.c.kind).where(OUTBOX.c.rid == rid).limit(1)):
            forget(connection, row.kind, [rid])
            forget_words(connection, [rid])
