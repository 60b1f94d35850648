"""What the office does with a signed paper that has arrived: it looks whether it agrees, and adds a time stamp.

What it finds is written into the record, by the office's own hand: when each PDF was received, by the office's clock,
what does not agree (a duty of the managers until the paper is given back), and, where there is a time-stamping
authority, the same file with a stamp beside the one that the laptops have. Nothing is refused, and nothing replaced.
"""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from fieldkit.documents.dossier import signature_names
from fieldkit.documents.stamping import Authority as Stamping
from fieldkit.documents.stamping import stamp
from fieldkit.errors import OfflineError, UserError
from fieldkit.forms import FORMS, Json, Person, Record, Values, form_class, row_ids
from fieldkit.forms.paper import Sheet, SignedPaper
from fieldkit.forms.values import StoredFile
from fieldkit.office.agreeing import Judged, Writer, judged
from fieldkit.office.audit import audit
from fieldkit.office.database import Sequence
from fieldkit.office.house import House, read_settings
from fieldkit.office.judge import Judgement
from fieldkit.office.log import LOG
from fieldkit.office.own_hand import OwnHand
from fieldkit.office.push import change_row
from fieldkit.office.revoking import TSA_ROOTS, known_of
from fieldkit.office.tables import CHANGE, DEVICE, FILE
from fieldkit.records.rows import read_rows
from fieldkit.records.tables import RECORD, Stored, load, of_row
from fieldkit.trust import loaded

LARGEST_PAPER = 100_000_000  # bytes; the longest report with 60 photos takes a tenth
_AT_ONCE = 200
_KINDS = [form.kind for form in FORMS.values() if issubclass(form, SignedPaper)]


