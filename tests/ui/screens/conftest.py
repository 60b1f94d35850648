"""Laptops of the worked case as they were after its stages, before which the tests sit, and others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from courier_trips import Trips
from kept_case import Kept
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldkit.app import Laptop
from fieldkit.demo.case import Case
from fieldkit.ui.jobs import Jobs
from fieldkit.ui.workplace import Workplace
from tests.ui.stillness import wait_still


@dataclass
class Seat:
    """One person of the case before a laptop, with no office in reach."""

    place: Workplace
    case: Case

    def idle(self, qtbot: QtBot) -> None:
        """Waits until nothing is on its way any more."""
        wait_still(qtbot, self.place.jobs)


@pytest.fixture
def seat(kept: Kept, tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., Seat]]:
    """Opens somebody's laptop as it was after a stage: `seat("write_report")`, `seat("sign", "line_manager")`."""
    laptops: list[tuple[Laptop, Jobs]] = []
    bugs: list[Exception] = []

    def open_laptop(stage: str, who: str = "engineer") -> Seat:
        laptop = kept[stage].laptop(who, tmp_path / f"home{len(laptops)}")
        jobs = Jobs(bugs.append)
        laptops.append((laptop, jobs))
        return Seat(Workplace(laptop, jobs), kept[stage].case)

    yield open_laptop
    for window in QApplication.topLevelWidgets():
        window.close()
    for laptop, jobs in laptops:
        jobs.close()
        laptop.close()
    assert not bugs, bugs


@pytest.fixture
def before(trips: Trips, qtbot: QtBot) -> Iterator[Callable[[Laptop], Workplace]]:
    """Somebody before one of the office's laptops: `before(trips.laptop(ENGINEER))`."""
    opened: list[Jobs] = []
    bugs: list[Exception] = []

    def sit(laptop: Laptop) -> Workplace:
        opened.append(Jobs(bugs.append))
        return Workplace(laptop, opened[-1])

    yield sit
    for window in QApplication.topLevelWidgets():
        window.close()
    for jobs in opened:
        jobs.close()
    assert not bugs, bugs
