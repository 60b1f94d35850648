"""What a laptop need not keep: edits, and files, that the office has had in its backups for a month.

Nothing that is pending goes, nor what was refused and not seen, nor half a group. Without an own edit of long ago the
laptop only knows less of what it once wrote itself: at worst a needless conflict with an edit that waited as long, and
after a restore from a backup that is older than a month it speaks of its own old words as of somebody else's.
"""

from typing import Any

from sqlalchemy import Connection, and_, delete, not_, or_, select

from fieldkit.store.database import OUTBOX, get_meta, put_meta
from fieldkit.store.shown import PENDING
from fieldkit.store.store import Store

DAY_MS = 86_400_000
KEPT_DAYS = 30  # an office may have to be put back from a backup that is not the newest


def note_durable(connection: Connection, durable: int, now_ms: int) -> None:
    """Remembers up to which number the office's backups cover, and since when this is known: one mark a day."""
    put_meta(connection, "durable", durable)
    marks = [mark for mark in get_meta(connection, "durable_marks", []) if mark[0] <= now_ms]
    if durable > (marks[-1][1] if marks else 0) and (not marks or marks[-1][0] + DAY_MS <= now_ms):
        marks.append([now_ms, durable])
    old = [mark for mark in marks if mark[0] <= now_ms - KEPT_DAYS * DAY_MS]
    put_meta(connection, "durable_marks", [*old[-1:], *marks[len(old) :]])


def forget_durable(connection: Connection) -> None:
    """A new history: its numbers are given again."""
    put_meta(connection, "durable", 0)
    put_meta(connection, "durable_marks", [])
    put_meta(connection, "pruned", 0)


def spare(connection: Connection, now_ms: int) -> int:
    """The number up to which the office's backups have covered everything for a month, 0 for none."""
    before = now_ms - KEPT_DAYS * DAY_MS
    return max((int(seq) for at, seq in get_meta(connection, "durable_marks", []) if at <= before), default=0)


def prune(store: Store) -> int:
    """Drops from the outbox what is settled and spare; returns how many changes."""
    with store.database.reading() as connection:
        limit = min(spare(connection, store.clock.millis()), int(get_meta(connection, "cursor", [0])[0]))
        if limit <= get_meta(connection, "pruned", 0):
            return 0
    return prune_to(store, limit)


def prune_to(store: Store, limit: int) -> int:
    """Drops what is settled up to a number that no backup lacks; returns how many changes."""
    with store.database.writing() as connection:
        seen = set(get_meta(connection, "seen_rejected", []))
        ords = {row.ord for row in connection.execute(select(OUTBOX.c.ord).where(_goes(limit, seen)))}
        connection.execute(delete(OUTBOX).where(_goes(limit, seen)))
        put_meta(connection, "seen_rejected", sorted(seen - ords))
        put_meta(connection, "pruned", limit)
    return len(ords)


def _goes(limit: int, seen: set[int]) -> Any:
    """The condition: settled up to a number, with the whole group, and nothing of the record pending."""
    settled = or_(OUTBOX.c.state == "ok", and_(OUTBOX.c.state == "rejected", OUTBOX.c.ord.in_(seen)))
    busy = select(OUTBOX.c.rid).where(OUTBOX.c.state.in_(PENDING))
    old = and_(settled, OUTBOX.c.vseq.between(1, limit), OUTBOX.c.rid.not_in(busy))
    together = select(OUTBOX.c.grp).where(OUTBOX.c.grp.is_not(None), not_(old))
    return and_(old, or_(OUTBOX.c.grp.is_(None), OUTBOX.c.grp.not_in(together)))