@dataclass
class Looked:
    """What one look did; the JSON of `fieldkit office papers`. `trouble` says why stamps are still wanting."""

    papers: int = 0
    stamped: int = 0
    waiting: int = 0
    disagree: list[dict[str, str]] = field(default_factory=list)
    trouble: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Papers:
    """The papers of one office; it remembers how far it has looked, and begins at the beginning when it is new."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._after = 0
        self._waiting: set[str] = set()

    def look(self) -> Looked:
        """Looks at every paper that changed since the last look, and at those that still wait for a stamp."""
        done = Looked()
        waiting, self._waiting = self._waiting, set()
        while rows := self._changed():
            for stored in rows:
                waiting.discard(stored.rid)
                self._look_at(stored, done)
            self._after = rows[-1].last_seq
        for rid in sorted(waiting):
            with self._house.database.reading() as connection:
                again = load(connection, rid)
            if again is not None:
                self._look_at(again, done)
        done.waiting = len(self._waiting)
        return done

    def _changed(self) -> list[Stored]:
        query = select(RECORD).where(RECORD.c.kind.in_(_KINDS), RECORD.c.last_seq > self._after)
        with self._house.database.reading() as connection:
            rows = read_rows(connection, query.order_by(RECORD.c.last_seq).limit(_AT_ONCE))
        return [of_row(row) for row in rows]

    def _look_at(self, stored: Stored, done: Looked) -> None:
        values, rows = stored.values, row_ids(stored.values, "sheets")
        patch: Values = {}
        for row in rows:
            kept = Sheet.file.load(values.get(f"sheets.{row}.file"))
            is_last = row == rows[-1]
            known = values.get(f"sheets.{row}.received_at") is not None
            stampable = is_last and values.get(f"sheets.{row}.stamped") is None and self._wants_stamp(stored)
            if kept is None or (known and not stampable):
                continue
            pdf = self._content(kept)
            if pdf is None:
                self._waiting.add(stored.rid)
                continue
            received = self._received(stored, row)
            found = self._judged(pdf, stored.record(), received, newest_one=is_last)
            if not known:
                done.papers += 1
                patch[f"sheets.{row}.received_at"] = Sheet.received_at.dump(received)
            if is_last and (values.get("pdf_finding") or "") != found.finding:
                patch["pdf_finding"] = found.finding or None
            if is_last and found.finding:
                number = str(values.get("number") or stored.rid)
                done.disagree.append({"record": stored.rid, "number": number, "finding": found.finding})
            elif stampable and found.complete:
                self._stamp(stored, row, kept, pdf, patch, done)
        if patch:
            self._write(stored, patch)

    def _judged(self, pdf: bytes, record: Record, received: datetime, *, newest_one: bool) -> Judged:
        with self._house.database.reading() as connection:

            def writer(path: str) -> Writer | None:
                return _writer(connection, record.id, path)

            known = known_of(connection, received)
            return judged(pdf, record, self._house.authority.root, known, writer, newest=newest_one)

    def _content(self, kept: StoredFile) -> bytes | None:
        """The PDF; None while the office does not have it. One that is too large to be one of ours is not read."""
        with self._house.database.reading() as connection:
            size = connection.execute(select(FILE.c.size).where(FILE.c.sha256 == kept.sha256)).scalar()
        if size is None:
            return None
        if size > LARGEST_PAPER:
            return b""
        try:
            return b"".join(self._house.files.stream(kept.sha256))
        except FileNotFoundError:
            return None

    def _received(self, stored: Stored, row: str) -> datetime:
        """When the change came that brought a PDF; now, where that is no longer known."""
        seq = stored.stamps.get(f"sheets.{row}.file")
        with self._house.database.reading() as connection:
            millis = connection.execute(select(CHANGE.c.received_ms).where(CHANGE.c.seq == seq)).scalar()
        at = self._house.clock.millis() if millis is None else millis
        return datetime.fromtimestamp(at // 1000, UTC)

    # -- the time stamp

    def _wants_stamp(self, stored: Stored) -> bool:
        """Whether there is an authority, and all have signed as the record says: looked at before the file is."""
        signed = all(stored.values.get(name) for name in signature_names(form_class(stored.kind)))
        return signed and self._stamping() is not None

    def _stamping(self) -> Stamping | None:
        url, roots = read_settings(self._house.folder).get("tsa", ""), self._house.folder / TSA_ROOTS
        return Stamping(url, loaded(roots.read_text("ascii"))) if url and roots.exists() else None

    def _stamp(
        self, stored: Stored, row: str, kept: StoredFile, pdf: bytes, patch: dict[str, Json], done: Looked
    ) -> None:
        authority = self._stamping()
        assert authority is not None
        with self._house.database.reading() as connection:
            lists = known_of(connection, None).lists
        issuers = loaded(self._house.authority.issuing_pem, self._house.authority.pem)
        try:
            made = stamp(pdf, authority, issuers, lists)
        except (OfflineError, UserError) as error:
            self._waiting.add(stored.rid)
            done.trouble = error.say()
            LOG.warning("a time stamp is still wanting: %s", type(error).__name__)
            return
        sha256 = hashlib.sha256(made).hexdigest()
        file = StoredFile(sha256, f"{Path(kept.name).stem}-stamped.pdf", len(made), "application/pdf")
        place = self._house.files.keep(sha256, [made])
        with self._house.database.writing() as connection:
            new = connection.execute(select(FILE.c.sha256).where(FILE.c.sha256 == sha256)).first() is None
            if new:
                made_row = {"sha256": sha256, "size": len(made), "type": "application/pdf", "place": place}
                connection.execute(insert(FILE), made_row)
        if not new:
            self._house.files.forget(place)
        patch[f"sheets.{row}.stamped"] = Sheet.stamped.dump(file)
        done.stamped += 1

    # -- writing

    def _write(self, stored: Stored, patch: Values) -> None:
        """Writes what was found, unless the record's PDFs moved on meanwhile: then it is looked at again."""
        with self._house.database.writing() as connection:
            now = load(connection, stored.rid)
            if now is None or any(_moved(stored, now, path) for path in patch):
                self._waiting.add(stored.rid)
                return
            sequence = Sequence(connection)
            hand = OwnHand(connection, sequence, self._house.clock)
            page = hand.page()
            page.look_up([stored.rid])
            change = hand.change(now.kind, now.rid, patch, now.last_seq)
            files = tuple(str(value["sha256"]) for value in patch.values() if isinstance(value, dict))
            taken = Judgement("ok", patch=patch, files=files)
            page.apply(change, change_row(page, change, taken)["seq"], taken)
            page.write()
            hand.remember()
            if patch.get("pdf_finding"):
                audit(connection, self._house.clock.millis(), "office", "paper", f"{now.rid} {patch['pdf_finding']}")


def _moved(before: Stored, now: Stored, path: str) -> bool:
    """Whether what a finding was made from, or what it would replace, is another than it was."""
    about = "status" if path == "pdf_finding" else f"{path.rsplit('.', 1)[0]}.file"
    sheets = row_ids(before.values, "sheets") == row_ids(now.values, "sheets")
    return not sheets or any(before.values.get(one) != now.values.get(one) for one in (path, about))


def _writer(connection: Connection, rid: str, path: str) -> Writer | None:
    """Who wrote a signature that stands in a record; None where the change is not known, or was told by a witness."""
    stored = load(connection, rid)
    seq = stored.stamps.get(path) if stored else None
    row = connection.execute(select(CHANGE.c.author, CHANGE.c.code).where(CHANGE.c.seq == seq)).first()
    person = load(connection, row.author) if row is not None and row.code != "witnessed" else None
    if person is None or person.kind != "person":
        return None
    devices = connection.execute(select(DEVICE.c.id).where(DEVICE.c.person == person.rid))
    return Writer(Person(person.record()).number or "", frozenset(one.id for one in devices))
