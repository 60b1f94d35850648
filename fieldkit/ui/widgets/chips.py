"""A filter that is on or off: a word in a rounded frame, filled and with a tick once it is on."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fieldkit.ui.icons import paint_icon
from fieldkit.ui.tokens import GAP, RADIUS_PILL, SMALL_ICON
from fieldkit.ui.widgets.paint import box, by_keyboard, painter_of, width_of, words

HEIGHT, PADDING = 36, 12


class Chip(QAbstractButton):
    """36 px high; whether it is on is decided by whoever listens, once it has what belongs to it."""

    def __init__(self, text: str, *, icon: str = "", trailing: str = "", name: str = "") -> None:
        super().__init__()
        self._icon, self._trailing = icon, trailing
        self._ring = False
        self.setText(text)
        self.setAccessibleName(text)
        self.setObjectName(name)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """Clicked, it only says so."""

    def sizeHint(self) -> QSize:
        pictures = sum(SMALL_ICON + GAP[1] for picture in (self._icon, self._trailing) if picture)
        return QSize(round(width_of(self.text(), "body", bold=True) + 1) + 2 * PADDING + pictures, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        on = self.isChecked()
        fill = "accent_soft" if on else "hover" if self.underMouse() else "surface"
        edge = "accent" if on or self._ring else "line_strong"
        box(painter, QRectF(self.rect()), fill, edge, 2 if self._ring else 1, RADIUS_PILL)
        tone, x = "accent" if on else "text_2", float(PADDING)
        middle = (self.height() - SMALL_ICON) / 2
        if self._icon:
            paint_icon(painter, self._icon, tone, x, middle, SMALL_ICON)
            x += SMALL_ICON + GAP[1]
        end = self.width() - PADDING
        if self._trailing:
            end -= SMALL_ICON
            paint_icon(painter, self._trailing, tone, end, middle, SMALL_ICON)
            end -= GAP[1]
        middle_of = Qt.AlignmentFlag.AlignHCenter
        words(painter, QRectF(x, 0, end - x, self.height()), self.text(), tone=tone, bold=on, align=middle_of)
        painter.end()
