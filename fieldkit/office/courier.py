"""Courier bundles at the office: the pushes, files and pull of a bundle are worked as over HTTP, the answers sealed.

The sender is whoever signed the bundle, whoever carries it. All of a bundle is checked before anything of it is done;
every step of it may be repeated, so a bundle may come twice, late or out of order.
"""

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from sqlalchemy import select

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.audit import audit
from fieldkit.office.authority import Authority
from fieldkit.office.courier_keys import CourierKeys, courier_keys
from fieldkit.office.database import Database
from fieldkit.office.files import OfficeFiles
from fieldkit.office.history import pulled
from fieldkit.office.page import Sender
from fieldkit.office.push import push
from fieldkit.office.tables import DEVICE, ORGANISATION, RIGHTS
from fieldkit.office.uploads import QuotaError
from fieldkit.sync.bundle import Opened, Piece, message_piece, open_bundle, read_files, seal, unpacked
from fieldkit.sync.manifest import (
    Manifest,
    Part,
    Pulled,
    Pushed,
    Receipts,
    SealedForOthersError,
    chain_header,
    sign,
    verified,
)
from fieldkit.sync.messages import PART_BYTES, Complete, Cursor, Proof, Pull, PullReply, Push, Receipt

NEWS_BYTES = 64 * 1024**2
NEWS_PAGES = 2_000


@dataclass
class Taken:
    """What came in a bundle: the laptop that packed it, the changes judged, the files stored, the pages of news."""

    device: str
    changes: int = 0
    files: int = 0
    pages: int = 0


@dataclass
class CourierDesk:
    """Where bundles are taken in."""

    database: Database
    authority: Authority
    files: OfficeFiles
    clock: Clock

    def take(self, bundle: BinaryIO, answer: BinaryIO, carrier: str) -> Taken:
        """Takes a bundle in and writes the answer for its laptop. UserError, and nothing done, when it is not sound.

        `carrier` is who brought it, for the audit log: a device id, or "office".
        """
        keys = courier_keys(self.authority)
        opened = open_bundle(bundle, keys.identity, lambda line: self._manifest(line, keys))
        sender = self._sender(opened.manifest.sender)
        asked = question_of(opened)
        taken = Taken(sender.device)
        with self.database.writing() as connection:
            audit(connection, self.clock.millis(), carrier, "courier", sender.device)
        receipts = [] if sender.revoked else self._files(sender, bundle, keys)
        taken.files = len(receipts)
        pieces = [message_piece("pushed", reply) for reply in self.pushed(sender, opened, taken)]
        if not sender.revoked:
            pieces += [message_piece("pulled", page) for page in self.news(sender, asked, taken)]
            pieces.append(message_piece("receipts", Receipts(history=self._history(), receipts=receipts)))
        self._answer(opened.manifest, pieces, keys, answer)
        return taken

    def take_file(self, bundle: Path, answer: Path) -> Taken:
        """Takes a bundle from a stick; the answer is there whole or not at all. UserError when a file is no use."""
        draft = answer.with_name(f"{answer.name}.part")
        try:
            with bundle.open("rb") as source, draft.open("wb") as out:
                taken = self.take(source, out, "office")
                out.flush()
                os.fsync(out.fileno())
            draft.replace(answer)
        except OSError as error:
            path = error.filename or answer
            raise UserError(N_("“{path}” cannot be used: {reason}."), path=path, reason=error.strerror) from None
        finally:
            draft.unlink(missing_ok=True)
        return taken

    def _manifest(self, line: str, keys: CourierKeys) -> Manifest:
        def key_for(manifest: Manifest, _: Mapping[str, Any]) -> str:
            with self.database.reading() as connection:
                row = connection.execute(select(DEVICE.c.device_key).where(DEVICE.c.id == manifest.sender)).first()
            if row is None:
                raise UserError(N_("This bundle was signed by a laptop that the head office does not know."))
            return str(row.device_key)

        manifest = verified(line, key_for)
        if manifest.reader != keys.recipient or not manifest.answer_to:
            raise SealedForOthersError
        return manifest

    def _sender(self, device: str) -> Sender:
        with self.database.reading() as connection:
            row = connection.execute(select(DEVICE).where(DEVICE.c.id == device)).one()
        return Sender(row.id, row.person, row.revoked_ms is not None)

    def pushed(self, sender: Sender, opened: Opened, taken: Taken) -> Iterator[Pushed]:
        """The answers to a bundle's pushes; one that is stopped ends it, as its laptop would send no further."""
        for type_, body in opened.messages:
            if type_ != "push":
                continue
            message = unpacked(body, Push)
            with self.database.writing() as connection:
                reply = push(connection, sender, message, self.clock.millis())
            taken.changes += len(reply.verdicts)
            yield Pushed(history=message.history, inc=message.inc, reply=reply)
            if reply.stop is not None:
                return

    def _files(self, sender: Sender, bundle: BinaryIO, keys: CourierKeys) -> list[Receipt]:
        storing = _Storing(self.files, sender.person)
        read_files(bundle, keys.identity, lambda line: self._manifest(line, keys), storing.take)
        return storing.receipts

    def _history(self) -> str:
        with self.database.reading() as connection:
            return str(connection.execute(select(ORGANISATION.c.history)).scalar_one())

    def news(self, sender: Sender, asked: Pull, taken: Taken) -> Iterator[Pulled]:
        """Page after page, each asked for as the laptop will stand when it has taken the one before."""
        size = 0
        while taken.pages < NEWS_PAGES and size < NEWS_BYTES:
            reply = pulled(self.database, sender, asked, self.clock.millis())
            page = Pulled(asked=asked, reply=reply)
            yield page
            taken.pages += 1
            size += len(page.model_dump_json())
            following = self._after(asked, reply)
            if following == asked or not (reply.fork or reply.more or following.backfill):
                return
            asked = following

    def _after(self, asked: Pull, reply: PullReply) -> Pull:
        """What the laptop would ask next; if it turns out to stand elsewhere, it leaves the rest alone."""
        if reply.fork:
            fresh = {"proof": Proof(), "cursor": Cursor(), "backfill": {}, "grants_version": ""}
            return asked.model_copy(update={"history": reply.history, **fresh})
        backfill = dict(asked.backfill)
        if reply.grants_version != asked.grants_version:
            with self.database.reading() as connection:
                query = select(RIGHTS.c.grants).where(RIGHTS.c.version == asked.grants_version)
                held = connection.execute(query).scalar() or {}
            gone = {grant for scope, grant in held.items() if reply.grants.get(scope) != grant}
            fresh_grants = {grant for scope, grant in reply.grants.items() if held.get(scope) != grant}
            backfill = {grant: start for grant, start in backfill.items() if grant not in gone}
            backfill |= dict.fromkeys(fresh_grants if asked.cursor.seq else (), "")
        for grant, part in reply.backfill.items():
            if grant in backfill:
                backfill[grant] = part.next
        following = {
            "cursor": reply.cursor,
            "backfill": {grant: start for grant, start in backfill.items() if start or grant not in reply.backfill},
            "grants_version": reply.grants_version,
            "trust": reply.trust.number if reply.trust else asked.trust,
        }
        return asked.model_copy(update=following)

    def _answer(self, manifest: Manifest, pieces: list[Piece], keys: CourierKeys, answer: BinaryIO) -> None:
        said = Manifest(
            id=str(uuid4()),
            reader=manifest.sender,
            answers=manifest.id,
            parts=[piece.part for piece in pieces],
        )
        line = sign(said, keys.key, chain_header(*keys.chain))
        seal(answer, manifest.answer_to, line, pieces)


