"""The chip in the top line: whether everything one wrote has reached the office."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from fieldkit.i18n import N_, _
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.tokens import RADIUS_PILL, SMALL_ICON
from fieldkit.ui.widgets.paint import box, painter_of, width_of, words

# State → icon, words before the count, words with the count (bold where offline), tone, fill, edge.
STATES = {
    "all": ("circle-check", "", N_("All at the office"), "good", "surface", "good"),
    "waiting": ("arrow-up", "", N_("{count} waiting"), "text", "surface", "line_strong"),
    "offline": ("zap", N_("Offline·"), N_("{count} waiting"), "text", "surface", "line_strong"),
    "held": ("archive", "", N_("{count} held at the office"), "text", "surface", "line_strong"),
    "needs": ("circle-alert", "", N_("{count} need you"), "bad", "bad_soft", "bad"),
}


class DeliveryChip(QAbstractButton):
    """36 px high; `set_state` takes all, waiting, offline, held or needs, and how many."""

    def __init__(self, *, name: str = "chip") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.state, self.count = "all", 0
        self.set_state("all")

    def set_state(self, state: str, count: int = 0) -> None:
        """Off line with nothing waiting says just that."""
        self.state, self.count = state, count
        _icon, before, counted, *_colors = STATES[state]
        self._before, self._counted = _(before), _(counted).format(count=count)
        if state == "offline" and not count:
            self._before, self._counted = _("Offline"), ""
        if state == "needs" and count == 1:
            self._counted = _("1 needs you")
        self.setAccessibleName(self._before + self._counted)
        self.updateGeometry()
        self.update()

    def _bold(self) -> bool:
        return self.state == "offline"

    def sizeHint(self) -> QSize:
        wide = width_of(self._before, "caption") + width_of(self._counted, "caption", bold=self._bold())
        return QSize(round(14 + SMALL_ICON + 8 + wide + 15), 36)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        icon, _before, _counted, tone, fill, edge = STATES[self.state]
        if self.underMouse() and fill == "surface":
            fill = "hover"
        strong = self.hasFocus()
        box(painter, QRectF(self.rect()), fill, "accent" if strong else edge, 2 if strong else 1, RADIUS_PILL)
        paint_icon(painter, icon, tone, 13, (self.height() - SMALL_ICON) / 2, SMALL_ICON)
        place = QRectF(37, 0, self.width() - 40, self.height())
        wide = words(painter, place, self._before, kind="caption", tone=tone)
        place.adjust(wide, 0, 0, 0)
        words(painter, place, self._counted, kind="caption", tone=tone, bold=self._bold())
        painter.end()
