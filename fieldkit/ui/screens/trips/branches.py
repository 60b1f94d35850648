"""What can come of a step, and where each outcome leads: shown beside a reading, chosen at a question."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.joined import clauses, phrases
from fieldkit.playbooks import Run, Step
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.screens.trips.on_site import step_number
from fieldkit.ui.tokens import GAP, SMALL_ICON
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.paint import box, painter_of


@dataclass(frozen=True)
class Way:
    """One outcome: its code, its words, and where it leads."""

    code: str
    label: str
    leads: str


def ways_of(run: Run, step: Step) -> list[Way]:
    """The outcomes of a step as the engineer reads them."""
    return [Way(code, step.label(code), leads_to(run, step, code)) for code in step.outcomes()]


def leads_to(run: Run, step: Step, outcome: str) -> str:
    """`Step 3, versions; noted as a suspect`."""
    following = run.next_if(step, outcome)
    before = {code: found for code, found in run.outcomes.items() if code != step.id}
    branch = step.branch(outcome, before)
    if following is None:
        goal = ""
    elif following.kind == "conclusion":
        goal = _("Conclusion: {title}").format(title=following.title.say())
    else:
        number = run.order(step) + 1 if run.answered(following) is None else step_number(run, following)
        goal = _("Step {number}, {title}").format(number=number, title=following.title.say())
    remark = branch.remark.say() if branch.remark else ""
    return clauses((goal, remark))


class BranchPreview(QWidget):
    """The outcomes of a reading side by side; the one that what is typed comes to is marked."""

    def __init__(self, ways: Sequence[Way]) -> None:
        super().__init__()
        self.setObjectName("branches")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[3])
        self._cards = {way.code: _Card(way) for way in ways}
        for card in self._cards.values():
            line.addWidget(card, 1)

    def mark(self, code: str) -> None:
        for key, card in self._cards.items():
            card.mark(key == code)


class _Card(QWidget):
    def __init__(self, way: Way) -> None:
        super().__init__()
        self._on = False
        self.setObjectName(f"branch.{way.code}")
        self.setAccessibleName(phrases((way.label, way.leads)))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._label = Label(way.label, "body", wrap=True)
        self._leads = Label(way.leads, "body", tone="text_2", wrap=True)
        line = QHBoxLayout(self)
        left = GAP[4] + SMALL_ICON + GAP[4]
        line.setContentsMargins(left, GAP[3], GAP[3], GAP[3])
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self._label)
        column.addWidget(self._leads)
        column.addStretch(1)
        line.addLayout(column)

    def mark(self, on: bool) -> None:
        self._on = on
        self._label.set_bold(on)
        self.setAccessibleDescription(_("what is typed leads here") if on else "")
        self.update()

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(160, 76))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        fill, edge, width = ("accent_soft", "accent", 2) if self._on else ("", "line_strong", 1)
        box(painter, QRectF(self.rect()), fill, edge, width)
        icon, tone = ("circle-check", "accent") if self._on else ("circle-dashed", "text_2")
        paint_icon(painter, icon, tone, GAP[4], GAP[3] + 1, 20)
        painter.end()
