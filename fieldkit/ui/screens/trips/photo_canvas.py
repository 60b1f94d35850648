"""A photo on which one draws with the pointer: an arrow, a box, a blur; and what is drawn is seen while one draws."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.forms.photo import WHOLE, Drawn
from fieldkit.ui.theme import color
from fieldkit.ui.widgets.paint import painter_of


class PhotoCanvas(QWidget):
    """Shows a picture as large as it fits. `drawn` carries a mark once the pointer is let go of; Escape drops it."""

    drawn = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(320, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setObjectName("photo_view.canvas")
        self._image = QImage()
        self._shape = ""
        self._from: QPointF | None = None
        self._to = QPointF()

    def set_image(self, image: QImage) -> None:
        self._image = image
        self.update()

    def use(self, shape: str) -> None:
        """What is drawn from now on; "" for nothing."""
        self._shape, self._from = shape, None
        self.setCursor(Qt.CursorShape.CrossCursor if shape else Qt.CursorShape.ArrowCursor)
        self.update()

    @property
    def frame(self) -> QRectF:
        """Where the picture stands."""
        size = QSizeF(self._image.size()).scaled(QSizeF(self.size()), Qt.AspectRatioMode.KeepAspectRatio)
        corner = QPointF((self.width() - size.width()) / 2, (self.height() - size.height()) / 2)
        return QRectF(corner, size)

    def _mark(self) -> Drawn | None:
        frame = self.frame
        if self._from is None or frame.isEmpty():
            return None
        ends = [(point - frame.topLeft()) for point in (self._from, self._to)]
        across = [min(max(round(WHOLE * end.x() / frame.width()), 0), WHOLE) for end in ends]
        down = [min(max(round(WHOLE * end.y() / frame.height()), 0), WHOLE) for end in ends]
        return Drawn(self._shape, across[0], down[0], across[1], down[1])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._shape and event.button() is Qt.MouseButton.LeftButton:
            self._from = self._to = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            self._to = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        self._to = event.position()
        mark, self._from = self._mark(), None
        self.update()
        if mark is not None:
            self.drawn.emit(mark)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._from is not None:
            self._from = None
            self.update()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        if not self._image.isNull():
            painter.setRenderHint(painter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.frame, self._image)
        if self._from is not None:
            painter.setPen(QPen(color("accent"), 2, Qt.PenStyle.DashLine))
            if self._shape == "arrow":
                painter.drawLine(self._from, self._to)
            else:
                painter.drawRect(QRectF(self._from, self._to).normalized())
        painter.end()
