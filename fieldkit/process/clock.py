"""A clock of the process: begun, due, ended by evidence; how it stands at a moment, and when it is not believed.

Everything follows from records and the moment alone, so that every laptop that has the same records says the same.
Whatever the moment, a clock that is kept is not missed later, and one that is missed is not kept later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from fieldkit.access import Role
from fieldkit.clock import moment_of
from fieldkit.i18n import N_

JUMP = timedelta(minutes=5)  # two computers' clocks may differ by so much before one of them is doubted
PROMISED = frozenset({"respond", "on_site"})
NOTED_LATE = N_("It was written down only after it was due. Look at that time.")
SOON = timedelta(days=2)  # the longest time before the end in which a clock is at risk


class State(StrEnum):
    """How a clock stands. `done` is ended by something that does not say when."""

    DUE = "due"
    AT_RISK = "at_risk"
    MISSED = "missed"
    KEPT = "kept"
    DONE = "done"


RUNNING = frozenset({State.DUE, State.AT_RISK, State.MISSED})


@dataclass(frozen=True)
class Evidence:
    """What shows that a clock ended: the record, its kind, the field, when; `day` says that only the day is known.

    `born` is when the record was made, by the clock of the computer that made it (from its UUIDv7).
    """

    record: str
    kind: str
    field: str
    at: datetime | None = None
    day: bool = False
    born: datetime | None = None

    @property
    def latest(self) -> datetime | None:
        return self.at + timedelta(days=1) if self.at and self.day else self.at


@dataclass(frozen=True)
class Stand:
    """How a clock stands at a moment: the state, what ended it, and why something recorded is not believed."""

    state: State
    evidence: Evidence | None = None
    doubt: str = ""

    @property
    def running(self) -> bool:
        """Whether something is still to be done."""
        return self.evidence is None


@dataclass(frozen=True)
class Clock:
    """One duty by a time. It is due at `due` and missed after `until`, which is later only where there is grace.

    `record` is what it runs on, `holder` a person's id; where that is "", anyone with one of `roles` is meant.
    `round` counts the clocks of one kind on one record. `provisional` says that `due` hangs on a year's list of
    working days that is not published.
    """

    code: str
    text: str
    record: str
    due: datetime
    until: datetime
    started: datetime | None = None
    born: datetime | None = None
    holder: str = ""
    roles: frozenset[Role] = frozenset()
    round: int = 1
    provisional: bool = False
    ends: tuple[Evidence, ...] = ()

    @property
    def key(self) -> str:
        """Tells it from all others, on every laptop alike."""
        return f"{self.record}/{self.code}/{self.round}"

    @property
    def risk(self) -> datetime:
        """From when on it is at risk: when a third of its time is left, two days at most, or when it is due."""
        span = (self.until - self.started) / 3 if self.started else SOON
        return min(self.due, self.until - min(max(span, timedelta()), SOON))

    def stand(self, now: datetime) -> Stand:
        """How it stands at a moment: the first end that can be believed decides."""
        doubts = {end: self._doubt(end, now) for end in self.ends}
        believed = [end for end in self.ends if not doubts[end]]
        dated = sorted((end for end in believed if end.at is not None), key=_by_time)
        if dated:
            kept = dated[0].at is not None and dated[0].at <= self.until
            doubt = NOTED_LATE if kept and self._noted_late(dated[0]) else ""
            return Stand(State.KEPT if kept else State.MISSED, dated[0], doubt)
        if believed:
            return Stand(State.DONE, min(believed, key=_by_time))
        doubt = next((doubts[end] for end in sorted(self.ends, key=_by_time)), "")
        if not doubt and self.started and self.started > now + JUMP:
            doubt = N_("Its beginning is recorded as in the future. Look at that time.")
        if now > self.until:
            return Stand(State.MISSED, doubt=doubt)
        return Stand(State.AT_RISK if now >= self.risk else State.DUE, doubt=doubt)

    def _noted_late(self, end: Evidence) -> bool:
        """Whether what ended it was written down later after its beginning than there was time for it."""
        if self.born is None or end.born is None or self.started is None:
            return False
        return end.born - self.born > self.until - self.started + JUMP

    def _doubt(self, end: Evidence, now: datetime) -> str:
        """Why an end is not believed; "" when it is."""
        if self.started and end.latest and end.latest < self.started - JUMP:
            return N_("The end is recorded as before the beginning. Look at both times.")
        if end.at and end.at > now + JUMP:
            return N_("The end is recorded as in the future. Look at that time.")
        if self.born and end.born and end.born < self.born - JUMP:
            return N_("The end was recorded on a computer whose clock was wrong. Look at that time.")
        return ""


def promised(found: Iterable[Clock], now: datetime) -> Clock | None:
    """What a customer was promised and still waits for, the first of it: an answer; once somebody goes, his arrival."""
    running = [clock for clock in found if clock.code in PROMISED and clock.stand(now).running]
    return min(running, key=lambda clock: clock.due, default=None)


def _by_time(end: Evidence) -> tuple[datetime, str, str]:
    return end.at or datetime.max.replace(tzinfo=UTC), end.record, end.field


def born(rid: str) -> datetime | None:
    """When a record was made, by the clock of the computer that made it.

    None for an id that is worked out, and for one of a year that no calendar has: any laptop may send it.
    """
    known = UUID(rid)
    return moment_of(known.int >> 80) if known.version == 7 else None
