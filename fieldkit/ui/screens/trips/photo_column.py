"""The right column: photos with their captions, taken in from files or dropped; and the readings of last time."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldkit.actions.photos import add_photo
from fieldkit.actions.records import set_values
from fieldkit.errors import UserError
from fieldkit.forms import Photo
from fieldkit.i18n import _
from fieldkit.ui.screens.trips.on_site import Compared, photos_said
from fieldkit.ui.screens.trips.photo_view import PhotoView, load_picture
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import Label, SectionHead, caption
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.pictures import PhotoTile, qimage
from fieldkit.ui.widgets.rows import rule
from fieldkit.ui.workplace import Workplace

WIDE, TILE = 324, 127
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
        self._order: list[str] = []
        self._coming = 0
        self._page = Page(margins=(GAP[6], GAP[6], GAP[8], GAP[4]), gap=GAP[3], name="photos.page")
        self._head = SectionHead(_("Photos"))
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP[3])
        self._grid.setVerticalSpacing(GAP[3])
        self._empty = caption(_("Name plates, lamps, old and new boards. Drop files here."), tone="text_2", wrap=True)
        self._add = secondary(_("Add photos from files"), icon="camera", name="photos.add")
        self._add.clicked.connect(self._choose)
        self._said = Label("", "caption", tone="bad", wrap=True, name="photos.error")
        self._said.hide()
        self._compared = QWidget()
        self._compared_grid = QGridLayout(self._compared)
        self._compared_grid.setContentsMargins(0, GAP[3], 0, 0)
        column = self._page.column
        column.addWidget(self._head)
        column.addWidget(self._empty)
        column.addLayout(self._grid)
        column.addWidget(self._add)
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
        self.setAcceptDrops(writable)
        order = [photo.id for photo in photos]
        for photo in photos:
            if photo.id not in self._cards:
                self._cards[photo.id] = PhotoCard(self.place, photo)
            self._cards[photo.id].show_photo(photo, writable=writable)
        for rid in [rid for rid in self._cards if rid not in order]:
            card = self._cards.pop(rid)
            card.hide()
            card.deleteLater()
        if order != self._order:
            self._order = order
            for at, rid in enumerate(order):
                self._grid.addWidget(self._cards[rid], at // 2, at % 2, Qt.AlignmentFlag.AlignTop)
        self._tell()

    def _tell(self) -> None:
        self._empty.setVisible(not self._order)
        said = photos_said(len(self._order))
        if self._coming:
            said = _("taking in {count} …").format(count=self._coming)
        self._head.set_note(said)

    def start(self, photo: str) -> None:
        """Puts the keyboard into the caption of a photo."""
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
        files = f"{_('Pictures')} ({PICTURES})"
        paths, _filter = QFileDialog.getOpenFileNames(self, _("Add photos from files"), "", files)
        self.take_in([Path(path) for path in paths])

    def take_in(self, paths: Sequence[Path]) -> None:
        """Takes pictures in one after the other; what cannot be read is said, the others are kept."""
        self._said.hide()
        visit, step, desk = self.visit, self._step, self.place.desk
        for path in paths:
            self._coming += 1
            take = partial(add_photo, desk, visit, path, step=step)
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
            self._said.setText(error.say())
            self._said.show()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take_in([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()


class PhotoCard(QWidget):
    """A photo with its caption, typed below it and kept when the keyboard leaves."""

    def __init__(self, place: Workplace, photo: Photo) -> None:
        super().__init__()
        self.place, self.photo = place, photo
        self._sha, self._writable = "", True
        self._tile = PhotoTile(wide=TILE, name=f"photo.{photo.id}")
        self._tile.opened.connect(self._open)
        self._caption = QLineEdit()
        self._caption.setObjectName(f"caption.{photo.id}")
        self._caption.setAccessibleName(_("What it shows"))
        self._caption.setPlaceholderText(_("What it shows"))
        self._caption.setFixedWidth(TILE)
        self._caption.editingFinished.connect(self._keep)
        self._said = Label("", "caption", tone="bad", wrap=True)
        self._said.setFixedWidth(TILE)
        self._said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[1])
        for widget in (self._tile, self._caption, self._said):
            column.addWidget(widget)

    def show_photo(self, photo: Photo, *, writable: bool = True) -> None:
        self._caption.setReadOnly(not writable)
        self._writable = writable
        typed = self._caption.text() != (self.photo.caption or "") and self._caption.hasFocus()
        self.photo = photo
        self._tile.setAccessibleName(photo.caption or _("Photo"))
        if not typed:
            self._caption.setText(photo.caption or "")
        sha = photo.picture.sha256 if photo.picture else ""
        if sha and sha != self._sha:
            self._sha = sha
            desk = self.place.desk
            self.place.jobs.run(
                lambda: load_picture(desk, sha, 2 * TILE),
                lambda picture: self._tile.set_image(qimage(picture)),
                lambda _error: None,
                owner=self._tile,
            )

    def start(self) -> None:
        self._caption.setFocus()

    def _open(self) -> None:
        PhotoView(self.place, self.photo, self.window(), writable=self._writable).open()

    def _keep(self) -> None:
        text, rid = self._caption.text().strip(), self.photo.id
        if text == (self.photo.caption or ""):
            return
        self._said.hide()
        self.place.act(
            lambda desk: set_values(desk, rid, {"caption": text}, desk.store.open(rid)), None, self._refuse, owner=self
        )

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._said.setText(error.say())
            self._said.show()
