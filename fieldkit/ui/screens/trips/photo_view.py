"""One photo, large; here one draws on it, and it can be taken out again."""

from functools import partial

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.photos import draw_mark, show_picture, take_mark_back
from fieldkit.actions.records import delete_record
from fieldkit.errors import UserError
from fieldkit.forms import Photo, Record
from fieldkit.forms.photo import Drawn
from fieldkit.i18n import _
from fieldkit.ui.screens.trips.photo_canvas import PhotoCanvas
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, quiet, secondary
from fieldkit.ui.widgets.chips import Chip
from fieldkit.ui.widgets.labels import ElidedLabel, Label, caption
from fieldkit.ui.widgets.pictures import qimage
from fieldkit.ui.workplace import Workplace

ICONS = {"arrow": "move-right", "box": "square", "blur": "eye-off"}


class PhotoView(QDialog):
    """The photo as large as the window allows. What is drawn is kept at once; taking the photo out asks once more."""

    def __init__(self, place: Workplace, photo: Photo, parent: QWidget, *, writable: bool = True) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("photo_view")
        self.setWindowTitle(photo.caption or _("Photo"))
        self.place, self.photo, self._sure = place, photo, False
        self.resize(min(parent.width() - 80, 1120), min(parent.height() - 60, 760))
        self.canvas = PhotoCanvas()
        self.canvas.setAccessibleName(photo.caption or _("Photo"))
        self.canvas.drawn.connect(self._draw)
        self._said = Label("", "body", tone="bad", wrap=True, name="photo_view.error")
        self._said.hide()
        self._tools = QWidget()
        self._lay_tools()
        if not writable:
            self._tools.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[5], GAP[5], GAP[5], GAP[5])
        column.setSpacing(GAP[3])
        column.addWidget(self._tools)
        column.addWidget(self.canvas, 1)
        column.addWidget(self._said)
        column.addLayout(self._foot(writable))
        self._load()

    def _lay_tools(self) -> None:
        words = {"arrow": _("Arrow"), "box": _("Box"), "blur": _("Make unreadable")}
        self._chips = {
            shape: Chip(said, icon=ICONS[shape], name=f"photo_view.{shape}") for shape, said in words.items()
        }
        self._back = quiet(_("Take the last mark back"), icon="undo-2", name="photo_view.undo")
        self._back.clicked.connect(self._take_back)
        line = QHBoxLayout(self._tools)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[2])
        for shape, chip in self._chips.items():
            chip.clicked.connect(partial(self._choose, shape))
            line.addWidget(chip)
        line.addWidget(self._back)
        line.addStretch(1)
        line.addWidget(caption(_("Drawn on the paper, too; the photo itself stays."), tone="text_2"))

    def _foot(self, writable: bool) -> QHBoxLayout:
        self._remove = Button(_("Take out"), "danger", icon="trash-2", name="photo_view.remove")
        self._remove.clicked.connect(self._take_out)
        if not writable:
            self._remove.hide()
        close = secondary(_("Close"), name="photo_view.close")
        close.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.addWidget(ElidedLabel(self.photo.shown("taken_at"), tone="text_2"), 1)
        line.addWidget(self._remove)
        line.addWidget(close)
        return line

    # -- showing

    def _load(self) -> None:
        picture = self.photo.picture
        self._back.setEnabled(bool(self.photo.drawn))
        if picture is None:
            return
        desk, marks, wide = self.place.desk, self.photo.drawn, round(1.2 * self.width() * self.devicePixelRatioF())
        self.place.jobs.run(
            lambda: show_picture(desk, picture.sha256, (wide, wide), marks), self._show, self._fail, owner=self
        )

    def _show(self, picture: Image.Image) -> None:
        self.canvas.set_image(qimage(picture))

    def _tell(self, said: str) -> None:
        self._said.setText(said)
        self._said.setVisible(bool(said))

    def _fail(self, error: Exception) -> None:
        self._tell(error.say() if isinstance(error, UserError) else _("The picture cannot be read."))

    # -- drawing

    def _choose(self, shape: str) -> None:
        on = not self._chips[shape].isChecked()
        for other, chip in self._chips.items():
            chip.setChecked(on and other == shape)
        self.canvas.use(shape if on else "")

    def _draw(self, mark: Drawn) -> None:
        rid = self.photo.id
        self._tell("")
        self.place.act(lambda desk: draw_mark(desk, rid, mark), self._changed, self._fail, owner=self)

    def _take_back(self) -> None:
        rid = self.photo.id
        self._tell("")
        self.place.act(lambda desk: take_mark_back(desk, rid), self._changed, self._fail, owner=self)

    def _changed(self, record: Record) -> None:
        self.photo = Photo(record)
        self._load()

    def _take_out(self) -> None:
        if not self._sure:
            self._sure = True
            name = self.photo.caption or _("this photo")
            self._remove.setText(_("Really take out “{name}”").format(name=name[:30]))
            return
        rid = self.photo.id
        self.place.act(lambda desk: delete_record(desk, rid), lambda _record: self.accept(), self._fail, owner=self)
