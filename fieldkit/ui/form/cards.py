"""The rows of a list inside a form: a small card each, to add, delete, and take the deletion back."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.forms import Json, Values, new_id, row_ids
from fieldkit.forms.values import Rows
from fieldkit.i18n import _
from fieldkit.ui.form.box import FieldBox
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, IconButton, Link
from fieldkit.ui.widgets.labels import Label, caption

BoxMaker = Callable[[str], FieldBox]


class RowCards(QWidget):
    """Cards for the rows at `<name>.<row>.<field>`; `make` gives the box of a path, `write` takes a value for one.

    A new row is not in the record before something is typed into it.
    """

    removed = Signal(str)

    def __init__(
        self, rows: Rows[Any], values: Values, make: BoxMaker, write: Callable[[str, Json], object], name: str
    ) -> None:
        super().__init__()
        self.rows, self._make, self._write, self._name = rows, make, write, name
        self.cards: dict[str, RowCard] = {}
        self._writable = True
        self.setObjectName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP[2])
        self._column.addWidget(caption(_(rows.label), tone="text_2"))
        self.none = Label(_("Nothing here yet."), "caption", tone="text_3", name=f"{name}.none")
        self._column.addWidget(self.none)
        self.add = Button(_("Add"), "quiet", icon="plus", name=f"{name}.add")
        self.add.setAccessibleName(" ".join((_("Add"), _(rows.label))))
        self.add.clicked.connect(self.add_row)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_values(values)

    def show_values(self, values: Values) -> None:
        """Brings the cards up to date: rows that came are added, rows that others deleted go."""
        there = row_ids(values, self.rows.name)
        for row in there:
            if row not in self.cards:
                self._add_card(row)
            elif self.cards[row].gone:
                self.cards[row].set_gone(False)
        for row, card in self.cards.items():
            if values.get(f"{self.rows.name}.{row}.deleted") and not card.gone:
                card.set_gone(True)
        self._number()

    def set_writable(self, writable: bool) -> None:
        self._writable = writable
        self.add.setVisible(writable)
        for card in self.cards.values():
            card.set_writable(writable)

    def add_row(self) -> str:
        """One more empty row, with the keyboard in its first field."""
        row = new_id()
        card = self._add_card(row)
        self._number()
        card.boxes[0].editor.setFocus()
        return row

    def _add_card(self, row: str) -> "RowCard":
        names = [name for name in self.rows.row.fields if name != "deleted"]
        boxes = [self._make(f"{self.rows.name}.{row}.{name}") for name in names]
        card = RowCard(boxes, f"{self._name}.{row}")
        card.delete.clicked.connect(lambda: self._set_deleted(row, True))
        card.undo.clicked.connect(lambda: self._set_deleted(row, False))
        card.set_writable(self._writable)
        later = sorted([*self.cards, row])
        self._column.insertWidget(2 + later.index(row), card)
        self.cards[row] = card
        return card

    def _set_deleted(self, row: str, deleted: bool) -> None:
        self.cards[row].set_gone(deleted)
        self._write(f"{self.rows.name}.{row}.deleted", deleted)
        self._number()
        self.removed.emit(row)

    def _number(self) -> None:
        there = [row for row in sorted(self.cards) if not self.cards[row].gone]
        for number, row in enumerate(there, 1):
            self.cards[row].number.setText(str(number))
        self.none.setVisible(not self.cards)


class RowCard(QFrame):
    """One row: short fields beside each other, long ones below; or, once deleted, a line to take it back."""

    def __init__(self, boxes: list[FieldBox], name: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName(name)
        self.boxes = boxes
        self.gone = False
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[3], GAP[2], GAP[2], GAP[3])
        column.setSpacing(0)
        self._inside = QWidget()
        line = QHBoxLayout(self._inside)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[2])
        self.number = Label("", "caption", tone="text_3")
        self.number.setFixedWidth(16)
        line.addWidget(self.number, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(self._grid(), 1)
        self.delete = IconButton("trash-2", _("Delete this row"), side=44, name=f"{name}.delete")
        line.addWidget(self.delete, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._inside)
        column.addWidget(self._gone_line(name))
        self._trace.hide()

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP[3])
        grid.setVerticalSpacing(GAP[2])
        short = [box for box in self.boxes if not box.editor.wide]
        across = min(len(short), 2) or 1
        row = at = 0
        for box in self.boxes:
            if box.editor.wide or (box is short[0] and len(short) % 2):
                row += 1 if at else 0
                grid.addWidget(box, row, 0, 1, across)
                row, at = row + 1, 0
                continue
            grid.addWidget(box, row, at)
            at += 1
            if at == across:
                row, at = row + 1, 0
        for place in range(across):
            grid.setColumnStretch(place, 1)
        return grid

    def _gone_line(self, name: str) -> QWidget:
        self._trace = QWidget()
        line = QHBoxLayout(self._trace)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[3])
        line.addWidget(Label(_("Row deleted."), "body", tone="text_2"))
        self.undo = Link(_("Undo"), name=f"{name}.undo")
        line.addWidget(self.undo)
        line.addStretch(1)
        return self._trace

    def set_gone(self, gone: bool) -> None:
        self.gone = gone
        self._inside.setVisible(not gone)
        self._trace.setVisible(gone)

    def set_writable(self, writable: bool) -> None:
        self.delete.setVisible(writable)
        self.undo.setVisible(writable)
