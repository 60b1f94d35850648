"""The record table that laptop and office share, and how a row of it is read and written.

One row a record: the shown values and the sequence number of each path; heads only where there are two or more.
The office keeps what was accepted; the laptop keeps the same rows as its base, under its outbox.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    select,
)

from fieldkit.access import Scope
from fieldkit.forms import Head as ShownHead
from fieldkit.forms import Record, Values, stand_beside
from fieldkit.records.heads import Head
from fieldkit.records.rows import dumps, insert_rows, read_among, update_rows

# The most that is taken whole or refused whole: `sync.messages` says the same to other programs.
GROUP_CHANGES, GROUP_BYTES = 5_000, 8 * 1024 * 1024
PATCH_BYTES = 400 * 1024  # of one change, as JSON; the largest form filled to the brim stays below
PATCH_PATHS = 2_000  # of one change
MARKS = 1_000  # numbers of the office with their stamps: what a laptop keeps, and what one message carries

METADATA = MetaData()

RECORD = Table(
    "record",
    METADATA,
    Column("no", Integer, primary_key=True, autoincrement=True),
    Column("rid", String(36), unique=True, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("customer", String(36), nullable=False),
    Column("line", String(36), nullable=False),
    Column("values", JSON, nullable=False),
    Column("stamps", JSON, nullable=False),
    Column("heads", JSON, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    Column("scope_seq", BigInteger, nullable=False),
    Index("record_last_seq", "last_seq"),
)


@dataclass
class Stored:
    """A row of the record table: what is shown, the seq of each path, and the heads of paths in conflict."""

    rid: str
    kind: str
    scope: Scope
    values: Values = field(default_factory=dict)
    stamps: dict[str, int] = field(default_factory=dict)
    heads: dict[str, list[Head]] = field(default_factory=dict)
    last_seq: int = 0
    scope_seq: int = 0

    def record(self) -> Record:
        """The record as forms read it, with its conflicts."""
        record = Record(self.rid, self.kind, self.scope, dict(self.values), last_seq=self.last_seq)
        for path, heads in self.heads.items():
            shown = [ShownHead(head.value, head.author, head.rank, head.change) for head in heads]
            stand_beside(record, path, shown)
        return record

    def row(self) -> dict[str, Any]:
        return {
            "rid": self.rid,
            "kind": self.kind,
            "customer": self.scope.customer,
            "line": self.scope.line,
            "values": self.values,
            "stamps": self.stamps,
            "heads": {path: [head.stored() for head in heads] for path, heads in self.heads.items()},
            "last_seq": self.last_seq,
            "scope_seq": self.scope_seq,
        }


def of_row(row: Mapping[Any, Any]) -> Stored:
    heads = {path: [Head(*head) for head in stored] for path, stored in row["heads"].items()}
    return Stored(
        row["rid"],
        row["kind"],
        Scope(row["customer"], row["line"]),
        row["values"],
        row["stamps"],
        heads,
        row["last_seq"],
        row["scope_seq"],
    )


def load(connection: Connection, rid: str) -> Stored | None:
    row = connection.execute(select(RECORD).where(RECORD.c.rid == rid)).mappings().first()
    return of_row(row) if row else None


def load_many(connection: Connection, rids: Iterable[str]) -> dict[str, Stored]:
    """Records by id, for as many ids as exist."""
    return {row["rid"]: of_row(row) for row in read_among(connection, RECORD.c.rid, rids)}


def save(connection: Connection, stored: Iterable[Stored], known: Mapping[str, Any] | set[str]) -> None:
    """Inserts or replaces rows; `known` holds the ids that are in the table already."""
    rows = [item.row() for item in stored]
    insert_rows(connection, RECORD, [row for row in rows if row["rid"] not in known])
    update_rows(connection, RECORD, "rid", [row for row in rows if row["rid"] in known])


def remove(connection: Connection, rid: str) -> None:
    connection.execute(delete(RECORD).where(RECORD.c.rid == rid))


def in_parts(patch: Values) -> list[Values]:
    """A patch as one change can hold it, or as several that can: its rows after its fields, a step at the very end.

    A single value that is too large stays so.
    """
    if len(patch) <= PATCH_PATHS and len(dumps(patch)) <= PATCH_BYTES:
        return [patch]
    parts: list[Values] = [{}]
    size = 2
    for path in sorted(patch, key=lambda path: (path == "status", path.count("."))):
        more = len(dumps({path: patch[path]}))
        if parts[-1] and (len(parts[-1]) == PATCH_PATHS or size + more > PATCH_BYTES):
            parts.append({})
            size = 2
        parts[-1][path] = patch[path]
        size += more
    return parts
