"""Writing the steps of an import, as changes of the office's own incarnation, in one transaction."""

from collections.abc import Sequence as Steps
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Connection, delete, insert, select, update

from fieldkit.clock import Clock
from fieldkit.forms import PartMovement, form_class, new_id
from fieldkit.office.comparing import AT_ONCE, Step
from fieldkit.office.database import Sequence
from fieldkit.office.judge import Judgement
from fieldkit.office.page import Page, Sender
from fieldkit.office.push import change_row
from fieldkit.office.reading.lists import Progress
from fieldkit.office.tables import IMPORTED, INCARNATION
from fieldkit.records.rows import among, insert_rows
from fieldkit.sync.messages import Base, Change

OFFICE = str(uuid5(NAMESPACE_OID, "fieldkit head office"))


class ImportWriter:
    """Writes steps in order. `author` is the person who took the lists in, or the office at its own command."""

    def __init__(self, connection: Connection, sequence: Sequence, clock: Clock, author: str = "") -> None:
        self._connection = connection
        self._sequence = sequence
        self._clock = clock
        self._author = author or OFFICE
        row = connection.execute(select(INCARNATION).where(INCARNATION.c.inc == OFFICE)).first()
        self._known = row is not None
        self._n: int = row.last_n if row else 0
        self._prev: str | None = row.last_id if row else None

    def write(self, steps: Steps[Step], progress: Progress) -> None:
        """Writes what changes, and what is to be remembered of each list; `progress` may end it before the commit."""
        for first in range(0, len(steps), AT_ONCE):
            progress("writing", first, len(steps))
            self._write_some(steps[first : first + AT_ONCE])
        self._remember()
        progress("writing", len(steps), len(steps))

    def _write_some(self, steps: Steps[Step]) -> None:
        page = Page(self._connection, Sender(OFFICE, self._author), self._clock.millis(), self._sequence, [])
        page.look_up(step.entry.id for step in steps if step.patch)
        for step in steps:
            if step.patch:
                change = self._change(step)
                taken = Judgement("ok", patch=change.patch)
                page.apply(change, change_row(page, change, taken)["seq"], taken)
        page.write()
        self._keep([step for step in steps if step.remember])

    def _change(self, step: Step) -> Change:
        kind, patch = step.entry.kind, step.patch
        if kind == "part_movement":
            patch = {**patch, "moved_at": PartMovement.moved_at.dump(self._clock.now())}
        self._n += 1
        change = Change(
            id=new_id(),
            inc=OFFICE,
            n=self._n,
            prev=self._prev,
            kind=kind,
            rid=step.entry.id,
            patch=patch,
            base=Base(history=self._sequence.history, seq=step.stored.last_seq if step.stored else 0),
            author=self._author,
            device_ms=self._clock.millis(),
            form_version=form_class(kind).version,
        )
        self._prev = change.id
        return change

    def _keep(self, steps: Steps[Step]) -> None:
        rids = [step.entry.id for step in steps]
        self._connection.execute(delete(IMPORTED).where(among(self._connection, IMPORTED.c.rid, rids)))
        insert_rows(self._connection, IMPORTED, [{"rid": s.entry.id, "values": s.entry.values} for s in steps])

    def _remember(self) -> None:
        values: dict[str, Any] = {"last_n": self._n, "last_id": self._prev}
        if self._known:
            self._connection.execute(update(INCARNATION).where(INCARNATION.c.inc == OFFICE).values(values))
        elif self._n:
            self._connection.execute(insert(INCARNATION), {"inc": OFFICE, "device": OFFICE, **values})
            self._known = True
