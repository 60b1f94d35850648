"""What the files' store need not keep: files that nobody refers to, uploads that were given up, what no row names.

Run at the office now and then (docs/operations.md). It also finds what the store has lost, and asks for it.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore
from sqlalchemy import Connection, delete, exists, func, select

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.audit import audit
from fieldkit.office.database import Sequence
from fieldkit.office.house import House
from fieldkit.office.tables import AWAITED, CHANGE, FILE, HOLDER, PART, REFERENCE
from fieldkit.office.uploads import DAY_MS, UNFINISHED_DAYS, part_place, remove
from fieldkit.records.rows import dumps

ORPHAN_DAYS = 90


@dataclass
class Collected:
    """What was, or would be, taken away; the JSON of `fieldkit office collect`. `bytes` are those of the orphans."""

    orphans: int = 0
    bytes: int = 0
    parts: int = 0
    refuse: int = 0
    lost: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def collect(house: House, *, dry_run: bool = False) -> Collected:
    """Looks through the files once. `dry_run` only counts. UserError when the store does not answer."""
    try:
        return _collect(house, dry_run=dry_run)
    except BaseError as error:
        raise UserError(N_("The place for files cannot be used: {reason}."), reason=error) from error


def _collect(house: House, *, dry_run: bool) -> Collected:
    done = Collected(parts=house.files.uploads.expire(dry_run=dry_run))
    _compare(house, done, dry_run=dry_run)
    with house.database.writing() as connection:
        Sequence(connection)  # no push refers to a file between the look and the deletion
        orphans = _orphans(connection, house.clock.millis() - ORPHAN_DAYS * DAY_MS)
        for row in () if dry_run else orphans:
            for table in (FILE, HOLDER):
                connection.execute(delete(table).where(table.c.sha256 == row.sha256))
            audit(connection, house.clock.millis(), "office", "file-collected", row.sha256)
    if not dry_run:
        remove(house.files.store, [row.place for row in orphans])
    done.orphans, done.bytes = len(orphans), sum(row.size for row in orphans)
    return done


def _orphans(connection: Connection, before_ms: int) -> list[Any]:
    """Files that were brought before a time and that no record, no held and no refused change names."""
    query = (
        select(FILE.c.sha256, FILE.c.size, FILE.c.place)
        .outerjoin(HOLDER, HOLDER.c.sha256 == FILE.c.sha256)
        .where(
            ~exists().where(REFERENCE.c.sha256 == FILE.c.sha256),
            ~exists().where(AWAITED.c.sha256 == FILE.c.sha256),
        )
        .group_by(FILE.c.sha256, FILE.c.size, FILE.c.place)
        .having(func.coalesce(func.max(HOLDER.c.at_ms), 0) < before_ms)
    )
    found = {row.sha256: row for row in connection.execute(query)}
    if found:
        for row in connection.execute(select(CHANGE.c.patch).where(CHANGE.c.status != "ok")):
            for sha256 in re.findall(r"[0-9a-f]{64}", dumps(row.patch)):
                found.pop(sha256, None)
    return list(found.values())


def _compare(house: House, done: Collected, *, dry_run: bool) -> None:
    """Holds the store against the rows: the rows are read first, so that each of them must be found."""
    store, before_ms = house.files.store, house.clock.millis() - UNFINISHED_DAYS * DAY_MS
    with house.database.reading() as connection:
        rows = list(connection.execute(select(FILE)))
    sizes = {item["path"]: item["size"] for item in _all(store, "files")}
    for row in rows:
        if sizes.get(row.place) != row.size:
            done.lost += 1
            if not dry_run:
                house.files.lose(row.sha256, row.place)
    with house.database.reading() as connection:
        named = {row.place for row in connection.execute(select(FILE.c.place))}
        named |= {part_place(row.person, row.sha256, row.number) for row in connection.execute(select(PART))}
    old = [
        item["path"]
        for prefix in ("files", "parts")
        for item in _all(store, prefix)
        if item["path"] not in named and item["last_modified"].timestamp() * 1000 < before_ms
    ]
    broken_off = [path for path in _broken_off(store) if path.stat().st_mtime * 1000 < before_ms]
    done.refuse = len(old) + len(broken_off)
    if not dry_run:
        remove(store, old)
        for path in broken_off:
            path.unlink()


def _broken_off(store: ObjectStore) -> list[Path]:
    """What a killed worker was writing in a folder; the store itself does not list it."""
    return list(Path(str(store.prefix)).rglob("*#*")) if isinstance(store, LocalStore) else []


def _all(store: Any, prefix: str) -> Iterable[Any]:
    for page in obstore.list(store, prefix=prefix):
        yield from page
