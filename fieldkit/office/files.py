"""Files at the office: in parts of 1 MiB, checked by hash, in a folder or in S3 (obstore)."""

import hashlib
from collections.abc import Iterable, Iterator
from uuid import uuid4

import obstore
from obstore.store import LocalStore, ObjectStore, from_url
from sqlalchemy import insert, select

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.database import Database, Sequence
from fieldkit.office.tables import FILE
from fieldkit.sync.messages import PART_BYTES, Complete, Receipt


class OfficeFiles:
    """The files of the office by content hash. Any worker may take any part; every call may be repeated."""

    def __init__(self, url: str, database: Database) -> None:
        self._store: ObjectStore = from_url(url) if "://" in url else LocalStore(prefix=url, mkdir=True)
        self._database = database

    def put_part(self, sha256: str, number: int, body: bytes, part_sha256: str) -> None:
        """One part; UserError when it is not what its hash says."""
        if len(body) > PART_BYTES or hashlib.sha256(body).hexdigest() != part_sha256:
            raise UserError(N_("A part of the file arrived damaged; it is sent again."))
        obstore.put(self._store, f"parts/{sha256}/{number:06d}", body)

    def parts(self, sha256: str) -> list[int]:
        """The numbers of the parts that have arrived."""
        found = []
        for page in obstore.list(self._store, prefix=f"parts/{sha256}/"):
            found += [int(item["path"].rsplit("/", 1)[1]) for item in page]
        return sorted(found)

    def complete(self, sha256: str, message: Complete, person: str) -> Receipt:
        """Puts the parts together, checks the whole, and gives the receipt; a file that is there keeps its own."""
        if receipt := self.receipt(sha256):
            return receipt
        numbers = self.parts(sha256)
        expected = max(1, -(-message.size // PART_BYTES))
        if numbers != list(range(expected)):
            raise UserError(N_("Parts of the file are missing; they are sent again."))
        size = message.size
        if not self._join(sha256, numbers, size):
            self._drop_parts(sha256, numbers)
            raise UserError(N_("The file arrived damaged; it is sent again."))
        with self._database.writing() as connection:
            sequence = Sequence(connection)
            row = connection.execute(select(FILE).where(FILE.c.sha256 == sha256)).first()
            if row is None:
                seq = sequence.tick()
                kept = {"sha256": sha256, "size": size, "type": message.type, "seq": seq, "person": person}
                connection.execute(insert(FILE), kept)
                sequence.write()
        self._drop_parts(sha256, numbers)
        receipt = self.receipt(sha256)
        if receipt is None:
            raise UserError(N_("The file could not be stored; it is sent again."))
        return receipt

    def receipt(self, sha256: str) -> Receipt | None:
        with self._database.reading() as connection:
            row = connection.execute(select(FILE).where(FILE.c.sha256 == sha256)).first()
        return Receipt(sha256=sha256, size=row.size, seq=row.seq) if row else None

    def read(self, sha256: str, start: int, length: int) -> bytes:
        """A range of a file."""
        size = int(obstore.head(self._store, _path(sha256))["size"])
        length = min(length, size - start)
        if length <= 0:
            return b""
        return bytes(obstore.get_range(self._store, _path(sha256), start=start, length=length))

    def _join(self, sha256: str, numbers: list[int], size: int) -> bool:
        """Puts the parts together beside the file's place, and there only when they are what the hash says."""
        digest, got, draft = hashlib.sha256(), 0, f"drafts/{uuid4()}"
        with obstore.open_writer(self._store, draft, max_concurrency=2) as writer:
            for body in self._part_bodies(sha256, numbers):
                digest.update(body)
                got += len(body)
                writer.write(body)
        if digest.hexdigest() != sha256 or got != size:
            obstore.delete(self._store, draft)
            return False
        obstore.rename(self._store, draft, _path(sha256))
        return True

    def stream(self, sha256: str) -> Iterator[bytes]:
        """A whole file, in parts. FileNotFoundError when it is not there."""
        yield from obstore.get(self._store, _path(sha256)).stream(min_chunk_size=PART_BYTES)

    def keep(self, sha256: str, content: Iterable[bytes]) -> None:
        """Puts a file in its place, as a backup had it; its row is there already."""
        obstore.put(self._store, _path(sha256), iter(content))

    def _part_bodies(self, sha256: str, numbers: list[int]) -> Iterator[bytes]:
        for number in numbers:
            yield bytes(obstore.get(self._store, f"parts/{sha256}/{number:06d}").bytes())

    def _drop_parts(self, sha256: str, numbers: list[int]) -> None:
        obstore.delete(self._store, [f"parts/{sha256}/{number:06d}" for number in numbers])


def _path(sha256: str) -> str:
    return f"files/{sha256[:2]}/{sha256}"
