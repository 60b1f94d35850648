"""The office's tables as lines of JSON, for a backup: the same for SQLite and PostgreSQL, and from one to the other.

A line that is an object names a table and its columns; the lists after it are its rows. Derived tables are left out:
they are built again from the records.
"""

import base64
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, func, select, text

from fieldkit.errors import DamagedError, UserError
from fieldkit.i18n import N_
from fieldkit.office.database import Database
from fieldkit.records.rows import dumps, insert_rows
from fieldkit.records.tables import METADATA

_ROWS = 1_000
_LINES = 256 * 1024


def tables() -> list[Table]:
    return METADATA.sorted_tables


def columns() -> dict[str, list[str]]:
    """The columns of each table, as this program declares them."""
    return {str(table.name): [str(column.name) for column in table.columns] for table in tables()}


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """One state of the whole database, whatever is written meanwhile."""
    with database.reading() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def counts(connection: Connection) -> dict[str, int]:
    number = select(func.count())
    return {str(table.name): connection.execute(number.select_from(table)).scalar_one() for table in tables()}


def packed(connection: Connection) -> Iterator[bytes]:
    """Every table, packed by zlib."""
    packer = zlib.compressobj(1)
    waiting = bytearray()
    for line in _lines(connection):
        waiting += line.encode() + b"\n"
        if len(waiting) >= _LINES:
            yield packer.compress(waiting)
            waiting.clear()
    yield packer.compress(waiting) + packer.flush()


def _lines(connection: Connection) -> Iterator[str]:
    names = columns()
    for table in tables():
        yield dumps({"table": str(table.name), "columns": names[table.name]})
        for row in connection.execute(select(table), execution_options={"yield_per": _ROWS}):
            yield dumps([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def unpacked(content: Iterable[bytes]) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    """The rows again, some at a time, with their table. DamagedError when this is no such copy."""
    table: Table | None = None
    names: list[str] = []
    rows: list[dict[str, Any]] = []
    try:
        for line in _unpacked_lines(content):
            entry = json.loads(line)
            if isinstance(entry, dict) or len(rows) >= _ROWS:
                if table is not None and rows:
                    yield table, rows
                rows = []
            if isinstance(entry, dict):
                table, names = METADATA.tables[entry["table"]], entry["columns"]
            elif table is not None:
                values = zip(names, entry, strict=True)
                rows.append({name: _stored(table, name, value) for name, value in values})
    except (ValueError, KeyError, TypeError, zlib.error):
        raise DamagedError(N_("The database in the backup is damaged. Take another backup.")) from None
    if table is not None and rows:
        yield table, rows


def _unpacked_lines(content: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    waiting = b""
    for part in content:
        *lines, waiting = (waiting + unpacker.decompress(part)).split(b"\n")
        yield from lines
    if waiting or not unpacker.eof:
        raise ValueError


def _stored(table: Table, name: str, value: Any) -> Any:
    binary = isinstance(table.c[name].type, LargeBinary) and value is not None
    return base64.b64decode(value) if binary else value


def put_rows(connection: Connection, content: Iterable[bytes]) -> None:
    """Fills empty tables; numbers that the database gives itself go on after the highest."""
    for table, rows in unpacked(content):
        insert_rows(connection, table, rows)
    if connection.dialect.name == "postgresql":
        for table in tables():
            column = table.autoincrement_column
            if column is not None:
                highest = connection.execute(select(func.max(column))).scalar()
                given = text("SELECT setval(pg_get_serial_sequence(:table, :column), :highest)")
                facts = {"table": table.name, "column": column.name, "highest": highest or 1}
                connection.execute(given, facts)


def check_columns(found: dict[str, list[str]]) -> None:
    """UserError when the backup's tables are not this program's."""
    if found != columns():
        raise UserError(
            N_("The backup was made by another version of FieldKit. Restore it with that version, then upgrade.")
        )
