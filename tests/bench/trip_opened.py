"""Opens a large trip in the real desktop and says how long its stages take, and what memory they need.

usage: trip_opened.py HOME VISIT OTHER REPORT; a process of its own. Lines: `name value unit`.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parent), str(HERE.parents[2])]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from fieldkit.ui.form.saving import _write
from fieldkit.ui.garbage import Collector
from fieldkit.ui.paper_view import PaperView
from fieldkit.ui.running import Application
from fieldkit.ui.screens.report import ReportStage
from fieldkit.ui.screens.trips.workspace import WIDGETS
from fieldkit.ui.widgets.states import StateStack

STAGES = ("prepare", "diagnose", "follow_up", "report")
TIMES, LETTERS = 7, 100
Moment = tuple[float, float]  # by the clock, of the screen's thread


def say(name: str, value: float, unit: str = "ms") -> None:
    print(f"{name}\t{value}\t{unit}", flush=True)


def memory(of: str) -> float:
    """MB of this process: `VmRSS` now, `VmHWM` the most since `forget_peak`."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{of}:")[1].split()[0]) / 1024


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def now() -> Moment:
    return time.perf_counter(), time.thread_time()


def since(begun: Moment) -> Moment:
    """Milliseconds, by the clock and of the screen's thread."""
    ended = now()
    return (ended[0] - begun[0]) * 1000, (ended[1] - begun[1]) * 1000


class Player:
    """The desktop, and a hand that waits until it is still."""

    def __init__(self, home: Path, visit: str, other: str) -> None:
        self.app = QApplication([])
        self.collector = Collector()
        self.ours = Application(self.app, home)
        self.visit, self.other = visit, other
        self.ours.begin()
        self.until(lambda: self.ours.desktop is not None)
        assert self.ours.desktop is not None
        self.desktop, self.jobs = self.ours.desktop, self.ours.jobs
        self.desktop.frame.resize(1366, 768)
        self.still(2.5)  # what the desktop loads once its first screen stands

    def turn(self) -> None:
        """One turn of the event loop, with what it deletes: `processEvents` alone would let it pile up."""
        self.app.processEvents()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def until(self, ready: Callable[[], bool], patience: float = 60.0) -> None:
        ends = time.perf_counter() + patience
        while not ready():
            assert time.perf_counter() < ends, "it never came"
            self.turn()
            time.sleep(0.001)

    def still(self, seconds: float = 0.6) -> Moment:
        """Plays on until nothing has happened for so long; the longest turn of the screen's thread meanwhile."""
        quiet = time.perf_counter()
        worst = (0.0, 0.0)
        while time.perf_counter() - quiet < seconds:
            begun = now()
            self.turn()
            worst = max(worst, since(begun))
            if not self.jobs.idle:
                quiet = time.perf_counter()
            time.sleep(0.001)
        return worst

    def stands(self, stage: str) -> bool:
        """Whether a stage shows its content: not the sentence that there is none yet, nor grey bars."""
        found = [one for one in self.desktop.frame.findChildren(WIDGETS[stage]) if one.isVisible()]
        states = [states for one in found for states in one.findChildren(StateStack)[:1]]
        return bool(states) and states[0].currentWidget() is states[0].content

    def open(self, stage: str) -> tuple[Moment, float]:
        """Until the stage shows its content; and by the clock until no work is under way."""
        begun = now()
        self.desktop.go(f"trips/{self.visit}/{stage}")
        self.until(lambda: self.stands(stage))
        stood = since(begun)
        self.until(lambda: self.jobs.idle)
        return stood, since(begun)[0]


def stages(player: Player) -> None:
    """Each stage of the trip while another trip was open: all of it is built anew."""
    for stage in STAGES:
        found = []
        for _ in range(TIMES):
            player.desktop.go(f"trips/{player.other}/prepare")
            player.still(0.3)
            found.append(player.open(stage))
            player.still()
        say(f"{stage} stands, first time", found[0][0][0])
        say(f"{stage} stands, opened anew", statistics.median(wall for (wall, _), _ in found[1:]))
        say("    the quickest", min(wall for (wall, _), _ in found[1:]))
        say("    processor of the screen's thread, at least", min(work for (_, work), _ in found[1:]))
        say(f"{stage} whole, opened anew", statistics.median(whole for _, whole in found[1:]))


def pages(player: Player) -> None:
    """The report with its pages: how many, when the first is seen, what memory it takes, and how it scrolls."""
    player.desktop.go("today")
    player.still()
    forget_peak()
    player.open("report")
    player.until(lambda: bool(_paper(player).canvas.count))
    player.still()
    paper = _paper(player)
    say("pages of the report", paper.canvas.count, "")
    bar = paper._scroll.verticalScrollBar()
    turns = []
    for to in range(0, bar.maximum(), 120):
        begun = now()
        bar.setValue(to)
        player.turn()
        turns.append(since(begun))
        time.sleep(0.016)
    say("pages scrolled by the wheel: a turn, median", statistics.median(wall for wall, _ in turns))
    say("    slowest", max(wall for wall, _ in turns))
    say("    slowest, the screen's thread works", max(work for _, work in turns))
    player.still()
    say("memory with the report open, at most", memory("VmHWM"), "MB")
    say("memory with the report open, afterwards", memory("VmRSS"), "MB")


def _paper(player: Player) -> PaperView:
    return next(one for one in player.desktop.frame.findChildren(PaperView) if one.isVisible())


def keystrokes(player: Player, report: str) -> None:
    """One field saved, as the form does it, off the screen's thread; and a letter typed into the open report."""
    took: list[Moment] = []

    def save(number: int) -> None:
        begun = now()
        _write(player.desktop.place.desk, report, {"cause": f"电源 {number}"}, {})
        took.append(since(begun))

    for number in range(LETTERS):
        player.jobs.run(lambda number=number: save(number), lane="store")
        player.until(lambda: player.jobs.idle)
    for name, spent in zip(("clock", "processor"), zip(*took, strict=True), strict=True):
        say(f"one field saved, by the {name}: median", statistics.median(spent))
        say("    95th of a hundred", sorted(spent)[round(len(spent) * 0.95) - 1])
    stage = next(one for one in player.desktop.frame.findChildren(ReportStage) if one.isVisible())
    stage.reveal("cause")
    player.still()
    fields = [one for one in player.desktop.frame.findChildren(QPlainTextEdit) if one.isVisible()]
    fields = [one for one in fields if not one.isReadOnly()]
    turns = []
    for letter in "abcdefgh":
        begun = now()
        QTest.keyClick(fields[0], letter)
        turns.append(max(since(begun), player.still()))
    say("longest turn of the screen's thread after a letter, median", statistics.median(wall for wall, _ in turns))
    say("    of it work", min(work for _, work in turns))


def main(home: Path, visit: str, other: str, report: str) -> None:
    player = Player(home, visit, other)
    say("memory with Today", memory("VmRSS"), "MB")
    pages(player)
    stages(player)
    keystrokes(player, report)
    say("memory at the end, at most since the report was opened", memory("VmHWM"), "MB")
    player.ours.close()
    player.collector.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:5])
