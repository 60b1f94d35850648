"""A photo of a visit in its column: the picture, what it shows, and whose equipment its nameplate names."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fieldkit.actions.nameplates import Found
from fieldkit.actions.records import set_values
from fieldkit.errors import UserError
from fieldkit.forms import Photo
from fieldkit.forms.seen import legible
from fieldkit.i18n import _
from fieldkit.ui.form.serials import SerialNote
from fieldkit.ui.screens.trips.photo_view import PhotoView
from fieldkit.ui.thumbnails import show_thumbnail
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.pictures import PhotoTile
from fieldkit.ui.workplace import Workplace

TILE = 127


class PhotoCard(QWidget):
    """A photo with its caption, typed below it and kept when the keyboard leaves."""

    def __init__(self, place: Workplace, photo: Photo) -> None:
        super().__init__()
        self.place, self.photo = place, photo
        self._writable = True
        self._tile = PhotoTile(wide=TILE, name=f"photo.{photo.id}")
        self._tile.opened.connect(self._open)
        self._caption = QLineEdit()
        self._caption.setObjectName(f"caption.{photo.id}")
        self._caption.setAccessibleName(_("What it shows"))
        self._caption.setPlaceholderText(_("What it shows"))
        self._caption.setFixedWidth(TILE)
        self._caption.editingFinished.connect(self._keep)
        self._caption.editingFinished.connect(lambda: self._caption.home(False))  # a long one from its beginning
        self._said = Label("", "caption", tone="bad", wrap=True)
        self._said.setFixedWidth(TILE)
        self._said.hide()
        self._serial: SerialNote | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP[1])
        for widget in (self._tile, self._caption, self._said):
            self._column.addWidget(widget)

    def show_photo(self, photo: Photo, *, writable: bool = True) -> None:
        self._caption.setReadOnly(not writable)
        self._writable = writable
        typed = self._caption.text() != (self.photo.caption or "") and self._caption.hasFocus()
        self.photo = photo
        self._tile.setAccessibleName(photo.caption or _("Photo"))
        if not typed:
            self._caption.setText(photo.caption or "")
        show_thumbnail(self.place, self._tile, photo)

    def show_serial(self, found: Found) -> None:
        """What the equipment list says of the serial number that was read from this photo."""
        if self._serial is None:
            self._serial = SerialNote(self.place, str(self.photo.record.values["visit"]))
            self._serial.setFixedWidth(TILE)
            self._column.addWidget(self._serial)
        self._serial.show_found(found, writable=self._writable, named=True)

    def start(self) -> None:
        self._caption.setFocus()

    def _open(self) -> None:
        PhotoView(self.place, self.photo, self.window(), writable=self._writable).open()

    def _keep(self) -> None:
        text, rid = legible(self._caption.text()), self.photo.id
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
