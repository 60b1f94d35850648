"""What the office holds of this laptop's changes: what was written, why it waits, who decides, and what comes then."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from fieldkit.actions.deliveries import homes_of, values_of
from fieldkit.actions.desk import Desk
from fieldkit.actions.naming import kind_title, record_title
from fieldkit.forms import Record
from fieldkit.i18n import N_, language
from fieldkit.store.database import OUTBOX
from fieldkit.store.shown import WITNESSED

# Why it is held → who decides, and what comes then.
COURSES = {
    "version": (
        N_("Nobody needs to: the head office's program is older than this one"),
        N_("It is judged by itself after the head office's next upgrade."),
    ),
    "file": (
        N_("Nobody needs to: it waits for a file"),
        N_("The file goes out with the next round; then the change is judged by itself."),
    ),
    "behind": (
        N_("Whoever decides the earlier change"),
        N_("It is judged by itself, right after the earlier one."),
    ),
    "revoked": (
        N_("A person at the head office"),
        N_("Tell the head office that work of yours lies there, and ask for a new invitation for this computer."),
    ),
}
BY_A_PERSON = (N_("A person at the head office"), N_("You will hear here whether it was taken, and if not, why."))


@dataclass(frozen=True)
class Waiting:
    """Changes that wait for one reason: the office's words, who decides, what comes then, when they were written.

    `values` are what was written, by label.
    """

    code: str
    reason: str
    who: str
    then: str
    written: datetime
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class HeldRecord:
    """What the office holds of one record."""

    rid: str
    title: str
    about: str
    waiting: tuple[Waiting, ...]
    record: Record | None


def held(desk: Desk, rid: str) -> HeldRecord | None:
    """What the office holds of a record, by reason, earliest first; None when nothing is held."""
    query = select(OUTBOX).where(OUTBOX.c.rid == rid, OUTBOX.c.state == "held", OUTBOX.c.was != WITNESSED)
    with desk.store.database.reading() as connection:
        rows = list(connection.execute(query.order_by(OUTBOX.c.ord)))
    if not rows:
        return None
    record = desk.store.get(rid)
    by_code: dict[str, list[Any]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    return HeldRecord(
        rid,
        record_title(record) if record else kind_title(rows[0].kind),
        homes_of(desk, {rid: record}).get(rid, "") if record else "",
        tuple(_waiting(desk, code, changes) for code, changes in by_code.items()),
        record,
    )


def _waiting(desk: Desk, code: str, changes: list[Any]) -> Waiting:
    said = changes[0].message or {}
    who, then = COURSES.get(code, BY_A_PERSON)
    written = datetime.fromtimestamp(changes[0].device_ms / 1000, UTC)
    values = values_of(desk, changes)
    return Waiting(code, said.get(language()) or said.get("en") or "", who, then, written, values)
