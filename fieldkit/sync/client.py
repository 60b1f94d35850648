"""One round of sync: what was written goes out, files go out, news come in. May break off anywhere and go on later."""

from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, field
from typing import Any

from fieldkit.errors import BrokenOffError, OfflineError
from fieldkit.store.database import get_meta
from fieldkit.store.ledger import summary
from fieldkit.store.store import Store
from fieldkit.sync import exchange
from fieldkit.sync.exchange import Exchange, Rows
from fieldkit.sync.files import Freight, Progress
from fieldkit.sync.line import Line, RefusedError
from fieldkit.sync.messages import PAGE_BYTES, PAGE_CHANGES, Proof, Pull, PullReply, Push, PushReply
from fieldkit.sync.received import received_news

_LEAST_BYTES = 1_000
Luggage = Callable[[], Mapping[str, int]]


@dataclass
class RoundResult:
    """What one round did, and what is left; the JSON of `fieldkit sync`."""

    pushed: int = 0
    pulled: int = 0
    files_up: int = 0
    files_down: int = 0
    waiting: int = 0
    rejected: int = 0
    held: int = 0
    conflicts: int = 0
    all_at_office: bool = False
    trouble: RefusedError | None = field(default=None, compare=False)

    def as_json(self) -> dict[str, Any]:
        return {name: count for name, count in asdict(self).items() if name != "trouble"}


