"""The panel beside a problem: the one thing that is to be done about it now, by whoever looks at it."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from fieldkit.actions import problems, trips
from fieldkit.actions.desk import Desk
from fieldkit.forms import Gap, Record
from fieldkit.i18n import N_, _, translate
from fieldkit.ui.editors.choices import Combo
from fieldkit.ui.screens.problems.reading import ProblemFile
from fieldkit.ui.widgets.buttons import Link
from fieldkit.ui.widgets.labels import Label, body, caption, heading, stack
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.rows import Card

Action = Callable[[Desk], Record]
HEADS = {
    "assign": N_("Who handles it?"),
    "decide": N_("Does somebody have to go?"),
    "plan": N_("Plan the visit"),
    "solved": N_("Is it solved?"),
    "end": N_("Is it solved?"),
    "close": N_("Close the problem"),
    "go": N_("A trip is under way"),
    "": N_("Nothing to do here for you now"),
}
HINTS = {
    "assign": N_(
        "An engineer of the product line, those of the support group first. The receiver stays responsible until then."
    ),
    "decide": N_("Write what was decided: it stands on the trip and reaches the engineer."),
    "plan": N_("The trip opens with its checklist; customer, equipment and symptom are taken over."),
    "solved": N_("A contact says that it solved the problem. The department manager closes it afterwards."),
    "end": N_("The report is approved and says that it is solved. The department manager closes it afterwards."),
    "close": N_("It is solved. Close it when the customer has been asked again; who complained is told the outcome."),
    "go": N_("Everything further is done in the trip."),
    "": N_("Whoever it is with does the next step. Contacts can always be noted."),
}
BUTTONS = {
    "assign": N_("Assign"), "decide": N_("Decide the visit"), "plan": N_("Plan the visit"),
    "solved": N_("It is solved"), "end": N_("It is solved"), "close": N_("Close the problem"),
    "go": N_("Go to the trip"),
}  # fmt: skip


class NextPanel(Card):
    """Only the inputs of the step at hand; the button is the primary of the footer.

    `wanted` names a field to fill in.
    """

    changed = Signal()
    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__(name="problem.next")
        self.step = ""
        self._problem = ""
        self._head = heading(name="problem.next.head")
        self._head.setWordWrap(True)
        self._hint = body(tone="text_2")
        self._who = Combo()
        self._who.setObjectName("problem.engineer")
        self._who.setAccessibleName(_("Engineer"))
        self._who.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._decision = QPlainTextEdit()
        self._decision.setObjectName("problem.decision")
        self._decision.setAccessibleName(_("Decision on the visit"))
        self._decision.setTabChangesFocus(True)
        self._decision.setFixedHeight(104)
        self._purpose = QLineEdit()
        self._purpose.setObjectName("problem.purpose")
        self._purpose.setAccessibleName(_("Purpose"))
        self._inputs = {
            "assign": _labelled(_("Engineer"), self._who),
            "decide": _labelled(_("Decision on the visit"), self._decision),
            "plan": _labelled(_("Purpose"), self._purpose),
        }
        self._error = Label("", "caption", tone="bad", wrap=True, name="problem.next.error")
        self._error.hide()
        self._gaps = QWidget()
        self._links = QVBoxLayout(self._gaps)
        self._links.setContentsMargins(0, 0, 0, 0)
        self._lacking = False
        self._gaps.hide()
        for widget in (self._head, self._hint, *self._inputs.values(), self._error, self._gaps):
            self.body.addWidget(widget)

    def show_problem(self, news: ProblemFile, step: str) -> None:
        """Shows the inputs of a step; what is typed stays while the step is the same."""
        fresh = (news.problem.id, step) != (self._problem, self.step)
        self._problem, self.step = news.problem.id, step
        self._head.setText(translate(HEADS[step]))
        self._hint.setText(translate(HINTS[step]))
        for key, widget in self._inputs.items():
            widget.setVisible(key == step)
        if not fresh:
            if self._lacking:
                self.show_gaps(news.problem.gaps())
            return
        self.show_error("")
        self._who.clear()
        self._who.addItem("—", "")
        for rid, name, support in news.engineers:
            self._who.addItem(f"{name}·{_('support group')}" if support else name, rid)
        handed = next((call.handed_to for call in reversed(news.calls) if call.handed_to), None)
        self._who.setCurrentIndex(max(self._who.findData(news.problem.assigned_to or handed or ""), 0))
        self._purpose.setText(news.problem.summary or "")
        self._purpose.setCursorPosition(0)

    @property
    def button(self) -> str:
        return translate(BUTTONS.get(self.step, ""))

    def action(self) -> Action | None:
        """What the primary does; None when something is missing, which is said then."""
        problem, who = self._problem, str(self._who.currentData() or "")
        decision, purpose = self._decision.toPlainText().strip(), self._purpose.text().strip()
        ready: dict[str, tuple[str, str, Action]] = {
            "assign": (who, _("Choose an engineer."), lambda desk: problems.assign(desk, problem, who)),
            "decide": (decision, _("Write the decision."), lambda desk: problems.decide_visit(desk, problem, decision)),
            "plan": (purpose, _("Write what the visit is for."), lambda desk: trips.plan_visit(desk, problem, purpose)),
            "solved": ("yes", "", lambda desk: problems.solve(desk, problem)),
            "end": ("yes", "", lambda desk: problems.solve(desk, problem)),
            "close": ("yes", "", lambda desk: problems.close(desk, problem)),
        }
        given, sentence, action = ready[self.step]
        if not given:
            self.show_error(sentence)
            return None
        return action

    def show_error(self, sentence: str) -> None:
        self._lacking = False
        self._gaps.hide()
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))

    def show_gaps(self, gaps: Sequence[Gap]) -> None:
        """What must be written before the step, each a link to its field; nothing once all of it is there."""
        self.show_error(_("First fill in:") if gaps else "")
        empty(self._links)
        for gap in gaps:
            link = Link(translate(gap.label), name=f"problem.gap.{gap.path}")
            link.clicked.connect(partial(self.wanted.emit, gap.path))
            self._links.addWidget(link)
        self._lacking = bool(gaps)
        self._gaps.setVisible(bool(gaps))


def _labelled(text: str, widget: QWidget) -> QWidget:
    return stack(caption(text, tone="text_2"), widget, gap=4)
