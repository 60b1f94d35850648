"""The stages of a trip, in a row across the top: where the work stands, and what each stage still misses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy

from fieldkit.ui.theme import color
from fieldkit.ui.tokens import DISC, GAP, PAGE_MARGINS, STAGES_HEIGHT
from fieldkit.ui.widgets.paint import box, disc, painter_of, width_of, words


@dataclass(frozen=True)
class Stage:
    """One stage: its key, its name, what is missing (the second line), and its state.

    `state` is todo, done, gap (done but something was left open, with a reason) or wrong.
    """

    key: str
    name: str
    note: str = ""
    state: str = "todo"


class StageRail(QFrame):
    """Equal parts, one a stage. Left, Right, Home and End move along it; Enter, space or a click choose."""

    chosen = Signal(str)

    def __init__(self, stages: Sequence[Stage], current: str = "", *, name: str = "stages") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "top")
        self.setFixedHeight(STAGES_HEIGHT)
        self._items: dict[str, _StageItem] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(PAGE_MARGINS[0], 0, PAGE_MARGINS[2] - 14, 0)
        line.setSpacing(GAP[2])
        for number, stage in enumerate(stages, 1):
            item = _StageItem(number, stage, last=number == len(stages))
            item.clicked.connect(lambda _=False, key=stage.key: self.chosen.emit(key))
            line.addWidget(item, 1)
            self._items[stage.key] = item
        self.set_current(current or stages[0].key)

    @property
    def current(self) -> str:
        return next((key for key, item in self._items.items() if item.current), "")

    def set_current(self, key: str) -> None:
        """Marks the stage whose page is shown; it does not emit `chosen`."""
        for name, item in self._items.items():
            item.set_current(name == key)

    def set_stage(self, key: str, note: str | None = None, state: str | None = None) -> None:
        """Says anew what a stage misses and how it stands."""
        item = self._items[key]
        stage = item.stage if note is None else replace(item.stage, note=note)
        item.set_stage(stage if state is None else replace(stage, state=state))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        items = list(self._items.values())
        at = next((i for i, item in enumerate(items) if item.hasFocus()), 0)
        goals = {
            Qt.Key.Key_Left: max(at - 1, 0),
            Qt.Key.Key_Right: min(at + 1, len(items) - 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(items) - 1,
        }
        goal = goals.get(Qt.Key(event.key()))
        if goal is None:
            super().keyPressEvent(event)
        else:
            items[goal].setFocus(Qt.FocusReason.TabFocusReason)


class _StageItem(QAbstractButton):
    def __init__(self, number: int, stage: Stage, *, last: bool) -> None:
        super().__init__()
        self.stage, self.current = stage, False
        self._number, self._last = str(number), last
        self.setObjectName(f"stage.{stage.key}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.set_stage(stage)

    def sizeHint(self) -> QSize:
        return QSize(180, STAGES_HEIGHT)

    def set_stage(self, stage: Stage) -> None:
        self.stage = stage
        self.setAccessibleName(f"{self._number} {stage.name}")
        self.setAccessibleDescription(stage.note)
        self.update()

    def set_current(self, current: bool) -> None:
        self.current = current
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # the rail moves, not Qt's button group order
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            room = self._text_rect(0, 1).width()
            long = width_of(self.stage.name, "heading") > room or width_of(self.stage.note, "caption") > room
            self.setToolTip(f"{self.stage.name}\n{self.stage.note}" if long else "")
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def _text_rect(self, top: float, height: float) -> QRectF:
        left = DISC + GAP[3]
        return QRectF(left, top, self.width() - left - GAP[4], height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        if self.underMouse() and not self.current:
            box(painter, QRectF(self.rect()).adjusted(-8, 8, -16, -8), fill="hover")
        state = "current" if self.current else self.stage.state
        disc(painter, QPointF(DISC / 2, 36), self._number, state)
        tone = "text" if self.current else "text_2"
        name = self._text_rect(15, 24)
        words(painter, name, self.stage.name, kind="heading", tone=tone, bold=self.current)
        words(painter, self._text_rect(37, 20), self.stage.note, kind="caption", tone="text_2")
        if not self._last:
            painter.fillRect(QRectF(self.width() - 5, 24, 1, 24), color("line"))
        if self.current:
            painter.fillRect(QRectF(0, self.height() - 3, self.width() - 14, 3), color("accent"))
        if self.hasFocus():
            box(painter, QRectF(self.rect()).adjusted(0, 6, -14, -6), edge="accent", width=2)
        painter.end()
