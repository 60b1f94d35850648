"""A laptop of the histories: the real store and sync over a line without a network, that fails as real ones do."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from fieldkit.access import Actor
from fieldkit.actions.desk import Desk, Identity
from fieldkit.clock import PlayedClock
from fieldkit.errors import BrokenOffError, OfflineError, UserError
from fieldkit.i18n import LANGUAGES, N_
from fieldkit.office.files import absent
from fieldkit.office.pull import may_read_file
from fieldkit.office.push import push
from fieldkit.office.server import pulled
from fieldkit.office.tables import CHANGE
from fieldkit.records.tables import load_many
from fieldkit.store.database import OUTBOX
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.store import Opened, Store
from fieldkit.sync.client import RoundResult, Sync
from fieldkit.sync.line import RefusedError
from fieldkit.sync.messages import PART_BYTES, Complete, Pull, PullReply, Push, PushReply, Receipt

from . import rights
from .broken import BrokenError
from .office import START, PlayedOffice, device_id, person_id
from .oracle import Key, Oracle, plain


class KilledError(Exception):
    """The process died here."""


class LockedOutError(UserError):
    """The office takes no more questions from this laptop."""


class DictVault(dict[str, bytes]):
    """A vault in memory."""

    def put(self, name: str, secret: bytes) -> None:
        self[name] = secret


@contextmanager
def dying(engine: Any, after: int) -> Iterator[None]:
    """The process dies before its `after`th statement; what was not committed is gone."""
    left = after

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KilledError

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", count)
        event.remove(engine, "commit", count)


Fault = Callable[[str], bool]


@dataclass
class Line:
    """What lies between laptop and office. `fault(what)` says whether it happens now; `most` changes fit through."""

    office: PlayedOffice
    oracle: Oracle
    device: str
    fault: Fault = lambda _what: False
    most_changes: int = 10_000
    most_bytes: int = 10_000_000
    statements: Callable[[], int] = lambda: 10_000
    late: list[Push] = field(default_factory=list)
    verdicts: dict[str, str] = field(default_factory=dict)

    def push(self, message: Push) -> PushReply:
        sent = Push.model_validate_json(message.model_dump_json())
        if len(sent.changes) > self.most_changes:
            raise BrokenOffError("too slow for this page")
        if self.fault("lost request"):
            raise BrokenOffError("request lost")
        if self.fault("kept for later"):
            self.late.append(sent)
        reply = self.take(sent)
        if self.fault("duplicate"):
            reply = self.take(sent)
        if self.fault("lost reply"):
            raise BrokenOffError("reply lost")
        return PushReply.model_validate_json(reply.model_dump_json())

    def take(self, sent: Push) -> PushReply:
        """The office's side of a push."""
        sender = self.office.sender(self.device)

        def work() -> PushReply:
            with self.office.database.writing() as connection:
                return push(connection, sender, sent, self.office.clock.millis())

        return self.watched(sent, work)

    @contextmanager
    def deadly(self) -> Iterator[None]:
        """The office works; it may be killed over it."""
        try:
            with dying(self.office.database.engine, self.statements()):
                yield
        except KilledError:
            raise BrokenOffError("the office was killed") from None

    def watched(self, sent: Push, work: Callable[[], PushReply]) -> PushReply:
        """What the office makes of a push, watched by the oracle."""
        rids = sorted({change.rid for change in sent.changes})
        before, sender = heads(self.office, rids, self.oracle), self.office.sender(self.device)
        self.look()
        wanted = rights.expected(self.oracle.rights, self.office.database, sent, sender.person)
        with self.deadly():
            reply = work()
        self.look()
        rights.check(wanted, reply.verdicts)
        self.oracle.superseded(
            before, heads(self.office, rids, self.oracle), _taken(self.office, sent, reply, self.oracle)
        )
        for verdict in reply.verdicts:
            known = self.verdicts.setdefault(verdict.id, verdict.status)
            if known not in {"held", verdict.status} and verdict.code != "purged":  # taken, and away with its record
                raise BrokenError(f"two verdicts: on {verdict.id}: {known} and {verdict.status}")
            self.verdicts[verdict.id] = verdict.status
        return reply

    def look(self) -> None:
        """The oracle sees who has which rights now."""
        self.oracle.rights.look(self.office.database, self.office.clock.millis())

    def pull(self, message: Pull) -> PullReply:
        sent = Pull.model_validate_json(message.model_dump_json())
        sender = self.office.sender(self.device)
        if sender.revoked:
            raise LockedOutError(N_("This laptop was locked out by the head office. Call your manager."))
        if sent.page_bytes > self.most_bytes:
            raise BrokenOffError("too slow for this page")
        try:
            reply = pulled(self.office.database, sender, sent, self.office.clock.millis())
        except UserError:  # by its word a history began today already: it is heard again tomorrow
            self.office.clock.forward(days=1)
            reply = pulled(self.office.database, sender, sent, self.office.clock.millis())
        if any(record.last_seq <= sent.cursor.seq for record in reply.records):
            raise BrokenError("below the cursor: a sequence number came late")
        if self.fault("lost news"):
            raise BrokenOffError("reply lost")
        return PullReply.model_validate_json(reply.model_dump_json())

    def send_file(self, sha256: str, parts: Iterable[bytes], type_: str) -> Receipt:
        content = b"".join(parts)
        sender = self.office.sender(self.device)
        if sender.revoked:
            raise LockedOutError(N_("This laptop was locked out by the head office. Call your manager."))
        if self.fault("lost request"):
            raise BrokenOffError("request lost")
        self.office.files.put_part(sha256, 0, content, hashlib.sha256(content).hexdigest(), sender.person)
        if self.fault("lost reply"):
            raise BrokenOffError("reply lost")
        receipt = self.office.files.complete(sha256, Complete(size=len(content), type=type_), sender.person)
        if self.fault("lost reply"):
            raise BrokenOffError("reply lost")
        return Receipt.model_validate_json(receipt.model_dump_json())

    def fetch_part(self, sha256: str, number: int) -> bytes:
        sender = self.office.sender(self.device)
        if sender.revoked:
            raise LockedOutError(N_("This laptop was locked out by the head office. Call your manager."))
        if self.fault("lost news"):
            raise BrokenOffError("reply lost")
        try:
            with self.office.database.reading() as connection:
                if not may_read_file(connection, sender, sha256):
                    raise absent()
            return self.office.files.read(sha256, number * PART_BYTES, PART_BYTES)
        except UserError as error:
            raise RefusedError({code: error.say(code) for code in LANGUAGES}) from None


