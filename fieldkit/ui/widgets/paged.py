"""A table of any length whose rows are fetched as they come into sight, off the screen's thread."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QResizeEvent, QStaticText
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from fieldkit.ui.icons import icon, paint_icon
from fieldkit.ui.theme import color, font
from fieldkit.ui.tokens import GAP, ICON, SMALL_ICON
from fieldkit.ui.widgets.table import NOWHERE, Column, Grid, Index, Line, LineModel

PAGE, KEPT, AT_ONCE = 64, 48, 4  # rows a page; pages kept; pages fetched in one go
NARROWEST, SHARED_LEAST, PADDING = 72, 180, 14  # px
TEXTS = 2_000  # texts kept as they are laid out; a screen full has some hundred
Laid = tuple[QStaticText, float, float]  # with its width and height
_SELECTED, _UNDER_MOUSE = QStyle.StateFlag.State_Selected.value, QStyle.StateFlag.State_MouseOver.value


class PagedLines(LineModel):
    """Knows the keys of all rows, and holds the lines of some pages of them.

    `wanted` says that rows are looked at that are not at hand: `take_wanted` gives their keys, `put` brings them.
    """

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__(())
        self.keys: tuple[str, ...] = ()
        self.order: tuple[int, bool] = (-1, False)
        self._pages: OrderedDict[int, list[Line | None]] = OrderedDict()
        self._stale: set[int] = set()
        self._asked: OrderedDict[int, None] = OrderedDict()
        self._ask = QTimer(self, singleShot=True, interval=0)
        self._ask.timeout.connect(self.wanted)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.keys)

    def key(self, row: int) -> str:
        return self.keys[row]

    def line(self, row: int) -> Line | None:
        page, at = divmod(row, PAGE)
        lines = self._pages.get(page)
        if lines is None or page in self._stale:
            self._want(page)
        return lines[at] if lines is not None else None

    def _want(self, page: int) -> None:
        """Asks for a page; what is asked for last is looked at now."""
        self._asked[page] = None
        self._asked.move_to_end(page)
        if not self._ask.isActive():
            self._ask.start()

    def set_rows(self, columns: Sequence[Column], keys: tuple[str, ...]) -> bool:
        """Other columns or rows; returns False when both are as before. Lines are then fetched again, and stay so long.

        A page keeps what it shows until its news are there, so that nothing flickers.
        """
        self._asked.clear()
        if list(columns) == self.columns and keys == self.keys:
            self._stale = set(self._pages)
            self._tell(0, len(self.keys) - 1)
            return False
        self.beginResetModel()
        self.columns, self.keys = list(columns), keys
        self._pages.clear()
        self._stale.clear()
        self.endResetModel()
        return True

    def take_wanted(self) -> list[tuple[int, tuple[str, ...]]]:
        """The pages to fetch now, as (page, keys), those looked at last; what was only passed by is forgotten."""
        pages = list(reversed(self._asked))[:AT_ONCE]
        self._asked.clear()
        return [(page, self.keys[page * PAGE : (page + 1) * PAGE]) for page in sorted(pages)]

    def put(self, page: int, keys: tuple[str, ...], lines: Mapping[str, Line]) -> None:
        """Brings a page; one of rows that are shown no more is dropped."""
        if self.keys[page * PAGE : (page + 1) * PAGE] != keys:
            return
        empty = tuple("" for _ in self.columns)
        self._pages[page] = [lines.get(key, Line(key, empty)) for key in keys]
        self._pages.move_to_end(page)
        self._stale.discard(page)
        while len(self._pages) > KEPT:
            gone, _ = self._pages.popitem(last=False)
            self._stale.discard(gone)
        self._tell(page * PAGE, page * PAGE + len(keys) - 1)

    def _tell(self, first: int, last: int) -> None:
        if self.columns and last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def set_order(self, column: int, down: bool) -> None:
        """Which column the rows are in the order of, for its head."""
        self.order = (column, down)
        if self.columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DecorationRole and orientation == Qt.Orientation.Horizontal:
            at, down = self.order
            return icon("arrow-down" if down else "arrow-up", "accent", SMALL_ICON) if section == at else None
        return super().headerData(section, orientation, role)


class _Cells(QStyledItemDelegate):
    """Paints a cell from its line in one go: Qt's own way asks the model eight times a cell, half of a frame's time."""

    def __init__(self, paged: PagedLines) -> None:
        super().__init__()
        self._paged = paged
        self._fonts: dict[bool, tuple[QFont, QFontMetricsF]] = {}
        self._texts: dict[tuple[str, int, bool], Laid] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        state = option.state.value  # Python's flags are slow to combine
        if state & _SELECTED:
            painter.fillRect(rect, color("accent_soft"))
        elif state & _UNDER_MOUSE:
            painter.fillRect(rect, color("hover"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, color("line"))
        row, column = index.row(), index.column()
        line = self._paged.line(row)
        if line is None:
            return
        left, right = rect.x() + PADDING, rect.right() - PADDING
        if column in line.icons:
            name, tone = line.icons[column]
            paint_icon(painter, name, tone, left, rect.center().y() - ICON / 2 + 1)
            left += ICON + GAP[1]
        text = line.cells[column]
        if text and right > left:
            bold = column in line.bold
            shown, wide, high = self._laid(text, right - left, bold=bold)
            painter.setFont(self._font(bold)[0])
            painter.setPen(color(line.tones.get(column, "text")))
            x = right - wide if self._paged.columns[column].right else left
            painter.drawStaticText(QPointF(x, round(rect.y() + (rect.height() - high) / 2)), shown)

    def _laid(self, text: str, room: int, *, bold: bool) -> Laid:
        """A text cut to its room and laid out, once for all the frames in which it is seen."""
        key = text, room, bold
        if key not in self._texts:
            if len(self._texts) >= TEXTS:
                self._texts.clear()
            made, metrics = self._font(bold)
            shown = QStaticText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.prepare(font=made)
            size = shown.size()
            self._texts[key] = shown, size.width(), size.height()
        return self._texts[key]

    def _font(self, bold: bool) -> tuple[QFont, QFontMetricsF]:
        if bold not in self._fonts:
            made = font("body", bold=bold)
            self._fonts[bold] = (made, QFontMetricsF(made))
        return self._fonts[bold]


class PagedTable(Grid):
    """Columns are ordered by a click on their head, moved by dragging it, and sized at its edge.

    `ordered` carries the column that was clicked, `moved` the columns' new order, `sized` a column and its width.
    """

    ordered = Signal(int)
    moved = Signal(object)
    sized = Signal(int, int)

    def __init__(self, says: str, *, name: str = "table") -> None:
        self.paged = PagedLines()
        super().__init__(self.paged, says, name=name)
        self._cells = _Cells(self.paged)
        self.setItemDelegate(self._cells)
        self.setMouseTracking(True)
        self._laying = False
        head = self.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSectionsMovable(True)
        head.setMinimumSectionSize(NARROWEST)
        head.sectionClicked.connect(self.ordered)
        head.sectionMoved.connect(lambda _section, _from, _to: self._say_moved())
        head.sectionResized.connect(self._say_sized)
        self.setHorizontalScrollMode(self.ScrollMode.ScrollPerPixel)

    def show_rows(self, columns: Sequence[Column], keys: tuple[str, ...]) -> None:
        """Shows these rows in these columns; the row with the keyboard and the place stay, if they are still there."""
        key, top, columns_changed = self.current, self.verticalScrollBar().value(), list(columns) != self.paged.columns
        self._laying = True
        if columns_changed:
            self._undo_dragging()
        changed = self.paged.set_rows(columns, keys)
        if columns_changed:
            self.size_columns()
        self._laying = False
        if changed and key in set(keys):
            self.setCurrentIndex(self.paged.index(keys.index(key), 0))
            self.verticalScrollBar().setValue(top)

    def size_columns(self) -> None:
        """As declared; where the others leave it no room, the column that shares the rest has a width of its own."""
        super().size_columns()
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        columns = self.lines.columns
        sharing = [at for at, column in enumerate(columns) if not column.width]
        taken = sum(self.columnWidth(at) for at, column in enumerate(columns) if column.width)
        room = self.viewport().width() - taken >= SHARED_LEAST * len(sharing)
        for at in sharing:
            mode = QHeaderView.ResizeMode.Stretch if room else QHeaderView.ResizeMode.Interactive
            self.horizontalHeader().setSectionResizeMode(at, mode)
            if not room:
                self.setColumnWidth(at, SHARED_LEAST)

    def _undo_dragging(self) -> None:
        """The model has the columns in their new order now: the head need not."""
        head = self.horizontalHeader()
        for column in range(head.count()):
            head.moveSection(head.visualIndex(column), column)

    def _say_moved(self) -> None:
        head = self.horizontalHeader()
        if not self._laying:
            self.moved.emit([head.logicalIndex(at) for at in range(head.count())])

    def _say_sized(self, column: int, _before: int, width: int) -> None:
        fixed = bool(self.lines.columns[column].width)
        if not self._laying and fixed and self.isVisible():
            self.sized.emit(column, width)
