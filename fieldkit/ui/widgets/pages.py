"""The pages of a document, one below the other: their pictures as far as they are seen, highlights, numbered pins."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from fieldkit.ui.theme import color
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.paint import box, disc, painter_of

PIN = 24
MARGIN = 28
WIDEST = 3200  # dots a picture of a page is wide at most
AROUND, ROOM = 3, 48e6  # pages kept on each side of those in sight, and the bytes that they may take


class Highlight(NamedTuple):
    """A place on a page (from 0), as shares of its width and height from the upper left corner; 0: no pin."""

    page: int
    left: float
    top: float
    width: float
    height: float
    number: int = 0


class Pages(QWidget):
    """The canvas inside a PdfView. A click on a pin emits `pin_clicked`, elsewhere on a page `spot_clicked`.

    It knows the shape of every page and has pictures of some: those near what is in sight. A page without one is
    blank; one whose picture is of another width, or of the document before, is shown with that until its own comes.
    """

    pin_clicked = Signal(int)
    spot_clicked = Signal(int, float, float)

    def __init__(self) -> None:
        super().__init__()
        self.highlights: list[Highlight] = []
        self.pictures: dict[int, QImage] = {}
        self._sharp: dict[int, int] = {}  # the width that was asked for, by page
        self._shapes: list[float] = []
        self._tops: list[int] = []
        self._wide = 100
        self.setObjectName("pages")

    def set_shapes(self, shapes: Sequence[float]) -> None:
        """Another document, by the height of each page as a share of its width."""
        self._shapes = list(shapes)
        self._sharp.clear()
        self._keep(range(len(shapes)))
        self._resize()

    def set_picture(self, page: int, picture: QImage, wide: int) -> None:
        """What a page looks like; `wide` is the width in dots that was asked for, whatever it has become."""
        if page < self.count:
            self.pictures[page], self._sharp[page] = picture, wide
            self.update(self.page_rect(page).toAlignedRect())

    def is_sharp(self, page: int) -> bool:
        """Whether a page shows this document, as sharp as the screen."""
        return self._sharp.get(page) == self.dots

    def shows(self, page: int) -> bool:
        """Whether a page can be read: its own picture is there."""
        return self.is_sharp(page) and not self.pictures[page].isNull()

    def next_wanted(self, top: int, bottom: int) -> int | None:
        """The page that most wants a picture while the canvas is seen from `top` to `bottom`; lets far ones go."""
        near = self._near(top, bottom)
        self._keep(near)
        return next((page for page in near if not self.is_sharp(page)), None)

    def _near(self, top: int, bottom: int) -> list[int]:
        """The pages in sight, and of those around them as many as may be kept, the nearest first."""
        if not self.count:
            return []
        first, last = self.page_at(top), self.page_at(bottom)
        around = [page for step in range(1, AROUND + 1) for page in (last + step, first - step)]
        near, room = list(range(first, last + 1)), ROOM
        for page in around:
            room -= self.dots * self.dots * self._shapes[page] * 3 if 0 <= page < self.count else 0
            if 0 <= page < self.count and room > 0:
                near.append(page)
        return near

    def _keep(self, pages: Sequence[int]) -> None:
        for page in set(self.pictures).difference(pages):
            del self.pictures[page]
            self._sharp.pop(page, None)

    def set_highlights(self, highlights: Sequence[Highlight]) -> None:
        self.highlights = list(highlights)
        self.update()

    def set_page_width(self, wide: int) -> None:
        if wide != self._wide:
            self._wide = wide
            self._resize()

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self._shapes)

    @property
    def page_width(self) -> int:
        return self._wide

    @property
    def dots(self) -> int:
        """How wide a picture of a page should be."""
        return min(round(self._wide * self.devicePixelRatioF()), WIDEST)

    def _tall(self, page: int) -> int:
        return round(self._wide * self._shapes[page])

    def page_rect(self, page: int) -> QRectF:
        left = max((self.width() - self._wide) // 2, MARGIN)
        return QRectF(left, self._tops[page], self._wide, self._tall(page))

    def page_at(self, y: float) -> int:
        """The page at a height of the canvas; that above it where there is none."""
        return max(bisect_right(self._tops, y) - 1, 0)

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
        tall, self._tops = GAP[4], []
        for page in range(self.count):
            self._tops.append(tall)
            tall += self._tall(page) + GAP[4]
        self.setMinimumSize(QSize(self._wide + 2 * MARGIN, tall))
        self.resize(max(self.width(), self._wide + 2 * MARGIN), tall)
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        seen = event.rect()
        for page in range(self.page_at(seen.top()), self.page_at(seen.bottom()) + 1) if self.count else ():
            rect = self.page_rect(page)
            painter.fillRect(rect, color("paper"))
            if page in self.pictures:
                self._paint_picture(painter, rect, page)
            box(painter, rect.adjusted(-1, -1, 1, 1), edge="line", radius=0)
        for highlight in self.highlights:
            if highlight.page < self.count:
                self._paint_highlight(painter, highlight)
        painter.end()

    def _paint_picture(self, painter: QPainter, rect: QRectF, page: int) -> None:
        """Dot by dot where it can be, because fine print must stay legible."""
        picture = self.pictures[page]
        ratio = self.devicePixelRatioF()
        if picture.width() == round(self._wide * ratio):
            rect = QRectF(rect.topLeft(), QSizeF(picture.size()) / ratio)
        painter.drawImage(rect, picture)

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
        page = self.page_at(at.y())
        if self.count and (rect := self.page_rect(page)).contains(at):
            x, y = (at.x() - rect.x()) / rect.width(), (at.y() - rect.y()) / rect.height()
            self.spot_clicked.emit(page, x, y)
