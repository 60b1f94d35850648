"""The audit log: lines that are only ever added, each sealed by the hash of all before it.

The tables' own triggers refuse to change or delete a line; the hashes show it when somebody did so all the same. That
the newest lines were cut off can only be seen by a hash that was noted elsewhere: `fieldkit office audit --holds`.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from fieldkit.errors import DamagedError
from fieldkit.i18n import N_
from fieldkit.office.tables import AUDIT, ORGANISATION
from fieldkit.records.rows import dumps

_SOME = 1_000


@dataclass(frozen=True)
class Line:
    """Who did what to what, when; `who` is a staff number, a device id, or "office" for its command line."""

    id: int
    at_ms: int
    who: str
    what: str
    about: str
    hash: str

    def chained(self, before: str) -> str:
        return chained(before, self.at_ms, self.who, self.what, self.about)


def audit(connection: Connection, now_ms: int, who: str, what: str, about: str) -> None:
    """Adds a line, in the transaction of what it tells of. The organisation's row keeps the order of the chain."""
    connection.execute(select(ORGANISATION.c.id).with_for_update())
    before = connection.execute(select(AUDIT.c.hash).order_by(AUDIT.c.id.desc()).limit(1)).scalar() or ""
    row = {"at_ms": now_ms, "who": who[:80], "what": what, "about": about[:200]}
    connection.execute(insert(AUDIT), {**row, "hash": chained(before, *row.values())})


def chained(before: str, *said: object) -> str:
    """SHA-256 over the hash before and what a line says, as JSON: [before, at_ms, who, what, about]."""
    return hashlib.sha256(dumps([before, *said]).encode()).hexdigest()


def lines(connection: Connection) -> Iterator[Line]:
    """The whole log, oldest first."""
    query = select(*(AUDIT.c[name] for name in Line.__dataclass_fields__)).order_by(AUDIT.c.id).limit(_SOME)
    last = 0
    while some := [Line(*row) for row in connection.execute(query.where(AUDIT.c.id > last))]:
        yield from some
        last = some[-1].id


def check(log: Iterator[Line], holds: str = "") -> Iterator[Line]:
    """Passes the lines on; DamagedError at the first that is not what it was, or when `holds` is no line's hash."""
    before, found = "", not holds
    for line in log:
        if line.hash != line.chained(before):
            raise DamagedError(
                N_("The audit log was altered at line {line} or just before it. Compare it with a backup."),
                line=line.id,
            )
        before = line.hash
        found = found or line.hash == holds
        yield line
    if not found:
        raise DamagedError(N_("The audit log does not hold the line that was noted. Compare it with a backup."))
