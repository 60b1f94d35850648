"""One thing to do with a bundle: what it is for, its button, its progress with *Cancel*, and what came of it."""

from collections.abc import Callable
from threading import Event
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.errors import OfflineError, UserError
from fieldkit.i18n import N_, _
from fieldkit.sync.files import Progress
from fieldkit.ui.jobs import Cancelled, Jobs
from fieldkit.ui.moments import size
from fieldkit.ui.tokens import GAP, ICON
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import IconLabel, Label, caption, heading, stack
from fieldkit.ui.widgets.progress import ProgressPanel

# What each step is called, and whether it counts bytes.
STEPS = {
    "changes": (N_("Gathering the changes"), False),
    "gather": (N_("Looking through the files"), False),
    "written": (N_("Writing the bundle"), True),
    "take": (N_("Taking the answer in"), False),
    "sent": (N_("Taking the bundle to the office"), True),
    "back": (N_("The answer is on its way back"), True),
}
UNREACHED = N_("The office cannot be reached from here now. The bundle stays as it is; carry it once there is a line.")


class Task(NamedTuple):
    """The work of an errand, off the screen's thread: it says what came of it, and what to say when it is given up."""

    work: Callable[[Progress], str]
    given_up: str


class Errand(QWidget):
    """`wanted` asks its page for the file; `done` says that something may have changed."""

    wanted = Signal()
    done = Signal()

    def __init__(self, jobs: Jobs, icon: str, title: str, about: str, button: Button, *, name: str) -> None:
        super().__init__()
        self._jobs, self._name = jobs, name
        self._stop = Event()
        self._step = ""
        self.setObjectName(name)
        self.about = caption(about, tone="text_2", wrap=True, name=f"{name}.about")
        self.button = button
        self.button.setAccessibleDescription(title)
        self.button.clicked.connect(self.wanted)
        self._sign = IconLabel("circle-check", "good")
        self._said = Label("", "body", wrap=True, name=f"{name}.said")
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._outcome = QWidget()
        self._outcome.hide()
        self._panel = QVBoxLayout()
        self._progress: ProgressPanel | None = None
        self._lay_out(icon, title)

    def _lay_out(self, icon: str, title: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[5], GAP[4], GAP[5], GAP[4])
        column.setSpacing(GAP[3])
        line = QHBoxLayout()
        line.setSpacing(GAP[4])
        sign = QVBoxLayout()
        sign.setContentsMargins(0, 2, 0, 0)  # in the middle of the heading's line
        sign.addWidget(IconLabel(icon), 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(sign)
        line.addWidget(stack(heading(title), self.about, gap=GAP[1]), 1)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(line)
        column.addLayout(self._panel)
        below = QHBoxLayout(self._outcome)
        below.setContentsMargins(ICON + GAP[4], 0, 0, 0)
        below.setSpacing(GAP[2])
        below.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self._said, 1)
        column.addWidget(self._outcome)

    def run(self, task: Task) -> None:
        """Does it, telling how far it is. Given up, it ends at its next step, and only then says so."""
        self._stop, self._step = Event(), ""
        stop = self._stop

        def work(report: Callable[[int, int], None]) -> str | None:
            def progress(what: str, done: int, total: int) -> None:
                if stop.is_set():
                    raise Cancelled
                self._step = what
                report(done, total)

            try:
                return task.work(progress)
            except Cancelled:
                return None

        self._begin()
        self._jobs.run_counted(
            work, self._show_progress, lambda said: self._ended(said, task), self._failed, lane="work", owner=self
        )

    def _begin(self) -> None:
        self.button.setEnabled(False)
        self._outcome.hide()
        panel = ProgressPanel(_("One moment"), icon="hourglass", name=f"{self._name}.progress")
        panel.setProperty("role", "plain")
        panel.line.setContentsMargins(0, 0, 0, 0)
        panel.line.setSpacing(GAP[4])
        panel.bar.setVisible(False)
        panel.cancelled.connect(self._give_up)
        self._panel.addWidget(panel)
        self._progress = panel
        panel.cancel.setFocus()

    def _give_up(self) -> None:
        self._stop.set()
        if self._progress is not None:
            self._progress.cancel.setEnabled(False)
            self._progress.begin(_("Giving it up"))

    def _show_progress(self, done: int, total: int) -> None:
        panel = self._progress
        if panel is None or self._stop.is_set():
            return
        said, bytes_ = STEPS[self._step]
        if panel.title.text() != _(said):
            panel.begin(_(said))
        panel.bar.setVisible(bool(total))
        counted = _("{done} of {total}").format(done=size(done), total=size(total)) if bytes_ else ""
        if total:
            panel.show_progress(done, total, counted)
        if self._step == "sent" and done == total:
            panel.begin(_("The office reads the bundle; its answer comes next"))

    def _ended(self, said: str | None, task: Task) -> None:
        if said is None:
            self._say("info", "text_2", task.given_up)
        else:
            self._say("circle-check", "good", said)
        self.done.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, OfflineError):
            self._say("zap", "text_2", _(UNREACHED))
        else:
            ours = _("This did not work, and it is not your fault.")
            self._say("circle-alert", "bad", error.say() if isinstance(error, UserError) else ours)
        self.done.emit()

    def _say(self, icon: str, tone: str, said: str) -> None:
        if self._progress is not None:
            self._progress.hide()
            self._progress.deleteLater()
            self._progress = None
        self._sign.set_icon(icon, tone)
        self._said.set_tone("bad" if tone == "bad" else "text")
        self._said.setText(said)
        self._outcome.show()
        self.button.setEnabled(True)
        self.button.setFocus()
