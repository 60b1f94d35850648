"""The clean-up list on site: one point after the other, each with its answer and a note (P7.12.1, P7.12.2)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldkit.forms import Step as StepForm
from fieldkit.forms.seen import legible
from fieldkit.forms.types import typed_decimal
from fieldkit.forms.values import Measured
from fieldkit.i18n import _
from fieldkit.joined import phrases
from fieldkit.playbooks import Answered, Kind, Run, Step
from fieldkit.ui.editors.lines import EndedLine
from fieldkit.ui.screens.trips.proof import ASKS, Hands, ProofTaker
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import STATUSES, Badge
from fieldkit.ui.widgets.buttons import quiet, secondary
from fieldkit.ui.widgets.labels import ElidedLabel, Label, body, caption, stack
from fieldkit.ui.widgets.option import Options
from fieldkit.ui.widgets.rows import Row, Rows


class CleanUpList(QWidget):
    """`answered` carries step, answer and note; `left_out` step and reason. The open point is built when it opens."""

    answered = Signal(str, str, str, object)
    left_out = Signal(str, str)

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self._hands = hands
        self._run: Run | None = None
        self._open = ""
        self._rows = Rows(name="clean_up")
        self._points: dict[str, Point] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._rows)

    def show_run(self, run: Run) -> None:
        first = self._run is None
        self._run = run
        if not self._points:
            for step in run.playbook.asked:
                point = Point(step, run, self._hands)
                point.toggled.connect(self._toggle)
                point.answered.connect(self.answered)
                point.left_out.connect(self.left_out)
                self._rows.add(point)
                self._points[step.id] = point
        for step in run.playbook.asked:
            self._points[step.id].show_run(run)
        if first:
            self.open_next()

    def open_next(self) -> None:
        """Opens the first point that has no answer yet."""
        current = self._run.current if self._run else None
        self.open_point(current.id if current else "")

    def open_point(self, step: str) -> None:
        self._open = step
        for key, point in self._points.items():
            point.set_open(key == step)

    def start(self) -> None:
        """Puts the keyboard into the open point, or to the list when every point is answered."""
        point = self._points.get(self._open)
        if point is None or not point.start():
            self.setFocus()

    def point(self, step: str) -> "Point | None":
        return self._points.get(step)

    def _toggle(self, step: str) -> None:
        self.open_point("" if step == self._open else step)

    def show_error(self, sentence: str) -> None:
        if self._open in self._points:
            self._points[self._open].show_error(sentence)


class Point(QWidget):
    """One point: a line with what was found, and, when it is open, the question with its answer."""

    toggled = Signal(str)
    answered = Signal(str, str, str, object)
    left_out = Signal(str, str)

    def __init__(self, step: Step, run: Run, hands: Hands) -> None:
        super().__init__()
        self.step = step
        self._run, self._hands = run, hands
        self._answer: Answered | None = None
        self._body: _Asked | None = None
        self._row = Row(step.title.say(), icon="circle-dashed", name=f"clean_up.{step.id}")
        self._said = ElidedLabel("", "body", tone="text_2", name=f"clean_up.{step.id}.said")
        self._row.add(self._said)
        self._row.clicked.connect(lambda: self.toggled.emit(step.id))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._row)

    def show_run(self, run: Run) -> None:
        self._run, self._answer = run, run.answered(self.step)
        answer = self._answer
        icon, tone, said = "circle-dashed", "text_3", ""
        if answer is not None:
            status = {"bad": "gap", "skipped": "waiting"}.get(self.step.verdict(answer.outcome), "done")
            icon, tone = STATUSES[status].icon, STATUSES[status].tone
            said = said_of(answer)
        if self._row.icon is not None:
            self._row.icon.set_icon(icon, tone)
        self._said.setText(said)
        self._said.set_tone("warn" if tone == "warn" else "text_2")
        self._row.setAccessibleName(phrases((self.step.title.say(), said)))
        if self._body is not None:
            self._body.show_run(run)

    def set_open(self, on: bool) -> None:
        if on and self._body is None:
            self._body = _Asked(self.step, self._run, self._hands)
            self._body.answered.connect(lambda said, note, proof: self.answered.emit(self.step.id, said, note, proof))
            self._body.left_out.connect(lambda reason: self.left_out.emit(self.step.id, reason))
            self._column.addWidget(self._body)
        if self._body is not None:
            self._body.setVisible(on)
        self._row.set_chosen(on)

    def start(self) -> bool:
        """Puts the keyboard where it is answered; whether it is open at all."""
        if self._body is not None:
            self._body.start()
        return self._body is not None

    def show_error(self, sentence: str) -> None:
        if self._body is not None:
            self._body.show_error(sentence)


def said_of(answer: Answered) -> str:
    """`3,050 rpm, in order·the note`."""
    read = StepForm.reading.show(answer.read) if answer.read is not None else ""
    label = answer.step.label(answer.outcome)
    words = read if read and answer.read is not None and answer.read.good else phrases((read, label))
    note = str(answer.values.get("note") or "")
    return "·".join(word for word in (words, note) if word)


class _Asked(QWidget):
    """The open part of a point."""

    answered = Signal(str, str, object)
    left_out = Signal(str)

    def __init__(self, step: Step, run: Run, hands: Hands) -> None:
        super().__init__()
        self._step, self._kept = step, run.answered(step)
        self._proof = ProofTaker(run, step, hands) if step.kind in ASKS else None
        self._line: EndedLine | None = None
        self._options: Options | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[5] + 36, 0, GAP[5], GAP[4])
        column.setSpacing(GAP[3])
        column.addWidget(stack(body(step.asked()), *([body(step.how.say(), tone="text_2")] if step.how else [])))
        name = f"clean_up.{step.id}"
        if self._proof is not None:
            column.addWidget(self._proof)
        column.addLayout(self._reading_line(name) if step.kind is Kind.MEASURE else self._option_line(name))
        self._note = QLineEdit()
        self._note.setObjectName(f"{name}.note")
        self._note.setAccessibleName(_("Note"))
        self._note.editingFinished.connect(self._note_left)
        column.addWidget(stack(caption(_("Note"), tone="text_2"), self._note, gap=4))
        leave = quiet(_("Leave out, with the note as reason"), icon="skip-forward", name=f"{name}.leave_out")
        leave.clicked.connect(lambda: self.left_out.emit(self._note.text()))
        foot = QHBoxLayout()
        foot.addWidget(leave)
        foot.addStretch(1)
        column.addLayout(foot)
        self._error = Label("", "caption", tone="bad", wrap=True, name=f"{name}.error")
        self._error.hide()
        column.addWidget(self._error)
        self.show_answer(self._kept)

    def _reading_line(self, name: str) -> QHBoxLayout:
        step = self._step
        self._line = EndedLine()
        self._line.setObjectName(f"{name}.reading")
        self._line.setAccessibleName(f"{step.title.say()} {step.unit}")
        self._line.setFixedWidth(200)
        self._line.add_end(Label(step.unit, tone="text_3"))
        self._line.returnPressed.connect(self._say)
        limits = [f"≥ {step.low}" if step.low is not None else "", f"≤ {step.high}" if step.high is not None else ""]
        keep = secondary(_("Note it"), icon="check", name=f"{name}.keep")
        keep.clicked.connect(self._say)
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        line.addWidget(self._line)
        line.addWidget(keep)
        self._verdict = Badge("normal", name=f"{name}.verdict")
        self._verdict.hide()
        self._line.textChanged.connect(self._judge)
        line.addWidget(self._verdict)
        line.addWidget(caption(phrases(limits), tone="text_2"))
        line.addStretch(1)
        return line

    def _option_line(self, name: str) -> QHBoxLayout:
        options = [(code, self._step.label(code), "") for code in self._step.outcomes()]
        line = QHBoxLayout()
        if len(options) == 1:
            keep = secondary(_("Note it"), icon="check", name=f"{name}.keep")
            keep.clicked.connect(self._say)
            line.addWidget(keep)
            line.addStretch(1)
            return line
        self._options = Options(options, beside=len(options) <= 3, name=f"{name}.option")
        self._options.chosen.connect(lambda _key: self._say())
        line.addWidget(self._options)
        return line

    def show_run(self, run: Run) -> None:
        if self._proof is not None:
            self._proof.show_run(run)
        self.show_answer(run.answered(self._step))

    def show_answer(self, answer: Answered | None) -> None:
        """What is kept; what is being typed stays."""
        before, self._kept = self._kept, answer
        note = str(answer.values.get("note") or "") if answer else ""
        old = str(before.values.get("note") or "") if before else ""
        if self._note.text() in {"", old}:
            self._note.setText(note)
        if self._options is not None:
            self._options.set_value(answer.outcome if answer else "")
        if self._line is not None and answer is not None and answer.read is not None and not self._line.hasFocus():
            self._line.setText(f"{answer.read.value:f}")

    def start(self) -> None:
        """Into the line of a reading, or to the answers."""
        if self._proof is not None and self._proof.start():
            return
        if self._options is not None:
            self._options.start()
        else:
            (self._line or self).setFocus()

    def _judge(self, text: str) -> None:
        """The verdict as it is typed."""
        value = typed_decimal(text, self._step.unit)
        limited = self._step.low is not None or self._step.high is not None
        self._verdict.setVisible(value is not None and limited)
        if value is not None:
            read = Measured(value, self._step.unit, self._step.low, self._step.high)
            outcome = self._step.outcome_of(read)
            self._verdict.set("normal" if read.good else "over", self._step.label(outcome))

    def _say(self) -> None:
        only = self._options.value if self._options else self._step.outcomes()[0]
        said = self._line.text() if self._line is not None else only
        if not legible(said):
            self.show_error(_("Enter the reading."))
            return
        self._error.hide()
        self.answered.emit(said, self._note.text(), self._proof.proof if self._proof is not None else None)

    def _note_left(self) -> None:
        """A note to what is answered already is kept at once."""
        kept = str(self._kept.values.get("note") or "") if self._kept else ""
        if self._kept is not None and legible(self._note.text()) != kept and self._kept.outcome != "skipped":
            self._say()

    def show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.show()
