"""How often somebody may call: in memory for each worker, and in the database where all workers must count together."""

import hashlib
import ipaddress
import time
from collections.abc import Callable
from uuid import uuid4

from sqlalchemy import delete, func, insert, or_, select

from fieldkit.office.database import Database, alone
from fieldkit.office.options import number
from fieldkit.office.refusal import TooManyError
from fieldkit.office.tables import ATTEMPT

_MINUTE = 60.0
_MINUTE_MS = 60_000


class Rate:
    """So many calls a minute for each key, evenly or at once. One worker's, and not for several threads."""

    def __init__(self, a_minute: int, seconds: Callable[[], float] = time.monotonic) -> None:
        self._each = _MINUTE / a_minute
        self._seconds = seconds
        self._paid: dict[str, float] = {}  # until when a key's calls are accounted for; forgotten when past
        self._sweep = 0.0

    def check(self, key: str) -> None:
        """TooManyError when the key's next call is not due yet."""
        now = self._seconds()
        wait = max(now, self._paid.get(key, now)) + self._each - now - _MINUTE
        if wait > 1e-6:
            raise TooManyError(wait)

    def count(self, key: str) -> None:
        now = self._seconds()
        self._paid[key] = max(now, self._paid.get(key, now)) + self._each
        if now >= self._sweep:
            self._paid = {key: until for key, until in self._paid.items() if until > now}
            self._sweep = now + _MINUTE

    def take(self, key: str) -> None:
        """Counts a call; TooManyError, and not counted, when it is one too many."""
        self.check(key)
        self.count(key)


def place_of(address: str) -> str:
    """What counts as one caller: an IPv4 address, an IPv6 network of 64 bits; as it is when it is neither."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)


class Enrolments:
    """Attempts to enrol, at all workers together. What succeeded does not count: a company enrols from one address."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._of_one = number("ENROLMENTS_A_MINUTE")
        self._of_all = number("ALL_ENROLMENTS_A_MINUTE")

    def attempt(self, address: str, now_ms: int) -> str:
        """Writes an attempt down before it is tried, and gives its id. TooManyError when there were too many.

        The address is kept as a hash and for a minute.
        """
        place = hashlib.sha256(place_of(address).encode()).hexdigest()
        with self._database.writing() as connection:
            alone(connection, "attempt")
            old = or_(ATTEMPT.c.at_ms <= now_ms - _MINUTE_MS, ATTEMPT.c.at_ms > now_ms)
            connection.execute(delete(ATTEMPT).where(old))
            for most, which in ((self._of_one, ATTEMPT.c.place == place), (self._of_all, ATTEMPT.c.place != "")):
                there, first = connection.execute(select(func.count(), func.min(ATTEMPT.c.at_ms)).where(which)).one()
                if there >= most:
                    raise TooManyError((first + _MINUTE_MS - now_ms) / 1000)
            key = str(uuid4())
            connection.execute(insert(ATTEMPT), {"id": key, "at_ms": now_ms, "place": place})
        return key

    def forget(self, key: str) -> None:
        """The attempt was no failure."""
        with self._database.writing() as connection:
            connection.execute(delete(ATTEMPT).where(ATTEMPT.c.id == key))
