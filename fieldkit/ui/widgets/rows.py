"""Cards, and rows in cards: what lists of any kind are made of."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldkit.joined import phrases
from fieldkit.ui.theme import color
from fieldkit.ui.tokens import GAP, RADIUS_CARD, ROW_HEIGHT, TALL_ROW_HEIGHT
from fieldkit.ui.widgets.labels import ElidedLabel, IconLabel
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.paint import by_keyboard, focus_ring, painter_of


class Card(QFrame):
    """A white rectangle with a line around it; `body` is the column inside."""

    def __init__(self, *, padding: int = GAP[6], gap: int = GAP[2], name: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        if name:
            self.setObjectName(name)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(gap)


class Row(QWidget):
    """One thing in a list: icon, lead word, title with a second line, value at the right, and room for more.

    44 px high with the line below, or 60 with a second line. A row that `opens` something can be clicked and
    has the keyboard: Enter and the space bar do what a click does. A lead with `lead_width` is a column of its
    own, which lines up the titles of neighbouring rows; without, it stands before the title.
    """

    clicked = Signal()

    def __init__(
        self,
        title: str,
        second: str = "",
        *,
        icon: str = "",
        tone: str = "text_2",
        lead: str = "",
        lead_width: int = 0,
        value: str = "",
        value_tone: str = "text_2",
        opens: bool = True,
        chevron: bool = False,
        bold: bool = False,
        name: str = "",
    ) -> None:
        super().__init__()
        self.opens, self._tone = opens, tone
        self._chosen = self._hovered = self._ring = False
        self.first = self.last = False
        self.tint = ""
        self.setAccessibleName(phrases((lead, title, second, value)))
        self.setObjectName(name or "row")
        self.setMinimumHeight((TALL_ROW_HEIGHT if second else ROW_HEIGHT) - 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(GAP[5], 4, GAP[5], 4)
        self.line.setSpacing(GAP[4])
        self._fill(icon, lead, lead_width, title, second, bold)
        self._end = self.line.count()
        if value:
            label = ElidedLabel(value, "body", tone=value_tone)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.add(label)
        if chevron:
            self.line.addWidget(IconLabel("chevron-right"))

    def _fill(self, icon: str, lead: str, lead_width: int, title: str, second: str, bold: bool) -> None:
        self.icon = IconLabel(icon, self._tone) if icon else None
        if self.icon is not None:
            self.line.addWidget(self.icon)
        self.lead = ElidedLabel(lead, "body", tone=self._tone, bold=True)
        if not lead and not lead_width:
            self.lead.hide()
        if lead_width:
            self.lead.setFixedWidth(lead_width)
            self.line.addWidget(self.lead)
        self.title = ElidedLabel(title, "body", bold=bold)
        first = QHBoxLayout()
        first.setSpacing(GAP[3])
        if not lead_width:
            self.lead.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            first.addWidget(self.lead)
        first.addWidget(self.title, 1)
        self.second = ElidedLabel(second, "caption", tone="text_3")
        if not second:
            self.second.hide()
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        column.addLayout(first)
        column.addWidget(self.second)
        column.addStretch(1)
        self.line.addLayout(column, 1)

    def add(self, widget: QWidget) -> None:
        """Puts a widget at the right, before the chevron."""
        self.line.insertWidget(self._end, widget)
        self._end += 1

    def set_text(self, title: str, second: str = "") -> None:
        self.title.setText(title)
        self.second.setText(second)
        self.second.setVisible(bool(second))
        self.setAccessibleName(phrases((title, second)))

    @property
    def chosen(self) -> bool:
        return self._chosen

    def set_chosen(self, chosen: bool) -> None:
        """The row that the rest of the screen is about: accent-soft, a mark at its left, bold."""
        self._chosen = chosen
        self.title.set_bold(chosen)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        fill = "accent_soft" if self._chosen else self.tint or ("hover" if self._hovered else "")
        painter = painter_of(self)
        if fill:
            painter.setClipPath(self._shape())
            painter.fillRect(self.rect(), color(fill))
            if self._chosen:
                painter.fillRect(QRectF(0, 0, 3, self.height()), color("accent"))
        if self._ring:
            focus_ring(painter, self, RADIUS_CARD - 1 if self.first or self.last else 0)
        painter.end()

    def _shape(self) -> QPainterPath:
        """The row's rectangle, rounded where the card's corners are."""
        path = QPainterPath()
        rect, round_off = QRectF(self.rect()), RADIUS_CARD - 1
        above = 0 if self.first else round_off
        below = 0 if self.last else round_off
        path.addRoundedRect(rect.adjusted(0, -above, 0, below), round_off, round_off)
        if not self.first and not self.last:
            path = QPainterPath()
            path.addRect(rect)
        return path

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self.title.set_tone("text" if self.isEnabled() else "text_3")

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave) and self.opens:
            self._hovered = event.type() == QEvent.Type.Enter
            self.update()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event)
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.setAccepted(self.opens)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self.opens and event.button() == Qt.MouseButton.LeftButton and inside:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.opens and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class Rows(QFrame):
    """A card full of rows with lines between them; Up and Down go from row to row."""

    def __init__(self, *, name: str = "") -> None:
        super().__init__()
        self.setProperty("role", "card")
        if name:
            self.setObjectName(name)
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)

    @property
    def rows(self) -> list[QWidget]:
        return list(self._rows)

    def add(self, row: QWidget) -> None:
        """Appends a row, or any widget as wide as the card."""
        if self._rows:
            self._column.addWidget(rule())
        self._column.addWidget(row)
        self._rows.append(row)
        self._mark_ends()

    def clear(self) -> None:
        empty(self._column)
        self._rows.clear()

    def choose(self, chosen: QWidget | None) -> None:
        """Marks one row as the one the screen is about."""
        for row in self._rows:
            if isinstance(row, Row):
                row.set_chosen(row is chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        able = [row for row in self._rows if row.focusPolicy() != Qt.FocusPolicy.NoFocus and row.isVisible()]
        at = next((i for i, row in enumerate(able) if row.hasFocus()), -1)
        if event.key() not in steps or at < 0:
            super().keyPressEvent(event)
            return
        goal = able[min(max(at + steps[Qt.Key(event.key())], 0), len(able) - 1)]
        goal.setFocus(Qt.FocusReason.TabFocusReason)

    def _mark_ends(self) -> None:
        for row in self._rows:
            if isinstance(row, Row):
                row.first, row.last = row is self._rows[0], row is self._rows[-1]


def rule(*, upright: bool = False) -> QFrame:
    """A line of one px between things."""
    line = QFrame()
    line.setProperty("role", "line")
    if upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
