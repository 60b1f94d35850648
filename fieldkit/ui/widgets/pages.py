"""The pages of a document, painted one below the other, with highlights and their numbered pins."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from fieldkit.ui.theme import color
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.paint import box, disc, painter_of

PIN = 24
MARGIN = 28


class Highlight(NamedTuple):
    """A place on a page (from 0), as shares of its width and height from the upper left corner; 0: no pin."""

    page: int
    left: float
    top: float
    width: float
    height: float
    number: int = 0


class Pages(QWidget):
    """The canvas inside a PdfView. A click on a pin emits `pin_clicked`, elsewhere on a page `spot_clicked`."""

    pin_clicked = Signal(int)
    spot_clicked = Signal(int, float, float)

    def __init__(self) -> None:
        super().__init__()
        self.images: list[QImage] = []
        self.highlights: list[Highlight] = []
        self._wide = 100
        self._scaled: dict[tuple[int, int], QImage] = {}
        self.setObjectName("pages")

    def set_images(self, images: Sequence[QImage]) -> None:
        self.images = list(images)
        self._scaled.clear()
        self._resize()

    def set_highlights(self, highlights: Sequence[Highlight]) -> None:
        self.highlights = list(highlights)
        self.update()

    def set_page_width(self, wide: int) -> None:
        if wide != self._wide:
            self._wide = wide
            self._scaled.clear()
            self._resize()

    @property
    def page_width(self) -> int:
        return self._wide

    def _tall(self, page: int) -> int:
        image = self.images[page]
        return round(self._wide * image.height() / max(image.width(), 1))

    def page_rect(self, page: int) -> QRectF:
        top = GAP[4] + sum(self._tall(at) + GAP[4] for at in range(page))
        left = max((self.width() - self._wide) // 2, MARGIN)
        return QRectF(left, top, self._wide, self._tall(page))

    def place_of(self, highlight: Highlight) -> QRectF:
        page = self.page_rect(highlight.page)
        return QRectF(
            page.x() + highlight.left * page.width(), page.y() + highlight.top * page.height(),
            highlight.width * page.width(), highlight.height * page.height(),
        )  # fmt: skip

    def _pin_centre(self, highlight: Highlight) -> QPointF:
        place = self.place_of(highlight)
        page = self.page_rect(highlight.page)
        return QPointF(max(place.left() - 4 - PIN / 2, page.left() + PIN / 2 - 8), place.center().y())

    def _resize(self) -> None:
        tall = sum(self._tall(page) + GAP[4] for page in range(len(self.images))) + GAP[4]
        self.setMinimumSize(QSize(self._wide + 2 * MARGIN, tall))
        self.resize(max(self.width(), self._wide + 2 * MARGIN), tall)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        for page in range(len(self.images)):
            rect = self.page_rect(page)
            if rect.intersects(QRectF(event.rect())):
                painter.fillRect(rect, color("paper"))
                painter.drawImage(rect, self._fitted(page))
                box(painter, rect.adjusted(-1, -1, 1, 1), edge="line", radius=0)
        for highlight in self.highlights:
            if highlight.page < len(self.images):
                self._paint_highlight(painter, highlight)
        painter.end()

    def _fitted(self, page: int) -> QImage:
        """The page at the size it is shown, scaled once and smoothly, because fine print must stay legible."""
        ratio = self.devicePixelRatioF()
        wide = round(self._wide * ratio)
        key = (page, wide)
        if key not in self._scaled:
            image = self.images[page]
            smooth = Qt.TransformationMode.SmoothTransformation
            self._scaled[key] = image if image.width() == wide else image.scaledToWidth(wide, smooth)
        return self._scaled[key]

    def _paint_highlight(self, painter: QPainter, highlight: Highlight) -> None:
        box(painter, self.place_of(highlight).adjusted(-4, -4, 4, 4), edge="pin", width=2, radius=2)
        if highlight.number:
            disc(painter, self._pin_centre(highlight), str(highlight.number), "pin", PIN)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        for highlight in self.highlights:
            near = self._pin_centre(highlight) - at if highlight.number else QPointF(99, 99)
            if near.x() ** 2 + near.y() ** 2 <= 22**2:
                self.pin_clicked.emit(highlight.number)
                return
        for page in range(len(self.images)):
            rect = self.page_rect(page)
            if rect.contains(at):
                x, y = (at.x() - rect.x()) / rect.width(), (at.y() - rect.y()) / rect.height()
                self.spot_clicked.emit(page, x, y)
                return
