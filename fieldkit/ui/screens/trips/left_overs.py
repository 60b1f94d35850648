"""What remains after the visit, and what earlier visits left over: by whom, until when, what became of it (P7.12)."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fieldkit.forms import Leftover
from fieldkit.i18n import _
from fieldkit.process.dossier import Trip
from fieldkit.ui.screens.new_entry import NewEntry
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import IconButton, secondary
from fieldkit.ui.widgets.labels import Label, SectionHead, beside, body, caption, stack
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.widgets.unfolding import Unfolding
from fieldkit.ui.workplace import Workplace

Shown = tuple[str, str, str, str, bool, bool]  # id, what, who and whence, until when, done, of this visit


class LeftOvers(QWidget):
    """`left` carries what was typed, `taken_back` the entry that was a mistake, `ended` one with what became of it."""

    left = Signal(object)
    taken_back = Signal(str)
    ended = Signal(str, str)

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._shown: list[Shown] | None = None
        self._writable = True
        self._lines: dict[str, _Left] = {}
        self._rows = Rows(name="leftovers")
        self._none = body(_("Nothing is left over."), tone="text_2")
        self.entry = NewEntry(
            place, "leftover", words=_("Note something left over"), fields=("what", "responsible", "due", "holder"),
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

    def show_trip(self, trip: Trip, earlier: Sequence[Leftover] = (), *, writable: bool = True) -> None:
        """Those of earlier visits first: they are to be done on this one."""
        self.entry.setVisible(writable)
        if writable:
            self.entry.keep_for(trip.visit.id)
        shown = [*(_said(trip, one, of_this=False) for one in earlier),
                 *(_said(trip, one, of_this=True) for one in trip.leftovers)]  # fmt: skip
        if shown == self._shown and writable == self._writable:
            return
        self._writable, self._shown = writable, shown
        self._rows.clear()
        self._lines = {}
        for one in shown:
            line = _Left(one, writable=writable)
            line.taken_back.connect(lambda rid=one[0]: self.taken_back.emit(rid))
            line.ended.connect(lambda outcome, rid=one[0]: self.ended.emit(rid, outcome))
            self._rows.add(line)
            self._lines[one[0]] = line
        self._rows.setVisible(bool(shown))
        self._none.setVisible(not shown)

    def show_error(self, error: Exception, sentence: str) -> None:
        self.entry.show_error(error)
        self._error.setText("" if self.entry.open else sentence)
        self._error.setVisible(not self.entry.open)

    def show_refused(self, rid: str, sentence: str) -> None:
        if rid in self._lines:
            self._lines[rid].show_error(sentence)


def _said(trip: Trip, left: Leftover, *, of_this: bool) -> Shown:
    until = _("until {day}").format(day=left.shown("due")) if left.due else ""
    whence = "" if of_this else _("from an earlier visit")
    words = (whence, left.shown("responsible"), trip.person_name(left.holder), left.outcome or "")
    second = "·".join(word for word in words if word)
    return left.id, left.what or "", second, until, left.status == "done", of_this


class _Left(Unfolding):
    """One thing left over: a line that unfolds to say what became of it."""

    taken_back = Signal()
    ended = Signal(str)

    def __init__(self, shown: Shown, *, writable: bool) -> None:
        rid, what, second, until, done, of_this = shown
        icon, tone = ("circle-check", "good") if done else ("flag", "warn")
        value = _("done") if done else until
        row = Row(what, second, icon=icon, tone=tone, value=value, opens=not done, name=f"leftover.{rid}")
        super().__init__(row, QLineEdit())
        if of_this:
            back = IconButton("x", _("Take back: {name}").format(name=what), side=36, name="leftover.back")
            back.clicked.connect(self.taken_back)
            back.setEnabled(writable)
            row.add(back)
        self.field.setObjectName(f"leftover.{rid}.outcome")
        self.field.setAccessibleName(_("What became of it"))
        end = secondary(_("It is done"), icon="check", name=f"leftover.{rid}.done")
        end.clicked.connect(lambda: self.ended.emit(self.field.text()))
        outcome = stack(caption(_("What became of it"), tone="text_2"), self.field, gap=4)
        self.put(outcome, beside(end, stretched=False))