def heads(office: PlayedOffice, rids: list[str], oracle: Oracle) -> dict[Key, set[str]]:
    """The values of every path that the oracle knows, of these records at the office."""
    keys = {key for key in oracle.where.values() if key[0] in set(rids)}
    with office.database.reading() as connection:
        stored = load_many(connection, rids)
    found: dict[Key, set[str]] = {}
    for rid, path in keys:
        item = stored.get(rid)
        if item is None:
            found[rid, path] = set()
        elif path in item.heads:
            found[rid, path] = {plain(head.value) for head in item.heads[path]}
        else:
            found[rid, path] = {plain(item.values[path])} if path in item.values else set()
    return found


def _taken(office: PlayedOffice, sent: Push, reply: PushReply, oracle: Oracle) -> dict[str, Key]:
    """The values that were taken; of what a witness told, only what nobody had told before."""
    ok = {verdict.id for verdict in reply.verdicts if verdict.status == "ok"}
    with office.database.reading() as connection:
        query = select(CHANGE.c.id, CHANGE.c.patch).where(CHANGE.c.id.in_(ok))
        patches = {row.id: row.patch for row in connection.execute(query)}
    found = {}
    for change in sent.changes:
        for path, value in patches.get(change.id, {}).items():
            if plain(value) in oracle.where:
                found[plain(value)] = (change.rid, path)
    return found


@dataclass
class Laptop:
    """One installation: its folder, its keys, its person, its line."""

    name: str
    home: Path
    vault: DictVault
    clock: PlayedClock
    line: Line
    store: Store = field(init=False)
    copies: list[Path] = field(default_factory=list)
    said: str = ""
    clock_set: bool = False

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        self.store = Store(self.home, self.vault, self.clock)
        raw = self.store.database.engine.raw_connection()
        raw.cursor().execute("PRAGMA synchronous=OFF")
        raw.close()

    @property
    def actor(self) -> Actor:
        return Actor(person_id(self.name), "", self.name, frozenset())

    @property
    def desk(self) -> Desk:
        return Desk(self.store, self.vault, self.clock)

    @property
    def sync(self) -> Sync:
        return Sync(self.store, self.line)  # type: ignore[arg-type]

    def push(self) -> None:
        with self._line():
            self.sync.push(RoundResult())

    def pull(self) -> None:
        with self._line():
            self.sync.pull(RoundResult())

    def round(self, luggage: Callable[[], dict[str, int]] = dict) -> None:
        with self._line():
            self.sync.round(luggage)

    def fetch(self, sha256: str) -> None:
        with self._line():
            self.sync.fetch(sha256)

    @contextmanager
    def _line(self) -> Iterator[None]:
        """A broken line is normal; what it said is kept for the trace."""
        self.said = ""
        try:
            yield
        except OfflineError as error:
            self.said = error.reason
        except LockedOutError as error:
            self.said = error.message

    def written(self) -> set[str]:
        """Every value in the outbox."""
        with self.store.database.reading() as connection:
            rows = connection.execute(select(OUTBOX.c.patch)).all()
        return {plain(value) for row in rows for value in row.patch.values()}

    def copy_to(self, place: Path) -> None:
        """The folder as a backup program would find it."""
        self.store.close()
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.home, place)
        self.open()

    def restore_from(self, place: Path) -> None:
        self.store.close()
        shutil.rmtree(self.home)
        shutil.copytree(place, self.home)
        self.open()


@dataclass
class Form:
    """A record that somebody has open on a laptop."""

    laptop: Laptop
    opened: Opened


def first_laptop(office: PlayedOffice, name: str, home: Path) -> Laptop:
    """A laptop of this person, just enrolled in the office's present history."""
    line = Line(office, Oracle(), device_id(name))
    laptop = Laptop(name, home, DictVault(), PlayedClock(START + timedelta(minutes=1)), line)
    Outgoing(laptop.store).begin(office.history)
    identity = dict.fromkeys((one.name for one in fields(Identity)), "") | {"person": person_id(name)}
    Outgoing(laptop.store).put("identity", identity)
    return laptop
