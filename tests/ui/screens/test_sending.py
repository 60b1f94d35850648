"""A long round over a slow line to a real office: counted, given up, gone on with; the chip from the first moment."""

import os
import threading
from collections.abc import Iterator

import pytest
from courier_trips import ENGINEER, MANAGER, Trips, new_problem, write
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QNetworkInformation
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from relay import Relay
from sqlalchemy import select, update

from fieldkit.actions.enrol import sync
from fieldkit.app import Laptop
from fieldkit.errors import OfflineError
from fieldkit.store.database import FILES, OUTBOX
from fieldkit.store.ledger import summary
from fieldkit.store.outgoing import Outgoing
from fieldkit.sync.client import RoundResult, all_at_office
from fieldkit.sync.line import LaterError
from fieldkit.ui import carrier
from fieldkit.ui.desktop import Desktop
from fieldkit.ui.jobs import Jobs
from fieldkit.ui.screens.deliveries import DeliveriesScreen
from fieldkit.ui.screens.deliveries.send_panel import SendPanel
from fieldkit.ui.words import Language
from tests.ui.stillness import wait_still

FILE_COUNT = 40


@pytest.fixture
def slow(trips: Trips) -> Iterator[Relay]:
    with Relay(trips.office.port, 0.03) as relay:
        yield relay


@pytest.fixture
def loaded(trips: Trips, slow: Relay) -> Laptop:
    """A laptop with records and many files to send, at the end of a slow line."""
    laptop = trips.laptop(ENGINEER)
    for _ in range(5):
        new_problem(laptop)
    for number in range(FILE_COUNT):
        laptop.store.put_file(os.urandom(2_000), f"{number}.bin", "application/octet-stream")
    outgoing = Outgoing(laptop.store)
    outgoing.put("identity", {**outgoing.meta("identity"), "url": slow.url})
    return laptop


def files(laptop: Laptop, state: str) -> set[str]:
    with laptop.store.database.reading() as connection:
        return {row.sha256 for row in connection.execute(select(FILES.c.sha256).where(FILES.c.state == state))}


