"""Tables: only the rows in sight are painted. What they share, and the table whose rows are all at hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from fieldkit.ui.icons import icon
from fieldkit.ui.theme import color, font
from fieldkit.ui.tokens import ROW_HEIGHT

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Column(NamedTuple):
    """One column: its head, its width in px (0 shares what is left), and whether it is compared by digits."""

    title: str
    width: int = 0
    right: bool = False


@dataclass(frozen=True)
class Line:
    """One row: its key, its texts, and by column: colours by name, icons (name, colour), bold ones."""

    key: str
    cells: tuple[str, ...]
    tones: dict[int, str] = field(default_factory=dict)
    icons: dict[int, tuple[str, str]] = field(default_factory=dict)
    bold: frozenset[int] = frozenset()


class LineModel(QAbstractTableModel):
    """What the tables' models share: how a line becomes what Qt asks for. `line` gives that of a row."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = list(columns)

    def line(self, row: int) -> Line | None:
        """The line of a row; None while it is not at hand."""
        raise NotImplementedError

    def key(self, row: int) -> str:
        """The key of a row."""
        raise NotImplementedError

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self.line(index.row()), index.column()
        if line is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return line.cells[column]
            case Qt.ItemDataRole.TextAlignmentRole:
                return self.align(column)
            case Qt.ItemDataRole.ForegroundRole:
                return color(line.tones.get(column, "text"))
            case Qt.ItemDataRole.FontRole:
                return font("body", bold=column in line.bold)
            case Qt.ItemDataRole.DecorationRole if column in line.icons:
                return icon(*line.icons[column])
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return self.align(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def align(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.columns[column].right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class _Lines(LineModel):
    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self.lines: list[Line] = []

    def line(self, row: int) -> Line | None:
        return self.lines[row]

    def key(self, row: int) -> str:
        return self.lines[row].key

    def set_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)


class Grid(QTableView):
    """Rows of 44 px under a head; Enter or a click emits `opened`, moving along it `chosen`, with the row's key."""

    opened = Signal(str)
    chosen = Signal(str)

    def __init__(self, lines: LineModel, says: str, *, name: str = "table") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(says)
        self.lines = lines
        self.setModel(lines)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.size_columns()
        self.clicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self._choose(now))

    def size_columns(self) -> None:
        """Gives the columns their widths; one without shares what is left."""
        head = self.horizontalHeader()
        for at, column in enumerate(self.lines.columns):
            stretch = QHeaderView.ResizeMode.Stretch if not column.width else QHeaderView.ResizeMode.Interactive
            head.setSectionResizeMode(at, stretch)
            if column.width:
                self.setColumnWidth(at, column.width)

    @property
    def current(self) -> str:
        """The key of the row with the keyboard, or nothing."""
        index = self.currentIndex()
        return self.lines.key(index.row()) if index.isValid() else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.lines.key(index.row()))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.lines.key(index.row()))


class Table(Grid):
    """A table whose rows are all at hand."""

    def __init__(self, columns: Sequence[Column], says: str, *, name: str = "table") -> None:
        self._lines = _Lines(columns)
        super().__init__(self._lines, says, name=name)

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Shows these rows; the one with the keyboard keeps it if it is still there."""
        key = self.current
        self._lines.set_lines(lines)
        self.select(key)

    def select(self, key: str) -> None:
        for at, line in enumerate(self._lines.lines):
            if line.key == key:
                self.selectRow(at)
