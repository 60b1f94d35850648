"""One photo, large; here it can be taken out again."""

import io

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import delete_record
from fieldkit.errors import UserError
from fieldkit.forms import Photo
from fieldkit.i18n import _
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, secondary
from fieldkit.ui.widgets.labels import ElidedLabel, Label
from fieldkit.ui.widgets.pictures import qimage
from fieldkit.ui.workplace import Workplace


def load_picture(desk: Desk, sha256: str, wide: int) -> Image.Image:
    """The photo scaled down; slow, so it runs off the screen's thread."""
    with Image.open(io.BytesIO(desk.file(sha256)), formats=("JPEG",)) as opened:
        opened.draft("RGB", (wide, wide))
        picture = opened.convert("RGB")
    picture.thumbnail((wide, wide))
    return picture


class PhotoView(QDialog):
    """The photo as large as the window allows; taking it out asks once more, by its caption."""

    def __init__(self, place: Workplace, photo: Photo, parent: QWidget, *, writable: bool = True) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("photo_view")
        self.setWindowTitle(photo.caption or _("Photo"))
        self.place, self.photo, self._sure = place, photo, False
        self.resize(min(parent.width() - 80, 1120), min(parent.height() - 60, 760))
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setMinimumSize(320, 240)
        self._picture.setAccessibleName(photo.caption or _("Photo"))
        self._said = Label("", "body", tone="bad", wrap=True, name="photo_view.error")
        self._remove = Button(_("Take out"), "danger", icon="trash-2", name="photo_view.remove")
        self._remove.clicked.connect(self._take_out)
        if not writable:
            self._remove.hide()
        close = secondary(_("Close"), name="photo_view.close")
        close.clicked.connect(self.reject)
        line = QHBoxLayout()
        line.addWidget(ElidedLabel(photo.shown("taken_at"), tone="text_2"), 1)
        line.addWidget(self._remove)
        line.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[5], GAP[5], GAP[5], GAP[5])
        column.setSpacing(GAP[3])
        column.addWidget(self._picture, 1)
        column.addWidget(self._said)
        column.addLayout(line)
        desk, sha = place.desk, photo.picture.sha256 if photo.picture else ""
        wide = 2 * self.width()
        place.jobs.run(lambda: load_picture(desk, sha, wide), self._show, self._fail, owner=self)

    def _show(self, picture: Image.Image) -> None:
        image: QImage = qimage(picture)
        smooth, keep = Qt.TransformationMode.SmoothTransformation, Qt.AspectRatioMode.KeepAspectRatio
        ratio = self.devicePixelRatioF()
        shown = QPixmap.fromImage(image.scaled(self._picture.size() * ratio, keep, smooth))
        shown.setDevicePixelRatio(ratio)
        self._picture.setPixmap(shown)

    def _fail(self, error: Exception) -> None:
        self._said.setText(error.say() if isinstance(error, UserError) else _("The picture cannot be read."))

    def _take_out(self) -> None:
        if not self._sure:
            self._sure = True
            name = self.photo.caption or _("this photo")
            self._remove.setText(_("Really take out “{name}”").format(name=name[:30]))
            return
        rid = self.photo.id
        self.place.act(lambda desk: delete_record(desk, rid), lambda _record: self.accept(), self._fail, owner=self)
