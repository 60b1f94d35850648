"""Spare parts to take along: what was chosen, and a list of parts with their stock to choose from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import stock
from fieldkit.forms import Part, PartMovement
from fieldkit.i18n import _
from fieldkit.process.dossier import Trip
from fieldkit.ui.editors import LinkPicker
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import IconButton, secondary
from fieldkit.ui.widgets.labels import Label, SectionHead, body
from fieldkit.ui.widgets.rows import Row, Rows


@dataclass(frozen=True)
class PartLine:
    """A part that can be taken: its id, its words, how many lie in store."""

    part: str
    name: str
    stock: int


@dataclass(frozen=True)
class TakenLine:
    """A part that was taken along: the movement, its words, how many."""

    movement: str
    name: str
    quantity: int


def part_lines(desk: Desk, line: str | None) -> list[PartLine]:
    """The parts of a product line and those of none, with their stock; what there is stands first."""
    parts = [Part(record) for record in desk.store.find("part", order="part_name")]
    mine = [part for part in parts if not line or part.line in {None, "", line}]
    amounts = stock(desk, [part.id for part in mine])
    lines = [PartLine(part.id, part.name, amounts[part.id]) for part in mine]
    return sorted(lines, key=lambda one: one.stock <= 0)


def taken_lines(trip: Trip) -> list[TakenLine]:
    taken = [move for move in trip.movements if move.movement == "taken"]
    return [
        TakenLine(move.id, trip.parts[move.part].name if move.part in trip.parts else "", int(move.quantity or 0))
        for move in taken
    ]


class PartPicker(LinkPicker):
    """A list of parts with their stock, narrowed by any piece of a name or code."""

    most = 0

    def __init__(self, name: str) -> None:
        super().__init__(PartMovement.part, name)
        self._parts: list[PartLine] = []
        self.seek = self._seek

    def set_parts(self, parts: Sequence[PartLine]) -> None:
        """Offers these parts; what is chosen stays."""
        self._parts = list(parts)
        self.know({part.part: part.name for part in parts})

    def _seek(self, text: str, show: Callable[[Sequence[tuple[str, str]]], object]) -> None:
        fitting = [part for part in self._parts if text.strip().casefold() in part.name.casefold()]
        stock = _("in stock {count}")
        show([(part.part, f"{part.name}·{stock.format(count=part.stock)}") for part in fitting])

    @property
    def part(self) -> str:
        return str(self.take() or "")

    def empty(self) -> None:
        self.show_value(None)


class SparesCard(QWidget):
    """`taken` carries a part and how many; `given_back` the movement that is taken back."""

    taken = Signal(str, int)
    given_back = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[list[TakenLine], bool] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        column.addWidget(SectionHead(_("Spare parts to take")))
        self._rows = Rows(name="spares")
        column.addWidget(self._rows)
        self._none = body(_("None yet. Take what the diagnosis may call for."), tone="text_2")
        column.addWidget(self._none)
        self._picker = PartPicker("spares.part")
        self._count = QLineEdit("1")
        self._count.setObjectName("spares.count")
        self._count.setAccessibleName(_("Quantity"))
        self._count.setValidator(QIntValidator(1, 99, self._count))
        self._count.setFixedWidth(64)
        take = secondary(_("Take along"), icon="plus", name="spares.take")
        take.clicked.connect(self._take)
        self._taking = QWidget()
        line = QHBoxLayout(self._taking)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[3])
        line.addWidget(self._picker, 1)
        line.addWidget(self._count)
        line.addWidget(take)
        column.addWidget(self._taking)
        self._error = Label("", "caption", tone="bad", wrap=True, name="spares.error")
        self._error.hide()
        column.addWidget(self._error)

    def show_parts(self, parts: Sequence[PartLine], taken: Sequence[TakenLine], *, writable: bool = True) -> None:
        self._taking.setVisible(writable)
        self._none.setVisible(not taken)
        self._picker.set_parts(parts)
        if (list(taken), writable) == self._shown:
            return
        self._shown = (list(taken), writable)
        self._rows.clear()
        for one in taken:
            row = Row(one.name, icon="package", value=f"× {one.quantity}", opens=False, name=f"spare.{one.movement}")
            if writable:
                back = IconButton("x", _("Do not take {name}").format(name=one.name), side=36, name="spare.back")
                back.clicked.connect(lambda _=False, rid=one.movement: self.given_back.emit(rid))
                row.add(back)
            self._rows.add(row)
        self._rows.setVisible(bool(taken))

    def show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def start(self) -> None:
        self._picker.setFocus()

    def _take(self) -> None:
        part = self._picker.part
        if not part:
            self.show_error(_("Choose a part."))
            self._picker.setFocus()
            return
        self.show_error("")
        self.taken.emit(part, int(self._count.text() or 1))
        self._picker.empty()
        self._count.setText("1")
