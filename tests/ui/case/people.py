"""The people of the case, each before the desktop of an own laptop, and the office between them."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from fieldkit.actions.desk import Desk
from fieldkit.demo.company import Company, at
from fieldkit.forms import Form, only_child_id
from fieldkit.i18n import set_language
from fieldkit.store.ledger import summary
from fieldkit.ui.desktop import Desktop
from fieldkit.ui.jobs import Jobs

from .album import Album
from .hands import Hands, wait_for
from .tongue import LANGUAGE

F = TypeVar("F", bound=Form)
WIDE, HIGH = 1366, 768  # the smallest window for which the desktop is made
HOTLINE = "工号,姓名,角色,产品线,手机\nE120,周敏,问题受理人,,13800550120\n"  # on none of the company's own lists


class Person(Hands):
    """Somebody who sits down before a laptop, goes by the rail, and sends with the button."""

    def __init__(self, company: Company, who: str, bugs: list[Exception]) -> None:
        self.laptop = company.enrol(who)
        self.laptop.settings.set("language", LANGUAGE)
        set_language(LANGUAGE)
        self.jobs = Jobs(bugs.append)
        super().__init__(Desktop(self.laptop, self.jobs))
        self.desktop.show()
        self.desktop.frame.resize(WIDE, HIGH)

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
    """The company and those of its people whom a story needs; what the stages remember for those after them."""

    def __init__(self, folder: Path, cast: Iterable[str]) -> None:
        self.company = Company(folder)
        self.cast = tuple(cast)
        self.bugs: list[Exception] = []
        self.people: dict[str, Person] = {}
        self.problem = self.visit = ""
        self.album = Album()

    def begin(self) -> None:
        self.company.open_office()
        if "receiver" in self.cast:
            people = self.company.folder / "热线人员.csv"
            people.write_text(HOTLINE, "gb18030")
            self.company.hire("receiver", "E120", people)
        for who in self.cast:
            self.people[who] = Person(self.company, who, self.bugs)

    def end(self) -> None:
        for person in self.people.values():
            person.close()
        self.company.close()

    def clock(self, moment: str) -> None:
        self.company.clock.set(at(moment))

    def sit(self, who: str, moment: str = "") -> Person:
        """Somebody at his laptop, at a moment of the story when one is named."""
        if moment:
            self.clock(moment)
        return self.people[who].sit_down()

    def meet(self, who: str, moment: str = "") -> Person:
        """The same, once his laptop has been to the office."""
        person = self.sit(who, moment)
        person.send()
        return person

    def paper(self, person: Person, kind: type[F]) -> F:
        """One of the visit's papers as it stands on somebody's laptop."""
        record = person.desk.store.get(only_child_id(self.visit, kind.kind))
        assert record is not None
        return kind(record)
