"""Whether anything came or was written since somebody last looked."""

from sqlalchemy import Connection, func, select

from fieldkit.records.tables import RECORD
from fieldkit.store.database import OUTBOX

Stand = list[int]


def stand(connection: Connection) -> Stand:
    """The last number of the office, and the last place in the outbox, that stand here."""
    last = connection.execute(select(func.max(RECORD.c.last_seq))).scalar()
    written = connection.execute(select(func.max(OUTBOX.c.ord))).scalar()
    return [int(last or 0), int(written or 0)]


def changed_kinds(connection: Connection, since: Stand) -> set[str]:
    """The kinds of which anything came or was written since; all of them when the office began to count anew."""
    now = stand(connection)
    if now[0] < since[0] or now[1] < since[1]:
        since = [0, 0]
    came = select(RECORD.c.kind).where(RECORD.c.last_seq > since[0]).distinct()
    written = select(OUTBOX.c.kind).where(OUTBOX.c.ord > since[1]).distinct()
    return {row.kind for query in (came, written) for row in connection.execute(query)}
