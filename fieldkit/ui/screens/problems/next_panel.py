"""The panel beside a problem: the step that is to be taken now by whoever looks at it, and the others behind a link."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fieldkit.actions import life, trips
from fieldkit.actions.desk import Desk
from fieldkit.actions.life import Offer
from fieldkit.forms import Problem, Record, Values
from fieldkit.forms.seen import legible
from fieldkit.i18n import N_, _, translate
from fieldkit.ui.screens.problems.reading import ProblemFile
from fieldkit.ui.screens.problems.step_inputs import StepInputs
from fieldkit.ui.widgets.buttons import Link, quiet
from fieldkit.ui.widgets.labels import Label, body, caption, heading, stack
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.rows import Card

Action = Callable[[Desk], Record]
HEADS = {
    "assigned": N_("Who handles it?"),
    "visit": N_("Does somebody have to go?"),
    "plan": N_("Plan the visit"),
    "solved": N_("Is it solved?"),
    "go": N_("A trip is under way"),
    "loop": N_("The closed loop"),
    "call": N_("Call the customer"),
    "note": N_("You are told of this at once"),
    "": N_("Nothing to do here for you now"),
}
HINTS = {
    "assigned": N_(
        "An engineer of the product line, those of the support group first. The receiver stays responsible until then."
    ),
    "visit": N_("Write what was decided: it stands on the trip and reaches the engineer."),
    "plan": N_("The trip opens with its checklist; customer, equipment and symptom are taken over."),
    "solved": N_("A contact or the approved report says so. The department manager closes it afterwards."),
    "closed": N_("It is solved. Close it when the customer has been asked again; who complained is told the outcome."),
    "loop": N_(
        "Audited by the product-line manager, asked again by QA after a week, closed by the department manager."
    ),
    "call": N_("Guidance by phone comes first, then remote maintenance, then the visit. Each talk is noted."),
    "go": N_("Everything further is done in the trip."),
    "note": N_("Level 1 or a major problem. Say that you know of it: the time is kept, and everybody sees it."),
    "": N_("Whoever it is with does the next step. Contacts can always be noted."),
}
BUTTONS = {
    "plan": N_("Plan the visit"),
    "go": N_("Go to the trip"),
    "loop": N_("Open the closure"),
    "call": N_("Note a contact"),
    "note": N_("I know of it"),
}
ASKED = {"assigned_to": N_("Choose an engineer."), "proposal": N_("Write the decision.")}


class NextPanel(Card):
    """Only the inputs of the step at hand; the button is the primary of the footer.

    `wanted` names what is missing and where it is written; `turned` says that another step was chosen.
    """

    changed = Signal()
    turned = Signal()
    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(name="problem.next")
        self.step = ""
        self._chosen = ""
        self._problem = ""
        self._shown: tuple[str, str, str] | None = None
        self._offer: Offer | None = None
        self._head = heading(name="problem.next.head")
        self._head.setWordWrap(True)
        self._hint = body(tone="text_2")
        self._inputs = StepInputs()
        self._inputs.changed.connect(self.changed)
        self._purpose = QLineEdit()
        self._purpose.setObjectName("problem.purpose")
        self._purpose.setAccessibleName(_("Purpose"))
        self._plan = stack(caption(_("Purpose"), tone="text_2"), self._purpose, gap=4)
        self._error = Label("", "caption", tone="bad", wrap=True, name="problem.next.error")
        self._error.hide()
        self._gaps, self._links = _column()
        self._back = Link(_("Back to the next step"), name="problem.back")
        self._back.clicked.connect(lambda: self.choose(""))
        self._more = quiet(_("More steps"), size="small", trailing="chevron-down", name="problem.more")
        self._others, self._steps = _column()
        self._more.clicked.connect(self._unfold)
        self._others.hide()
        for widget in (self._head, self._hint, self._inputs, self._plan, self._error, self._gaps,
                       self._back, self._more, self._others):  # fmt: skip
            self.body.addWidget(widget)

    def _unfold(self) -> None:
        folded = not self._others.isVisibleTo(self)
        self._others.setVisible(folded)
        self._more.set_icons(trailing="chevron-up" if folded else "chevron-down")

    def choose(self, target: str) -> None:
        """Turns to another step than the next one, and back with ""."""
        self._chosen = target
        self._others.hide()
        self._more.set_icons(trailing="chevron-down")
        self.show_error("")
        self.turned.emit()

    def show_problem(self, news: ProblemFile) -> None:
        """Shows the inputs of a step; what is typed stays while the step is the same."""
        if news.life.offer(self._chosen) is None or news.problem.id != self._problem:
            self._chosen = ""
        self._problem, self.step = news.problem.id, self._chosen or news.step
        self._offer = news.life.offer(self.step)
        word = translate(self._offer.step.word) if self._offer is not None else ""
        main = not self._chosen or self._chosen == news.step or self._offer is None
        self._head.setText(translate(HEADS[self.step]) if self.step in HEADS and main else word)
        starts = translate(self._offer.step.starts) if self._offer is not None else ""
        self._hint.setText(translate(HINTS[self.step]) if self.step in HINTS and main else starts)
        self._show_inputs(news)
        self._show_lacks(news)
        beside = {self.step, "assigned"} if news.problem.status == "assigned" else {self.step}  # has its own button
        others = [offer for offer in news.life.offers if offer.step.target not in beside]
        self._show_others(others)
        self._back.setVisible(bool(self._chosen))

    def _show_inputs(self, news: ProblemFile) -> None:
        shown = (self._problem, news.problem.status or "", self.step)
        if shown == self._shown:
            return
        self._shown = shown
        self.show_error("")
        self._plan.setVisible(self.step == "plan")
        self._purpose.setText(news.problem.summary or "")
        self._purpose.setCursorPosition(0)
        asks = self._offer.asks if self._offer is not None else ()
        fresh = self._offer.step.anew if self._offer is not None else ()
        given: Values = {name: news.problem.values.get(name) for name in asks if name not in fresh}
        handed = next((call.handed_to for call in reversed(news.calls) if call.handed_to), None)
        if "assigned_to" in asks:
            given["assigned_to"] = news.problem.assigned_to or handed
        group = _("support group")
        people = [(f"{name}·{group}" if support else name, rid) for rid, name, support in news.engineers]
        others = [(name, rid) for rid, name in news.others]
        self._inputs.ask(asks, {"assigned_to": people, "same_as": others}, given)

    def _show_lacks(self, news: ProblemFile) -> None:
        """What the step waits for, each a link to where it is written; what the closing waits for, for everybody."""
        lacks = self._offer.lacks if self._offer is not None else ()
        waits = not lacks and self._offer is None and bool(news.life.closing)
        lacks = news.life.closing if waits else lacks
        empty(self._links)
        if lacks:
            said = _("Still missing until it can be closed:") if waits or self.step == "closed" else _("First fill in:")
            self._links.addWidget(Label(said, "caption", tone="warn", wrap=True, name="problem.next.lacking"))
        for lack in lacks:
            link = Link(lack.text, name=f"problem.gap.{lack.kind or lack.path}")
            link.clicked.connect(partial(self.wanted.emit, lack))
            self._links.addWidget(link)
        self._gaps.setVisible(bool(lacks))

    def _show_others(self, others: Sequence[Offer]) -> None:
        empty(self._steps)
        for offer in others:
            link = Link(translate(offer.step.word), name=f"problem.step.{offer.step.target}")
            link.clicked.connect(partial(self.choose, offer.step.target))
            self._steps.addWidget(link)
        self._more.setVisible(bool(others))

    @property
    def button(self) -> str:
        if self.step in BUTTONS:
            return translate(BUTTONS[self.step])
        return translate(self._offer.step.word) if self._offer is not None else ""

    @property
    def waits(self) -> bool:
        """Whether something has to be written elsewhere first."""
        return self._offer is not None and bool(self._offer.lacks)

    def action(self) -> Action | None:
        """What the primary does; None when something is missing, which is said then."""
        problem, target, purpose = self._problem, self.step, legible(self._purpose.text())
        if target == "note":
            return lambda desk: life.take_note(desk, problem)
        if target == "plan":
            if not purpose:
                self.show_error(_("Write what the visit is for."))
                return None
            return lambda desk: trips.plan_visit(desk, problem, purpose)
        written = self._inputs.values()
        bare = next((name for name, value in written.items() if not value), "")
        if bare:
            label = translate(Problem.fields[bare].label)
            self.show_error(
                translate(ASKED[bare]) if bare in ASKED else _("Write “{label}” for this step.").format(label=label)
            )
            return None
        values: Values = dict(written)
        return lambda desk: life.take(desk, problem, target, values)

    def done(self) -> None:
        self._chosen, self._shown = "", None
        self.show_error("")

    def show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))


def _column() -> tuple[QWidget, QVBoxLayout]:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    return holder, column
