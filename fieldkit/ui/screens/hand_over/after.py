"""What comes after the visit: the 72 hours of watch, kept in their own paper, and the documents handed over."""

from functools import partial

from PySide6.QtCore import Signal

from fieldkit.errors import UserError
from fieldkit.forms import MonitoringRecord, Visit
from fieldkit.i18n import N_, _
from fieldkit.ui.screens.hand_over.sight import HandOver
from fieldkit.ui.widgets.badges import StatusText
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.rows import Row, Rows

WATCH, DOCUMENTS = "watch", "documents"
LABELS = {WATCH: Visit.watch_ended.label, DOCUMENTS: Visit.documents_on.label}
BUTTONS = {WATCH: (N_("Monitoring record"), "timer"), DOCUMENTS: (N_("Handed over"), "check")}


class AfterRows(Rows):
    """A row for each; `asked` carries which one the person wants to go on with now."""

    asked = Signal(str)

    def __init__(self, *, name: str = "") -> None:
        super().__init__(name=name)
        self.error = Label("", "caption", tone="bad", wrap=True, name="after.error")
        self.error.hide()

    def show_sight(self, sight: HandOver) -> None:
        self.clear()
        self.error.hide()
        for code, done in ((WATCH, _watched(sight)), (DOCUMENTS, _handed(sight))):
            self.add(self._row(sight, code, done))

    def _row(self, sight: HandOver, code: str, done: str) -> Row:
        duty = sight.duties.get(code)
        due = _("Due {moment}").format(moment=Visit.arrived.show(duty.due)) if duty and not done else ""
        row = Row(_(LABELS[code]), done or due, opens=False, name=f"after.{code}")
        if done:
            row.add(StatusText("done", small=True))
        elif duty is not None and sight.may_record:
            words, icon = BUTTONS[code]
            button = Button(_(words), size="normal", icon=icon, name=f"after.{code}.record")
            button.clicked.connect(partial(self.asked.emit, code))
            row.add(button)
        return row

    def show_error(self, error: Exception) -> None:
        said = error.say() if isinstance(error, UserError) else _("This could not be done. Try again.")
        self.error.setText(said)
        self.error.show()


def _watched(sight: HandOver) -> str:
    """When the watch passed and who kept it; laptops of before wrote it on the visit."""
    visit, passed = sight.trip.visit, next((one for one in sight.watches if one.status == "passed"), None)
    form: Visit | MonitoringRecord = passed or visit
    when, who = ("ended_at", passed.holder) if passed is not None else ("watch_ended", visit.watch_by)
    return _said(form.shown(when), sight.trip.person_name(who)) if getattr(form, when) else ""


def _handed(sight: HandOver) -> str:
    visit = sight.trip.visit
    return _said(visit.shown("documents_on"), sight.trip.person_name(visit.documents_by)) if visit.documents_on else ""


def _said(when: str, by: str) -> str:
    return "·".join(word for word in (when, by) if word)
