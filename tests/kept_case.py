"""The worked case, played once a session and kept after every stage, for all tests that begin somewhere in it.

A test takes the fixture `kept` and opens a copy of its own, with the office served or not as it was then:

    @pytest.fixture
    def case(kept: Kept, tmp_path: Path) -> Iterator[Case]:
        with kept["sign"].opened(tmp_path / "demo") as case:
            yield case

Copies share nothing: each has its office's folder and database, served on a port of its own, and the homes of its
laptops with their keys. A case that went another way is kept by `keep`, for the tests of one file.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.demo.case import STAGES, Case
from fieldkit.demo.company import Company
from fieldkit.office.house import open_house
from fieldkit.office.serve import EmbeddedOffice
from fieldkit.store.outgoing import Outgoing


@dataclass(frozen=True)
class State:
    """A case at rest: its ids, the folder of its office and laptops, its time, and whether the office was served."""

    case: Case
    folder: Path
    names: tuple[str, ...]
    now: datetime
    on_line: bool

    @contextmanager
    def opened(self, folder: Path) -> Iterator[Case]:
        """A copy in an empty folder, to be played on; closed at the end."""
        shutil.copytree(self.folder, folder, ignore=lambda *_: ["homes"], dirs_exist_ok=True)
        with closing(Company(folder)) as company:
            company.clock.set(self.now)
            company._house = open_house(folder / "office", company.clock)
            company._office = EmbeddedOffice(company._house)
            for name in self.names:
                laptop = self.laptop(name, folder / "homes" / name, company.clock)
                company.laptops[name] = laptop
                moved = replace(laptop.desk.identity, url=company.office.url)
                Outgoing(laptop.store).put("identity", asdict(moved))
            if self.on_line:
                company.switch_on()
            yield replace(self.case, company=company, movements=dict(self.case.movements))

    def laptop(self, name: str, home: Path, clock: PlayedClock | None = None) -> Laptop:
        """A copy of somebody's laptop alone, in a new home; the office that it knows is served no more."""
        shutil.copytree(self.folder / "homes" / name, home)
        return Laptop(home, clock=clock or PlayedClock(self.now), passphrase=(home / "passphrase.txt").read_text)


Kept = dict[str, State]


def keep(case: Case, folder: Path) -> State:
    """Copies a case, while nothing is on its way in it, into a new folder."""
    company = case.company
    shutil.copytree(company.folder, folder)
    known = replace(case, movements=dict(case.movements))
    now = datetime.fromtimestamp(company.clock.millis() / 1000, UTC)
    return State(known, folder, tuple(company.laptops), now, company.office.on)


def play_and_keep(folder: Path) -> Kept:
    """Every stage of the worked case, played with a real office; afterwards nothing serves any more."""
    kept: Kept = {}
    with closing(Company(folder / "play")) as company:
        case = Case(company)
        for name, stage in STAGES.items():
            stage(case)
            kept[name] = keep(case, folder / name)
    return kept
