"""Courier bundles: what waits goes into a sealed file for the stick, and the office's answer is taken in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from os import fsync
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import pyrage
from cryptography import x509

from fieldkit.actions.desk import Desk, Identity
from fieldkit.errors import OfflineError, UserError
from fieldkit.i18n import N_, translate
from fieldkit.store.outgoing import Outgoing
from fieldkit.sync.bundle import open_bundle, seal
from fieldkit.sync.courier import Accepted, Courier, Packed
from fieldkit.sync.files import Progress
from fieldkit.sync.line import Line, RefusedError
from fieldkit.sync.manifest import Manifest, OfficeKey, SealedForOthersError, chain_key, office_key, sign, verified
from fieldkit.trust import loaded


def _quietly(_what: str, _done: int, _all: int) -> None:
    """For whoever does not watch."""


def pack(desk: Desk, out: Path, progress: Progress = _quietly) -> Packed:
    """Writes a bundle with everything that the office has not answered for yet; a file of that name is replaced.

    It may be packed again at any time: the newest holds all that the earlier ones did, as far as it is unanswered.
    `progress` is told the steps of `Courier`, then the bytes that are `written`; given up, it leaves no file.
    """
    identity = desk.identity
    office = _office(identity)
    answers = _answer_key(desk)
    pieces, packed = Courier(desk.store, progress).pack()
    manifest = Manifest(
        id=str(uuid4()),
        sender=identity.device,
        reader=office.recipient,
        answer_to=str(answers.to_public()),
        parts=[piece.part for piece in pieces],
    )
    line = sign(manifest, desk.key("device"))
    total = sum(piece.part.size for piece in pieces)
    with _writing(out) as file:
        seal(file, office.recipient, line, pieces, lambda written: progress("written", written, total))
    packed.bytes = out.stat().st_size
    return packed


def accept(desk: Desk, path: Path, progress: Progress = _quietly) -> Accepted:
    """Takes the office's answer in. It may come twice, late or out of order; UserError when it is not this laptop's."""
    identity = desk.identity
    root = x509.load_pem_x509_certificate(identity.ca_certificate.encode())
    key = desk.vault.get("courier")
    if key is None:
        raise SealedForOthersError

    def verify(line: str) -> Manifest:
        manifest = verified(line, lambda _, header: chain_key(header, root))
        if manifest.sender or manifest.reader != identity.device:
            raise SealedForOthersError
        return manifest

    with _reading(path) as file:
        opened = open_bundle(file, key.decode("ascii"), verify)
    return Courier(desk.store, progress).accept(opened)


def tidings(done: Accepted) -> list[str]:
    """What an answer brought, in sentences."""
    counted = translate(N_("{ok} changes taken, {held} held, {rejected} rejected; {files_up} files stored."))
    said = [counted.format(**done.by_status, files_up=done.files)]
    if not done.history:
        said.append(
            translate(N_("The head office was restored from a backup. Pack again: everything goes out once more."))
        )
    elif done.late and not done.news:
        said.append(translate(N_("Its news are older than what is here and were left alone.")))
    return said


def carry(desk: Desk, path: Path, progress: Progress = _quietly) -> Path:
    """Takes a colleague's bundle to the office over this laptop's line; the answer lies beside it, for the colleague.

    Returns where. Nothing of it can be read here. `progress` is told the bytes that were `sent`, of how many, and
    then what has come `back`; given up, it leaves no answer, and the colleague's bundle may be carried again.
    """
    answer = path.with_name(f"{path.name}.reply")
    line = desk.line()
    try:
        with _reading(path) as bundle, _writing(answer) as file:
            line.carry(bundle, file, progress)
    finally:
        line.close()
    return answer


def learn_courier_key(desk: Desk, line: Line) -> None:
    """Asks for the office's courier key, if this laptop was enrolled before there was one.

    An office without one, or a line that breaks, is no fault of the sync that this comes after: it is asked again.
    """
    identity = desk.identity
    if identity.courier_certificate:
        return
    try:
        learned = replace(identity, courier_certificate=line.courier_certificate())
    except (OfflineError, RefusedError):
        return
    _office(learned)
    Outgoing(desk.store).put("identity", asdict(learned))


def _office(identity: Identity) -> OfficeKey:
    if not identity.courier_certificate:
        raise UserError(
            N_("This laptop does not know the head office's key for bundles yet. Synchronize once on line, then pack.")
        )
    chain = loaded(identity.courier_certificate)
    return office_key(chain, x509.load_pem_x509_certificate(identity.ca_certificate.encode()))


def _answer_key(desk: Desk) -> pyrage.x25519.Identity:
    """What answers to this laptop are sealed to: one key for its life, so that a late answer can still be opened."""
    kept = desk.vault.get("courier")
    if kept is not None:
        return pyrage.x25519.Identity.from_str(kept.decode("ascii"))
    made = pyrage.x25519.Identity.generate()
    desk.vault.put("courier", str(made).encode())
    return made


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise UserError(N_("“{path}” cannot be read: {reason}."), path=path, reason=error.strerror) from None
    with file:
        yield file


@contextmanager
def _writing(path: Path) -> Iterator[BinaryIO]:
    """A file that is there whole or not at all, as far as the stick keeps its word."""
    draft = path.with_name(f"{path.name}.part")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise UserError(N_("“{path}” cannot be written: {reason}."), path=path, reason=error.strerror) from None
    finally:
        draft.unlink(missing_ok=True)
