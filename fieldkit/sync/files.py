"""Files of a laptop on their way: out with what refers to them, and in, part by part, going on after any break."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from fieldkit.errors import DamagedError
from fieldkit.store.database import FILES
from fieldkit.store.files import CHUNK
from fieldkit.store.store import Store
from fieldkit.sync.line import Line, LockedOutError, RefusedError
from fieldkit.sync.messages import FILE_BYTES

Progress = Callable[[str, int, int], None]
Row = Mapping[str, Any]


_HERE = select(FILES.c.sha256, FILES.c.type).where(FILES.c.state == "here")


class Freight:
    """The files that one round carries. What the office refuses waits for the next round; the others go on."""

    def __init__(self, store: Store, line: Line, progress: Progress) -> None:
        self._store = store
        self._line = line
        self._progress = progress
        self.sent = 0
        self._refused: set[str] = set()
        self.trouble: RefusedError | None = None

    # -- out

    def waiting(self) -> dict[str, str]:
        """The files that the office has no receipt for and that this round has not given up: hash → media type."""
        with self._store.database.reading() as connection:
            return {row.sha256: row.type for row in connection.execute(_HERE) if row.sha256 not in self._refused}

    def needed(self, rows: Sequence[Row]) -> tuple[int, list[str]]:
        """How many of these changes, a page of the outbox, may go now, and the files that the next one needs first.

        The office takes a reference only from who brought the file. A group goes whole or not at all.
        """
        waiting = self.waiting()
        for number, row in enumerate(rows):
            if waiting and _files(row) & waiting.keys():
                group = [other for other in rows if other is row or (row["grp"] and other["grp"] == row["grp"])]
                first = min(number, rows.index(group[0]))
                return first, sorted({sha for member in group for sha in _files(member)} & waiting.keys())
        return len(rows), []

    def send_all(self, only: Collection[str] = ()) -> None:
        """Sends what waits, or some of it. Progress is told before each part, and may give the round up there."""
        waiting = self.waiting()
        total = self.sent + len(waiting)
        for sha256, type_ in waiting.items():
            if not only or sha256 in only:
                self._send(sha256, type_, total)

    def _send(self, sha256: str, type_: str, total: int) -> None:
        try:
            receipt = self._line.send_file(sha256, self._parts(sha256, total), type_)
        except DamagedError:
            self._store.set_file_state(sha256, "damaged")
        except LockedOutError:
            raise
        except RefusedError as error:
            self._refused.add(sha256)
            self.trouble = self.trouble or error
        else:
            self._store.set_file_state(sha256, "stored", receipt.seq)
            self.sent += 1

    def _parts(self, sha256: str, total: int) -> Iterator[bytes]:
        for part in self._store.files.chunks(sha256):
            self._progress("files", self.sent, total)
            yield part

    # -- in

    def bring_all(self, wanted: Mapping[str, int]) -> Iterator[str]:
        """Fetches files by hash and size, and yields each as it has come; what turns out larger is left alone."""
        for done, (sha256, size) in enumerate(wanted.items()):
            try:
                self.bring(sha256, size, (done, len(wanted)))
            except LockedOutError:
                raise
            except RefusedError:
                continue  # the office has lost it, or it left this person's sight since
            except DamagedError:
                continue
            yield sha256

    def bring(self, sha256: str, largest: int = FILE_BYTES, counted: tuple[int, int] = (0, 1)) -> None:
        """Fetches a file from the office unless it is here; what came of it before a break is not fetched again.

        DamagedError when what came is not the file, or larger than `largest` bytes; then nothing of it is kept.
        """
        files = self._store.files
        with files.fetching[sha256]:
            if files.whole(sha256):
                return
            number, whole = files.parts(sha256), False
            while not whole:
                self._progress("ahead", *counted)
                part = self._line.fetch_part(sha256, number)
                whole = len(part) < CHUNK
                if part or not number:
                    files.keep_part(sha256, number, part)
                number += 1
                if number * CHUNK > largest + CHUNK:
                    break
            files.join(sha256)


def _files(row: Row) -> set[str]:
    """The hashes of the files that a change refers to."""
    return {str(value["sha256"]) for value in row["patch"].values() if isinstance(value, dict) and "sha256" in value}