def question_of(opened: Opened) -> Pull:
    """The pull of a bundle, after every message of it was read once: a bad one must not be found half-way."""
    asked: Pull | None = None
    for type_, body in opened.messages:
        if type_ == "push":
            unpacked(body, Push)
        elif type_ == "pull":
            asked = unpacked(body, Pull)
    if asked is None:
        raise UserError(N_("The head office does not understand this message."))
    return asked


@dataclass
class _Storing:
    """Files as they come out of a bundle, part by part; what the sender holds already is passed over.

    For whose unfinished files there is no room left, the file waits; the rest of the bundle is taken.
    """

    files: OfficeFiles
    person: str
    receipts: list[Receipt] = field(default_factory=list)
    _part: Part | None = None
    _known: bool = False
    _no_room: bool = False
    _buffer: bytearray = field(default_factory=bytearray)
    _number: int = 0
    _got: int = 0

    def take(self, part: Part, chunk: bytes) -> None:
        if part is not self._part:
            self._part, self._number, self._got = part, 0, 0
            self._buffer.clear()
            self._known = self.files.receipt(part.sha256, self.person) is not None
            self._no_room = False
        self._got += len(chunk)
        try:
            self._take(part, chunk)
        except QuotaError:
            self._no_room = True

    def _take(self, part: Part, chunk: bytes) -> None:
        if self._no_room:
            return
        if not self._known:
            self._buffer += chunk
            while len(self._buffer) >= PART_BYTES:
                self._put(part)
        if self._got == part.size:
            self._finish(part)

    def _put(self, part: Part) -> None:
        body = bytes(self._buffer[:PART_BYTES])
        del self._buffer[:PART_BYTES]
        self.files.put_part(part.sha256, self._number, body, hashlib.sha256(body).hexdigest(), self.person)
        self._number += 1

    def _finish(self, part: Part) -> None:
        if self._buffer or not (part.size or self._known):
            self._put(part)
        complete = Complete(size=part.size, type=part.media or "application/octet-stream")
        self.receipts.append(self.files.complete(part.sha256, complete, self.person))
