"""A backup of the head office: sealed, read back, and only then called good (docs/operations.md).

The folder holds `objects/<key>/<aa>/<sha256>.<sha256 of the sealed file>`, shared by all backups, and one folder a
backup with `database`, `house` (the authority's keys and office.json), `manifest.json` and its signature. A backup
is made under another name and renamed at the end: what has its name is whole.
"""

import base64
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from obstore.exceptions import BaseError
from obstore.store import LocalStore
from sqlalchemy import Connection, select, update

from fieldkit import __version__
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.audit import audit
from fieldkit.office.database import Database, Sequence
from fieldkit.office.house import KEYS, House
from fieldkit.office.lost import lose
from fieldkit.office.sealed import Seal, damaged, digest_of, key_id, read_back, read_public_key, seal
from fieldkit.office.standing import check_place_is_ours, refuse_many
from fieldkit.office.table_copy import columns, counts, packed, snapshot
from fieldkit.office.tables import FILE, ORGANISATION
from fieldkit.office.writing import flush_folder, write_flushed
from fieldkit.records.rows import dumps

HOUSE_FILES = ("office.json", *KEYS)
DRAFT = ".part"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: signed by the office's authority, readable without a key."""

    name: str
    fieldkit: str
    company: str
    certificate: str
    key: str
    history: str
    last_seq: int
    taken_ms: int
    columns: dict[str, list[str]]
    rows: dict[str, int]
    database: tuple[str, int]
    house: tuple[str, int]
    files: list[tuple[str, int]]
    missing: list[str]


@dataclass
class BackupResult:
    """What a backup did; the JSON of `fieldkit office backup`. Sizes in bytes."""

    name: str = ""
    last_seq: int = 0
    durable_seq: int = 0
    records: int = 0
    changes: int = 0
    files: int = 0
    files_copied: int = 0
    size: int = 0
    missing: list[str] = field(default_factory=list)
    key: str = ""
    backups: int = 0
    all_sizes: int = 0
    same_disk: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def back_up(house: House, target: Path, key_file: Path | None = None, *, really_lost: bool = False) -> BackupResult:
    """Makes one backup in a folder, beside the former ones, and says from then on that it covers what it holds.

    UserError when the place for files is not the office's own, or lacks very many files that are not `really_lost`.
    """
    key = read_public_key(key_file or house.folder / "recovery.pub")
    _check_target(house, target)
    with _written(target), _alone(target):
        check_place_is_ours(house, really_lost=really_lost)
        _sweep(target)
        taken_ms = house.clock.millis()
        while (target / _name(taken_ms)).exists():
            taken_ms += 1
        result = _Backup(house, target, _name(taken_ms), key).make(taken_ms, really_lost=really_lost)
        result.same_disk = target.stat().st_dev == house.folder.stat().st_dev
        done = backups(target)
        result.backups = len(done)
        kept = (path for folder in [target / "objects", *done] for path in folder.rglob("*") if path.is_file())
        result.all_sizes = sum(path.stat().st_size for path in kept)
        return result


def _check_target(house: House, target: Path) -> None:
    """UserError for a place inside the office: what takes the office away would take the backup with it."""
    inside = [house.folder]
    if isinstance(house.files.store, LocalStore):
        inside.append(Path(str(house.files.store.prefix)))
    if any(target.resolve().is_relative_to(folder.resolve()) for folder in inside):
        raise UserError(
            N_("“{path}” lies in the office's own folder. Give a folder on another disk, best of another computer."),
            path=target,
        )


def _name(taken_ms: int) -> str:
    """`2026-11-09T001200.123Z`: names sort by time, and Windows can write them."""
    return datetime.fromtimestamp(taken_ms / 1000, UTC).strftime("%Y-%m-%dT%H%M%S.%f")[:-3] + "Z"


def _sweep(target: Path) -> None:
    """Takes away what a killed backup left."""
    for folder in target.glob(f"????-??-??T??????.???Z{DRAFT}"):
        shutil.rmtree(folder)
    for path in target.glob(f"objects/*/??/*{DRAFT}"):
        path.unlink()


