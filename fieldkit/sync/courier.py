"""A laptop's side of courier bundles: the pages that `Sync` would send go into one file, and its answers come back.

The answers are taken as those of a line that was very slow: verdicts and receipts always, news only while the laptop
stands where it stood when it asked.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import select

from fieldkit.errors import DamagedError
from fieldkit.store.database import FILES
from fieldkit.store.incoming import Place, place_of
from fieldkit.store.store import Store
from fieldkit.sync.bundle import BUNDLE_BYTES, Opened, Piece, message_piece, unpacked
from fieldkit.sync.exchange import Exchange
from fieldkit.sync.files import Progress
from fieldkit.sync.manifest import Pulled, Pushed, Receipts
from fieldkit.sync.messages import PAGE_BYTES, PAGE_CHANGES, Pull
from fieldkit.sync.received import received_news

_CHANGES_BYTES = 64 * 1024**2
_ROOM = BUNDLE_BYTES - 2 * _CHANGES_BYTES
_FILES = 10_000


@dataclass
class Packed:
    """What went into a bundle; `files_left` did not fit and go with the next one. `bytes` is the size of the file."""

    changes: int = 0
    files: int = 0
    files_left: int = 0
    bytes: int = 0


@dataclass
class Accepted:
    """What an answer brought: verdicts by status, receipts, records; whether news were taken, or left as too late.

    `history` is False when the office turned out to have another history, so that everything goes out again.
    """

    verdicts: Counter[str] = field(default_factory=Counter)
    files: int = 0
    pulled: int = 0
    news: bool = False
    late: bool = False
    history: bool = True

    @property
    def by_status(self) -> dict[str, int]:
        """How many changes were taken (`ok`), `held` and `rejected`."""
        return {status: self.verdicts[status] for status in ("ok", "held", "rejected")}


class Courier(Exchange):
    """Packs what waits, and takes answers in. Not for the screen's thread.

    Progress is told as changes are gathered (`changes`), before each file is looked through (`gather`), and before
    each message of an answer is taken in (`take`). It may give the work up there; what was done until then is whole.
    """

    def __init__(self, store: Store, progress: Progress = lambda _what, _done, _all: None) -> None:
        super().__init__(store)
        self._progress = progress
        self._packed = Packed()

    def pack(self) -> tuple[list[Piece], Packed]:
        """Everything without a verdict or receipt, and where this laptop stands. What is open is sealed by this."""
        self._packed = Packed()
        pieces = [*self._changes(), message_piece("pull", self._pull_message(marks=True))]
        return [*pieces, *self._files()], self._packed

    def _changes(self) -> list[Piece]:
        """What has no verdict, page by page; from the start again when a page held what fits into no message."""
        after, size = None, 0
        pieces: list[Piece] = []
        while size < _CHANGES_BYTES and (rows := self._outgoing.page(PAGE_CHANGES, PAGE_BYTES, after)):
            said = self._said(rows)
            if said is None:
                self._packed.changes, after, size = 0, None, 0
                pieces.clear()
                continue
            self._packed.changes += len(rows)
            self._progress("changes", self._packed.changes, 0)
            pieces.append(message_piece("push", said))
            after, size = rows[-1]["ord"], size + pieces[-1].part.size
        return pieces

    def _files(self) -> Iterator[Piece]:
        room = _ROOM
        with self._store.database.reading() as connection:
            rows = list(connection.execute(select(FILES).where(FILES.c.state == "here").order_by(FILES.c.size)))
        for number, row in enumerate(rows):
            self._progress("gather", number, len(rows))
            if row.size > room or self._packed.files >= _FILES:
                self._packed.files_left += 1
                continue
            try:
                piece = Piece.of("file", partial(self._store.files.chunks, row.sha256), row.type)
            except DamagedError:
                self._store.set_file_state(row.sha256, "damaged")
                continue
            room -= row.size
            self._packed.files += 1
            yield piece

    # -- in

    def accept(self, opened: Opened) -> Accepted:
        """Takes an answer in, as far as it speaks of this laptop's history."""
        done = Accepted()
        for number, (type_, body) in enumerate(opened.messages):
            self._progress("take", number, len(opened.messages))
            if type_ == "pushed":
                self._take_pushed(unpacked(body, Pushed), done)
            elif type_ == "pulled":
                self._take_pulled(unpacked(body, Pulled), done)
            elif type_ == "receipts":
                self._take_receipts(unpacked(body, Receipts), done)
        return done

    def _is_mine(self, history: str) -> bool:
        return history == str(self._outgoing.meta("history"))

    def _take_pushed(self, pushed: Pushed, done: Accepted) -> None:
        """A FORK is obeyed by the news, which say what the new history is."""
        if not self._is_mine(pushed.history):
            return
        self._after_push(pushed.reply, pushed.inc)
        done.verdicts.update(verdict.status for verdict in pushed.reply.verdicts)

    def _take_pulled(self, pulled: Pulled, done: Accepted) -> None:
        asked, reply = pulled.asked, pulled.reply
        place = _place(asked)
        if reply.fork:
            # Only while nothing else was heard of the office since: the proof moves with every answer.
            if self._stands_at(place) and self._proof() == asked.proof:
                self._resettle(reply)
                done.history = False
            else:
                done.late = True
            return
        if not self._is_mine(reply.history):
            done.late = True
            return
        taken = self._incoming.apply(received_news(reply, (asked.cursor.seq, asked.cursor.floor)), place)
        if taken:
            done.news = True
            done.pulled += len(reply.records) + sum(len(part.records) for part in reply.backfill.values())
        else:
            done.late = True

    def _stands_at(self, place: Place) -> bool:
        with self._store.database.reading() as connection:
            return place_of(connection) == place

    def _take_receipts(self, receipts: Receipts, done: Accepted) -> None:
        if self._is_mine(receipts.history):
            for receipt in receipts.receipts:
                self._store.set_file_state(receipt.sha256, "stored", receipt.seq)
            done.files += len(receipts.receipts)


def _place(asked: Pull) -> Place:
    return Place(asked.history, asked.cursor.floor, asked.cursor.seq, asked.grants_version, asked.backfill)
