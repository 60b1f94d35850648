"""One run at the office: sent, read, compared, written; how far it is, and *Cancel*."""

from collections.abc import Callable
from threading import Event

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.actions.importing import Progress
from fieldkit.i18n import N_, _
from fieldkit.sync.lists import ListsReply
from fieldkit.ui.jobs import Cancelled, Jobs
from fieldkit.ui.moments import size
from fieldkit.ui.widgets.progress import ProgressPanel

# What each step is called; those without a total only count.
STEPS = {
    "sent": N_("Sending the files to the head office"),
    "reading": N_("The head office opens the files"),
    "read": N_("Reading rows"),
    "rows": N_("Understanding the rows"),
    "comparing": N_("Comparing them with what is known"),
    "writing": N_("Taking them in"),
    "done": N_("Nearly done"),
}
Work = Callable[[Progress], ListsReply]


class Running(QWidget):
    """`ended` carries the reply; `failed` the error; `given_up` comes once nothing is under way any more."""

    ended = Signal(object)
    failed = Signal(object)
    given_up = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._stop = Event()
        self._step = ""
        self._panel: ProgressPanel | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    @property
    def busy(self) -> bool:
        return self._panel is not None

    def run(self, work: Work) -> None:
        """Starts it; one at a time."""
        self._stop, self._step = Event(), ""
        stop = self._stop

        def counted(report: Callable[[int, int], None]) -> ListsReply | None:
            def progress(step: str, done: int, total: int) -> None:
                if stop.is_set():
                    raise Cancelled
                self._step = step
                report(done, total)

            try:
                return work(progress)
            except Cancelled:
                return None

        self._begin()
        self._jobs.run_counted(counted, self._show, self._ended, self._failed, lane="work", owner=self)

    def stop(self) -> None:
        """Gives it up; the office is told by the closing of the line, and then nothing was done."""
        self._stop.set()
        if self._panel is not None:
            self._panel.cancel.setEnabled(False)
            self._panel.begin(_("Giving it up"))

    def _begin(self) -> None:
        panel = ProgressPanel(_("One moment"), icon="hourglass", name="import.progress")
        panel.cancelled.connect(self.stop)
        self._column.addWidget(panel)
        self._panel = panel
        panel.cancel.setFocus()

    def _show(self, done: int, total: int) -> None:
        panel = self._panel
        if panel is None or self._stop.is_set():
            return
        said = _(STEPS.get(self._step, STEPS["reading"]))
        if panel.title.text() != said:
            panel.begin(said)
        panel.bar.setVisible(bool(total))
        if self._step == "sent":
            panel.show_progress(done, total, _("{done} of {total}").format(done=size(done), total=size(total)))
        elif total:
            panel.show_progress(done, total)
        elif done:
            panel.second.setText(_("{count} rows").format(count=f"{done:,}"))

    def _close(self) -> None:
        if self._panel is not None:
            self._panel.hide()
            self._panel.deleteLater()
            self._panel = None

    def _ended(self, reply: ListsReply | None) -> None:
        self._close()
        if reply is None:
            self.given_up.emit()
        else:
            self.ended.emit(reply)

    def _failed(self, error: Exception) -> None:
        self._close()
        self.failed.emit(error)
