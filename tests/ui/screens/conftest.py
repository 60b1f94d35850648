"""The worked case, played once a session and kept at every stage; each test opens copies of its laptops."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from courier_trips import Trips
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.demo.case import STAGES, Case
from fieldkit.demo.company import Company, at
from fieldkit.ui.jobs import Jobs
from fieldkit.ui.workplace import Workplace
from tests.ui.stillness import wait_still


@dataclass
class Moment:
    """The case after one stage: its ids, its laptops' homes, the time."""

    case: Case
    homes: Path
    seconds: float
    movements: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="session")
def moments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Moment]:
    """Every stage of the case, played with a real office; afterwards nothing serves any more."""
    folder = tmp_path_factory.mktemp("case")
    case = Case(Company(folder / "play"))
    kept: dict[str, Moment] = {}
    try:
        for name, stage in STAGES.items():
            stage(case)
            shutil.copytree(folder / "play" / "homes", folder / name)
            known = Case(case.company, case.problem, case.visit, dict(case.movements))
            kept[name] = Moment(known, folder / name, case.company.clock.now().timestamp())
    finally:
        case.company.close()
    return kept


@dataclass
class Seat:
    """One person of the case before a laptop, with no office in reach."""

    place: Workplace
    case: Case

    def idle(self, qtbot: QtBot) -> None:
        """Waits until nothing is on its way any more."""
        wait_still(qtbot, self.place.jobs)


@pytest.fixture
def seat(moments: dict[str, Moment], tmp_path: Path, qtbot: QtBot) -> Iterator[Callable[..., Seat]]:
    """Opens somebody's laptop as it was after a stage: `seat("write_report")`, `seat("sign", "line_manager")`."""
    laptops: list[tuple[Laptop, Jobs]] = []
    bugs: list[Exception] = []

    def open_laptop(stage: str, who: str = "engineer") -> Seat:
        moment = moments[stage]
        home = tmp_path / f"home{len(laptops)}"
        shutil.copytree(moment.homes / who, home)
        clock = PlayedClock(at("11-09 07:30"))
        clock.set(datetime.fromtimestamp(moment.seconds, UTC))
        laptop = Laptop(home, clock=clock, passphrase=(home / "passphrase.txt").read_text)
        jobs = Jobs(bugs.append)
        laptops.append((laptop, jobs))
        return Seat(Workplace(laptop, jobs), moment.case)

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
