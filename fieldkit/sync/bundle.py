"""A courier bundle: what a laptop and its office have to say to each other, in one file that a carrier cannot open.

It is an age file (age-encryption.org/v1) for one reader. Inside stand one line, a JWS that names the sender and lists
the parts by size and hash, and then the parts, one after another (docs/protocol.md). The list comes first and is
signed, so nothing of a stranger is read further; nothing is done with a bundle before all of it has been checked.
"""

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, TypeVar

import pyrage
from pydantic import BaseModel, ValidationError

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.sync.manifest import Manifest, Part, SealedForOthersError, damaged

BUNDLE_BYTES = 1024**3
_MESSAGE_BYTES = 32 * 1024**2
_MESSAGES_BYTES = 128 * 1024**2
_LINE_BYTES = 8 * 1024**2
_AGE_HEADER_BYTES = 8 * 1024
_FILE_BYTES = 2 * 1024**3
M = TypeVar("M", bound=BaseModel)


# -- making one


@dataclass(frozen=True)
class Piece:
    """A part to be written, and where its bytes come from: a file is gone through twice, not held."""

    part: Part
    chunks: Callable[[], Iterable[bytes]]

    @classmethod
    def of(cls, type_: str, chunks: Callable[[], Iterable[bytes]], media: str = "") -> "Piece":
        digest, size = hashlib.sha256(), 0
        for chunk in chunks():
            digest.update(chunk)
            size += len(chunk)
        return cls(Part(type=type_, sha256=digest.hexdigest(), size=size, media=media), chunks)


def message_piece(type_: str, message: BaseModel) -> Piece:
    body = gzip.compress(message.model_dump_json().encode(), 6, mtime=0)
    return Piece.of(type_, lambda: [body])


def seal(
    out: BinaryIO,
    recipient: str,
    line: str,
    pieces: Sequence[Piece],
    told: Callable[[int], object] = lambda _written: None,
) -> None:
    """Writes a bundle for one reader; never more than a piece's chunk is held in memory.

    `told` hears how many bytes of the parts are written, and may give it up. OSError when `out` takes no more.
    """

    def content() -> Iterator[bytes]:
        yield f"{line}\n".encode()
        written = 0
        for piece in pieces:
            for chunk in piece.chunks():
                yield chunk
                written += len(chunk)
                told(written)

    source, target = _Source(content()), _Target(out)
    try:
        pyrage.encrypt_io(source, target, [pyrage.x25519.Recipient.from_str(recipient)])
    except pyrage.RecipientError:
        raise damaged() from None
    except (pyrage.EncryptError, OSError):
        if (failure := source.failure or target.failure) is not None:
            raise failure from None
        raise


class _Target:
    """A file to write to; age would hide why it takes no more, such as that the stick is full."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.failure: OSError | None = None

    def write(self, chunk: bytes) -> int:
        try:
            return self._out.write(chunk)
        except OSError as error:
            self.failure = error
            raise

    def flush(self) -> None:
        self._out.flush()


class _Source(io.RawIOBase):
    """Chunks as a file to read from; age would hide why one of them failed."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")
        self.failure: Exception | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks))
        except StopIteration:
            return 0
        except Exception as error:
            self.failure = error
            raise
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


# -- opening one


@dataclass
class Opened:
    """A bundle that was checked to its last byte: its manifest, and its messages, still compressed."""

    manifest: Manifest
    messages: list[tuple[str, bytes]] = field(default_factory=list)


Verify = Callable[[str], Manifest]


def open_bundle(file: BinaryIO, identity: str, verify: Verify) -> Opened:
    """Reads a bundle to its end and checks everything; files are only looked through.

    `identity` is the reader's age identity; `verify` gives the manifest of a line, or raises.
    """
    bodies: dict[int, bytearray] = {}

    def take(number: int, part: Part, chunk: bytes) -> None:
        if part.type != "file":
            bodies.setdefault(number, bytearray()).extend(chunk)

    manifest = _read(file, identity, verify, take)
    return Opened(manifest, [(manifest.parts[number].type, bytes(body)) for number, body in bodies.items()])


def read_files(file: BinaryIO, identity: str, verify: Verify, take: Callable[[Part, bytes], None]) -> None:
    """Reads a bundle once more for its files; `take` gets each one's bytes in order, b"" for an empty one."""

    def take_file(_number: int, part: Part, chunk: bytes) -> None:
        if part.type == "file":
            take(part, chunk)

    _read(file, identity, verify, take_file)


def unpacked(body: bytes, model: type[M]) -> M:
    """A message of a bundle. DamagedError when it is none, or too large."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, _MESSAGE_BYTES)
        if not unpacker.eof:
            raise damaged()
        return model.model_validate_json(plain)
    except (zlib.error, ValidationError):
        raise damaged() from None


Take = Callable[[int, Part, bytes], None]


def _read(file: BinaryIO, identity: str, verify: Verify, take: Take) -> Manifest:
    """One way through a bundle."""
    file.seek(0)
    head = file.read(_AGE_HEADER_BYTES)
    if not head.startswith(b"age-encryption.org/v1\n") or b"\n---" not in head:
        raise damaged()
    file.seek(0)
    sink = _Sink(verify, take)
    try:
        pyrage.decrypt_io(file, sink, [pyrage.x25519.Identity.from_str(identity)])
    except (pyrage.DecryptError, OSError) as error:
        if sink.failure is not None:
            raise sink.failure from None
        if "No matching keys" in str(error):
            raise SealedForOthersError from None
        raise damaged() from None
    return sink.end()


class _Sink:
    """Takes the plain bytes as age gives them, and keeps the order of line and parts."""

    def __init__(self, verify: Verify, take: Take) -> None:
        self._reading = _parse(verify, take)
        next(self._reading)
        self.failure: Exception | None = None

    def write(self, chunk: bytes) -> int:
        try:
            self._reading.send(chunk)
        except Exception as error:
            self.failure = error
            raise
        return len(chunk)

    def flush(self) -> None:
        """Nothing is kept back."""

    def end(self) -> Manifest:
        """The manifest, when all of its parts have come."""
        try:
            self._reading.send(b"")
        except StopIteration as done:
            manifest: Manifest = done.value
            return manifest
        raise damaged()


def _parse(verify: Verify, take: Take) -> Generator[None, bytes, Manifest]:
    """Is sent chunk after chunk, b"" at the end; returns the manifest."""
    start, chunk = bytearray(), b""
    while b"\n" not in chunk:
        chunk = yield
        start += chunk
        if not chunk or len(start) > _LINE_BYTES:
            raise damaged()
    line, _, rest = bytes(start).partition(b"\n")
    manifest = verify(line.decode("ascii", "replace"))
    _check_sizes(manifest.parts)
    for number, part in enumerate(manifest.parts):
        digest, left = hashlib.sha256(), part.size
        if not left:
            take(number, part, b"")
        while left:
            if not rest:
                rest = yield
                if not rest:
                    raise damaged()
            piece, rest = rest[:left], rest[left:]
            digest.update(piece)
            take(number, part, piece)
            left -= len(piece)
        if digest.hexdigest() != part.sha256:
            raise damaged()
    if rest or (yield):
        raise damaged()
    return manifest


def _check_sizes(parts: Iterable[Part]) -> None:
    messages = sum(part.size for part in parts if part.type != "file")
    if messages > _MESSAGES_BYTES or any(part.size > _FILE_BYTES for part in parts):
        raise UserError(N_("The message is too large."))
