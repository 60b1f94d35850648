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
from fieldkit.office.standing import check_place_is_ours, missing, refuse_many
from fieldkit.office.tables import AWAITED, CHANGE, FILE, HOLDER, LOST, PART, REFERENCE
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
    found: int = 0
    lost: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def collect(house: House, *, dry_run: bool = False, really_lost: bool = False) -> Collected:
    """Looks through the files once. `dry_run` only counts.

    UserError when the store does not answer, is not the office's own, or lacks very many files that are not
    `really_lost`; nothing is changed then.
    """
    try:
        check_place_is_ours(house, really_lost=really_lost)
        gone, count = missing(house)
        if not really_lost:
            refuse_many(len(gone), count)
        return _collect(house, gone, dry_run=dry_run)
    except BaseError as error:
        raise UserError(N_("The place for files cannot be used: {reason}."), reason=error) from error


def _collect(house: House, gone: list[Any], *, dry_run: bool) -> Collected:
    done = Collected(parts=house.files.uploads.expire(dry_run=dry_run))
    if not dry_run:
        for row in gone:
            house.files.lose(row.sha256, row.place)
    done.found = _heal(house, dry_run=dry_run)
    with house.database.reading() as connection:
        done.lost = connection.execute(select(func.count()).select_from(LOST)).scalar_one()
    if dry_run:
        done.lost += len(gone) - done.found
    _sweep(house, done, dry_run=dry_run)
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


def _heal(house: House, *, dry_run: bool) -> int:
    """Files that were lost and whose object is there again; counts them."""
    with house.database.reading() as connection:
        lost = {row.sha256 for row in connection.execute(select(LOST))}
    back: set[str] = set()
    for item in _all(house.files.store, "files") if lost else ():
        sha256 = _hash_in(item["path"])
        if sha256 in lost - back and (dry_run or house.files.heal(sha256, item["size"], item["path"])):
            back.add(sha256)
    return len(back)


def _sweep(house: House, done: Collected, *, dry_run: bool) -> None:
    """Takes away what no row names, but for what bears the hash of a file that is lost or waited for."""
    store, before_ms = house.files.store, house.clock.millis() - UNFINISHED_DAYS * DAY_MS
    with house.database.reading() as connection:
        needed = {row.sha256 for table in (LOST, AWAITED) for row in connection.execute(select(table.c.sha256))}
        named = {row.place for row in connection.execute(select(FILE.c.place))}
        named |= {part_place(row.person, row.sha256, row.number) for row in connection.execute(select(PART))}
    old = [
        item["path"]
        for prefix in ("files", "parts")
        for item in _all(store, prefix)
        if item["path"] not in named
        and _hash_in(item["path"]) not in needed
        and item["last_modified"].timestamp() * 1000 < before_ms
    ]
    broken_off = [path for path in _broken_off(store) if path.stat().st_mtime * 1000 < before_ms]
    done.refuse = len(old) + len(broken_off)
    if not dry_run:
        remove(store, old)
        for path in broken_off:
            path.unlink()


def _hash_in(path: str) -> str:
    """The hash that an object's name begins with."""
    return path.rsplit("/", 1)[-1].split(".", maxsplit=1)[0]


def _broken_off(store: ObjectStore) -> list[Path]:
    """What a killed worker was writing in a folder; the store itself does not list it."""
    return list(Path(str(store.prefix)).rglob("*#*")) if isinstance(store, LocalStore) else []


def _all(store: Any, prefix: str) -> Iterable[Any]:
    for page in obstore.list(store, prefix=prefix):
        yield from page
