"""The stepper that takes a reading with gloves on."""

from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from fieldkit.i18n import _
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.theme import font
from fieldkit.ui.tokens import GAP, LARGE_ICON, RADIUS
from fieldkit.ui.widgets.badges import STATUSES, Badge
from fieldkit.ui.widgets.paint import box, focus_ring, painter_of, width_of, words

READING_HEIGHT, STEP_WIDTH = 104, 80


class Stepper(QWidget):
    """A reading with − and + beside it; it can be typed as well. No reading is None.

    `changed` carries the new Decimal or None; `typing` the text as it stands while it is typed. `judge` shows
    the verdict: the edge's colour and a badge.
    """

    changed = Signal(object)
    typing = Signal(str)

    def __init__(
        self,
        label: str,
        unit: str = "",
        value: Decimal | None = None,
        *,
        step: Decimal = Decimal(1),
        low: Decimal | None = None,
        high: Decimal | None = None,
        name: str = "stepper",
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        self._step, self._low, self._high = step, low, high
        self._value: Decimal | None = None
        self._reading = _Reading(label, unit, name)
        self._reading.typed.connect(self._take)
        self._reading.typing.connect(self.typing)
        self._reading.stepped.connect(self.step)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[3])
        for sign, icon, text in ((-1, "minus", _("Less")), (0, "", ""), (1, "plus", _("More"))):
            if sign == 0:
                line.addWidget(self._reading, 1)
                continue
            button = _StepButton(icon, f"{label}: {text}", f"{name}.{icon}")
            button.clicked.connect(lambda _=False, sign=sign: self.step(sign))
            line.addWidget(button)
        self.set_value(value)

    @property
    def value(self) -> Decimal | None:
        return self._value

    def set_value(self, value: Decimal | None) -> None:
        """Shows a value without emitting `changed`."""
        self._value = self._within(value)
        self._reading.show_text("" if self._value is None else format(self._value, "f"))

    def step(self, steps: int) -> None:
        """One or more steps up or down; from nothing the first step starts at the lower end or at zero."""
        self._take(self._reading.text)
        start = self._value
        value = (self._low or Decimal(0)) if start is None else start + steps * self._step
        self.set_value(value)
        if self._value != start:
            self.changed.emit(self._value)

    def judge(self, status: str = "", text: str = "") -> None:
        """Shows a verdict of STATUSES beside the reading; none takes it away."""
        self._reading.judge(status, text)

    def _within(self, value: Decimal | None) -> Decimal | None:
        if value is not None and self._low is not None:
            value = max(value, self._low)
        if value is not None and self._high is not None:
            value = min(value, self._high)
        return value

    def _take(self, text: str) -> None:
        try:
            value = Decimal(text.strip()) if text.strip() else None
        except InvalidOperation:
            self.set_value(self._value)
            return
        if value is not None and not value.is_finite():
            value = self._value
        if value != self._value:
            self.set_value(value)
            self.changed.emit(self._value)
        else:
            self.set_value(value)


class _Reading(QWidget):
    """The field in the middle: 56-px figures, the unit beside them, the verdict at the right."""

    typed = Signal(str)
    typing = Signal(str)
    stepped = Signal(int)

    def __init__(self, label: str, unit: str, name: str) -> None:
        super().__init__()
        self._unit, self._edge = unit, ""
        self.setMinimumSize(180, READING_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._field = _FigureField(self)
        self._field.setAccessibleName(label)
        self._field.setObjectName(f"{name}.value")
        self._field.editingFinished.connect(lambda: self.typed.emit(self._field.text()))
        self._field.textChanged.connect(self._place)
        self._field.textEdited.connect(self.typing)
        self._field.stepped.connect(self.stepped)
        self._field.focused.connect(self.update)
        self._badge = Badge("over", "", bold=True)
        self._badge.setParent(self)
        self._badge.hide()

    @property
    def text(self) -> str:
        return self._field.text()

    def show_text(self, text: str) -> None:
        if self._field.text() != text:
            self._field.setText(text)
        self._place()

    def judge(self, status: str, text: str) -> None:
        self._badge.setVisible(bool(status))
        self._edge = STATUSES[status].tone if status in STATUSES else ""
        if status:
            self._badge.set(status, text)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._field.setFocus(Qt.FocusReason.MouseFocusReason)

    def _figures(self) -> float:
        return max(width_of(self._field.text() or "0", "reading"), 24) + 8

    def _place(self) -> None:
        room = self.width() - 40 - width_of(self._unit, "title", bold=False)
        self._field.setGeometry(20, 20, round(min(self._figures(), room)) + 2, 64)
        size = self._badge.sizeHint()
        high = 32
        self._badge.setGeometry(self.width() - size.width() - 20, (self.height() - high) // 2, size.width(), high)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        edge = self._edge or ("accent" if self._field.hasFocus() else "line_strong")
        thick = 2 if self._edge or self._field.hasFocus() else 1
        box(painter, QRectF(self.rect()), "surface", edge, thick, RADIUS)
        left = self._field.geometry().right() + 4
        place = QRectF(left, 36, self.width() - left - 20, 32)
        beside = Qt.AlignmentFlag.AlignLeft if self._field.text() else Qt.AlignmentFlag.AlignRight
        align = beside | Qt.AlignmentFlag.AlignVCenter
        words(painter, place, self._unit, kind="figure", tone="text_2", bold=False, align=align)
        painter.end()


class _FigureField(QLineEdit):
    stepped = Signal(int)
    focused = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self.setFont(font("reading"))
        self.setTextMargins(0, 0, 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit()


class _StepButton(QAbstractButton):
    def __init__(self, icon: str, says: str, name: str) -> None:
        super().__init__()
        self._icon = icon
        self.setAccessibleName(says)
        self.setObjectName(name)
        self.setFixedSize(STEP_WIDTH, READING_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoRepeat(True)
        self.setAutoRepeatDelay(400)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        fill = "sunken" if self.isDown() else "hover" if self.underMouse() else "surface"
        box(painter, QRectF(self.rect()), fill, "line_strong")
        x, y = (self.width() - LARGE_ICON) / 2, (self.height() - LARGE_ICON) / 2
        paint_icon(painter, self._icon, "text", x, y, LARGE_ICON)
        focus_ring(painter, self)
        painter.end()
