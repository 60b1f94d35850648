"""The paper as it would print now, made anew a moment after the last change."""

import hashlib
import io
from collections import OrderedDict
from dataclasses import replace
from functools import partial
from weakref import WeakKeyDictionary

from PIL import Image
from PySide6.QtCore import QObject, QTimer, Signal

from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import paper_dossier
from fieldkit.actions.papers import last_sheet
from fieldkit.documents.build import build
from fieldkit.documents.dossier import Dossier
from fieldkit.documents.snapshot import canonical, snapshot
from fieldkit.errors import DamagedError
from fieldkit.forms import Record
from fieldkit.process.transitions import is_sealed
from fieldkit.ui.jobs import Job
from fieldkit.ui.paper_view import Paper, PaperView, open_paper
from fieldkit.ui.workplace import Workplace

PATIENCE_MS = 450
MOST = 120  # small photos kept for the next report that is opened; 8 MB
LONGEST = 640  # dots of a photo's longer side: half as much again as it takes here; what is signed has 2,048


_SMALL: WeakKeyDictionary[Workplace, "OrderedDict[str, bytes]"] = WeakKeyDictionary()


class Preview(QObject):
    """Keeps a PaperView in step with a record. A sealed paper is shown as it was sealed."""

    failed = Signal(object)

    def __init__(self, place: Workplace, view: PaperView) -> None:
        super().__init__(view)
        self._place, self._view = place, view
        self._rid = self._shown = ""
        self._photos = _SMALL.setdefault(place, OrderedDict())
        self._reading: Job[tuple[Dossier, Record]] | None = None
        self._waiting: tuple[Dossier, Record] | None = None  # what is to be built after what is being built
        self._building = False
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._timer.timeout.connect(self._read)

    def show_record(self, rid: str) -> None:
        """Shows another paper, at once."""
        if rid != self._rid:
            self._rid, self._shown = rid, ""
            self._view.clear()
            self._read()

    def clear(self) -> None:
        """Shows no paper."""
        self._rid = self._shown = ""
        self._view.clear()

    def touch(self) -> None:
        """Something may have changed."""
        if self._rid:
            self._timer.start()

    def _read(self) -> None:
        if not self._view.isVisible():
            return  # whoever shows it again touches it
        rid = self._rid

        def ask(desk: Desk) -> tuple[Dossier, Record]:
            record = desk.form(rid).record
            return paper_dossier(desk, record, photos=False), record

        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._place.read(ask, self._build, self.failed.emit, owner=self)

    def _build(self, found: tuple[Dossier, Record]) -> None:
        """One paper at a time: with sixty photos two at once would take twice the memory, and neither be quick."""
        if self._building:
            self._waiting = found
            return
        self._building = True
        dossier, record = found
        desk, shown, photos = self._place.desk, self._shown, self._photos
        self._place.jobs.run(
            lambda: printed(desk, dossier, record, photos, shown),
            partial(self._show, record.id),
            self._fail,
            lane="work",
            owner=self,
        )

    def _show(self, rid: str, made: tuple[str, Paper | None]) -> None:
        if rid == self._rid:
            self._shown, paper = made
            if paper is not None:
                self._view.show_paper(paper)
        self._go_on()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)
        self._go_on()

    def _go_on(self) -> None:
        self._building = False
        found, self._waiting = self._waiting, None
        if found is not None and found[1].id == self._rid:
            self._build(found)


def printed(
    desk: Desk, dossier: Dossier, record: Record, kept: "OrderedDict[str, bytes]", shown: str
) -> tuple[str, Paper | None]:
    """A paper with a mark of what it says; None for what is shown already. Off the screen's thread."""
    sheet = last_sheet(record)
    if sheet is not None and is_sealed(record.kind, record.values.get("status")):
        return sheet.sha256, None if sheet.sha256 == shown else open_paper(desk.file(sheet.sha256))
    mark = hashlib.sha256(canonical(snapshot(dossier))).hexdigest()
    if mark == shown:
        return mark, None
    photos = {}
    for sha256 in map(_sha256, dossier.gathered("photos")):
        if sha256 in kept or desk.store.files.has(sha256):
            try:
                photos[sha256] = kept.get(sha256) or _small(desk.store.files.read(sha256))
            except (DamagedError, OSError):
                continue  # it is fetched again by sync; the page says that it is missing
    _keep(kept, photos)
    return mark, open_paper(build(replace(dossier, files=photos), now=desk.clock.now()))


def _keep(kept: "OrderedDict[str, bytes]", photos: dict[str, bytes]) -> None:
    kept.update(photos)
    for sha256 in photos:
        kept.move_to_end(sha256)
    while len(kept) > MOST:
        kept.popitem(last=False)


def _small(photo: bytes) -> bytes:
    with Image.open(io.BytesIO(photo), formats=("JPEG",)) as opened:
        opened.draft("RGB", (LONGEST, LONGEST))
        picture = opened.convert("RGB")
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.BILINEAR)
    picture.info.clear()
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def _sha256(photo: Record) -> str:
    picture = photo.values.get("picture")
    return str(picture.get("sha256")) if isinstance(picture, dict) else ""
