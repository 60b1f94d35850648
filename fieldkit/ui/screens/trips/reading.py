"""Taking a reading: the stepper, the verdict while one types, the gauge with limit and last visit."""

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fieldkit.forms import Step as StepForm
from fieldkit.forms.types import typed_decimal
from fieldkit.forms.values import Measured
from fieldkit.i18n import _
from fieldkit.playbooks import Run, Step
from fieldkit.ui.screens.trips.branches import BranchPreview, ways_of
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.gauge import Gauge
from fieldkit.ui.widgets.labels import caption
from fieldkit.ui.widgets.stepper import Stepper


class ReadingTaker(QWidget):
    """`changed` says that another value stands there, `entered` that Enter was pressed.

    `said` is the value as typed, `outcome` what it comes to.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, run: Run, step: Step) -> None:
        super().__init__()
        self._step = step
        answered = run.answered(step)
        read = answered.read if answered else None
        self.said = f"{read.value:f}" if read else ""
        last = run.last.get(step.id)
        before = StepForm.reading.load(last.get("reading")) if last else None
        self._last = before.value if before else None
        day = StepForm.done_at.show(StepForm.done_at.load(last.get("done_at")))[:10] if last else ""
        self._then = _("Last visit {day}").format(day=day).strip()
        self._trend = caption(tone="text_2", name="reading.trend")
        if before is None:
            self._trend.hide()
        self._stepper = Stepper(step.title.say(), step.unit, read.value if read else None, name="reading")
        self._field = self._stepper.findChild(QLineEdit, "reading.value")
        if isinstance(self._field, QLineEdit):
            self._field.returnPressed.connect(self.entered)
        self._stepper.typing.connect(self._take)
        self._stepper.changed.connect(lambda value: self._take("" if value is None else f"{value:f}"))
        self._gauge = Gauge(float(step.scale[0]), float(step.scale[1]), step.unit) if step.scale else None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[5])
        column.addWidget(self._stepper)
        column.addWidget(self._trend)
        if self._gauge is not None:
            column.addWidget(self._gauge)
        self._branches = BranchPreview(ways_of(run, step))
        if len(step.outcomes()) > 1:
            column.addWidget(caption(_("What follows"), tone="text_2"))
            column.addSpacing(-GAP[3])
            column.addWidget(self._branches)
        self._judge()

    @property
    def value(self) -> Decimal | None:
        return typed_decimal(self.said, self._step.unit) if self.said.strip() else None

    @property
    def outcome(self) -> str:
        """The code of what is typed; "" while nothing is."""
        measured = self._measured()
        return self._step.outcome_of(measured) if measured else ""

    def start(self) -> None:
        if isinstance(self._field, QLineEdit):
            self._field.setFocus()

    def put(self, said: str) -> None:
        """As if it had been typed."""
        if isinstance(self._field, QLineEdit):
            self._field.setText(said)
            self._take(said)

    def _measured(self) -> Measured | None:
        value = self.value
        return None if value is None else Measured(value, self._step.unit, self._step.low, self._step.high)

    def _take(self, text: str) -> None:
        if text != self.said:
            self.said = text
            self._judge()
            self.changed.emit()

    def _tell_trend(self) -> None:
        """What the last visit read beside what is read now: the eye compares, the limit does not."""
        if self._last is None:
            return
        unit = self._step.unit
        said = _("{visit}: {value} {unit}").format(visit=self._then, value=f"{self._last:f}", unit=unit)
        if self.value is not None:
            change = f"{self.value - self._last:+f}"
            facts = {"said": said, "value": f"{self.value:f}", "unit": unit, "change": change}
            said = _("{said}, today {value} {unit} ({change})").format(**facts)
        self._trend.setText(said)

    def _judge(self) -> None:
        """The verdict, shown as it is typed."""
        measured, step = self._measured(), self._step
        limit = step.low if step.high is None else step.high
        if self._gauge is not None:
            shown = [None if number is None else float(number) for number in (self.value, limit, self._last)]
            self._gauge.show_values(shown[0], shown[1], shown[2], at_least=step.high is None)
        self._branches.mark(self.outcome)
        self._tell_trend()
        if measured is None or (step.low is None and step.high is None):
            self._stepper.judge()
        elif measured.over and step.high is not None:
            self._stepper.judge("over", _("Over by {by} {unit}").format(by=measured.value - step.high, unit=step.unit))
        elif measured.under and step.low is not None:
            self._stepper.judge("over", _("Under by {by} {unit}").format(by=step.low - measured.value, unit=step.unit))
        else:
            self._stepper.judge("normal", _("In order"))
