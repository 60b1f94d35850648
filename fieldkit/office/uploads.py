"""Parts of files on their way to the office: each belongs to the person who sends it, until the file is whole.

A row says that a part lies in the store, so that a part without its row is only refuse (`office collect` sweeps it).
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress

import obstore
from obstore.store import ObjectStore
from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.database import Database
from fieldkit.office.tables import PART
from fieldkit.sync.messages import FILE_BYTES, PART_BYTES

UNFINISHED_BYTES = 2 * FILE_BYTES  # of one person: the largest file, and what was given up beside it
UNFINISHED_DAYS = 7
MOST_PARTS = FILE_BYTES // PART_BYTES
DAY_MS = 86_400_000


class QuotaError(UserError):
    """This person has too much at the office that was never finished."""


class Uploads:
    """The parts of all files that are under way. Any worker may take any part; every call may be repeated."""

    def __init__(self, store: ObjectStore, database: Database, clock: Clock) -> None:
        self._store = store
        self._database = database
        self._clock = clock

    def put(self, person: str, sha256: str, number: int, body: bytes, part_sha256: str) -> None:
        """One part. UserError when it is not what its hash says, QuotaError when there is no more room for it."""
        if not 0 <= number < MOST_PARTS:
            raise UserError(N_("A file has at most 2,048 parts."))
        if len(body) > PART_BYTES or hashlib.sha256(body).hexdigest() != part_sha256:
            raise UserError(N_("A part of the file arrived damaged; it is sent again."))
        if self._unfinished(person) + len(body) > UNFINISHED_BYTES:
            self.expire(person)
            if self._unfinished(person) + len(body) > UNFINISHED_BYTES:
                raise QuotaError(
                    N_(
                        "Too many files of yours are half-way at the head office. Send them whole, or wait {days} days."
                    ),
                    days=UNFINISHED_DAYS,
                )
        obstore.put(self._store, part_place(person, sha256, number), body)
        row = {"size": len(body), "at_ms": self._clock.millis()}
        # Two workers that are sent the same part at once both have it: either row will do.
        with suppress(IntegrityError), self._database.writing() as connection:
            known = and_(_of(person, sha256), PART.c.number == number)
            if connection.execute(update(PART).where(known).values(row)).rowcount == 0:
                connection.execute(insert(PART), {"person": person, "sha256": sha256, "number": number, **row})

    def _unfinished(self, person: str) -> int:
        """Bytes of this person's parts."""
        with self._database.reading() as connection:
            return int(connection.execute(select(func.sum(PART.c.size)).where(PART.c.person == person)).scalar() or 0)

    def numbers(self, person: str, sha256: str) -> list[int]:
        """The parts of a file that this person has sent."""
        with self._database.reading() as connection:
            query = select(PART.c.number).where(_of(person, sha256)).order_by(PART.c.number)
            return [row.number for row in connection.execute(query)]

    def bodies(self, person: str, sha256: str, count: int) -> Iterator[bytes]:
        """The first `count` parts, in order. FileNotFoundError when one is gone."""
        for number in range(count):
            yield bytes(obstore.get(self._store, part_place(person, sha256, number)).bytes())

    def drop(self, person: str, sha256: str) -> None:
        """Forgets the parts of a file: the rows first, since a row promises its part."""
        self._drop(_of(person, sha256))

    def expire(self, person: str = "", *, dry_run: bool = False) -> int:
        """Forgets files to which no part was added for a week, of one person or of all; returns how many parts."""
        old = self._clock.millis() - UNFINISHED_DAYS * DAY_MS
        query = select(PART.c.person, PART.c.sha256).group_by(PART.c.person, PART.c.sha256)
        query = query.having(func.max(PART.c.at_ms) < old)
        if person:
            query = query.where(PART.c.person == person)
        with self._database.reading() as connection:
            stale = [(row.person, row.sha256) for row in connection.execute(query)]
        if dry_run:
            return sum(len(self.numbers(*upload)) for upload in stale)
        return sum(self._drop(and_(_of(*upload), PART.c.at_ms < old)) for upload in stale)

    def _drop(self, which: ColumnElement[bool]) -> int:
        with self._database.writing() as connection:
            query = delete(PART).where(which).returning(PART.c.person, PART.c.sha256, PART.c.number)
            gone = [part_place(*row) for row in connection.execute(query)]
        remove(self._store, gone)
        return len(gone)


def remove(store: ObjectStore, paths: list[str]) -> None:
    """Deletes what is there of these objects."""
    for path in paths:
        with suppress(FileNotFoundError):
            obstore.delete(store, path)


def part_place(person: str, sha256: str, number: int) -> str:
    """One folder a person: no folders are left behind."""
    return f"parts/{person}/{sha256}.{number:06d}"


def _of(person: str, sha256: str) -> ColumnElement[bool]:
    return and_(PART.c.person == person, PART.c.sha256 == sha256)
