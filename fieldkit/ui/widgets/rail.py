"""The left rail: where one can go, as icon and word; and who one is."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.theme import color
from fieldkit.ui.tokens import GAP, ICON, RADIUS, RAIL_WIDTH
from fieldkit.ui.widgets.paint import box, painter_of, width_of, words
from fieldkit.ui.widgets.pictures import Avatar
from fieldkit.ui.widgets.rows import rule

ITEM, SMALLEST_ITEM = 56, 36


class Entry(NamedTuple):
    """One place in the rail: its key, icon and label; another group stands below a line."""

    key: str
    icon: str
    label: str
    group: int = 0


class Rail(QFrame):
    """Entries from the top, settings and the person at the bottom; `chosen` carries an entry's key.

    Where the window is low the entries shrink to their icons, so that nothing is cut off.
    """

    chosen = Signal(str)

    def __init__(self, entries: Sequence[Entry], foot: Sequence[Entry] = (), person: str = "") -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setProperty("role", "rail")
        self.setFixedWidth(RAIL_WIDTH)
        self.keys = [entry.key for entry in entries]
        self._items: dict[str, _Item] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, GAP[3], 0, 22)
        self._column.setSpacing(2)
        self._column.addWidget(_Mark(), 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(GAP[2] + 2)
        group = 0
        for number, entry in enumerate(entries, 1):
            if entry.group != group:
                self._add_line()
            group = entry.group
            self._add(entry, number)
        self._column.addStretch(1)
        for entry in foot:
            self._add(entry, 0)
        self.avatar = Avatar(person, says=_("Signed in:"))
        self.avatar.clicked.connect(lambda: self.chosen.emit("me"))
        self._column.addSpacing(GAP[4])
        self._column.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignHCenter)
        self.avatar.setVisible(bool(person))

    def _add(self, entry: Entry, number: int) -> None:
        item = _Item(entry, number)
        item.clicked.connect(lambda _=False, key=entry.key: self.chosen.emit(key))
        self._column.addWidget(item)
        self._items[entry.key] = item

    def _add_line(self) -> None:
        line = rule()
        line.setFixedWidth(48)
        self._column.addSpacing(5)
        self._column.addWidget(line, 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(5)

    def set_current(self, key: str) -> None:
        for name, item in self._items.items():
            item.setChecked(name == key)

    def set_count(self, key: str, count: int) -> None:
        """A number at an entry's icon; none for 0."""
        self._items[key].set_count(count)


class _Mark(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(32, 32)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        box(painter, QRectF(self.rect()), fill="text", radius=RADIUS)
        middle = Qt.AlignmentFlag.AlignHCenter
        words(painter, QRectF(self.rect()), "FK", tone="surface", bold=True, align=middle)
        painter.end()


class _Item(QAbstractButton):
    def __init__(self, entry: Entry, number: int) -> None:
        super().__init__()
        self._entry, self._count = entry, 0
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setObjectName(f"rail.{entry.key}")
        self.setAccessibleName(entry.label)
        self.setToolTip(f"{entry.label}  Alt+{number}" if 0 < number < 10 else entry.label)
        self.setMinimumHeight(SMALLEST_ITEM)
        self.setMaximumHeight(ITEM)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(RAIL_WIDTH, ITEM)

    def minimumSizeHint(self) -> QSize:
        return QSize(RAIL_WIDTH, SMALLEST_ITEM)

    def set_count(self, count: int) -> None:
        self._count = count
        self.setAccessibleName(f"{self._entry.label} {count}" if count else self._entry.label)
        self.update()

    def nextCheckState(self) -> None:
        """The window decides where one is, once the page is there."""

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        on = self.isChecked()
        place = QRectF(8, 0, self.width() - 17, self.height())
        if on or self.underMouse() or self.hasFocus():
            fill = "accent_soft" if on else "hover"
            edge = "accent" if self.hasFocus() else ""
            box(painter, place, fill, edge, 2)
        if on:
            painter.fillRect(QRectF(0, 8, 3, self.height() - 16), color("accent"))
        tone = "accent" if on else "text_2"
        with_word = self.height() >= ITEM - 6
        top = 8 if with_word else (self.height() - ICON) / 2
        paint_icon(painter, self._entry.icon, tone, (self.width() - ICON) / 2, top)
        if with_word:
            line = QRectF(6, 28, self.width() - 12, 20)
            middle = Qt.AlignmentFlag.AlignHCenter
            # English words are longer; one that is chosen must not change its size.
            kind = "caption" if width_of(self._entry.label, "caption", bold=True) <= line.width() else "tiny"
            bold = on and width_of(self._entry.label, kind, bold=True) <= line.width()
            words(painter, line, self._entry.label, kind=kind, tone=tone, bold=bold, align=middle)
        if self._count:
            self._paint_count(painter)
        painter.end()

    def _paint_count(self, painter: QPainter) -> None:
        text = str(self._count) if self._count < 1000 else "999+"
        wide = max(width_of(text, "tiny", bold=True) + 8, 18)
        place = QRectF(min(self.width() / 2 + 10, self.width() - 8 - wide), 3, wide, 16)
        box(painter, place, fill="text", radius=8)
        middle = Qt.AlignmentFlag.AlignHCenter
        words(painter, place, text, kind="tiny", tone="surface", bold=True, align=middle)
