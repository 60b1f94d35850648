"""What stands around a paper's form: its name, number, status, who signed, why it cannot be written; and its steps."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.joined import listed
from fieldkit.process.step import Transition
from fieldkit.ui.screens.papers.sight import PaperSight
from fieldkit.ui.screens.papers.words import leads_on, look_of, step_icon, step_words
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import primary, quiet, secondary
from fieldkit.ui.widgets.labels import IconLabel, Label, caption, title
from fieldkit.ui.widgets.layouts import empty


class PaperHead(QWidget):
    """Title and status in one line, number and signers below, then what is to be known before writing.

    `saving` asks for the PDF: as it stands, or (true) a copy with what was written since it was signed; `checking` asks
    what the signed PDF is worth, `deleting` to take the draft back.
    """

    saving = Signal(bool)
    checking = Signal()
    deleting = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = title(name="paper.title")
        self.badge = Badge("draft", name="paper.status")
        self.number = caption(wrap=True, name="paper.number")
        self.notice = QWidget()
        self.why = Label("", "body", tone="text_2", wrap=True, name="paper.why")
        line = QHBoxLayout(self.notice)
        line.setContentsMargins(0, GAP[1], 0, 0)
        line.setSpacing(GAP[2])
        line.addWidget(IconLabel("info"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.why, 1)
        top = QHBoxLayout()
        top.setSpacing(GAP[3])
        top.addWidget(self.title)
        top.addWidget(self.badge)
        top.addStretch(1)
        self.save = quiet(_("Save as PDF…"), size="small", icon="download", name="paper.save")
        self.save.clicked.connect(lambda: self.saving.emit(False))
        self.copy = quiet(_("Copy with what came after…"), size="small", icon="copy", name="paper.copy")
        self.copy.clicked.connect(lambda: self.saving.emit(True))
        self.delete = quiet(_("Delete the draft…"), size="small", icon="trash-2", name="paper.delete")
        self.delete.clicked.connect(self.deleting)
        self.check = quiet(_("Check…"), size="small", icon="shield-check", name="paper.check")
        self.check.clicked.connect(self.checking)
        below = QHBoxLayout()
        below.setSpacing(GAP[2])
        below.addWidget(self.number, 1)
        below.addWidget(self.check)
        below.addWidget(self.save)
        below.addWidget(self.copy)
        below.addWidget(self.delete)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[1])
        column.addLayout(top)
        column.addLayout(below)
        column.addWidget(self.notice)

    def show_sight(self, sight: PaperSight) -> None:
        form = sight.form
        self.title.setText(_(form.title))
        status = form.shown("status") if sight.status else ""
        self.badge.setVisible(bool(status))
        if status:
            self.badge.set(look_of(sight.status), status)
        signed = _("signed: {names}").format(names=listed(sight.signed)) if sight.signed else ""
        words = (form.shown("number"), form.shown("written_on"), signed)
        self.number.setText("·".join(word for word in words if word))
        self.save.setVisible(sight.prints)
        self.copy.setVisible(sight.copied)
        self.delete.setVisible(sight.deletable)
        self.check.setVisible(sight.copied)
        self.why.setText("\n".join(sight.said))
        self.notice.setVisible(bool(sight.said))


class StepButtons(QWidget):
    """The steps that may be taken now, the one that leads on last and as the primary."""

    taken = Signal(object)
    signing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("paper.steps")
        self._shown: tuple[tuple[Transition, ...], bool] | None = None
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(GAP[3])

    @property
    def first(self) -> Transition | None:
        """The step that leads on, if one does."""
        steps = self._shown[0] if self._shown else ()
        return next((step for step in steps if leads_on(step)), None)

    def show_steps(self, steps: Sequence[Transition], *, hands: bool) -> None:
        """Shows the steps; `hands` adds that the customer signs on the screen, which then leads on."""
        if (tuple(steps), hands) == self._shown:
            return
        self._shown = (tuple(steps), hands)
        empty(self._line)
        first = self.first
        for step in [*(step for step in steps if step is not first), *([first] if first else [])]:
            make = primary if step is first and not hands else secondary
            button = make(step_words(step), size="large", icon=step_icon(step), name=f"step.{step.target}")
            button.clicked.connect(partial(self._take, step))
            self._line.addWidget(button)
        if hands:
            button = primary(_("Let the customer sign"), icon="signature", name="paper.sign")
            button.clicked.connect(self.signing)
            self._line.addWidget(button)

    def _take(self, step: Transition) -> None:
        self.taken.emit(step)
