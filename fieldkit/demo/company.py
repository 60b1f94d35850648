"""A company to play in: an embedded head office with its lists, and enrolled laptops, each with its own home."""

import secrets
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from fieldkit import resource
from fieldkit.actions.enrol import enrol, sync
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.errors import UserError
from fieldkit.forms import natural_id
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_
from fieldkit.office.house import House, create_house
from fieldkit.office.importing import import_company
from fieldkit.office.serve import EmbeddedOffice
from fieldkit.office.writing import write_secret
from fieldkit.records.find import find
from fieldkit.sync.client import RoundResult

COMPANY_NAME = "华信通达设备有限公司"
PEOPLE = {"engineer": "E100", "line_manager": "E106", "department_manager": "E110"}
OTHERS = {
    "qa": "E111",
    "secretary": "E112",
    "vice_president": "E113",
    "colleague": "E104",
    "other_manager": "E107",
}  # who may be enrolled besides
MINE = ("office", "homes", "screens")


def at(text: str) -> datetime:
    """A moment of the case: "11-10 10:05" in 2026, in the company's zone."""
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def clear(folder: Path) -> None:
    """Makes room for a play: what an earlier one left goes, what is somebody else's is never touched."""
    mark = folder / "play.mark"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        theirs = [name for name in MINE if (folder / name).exists()]
        if theirs and not (mark.exists() or (folder / "summary.json").exists()):
            raise UserError(N_("{path} holds a folder that is no demonstration's. Choose an empty one."), path=folder)
        mark.write_text("fieldkit demo", "ascii")
        for name in theirs:
            shutil.rmtree(folder / name, ignore_errors=True)
    except OSError as error:
        raise UserError(
            N_("The folder “{path}” cannot be used: {reason}."), path=folder, reason=error.strerror
        ) from error


class Company:
    """The office and the laptops of one play, all on one clock, all inside one folder."""

    def __init__(self, folder: Path, lists: Path | None = None) -> None:
        self.folder = folder
        self.lists = lists or resource("demo/company")
        self.clock = PlayedClock(at("11-09 07:30"))
        self.laptops: dict[str, Laptop] = {}
        self.imported: dict[str, Any] = {}
        self.added_case_lists = False
        self.hired: dict[str, str] = {}
        self._house: House | None = None
        self._office: EmbeddedOffice | None = None

    @property
    def office(self) -> EmbeddedOffice:
        if self._office is None:
            raise UserError(N_("The head office of the demonstration is not open."))
        return self._office

    def open_office(self) -> None:
        """A new head office with the company's lists, serving on a free port of this computer."""
        clear(self.folder)
        self._house = create_house(self.folder / "office", COMPANY_NAME, self.clock)
        self._office = EmbeddedOffice(self._house)
        self.imported = import_company(self._house.database, self.clock, [self.lists])
        if self._lacks_the_case():
            self.added_case_lists = True
            import_company(self._house.database, self.clock, [resource("demo/company")])
        self._office.start()

    def _lacks_the_case(self) -> bool:
        """Whether other lists than the case's were imported: then the case's own records are added to them."""
        assert self._house is not None
        with self._house.database.reading() as connection:
            people = [find(connection, "person", {"number": number}) for number in PEOPLE.values()]
            customer = find(connection, "customer", {"number": "C1900"})
        return not (all(people) and customer)

    def hire(self, name: str, number: str, list_of_people: Path) -> None:
        """Takes in one more list of people, with somebody on it who may be enrolled by this name."""
        assert self._house is not None
        import_company(self._house.database, self.clock, [list_of_people])
        self.hired[name] = number

    def enrol(self, name: str) -> Laptop:
        """Invites a person and makes a new home that person's laptop, synchronized once."""
        assert self._house is not None
        home = self.folder / "homes" / name
        home.mkdir(parents=True)
        passphrase = secrets.token_urlsafe(18)
        write_secret(home / "passphrase.txt", passphrase.encode())
        laptop = Laptop(home, clock=self.clock, passphrase=lambda: passphrase)
        code = self._house.enrolment.invite({**PEOPLE, **OTHERS, **self.hired}[name])
        enrol(laptop.desk, self.office.url, code)
        sync(laptop.desk)
        self.laptops[name] = laptop
        return laptop

    def sync(self, *names: str) -> dict[str, RoundResult]:
        """A round of sync of these laptops, of all when none is named."""
        return {name: sync(self.laptops[name].desk) for name in names or self.laptops}

    def switch_off(self) -> None:
        """The office cannot be reached any more."""
        self.office.stop()

    def switch_on(self) -> None:
        self.office.start()

    def close_laptops(self) -> None:
        for laptop in self.laptops.values():
            laptop.close()
        self.laptops.clear()

    def close(self) -> None:
        self.close_laptops()
        if self._office is not None:
            self._office.stop()
        if self._house is not None:
            self._house.close()


def rid(kind: str, *key: str) -> str:
    """The id of a record that came from a list."""
    return natural_id(kind, *key)
