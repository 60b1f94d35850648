"""Escalation by elapsed time (R): what stays overdue goes to the next level, and to the manufacturer where that helps.

Worked out from the clock alone, so that every laptop says the same without anybody having passed anything on.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from fieldkit.access import Role
from fieldkit.process.clock import Clock, Stand, State

ABOVE = {
    Role.RECEIVER: Role.LINE_MANAGER,
    Role.ENGINEER: Role.LINE_MANAGER,
    Role.QA: Role.DEPARTMENT_MANAGER,
    Role.SECRETARY: Role.DEPARTMENT_MANAGER,
    Role.LINE_MANAGER: Role.DEPARTMENT_MANAGER,
    Role.DEPARTMENT_MANAGER: Role.VICE_PRESIDENT,
}


class Patience(NamedTuple):
    """How long a missed duty stays with one level, and after how long the manufacturer is brought in, if ever.

    A number counts times that were promised, so that severity and contract grade it: at level 1 what was to be done
    in 15 minutes goes up every 15 minutes, at level 3 every two hours.
    """

    each: timedelta | int
    maker: timedelta | int | None = None


_HOURS, _DAY = timedelta(hours=4), timedelta(days=1)

# By the code of the clock. What is not here stays with whose it is: the customer's own reply, and what was left over.
PATIENCE = {
    "assign": Patience(1),
    "respond": Patience(1),
    "on_site": Patience(1, maker=3),
    "support": Patience(_HOURS, maker=_DAY),
    "approve": Patience(_DAY),
    "watch": Patience(_DAY),
    "watch_entry": Patience(_HOURS),
    "documents": Patience(2 * _DAY),
    "recheck": Patience(2 * _DAY),
    "review": Patience(2 * _DAY),
    "correct": Patience(2 * _DAY),
    "slip": Patience(_DAY),
    "judge": Patience(_DAY),
    "complaint": Patience(_DAY),
    "spare": Patience(7 * _DAY),
}


class Raised(NamedTuple):
    """The roles that a duty has gone up to, beside whose it is, and whether the manufacturer is to be brought in."""

    roles: frozenset[Role] = frozenset()
    maker: bool = False


def raised(clock: Clock, stand: Stand, now: datetime) -> Raised:
    """How far a clock has gone up at a moment; one whose times are not believed goes nowhere."""
    patience = PATIENCE.get(clock.code)
    if patience is None or stand.doubt or not stand.running or stand.state is not State.MISSED:
        return Raised()
    late, each = now - clock.until, _span(patience.each, clock)
    level = frozenset({Role.ENGINEER}) if clock.holder else clock.roles
    gone: set[Role] = set()
    for _step in range(min(late // each, len(ABOVE))):
        level = frozenset(ABOVE[role] for role in level if role in ABOVE) - clock.roles
        if not level - gone:
            break
        gone |= level
    return Raised(frozenset(gone), patience.maker is not None and late >= _span(patience.maker, clock))


def _span(length: timedelta | int, clock: Clock) -> timedelta:
    """A length as it is for a clock; where it is not known since when that runs, or it had no time, half an hour."""
    if isinstance(length, timedelta):
        return length
    promised = clock.until - clock.started if clock.started else timedelta()
    return length * (promised if promised > timedelta() else timedelta(minutes=30))
