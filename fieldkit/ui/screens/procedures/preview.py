"""A walk through a procedure as on site, without a trip: nothing of it is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.forms import Values
from fieldkit.forms.seen import legible
from fieldkit.i18n import _
from fieldkit.playbooks import Playbook, Run, Step, answer, begin, run_of, skip
from fieldkit.ui.screens.trips.answer_pane import AnswerPane
from fieldkit.ui.screens.trips.conclusion import ConclusionPane
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import quiet, secondary
from fieldkit.ui.widgets.labels import Label, body, caption
from fieldkit.ui.widgets.layouts import empty


class Preview(QWidget):
    """The steps one after the other; an edit of the text keeps what was answered, as far as it still fits."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._book: Playbook | None = None
        self._kept: dict[str, Values] = {}
        self._shown = ""
        self._pane: AnswerPane | ConclusionPane | None = None
        self._trail = caption(tone="text_2", wrap=True, name="preview.trail")
        self._middle = QVBoxLayout()
        self._error = Label("", "body", tone="bad", wrap=True, name="preview.error")
        self._error.hide()
        self._next = secondary(_("Note it"), icon="check", name="preview.next")
        self._next.clicked.connect(self._answer)
        self._back = secondary(_("Step back"), icon="chevron-left", name="preview.back")
        self._back.clicked.connect(self._go_back)
        again = quiet(_("From the beginning"), icon="rotate-ccw", name="preview.again")
        again.clicked.connect(self._again)
        foot = QHBoxLayout()
        foot.setContentsMargins(GAP[5], 0, GAP[5], GAP[3])
        foot.addWidget(again)
        foot.addStretch(1)
        foot.addWidget(self._back)
        foot.addWidget(self._next)
        head = QVBoxLayout()
        head.setContentsMargins(GAP[8], GAP[2], GAP[5], 0)
        head.addWidget(self._trail)
        head.addWidget(self._error)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        column.addLayout(head)
        column.addLayout(self._middle, 1)
        column.addLayout(foot)

    @property
    def run(self) -> Run | None:
        return run_of(self._book, self._kept.values()) if self._book is not None else None

    def show_book(self, book: Playbook | None) -> None:
        """Another text; without one the check says first what is wrong."""
        if book == self._book and self._pane is not None:
            return
        self._book = book
        self._show()

    def _show(self) -> None:
        empty(self._middle)
        self._pane = None
        run = self.run
        for button in (self._next, self._back):
            button.setVisible(run is not None)
        self._error.hide()
        if run is None:
            self._trail.setText("")
            self._middle.addWidget(
                body(_("What the check says comes first; then one can walk through."), tone="text_2")
            )
            self._middle.addStretch(1)
            return
        step = run.step(self._shown) or run.current
        way = [f"{one.step.title.say()}: {one.step.label(one.outcome)}" for one in run.trail]
        self._trail.setText(" → ".join(way) if way else _("As on site; nothing of it is kept."))
        self._back.setEnabled(bool(run.trail))
        if step is None:
            self._pane = ConclusionPane(run)
            self._next.setVisible(False)
        else:
            self._pane = AnswerPane(run, step, self)
            self._pane.entered.connect(self._answer)
            self._pane.skipped.connect(self._skip)
        self._middle.addWidget(self._pane, 1)

    # -- what is done

    def _keep(self, code: str, make: Callable[[], Values]) -> None:
        try:
            values = make()
        except UserError as error:
            self._error.setText(error.say())
            self._error.show()
            return
        self._kept[code] = {**self._kept.get(code, {}), **values}
        self._shown = ""
        self._show()

    def _answer(self) -> None:
        pane = self._pane
        if isinstance(pane, AnswerPane):
            said = pane.said
            if not legible(said):
                self._error.setText(_("Choose one of the answers."))
                self._error.show()
                return
            self._keep(
                pane.step.id,
                lambda: answer(pane.run, pane.step, said, pane.proof, note=pane.note, at=self._clock.now()),
            )

    def _skip(self, reason: str, to: str) -> None:
        pane = self._pane
        if isinstance(pane, AnswerPane):
            goal = pane.run.playbook.step(to) if to else None
            self._keep(pane.step.id, lambda: skip(pane.run, pane.step, reason, to=goal, at=self._clock.now()))

    def _go_back(self) -> None:
        run = self.run
        if run is not None and run.trail:
            way = [one.step.id for one in run.trail]
            here = self._pane.step.id if isinstance(self._pane, AnswerPane) else ""
            at = way.index(here) if here in way else len(way)
            self._shown = way[at - 1] if at else ""
            self._show()

    def _again(self) -> None:
        self._kept.clear()
        self._shown = ""
        self._show()

    # -- as if on a trip (Hands)

    def now(self) -> datetime:
        return self._clock.now()

    def photos(self, _run: Run, step: Step) -> int:
        return step.photos

    def add_photos(self, _run: Run, _step: Step, _paths: list[Path]) -> None:
        """Here there are always enough."""

    def begin(self, run: Run, step: Step) -> None:
        """A wait is over at once."""
        self._keep(step.id, lambda: begin(run, step, at=self._clock.now() - timedelta(minutes=step.minutes or 0)))

    def checksum(self, _path: Path, then: Callable[[str], object], _failed: Callable[[Exception], object]) -> None:
        then("0" * 64)
