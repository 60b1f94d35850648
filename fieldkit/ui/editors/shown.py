"""Fields that are shown and not typed: pictures, and signatures as they were drawn."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from fieldkit.forms import Field, Json
from fieldkit.forms.types import Moment
from fieldkit.forms.values import Signed, StoredFile
from fieldkit.i18n import _
from fieldkit.ui.editors.base import Editor
from fieldkit.ui.theme import color
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.paint import box, painter_of
from fieldkit.ui.widgets.pictures import PhotoTile, qimage
from fieldkit.ui.widgets.signature import paint_stroke

Loader = Callable[[str, Callable[[bytes], object]], object]


class Shown(Editor):
    """What has no typing: `take` gives back what is stored."""

    def __init__(self, field: Field[Any], name: str) -> None:
        super().__init__(field, name)
        self.raw: Json = None
        self.setObjectName(name)
        self.setAccessibleName(self.says)

    def draw(self, raw: Json) -> None:
        self.raw = raw

    def take(self) -> Json:
        return self.raw

    def set_writable(self, writable: bool) -> None:
        """It is never written here."""


class PictureShown(Shown):
    """A photo; its bytes come through `load`, off the screen's thread."""

    def __init__(self, field: Field[Any], name: str) -> None:
        super().__init__(field, name)
        self.load: Loader | None = None
        self._shown = ""
        self.tile = PhotoTile(wide=200, name=f"{name}.tile")
        self.line.addWidget(self.tile)
        self.line.addStretch(1)

    def draw(self, raw: Json) -> None:
        super().draw(raw)
        file = self.field.load(raw)
        sha256 = file.sha256 if isinstance(file, StoredFile) else ""
        if sha256 == self._shown:
            return
        self._shown = sha256
        self.tile.set_image(QImage())
        if sha256 and self.load is not None:
            self.load(sha256, lambda content: self.tile.set_image(qimage(content)))


class Strokes(QWidget):
    """A signature as it was drawn, on white in the dark too."""

    def __init__(self) -> None:
        super().__init__()
        self.signed: Signed | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, 96)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        box(painter, QRectF(self.rect()), "paper", "line")
        points = [point for stroke in self.signed.strokes for point in stroke] if self.signed else []
        if points:
            left, top = min(point[0] for point in points), min(point[1] for point in points)
            wide = max(max(point[0] for point in points) - left, 1)
            tall = max(max(point[1] for point in points) - top, 1)
            scale = min((self.width() - 24) / wide, (self.height() - 16) / tall)
            painter.translate((self.width() - wide * scale) / 2, (self.height() - tall * scale) / 2)
            for stroke in self.signed.strokes if self.signed else ():
                moved = [(x - left, y - top, 0, width) for x, y, width in stroke]
                paint_stroke(painter, moved, scale, color("ink"))
        painter.end()


class SignatureShown(Shown):
    """Who signed, when, and the hand where one signed by hand."""

    def __init__(self, field: Field[Any], name: str) -> None:
        super().__init__(field, name)
        self.drawn = Strokes()
        self.who = Label("", "body", bold=True)
        self.when = Label("", "caption", tone="text_3")
        self.line.addWidget(self.drawn)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        column.addWidget(self.who)
        column.addWidget(self.when)
        self.line.addSpacing(GAP[3])
        self.line.addLayout(column, 1)

    def draw(self, raw: Json) -> None:
        super().draw(raw)
        signed = self.field.load(raw)
        self.drawn.signed = signed
        self.drawn.setVisible(bool(signed and signed.strokes))
        self.drawn.update()
        self.who.setText(signed.name if signed else _("Not signed yet"))
        moment = Moment("")
        self.when.setText(moment.show(moment.load(signed.at)) if signed else "")
