"""Time that can be trusted.

A laptop's clock may be years wrong. `Clock` keeps the offset to the office that the last sync measured;
what is shown to people and written on paper is the laptop's own time, what decides at the office is the office's.
"""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def moment_of(millis: float) -> datetime | None:
    """The moment that another computer told, in ms since 1970; None for a year that no calendar has."""
    try:
        return datetime.fromtimestamp(millis / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


class Clock:
    """The time now. `source` gives seconds since 1970; `offset` is office time minus this clock, seconds."""

    def __init__(self, source: Callable[[], float] = time.time, zone: str = "Asia/Shanghai") -> None:
        self._source = source
        self.zone = ZoneInfo(zone)
        self.offset = 0.0

    def now(self) -> datetime:
        """This computer's time, in UTC, to the second."""
        return datetime.fromtimestamp(int(self._source()), UTC)

    def millis(self) -> int:
        return int(self._source() * 1000)

    def office_seconds(self) -> float:
        """Seconds since 1970 by the office's clock, as far as it is known."""
        return self._source() + self.offset

    def today(self) -> date:
        return self.now().astimezone(self.zone).date()

    def learn(self, office_millis: int) -> None:
        """Takes the office's time from a reply."""
        self.offset = office_millis / 1000 - self._source()


class PlayedClock(Clock):
    """A clock that is set by hand, for demonstrations and tests; it still runs a millisecond a reading."""

    def __init__(self, start: datetime, zone: str = "Asia/Shanghai") -> None:
        self._millis = 0
        super().__init__(self._tick, zone)
        self.set(start)

    def _tick(self) -> float:
        return self._next() / 1000

    def _next(self) -> int:
        self._millis += 1
        return self._millis

    def millis(self) -> int:
        return self._next()

    def set(self, moment: datetime) -> None:
        self._millis = round(moment.timestamp() * 1000)

    def forward(self, **span: float) -> None:
        self._millis += round(timedelta(**span).total_seconds() * 1000)
