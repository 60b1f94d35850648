"""The office's database: one engine, one writing transaction at a time, one sequence."""

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, bindparam, create_engine, delete, event, func, insert, select, update
from sqlalchemy.exc import OperationalError

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.options import number
from fieldkit.office.tables import FORK, ORGANISATION, SEQ
from fieldkit.records.find import index_records, outdated
from fieldkit.records.migrating import bring_up, revision, scripts
from fieldkit.records.rows import dumps, loads
from fieldkit.records.tables import METADATA, RECORD, of_row

_PATIENCE_SECONDS = 50  # for other processes that write; a laptop waits for a minute


def open_engine(url: str) -> Engine:
    """An engine on SQLite or PostgreSQL; writing transactions on SQLite begin at once, so that none deadlocks."""
    if not url.startswith("sqlite"):
        return create_engine(
            url,
            json_serializer=dumps,
            json_deserializer=loads,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=number("POOL_SIZE"),
            max_overflow=number("POOL_OVERFLOW"),
            pool_recycle=number("POOL_RECYCLE"),
        )
    engine = create_engine(
        url,
        json_serializer=dumps,
        json_deserializer=loads,
        hide_parameters=True,
        pool_size=number("POOL_SIZE"),
        max_overflow=number("POOL_OVERFLOW"),
        connect_args={"timeout": _PATIENCE_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in (f"busy_timeout={1000 * _PATIENCE_SECONDS}", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        _log_ahead(connection)

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Gives an SQLite database its log: readers then never wait for a writer.

    Where several open one at once that has none yet, SQLite refuses all but one at once, however patient they are.
    """
    end = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.02)


def is_busy(error: OperationalError) -> bool:
    """Whether somebody else wrote for so long that nothing could be written: a long import, on a slow machine."""
    return getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY


class Database:
    """The office's records and everything around them."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)

    def create(self, name: str, *, again: bool = False) -> None:
        """Makes the tables and the organisation; refuses a database that already has one.

        `again` takes the place of one that was begun and never used.
        """
        with self.writing() as connection:
            alone(connection, "tables")
            bring_up(connection, scripts("office"), lambda: METADATA.create_all(connection))
            if again:
                connection.execute(delete(ORGANISATION).where(ORGANISATION.c.last_seq == 0))
            if connection.execute(select(ORGANISATION)).first():
                raise UserError(N_("There is a head office here already. Choose another folder or database."))
            row = {"id": 1, "name": name, "history": str(uuid4()), "last_seq": 0, "durable_seq": 0}
            connection.execute(insert(ORGANISATION), row)

    def prepare(self) -> None:
        """Brings the tables up to this version, and rebuilds the derived ones whose declaration changed."""
        with self.writing() as connection:
            alone(connection, "tables")
            if revision(connection) is None or connection.execute(select(ORGANISATION.c.id)).first() is None:
                raise UserError(N_("There is no head office here. Run “fieldkit office init” first."))
            bring_up(connection, scripts("office"), lambda: METADATA.create_all(connection))
            for kind in outdated(connection):
                rows = connection.execute(select(RECORD).where(RECORD.c.kind == kind)).mappings()
                index_records(connection, (of_row(row).record() for row in rows), fresh=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One state of the database, however many queries: a page of news is made of several."""
        with self.engine.connect().execution_options(**self._options(reading=True)) as connection:
            yield connection

    @contextmanager
    def turn(self, connection: Connection, *, reading: bool) -> Iterator[Connection]:
        """A transaction on a connection that one keeps, for what lies ready there beside the tables (`staging`)."""
        connection.execution_options(**self._options(reading=reading))
        with connection.begin():
            yield connection

    def _options(self, *, reading: bool) -> dict[str, Any]:
        if self.engine.dialect.name != "postgresql":
            return {"reading": reading}
        return {"reading": reading, "isolation_level": "REPEATABLE READ" if reading else "READ COMMITTED"}

    def close(self) -> None:
        self.engine.dispose()


def alone(connection: Connection, what: str) -> None:
    """Waits until no other transaction does the same, in any process; on SQLite each writing one is alone."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"fieldkit {what}"))))


class Sequence:
    """The organisation's sequence inside one writing transaction: locked, counted here, written back once.

    A database sequence would lose changes to readers: a number could become visible after a higher one. The numbers
    of one transaction share a random stamp, since they are there or lost together.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        row = connection.execute(_LOCKED).one()
        self.history: str = row.history
        self.durable: int = row.durable_seq
        self.last: int = row.last_seq
        self._first = self.last + 1
        self._stamp = secrets.token_hex(8)

    def tick(self) -> int:
        """The next number."""
        self.last += 1
        return self.last

    def skip(self, count: int) -> None:
        """Takes the next numbers, for changes that are written already."""
        self.last += count

    def stamp(self, seq: int) -> str:
        """The stamp of a number, also of one that is not written yet."""
        return self._stamp if seq >= self._first else stamp_of(self._connection, seq)

    def write(self) -> None:
        if self.last >= self._first:
            self._connection.execute(insert(SEQ), {"first": self._first, "last": self.last, "stamp": self._stamp})
            self._connection.execute(update(ORGANISATION).values(last_seq=self.last))
            self._first, self._stamp = self.last + 1, secrets.token_hex(8)


class Foreseen(Sequence):
    """The numbers as they would be if nobody else wrote meanwhile: nothing is locked, and nothing may be written."""

    def __init__(self, connection: Connection) -> None:
        row = connection.execute(select(ORGANISATION)).one()
        self.history, self.durable, self.last = row.history, row.durable_seq, row.last_seq

    def write(self) -> None:
        raise AssertionError("numbers that are only foreseen are not written")


# Built once: building a statement takes SQLAlchemy four times as long as carrying it out.
_RANGE = select(SEQ).where(SEQ.c.first <= bindparam("seq")).order_by(SEQ.c.first.desc()).limit(1)
_LOCKED = select(ORGANISATION).with_for_update()
_FORKS = select(FORK)


def stamp_of(connection: Connection, seq: int) -> str:
    """The stamp of a number, "" for none."""
    row = connection.execute(_RANGE, {"seq": seq}).first()
    return str(row.stamp) if row is not None and seq <= row.last else ""


def forks(connection: Connection) -> dict[str, tuple[int, str]]:
    return {row.history: (row.forked_at, row.next) for row in connection.execute(_FORKS)}


def clamp(history: str, seq: int, current: str, known: dict[str, tuple[int, str]]) -> int:
    """What a base of another history is worth in this one: clamped at each fork, 0 when the fork is unknown."""
    while history != current:
        if history not in known:
            return 0
        forked_at, history = known[history]
        seq = min(seq, forked_at)
    return seq
