"""A part of a form that folds: state, number, name, what it says in short, and a chevron."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from fieldkit.i18n import N_, _
from fieldkit.joined import clauses
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.theme import color
from fieldkit.ui.tokens import GAP, ICON
from fieldkit.ui.widgets.paint import focus_ring, painter_of, width_of, words

HEAD = 44
STATES = {
    "good": ("check", "good", N_("Complete")),
    "missing": ("circle-alert", "bad", N_("Something is missing")),
    "wrong": ("circle-alert", "bad", N_("Something is wrong")),
    "empty": ("circle-dashed", "text_3", N_("Empty")),
}
NAME_AT, INSET = 64, 52


class FoldHead(QAbstractButton):
    """The line of a section; a click, Enter or the space bar opens and closes it."""

    def __init__(self, number: int, title: str, name: str) -> None:
        super().__init__()
        self.setText(title)
        self.setCheckable(True)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._number = str(number) if number else ""
        self._state, self._said = "empty", ""
        self.set_state("empty", "")

    def set_state(self, state: str, said: str) -> None:
        self._state, self._said = state, said
        self.setAccessibleName(f"{self._number} {self.text()}".strip())
        self.setAccessibleDescription(clauses((_(STATES[state][2]), said)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, HEAD)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self._said if width_of(self._said) > self._said_room().width() else "")
        return super().event(event)

    def _said_room(self) -> QRectF:
        name = width_of(self.text(), bold=True)
        left = max(NAME_AT + GAP[4] + name + GAP[4], 236)
        return QRectF(left, 0, max(self.width() - left - 56, 0), HEAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        if self.underMouse():
            painter.fillRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), color("hover"))
        icon, tone, _says = STATES[self._state]
        paint_icon(painter, icon, tone, 16, (HEAD - ICON) / 2)
        on = self.isChecked()
        align = Qt.AlignmentFlag.AlignRight
        words(painter, QRectF(40, 0, NAME_AT - 40 + 6, HEAD), self._number, tone="text_2", bold=on, align=align)
        room = QRectF(NAME_AT + GAP[4], 0, self.width() - NAME_AT - GAP[4] - 56, HEAD)
        words(painter, room, self.text(), bold=True if on else None)
        words(painter, self._said_room(), self._said, tone="bad" if self._state in ("wrong", "missing") else "text_2")
        arrow = "chevron-down" if on else "chevron-right"
        paint_icon(painter, arrow, "text_2", self.width() - 18 - ICON, (HEAD - ICON) / 2)
        focus_ring(painter, self)
        painter.end()


class Fold(QWidget):
    """A section: its head and, once it was opened, its content, which `fill` puts in."""

    def __init__(self, number: int, title: str, fill: Callable[[QVBoxLayout], object], *, name: str) -> None:
        super().__init__()
        self.head = FoldHead(number, title, name)
        self.head.toggled.connect(self._toggle)
        self._fill = fill
        self.body: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.head)

    @property
    def open(self) -> bool:
        return self.head.isChecked()

    def set_open(self, on: bool) -> None:
        self.head.setChecked(on)

    def _toggle(self, on: bool) -> None:
        if self.body is None and on:
            self.body = QWidget()
            inside = QVBoxLayout(self.body)
            inside.setContentsMargins(INSET, GAP[1], GAP[5], GAP[5])
            inside.setSpacing(GAP[3])
            self._fill(inside)
            self._column.addWidget(self.body)
        if self.body is not None:
            self.body.setVisible(on)
