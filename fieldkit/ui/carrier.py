"""Carries records to the office and back while the person works: quietly, one round at a time."""

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtNetwork import QNetworkInformation

from fieldkit.actions.enrol import sync
from fieldkit.errors import OfflineError, UserError
from fieldkit.store.ledger import summary, unsent
from fieldkit.sync.client import RoundResult
from fieldkit.sync.line import LaterError
from fieldkit.ui.jobs import Job

if TYPE_CHECKING:
    from fieldkit.ui.workplace import Workplace

# A network that an office may be reached by: the company's own, without Internet, is one.
_LINES = {
    QNetworkInformation.Reachability.Local,
    QNetworkInformation.Reachability.Site,
    QNetworkInformation.Reachability.Online,
}
SOON_MS, AGAIN_MS, BUSY_MS = 2_000, 60_000, 500
FIRST_TRY_MS = 5_000  # after a line broke; twice as long after each further try, up to AGAIN_MS


class Carrier(QObject):
    """Begins with `start`: a round soon after each local change, on demand, and every minute.

    Off line it tries sooner at first, then ever more seldom, each laptop at moments of its own, so that a hundred of
    them do not come at once when the office is back; and at once when the system says that there is a network.

    `moved` says that a round began, went on or ended; `running`, `offline` and `trouble` say how it stands.
    Off line is a state; `trouble` is a sentence of the office, such as that it does not know this laptop.
    """

    moved = Signal()

    def __init__(self, place: "Workplace") -> None:
        super().__init__(place)
        self._place = place  # a cycle: ui.garbage collects it in the screen's thread
        self._job: Job[RoundResult] | None = None
        self._started = self._telling = False
        self.running = self.offline = False
        self.trouble: UserError | None = None
        self.what, self.done, self.total = "", 0, 0
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.send)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self.send)
        self._ebbing = QTimer(self, interval=BUSY_MS)
        self._ebbing.timeout.connect(self._ebb)
        self._tries = 0
        self._asked_ms = 0
        self._watch_network()

    def _watch_network(self) -> None:
        """Where the system tells of its network, a line that appears is used at once."""
        if QNetworkInformation.loadDefaultBackend():
            network = QNetworkInformation.instance()
            network.reachabilityChanged.connect(self._reached)

    def _reached(self, reach: QNetworkInformation.Reachability) -> None:
        if self._started and self.offline and reach in _LINES:
            self._tries = 0
            self.send()

    def start(self) -> None:
        """Begins to carry; without it nothing ever goes out by itself."""
        if not self._started:
            self._started = True
            self._place.changed.connect(self._notice)
            self._place.sync_wanted.connect(self.send)
        self.look()  # the first round may take as long as a dead line is waited for
        self.send()

    def stop(self) -> None:
        """No further round; one on its way is given up at its next step."""
        self._soon.stop()
        self._again.stop()
        if self._started:
            self._started = False
            self._place.changed.disconnect(self._notice)
            self._place.sync_wanted.disconnect(self.send)
        self.cancel()
        self._ebbing.stop()

    def send(self) -> None:
        """One round now, unless one is on its way."""
        self._soon.stop()
        if self.running:
            return
        if self._job is not None and self._job.future is not None and not self._job.future.done():
            self._again.start(BUSY_MS)  # the round that was cancelled has not ended yet
            return
        self._ebbing.stop()
        self.running = True
        self.what, self.done, self.total = "", 0, 0
        self._job = self._place.jobs.run_counted(self._round, self._progress, self._came, self._failed, owner=self)
        self.moved.emit()

    def cancel(self) -> None:
        """Gives the round up; what it did until then stays done."""
        if self.running and self._job is not None:
            self._job.cancel()
            self._ebbing.start()
            self._end()

    def _ebb(self) -> None:
        """A round that was given up goes on to its next step; what it still did there is told then."""
        if self._job is None or self._job.future is None or self._job.future.done():
            self._ebbing.stop()
            self.look()

    def look(self) -> None:
        """Reads where everything stands, and says it through `line`."""
        self._place.read(lambda desk: summary(desk.store), self._say, owner=self)

    def _notice(self) -> None:
        if not self._telling:
            self.look()
            if not self._asked_ms:  # an office that asked to be left alone hears of a new change when that time is over
                self._soon.start()

    def _round(self, report: Callable[[int, int], None]) -> RoundResult:
        """In the worker's thread."""
        waiting = unsent(self._place.desk.store)

        def progress(what: str, done: int, total: int) -> None:
            self.what = what
            report(done, max(done, waiting) if what == "push" else total)

        return sync(self._place.desk, progress)

    def _progress(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        self.moved.emit()

    def _came(self, result: RoundResult) -> None:
        self.offline, self.trouble, self._asked_ms = False, result.trouble, 0
        if result.pushed or result.pulled or result.files_up or result.files_down:
            self._telling = True
            self._place.changed.emit()
            self._telling = False
        self._end()

    def _failed(self, error: Exception) -> None:
        self.offline = isinstance(error, OfflineError)
        self._asked_ms = round(error.wait * 1000) if isinstance(error, LaterError) else 0
        self.trouble = error if isinstance(error, UserError) and not self.offline else None
        self._end()

    def _end(self) -> None:
        self.running = False
        if self._started:
            self._again.start(self._pause())
            self.look()
        self.moved.emit()

    def _pause(self) -> int:
        """How long until the next round, in ms: a minute, or while off line a growing time with a chance in it.

        An office that asked to be left alone for so long is.
        """
        self._tries = self._tries + 1 if self.offline else 0
        if not self._tries:
            return AGAIN_MS
        longest = min(AGAIN_MS, FIRST_TRY_MS * 2 ** min(self._tries - 1, 8))
        return max(self._asked_ms, random.randint(longest // 2, longest))  # noqa: S311 - no secret

    def _say(self, counts: dict[str, int]) -> None:
        waiting = counts["records_waiting"] + counts["files_waiting"]
        needs = counts["rejected_unseen"] + counts["conflicts"] + int(self.trouble is not None)
        if needs:
            self._place.line.emit("needs", needs)
        elif self.offline:
            self._place.line.emit("offline", waiting)
        elif waiting or not counts["held"]:
            self._place.line.emit("waiting" if waiting else "all", waiting)
        else:
            self._place.line.emit("held", counts["held"])
