"""What is recorded after the visit: that 72 hours passed without the fault, that the documents were handed over."""

from functools import partial

from PySide6.QtCore import Signal

from fieldkit.errors import UserError
from fieldkit.forms import Visit
from fieldkit.i18n import N_, _
from fieldkit.ui.screens.hand_over.sight import HandOver
from fieldkit.ui.widgets.badges import StatusText
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.rows import Row, Rows

WATCH, DOCUMENTS = "watch", "documents"
# What is recorded: the field that says when, the one that says by whom, and the words of the button.
RECORDED = {
    WATCH: ("watch_ended", "watch_by", N_("72 hours are over")),
    DOCUMENTS: ("documents_on", "documents_by", N_("Handed over")),
}


class AfterRows(Rows):
    """A row for each; `asked` carries which one the person wants to record now."""

    asked = Signal(str)

    def __init__(self, *, name: str = "") -> None:
        super().__init__(name=name)
        self.error = Label("", "caption", tone="bad", wrap=True, name="after.error")
        self.error.hide()

    def show_sight(self, sight: HandOver) -> None:
        self.clear()
        self.error.hide()
        for code in RECORDED:
            self.add(self._row(sight, code))

    def _row(self, sight: HandOver, code: str) -> Row:
        when, who, words = RECORDED[code]
        visit = sight.trip.visit
        if getattr(visit, when) is not None:
            by = sight.trip.person_name(getattr(visit, who))
            said = "·".join(word for word in (visit.shown(when), by) if word)
            row = Row(_(Visit.fields[when].label), said, opens=False, name=f"after.{code}")
            row.add(StatusText("done", small=True))
            return row
        duty = sight.duties.get(code)
        due = _("Due {moment}").format(moment=Visit.arrived.show(duty.due)) if duty else ""
        row = Row(_(Visit.fields[when].label), due, opens=False, name=f"after.{code}")
        if duty is not None and sight.may_record:
            button = Button(_(words), size="normal", icon="check", name=f"after.{code}.record")
            button.clicked.connect(partial(self.asked.emit, code))
            row.add(button)
        return row

    def show_error(self, error: Exception) -> None:
        said = error.say() if isinstance(error, UserError) else _("This could not be done. Try again.")
        self.error.setText(said)
        self.error.show()
