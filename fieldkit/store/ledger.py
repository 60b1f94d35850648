"""The ledger: where every record and file of this laptop stands, in words a person can trust."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, String, and_, func, or_, select, type_coerce

from fieldkit.forms import Record
from fieldkit.records.tables import RECORD
from fieldkit.store.database import FILES, OUTBOX, get_meta, put_meta
from fieldkit.store.shown import PENDING, WITNESSED
from fieldkit.store.store import Store


@dataclass(frozen=True)
class Line:
    """One record or file of the ledger. `state` is local, stored, backed_up, held, rejected or conflict.

    What is refused may be in `conflict`, too. `changes` is 0 for a conflict of others.
    """

    rid: str
    kind: str
    state: str
    changes: int
    reason: Mapping[str, str]
    at_ms: int
    seq: int
    sha256: str = ""
    name: str = ""
    size: int = 0
    conflict: bool = False


# What is sealed may have left, but nothing proves that it arrived: until the verdict it counts as only here.
_STATE = {"rejected": "rejected", "held": "held", "open": "local", "sealed": "local", "ok": "stored"}


# Built once: building a statement takes SQLAlchemy four times as long as carrying it out. What this laptop tells of
# others must go out too; what becomes of it is not this person's affair.
_STATES = (
    select(OUTBOX.c.state, func.count())
    .where(or_(OUTBOX.c.was != WITNESSED, OUTBOX.c.state == "sealed"))
    .group_by(OUTBOX.c.state)
)
_FILE_STATES = select(FILES.c.state, func.count()).group_by(FILES.c.state)
_UNDER_WAY = select(func.count(OUTBOX.c.rid.distinct())).where(OUTBOX.c.state.in_(("open", "sealed")))
_SEVERAL = select(RECORD.c.rid).where(type_coerce(RECORD.c.heads, String) != "{}")
_OVER_BASE = (
    select(OUTBOX.c.rid)
    .outerjoin(RECORD, RECORD.c.rid == OUTBOX.c.rid)
    .where(
        or_(
            OUTBOX.c.state.in_(PENDING),
            and_(OUTBOX.c.state == "ok", OUTBOX.c.vseq > func.coalesce(RECORD.c.last_seq, 0)),
        )
    )
    .distinct()
)


def summary(store: Store) -> dict[str, int]:
    """How many changes and files wait, are held, were refused: for the line at the top and for scripts."""
    with store.database.reading() as connection:
        states = {str(state): int(number) for state, number in connection.execute(_STATES)}
        files = {str(state): int(number) for state, number in connection.execute(_FILE_STATES)}
        conflicts = len(_conflicted(store, connection))
        records = int(connection.execute(_UNDER_WAY).scalar_one())
        seen = get_meta(connection, "seen_rejected", [])
        mine = OUTBOX.c.state == "rejected", OUTBOX.c.was != WITNESSED
        fresh = select(func.count()).where(*mine, OUTBOX.c.ord.not_in(seen))
        unseen = int(connection.execute(fresh).scalar_one())
    return {
        "waiting": states.get("open", 0) + states.get("sealed", 0),
        "records_waiting": records,
        "held": states.get("held", 0),
        "rejected": states.get("rejected", 0),
        "rejected_unseen": unseen,
        "stored": states.get("ok", 0),
        "files_waiting": files.get("here", 0),
        "files_stored": files.get("stored", 0),
        "files_damaged": files.get("damaged", 0),
        "conflicts": conflicts,
    }


def unsent(store: Store) -> int:
    """How many changes have no verdict yet."""
    with store.database.reading() as connection:
        query = select(func.count()).where(OUTBOX.c.state.in_(("open", "sealed")))
        return int(connection.execute(query).scalar_one())


def _conflicted(store: Store, connection: Connection) -> list[Record]:
    """Records with a path that has two or more heads, in the base or under pending edits."""
    rids = {row.rid for row in connection.execute(_SEVERAL)} | {row.rid for row in connection.execute(_OVER_BASE)}
    return [record for record in store.shown(connection, rids).values() if record.conflicts]


def conflicted(store: Store) -> list[Record]:
    """Every record that shows a conflict."""
    with store.database.reading() as connection:
        return _conflicted(store, connection)


def ledger(store: Store, limit: int = 500) -> list[Line]:
    """What this laptop wrote, by record and file, newest first, then every other conflict that waits here for a person.

    A record's line is as bad as its worst change.
    """
    with store.database.reading() as connection:
        durable = int(get_meta(connection, "durable", 0) or 0)
        conflicts = {record.id: record for record in _conflicted(store, connection)}
        seen = set(get_meta(connection, "seen_rejected", []))
        lines: dict[str, Line] = {}
        rows = connection.execute(select(OUTBOX).where(OUTBOX.c.was != WITNESSED).order_by(OUTBOX.c.ord.desc()))
        for row in rows:
            if row.state == "rejected" and row.ord in seen:
                continue
            old = lines.get(row.rid)
            if old is None and len(lines) >= limit:
                continue
            lines[row.rid] = _joined(old, row, durable, conflict=row.rid in conflicts)
        for rid in conflicts.keys() - lines.keys():
            lines[rid] = Line(rid, conflicts[rid].kind, "conflict", 0, {}, 0, conflicts[rid].last_seq, conflict=True)
        files = connection.execute(select(FILES).where(FILES.c.state != "office").limit(limit))
        for file in files:
            stored = "stored" if file.state == "stored" else "local"
            state = "backed_up" if stored == "stored" and 0 < file.receipt_seq <= durable else stored
            lines[file.sha256] = Line("", "file", state, 1, {}, 0, file.receipt_seq, file.sha256, file.name, file.size)
    return list(lines.values())


def _joined(old: Line | None, row: Any, durable: int, *, conflict: bool) -> Line:
    state = _STATE[row.state]
    if state == "stored" and row.vseq <= durable:
        state = "backed_up"
    if conflict and state != "rejected":
        state = "conflict"
    if old is None:
        return Line(row.rid, row.kind, state, 1, row.message or {}, row.device_ms, row.vseq, conflict=conflict)
    order = ("rejected", "conflict", "held", "local", "stored", "backed_up")
    worst = min(old.state, state, key=order.index)
    reason = old.reason or row.message or {}
    return Line(row.rid, row.kind, worst, old.changes + 1, reason, old.at_ms, max(old.seq, row.vseq), conflict=conflict)


def put_away(store: Store, rid: str) -> None:
    """The person has seen what was rejected of a record: it stays in the outbox, and is no longer held up to him."""
    with store.database.writing() as connection:
        rows = connection.execute(select(OUTBOX.c.ord).where(OUTBOX.c.rid == rid, OUTBOX.c.state == "rejected"))
        seen = {*get_meta(connection, "seen_rejected", []), *(row.ord for row in rows)}
        put_meta(connection, "seen_rejected", sorted(seen))


def held_up(store: Store, rid: str) -> bool:
    """Whether something of a record was rejected that the person has not put away yet."""
    query = select(OUTBOX.c.ord).where(OUTBOX.c.rid == rid, OUTBOX.c.state == "rejected")
    with store.database.reading() as connection:
        seen = set(get_meta(connection, "seen_rejected", []))
        return any(row.ord not in seen for row in connection.execute(query))
