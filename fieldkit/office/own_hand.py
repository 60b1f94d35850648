"""What the office writes itself: changes of its own incarnation, numbered like those of a laptop."""

from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Connection, insert, select, update

from fieldkit.clock import Clock
from fieldkit.forms import Values, form_class, new_id
from fieldkit.office.database import Sequence
from fieldkit.office.page import Page, Sender
from fieldkit.office.tables import INCARNATION
from fieldkit.sync.messages import Base, Change

OFFICE = str(uuid5(NAMESPACE_OID, "fieldkit head office"))
_OWN = select(INCARNATION).where(INCARNATION.c.inc == OFFICE)


class OwnHand:
    """Makes changes in order. `author` is the person at whose word it is done, or the office by itself."""

    def __init__(self, connection: Connection, sequence: Sequence, clock: Clock, author: str = "") -> None:
        self._connection = connection
        self._sequence = sequence
        self._clock = clock
        self._author = author or OFFICE
        row = connection.execute(_OWN).first()
        self._known = row is not None
        self._n: int = row.last_n if row else 0
        self._prev: str | None = row.last_id if row else None
        self._begun = self._n

    def page(self) -> Page:
        """Where the changes are put to work."""
        return Page(self._connection, Sender(OFFICE, self._author), self._clock.millis(), self._sequence, [])

    def change(self, kind: str, rid: str, patch: Values, base_seq: int) -> Change:
        """The next change, by somebody who knows the record as of `base_seq`."""
        self._n += 1
        change = Change(
            id=new_id(),
            inc=OFFICE,
            n=self._n,
            prev=self._prev,
            kind=kind,
            rid=rid,
            patch=patch,
            base=Base(history=self._sequence.history, seq=base_seq),
            author=self._author,
            device_ms=self._clock.millis(),
            form_version=form_class(kind).version,
        )
        self._prev = change.id
        return change

    def is_last(self) -> bool:
        """Whether the office has written nothing else since this was made."""
        row = self._connection.execute(_OWN).first()
        return (row.last_n if row else 0) == self._begun

    def remember(self) -> None:
        """Writes down how far the numbers have come; in the same transaction."""
        values: dict[str, Any] = {"last_n": self._n, "last_id": self._prev}
        if self._known:
            self._connection.execute(update(INCARNATION).where(INCARNATION.c.inc == OFFICE).values(values))
        elif self._n:
            self._connection.execute(insert(INCARNATION), {"inc": OFFICE, "device": OFFICE, **values})
            self._known = True