class Sync(Exchange):
    """Sync of one laptop over a line. Not for the screen's thread."""

    def __init__(self, store: Store, line: Line, progress: Progress = lambda _what, _done, _all: None) -> None:
        super().__init__(store)
        self._line = line
        self._progress = progress
        self._freight = Freight(store, line, progress)

    def round(self, luggage: Luggage = dict) -> RoundResult:
        """Changes and files out, news in, then the files that are wanted along, of which there is less hurry.

        OfflineError when the line breaks; what was done until then stays done. A file that the office refuses is the
        result's `trouble`, and stops nothing else. `luggage` says, when all else is done, what is to be brought.
        """
        result = RoundResult()
        self.push(result)
        self.send_files(result)
        self.pull(result)
        self.send_files(result)
        for _ in self._freight.bring_all(luggage()):
            result.files_down += 1
            self.push(result)  # what was written meanwhile does not wait for the rest
        result.files_up, result.trouble = self._freight.sent, self._freight.trouble
        state = summary(self._store)
        result.waiting = state["waiting"] + state["files_waiting"]
        result.rejected, result.held, result.conflicts = state["rejected"], state["held"], state["conflicts"]
        result.all_at_office = all_at_office(state)
        return result

    # -- out

    def push(self, result: RoundResult) -> None:
        """Sends what is sealed, page by page, files before what refers to them; smaller pages after a broken one."""
        forks = 0
        with closing(self._answers()) as answers:
            for inc, reply in answers:
                result.pushed += sum(verdict.status == "ok" for verdict in reply.verdicts)
                self._progress("push", result.pushed, 0)
                stopped = self._after_push(reply, inc)
                if stopped == "FORK":
                    self._resettle(self._line.pull(self._pull_message(marks=True)))
                if stopped:
                    forks += 1
                    if forks > 3:
                        raise OfflineError("history changes again and again")

    def _answers(self) -> Generator[tuple[str, PushReply]]:
        """The answers to page after page, with the incarnation they were sent by, each to be written down at once.

        Meanwhile the next page travels, when it was sealed before and nothing stopped the one that was answered. Who
        is killed then has lost two replies instead of one: the office gives the same verdicts again.
        """
        limit = PAGE_CHANGES
        rows: Rows = []
        coming: Future[PushReply] | None = None
        with ThreadPoolExecutor(1, "changes") as ahead:
            while rows := rows if coming else self._outgoing.page(limit, PAGE_BYTES):
                if coming is None:
                    ready, first = self._freight.needed(rows)
                    if not ready:
                        self._freight.send_all(first)
                        continue
                    rows = rows[:ready]
                    said = self._said(rows)
                    if said is None:
                        continue
                    coming = ahead.submit(self._line.push, said)
                following = self._outgoing.following(limit, PAGE_BYTES, rows[-1]["ord"])
                message = self._if_it_fits(following)
                try:
                    reply = coming.result()
                except BrokenOffError:
                    if limit == 1:
                        raise
                    limit, coming = max(1, limit // 4), None
                    continue
                inc, rows, coming = rows[0]["inc"], following, None
                if message and not reply.stop and self._freight.needed(following)[0] == len(following):
                    coming = ahead.submit(self._line.push, _proving(message, reply))
                yield inc, reply

    def send_files(self, result: RoundResult) -> None:
        """Sends the files that the office has no receipt for."""
        self._freight.send_all()
        result.files_up = self._freight.sent

    # -- in

    def _ask(self, wait: int = 0) -> PullReply:
        return self._line.pull(self._pull_message(wait=wait))

    def pull(self, result: RoundResult) -> None:
        """Takes news in until there are no more, backfills of new grants included; the next page travels meanwhile.

        After a broken page the next ones are smaller.
        """
        size = exchange.PULL_BYTES
        with ThreadPoolExecutor(1, "news") as ahead:
            coming: tuple[Pull, Future[PullReply]] | None = None
            while True:
                question = self._pull_message(size) if coming is None else coming[0]
                try:
                    reply = self._line.pull(question) if coming is None else coming[1].result()
                except BrokenOffError:
                    if size == _LEAST_BYTES:
                        raise
                    size, coming = max(_LEAST_BYTES, size // 4), None
                    continue
                coming = None
                if reply.fork:
                    self._resettle(self._line.pull(self._pull_message(marks=True)))
                    self.push(result)
                    continue
                if reply.more and not question.backfill:
                    stands = {"cursor": reply.cursor, "proof": _proof_of(reply), "grants_version": reply.grants_version}
                    stands["trust"] = reply.trust.number if reply.trust else question.trust
                    following = question.model_copy(update=stands)
                    coming = following, ahead.submit(self._line.pull, following)
                before = self._position()
                self._incoming.apply(received_news(reply, (question.cursor.seq, question.cursor.floor)))
                result.pulled += len(reply.records) + sum(len(part.records) for part in reply.backfill.values())
                self._progress("pull", result.pulled, 0)
                after = self._position()
                if not reply.more and not after[1]:
                    return
                if after == before:
                    raise OfflineError("a page of news led nowhere")

    def _position(self) -> tuple[list[Any], dict[str, str]]:
        """The cursor, and how far each backfill has come."""
        with self._store.database.reading() as connection:
            return get_meta(connection, "cursor", [0, 0, ""]), get_meta(connection, "backfill", {})

    def news_waiting(self, wait: int) -> bool:
        """A long poll: whether something came within so many seconds."""
        seq = self._outgoing.meta("cursor", [0, 0, ""])[1]
        reply = self._ask(wait=wait)
        return reply.fork or reply.cursor.seq != seq

    def fetch(self, sha256: str) -> bytes:
        """A file: from this laptop, else from the office, and then it stays here."""
        self._freight.bring(sha256)
        return self._store.files.read(sha256)


def all_at_office(state: dict[str, int]) -> bool:
    """Whether receipts prove that nothing of this laptop is anywhere but at the office."""
    return not any(state[name] for name in ("waiting", "held", "rejected", "files_waiting", "files_damaged"))


def _proving(message: Push, before: PushReply) -> Push:
    """A page that was put together before the page before it was answered: it proves what the answer tells."""
    highest = max(before.verdicts, key=lambda verdict: verdict.seq, default=None)
    if highest is None or highest.seq <= message.proof.seq or not highest.stamp:
        return message
    return message.model_copy(update={"proof": Proof(seq=highest.seq, stamp=highest.stamp)})


def _proof_of(reply: PullReply) -> Proof:
    """The number that a page proves: of the state that it was made from."""
    return Proof(seq=reply.as_of, stamp=reply.as_of_stamp)
