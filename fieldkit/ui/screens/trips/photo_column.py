"""The right column: photos with their captions, taken in from files or dropped; and the readings of last time."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QHBoxLayout, QWidget

from fieldkit.actions.nameplates import Found, find_serials
from fieldkit.actions.photos import add_photo, add_picture
from fieldkit.errors import UserError
from fieldkit.forms import Photo, Record
from fieldkit.i18n import _
from fieldkit.process.nameplates import serials_in
from fieldkit.ui.screens.stage import NEXT_TURN_MS
from fieldkit.ui.screens.trips.on_site import Compared, photos_said
from fieldkit.ui.screens.trips.photo_card import PhotoCard
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import Label, SectionHead, caption
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.pictures import bytes_of
from fieldkit.ui.widgets.rows import rule
from fieldkit.ui.workplace import Workplace

WIDE = 324
AT_ONCE = 8  # cards made in one turn; as many are in sight
PICTURES = "*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.mpo"


class PhotoColumn(QFrame):
    """324 px. A photo is taken in off the screen's thread; files can be dropped anywhere on the column."""

    def __init__(self, place: Workplace, visit: str) -> None:
        super().__init__()
        self.setObjectName("photos")
        self.setFixedWidth(WIDE)
        self.setAcceptDrops(True)
        self.place, self.visit, self._step = place, visit, ""
        self._cards: dict[str, PhotoCard] = {}
        self._photos: dict[str, Photo] = {}
        self._writable = True
        self._coming = 0
        self._page = Page(margins=(GAP[6], GAP[6], GAP[8], GAP[4]), gap=GAP[3], name="photos.page")
        self._head = SectionHead(_("Photos"))
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP[3])
        self._grid.setVerticalSpacing(GAP[3])
        self._empty = caption(_("Name plates, lamps, old and new boards. Drop files here."), tone="text_2", wrap=True)
        self._add = secondary(_("Add photos"), icon="camera", name="photos.add")
        self._add.clicked.connect(self._choose)
        self._paste = secondary(_("Paste"), icon="copy", name="photos.paste")
        self._paste.setToolTip(_("Paste a picture from the clipboard"))
        self._paste.clicked.connect(self.paste)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste)
        self._said = Label("", "caption", tone="bad", wrap=True, name="photos.error")
        self._said.hide()
        self._compared = QWidget()
        self._compared_grid = QGridLayout(self._compared)
        self._compared_grid.setContentsMargins(0, GAP[3], 0, 0)
        column = self._page.column
        column.addWidget(self._head)
        column.addWidget(self._empty)
        column.addLayout(self._grid)
        take = QHBoxLayout()
        take.setSpacing(GAP[2])
        take.addWidget(self._add, 1)
        take.addWidget(self._paste)
        column.addLayout(take)
        column.addWidget(self._said)
        column.addWidget(self._compared)
        column.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(rule(upright=True))
        line.addWidget(self._page, 1)

    def show_photos(self, photos: Sequence[Photo], step: str, *, writable: bool = True) -> None:
        """Shows the photos of the visit; new ones will belong to the record of this step."""
        self._step = step
        self._add.setVisible(writable)
        self._paste.setVisible(writable)
        self.setAcceptDrops(writable)
        self._photos = {photo.id: photo for photo in photos}
        self._writable = writable
        for rid in [rid for rid in self._cards if rid not in self._photos]:
            card = self._cards.pop(rid)
            card.hide()
            card.deleteLater()
        for rid, card in self._cards.items():
            card.show_photo(self._photos[rid], writable=writable)
        self._bring_cards()
        self._tell()
        self._compare_codes(photos)

    def _bring_cards(self) -> None:
        """Makes the cards that are still to come, a few in each turn, so that sixty do not hold the screen up."""
        for rid in [rid for rid in self._photos if rid not in self._cards][:AT_ONCE]:
            self._cards[rid] = PhotoCard(self.place, self._photos[rid])
            self._cards[rid].show_photo(self._photos[rid], writable=self._writable)
        for at, rid in enumerate(self._photos):
            place = self._grid.itemAtPosition(at // 2, at % 2)
            if rid in self._cards and (place is None or place.widget() is not self._cards[rid]):
                self._grid.addWidget(self._cards[rid], at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
        if len(self._cards) < len(self._photos):
            QTimer.singleShot(NEXT_TURN_MS, self, self._bring_cards)

    def _compare_codes(self, photos: Sequence[Photo]) -> None:
        """Says below each photo whose equipment the serial numbers on it are."""
        read = {photo.id: serials_in(photo.codes or "")[:1] for photo in photos}
        wanted, visit = [serial for serials in read.values() for serial in serials], self.visit
        if not wanted:
            return

        def show(found: dict[str, Found]) -> None:
            for rid, serials in read.items():
                if serials and rid in self._cards:
                    self._cards[rid].show_serial(found[serials[0]])

        self.place.read(lambda desk: find_serials(desk, visit, wanted), show, lambda _error: None, owner=self)

    def _tell(self) -> None:
        self._empty.setVisible(not self._photos)
        said = photos_said(len(self._photos))
        if self._coming:
            said = _("taking in {count} …").format(count=self._coming)
        self._head.set_note(said)

    def start(self, photo: str) -> None:
        """Puts the keyboard into the caption of a photo."""
        while photo in self._photos and photo not in self._cards:
            self._bring_cards()
        if photo in self._cards:
            self._cards[photo].start()

    def show_compared(self, day: str, rows: Sequence[Compared]) -> None:
        """The readings of now beside those of the last visit."""
        grid = self._compared_grid
        empty(grid)
        self._compared.setVisible(bool(rows))
        if not rows:
            return
        grid.addWidget(SectionHead(_("Against the last visit")), 0, 0, 1, 4)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for at, head in enumerate((day, _("Now"), _("Change")), 1):
            grid.addWidget(caption(head, tone="text_2"), 1, at, right)
        for at, row in enumerate(rows, 2):
            name = Label(row.name, "body", wrap=True)
            name.setMinimumHeight(40)
            grid.addWidget(name, at, 0)
            grid.addWidget(Label(row.last, tone="text_2"), at, 1, right)
            grid.addWidget(Label(row.now, bold=True), at, 2, right)
            grid.addWidget(Label(row.change, tone=row.tone, bold=True), at, 3, right)
        grid.setColumnStretch(0, 1)

    # -- taking photos in

    def _choose(self) -> None:
        files = _("Pictures") + f" ({PICTURES})"
        paths, _filter = QFileDialog.getOpenFileNames(self, _("Add photos from files"), "", files)
        self.take_in([Path(path) for path in paths])

    def take_in(self, paths: Sequence[Path]) -> None:
        """Takes pictures in one after the other; what cannot be read is said, the others are kept."""
        self._said.hide()
        visit, step, desk = self.visit, self._step, self.place.desk
        for path in paths:
            self._start(partial(add_photo, desk, visit, path, step=step))

    def _start(self, take: Callable[[], Record]) -> None:
        self._coming += 1
        self.place.jobs.run(take, self._taken, self._refused, owner=self)
        self._tell()

    def _taken(self, _record: object) -> None:
        self._coming -= 1
        self._tell()
        self.place.changed.emit()

    def _refused(self, error: Exception) -> None:
        self._coming -= 1
        self._tell()
        if isinstance(error, UserError):
            self._tell_wrong(error.say())

    def _tell_wrong(self, said: str) -> None:
        self._said.setText(said)
        self._said.show()

    def paste(self) -> None:
        """Takes in what the clipboard holds: a picture, or files that were copied."""
        if not self._take(QGuiApplication.clipboard().mimeData()):
            self._tell_wrong(_("There is no picture in the clipboard. Copy one, then paste again."))

    def _take(self, held: QMimeData) -> bool:
        """Takes in the files or the picture that is dropped or pasted; False when it is neither."""
        paths = [Path(url.toLocalFile()) for url in held.urls() if url.isLocalFile()]
        picture = held.imageData() if held.hasImage() and not paths else None
        if paths:
            self.take_in(paths)
        elif isinstance(picture, QImage) and not picture.isNull():
            visit, step, desk, name = self.visit, self._step, self.place.desk, _("Pasted picture")
            self._start(lambda: add_picture(desk, visit, bytes_of(picture), name, step=step))
        return bool(paths) or isinstance(picture, QImage)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._take(event.mimeData()):
            event.acceptProposedAction()
