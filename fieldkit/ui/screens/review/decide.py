"""The decision: one of three, each with a word if it needs one, confirmed by Enter."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from fieldkit.actions.desk import Desk
from fieldkit.actions.reports import approve_report, ask_about_report, return_report
from fieldkit.actions.trips import approve_trip, return_approval
from fieldkit.forms import Record
from fieldkit.i18n import _
from fieldkit.ui.screens.review.queue import REPORT, Looked
from fieldkit.ui.tokens import GAP, PAGE_MARGINS
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import Label

_PLAIN = frozenset({"approve", "many"})


class DecisionBar(QFrame):
    """Stands above the footer while something is being decided; `decided` carries what and the reason,
    `opened` whether it stands there."""

    decided = Signal(str, str)
    opened = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "footer")
        self.setObjectName("decision")
        self.what = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(PAGE_MARGINS[0], GAP[3], PAGE_MARGINS[2], GAP[3])
        column.setSpacing(GAP[1])
        self.said = Label("", "body", bold=True, wrap=True, name="decision.said")
        self.reason = Label("", "caption", tone="bad", wrap=True, name="decision.error")
        self.reason.hide()
        self.line = QLineEdit()
        self.line.setObjectName("decision.reason")
        self.line.setAccessibleName(_("Reason"))
        self.line.returnPressed.connect(self.confirm)
        self.line.textChanged.connect(lambda: self.show_error(""))
        self.cancel = Button(_("Cancel"), name="decision.cancel")
        self.cancel.clicked.connect(self.hide)
        self.yes = Button("", "primary", name="decision.confirm")
        self.yes.clicked.connect(self.confirm)
        row = QHBoxLayout()
        row.setSpacing(GAP[3])
        row.addWidget(self.line, 1)
        row.addStretch(0)
        row.addWidget(self.cancel)
        row.addWidget(self.yes)
        column.addWidget(self.said)
        column.addLayout(row)
        column.addWidget(self.reason)
        QShortcut(QKeySequence("Escape"), self, self.hide)
        self.hide()

    def ask(self, what: str, text: str = "") -> None:
        """Begins a decision; what was typed for the same one stays. Of `many`, `text` says how many."""
        said = {
            "approve": (_("Approve: your signature goes on the paper."), _("Approve"), ""),
            "return": (_("Return to the engineer, with the reason:"), _("Return"), _("What is to be corrected?")),
            "ask": (_("Ask the engineer without deciding:"), _("Ask"), _("Your question")),
            "many": (
                _("Approve {count} reports: your signature goes on each.").format(count=text),
                _("Approve all"),
                "",
            ),
        }[what]
        if what != self.what or not self.line.text():
            self.line.setText(text)
        self.what = what
        self.said.setText(said[0])
        self.yes.setText(said[1])
        self.line.setPlaceholderText(said[2])
        self.line.setVisible(what not in _PLAIN)
        self.show_error("")
        self.set_busy(False)
        self.show()
        (self.yes if what in _PLAIN else self.line).setFocus()

    def confirm(self) -> None:
        self.decided.emit(self.what, "" if self.what in _PLAIN else self.line.text())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.opened.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.opened.emit(False)

    def finish(self) -> None:
        """It is decided: nothing of it stays."""
        self.what = ""
        self.line.clear()
        self.hide()

    def set_busy(self, busy: bool) -> None:
        for widget in (self.yes, self.cancel, self.line):
            widget.setEnabled(not busy)

    def show_error(self, said: str) -> None:
        self.reason.setText(said)
        self.reason.setVisible(bool(said))


def action_of(what: str, looked: Looked, reason: str) -> Callable[[Desk], Record]:
    """What a decision does to the paper that is looked at."""
    visit, report = looked.trip.visit.id, looked.kind == REPORT
    if what == "approve":
        return lambda desk: approve_report(desk, visit) if report else approve_trip(desk, visit)
    if what == "return":
        return lambda desk: return_report(desk, visit, reason) if report else return_approval(desk, visit, reason)
    return lambda desk: ask_about_report(desk, visit, reason)
