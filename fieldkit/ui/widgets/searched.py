"""A table under a heading, and a field that narrows it word by word."""

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.ui.tokens import GAP, PAGE_MARGINS
from fieldkit.ui.widgets.labels import title
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.widgets.search import SearchField
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.widgets.table import Line, Table


class Searched(Protocol):
    """What can be found: `words` are the folded texts that are looked through."""

    @property
    def words(self) -> str: ...


L = TypeVar("L", bound=Searched)


class SearchedTable(QWidget, Generic[L]):
    """A family says what a line's row is, what the heading says, and what is said when nothing is found.

    `head` is the line of heading and field, `column` what stands below each other; a family may add to both. Down goes
    from the field into the table.
    """

    def __init__(self, table: Table, search: SearchField, name: str) -> None:
        super().__init__()
        self.lines: Sequence[L] = ()
        self.table, self._search = table, search
        self._words = ""
        self._title = title("", name=f"{name}.title")
        search.searched.connect(self._narrow)
        search.textEdited.connect(self._narrow)
        search.down.connect(self._enter_table)
        card = Card(padding=1)
        card.body.addWidget(table)
        self._rows = StateStack(card)
        self.head = QHBoxLayout()
        self.head.setSpacing(GAP[3])
        self.head.addWidget(self._title, 1)
        self.head.addWidget(search, 0, Qt.AlignmentFlag.AlignVCenter)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(*PAGE_MARGINS)
        self.column.setSpacing(GAP[4])
        self.column.addLayout(self.head)
        self.column.addWidget(self._rows, 1)
        self.states = StateStack(inside, name=f"{name}.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.states)

    def row(self, line: L) -> Line:
        """The row of a line."""
        raise NotImplementedError

    def heading(self, found: int | None) -> str:
        """What the heading says: of all lines, or of so many that were found."""
        raise NotImplementedError

    def nothing(self) -> EmptyState:
        """What is said when nothing is found."""
        raise NotImplementedError

    def show_lines(self, lines: Sequence[L]) -> None:
        self.lines = lines
        self.states.show_content()
        self._fill()

    def _narrow(self, text: str) -> None:
        self._words = text.strip().casefold()
        self._fill()

    def _fill(self) -> None:
        pieces = self._words.split()
        shown = [line for line in self.lines if all(piece in line.words for piece in pieces)]
        self._title.setText(self.heading(len(shown) if pieces else None))
        self.table.set_lines([self.row(line) for line in shown])
        if shown:
            self._rows.show_content()
        else:
            self._rows.show_empty(self.nothing())

    def _enter_table(self) -> None:
        self.table.setFocus()
        if not self.table.current:
            self.table.selectRow(0)
