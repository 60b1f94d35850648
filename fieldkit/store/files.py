"""Files of a laptop: encrypted by AES-256-GCM in chunks, named by the hash of their content.

A file is written beside its place, flushed, then renamed: a killed process leaves no half file. Each chunk's
nonce counts, and the last chunk says that it is the last, so that a file cut short is found out.
"""

import hashlib
import os
import shutil
import struct
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fieldkit.errors import DamagedError, UserError
from fieldkit.i18n import N_

_MAGIC = b"FKF1"
CHUNK = 1024 * 1024
_SHA_LENGTH = 64


class EncryptedFiles:
    """The folder of files of one home."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = HKDF(SHA256(), 32, None, b"fieldkit files").derive(key)
        self.fetching: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def path(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).exists()

    def all(self) -> list[tuple[str, int]]:
        """The hashes of the files that are here, with their sizes on the disk in bytes, the oldest first."""
        found = [(path.stat(), path.name) for path in self._folder.glob("??/*") if len(path.name) == _SHA_LENGTH]
        return [(name, stat.st_size) for stat, name in sorted(found, key=lambda one: (one[0].st_mtime_ns, one[1]))]

    def drop(self, sha256: str) -> None:
        """Deletes a file."""
        self.path(sha256).unlink(missing_ok=True)

    def whole(self, sha256: str) -> bool:
        """Whether a file is here and still what it was."""
        try:
            for _ in self.chunks(sha256):
                pass
        except DamagedError:
            return False
        return True

    def put(self, content: bytes) -> str:
        """Keeps the content, and returns its SHA-256; what lies here damaged is replaced."""
        sha256 = hashlib.sha256(content).hexdigest()
        if not self.whole(sha256):
            slices = (content[start : start + CHUNK] for start in range(0, max(1, len(content)), CHUNK))
            self._write(self.path(sha256), sha256, slices)
        return sha256

    def _write(self, target: Path, name: str, chunks: Iterable[bytes]) -> None:
        """Chunks of 1 MiB (the last may be shorter) under a name, whole or not at all; what they raise comes out."""
        prefix = os.urandom(8)
        draft = target.with_suffix(".new")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("wb") as file:
                file.write(_MAGIC + prefix)
                for sealed in self._seal(chunks, prefix, name):
                    file.write(struct.pack(">I", len(sealed)) + sealed)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise UserError(
                N_("The file could not be kept: {reason}. Make room and add it again."), reason=error
            ) from error
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    def _seal(self, chunks: Iterable[bytes], prefix: bytes, name: str) -> Iterator[bytes]:
        cipher, rest = AESGCM(self._key), iter(chunks)
        chunk: bytes | None = next(rest, b"")
        number = 0
        while chunk is not None:
            following = next(rest, None)
            extra = f"{name} {number} {following is None}".encode()
            yield cipher.encrypt(prefix + struct.pack(">I", number), chunk, extra)
            chunk, number = following, number + 1

    # -- files that come in parts

    def parts(self, sha256: str) -> int:
        """How many of its first parts are here of a file that is being fetched."""
        number = 0
        while self._part(sha256, number).exists():
            number += 1
        return number

    def keep_part(self, sha256: str, number: int, body: bytes) -> None:
        """A part of a file that is being fetched: it stays when the fetching breaks off."""
        self._write(self._part(sha256, number), f"{sha256}/{number}", [body])

    def join(self, sha256: str) -> None:
        """Makes a file of its parts. DamagedError, and the parts are gone, when they are not what the hash says."""
        try:
            self._write(self.path(sha256), sha256, self._checked(sha256))
        except DamagedError:
            self._drop_parts(sha256)
            raise
        self._drop_parts(sha256)

    def _drop_parts(self, sha256: str) -> None:
        shutil.rmtree(self._part(sha256, 0).parent)

    def _part(self, sha256: str, number: int) -> Path:
        return self._folder / "parts" / sha256 / str(number)

    def _checked(self, sha256: str) -> Iterator[bytes]:
        digest = hashlib.sha256()
        for number in range(self.parts(sha256)):
            try:
                with self._part(sha256, number).open("rb") as file:
                    body = b"".join(self._opened(file, f"{sha256}/{number}"))
            except (InvalidTag, struct.error, OSError):
                raise _damaged() from None
            digest.update(body)
            yield body
        if digest.hexdigest() != sha256:
            raise _damaged()

    def read(self, sha256: str) -> bytes:
        """The content, checked; DamagedError when it is missing or not what it was."""
        return b"".join(self.chunks(sha256))

    def chunks(self, sha256: str) -> Iterator[bytes]:
        """The content in chunks of at most 1 MiB; DamagedError as soon as it is found not to be what it was."""
        digest = hashlib.sha256()
        try:
            with self.path(sha256).open("rb") as file:
                for chunk in self._opened(file, sha256):
                    digest.update(chunk)
                    yield chunk
        except (InvalidTag, struct.error, OSError):
            raise _damaged() from None
        if digest.hexdigest() != sha256:
            raise _damaged()

    def _opened(self, file: BinaryIO, name: str) -> Iterator[bytes]:
        head = file.read(12)
        if head[:4] != _MAGIC:
            raise _damaged()
        cipher, number, size = AESGCM(self._key), 0, os.fstat(file.fileno()).st_size
        while file.tell() < size:
            (length,) = struct.unpack(">I", file.read(4))
            sealed = file.read(min(length, 2 * CHUNK))
            extra = f"{name} {number} {file.tell() >= size}".encode()
            yield cipher.decrypt(head[4:] + struct.pack(">I", number), sealed, extra)
            number += 1


def _damaged() -> DamagedError:
    return DamagedError(N_("A file of this laptop is missing or damaged; it is fetched from the office again."))
