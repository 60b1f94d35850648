"""What the courier tests share: an office that is on line or not, enrolled laptops, bundles between them."""

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fieldkit.actions.courier import accept, pack
from fieldkit.actions.enrol import enrol, sync
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.forms import Values, natural_id, new_id
from fieldkit.office.courier import Taken
from fieldkit.office.house import House
from fieldkit.office.serve import EmbeddedOffice
from fieldkit.office.tables import METADATA
from fieldkit.store.database import LAPTOP
from fieldkit.store.store import Edit
from fieldkit.sync.courier import Accepted

CUSTOMER = natural_id("customer", "C1900")
AN, SW = natural_id("product_line", "AN"), natural_id("product_line", "SW")
ENGINEER, COLLEAGUE, MANAGER, DEPARTMENT = "E100", "E104", "E106", "E110"


class Trips:
    """One office and its laptops. `on_line` and `off_line` switch the office's HTTP; bundles go by files."""

    def __init__(self, house: House, folder: Path, clock: PlayedClock, new_home: Callable[[Path], object]) -> None:
        self.house, self.folder, self.clock, self._new_home = house, folder, clock, new_home
        self.office = EmbeddedOffice(house)
        self.laptops: list[Laptop] = []
        self._names = itertools.count()
        self.on_line()

    def on_line(self) -> None:
        self.office.start()

    def off_line(self) -> None:
        self.office.stop()

    def laptop(self, number: str) -> Laptop:
        home = self.folder / f"laptop{len(self.laptops)}"
        self._new_home(home)
        made = Laptop(home, clock=self.clock, passphrase=lambda: "a passphrase")
        self.laptops.append(made)
        enrol(made.desk, self.office.url, self.house.enrolment.invite(number))
        sync(made.desk)
        return made

    def close(self) -> None:
        self.off_line()
        for laptop in self.laptops:
            laptop.close()

    def path(self, name: str) -> Path:
        return self.folder / f"{next(self._names)}-{name}"

    def pack(self, laptop: Laptop) -> Path:
        out = self.path("bundle")
        pack(laptop.desk, out)
        return out

    def take(self, bundle: Path) -> tuple[Path, Taken]:
        answer = self.path("answer")
        return answer, self.house.courier.take_file(bundle, answer)

    def trip(self, laptop: Laptop) -> Accepted:
        """Out, in at the office, and back."""
        return accept(laptop.desk, self.take(self.pack(laptop))[0])


def write(laptop: Laptop, **patch: str) -> None:
    opened = laptop.store.open(CUSTOMER)
    laptop.store.write(laptop.desk.actor, [Edit("customer", CUSTOMER, dict(patch), opened)])


def new_problem(laptop: Laptop, **more: str) -> str:
    """A new problem, without a line unless one is given."""
    rid = new_id()
    values: Values = {
        "summary": "心跳丢失", "customer": CUSTOMER, "status": "open", "received_at": "2026-11-09T00:00:00Z",
        "received_by": laptop.desk.actor.person, **more,
    }  # fmt: skip
    laptop.store.write(laptop.desk.actor, [Edit("problem", rid, values)])
    return rid


def base_of(laptop: Laptop) -> dict[str, Any]:
    """The records that the office gave to a laptop: values and places by id."""
    with laptop.store.database.reading() as connection:
        rows = connection.exec_driver_sql('SELECT rid, customer, line, "values", last_seq FROM record')
        return {row[0]: tuple(row[1:]) for row in rows}


def all_of_office(house: House) -> dict[str, list[Any]]:
    """Every row of the office's database."""
    with house.database.reading() as connection:
        return {name: [tuple(row) for row in connection.execute(table.select())] for name, table in _tables(METADATA)}


def all_of_laptop(laptop: Laptop) -> dict[str, list[Any]]:
    """Every row of a laptop's database, and its records."""
    with laptop.store.database.reading() as connection:
        rows = {name: [tuple(row) for row in connection.execute(table.select())] for name, table in _tables(LAPTOP)}
    return {**rows, "records": [base_of(laptop)]}


def _tables(metadata: Any) -> list[tuple[str, Any]]:
    return sorted(metadata.tables.items())


def outbox(laptop: Laptop) -> list[tuple[Any, ...]]:
    """What a laptop wrote, and what became of it."""
    with laptop.store.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT id, inc, n, state, vseq, code FROM outbox ORDER BY ord")
        return [tuple(row) for row in rows]
