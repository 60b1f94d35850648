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