def test_a_long_round_is_counted_given_up_and_gone_on_with(trips, loaded, slow, before, shown, qtbot) -> None:
    place = before(loaded)
    screen = shown(DeliveriesScreen(place), 1286, 712)
    screen.open([])
    wait_still(qtbot, place.jobs)
    place.sync_wanted.connect(place.carrier.send)
    panel = screen.findChild(SendPanel)
    QTest.mouseClick(screen.findChild(QAbstractButton, "deliveries.send"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: panel.currentWidget() is panel.busy and place.carrier.what == "files")
    qtbot.waitUntil(lambda: place.carrier.done >= 3 and f"{FILE_COUNT}" in panel.busy.second.text())
    assert panel.busy.title.text() == "正在送文件"

    # While it is on its way the screen answers: a figure filters the list.
    QTest.mouseClick(screen.findChild(QAbstractButton, "deliveries.summary.local"), Qt.MouseButton.LeftButton)
    assert screen.findChild(QAbstractButton, "deliveries.summary.local").isChecked()
    assert place.carrier.running

    QTest.mouseClick(panel.busy.cancel, Qt.MouseButton.LeftButton)
    assert not place.carrier.running and panel.currentWidget() is panel.rest
    wait_still(qtbot, place.jobs)
    qtbot.waitUntil(lambda: not place.carrier._ebbing.isActive())
    wait_still(qtbot, place.jobs)
    problems = {record.id for record in loaded.store.find("problem", {})}
    stored, here = files(loaded, "stored"), files(loaded, "here")
    assert stored and here and len(stored | here) == FILE_COUNT
    assert screen.findChild(QLabel, "deliveries.stand").text() == f"{len(here)} 项待送，会自动送出"

    slow.pause = 0.0
    QTest.mouseClick(screen.findChild(QAbstractButton, "deliveries.send"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not place.carrier.running)
    wait_still(qtbot, place.jobs)
    assert all_at_office(summary(loaded.store))
    assert screen.findChild(QLabel, "deliveries.stand").text() == "全部已在总部"
    manager = trips.laptop(MANAGER)
    assert problems <= {record.id for record in manager.store.find("problem", {})}


@pytest.fixture
def desktop(trips, qtbot, qapp: QApplication, monkeypatch):
    """The real start of a laptop's desktop, whose first round does not end before `go` is set."""
    go = threading.Event()
    made: list[tuple[Desktop, Jobs]] = []

    def waits(desk: object, progress: object) -> RoundResult:
        go.wait(60)
        return sync(desk, progress)

    monkeypatch.setattr(carrier, "sync", waits)

    def open_desktop(laptop: Laptop) -> Desktop:
        jobs = Jobs(lambda error: pytest.fail(repr(error)))
        opened = Desktop(laptop, jobs, Language(qapp, "zh"))
        made.append((opened, jobs))
        return opened

    yield open_desktop
    go.set()
    for opened, jobs in made:
        opened.close()
        opened.frame.close()
        jobs.close()
        opened.frame.deleteLater()


def refused(laptop: Laptop) -> None:
    write(laptop, contact="甲")
    with laptop.store.database.writing() as connection:
        said = {"zh": "总部不同意。", "en": "The office does not agree."}
        connection.execute(update(OUTBOX).where(OUTBOX.c.state == "open").values(state="rejected", message=said))


@pytest.mark.parametrize(
    ("prepare", "state"), [(refused, "needs"), (lambda laptop: write(laptop, contact="甲"), "waiting"), (None, "all")]
)
def test_the_chip_tells_the_truth_before_the_first_round_has_ended(trips, desktop, qtbot, prepare, state) -> None:
    laptop = trips.laptop(ENGINEER)
    if prepare is not None:
        prepare(laptop)
    opened = desktop(laptop)
    chip = opened.frame.top.chip
    opened.show()
    assert not chip.isVisible()  # nobody has looked yet: it claims nothing
    qtbot.waitUntil(chip.isVisible)
    assert (chip.state, opened.place.carrier.running) == (state, True)


def test_an_office_that_asks_to_wait_is_left_alone_for_so_long(trips, before) -> None:
    place = before(trips.laptop(ENGINEER))
    place.carrier._failed(LaterError(900))
    assert place.carrier._pause() == 900_000
    place.carrier._notice()
    assert not place.carrier._soon.isActive()
    place.carrier._failed(LaterError(0))
    assert place.carrier._pause() <= carrier.AGAIN_MS
    place.carrier._notice()
    assert place.carrier._soon.isActive()


@pytest.mark.parametrize(
    ("reach", "sends"), [("Disconnected", 0), ("Unknown", 0), ("Local", 1), ("Site", 1), ("Online", 1)]
)
def test_a_network_that_appears_is_used_at_once(trips, before, monkeypatch, reach, sends) -> None:
    """A company's network without Internet leads to the office, too."""
    place = before(trips.laptop(ENGINEER))
    one, sent = place.carrier, []
    monkeypatch.setattr(one, "send", lambda: sent.append(1))
    one._started = True
    one._reached(QNetworkInformation.Reachability.Online)
    assert sent == []  # nothing is amiss
    one._failed(OfflineError("no line"))
    one._pause()
    one._reached(QNetworkInformation.Reachability[reach])
    assert len(sent) == sends
    assert (one._tries == 0) == bool(sends)


def test_tries_off_line_grow_apart_and_by_chance(trips, before, monkeypatch) -> None:
    one = before(trips.laptop(ENGINEER)).carrier
    one.offline = True
    asked = []
    monkeypatch.setattr(carrier.random, "randint", lambda low, high: asked.append((low, high)) or high)
    pauses = [one._pause() for _ in range(12)]
    assert pauses[:5] == [5_000, 10_000, 20_000, 40_000, 60_000]
    assert set(pauses[4:]) == {carrier.AGAIN_MS}
    assert asked == [(longest // 2, longest) for longest in pauses]  # each laptop at a moment of its own
    one.offline = False
    assert one._pause() == carrier.AGAIN_MS
    one.offline = True
    assert one._pause() == 5_000
