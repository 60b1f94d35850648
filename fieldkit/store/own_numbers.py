"""The own context of a change: which of this laptop's changes its form showed (sync.md, A change)."""

from bisect import bisect_right

from sqlalchemy import Connection, select

from fieldkit.store.database import OUTBOX
from fieldkit.store.shown import WITNESSED


class OwnNumbers:
    """The own numbers by place in the outbox: which were visible when a form was opened."""

    def __init__(self, connection: Connection) -> None:
        self._places: dict[str, list[int]] = {}
        self._highest: dict[str, list[int]] = {}
        query = select(OUTBOX.c.ord, OUTBOX.c.inc, OUTBOX.c.n).where(OUTBOX.c.inc.is_not(None), OUTBOX.c.counted == 1)
        query = query.where(OUTBOX.c.was != WITNESSED)  # no form ever showed these as own edits
        for place, inc, n in connection.execute(query.order_by(OUTBOX.c.ord)).all():
            self.add(place, inc, n)

    def add(self, place: int, inc: str, n: int) -> None:
        highest = self._highest.setdefault(inc, [])
        self._places.setdefault(inc, []).append(place)
        highest.append(max(n, highest[-1]) if highest else n)

    def seen_at(self, opos: int) -> dict[str, int]:
        """The highest own number of each incarnation up to a place of the outbox."""
        seen = {}
        for inc, places in self._places.items():
            count = bisect_right(places, opos)
            if count:
                seen[inc] = self._highest[inc][count - 1]
        return seen
