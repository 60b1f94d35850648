"""Parts that moved on site: built in with both serial numbers, brought back, returned by the customer."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.forms import PartMovement, Values
from fieldkit.forms.part import MOVEMENTS
from fieldkit.i18n import N_, _, translate
from fieldkit.process.dossier import Trip
from fieldkit.ui.screens.new_entry import NewEntry
from fieldkit.ui.screens.trips.spares_card import part_lines
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import IconButton
from fieldkit.ui.widgets.labels import Label, SectionHead, body
from fieldkit.ui.widgets.option import Options
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.workplace import Workplace

ICONS = {"used": "wrench", "returned": "undo-2", "settled": "package", "faulty": "circle-alert"}
FIELDS = {
    "used": ("part", "serial_old", "serial_new", "place"),
    "returned": ("part", "notes"),
    "settled": ("part", "serial_old", "notes"),
    "faulty": ("part", "serial_old", "notes"),
}
HINTS = {
    "used": N_("A new part went in, an old one came out"),
    "returned": N_("Taken along and not needed"),
    "settled": N_("A faulty part that was owed"),
    "faulty": N_("The part that came out, for repair"),
}


class MovedParts(QWidget):
    """`moved` carries what was typed; `taken_back` the movement that was a mistake."""

    moved = Signal(object)
    taken_back = Signal(str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._line: str | None = None
        self._mine: list[tuple[str, str]] = []
        self._shown: list[tuple[str, ...]] | None = None
        self._writable = True
        self._rows = Rows(name="moved")
        self._none = body(_("Nothing was built in or brought back yet."), tone="text_2")
        ways = [(key, translate(MOVEMENTS[key]), translate(HINTS[key])) for key in FIELDS]
        self._ways = Options(ways, beside=True, name="moved.way")
        self._ways.set_value("used")
        self._preset: Values = {"quantity": "1", "movement": "used"}
        self.entry = NewEntry(
            place, "part_movement", words=_("Note a part"), fields=FIELDS["used"], preset=lambda: self._preset,
            choices={"part": self._candidates}, name="moved.new",
        )  # fmt: skip
        self.entry.put_before(self._ways)
        self.entry.restoring.connect(self._ask_as_before)
        self._ways.chosen.connect(self._ask_for)
        self.entry.entered.connect(self.moved)
        self._error = Label("", "caption", tone="bad", wrap=True, name="moved.error")
        self._error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        for widget in (SectionHead(_("Parts")), self._none, self._rows, self._error, self.entry):
            column.addWidget(widget)

    def _candidates(self, desk: Desk) -> Sequence[tuple[str, str]]:
        """What was taken along first, then every part of the line."""
        known = {part for part, _name in self._mine}
        return [*self._mine, *((one.part, one.name) for one in part_lines(desk, self._line) if one.part not in known)]

    def _ask_for(self, way: str) -> None:
        """Each way a part can move asks for something else."""
        self._preset = {**self._preset, "movement": way}
        self.entry.use(FIELDS[way], self._preset)

    def _ask_as_before(self, kept: Values) -> None:
        """What was begun before goes on in the way in which it was begun."""
        way = str(kept.get("movement") or "")
        if way in FIELDS:
            self._ways.set_value(way)
            self._ask_for(way)

    def show_trip(self, trip: Trip, *, writable: bool = True) -> None:
        self.entry.setVisible(writable)
        if writable:
            self.entry.keep_for(trip.visit.id)
        self._line = trip.problem.line if trip.problem else None
        self._preset["visit"] = trip.visit.id
        taken = {move.part: move for move in trip.movements if move.movement == "taken" and move.part}
        self._mine = [(part, trip.parts[part].name) for part in taken if part in trip.parts]
        moves = [move for move in trip.movements if move.movement in FIELDS]
        shown = [(move.id, move.movement or "", _name(trip, move), _serials(move)) for move in moves]
        if shown == self._shown and writable == self._writable:
            return
        self._writable = writable
        self._shown = list(shown)
        self._rows.clear()
        for rid, movement, name, second in shown:
            row = Row(
                name,
                second,
                icon=ICONS[movement],
                value=translate(MOVEMENTS[movement]),
                opens=False,
                name=f"move.{rid}",
            )
            back = IconButton("x", _("Take back: {name}").format(name=name), side=36, name="move.back")
            back.clicked.connect(lambda _=False, rid=rid: self.taken_back.emit(rid))
            back.setEnabled(writable)
            row.add(back)
            self._rows.add(row)
        self._rows.setVisible(bool(shown))
        self._none.setVisible(not shown)

    def show_error(self, error: Exception, sentence: str) -> None:
        self.entry.show_error(error)
        self._error.setText("" if self.entry.open else sentence)
        self._error.setVisible(not self.entry.open)


def _name(trip: Trip, move: PartMovement) -> str:
    part = trip.parts.get(move.part or "")
    return part.name if part is not None else ""


def _serials(move: PartMovement) -> str:
    """Old → new, the place, the note."""
    pairs = [move.serial_old or "", move.serial_new or ""]
    serials = " → ".join(pairs) if all(pairs) else "".join(pairs)
    return "·".join(word for word in (serials, move.place or "", move.notes or "") if word)