class _Backup:
    """One backup while it is made."""

    def __init__(self, house: House, target: Path, name: str, key: X25519PublicKey) -> None:
        self._house = house
        self._target = target
        self._place = target / (name + DRAFT)
        self._key = key
        self._objects = target / "objects" / key_id(key)
        self.result = BackupResult(name=name, key=key_id(key))

    def make(self, taken_ms: int, *, really_lost: bool) -> BackupResult:
        self._place.mkdir(parents=True)
        with snapshot(self._house.database) as connection:
            organisation = connection.execute(select(ORGANISATION)).one()
            rows = counts(connection)
            database = self._sealed("database", packed(connection))
            wanted = [(row.sha256, row.size) for row in connection.execute(select(FILE).order_by(FILE.c.sha256))]
        held = self._sealed("house", [dumps(self._house_files()).encode()])
        files = [(sha256, size) for sha256, size in wanted if self._object(sha256, size)]
        self._house.files.check_there()  # still, and now it is known what is lost
        if not really_lost:
            refuse_many(len(self.result.missing), len(wanted))
        authority = self._house.authority
        manifest = Manifest(
            self.result.name, __version__, organisation.name, authority.issuing_pem + authority.pem, self.result.key,
            organisation.history, organisation.last_seq, taken_ms, columns(), rows, (database.sha256, database.size),
            (held.sha256, held.size), files, self.result.missing,
        )  # fmt: skip
        self._finish(dumps(asdict(manifest)).encode())
        self.result.last_seq = organisation.last_seq
        self.result.records, self.result.changes, self.result.files = rows["record"], rows["change"], len(files)
        self.result.durable_seq = cover(
            self._house.database, organisation.history, organisation.last_seq, taken_ms, self.result
        )
        return self.result

    def _sealed(self, name: str, content: Any) -> Seal:
        path = self._place / name
        sealed = seal(content, path, self._key)
        read_back(path, sealed)
        self.result.size += path.stat().st_size
        return sealed

    def _house_files(self) -> dict[str, str]:
        found = [path for wanted in HOUSE_FILES for path in self._house.folder.glob(wanted)]
        return {path.name: base64.b64encode(path.read_bytes()).decode() for path in found}

    def _object(self, sha256: str, size: int) -> bool:
        """Copies a file that is not in the target yet; False when the office itself does not have it whole."""
        folder = self._objects / sha256[:2]
        for path in folder.glob(f"{sha256}.*"):
            if path.name == f"{sha256}.{digest_of(path)}":
                return True
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / (sha256 + DRAFT)
        try:
            sealed = seal(self._house.files.stream(sha256), draft, self._key)
        except FileNotFoundError:
            sealed = None
        if sealed is None or (sealed.sha256, sealed.size) != (sha256, size):
            draft.unlink(missing_ok=True)
            self.result.missing.append(sha256)
            return False
        read_back(draft, sealed)
        self.result.size += draft.stat().st_size
        draft.replace(folder / f"{sha256}.{sealed.sealed_sha256}")
        flush_folder(folder)
        self.result.files_copied += 1
        return True

    def _finish(self, manifest: bytes) -> None:
        """The list of what is there, and its signature; then the backup gets its name."""
        for name, content in (("manifest.json", manifest), ("manifest.sig", self._house.authority.sign(manifest))):
            write_flushed(self._place / name, content)
            if (self._place / name).read_bytes() != content:
                raise damaged(self._place / name)
        flush_folder(self._place)
        self._place.rename(self._target / self.result.name)
        flush_folder(self._target)


def cover(database: Database, history: str, seq: int, now_ms: int, result: BackupResult) -> int:
    """Tells the laptops that everything up to this number is in a backup; what is missing is asked for again."""
    with database.writing() as connection:
        durable = raise_durable(connection, history, seq)
        for sha256 in result.missing:
            lose(connection, sha256)
            audit(connection, now_ms, "office", "file-lost", sha256)
        audit(connection, now_ms, "office", "backup", f"{result.name} {seq}")
    return durable


def raise_durable(connection: Connection, history: str, seq: int) -> int:
    """Raises the mark, never lowers it; a history that began meanwhile is not covered by a backup of the last."""
    sequence = Sequence(connection)
    if sequence.history == history and seq > sequence.durable:
        connection.execute(update(ORGANISATION).values(durable_seq=seq))
        return seq
    return sequence.durable


def mark_durable(house: House, seq: int) -> int:
    """For those who back up their own way: everything up to this number is in a backup that was verified."""
    with house.database.writing() as connection:
        sequence = Sequence(connection)
        if not sequence.durable <= seq <= sequence.last:
            raise UserError(
                N_("The number must be between {durable} (backed up already) and {last} (the last there is)."),
                durable=sequence.durable,
                last=sequence.last,
            )
        audit(connection, house.clock.millis(), "office", "mark-durable", str(seq))
        return raise_durable(connection, sequence.history, seq)


def backups(folder: Path) -> list[Path]:
    """The whole backups in a folder, oldest first."""
    found = (path.parent for path in folder.glob("*/manifest.json"))
    return sorted(path for path in found if not path.name.endswith(DRAFT))


def read_manifest(place: Path) -> tuple[Manifest, bytes, bytes]:
    """A backup's list, with its bytes and their signature, which is still to be checked."""
    try:
        content, signature = (place / "manifest.json").read_bytes(), (place / "manifest.sig").read_bytes()
        stored = json.loads(content)
        return Manifest(**{name: stored[name] for name in Manifest.__dataclass_fields__}), content, signature
    except (OSError, ValueError, KeyError, TypeError):
        raise damaged(place / "manifest.json") from None


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """One backup at a time in a folder; the lock goes with the process, however that ends."""
    target.mkdir(parents=True, exist_ok=True)
    try:
        lock = sqlite3.connect(target / "lock", timeout=0, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise OSError(str(error)) from error
        raise UserError(N_("Another backup into this folder is running. Wait for it.")) from None
    try:
        yield
    finally:
        lock.close()


@contextmanager
def _written(target: Path) -> Iterator[None]:
    """A full disk and a folder that cannot be used become a sentence."""
    try:
        yield
    except (OSError, BaseError) as error:
        raise UserError(
            N_("The backup into “{path}” was not made: {reason}. The former ones stay as they are."),
            path=target,
            reason=getattr(error, "strerror", None) or error,
        ) from error
