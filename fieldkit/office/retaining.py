"""Retention: what was closed long enough ago is done away with, and everything that belongs to it, on every laptop.

A form says from which statuses on its time runs (`Form.kept_from`); what belongs to it (visits, reports with their
signed papers, photos) goes with it. What somebody still writes in is kept.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from fieldkit.forms import FORMS
from fieldkit.office.audit import audit
from fieldkit.office.erasing import Eraser
from fieldkit.office.tables import CHANGE
from fieldkit.records.find import children
from fieldkit.records.rows import among
from fieldkit.records.tables import RECORD, Stored, load_many, of_row

YEAR_MS = 366 * 86_400_000  # no year is longer: nothing goes too early


@dataclass
class Retained:
    """How many records went, or would go, of each kind; the JSON of `fieldkit office retain`."""

    records: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def retain(connection: Connection, years: int, now_ms: int, *, dry_run: bool = False) -> Retained:
    """Does away with what was closed, or deleted, and last written in more than so many years ago."""
    eraser, done = Eraser(connection, now_ms), Retained()
    for root in _closed(connection):
        whole = _whole(connection, root)
        if not _is_over(connection, list(whole), now_ms - years * YEAR_MS):
            continue
        for stored in whole.values():
            done.records[stored.kind] = done.records.get(stored.kind, 0) + 1
            if not dry_run:
                eraser.do_away(stored.rid, stored.kind)
        if not dry_run:
            audit(connection, now_ms, "office", "retain", f"{root.kind} {root.rid}: {len(whole)}")
    if not dry_run:
        eraser.done()
    return done


def _closed(connection: Connection) -> Iterator[Stored]:
    """The records whose time runs."""
    for kind, form in FORMS.items():
        if form.kept_from:
            rows = connection.execute(select(RECORD).where(RECORD.c.kind == kind).order_by(RECORD.c.rid)).mappings()
            for stored in map(of_row, rows.all()):
                if stored.values.get("status") in form.kept_from or stored.values.get("deleted"):
                    yield stored


def _whole(connection: Connection, root: Stored) -> dict[str, Stored]:
    """A record and all that belongs to it."""
    found, fresh = {root.rid: root}, [root.rid]
    while fresh:
        fresh = [rid for parent in fresh for rid in children(connection, parent) if rid not in found]
        found |= load_many(connection, fresh)
    return found


def _is_over(connection: Connection, rids: list[str], before_ms: int) -> bool:
    """Whether nobody wrote in these records since a time, and nothing about them waits for a decision."""
    mine = among(connection, CHANGE.c.rid, rids)
    held = select(CHANGE.c.id).where(mine, CHANGE.c.status == "held").limit(1)
    last = connection.execute(select(func.max(CHANGE.c.received_ms)).where(mine)).scalar()
    return last is not None and last < before_ms and connection.execute(held).first() is None
