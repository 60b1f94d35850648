"""What a change says that its author had seen, cut down to what he can have seen.

Done before anything is judged or stored: what is held is judged again later, by what is stored.
"""

from typing import Any

from sqlalchemy import Connection, select

from fieldkit.office.page import Sender
from fieldkit.office.tables import DEVICE, INCARNATION
from fieldkit.records.rows import among
from fieldkit.sync.messages import Base, Change, Push


def believable(connection: Connection, sender: Sender, message: Push, history: str, seen: int) -> list[Change]:
    """The changes of a page, of its incarnation, with own contexts of the sender's numbers and bases up to `seen`.

    `seen` is the number up to which the sender has proved to know the present history; bases of earlier ones are
    clamped at the forks. An incarnation that is not known yet is kept: it may be a witness's, which come after the
    edits that name them, and nobody can name what another laptop has not begun yet.
    """
    named = {inc for change in message.changes for inc in change.own} - {message.inc}
    foreign = _foreign(connection, sender, named) if named else set()
    return [_cut(change, message.inc, foreign, history, seen) for change in message.changes]


def _foreign(connection: Connection, sender: Sender, named: set[str]) -> set[str]:
    """Which of these incarnations belong to a laptop of somebody else."""
    query = (
        select(INCARNATION.c.inc)
        .outerjoin(DEVICE, DEVICE.c.id == INCARNATION.c.device)
        .where(
            among(connection, INCARNATION.c.inc, named),
            INCARNATION.c.device != sender.device,
            DEVICE.c.person.is_distinct_from(sender.person),
        )
    )
    return {row.inc for row in connection.execute(query)}


def _cut(change: Change, inc: str, foreign: set[str], history: str, seen: int) -> Change:
    kept: dict[str, Any] = {}
    if change.inc != inc:
        kept["inc"] = inc
    if foreign and foreign & change.own.keys():
        kept["own"] = {named: n for named, n in change.own.items() if named not in foreign}
    if change.base.seq > seen and change.base.history == history:
        kept["base"] = Base(history=history, seq=seen)
    return change.model_copy(update=kept) if kept else change
