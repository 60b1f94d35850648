"""Opens the evidence of a signature by hand: who drew it when, on which laptop, how fast and how hard.

The strokes are biometric. They are opened one paper at a time, by the holder of the evidence key, for a reason that
stands in the audit log before anything is read; what is said of them is facts, the strokes themselves only leave into
a file that its owner alone can read.
"""

import base64
import json
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.verify import verify
from fieldkit.errors import DamagedError, UserError
from fieldkit.forms import form_class
from fieldkit.forms.values import Signature, Signed
from fieldkit.i18n import N_
from fieldkit.office.audit import audit
from fieldkit.office.house import House
from fieldkit.office.writing import write_secret
from fieldkit.records.find import find
from fieldkit.records.tables import load

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_PURPOSE = b"fieldkit evidence"
LEAST_WHY = 8


@dataclass(frozen=True)
class Evidence:
    """One opened evidence. `fits`: it is that of the hand on the page, of this name and of the pages shown.

    `seconds` from the first touch to the last; `pressure` whether a pen told it. `strokes` are (x, y, ms, width[,
    pressure]), lengths and pressure in thousandths.
    """

    field: str
    name: str
    at: str
    device: str
    shown_sha256: str
    fits: bool
    points: int
    seconds: float
    pressure: bool
    strokes: list[list[list[int]]]


@dataclass(frozen=True)
class Opened:
    """The evidence in a paper, and what its own signatures say; `shown` is a code of `documents.verify.SHOWN`."""

    number: str
    revision: int
    verdict: str
    shown: str
    found: tuple[Evidence, ...]


def read_key(path: Path) -> X25519PrivateKey:
    """The evidence or recovery key. UserError when there is none, others can read its file, or it has a passphrase."""
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise UserError(N_("Others can read the key “{path}”. Make it readable to you alone (0600)."), path=path)
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        raise UserError(N_("The key “{path}” cannot be read: {reason}."), path=path, reason=error.strerror) from None
    except (ValueError, TypeError):
        raise UserError(N_("“{path}” holds no key of this kind."), path=path) from None
    if not isinstance(key, X25519PrivateKey):
        raise UserError(N_("“{path}” holds no key of this kind."), path=path)
    return key


def open_evidence(house: House, pdf: bytes, key_file: Path, by: str, why: str) -> Opened:
    """Opens what a paper holds; the audit log has who and why before the key is touched."""
    if not by.strip() or len(why.strip()) < LEAST_WHY:
        raise UserError(N_("Say who opens the evidence and why, in a few words: it stands in the audit log."))
    snapshot = read_snapshot(pdf)[0]
    number, revision = str(snapshot.get("number") or ""), int(str(snapshot.get("revision") or 1))
    sealed = list(_signatures(snapshot))
    if not sealed:
        raise UserError(N_("This paper holds no evidence: nobody signed it by hand."))
    checked = verify(pdf, [x509.load_pem_x509_certificate(house.authority.pem.encode())])
    with house.database.writing() as connection:
        audit(connection, house.clock.millis(), by.strip(), "evidence", f"{number} R{revision}: {why.strip()}")
    key = read_key(key_file)
    return Opened(
        number, revision, checked.verdict, checked.shown, tuple(_opened(name, signed, key) for name, signed in sealed)
    )


def _signatures(snapshot: dict[str, Any]) -> Iterator[tuple[str, Signed]]:
    """The hands with sealed evidence in a paper's own data."""
    fields = form_class(str(snapshot.get("kind"))).fields
    for name, field in fields.items():
        signed = field.load(snapshot["values"].get(name)) if isinstance(field, Signature) else None
        if signed is not None and signed.evidence:
            yield name, signed


def _opened(field: str, signed: Signed, key: X25519PrivateKey) -> Evidence:
    try:
        told = json.loads(_SUITE.decrypt(base64.b64decode(signed.evidence, validate=True), key, _PURPOSE))
        strokes = [[[int(number) for number in point] for point in stroke] for stroke in told["strokes"]]
        points = [point for stroke in strokes for point in stroke]
        drawn = tuple(tuple((point[0], point[1], point[3]) for point in stroke) for stroke in strokes)
        shown, name = str(told["shown_sha256"]), str(told["name"])
        at, device = str(told["at"]), str(told.get("device", ""))
    except InvalidTag:
        raise UserError(N_("This key does not open the evidence: it was sealed to another one.")) from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        raise DamagedError(N_("The evidence in this paper is damaged.")) from None
    fits = (drawn, shown, name) == (signed.strokes, signed.shown_sha256, signed.witness or signed.name)
    times = [point[2] for point in points] or [0]
    seconds = (max(times) - min(times)) / 1000
    pressure = bool(points) and all(len(point) > 4 for point in points)
    return Evidence(field, name, at, device, shown, fits, len(points), seconds, pressure, strokes)


def paper_of(house: House, number: str, kinds: Sequence[str], revision: int = 0) -> bytes:
    """The sealed PDF of a paper that the office has, by its number: the newest one, or that of a revision."""
    with house.database.reading() as connection:
        ids = [rid for kind in kinds for rid in find(connection, kind, {"number": number})]
        stored = load(connection, ids[0]) if ids else None
    rows = stored.record().values if stored else {}
    sheets = sorted(path.rsplit(".", 1)[0] for path in rows if path.startswith("sheets.") and path.endswith(".file"))
    wanted = [sheet for sheet in sheets if not revision or int(str(rows.get(f"{sheet}.revision") or 1)) == revision]
    file = rows.get(f"{wanted[-1]}.file") if wanted else None
    if not isinstance(file, dict):
        raise UserError(N_("The office has no sealed paper “{number}”."), number=number)
    return b"".join(house.files.stream(str(file["sha256"])))


def lay_down(opened: Opened, path: Path) -> None:
    """Writes the strokes into a new file that its owner alone can read."""
    told = [{"field": one.field, "name": one.name, "at": one.at, "strokes": one.strokes} for one in opened.found]
    content = {"number": opened.number, "revision": opened.revision, "signatures": told}
    try:
        write_secret(path, json.dumps(content, ensure_ascii=False).encode())
    except OSError as error:
        raise UserError(N_("“{name}” could not be written: {reason}."), name=path, reason=error.strerror) from None
