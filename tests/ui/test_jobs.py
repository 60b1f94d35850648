import threading
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

from fieldkit.errors import OfflineError
from fieldkit.ui.jobs import Jobs
from tests.ui.stillness import wait_still


@pytest.fixture
def bugs() -> list[Exception]:
    return []


@pytest.fixture
def jobs(qapp, bugs: list[Exception]) -> Iterator[Jobs]:
    made = Jobs(bugs.append)
    yield made
    made.close()


@pytest.fixture
def settle(qtbot, jobs: Jobs) -> Callable[[], None]:
    return lambda: wait_still(qtbot, jobs)


def test_the_result_arrives_in_the_screens_thread(jobs: Jobs, settle) -> None:
    came: list[tuple[str, bool, bool]] = []
    here = threading.current_thread()
    jobs.run(
        threading.current_thread,
        lambda worker: came.append(("then", worker is here, threading.current_thread() is here)),
    )
    settle()
    assert came == [("then", False, True)]


def test_the_store_lane_is_one_thread_in_order(jobs: Jobs, settle) -> None:
    done: list[int] = []
    threads: set[str] = set()

    def work(number: int) -> int:
        threads.add(threading.current_thread().name)
        return number

    for number in range(50):
        jobs.run(lambda n=number: work(n), done.append, lane="store")
    settle()
    assert done == list(range(50))
    assert len(threads) == 1


def test_five_thousand_jobs(jobs: Jobs, settle, bugs) -> None:
    """PySide 6.12 on Python 3.11 aborts after some 570 emissions; the pinned one must not."""
    total = [0]

    def add(number: int) -> None:
        total[0] += number

    for number in range(5_000):
        jobs.run(lambda n=number: n, add, lane="store" if number % 2 else "work")
    settle()
    assert total[0] == sum(range(5_000))
    assert not bugs


class Source(QObject):
    truth = Signal(bool)
    thing = Signal(object)


def test_five_thousand_emissions(qapp) -> None:
    source, heard = Source(), []
    source.truth.connect(heard.append)
    source.thing.connect(heard.append)
    for number in range(5_000):
        source.truth.emit(True)
        source.thing.emit({"number": number})
    assert len(heard) == 10_000


def fail(error: Exception) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


def test_what_a_person_can_act_on_goes_to_the_screen_alone(jobs: Jobs, settle, bugs) -> None:
    failed: list[Exception] = []
    jobs.run(fail(OfflineError()), failed=failed.append)
    settle()
    assert [type(error) for error in failed] == [OfflineError]
    assert not bugs


def test_a_bug_goes_to_the_screen_and_to_the_hook(jobs: Jobs, settle, bugs) -> None:
    failed: list[Exception] = []
    error = ZeroDivisionError()
    jobs.run(fail(error), failed=failed.append)
    settle()
    assert failed == bugs == [error]


def test_an_error_that_nobody_takes_goes_to_the_hook(jobs: Jobs, settle, bugs) -> None:
    jobs.run(fail(OfflineError()))
    settle()
    assert [type(error) for error in bugs] == [OfflineError]


def test_a_bug_in_a_callback_stops_no_other(jobs: Jobs, settle, bugs) -> None:
    came: list[int] = []
    jobs.run(lambda: 1, lambda _: 1 / 0, lane="store")
    jobs.run(lambda: 2, came.append, lane="store")
    settle()
    assert came == [2]
    assert [type(error) for error in bugs] == [ZeroDivisionError]


def test_a_deleted_widget_is_told_nothing(qtbot, jobs: Jobs, settle, bugs) -> None:
    gate, came = threading.Event(), []
    owner = QLabel()
    jobs.run(gate.wait, came.append, lane="store", owner=owner)
    jobs.run(fail(OfflineError()), failed=came.append, lane="store", owner=owner)
    owner.deleteLater()
    qtbot.waitUntil(lambda: not shiboken6.isValid(owner))
    gate.set()
    settle()
    assert not came
    assert not bugs


def test_a_cancelled_job_is_told_nothing(jobs: Jobs, settle) -> None:
    gate, came = threading.Event(), []
    job = jobs.run(gate.wait, came.append, came.append)
    job.cancel()
    gate.set()
    settle()
    assert not came


def test_progress_is_counted_and_can_be_cancelled(qtbot, jobs: Jobs, settle, bugs) -> None:
    seen: list[tuple[int, int]] = []
    came: list[object] = []
    reached, gate = threading.Event(), threading.Event()

    def work(report: Callable[[int, int], None]) -> str:
        report(1, 3)
        report(2, 3)
        reached.set()
        gate.wait()
        report(3, 3)
        return "whole"

    job = jobs.run_counted(work, lambda done, total: seen.append((done, total)), came.append, came.append)
    qtbot.waitUntil(lambda: len(seen) == 2)
    job.cancel()
    gate.set()
    settle()
    assert seen == [(1, 3), (2, 3)]
    assert not came
    assert not bugs


def test_closing_finishes_the_store_and_gives_up_the_rest(jobs: Jobs, bugs) -> None:
    gate, stored, sent = threading.Event(), [], []
    for _ in range(3):
        jobs.run(gate.wait)
    jobs.run(lambda: sent.append(1))
    for number in range(5):
        jobs.run(lambda n=number: stored.append(n), lane="store")
    gate.set()
    jobs.close()
    assert stored == [0, 1, 2, 3, 4]
    assert jobs.idle
    assert not bugs
    with pytest.raises(RuntimeError):
        jobs.run(lambda: 1)


def test_a_widget_is_let_go_in_the_screens_thread(jobs: Jobs, settle) -> None:
    """The last reference to a widget must never die in a worker: Qt would crash."""
    died: list[threading.Thread] = []

    class Screen:
        def __del__(self) -> None:
            died.append(threading.current_thread())

    def start() -> None:
        screen = Screen()
        jobs.run(lambda: id(screen), lambda _: id(screen))

    for _ in range(200):
        start()
    settle()
    assert len(died) == 200
    assert set(died) == {threading.current_thread()}
