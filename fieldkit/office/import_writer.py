"""Writing the steps of an import, as changes of the office's own incarnation, in one transaction."""

from collections.abc import Sequence as Steps

from sqlalchemy import Connection, delete

from fieldkit.clock import Clock
from fieldkit.forms import PartMovement
from fieldkit.office.comparing import AT_ONCE, Step
from fieldkit.office.database import Sequence
from fieldkit.office.judge import Judgement
from fieldkit.office.own_hand import OwnHand
from fieldkit.office.push import change_row
from fieldkit.office.reading.lists import Progress
from fieldkit.office.tables import IMPORTED
from fieldkit.records.rows import among, insert_rows
from fieldkit.sync.messages import Change


class ImportWriter:
    """Writes steps in order. `author` is the person who took the lists in, or the office at its own command."""

    def __init__(self, connection: Connection, sequence: Sequence, clock: Clock, author: str = "") -> None:
        self._connection = connection
        self._clock = clock
        self._hand = OwnHand(connection, sequence, clock, author)

    def write(self, steps: Steps[Step], progress: Progress) -> None:
        """Writes what changes, and what is to be remembered of each list; `progress` may end it before the commit."""
        for first in range(0, len(steps), AT_ONCE):
            progress("writing", first, len(steps))
            self._write_some(steps[first : first + AT_ONCE])
        self._hand.remember()
        progress("writing", len(steps), len(steps))

    def _write_some(self, steps: Steps[Step]) -> None:
        page = self._hand.page()
        page.look_up(step.entry.id for step in steps if step.patch)
        for step in steps:
            if step.patch:
                change = change_of(self._hand, step, self._clock)
                taken = Judgement("ok", patch=change.patch)
                page.apply(change, change_row(page, change, taken)["seq"], taken)
        page.write()
        self._keep([step for step in steps if step.remember])

    def _keep(self, steps: Steps[Step]) -> None:
        rids = [step.entry.id for step in steps]
        self._connection.execute(delete(IMPORTED).where(among(self._connection, IMPORTED.c.rid, rids)))
        insert_rows(self._connection, IMPORTED, [{"rid": s.entry.id, "values": s.entry.values} for s in steps])


def change_of(hand: OwnHand, step: Step, clock: Clock) -> Change:
    """The change that a step makes; stock is counted when the list is taken in."""
    kind, patch = step.entry.kind, step.patch
    if kind == "part_movement":
        patch = {**patch, "moved_at": PartMovement.moved_at.dump(clock.now())}
    return hand.change(kind, step.entry.id, patch, step.stored.last_seq if step.stored else 0)
