"""One step of the diagnosis: what is asked, how and why, and the answer."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from fieldkit.errors import UserError
from fieldkit.forms import Record, Values
from fieldkit.forms import Step as StepForm
from fieldkit.forms.seen import legible
from fieldkit.i18n import _
from fieldkit.playbooks import Kind, Proof, Run, Step, step_id
from fieldkit.ui.begun import Begun
from fieldkit.ui.screens.trips.branches import leads_to, ways_of
from fieldkit.ui.screens.trips.on_site import step_number
from fieldkit.ui.screens.trips.proof import ASKS, Hands, ProofTaker
from fieldkit.ui.screens.trips.reading import ReadingTaker
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import quiet, secondary
from fieldkit.ui.widgets.labels import Label, body, caption, stack, title
from fieldkit.ui.widgets.option import Options
from fieldkit.ui.widgets.page import Page, bring_into_sight
from fieldkit.ui.workplace import Workplace

NameOf = Callable[[str | None], str]


def nobody(_person: str | None) -> str:
    """Where nobody is known by name, as in a preview."""
    return ""


class AnswerPane(Page):
    """Built for one step. `changed` says that something else would be kept.

    `skipped` carries the reason and the step to go on with, "" for the next; `noted` a further note.
    """

    changed = Signal()
    entered = Signal()
    skipped = Signal(str, str)
    noted = Signal(str)

    def __init__(
        self, run: Run, step: Step, hands: Hands, symptom: str = "", verified: str = "", name_of: NameOf = nobody
    ) -> None:
        super().__init__(role="surface", gap=GAP[5], name="answer")
        self.run, self.step, self._name_of = run, step, name_of
        answered = run.answered(step)
        self._stored = str(answered.values.get("note") or "") if answered else ""
        number = step_number(run, step)
        where = _("Step {number}").format(number=number) if number != "·" else _("To begin with")
        head = QVBoxLayout()
        head.setSpacing(0)
        self._asides = QHBoxLayout()  # above the answers, so that they are in sight whatever there is to choose from
        self._asides.setSpacing(GAP[2])
        self._asides.addWidget(caption(where, tone="text_2"), 1)
        head.addLayout(self._asides)
        head.addWidget(title(step.asked(), name="answer.question"))
        self.column.addLayout(head)
        for text, name, tone in ((step.how, "how", "text_2"), (step.why, "why", "text_3")):
            if text is not None:
                label = body(text.say(), tone=tone, name=f"answer.{name}")
                self.column.addWidget(label)
        self.column.setSpacing(GAP[3])
        self.column.addSpacing(GAP[2])
        self._reading = ReadingTaker(run, step) if step.kind is Kind.MEASURE else None
        self._proof = ProofTaker(run, step, hands) if step.kind in ASKS else None
        self._options: Options | None = None
        self._add_answer(answered.outcome if answered else "")
        self._verified = self._add_verified(symptom, verified) if step.opening else None
        self._add_asides()
        self._error = Label("", "body", tone="bad", wrap=True, name="answer.error")
        self._error.hide()
        self.column.addWidget(self._error)
        self.column.addStretch(1)
        self._kept: Begun | None = None
        self._begin: Values = {}
        self._begin = self.typed

    def _add_answer(self, outcome: str) -> None:
        if self._reading is not None:
            self._reading.changed.connect(self._touch)
            self._reading.entered.connect(self.entered)
            self.column.addWidget(self._reading)
            return
        if self._proof is not None:
            self._proof.changed.connect(self._touch)
            self.column.addWidget(self._proof)
        ways = ways_of(self.run, self.step)
        if len(ways) == 1:  # it is given, or it is not
            return
        options = [(way.code, way.label, f"→ {way.leads}" if way.leads else "") for way in ways]
        self._options = Options(options, beside=len(options) == 2, name="answer.option")
        self._options.set_value(outcome)
        self._options.chosen.connect(lambda _key: self._touch())
        self.column.addWidget(self._options)

    def _add_verified(self, symptom: str, verified: str) -> QPlainTextEdit:
        """On the opening step: what was reported, and the symptom as it shows itself here."""
        field = _area("answer.verified", _("Symptom as verified"), verified)
        field.textChanged.connect(self._touch)
        reported = body(_("Reported: {symptom}").format(symptom=symptom), tone="text_2")
        if not symptom:
            reported.hide()
        self.column.addSpacing(GAP[2])
        self.column.addWidget(stack(caption(_("Symptom as verified"), tone="text_2"), field, gap=4))
        self.column.addWidget(reported)
        return field

    def _add_asides(self) -> None:
        """A note, and the reason where the step cannot be done; folded until they are wanted."""
        self._note = _area("answer.note", _("Note"), self._stored)
        self._reason = _area("answer.reason", _("Why it cannot be done"), "")
        add = quiet(_("Add a note"), size="small", icon="message-square", name="answer.add_note")
        cannot = quiet(_("Cannot be done, say why"), size="small", icon="circle-x", name="answer.cannot")
        for button in (add, cannot):
            self._asides.addWidget(button)
        self._note_box = stack(caption(_("Note"), tone="text_2"), self._note, gap=4)
        skip = secondary(_("Leave this step out"), icon="skip-forward", name="answer.skip")
        self._jump = self._jumps()
        skip.clicked.connect(lambda: self.skipped.emit(self._reason.toPlainText(), str(self._jump.currentData() or "")))
        self._reason_box = stack(
            caption(_("Why it cannot be done"), tone="text_2"), self._reason, self._jump, skip, gap=8
        )
        self._add_others()
        if not self._stored:
            self._note_box.hide()
        self._reason_box.hide()
        self._note.textChanged.connect(self._touch)
        add.clicked.connect(lambda: self._unfold(self._note_box, self._note))
        cannot.clicked.connect(lambda: self._unfold(self._reason_box, self._reason))
        self.column.addWidget(self._note_box)
        self.column.addWidget(self._reason_box)

    def _jumps(self) -> QComboBox:
        """Where to go on: the next step, or with the reason any later one."""
        box = QComboBox()
        box.setObjectName("answer.jump")
        box.setAccessibleName(_("Go on with"))
        box.addItem(_("Go on with the next step"), "")
        for step in self.run.jumps(self.step):
            box.addItem(_("Jump to: {title}").format(title=step.title.say()), step.id)
        if box.count() == 1:
            box.hide()
        return box

    def _add_others(self) -> None:
        """What others wrote to this step stands above one's own; a further note is added to it."""
        kept = Record("", StepForm.kind, values=dict(self.run.kept.get(self.step.id, {})))
        for row in StepForm(kept).notes:
            head = " ".join(word for word in (self._name_of(row.by), row.shown("at")[-11:]) if word)
            self.column.addWidget(body(f"{head}·{row.text or ''}", tone="text_2", name="answer.other"))
        if self.run.answered(self.step) is not None:
            add = quiet(_("Add it as a further note"), size="small", icon="plus", name="answer.further")
            add.clicked.connect(lambda: self.noted.emit(self.note))
            layout = self._note_box.layout()
            if layout is not None:
                layout.addWidget(add)

    def show_run(self, run: Run) -> None:
        """The run as it is now: what has come meanwhile shows, what is being typed stays."""
        self.run = run
        if self._proof is not None:
            self._proof.show_run(run)

    def _unfold(self, holder: QWidget, field: QPlainTextEdit) -> None:
        holder.show()
        field.setFocus()
        bring_into_sight(self, holder)

    def _touch(self) -> None:
        self._error.hide()
        self.changed.emit()

    @property
    def said(self) -> str:
        """The reading as typed, or the code of the answer that was chosen."""
        if self._reading is not None:
            return self._reading.said
        return self._options.value if self._options else self.step.outcomes()[0]

    @property
    def proof(self) -> Proof | None:
        """What the answer stands on, where the step asks for more than an answer."""
        return self._proof.proof if self._proof is not None else None

    @property
    def outcome(self) -> str:
        return self._reading.outcome if self._reading is not None else self.said

    @property
    def verdict(self) -> tuple[str, str, str]:
        """What is typed, what it comes to, and its colour, for the trail."""
        if not self.outcome or self._reading is None:
            return "", "", "text_2"
        label = self.step.label(self.outcome)
        bad = self.step.verdict(self.outcome) == "bad"
        return f"{self.said} {self.step.unit}".strip(), label, "bad" if bad else "text_2"

    @property
    def note(self) -> str:
        return self._note.toPlainText()

    @property
    def verified(self) -> str | None:
        """The symptom as verified, where it is asked for."""
        return legible(self._verified.toPlainText()) if self._verified is not None else None

    @property
    def typed(self) -> Values:
        """What stands here and is not noted yet, to be kept and `put` again; {} when it is as it was."""
        found: Values = {"said": self.said, "note": self.note, "verified": self.verified or ""}
        found |= self._proof.typed if self._proof is not None else {}
        found = {name: value for name, value in found.items() if value}
        return {} if found == self._begin else found

    def keep(self, place: Workplace, visit: str) -> None:
        """From now on what is typed stays on this laptop until it is noted, whatever happens to the program."""
        what = f"step/{step_id(visit, self.run.playbook.id, self.step.id)}"
        self._kept = Begun(place, what, lambda: self.typed, self)
        self._kept.refused.connect(self._say_not_kept)
        self.changed.connect(self._kept.touch)
        self._kept.bring(self.put)

    def _say_not_kept(self, error: Exception) -> None:
        """The keyboard stays where it is: somebody is typing."""
        if isinstance(error, UserError):
            self._error.setText(error.say())
            self._error.show()

    def noted_down(self) -> None:
        if self._kept is not None:
            self._kept.drop()

    def close_down(self) -> None:
        """Another pane takes its place."""
        if self._kept is not None:
            self._kept.end()

    def put(self, typed: Values) -> None:
        """As if it had been typed."""
        said, note, verified = (str(typed.get(name) or "") for name in ("said", "note", "verified"))
        if self._reading is not None:
            self._reading.put(said)
        elif self._options is not None and said in self.step.outcomes():
            self._options.set_value(said)
        if self._proof is not None:
            self._proof.put(typed)
        if note:
            self._note.setPlainText(note)
            self._note_box.show()
        if self._verified is not None:
            self._verified.setPlainText(verified)
        self._touch()

    @property
    def leads(self) -> str:
        """The name of what comes next by what stands there."""
        following = self.run.next_if(self.step, self.outcome) if self.outcome else None
        return following.title.say() if following is not None and following.kind is not Kind.CONCLUSION else ""

    @property
    def concludes(self) -> bool:
        return bool(self.outcome) and leads_to(self.run, self.step, self.outcome) != "" and not self.leads

    def start(self) -> None:
        """Puts the keyboard where the answer is given."""
        if self._reading is not None:
            self._reading.start()
        elif self._proof is None or not self._proof.start():
            self.setFocus()  # Tab leads to the first answer

    def show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.show()
        self.start()
        bring_into_sight(self, self._error)


def _area(name: str, says: str, text: str) -> QPlainTextEdit:
    field = QPlainTextEdit(text)
    field.setObjectName(name)
    field.setAccessibleName(says)
    field.setTabChangesFocus(True)
    field.setFixedHeight(80)
    return field
