"""Who wrote what stands in a record, and when, as far as it was written on this laptop: its outbox still knows."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from fieldkit.forms import Record
from fieldkit.records.rows import among, read_rows
from fieldkit.store.database import OUTBOX
from fieldkit.store.shown import PENDING, WITNESSED

_STANDS = (*PENDING, "ok")  # what was refused, or was told of others, is no writing of this laptop's


class Wrote(NamedTuple):
    """Who wrote a value (a person's id), and when by the laptop's clock, to the second."""

    author: str
    at: datetime


def written(connection: Connection, records: Iterable[Record]) -> dict[str, dict[str, Wrote]]:
    """By record and path, who wrote the value that stands there; what came from elsewhere is left out."""
    shown = {record.id: record.values for record in records}
    query = select(OUTBOX).where(among(connection, OUTBOX.c.rid, shown), OUTBOX.c.state.in_(_STANDS))
    found: dict[str, dict[str, Wrote]] = {}
    for row in read_rows(connection, query.where(OUTBOX.c.was != WITNESSED).order_by(OUTBOX.c.ord)):
        values = shown[row["rid"]]
        at = datetime.fromtimestamp(row["device_ms"] // 1000, UTC)
        for path, raw in row["patch"].items():
            if raw is not None and values.get(path) == raw:
                found.setdefault(row["rid"], {})[path] = Wrote(row["author"], at)
    return found
