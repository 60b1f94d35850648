"""Work off the screen's thread.

Two lanes: `store`, one thread, in which all database work happens in order; and `work`, a few threads for
the network, PDFs and pictures. A job's result comes back to the screen's thread through one long-lived bridge:
the worker lays it in a queue and rings, the bridge empties the queue. No Qt object ever belongs to a worker,
and what a job holds on to (often a widget) is let go of in the screen's thread only.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Generic, Literal, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from fieldkit.errors import UserError

T = TypeVar("T")
Lane = Literal["store", "work"]


class Cancelled(Exception):  # noqa: N818 - a wish, not an error
    """Raised in a job by its progress report once the job was cancelled."""


class Job(Generic[T]):
    """One piece of work on its way; `cancel` is all that a screen does with it."""

    def __init__(
        self,
        fn: Callable[[], T],
        then: Callable[[T], object] | None,
        failed: Callable[[Exception], object] | None,
        owner: QObject | None,
    ) -> None:
        self.fn: Callable[[], T] | None = fn
        self.then = then
        self.failed = failed
        self.owner = owner
        self.result: T | None = None
        self.error: Exception | None = None
        self.cancelled = False
        self.future: Future[None] | None = None

    def cancel(self) -> None:
        """Its result is no longer wanted: neither `then` nor `failed` will be called."""
        self.cancelled = True

    @property
    def wanted(self) -> bool:
        return not self.cancelled and (self.owner is None or shiboken6.isValid(self.owner))

    def let_go(self) -> None:
        self.fn = self.then = self.failed = self.owner = None
        self.result = self.error = None


class _Bridge(QObject):
    """Lives in the screen's thread as long as the jobs do."""

    rung = Signal()

    def __init__(self, answer: Callable[[], None]) -> None:
        super().__init__()
        self._answer = answer
        self.rung.connect(self._on_rung, Qt.ConnectionType.QueuedConnection)

    @Slot()
    def _on_rung(self) -> None:
        self._answer()


class Jobs:
    """Runs work off the screen's thread and brings the results back to it.

    `unexpected` is called in the screen's thread with every exception that is not a UserError, and with a
    UserError of a job without `failed`: the crash window and the log listen there.
    """

    def __init__(self, unexpected: Callable[[Exception], object], workers: int = 3) -> None:
        self._unexpected = unexpected
        self._lanes: dict[str, ThreadPoolExecutor] = {
            "store": ThreadPoolExecutor(1, "store"),
            "work": ThreadPoolExecutor(workers, "work"),
        }
        self._open: set[Job[Any]] = set()
        self._done: SimpleQueue[Job[Any]] = SimpleQueue()
        self._bridge = _Bridge(self._deliver)
        self._closed = False

    @property
    def idle(self) -> bool:
        """Whether every result has been delivered."""
        return not self._open

    @property
    def closed(self) -> bool:
        """Whether the lanes have ended: the program is closing, nothing more can be asked for."""
        return self._closed

    def run(
        self,
        fn: Callable[[], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        lane: Lane = "work",
        owner: QObject | None = None,
    ) -> Job[T]:
        """Calls `fn` in a lane, then `then(result)` or `failed(exception)` in the screen's thread.

        Neither is called once `owner`, the widget they speak to, has been deleted. To be called from the
        screen's thread.
        """
        return self._start(Job(fn, then, failed, owner), lane)

    def run_counted(
        self,
        fn: Callable[[Callable[[int, int], None]], T],
        progress: Callable[[int, int], object],
        then: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        lane: Lane = "work",
        owner: QObject | None = None,
    ) -> Job[T]:
        """As `run`, for work that takes long: `fn` is handed a `report(done, total)` to call as it goes.

        Each report arrives as `progress(done, total)`, and raises Cancelled in `fn` once the job is cancelled.
        """

        def report(done: int, total: int) -> None:
            if job.cancelled:
                raise Cancelled
            self._lay_down(Job(lambda: None, lambda _: job.wanted and progress(done, total), None, None))

        job = Job(lambda: fn(report), then, failed, owner)
        return self._start(job, lane)

    def close(self) -> None:
        """Ends the lanes: waiting network work is given up, database work is finished; then nothing runs.

        A result that nobody can be told any more is dropped; a bug still reaches `unexpected`.
        """
        if self._closed:
            return
        self._closed = True
        for job in self._open:
            job.cancel()
        self._lanes["work"].shutdown(wait=True, cancel_futures=True)
        self._lanes["store"].shutdown(wait=True)
        self._deliver()
        for job in self._open:
            job.let_go()
        self._open.clear()

    def _start(self, job: Job[T], lane: Lane) -> Job[T]:
        self._open.add(job)
        try:
            job.future = self._lanes[lane].submit(self._work, job, lane)
        except RuntimeError:
            self._open.discard(job)
            raise
        return job

    def _work(self, job: Job[Any], lane: Lane) -> None:
        """In the worker's thread. Database work is done even if its screen is gone: it was promised."""
        try:
            if job.fn is not None and (lane == "store" or not job.cancelled):
                job.result = job.fn()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is brought to the screen's thread
            job.error = error
        self._lay_down(job)

    def _lay_down(self, job: Job[Any]) -> None:
        self._done.put(job)
        with suppress(RuntimeError):  # the bridge may be gone when the interpreter ends
            self._bridge.rung.emit()

    def _deliver(self) -> None:
        """In the screen's thread: hands out what has come back by now; each later result rings again."""
        for _ in range(self._done.qsize()):
            try:
                job = self._done.get_nowait()
            except Empty:
                return
            try:
                self._tell(job)
            except Exception as error:  # noqa: BLE001 - one callback's bug must not swallow the others' results
                self._unexpected(error)
            finally:
                self._open.discard(job)
                job.let_go()

    def _tell(self, job: Job[Any]) -> None:
        error = job.error
        if error is None:
            if job.wanted and job.then is not None:
                job.then(job.result)
            return
        if isinstance(error, Cancelled):
            return
        unheard = job.failed is None and not job.cancelled
        if unheard or not isinstance(error, UserError):
            self._unexpected(error)
        if job.wanted and job.failed is not None:
            job.failed(error)
