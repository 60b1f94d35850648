"""How a manager ends a visit: closed when its report is approved, called off with a reason when nobody went."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit

from fieldkit.access import Actor
from fieldkit.actions.life import close_visit
from fieldkit.errors import UserError
from fieldkit.forms.seen import legible
from fieldkit.i18n import _
from fieldkit.process.dossier import Trip
from fieldkit.process.step import Transition
from fieldkit.process.transitions import next_steps
from fieldkit.ui.tokens import GAP, PAGE_MARGINS
from fieldkit.ui.widgets.buttons import Button, secondary
from fieldkit.ui.widgets.labels import IconLabel, Label
from fieldkit.ui.workplace import Workplace


class EndingLine(QFrame):
    """A line below the rail of stages: seen by who may end the visit, and by everybody once it is ended."""

    ended = Signal()

    def __init__(self, place: Workplace, visit: str) -> None:
        super().__init__()
        self.setObjectName("visit.ending")
        self.setProperty("role", "footer")
        self._place, self._visit = place, visit
        self._step: Transition | None = None
        self._reason_wanted = False
        self.icon = IconLabel("info", "text_2")
        self.words = Label("", "body", tone="text_2", wrap=True, name="visit.ending.words")
        self.reason = QLineEdit()
        self.reason.setObjectName("visit.reason")
        self.reason.setAccessibleName(_("Reason"))
        self.reason.setPlaceholderText(_("Why does nobody go?"))
        self.reason.returnPressed.connect(self._end)
        self.keep = secondary(_("Keep it"), name="visit.keep")
        self.keep.clicked.connect(lambda: self._ask(False))
        self.act = Button("", size="normal", name="visit.end")
        self.act.clicked.connect(self._press)
        line = QHBoxLayout(self)
        line.setContentsMargins(PAGE_MARGINS[0], GAP[2], PAGE_MARGINS[2], GAP[2])
        line.setSpacing(GAP[3])
        line.addWidget(self.icon)
        line.addWidget(self.words, 1)
        line.addWidget(self.reason, 1)
        line.addWidget(self.keep)
        line.addWidget(self.act)
        QShortcut(QKeySequence("Escape"), self.reason, lambda: self._ask(False))
        self.hide()

    def show_trip(self, trip: Trip, actor: Actor) -> None:
        """What may be ended now, and by whom it was."""
        visit = trip.visit
        steps = next_steps("visit", visit.status or "", actor.roles_in(visit.record.scope))
        step = next((one for one in steps if one.target == "closed"), None)
        reported = trip.report is not None and trip.report.status == "approved"
        if step is not None and "reason" not in step.anew and not reported:
            step = None  # a visit is over when its report is approved: that comes first, and is said elsewhere
        if step is not self._step:
            self._step = step
            self._ask(False)
        if visit.status == "closed":
            said = _("Called off: {reason}").format(reason=visit.reason) if visit.reason else _("This visit is closed.")
            self._say(said)
        self.setVisible(step is not None or visit.status == "closed")

    def _ask(self, wanted: bool) -> None:
        """Opens the place for the reason, or shuts it."""
        self._reason_wanted = wanted
        off = self._step is not None and "reason" in self._step.anew
        self._say(_("Nobody has gone yet.") if off else _("The report is approved: the visit can be closed."))
        for widget in (self.reason, self.keep):
            widget.setVisible(wanted)
        self.words.setVisible(not wanted)
        self.act.setVisible(self._step is not None)
        if off:
            self.act.setText(_("Call the visit off") if wanted else _("Call the visit off…"))
            self.act.set_kind("danger" if wanted else "secondary")
        else:
            self.act.setText(_("Close the visit"))
            self.act.set_kind("secondary")
        if wanted:
            self.reason.setFocus()

    def _press(self) -> None:
        if self._step is not None and "reason" in self._step.anew and not self._reason_wanted:
            self._ask(True)
            return
        self._end()

    def _end(self) -> None:
        visit, reason = self._visit, legible(self.reason.text())
        self._place.act(lambda desk: close_visit(desk, visit, reason), self._done, self._refuse, owner=self)

    def _done(self, _record: object) -> None:
        self._ask(False)
        self.ended.emit()

    def _refuse(self, error: Exception) -> None:
        self._ask(False)
        self._say(error.say() if isinstance(error, UserError) else _("This could not be done. Try again."), "bad")

    def _say(self, words: str, tone: str = "text_2") -> None:
        refused = tone == "bad"
        self.icon.set_icon("circle-alert" if refused else "info", tone)
        self.words.set_tone(tone)
        self.words.setText(words)
