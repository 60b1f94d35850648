"""Files at the office: whole, by content hash, in a folder or in S3 (obstore). Who brought one holds it.

Every writing of a file has a name of its own in the store, and the file's row says which one counts. So two workers
may complete a file at once, and a worker may be killed at any step: what no row names is only refuse.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import obstore
from obstore.store import LocalStore, ObjectStore
from sqlalchemy import Connection, and_, delete, insert, select, update

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.audit import audit
from fieldkit.office.database import Database, Sequence
from fieldkit.office.held import release
from fieldkit.office.lost import found, lose
from fieldkit.office.place import check_mark, open_store
from fieldkit.office.tables import AWAITED, FILE, HOLDER
from fieldkit.office.uploads import Uploads, remove
from fieldkit.sync.messages import PART_BYTES, Complete, Receipt


class OfficeFiles:
    """The files of the office. Any worker may take any call, and every call may be repeated."""

    def __init__(self, url: str, database: Database, clock: Clock | None = None, mark: str = "") -> None:
        self.store = open_store(url)
        self.mark = mark
        self._database = database
        self._clock = clock or Clock()
        self.uploads = Uploads(self.store, database, self._clock)

    def check_there(self) -> None:
        """AwayError when the store does not bear this office's mark: a disk that is not mounted is no loss."""
        check_mark(self.store, self.mark)

    def put_part(self, sha256: str, number: int, body: bytes, part_sha256: str, person: str) -> None:
        """One part; UserError when it is not what its hash says, or when this person has no room for it."""
        if self.receipt(sha256, person) is None:
            self.uploads.put(person, sha256, number, body, part_sha256)

    def parts(self, sha256: str, person: str) -> list[int]:
        """The numbers of the parts that have arrived from this person; somebody else's upload is not his business."""
        return self.uploads.numbers(person, sha256)

    def receipt(self, sha256: str, person: str) -> Receipt | None:
        """The receipt of who holds the file; it lapses while the office does not have it."""
        with self._database.reading() as connection:
            row = connection.execute(_held(sha256, person)).first()
        return Receipt(sha256=sha256, size=row.size, seq=row.seq) if row else None

    def has(self, sha256: str) -> bool:
        """Whether the office has the file; nobody but the office is told."""
        return self._row(sha256) is not None

    def complete(self, sha256: str, message: Complete, person: str, *, readable: bool = False) -> Receipt:
        """Puts the parts together, checks the whole, and gives the receipt of this person.

        Who holds the file already, or may read it (`readable`), needs no parts. Everybody else must have sent them
        all, also of a file that the office has: a hash alone opens nothing, and tells nothing.
        """
        known = self.receipt(sha256, person)
        if known is None and readable and self._row(sha256) is not None:
            known = self._hold(sha256, person, message, "")
        if known is None:
            known = self._join(sha256, message, person)
        self.uploads.drop(person, sha256)
        return known

    def read(self, sha256: str, start: int, length: int) -> bytes:
        """A range of a file. UserError when the office does not have it; one that turns out to be lost is noted."""
        row = self._row(sha256)
        if row is None:
            raise absent()
        length = min(length, row.size - start)
        if length <= 0:
            return b""
        try:
            return bytes(obstore.get_range(self.store, row.place, start=start, length=length))
        except FileNotFoundError:
            self.lose(sha256, row.place)
            raise absent() from None

    def stream(self, sha256: str) -> Iterator[bytes]:
        """A whole file, in parts. FileNotFoundError when it is not there."""
        row = self._row(sha256)
        if row is None:
            raise FileNotFoundError(sha256)
        yield from obstore.get(self.store, row.place).stream(min_chunk_size=PART_BYTES)

    def keep(self, sha256: str, content: Iterable[bytes]) -> str:
        """Writes a file that a backup had, or that the office made, and returns its place, for its row."""
        place = _new_place(sha256)
        obstore.put(self.store, place, iter(content))
        _flush(self.store, place)
        return place

    def forget(self, place: str) -> None:
        """Takes away what `keep` wrote and no row names after all."""
        remove(self.store, [place])

    def lose(self, sha256: str, place: str) -> None:
        """The office finds that a file is gone or damaged: receipts lapse, and its holders are asked for it."""
        self.check_there()
        with self._database.writing() as connection:
            if lose(connection, sha256, place):
                audit(connection, self._clock.millis(), "office", "file-lost", sha256)

    def heal(self, sha256: str, size: int, place: str) -> bool:
        """A lost file whose object is back has its row again, once its content was read and is what its hash says."""
        if not _is(obstore.get(self.store, place).stream(min_chunk_size=PART_BYTES), sha256, size):
            return False
        row = {"sha256": sha256, "size": size, "type": "application/octet-stream", "place": place}
        with self._database.writing() as connection:
            sequence = Sequence(connection)
            if connection.execute(select(FILE.c.sha256).where(FILE.c.sha256 == sha256)).first():
                return False
            _found_again(connection, sequence, row)
            sequence.write()
            audit(connection, self._clock.millis(), "office", "file-found", sha256)
        return True

    def _row(self, sha256: str) -> Any:
        with self._database.reading() as connection:
            return connection.execute(select(FILE).where(FILE.c.sha256 == sha256)).first()

    # -- completing

    def _join(self, sha256: str, message: Complete, person: str) -> Receipt:
        self.check_there()
        count = max(1, -(-message.size // PART_BYTES))
        if self.uploads.numbers(person, sha256) != list(range(count)):
            raise UserError(N_("Parts of the file are missing; they are sent again."))
        place = "" if self._stands(sha256) else _new_place(sha256)
        try:
            whole = self._checked(self.uploads.bodies(person, sha256, count), place, sha256, message.size)
        except FileNotFoundError:  # a part: another worker may have completed the file, and dropped them
            whole = False
        if whole:
            return self._hold(sha256, person, message, place)
        if (receipt := self.receipt(sha256, person)) is None:
            self.uploads.drop(person, sha256)
            raise UserError(N_("The file arrived damaged; it is sent again."))
        return receipt

    def _stands(self, sha256: str) -> bool:
        """Whether the office has the file, and its store has it too."""
        row = self._row(sha256)
        if row is None:
            return False
        with suppress(FileNotFoundError):
            if obstore.head(self.store, row.place)["size"] == row.size:
                return True
        self.lose(sha256, row.place)
        return False

    def _checked(self, bodies: Iterable[bytes], place: str, sha256: str, size: int) -> bool:
        """Whether these are the file; they are written to a place as they are gone through, and taken away if not."""
        if not place:
            return _is(bodies, sha256, size)
        try:
            with obstore.open_writer(self.store, place, buffer_size=_WRITE_BYTES, max_concurrency=2) as writer:
                whole = _is(_written(bodies, writer), sha256, size)
        except BaseException:
            remove(self.store, [place])
            raise
        if whole:
            _flush(self.store, place)
        else:
            remove(self.store, [place])
        return whole

    def _hold(self, sha256: str, person: str, message: Complete, place: str) -> Receipt:
        """Notes that the office has the file and this person holds it; what waited for that is judged again."""
        now_ms = self._clock.millis()
        with self._database.writing() as connection:
            sequence = Sequence(connection)
            fresh = connection.execute(select(FILE.c.sha256).where(FILE.c.sha256 == sha256)).first() is None
            if fresh and not place:
                raise UserError(N_("The file could not be stored; it is sent again."))
            if fresh:
                row = {"sha256": sha256, "size": message.size, "type": message.type, "place": place}
                _found_again(connection, sequence, row)
            known = and_(HOLDER.c.sha256 == sha256, HOLDER.c.person == person)
            if connection.execute(update(HOLDER).where(known).values(at_ms=now_ms)).rowcount == 0:
                row = {"sha256": sha256, "person": person, "seq": sequence.tick(), "at_ms": now_ms}
                connection.execute(insert(HOLDER), row)
            sequence.write()
            _release(connection, sha256, person)
            receipt = connection.execute(_held(sha256, person)).one()
        if place and not fresh:
            remove(self.store, [place])  # another worker was first
        return Receipt(sha256=sha256, size=receipt.size, seq=receipt.seq)


def _found_again(connection: Connection, sequence: Sequence, row: dict[str, Any]) -> None:
    """The row of a file that the office has from now on; if it was lost, whoever held it hears that it is back."""
    connection.execute(insert(FILE), row)
    found(connection, row["sha256"])
    held = HOLDER.c.sha256 == row["sha256"]
    if connection.execute(select(HOLDER.c.seq).where(held)).first():
        connection.execute(update(HOLDER).where(held).values(seq=sequence.tick()))


def _new_place(sha256: str) -> str:
    return f"files/{sha256[:2]}/{sha256}.{uuid4()}"


_WRITE_BYTES = 8 * PART_BYTES


def absent() -> UserError:
    """The same for what is not there and what one may not read: a hash cannot be probed."""
    return UserError(N_("The file is not at the office, or you may not read it."))


def _held(sha256: str, person: str) -> Any:
    return (
        select(FILE.c.size, HOLDER.c.seq)
        .join(HOLDER, HOLDER.c.sha256 == FILE.c.sha256)
        .where(FILE.c.sha256 == sha256, HOLDER.c.person == person)
    )


def _release(connection: Connection, sha256: str, person: str) -> None:
    """The changes of a person that waited for this file."""
    came = and_(AWAITED.c.sha256 == sha256, AWAITED.c.person == person)
    waited = [row.change for row in connection.execute(select(AWAITED.c.change).where(came))]
    if waited:
        connection.execute(delete(AWAITED).where(came))
        release(connection, waited)


def _is(bodies: Iterable[bytes], sha256: str, size: int) -> bool:
    digest, got = hashlib.sha256(), 0
    for body in bodies:
        digest.update(body)
        got += len(body)
    return digest.hexdigest() == sha256 and got == size


def _written(bodies: Iterable[bytes], writer: Any) -> Iterator[bytes]:
    for body in bodies:
        writer.write(body)
        yield body


def _flush(store: ObjectStore, place: str) -> None:
    """A receipt outlives a power cut: the file and its name are on the disk before it is given."""
    if not isinstance(store, LocalStore):
        return
    path = Path(str(store.prefix)) / place
    wanted = [path, path.parent, path.parent.parent] if os.name == "posix" else [path]
    for one in wanted:
        descriptor = os.open(one, os.O_RDWR if one == path else os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
