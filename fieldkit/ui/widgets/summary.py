"""Figures side by side in one card: how many of each kind there are."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy

from fieldkit.ui.icons import paint_icon
from fieldkit.ui.theme import color
from fieldkit.ui.tokens import GAP, ICON
from fieldkit.ui.widgets.paint import box, focus_ring, painter_of, width_of, words


class Figure(NamedTuple):
    """One figure: key, icon, the number as text, what it counts, the icon's colour."""

    key: str
    icon: str
    value: str
    label: str
    tone: str = "text_2"


class SummaryStrip(QFrame):
    """Equal parts with a figure each; `chosen` carries the key of the one that was clicked."""

    chosen = Signal(str)

    def __init__(self, figures: Sequence[Figure], *, name: str = "summary") -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName(name)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(1, 1, 1, 1)
        self._line.setSpacing(0)
        self._parts: dict[str, _Part] = {}
        self.set_figures(figures)

    def set_figures(self, figures: Sequence[Figure]) -> None:
        """Shows new figures; parts of the same keys stay where they are, with the keyboard in them."""
        if list(self._parts) != [figure.key for figure in figures]:
            self._build(figures)
        for figure in figures:
            self._parts[figure.key].set_figure(figure)

    def set_chosen(self, key: str) -> None:
        for name, part in self._parts.items():
            part.setChecked(name == key)

    def _build(self, figures: Sequence[Figure]) -> None:
        for part in self._parts.values():
            part.hide()
            part.deleteLater()
        self._parts.clear()
        for at, figure in enumerate(figures):
            part = _Part(figure, f"{self.objectName()}.{figure.key}", first=at == 0)
            part.clicked.connect(lambda _=False, key=figure.key: self.chosen.emit(key))
            self._line.addWidget(part, 1)
            self._parts[figure.key] = part


class _Part(QAbstractButton):
    def __init__(self, figure: Figure, name: str, *, first: bool) -> None:
        super().__init__()
        self._first = first
        self.setObjectName(name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(72)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_figure(figure)

    def set_figure(self, figure: Figure) -> None:
        self._figure = figure
        self.setAccessibleName(f"{figure.value} {figure.label}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 72)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        if event.type() == QEvent.Type.ToolTip:
            cut = width_of(self._figure.label, "caption") > self.width() - 60
            self.setToolTip(self._figure.label if cut else "")
        return super().event(event)

    def nextCheckState(self) -> None:
        """The strip's owner decides which part is chosen."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        fill = "accent_soft" if self.isChecked() else "hover" if self.underMouse() else ""
        if fill:
            box(painter, QRectF(self.rect()), fill=fill, radius=7)
        if not self._first:
            painter.fillRect(QRectF(0, 0, 1, self.height()), color("line"))
        left = GAP[5] + ICON + GAP[3]
        paint_icon(painter, self._figure.icon, self._figure.tone, GAP[5], 15)
        words(painter, QRectF(left, 10, self.width() - left - 4, 28), self._figure.value, kind="figure")
        label = QRectF(left, 38, self.width() - left - 4, 20)
        words(painter, label, self._figure.label, kind="caption", tone="text_2")
        focus_ring(painter, self)
        painter.end()
