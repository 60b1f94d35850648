"""The pad on which a customer signs: mouse, finger, or a pen with pressure."""

import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import dist

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.forms.signature import is_no_hand
from fieldkit.i18n import _
from fieldkit.ui.theme import color
from fieldkit.ui.widgets.paint import box, painter_of

Point = tuple[int, ...]
Stroke = list[Point]

THIN, THICK = 3.0, 8.0  # px, by speed or by pressure
FAST = 2.4  # px per ms at which a line is thinnest


class SignaturePad(QWidget):
    """Takes strokes as points (x, y, ms since the first touch, width), all lengths in thousandths of its width;
    a pen's points end with its pressure in thousandths.

    x and y have one scale, so nothing is distorted: x runs to 1000, y to 1000 / `aspect`. The pad stays white
    in the dark. `changed` tells of every finished stroke and of clearing.
    """

    changed = Signal()

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, name: str = "signature") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(_("Sign here"))
        self.setMinimumSize(600, 336)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._clock = clock
        self._strokes: list[Stroke] = []
        self._drawing = False
        self._begun = 0.0
        self._shape = (600, 336)

    def sizeHint(self) -> QSize:
        return QSize(630, 368)

    @property
    def strokes(self) -> list[Stroke]:
        """A copy of all strokes, in the order they were drawn."""
        return [list(stroke) for stroke in self._strokes]

    @property
    def aspect(self) -> float:
        """Width by height of the pad when the first stroke was drawn."""
        return self._shape[0] / self._shape[1]

    def is_empty(self) -> bool:
        """Whether there is nothing that could be a signature: no stroke, or only dots and slips."""
        return is_no_hand(self._strokes)

    def clear(self) -> None:
        """Takes everything away, to begin anew."""
        self._strokes.clear()
        self._drawing = False
        self.update()
        self.changed.emit()

    def show_strokes(self, strokes: Sequence[Sequence[Point]]) -> None:
        """Shows strokes that were taken before."""
        self._strokes = [list(stroke) for stroke in strokes]
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen: the width follows the pressure. Accepting keeps Qt from making a mouse of it."""
        kind, pressure = event.type(), event.pressure()
        if kind == QEvent.Type.TabletPress:
            self._begin(event.position(), pressure)
        elif kind == QEvent.Type.TabletMove and self._drawing:
            self._go(event.position(), pressure)
        elif kind == QEvent.Type.TabletRelease:
            self._end()
        event.accept()

    def event(self, event: QEvent) -> bool:
        if not isinstance(event, QTouchEvent):
            return super().event(event)
        points = event.points()
        if event.type() == QEvent.Type.TouchBegin:
            self._begin(points[0].position())
        elif event.type() == QEvent.Type.TouchUpdate:
            self._go(points[0].position())
        else:
            self._end()
        event.accept()
        return True

    def _begin(self, at: QPointF, pressure: float | None = None) -> None:
        if not self._strokes:
            self._begun = self._clock()
            self._shape = (self.width(), self.height())
        width = (THIN + THICK) / 2 if pressure is None else self._pressed(pressure)
        self._strokes.append([(*self._point(at, width), *_told(pressure))])
        self._drawing = True
        self.update()

    def _go(self, at: QPointF, pressure: float | None = None) -> None:
        if not self._drawing:
            return
        inside = QPointF(min(max(at.x(), 0), self.width()), min(max(at.y(), 0), self.height()))
        stroke = self._strokes[-1]
        last = stroke[-1]
        point = self._point(inside, THIN)
        if point[:2] == last[:2]:
            return
        width = self._moved(last, point) if pressure is None else self._pressed(pressure)
        stroke.append((*point[:3], width_in(width, self.width()), *_told(pressure)))
        self.update(self._around(stroke[-4:]))

    def _end(self) -> None:
        if self._drawing:
            self._drawing = False
            self.changed.emit()

    def _point(self, at: QPointF, width: float) -> Point:
        scale = 1000 / self.width()
        spent = round((self._clock() - self._begun) * 1000)
        return round(at.x() * scale), round(at.y() * scale), spent, width_in(width, self.width())

    @staticmethod
    def _pressed(pressure: float) -> float:
        return THIN + (THICK - THIN) * min(max(pressure, 0.0), 1.0)

    def _moved(self, last: Point, point: Point) -> float:
        """The width of a line drawn by mouse or finger: the faster the thinner, and never in a jump."""
        scale = self.width() / 1000
        speed = dist(last[:2], point[:2]) * scale / max(point[2] - last[2], 1)
        wanted = THICK - (THICK - THIN) * min(speed / FAST, 1)
        return last[3] * scale * 0.7 + wanted * 0.3

    def _around(self, points: Stroke) -> QRect:
        scale = self.width() / 1000
        xs, ys = [p[0] * scale for p in points], [p[1] * scale for p in points]
        low, high = QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys))
        return QRectF(low, high).adjusted(-THICK, -THICK, THICK, THICK).toAlignedRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        box(painter, QRectF(self.rect()), "paper", "accent" if self._drawing else "line_strong", 2)
        base = round(self.height() * 0.79)
        painter.fillRect(QRectF(42, base, self.width() - 84, 1), color("paper_line"))
        dirty = QRectF(event.rect())
        scale, ink = self.width() / 1000, color("ink")
        for stroke in self._strokes:
            paint_stroke(painter, stroke, scale, ink, dirty)
        painter.end()


def _told(pressure: float | None) -> tuple[int, ...]:
    """The pressure of a pen in thousandths; a mouse and a finger tell none."""
    return () if pressure is None else (round(min(max(pressure, 0.0), 1.0) * 1000),)


def width_in(px: float, pad: int) -> int:
    """A line's width in thousandths of the pad's width."""
    return max(round(px * 1000 / pad), 1)


def paint_stroke(
    painter: QPainter, stroke: Sequence[Point], scale: float, ink: QColor, dirty: QRectF | None = None
) -> None:
    """Paints one stroke as curves through the middles of its segments, each as wide as its points say.

    `scale` is px per thousandth; what lies outside `dirty` is left out.
    """
    spots = [QPointF(point[0] * scale, point[1] * scale) for point in stroke]
    widths = [point[3] * scale for point in stroke]
    pen = QPen(ink, widths[0], Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if len(spots) == 1:
        painter.setPen(pen)
        painter.drawPoint(spots[0])
        return
    middles = [spots[0], *((a + b) / 2 for a, b in pairwise(spots)), spots[-1]]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for at, spot in enumerate(spots):
        path = QPainterPath(middles[at])
        path.quadTo(spot, middles[at + 1])
        room = path.boundingRect().adjusted(-THICK, -THICK, THICK, THICK)
        if dirty is None or room.intersects(dirty):
            pen.setWidthF(widths[at])
            painter.setPen(pen)
            painter.drawPath(path)
