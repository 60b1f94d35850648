"""The own edits in the outbox, by record, and how far the office has told everything."""

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from fieldkit.records.rows import read_among
from fieldkit.store.database import OUTBOX, get_meta
from fieldkit.store.shown import WITNESSED

# Built once: a keystroke has a dozen of them, and building one takes four times as long as carrying it out.
_MINE = OUTBOX.c.was != WITNESSED
_PLACE = select(func.max(OUTBOX.c.ord))
LATEST = select(OUTBOX).where(OUTBOX.c.rid == bindparam("record"), OUTBOX.c.state == "open")
LATEST = LATEST.order_by(OUTBOX.c.ord.desc()).limit(50)
DROP = delete(OUTBOX).where(OUTBOX.c.ord == bindparam("place"))


def floor(connection: Connection) -> int:
    """Up to here the office has told everything: what was taken before, and is not in the base, went out of sight."""
    return int(get_meta(connection, "cursor", [0])[0])


def last_place(connection: Connection) -> int:
    """The place of the last edit in the outbox; 0 when there is none."""
    return int(connection.execute(_PLACE).scalar() or 0)


def outbox_rows(connection: Connection, rids: Iterable[str]) -> dict[str, list[Mapping[str, Any]]]:
    """The own edits in the outbox by record, in order."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in sorted(read_among(connection, OUTBOX.c.rid, rids, _MINE), key=itemgetter("ord")):
        found.setdefault(row["rid"], []).append(row)
    return found
