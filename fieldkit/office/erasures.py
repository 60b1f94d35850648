"""The list of erasures: what was erased is told to laptops, and erased again when something brings it back."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlalchemy import Connection, Select, insert, select

from fieldkit.access import Scope
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.tables import ERASURE
from fieldkit.records.erasing import Erasure
from fieldkit.records.rows import among
from fieldkit.sync.messages import Id


def erasure_in(row: Any) -> Erasure:
    """The erasure that a row of the table holds."""
    return Erasure(row["seq"], row["rid"], row["path"], row["salt"], row["values"])


def erasures_of(connection: Connection, rids: Iterable[str]) -> dict[str, list[Erasure]]:
    """The erasures of these records, oldest first."""
    return _by_record(connection, select(ERASURE).where(among(connection, ERASURE.c.rid, rids)))


def all_erasures(connection: Connection) -> dict[str, list[Erasure]]:
    """The erasures of all records, oldest first."""
    return _by_record(connection, select(ERASURE))


def _by_record(connection: Connection, query: Select[Any]) -> dict[str, list[Erasure]]:
    found: dict[str, list[Erasure]] = {}
    for row in connection.execute(query.order_by(ERASURE.c.seq)).mappings():
        found.setdefault(row["rid"], []).append(erasure_in(row))
    return found


def note_erasure(connection: Connection, erasure: Erasure, kind: str, scope: Scope, now_ms: int) -> None:
    """Writes an erasure down: all laptops that have the record hear of it."""
    row = {
        "seq": erasure.seq, "rid": erasure.rid, "kind": kind, "customer": scope.customer, "line": scope.line,
        "path": erasure.path, "salt": erasure.salt, "values": dict(erasure.values), "at_ms": now_ms,
    }  # fmt: skip
    connection.execute(insert(ERASURE), row)


def listed(connection: Connection) -> list[dict[str, Any]]:
    """The whole list, as `fieldkit office erasures` writes it down and a restore takes it."""
    rows = connection.execute(select(ERASURE).order_by(ERASURE.c.seq)).mappings()
    return [{str(name): value for name, value in row.items()} for row in rows]


def read_list(path: Path) -> list[dict[str, Any]]:
    """A list of erasures as it was written down; UserError for a file that is none."""
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
        return [_Listed.model_validate(row).model_dump() for row in rows]
    except OSError as error:
        raise UserError(N_("“{path}” cannot be read: {reason}."), path=path, reason=error.strerror) from error
    except ValueError:
        raise UserError(N_("“{path}” is not a list of erasures. Nothing was changed."), path=path) from None


class _Listed(BaseModel):
    """A line of the list."""

    rid: Id
    kind: Annotated[str, Field(max_length=40)]
    customer: Annotated[str, Field(max_length=36)]
    line: Annotated[str, Field(max_length=36)]
    path: Annotated[str, Field(max_length=200)]
    salt: Annotated[str, Field(pattern=r"^[0-9a-f]{0,32}$")]
    values: dict[str, Any]
