"""A head office put back from a backup: everything is checked before anything is written, and a new history begins.

What the office took after the backup is at the laptops still: they keep what they sent until a backup covers it, see
the new history at their next sync, and send it again (docs/protocol.md).
"""

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from sqlalchemy import Connection, bindparam, delete, select, update

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.audit import audit
from fieldkit.office.authority import fingerprint
from fieldkit.office.backup import Manifest, backups, read_manifest
from fieldkit.office.database import Database
from fieldkit.office.erasing import Eraser, tidy
from fieldkit.office.erasures import read_list
from fieldkit.office.files import OfficeFiles
from fieldkit.office.history import begin_history
from fieldkit.office.house import database_url, files_url, open_house, told
from fieldkit.office.lost import look_for_lost
from fieldkit.office.place import new_mark
from fieldkit.office.sealed import damaged, key_id, unseal
from fieldkit.office.table_copy import check_columns, put_rows, unpacked
from fieldkit.office.tables import FILE, INVITATION, ORGANISATION
from fieldkit.office.writing import write_secret
from fieldkit.records.migrating import bring_up, scripts
from fieldkit.records.tables import METADATA
from fieldkit.trust import chain_of, loaded

STAGING = "restoring"
_PEM = re.compile(rb"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


@dataclass(frozen=True)
class RestoreResult:
    """What was put back; the JSON of `fieldkit office restore`."""

    name: str
    company: str
    fingerprint: str
    history: str
    last_seq: int
    records: int
    changes: int
    files: int
    missing: list[str]
    erased: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Checked:
    """A backup that was read through from end to end and is what its list says."""

    place: Path
    manifest: Manifest
    key: X25519PrivateKey
    house: dict[str, bytes]
    objects: dict[str, Path]

    @property
    def settings(self) -> dict[str, str]:
        return dict(json.loads(self.house["office.json"]))


def restore(
    folder: Path,
    source: Path,
    key_file: Path,
    clock: Clock,
    *,
    at: str = "",
    database: str | None = None,
    files: str | None = None,
    erasures: Path | None = None,
) -> RestoreResult:
    """Puts a backup back into an empty folder, by default the newest one. Changes nothing when anything is wrong.

    `database` and `files` put these elsewhere than where they were; "" is in the folder. `erasures` is the list that
    `fieldkit office erasures` wrote: what was erased since the backup is erased before anybody can read it.
    """
    again = read_list(erasures) if erasures else []
    with told(source):
        checked = check(source, key_file, at)
    elsewhere = {"database": database, "files": files}
    settings = checked.settings | {name: url for name, url in elsewhere.items() if url is not None}
    with told(folder):
        staging = _empty(folder) / STAGING
        history, erased = _put_back(checked, staging, settings, clock, again)
        for path in sorted(staging.iterdir(), key=lambda path: path.name == "office.json"):
            path.rename(folder / path.name)  # office.json comes last: without it there is no office here
        staging.rmdir()
    open_house(folder, clock).close()
    manifest = checked.manifest
    certificate = loaded(manifest.certificate)[-1]
    return RestoreResult(
        manifest.name, manifest.company, fingerprint(certificate), history, manifest.last_seq, manifest.rows["record"],
        manifest.rows["change"], len(manifest.files), manifest.missing, erased,
    )  # fmt: skip


def check(source: Path, key_file: Path, at: str = "") -> Checked:
    """Reads a whole backup. UserError when the key is not its key, DamagedError when it is not what was written."""
    key, trusted = _read_key(key_file)
    place = _chosen(source, at)
    manifest, content, signature = read_manifest(place)
    _check_signature(place, manifest, content, signature, trusted)
    if manifest.key != key_id(key.public_key()):
        raise UserError(N_("This is not the key of this backup. It needs the key {key}."), key=manifest.key)
    check_columns(manifest.columns)
    held = b"".join(_whole(place / "house", key, manifest.house))
    house = {Path(name).name: base64.b64decode(content) for name, content in json.loads(held).items()}
    rows = dict.fromkeys(manifest.rows, 0)
    for table, some in unpacked(_whole(place / "database", key, manifest.database)):
        rows[table.name] += len(some)
        if table is ORGANISATION and (some[0]["history"], some[0]["last_seq"]) != (manifest.history, manifest.last_seq):
            raise damaged(place / "database")
    if rows != manifest.rows or loaded(house.get("ca.pem", b"").decode()) != loaded(manifest.certificate)[-1:]:
        raise damaged(place)
    folder = source / "objects" / manifest.key
    objects = {sha256: _object(folder, sha256, size, key) for sha256, size in manifest.files}
    return Checked(place, manifest, key, house, objects)


def _read_key(path: Path) -> tuple[X25519PrivateKey, x509.Certificate | None]:
    """The key of the backup, and the office's certificate when it was put into the same file."""
    try:
        blocks = {match[1]: match[0] for match in _PEM.finditer(path.read_bytes())}
        key = load_pem_private_key(blocks[b"PRIVATE KEY"], None)
        stored = blocks.get(b"CERTIFICATE")
        certificate = x509.load_pem_x509_certificate(stored) if stored else None
    except (OSError, KeyError, ValueError, TypeError, UnsupportedAlgorithm):
        key, certificate = None, None
    if not isinstance(key, X25519PrivateKey):
        raise UserError(N_("“{path}” holds no key that opens backups (X25519, PEM)."), path=path)
    return key, certificate


def _chosen(source: Path, at: str) -> Path:
    found = backups(source)
    chosen = [path for path in found if not at or path.name == at]
    if not chosen:
        names = ", ".join(path.name for path in found[-5:]) or "—"
        raise UserError(N_("There is no such backup in “{path}”. There are: {names}."), path=source, names=names)
    return chosen[-1]


def _check_signature(
    place: Path, manifest: Manifest, content: bytes, signature: bytes, trusted: x509.Certificate | None
) -> None:
    """The list is signed by the office's authority; by which one is said, and checked when the key file names it."""
    try:
        own, *above = loaded(manifest.certificate)
        certificate = above[-1] if above else own
        public = own.public_key()
        if not isinstance(public, ec.EllipticCurvePublicKey) or not chain_of(own, above, [certificate]):
            raise damaged(place / "manifest.json")
        public.verify(signature, content, ec.ECDSA(hashes.SHA256()))
    except (ValueError, InvalidSignature):
        raise damaged(place / "manifest.json") from None
    if trusted is not None and trusted != certificate:
        raise UserError(
            N_("The backup was not signed by the office whose certificate is in the key file. Nothing was changed.")
        )


def _whole(path: Path, key: X25519PrivateKey, wanted: tuple[str, int]) -> Iterator[bytes]:
    """A sealed file's content; DamagedError at its end when it is not what was wanted."""
    digest, size = hashlib.sha256(), 0
    try:
        for part in unseal(path, key):
            digest.update(part)
            size += len(part)
            yield part
    except FileNotFoundError:
        raise damaged(path) from None
    if (digest.hexdigest(), size) != tuple(wanted):
        raise damaged(path)


def _object(folder: Path, sha256: str, size: int, key: X25519PrivateKey) -> Path:
    """The copy of a file that is whole."""
    for path in (folder / sha256[:2]).glob(f"{sha256}.*"):
        try:
            for _ in _whole(path, key, (sha256, size)):
                pass
        except UserError:
            continue
        return path
    raise damaged(folder / sha256[:2] / sha256)


def _empty(folder: Path) -> Path:
    """An empty folder; what a restore left that was killed is taken away."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(path.name != STAGING for path in folder.iterdir()):
        raise UserError(N_("The folder “{path}” is not empty. Restore into an empty one."), path=folder)
    if (folder / STAGING).exists():
        shutil.rmtree(folder / STAGING)
    folder.chmod(0o700)
    return folder


def _put_back(
    checked: Checked, staging: Path, settings: dict[str, str], clock: Clock, again: list[dict[str, Any]]
) -> tuple[str, int]:
    staging.mkdir()
    database = Database(database_url(staging, settings.get("database", "")))
    try:
        files = OfficeFiles(files_url(staging, settings.get("files", "")), database)
        places = [
            {"b_sha256": sha256, "place": files.keep(sha256, _whole(path, checked.key, (sha256, size)))}
            for (sha256, size), path in zip(checked.manifest.files, checked.objects.values(), strict=True)
        ]
        with database.writing() as connection:
            bring_up(connection, scripts("office"), lambda: METADATA.create_all(connection))
            history = _fill(connection, checked, clock.millis())
            if places:
                connection.execute(update(FILE).where(FILE.c.sha256 == bindparam("b_sha256")), places)
        settings["store"] = new_mark(files.store)
        erased = _erase_again(database, again, clock.millis()) if again else 0
    finally:
        database.close()
    for name, content in (checked.house | {"office.json": _json(settings)}).items():
        write_secret(staging / name, content)
    return history, erased


def _erase_again(database: Database, rows: list[dict[str, Any]], now_ms: int) -> int:
    """What was erased since the backup; before the folder becomes an office that anybody could open."""
    database.prepare()
    with database.writing() as connection:
        eraser = Eraser(connection, now_ms)
        number = eraser.again(rows)
        eraser.done()
        audit(connection, now_ms, "office", "erase", f"again: {number}")
    tidy(database)
    return number


def _fill(connection: Connection, checked: Checked, now_ms: int) -> str:
    """The tables as they were; a new history, since the numbers after the last one will be given again."""
    manifest = checked.manifest
    if connection.execute(select(ORGANISATION)).first():
        raise UserError(N_("There is a head office in this database already. Give an empty one with --database."))
    put_rows(connection, _whole(checked.place / "database", checked.key, manifest.database))
    history = begin_history(connection, {manifest.history: manifest.last_seq})
    connection.execute(update(ORGANISATION).values(durable_seq=manifest.last_seq))
    for sha256 in manifest.missing:
        connection.execute(delete(FILE).where(FILE.c.sha256 == sha256))
    look_for_lost(connection)
    # An invitation that was used after the backup would serve twice.
    connection.execute(update(INVITATION).where(INVITATION.c.used_ms.is_(None)).values(used_ms=now_ms))
    audit(connection, now_ms, "office", "restore", f"{manifest.name} {manifest.last_seq}")
    return history


def _json(settings: dict[str, str]) -> bytes:
    return json.dumps(settings, ensure_ascii=False, indent=1).encode()
