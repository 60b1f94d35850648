"""Sealed files of a backup: only the holder of the backup key opens them; who wrote one can read it back at once.

A file is `FKB1`, the file's own key sealed by HPKE (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM, `info` =
`fieldkit backup`; 32 bytes encapsulated key, 48 bytes sealed key), then the content in chunks of 1 MiB, each by
AES-256-GCM under that key. The nonce is the chunk's number in 11 bytes and a byte that is 1 for the last chunk, so
that a file cut short, or with chunks out of place, is found out. No chunk is empty but that of an empty file.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from fieldkit.errors import DamagedError, UserError
from fieldkit.i18n import N_

CHUNK = 1024 * 1024
_MAGIC = b"FKB1"
_INFO = b"fieldkit backup"
_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_TAG, _SEALED_KEY = 16, 32 + 32 + 16


@dataclass(frozen=True)
class Seal:
    """What was sealed: the content's SHA-256 and bytes, the sealed file's SHA-256, and the key while it is known."""

    sha256: str
    size: int
    sealed_sha256: str
    key: bytes


def seal(content: Iterable[bytes], path: Path, public_key: X25519PublicKey) -> Seal:
    """Writes content under a new key and flushes it to the disk. OSError when the disk is full."""
    key = os.urandom(32)
    cipher, plain, sealed, size, number = AESGCM(key), hashlib.sha256(), hashlib.sha256(), 0, 0
    with path.open("wb") as file:

        def put(part: bytes) -> None:
            sealed.update(part)
            file.write(part)

        put(_MAGIC + _SUITE.encrypt(key, public_key, _INFO))
        for chunk, last in _chunks(content):
            plain.update(chunk)
            size += len(chunk)
            put(cipher.encrypt(_nonce(number, last=last), chunk, None))
            number += 1
        file.flush()
        os.fsync(file.fileno())
        _forget(file)
    return Seal(plain.hexdigest(), size, sealed.hexdigest(), key)


def read_back(path: Path, wanted: Seal) -> None:
    """DamagedError unless the file on the disk opens and holds what was sealed."""
    digest, size = hashlib.sha256(), 0
    for part in _opened(path, lambda _sealed: wanted.key):
        digest.update(part)
        size += len(part)
    if (digest.hexdigest(), size) != (wanted.sha256, wanted.size):
        raise damaged(path)


def unseal(path: Path, private_key: X25519PrivateKey) -> Iterator[bytes]:
    """The content, in parts. UserError when the key does not fit, DamagedError when the file is not what it was."""

    def key_of(sealed: bytes) -> bytes:
        try:
            return _SUITE.decrypt(sealed, private_key, _INFO)
        except InvalidTag:
            raise UserError(
                N_("The key does not open this backup, or “{path}” was altered. Nothing was changed."), path=path.name
            ) from None

    return _opened(path, key_of)


def damaged(path: Path) -> DamagedError:
    return DamagedError(N_("“{path}” of the backup is damaged or was altered. Take another backup."), path=path.name)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file as it lies on the disk."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _opened(path: Path, key_of: Callable[[bytes], bytes]) -> Iterator[bytes]:
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC or len(sealed := file.read(_SEALED_KEY)) != _SEALED_KEY:
            raise damaged(path)
        cipher, number = AESGCM(key_of(sealed)), 0
        part = file.read(CHUNK + _TAG)
        while True:
            following = file.read(CHUNK + _TAG)
            try:
                yield cipher.decrypt(_nonce(number, last=not following), part, None)
            except (InvalidTag, ValueError):
                raise damaged(path) from None
            if not following:
                return
            part, number = following, number + 1


def _chunks(content: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The content in whole chunks, each with whether it is the last."""
    waiting = bytearray()
    for part in content:
        waiting += part
        while len(waiting) > CHUNK:
            yield bytes(waiting[:CHUNK]), False
            del waiting[:CHUNK]
    yield bytes(waiting), True


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _forget(file: IO[bytes]) -> None:
    """Asks the system to forget its copy, so that reading back reads the disk."""
    if sys.platform == "linux":
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def read_public_key(path: Path) -> X25519PublicKey:
    """The key to seal to. UserError when the file holds none."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, X25519PublicKey):
        raise UserError(N_("“{path}” holds no public key for backups (X25519, PEM)."), path=path)
    return key


def key_id(key: X25519PublicKey) -> str:
    """A short name of a backup key: 64 bits of its hash, in hex."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()[:16]
