"""What remains after the visit: by whom, until when (P7.12)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.process.dossier import Trip
from fieldkit.ui.screens.new_entry import NewEntry
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import IconButton
from fieldkit.ui.widgets.labels import Label, SectionHead, body
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.workplace import Workplace


class LeftOvers(QWidget):
    """`left` carries what was typed; `taken_back` the entry that was a mistake."""

    left = Signal(object)
    taken_back = Signal(str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._shown: list[tuple[str, str, str, str]] | None = None
        self._writable = True
        self._rows = Rows(name="leftovers")
        self._none = body(_("Nothing is left over."), tone="text_2")
        self.entry = NewEntry(
            place, "leftover", words=_("Note something left over"), fields=("what", "responsible", "due"),
            preset={"responsible": "both"}, name="leftover.new",
        )  # fmt: skip
        self.entry.entered.connect(self.left)
        self._error = Label("", "caption", tone="bad", wrap=True, name="leftovers.error")
        self._error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        for widget in (SectionHead(_("Left over")), self._none, self._rows, self._error, self.entry):
            column.addWidget(widget)

    def show_trip(self, trip: Trip, *, writable: bool = True) -> None:
        self.entry.setVisible(writable)
        shown = [
            (left.id, left.what or "", left.shown("responsible"),
             _("until {day}").format(day=left.shown("due")) if left.due else "")
            for left in trip.leftovers
        ]  # fmt: skip
        if shown == self._shown and writable == self._writable:
            return
        self._writable = writable
        self._shown = shown
        self._rows.clear()
        for rid, what, whose, until in shown:
            row = Row(what, whose, icon="flag", tone="warn", value=until, opens=False, name=f"leftover.{rid}")
            back = IconButton("x", _("Take back: {name}").format(name=what), side=36, name="leftover.back")
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
