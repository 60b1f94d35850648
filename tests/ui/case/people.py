"""The people of the case, each before the desktop of an own laptop, and the office between them."""

from pathlib import Path
from typing import TypeVar

from fieldkit.actions.desk import Desk
from fieldkit.demo.company import Company, at
from fieldkit.forms import Form, only_child_id
from fieldkit.store.ledger import summary
from fieldkit.ui.desktop import Desktop
from fieldkit.ui.jobs import Jobs

from .hands import Hands, wait_for

F = TypeVar("F", bound=Form)


class Person(Hands):
    """Somebody who sits down before a laptop, goes by the rail, and sends with the button."""

    def __init__(self, company: Company, who: str, bugs: list[Exception]) -> None:
        self.laptop = company.enrol(who)
        self.jobs = Jobs(bugs.append)
        super().__init__(Desktop(self.laptop, self.jobs))
        self.desktop.show()

    @property
    def desk(self) -> Desk:
        return self.laptop.desk

    def sit_down(self) -> "Person":
        """Turns to this laptop."""
        self.window.raise_()
        self.window.activateWindow()
        wait_for(self.window.isActiveWindow, "the window to come to the front")
        self.idle()
        return self

    def go(self, key: str) -> None:
        """To a screen by its entry in the rail."""
        self.click(f"rail.{key}")

    def send(self) -> dict[str, int]:
        """By the chip to the deliveries, *Send now*, and waits until the round has ended; how things stand then."""
        carrier = self.desktop.place.carrier
        self.click("chip")
        wait_for(lambda: not carrier.running, "a round that is on its way")
        self.click("deliveries.send")
        wait_for(lambda: not carrier.running, "the round to end")
        self.idle()
        return self.stand

    @property
    def stand(self) -> dict[str, int]:
        return summary(self.laptop.store)

    def close(self) -> None:
        self.desktop.close()
        self.desktop.frame.close()
        self.desktop.frame.deleteLater()
        self.jobs.close()


class Play:
    """The company and its three people; what the stages remember for those after them."""

    def __init__(self, folder: Path) -> None:
        self.company = Company(folder)
        self.bugs: list[Exception] = []
        self.people: dict[str, Person] = {}
        self.problem = self.visit = ""

    def begin(self) -> None:
        self.company.open_office()
        for who in ("engineer", "line_manager", "department_manager"):
            self.people[who] = Person(self.company, who, self.bugs)

    def end(self) -> None:
        for person in self.people.values():
            person.close()
        self.company.close()

    def clock(self, moment: str) -> None:
        self.company.clock.set(at(moment))

    def paper(self, person: Person, kind: type[F]) -> F:
        """One of the visit's papers as it stands on somebody's laptop."""
        record = person.desk.store.get(only_child_id(self.visit, kind.kind))
        assert record is not None
        return kind(record)

    @property
    def engineer(self) -> Person:
        return self.people["engineer"].sit_down()

    @property
    def line_manager(self) -> Person:
        return self.people["line_manager"].sit_down()

    @property
    def department_manager(self) -> Person:
        return self.people["department_manager"].sit_down()
