"""Where a PDF is dropped: a frame of dashes with what this place is for, and the button to choose one instead."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.ui.theme import color
from fieldkit.ui.tokens import GAP, PAGE_MARGINS, RADIUS_CARD
from fieldkit.ui.widgets.paint import painter_of
from fieldkit.ui.widgets.states import EmptyState


class DropPlace(QWidget):
    """`acted` asks for a file. `set_over` shows that a file hangs above it."""

    acted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("verify.drop")
        self._over = False
        second = _(
            "You see whether it was changed since it was signed, who signed it and when, and whether it is the last "
            "state of the paper. The file is only read."
        )
        notice = EmptyState("file-search", _("Drop a signed PDF here"), second, _("Choose a PDF…"), name="verify.empty")
        notice.acted.connect(self.acted)
        column = QVBoxLayout(self)
        column.setContentsMargins(*PAGE_MARGINS)
        column.addWidget(notice)

    def set_over(self, over: bool) -> None:
        self._over = over
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        left, top, right, bottom = PAGE_MARGINS
        painter = painter_of(self)
        pen = QPen(color("accent" if self._over else "line_strong"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(color("accent_soft" if self._over else "surface"))
        place = QRectF(self.rect()).adjusted(left, top, -right, -bottom).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(place, RADIUS_CARD + GAP[1], RADIUS_CARD + GAP[1])
        painter.end()
