"""The laptop's encrypted database: SQLCipher under a raw 32-byte key, one process a home."""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
)
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from fieldkit.errors import DamagedError, UserError
from fieldkit.i18n import N_
from fieldkit.records.migrating import bring_up, scripts
from fieldkit.records.rows import dumps, loads
from fieldkit.records.tables import METADATA as RECORD_METADATA

LAPTOP = MetaData()

OUTBOX = Table(
    "outbox",
    LAPTOP,
    Column("ord", Integer, primary_key=True, autoincrement=True),
    Column("id", String(36)),
    Column("inc", String(36)),
    Column("n", BigInteger),
    Column("prev", String(36)),
    Column("grp", String(36)),
    Column("kind", String(40), nullable=False),
    Column("rid", String(36), nullable=False),
    Column("patch", JSON, nullable=False),
    Column("base_history", String(36), nullable=False),
    Column("base_seq", BigInteger, nullable=False),
    Column("opos", Integer, nullable=False),
    Column("own", JSON),
    Column("author", String(36), nullable=False),
    Column("device_ms", BigInteger, nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("vseq", BigInteger, nullable=False, server_default="0"),
    Column("counted", Integer, nullable=False, server_default="1"),
    Column("code", String(40), nullable=False, server_default=""),
    Column("message", JSON),
    Column("was", String(10), nullable=False, server_default=""),
    Column("saw", JSON),
    Column("shown", JSON),
    Index("outbox_rid", "rid"),
    Index("outbox_state", "state"),
    Index("outbox_id", "id"),
    # A place must never be given again: a form remembers up to which place of the outbox it saw.
    sqlite_autoincrement=True,
)
META = Table("meta", LAPTOP, Column("name", String(40), primary_key=True), Column("value", JSON))
MARK = Table(
    "mark",
    LAPTOP,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("stamp", String(40), nullable=False),
)
FILES = Table(
    "file",
    LAPTOP,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("type", String(80), nullable=False),
    Column("name", String(200), nullable=False),
    Column("state", String(10), nullable=False),
    Column("receipt_seq", BigInteger, nullable=False, server_default="0"),
    Index("file_state", "state"),
)
SEARCHABLE = Table(
    "searchable",
    LAPTOP,
    Column("no", Integer, primary_key=True, autoincrement=True),
    Column("rid", String(36), unique=True, nullable=False),
    Column("says", String(64), nullable=False),
)


class HomeLock:
    """One process holds a home; a second one gets a sentence and changes nothing."""

    def __init__(self, home: Path) -> None:
        self._file: IO[str] = (home / "lock").open("a+")
        try:
            if sys.platform == "win32":
                import msvcrt  # noqa: PLC0415 - exists on Windows only

                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl  # noqa: PLC0415 - does not exist on Windows

                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.close()
            raise UserError(N_("FieldKit is open on this folder already. Close that window first.")) from None

    def release(self) -> None:
        self._file.close()


class DiskFullError(UserError):
    """There is no room for what was to be written; nothing of it was."""


class Database:
    """The encrypted database of one home."""

    def __init__(self, path: Path, key: bytes, *, begun: bool = False) -> None:
        if begun and not (path.exists() and path.stat().st_size):
            raise _damaged()  # a new one in its place would look as if nothing had ever been written here
        self._check_key(path, key)
        self._path = path
        self.engine = _engine(path, key)
        self._writer = self.engine.execution_options(writing=True)
        self.changes = 0  # since it was opened: what was read is as it was while this stays the same
        try:
            with self.writing() as connection:
                bring_up(connection, scripts("laptop"), lambda: _make_tables(connection), self._copy_before)
                for statement in _BESIDE:
                    connection.exec_driver_sql(statement)
        except DatabaseError as error:
            self.engine.dispose()
            raise _damaged() from error
        except DiskFullError as error:
            self.engine.dispose()
            sentence = N_(
                "The disk is full, so FieldKit cannot open this folder. Nothing is lost; make room and try again."
            )
            raise UserError(sentence) from error

    def _copy_before(self) -> None:
        """A copy of the encrypted database beside it, before its tables are changed; the one before gives way."""
        copy = self._path.with_suffix(".before")
        draft = self._path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(draft),))
        draft.replace(copy)

    def drop_copy(self) -> None:
        """Deletes the copy of before the last upgrade: it still holds what was erased since."""
        self._path.with_suffix(".before").unlink(missing_ok=True)

    @staticmethod
    def _check_key(path: Path, key: bytes) -> None:
        """A wrong key and a damaged file look alike to SQLCipher; a short hash of the key tells them apart."""
        mark = path.with_name(_MARK)
        if mark.exists() and mark.stat().st_size and path.exists():
            if not fits_key(path, key):
                raise UserError(N_("The key of this folder does not fit its database. Was the folder copied here?"))
        else:
            mark.write_text(_digest(key), "ascii")

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction; a full disk becomes a sentence, and nothing of it is kept."""
        try:
            with self._writer.begin() as connection:
                yield connection
            self.changes += 1
        except DatabaseError as error:
            if "full" in str(error.orig) or "disk I/O" in str(error.orig):
                raise DiskFullError(
                    N_("The disk is full. What you typed last is not saved; make room and type it again.")
                ) from error
            if any(word in str(error.orig) for word in _DAMAGED):
                raise _damaged() from error
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                yield connection
        except DatabaseError as error:
            if any(word in str(error.orig) for word in _DAMAGED):
                raise _damaged() from error
            raise

    def close(self) -> None:
        self.engine.dispose()


_MARK = "key.check"


def fits_key(path: Path, key: bytes) -> bool:
    """Whether a key is that of the database at a path, by the short hash beside it."""
    mark = path.with_name(_MARK)
    return mark.exists() and mark.read_bytes() == _digest(key).encode()


def _digest(key: bytes) -> str:
    return hashlib.sha256(b"fieldkit key check" + key).hexdigest()[:16]


_DAMAGED = ("malformed", "not a database", "hmac", "corrupt")


def _damaged() -> DamagedError:
    return DamagedError(
        N_("The database of this folder is damaged. Nothing was overwritten; bring it to the head office.")
    )


# What has no declaration: the search index, and the few records in conflict among the many.
_BESIDE = (
    "CREATE INDEX IF NOT EXISTS record_conflict ON record(rid) WHERE heads <> '{}'",
    "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(tokens, content='', contentless_delete=1, tokenize='ascii')",
)


def _make_tables(connection: Connection) -> None:
    RECORD_METADATA.tables["record"].create(connection)
    LAPTOP.create_all(connection)


def _engine(path: Path, key: bytes) -> Engine:
    def connect() -> Any:
        connection = sqlcipher.connect(str(path), timeout=30, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA cipher_log_level = NONE")  # a fault is said in one sentence, not on standard error
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-16000"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine(
        "sqlite://",
        module=sqlcipher,
        creator=connect,
        poolclass=QueuePool,
        json_serializer=dumps,
        json_deserializer=loads,
    )

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A writer that began as a reader could not wait for another: it would fail at once.
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def get_meta(connection: Connection, name: str, default: Any = None) -> Any:
    value = connection.exec_driver_sql(_GET_META, (name,)).scalar()
    return default if value is None else loads(value)


def put_meta(connection: Connection, name: str, value: Any) -> None:
    connection.exec_driver_sql(_PUT_META, (name, dumps(value)))


# As text: a round of sync asks for some thirty of them, and SQLAlchemy's part took a sixth of it.
_GET_META = "SELECT value FROM meta WHERE name = ?"
_PUT_META = "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


def new_key() -> bytes:
    return os.urandom(32)
