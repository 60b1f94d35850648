"""The steps of a diagnosis or clean-up one below the other, joined by a line: where one is, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from fieldkit.joined import phrases
from fieldkit.ui.theme import color
from fieldkit.ui.tokens import DISC, GAP
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.paint import disc, focus_ring, painter_of, words


@dataclass(frozen=True)
class TrailStep:
    """One step: key, name, what was read (bold) and what that means, a last line, and its state.

    `state` is done, noted (done, and something is out of the ordinary), wrong, current or next; `tone` is the
    colour of the finding; `number` stands in the disc instead of the place in the list.
    """

    key: str
    name: str
    reading: str = ""
    finding: str = ""
    note: str = ""
    state: str = "next"
    tone: str = "text_2"
    number: str = ""


class Trail(QWidget):
    """The left column of a playbook; a click on a step that was reached emits `chosen` with its key."""

    chosen = Signal(str)

    def __init__(self, *, name: str = "trail") -> None:
        super().__init__()
        self.setObjectName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def current(self) -> QWidget | None:
        """The entry of the step where one is."""
        items = (self._column.itemAt(at) for at in range(self._column.count()))
        entries = (item.widget() for item in items if item is not None)
        return next((entry for entry in entries if isinstance(entry, _Entry) and entry.current), None)

    def set_steps(self, steps: Sequence[TrailStep]) -> None:
        empty(self._column)
        for number, step in enumerate(steps, 1):
            entry = _Entry(step.number or str(number), step, last=step is steps[-1])
            entry.clicked.connect(lambda _=False, key=step.key: self.chosen.emit(key))
            self._column.addWidget(entry)
        self._column.addStretch(1)


class _Entry(QAbstractButton):
    def __init__(self, number: str, step: TrailStep, *, last: bool) -> None:
        super().__init__()
        self._number, self._step, self._last = number, step, last
        said = (f"{number} {step.name}", step.reading, step.finding, step.note)
        self.setAccessibleName(phrases(said))
        self.setToolTip(self.accessibleName())
        self.setObjectName(f"step.{step.key}")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setEnabled(step.state != "next")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if self.isEnabled() else Qt.FocusPolicy.NoFocus)
        if self.isEnabled():
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def current(self) -> bool:
        return self._step.state == "current"

    def _lines(self) -> int:
        return bool(self._step.reading or self._step.finding) + bool(self._step.note)

    def sizeHint(self) -> QSize:
        return QSize(200, (46, 60, 80)[self._lines()])

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        step, left = self._step, DISC + GAP[3]
        if not self._last:
            painter.setPen(QPen(color("line"), 2))
            painter.drawLine(QPointF(DISC / 2, DISC + 2), QPointF(DISC / 2, self.height() - 2))
        disc(painter, QPointF(DISC / 2, DISC / 2), self._number, step.state)
        room = self.width() - left
        tone = "text_2" if step.state == "next" else "text"
        words(painter, QRectF(left, 1, room, 22), step.name, tone=tone, bold=step.state == "current")
        top = 22.0
        if step.reading or step.finding:
            line = QRectF(left, top, room, 20)
            wide = 0.0
            if step.reading:
                wide = words(painter, line, step.reading, kind="caption", tone=step.tone, bold=True) + 4
            words(painter, line.adjusted(wide, 0, 0, 0), step.finding, kind="caption", tone=step.tone)
            top += 20
        words(painter, QRectF(left, top, room, 20), step.note, kind="caption", tone="text_2")
        focus_ring(painter, self)
        painter.end()
