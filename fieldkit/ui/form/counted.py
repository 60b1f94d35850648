"""The rows of a list that is worked out: a line each, what is counted and how many; nobody types here."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from fieldkit.forms import Json, Record, Values
from fieldkit.forms.types import Number
from fieldkit.forms.values import Rows
from fieldkit.i18n import _
from fieldkit.ui.form.cards import BoxMaker, RowCards
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import Label, caption
from fieldkit.ui.widgets.layouts import empty


def rows_of(
    rows: Rows[Any], values: Values, make: BoxMaker, write: Callable[[str, Json], object], name: str
) -> "RowCards | CountedRows":
    """What shows the rows of a list: cards to type into, or lines where they are counted."""
    return CountedRows(rows, values, name) if rows.counted else RowCards(rows, values, make, write, name)


class CountedRows(QWidget):
    """The rows at `<name>.<row>.<field>`, words to the left, numbers to the right."""

    def __init__(self, rows: Rows[Any], values: Values, name: str) -> None:
        super().__init__()
        self._rows = rows
        self._shown: list[tuple[str, ...]] = []
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        column.addWidget(caption(_(rows.label), tone="text_2"))
        card = QFrame()
        card.setProperty("role", "card")
        self._grid = QGridLayout(card)
        self._grid.setContentsMargins(GAP[4], GAP[2], GAP[4], GAP[2])
        self._grid.setHorizontalSpacing(GAP[4])
        self._grid.setVerticalSpacing(GAP[1])
        column.addWidget(card)
        self.show_values(values)

    def show_values(self, values: Values) -> None:
        """Shows the rows as they stand now."""
        record = Record("", "", values=values)
        shown = [self._said(row) for row in self._rows.rows(self._rows.row(record, ""))]
        if shown == self._shown:
            return
        self._shown = shown
        empty(self._grid)
        for place, cells in enumerate(shown):
            for column, words in enumerate(cells):
                last = column == len(cells) - 1
                label = Label(words, "body", tone="text" if last else "text_2", wrap=not last)
                self._grid.addWidget(label, place, column, Qt.AlignmentFlag.AlignRight if last else Qt.AlignmentFlag(0))
        self._grid.setColumnStretch(1, 1)

    def set_writable(self, writable: bool) -> None:
        """Whoever may write the paper: these rows stay as they were counted."""

    def _said(self, row: Any) -> tuple[str, ...]:
        """What a row says: its words in their order, its number last."""
        fields = [field for field in self._rows.row.fields.values() if field.name != "deleted"]
        ordered = sorted(fields, key=lambda field: isinstance(field, Number))
        return tuple(row.shown(field.name) for field in ordered)


RowList = RowCards | CountedRows
