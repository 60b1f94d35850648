"""An office put back from its backup, and laptops that bring again what it lost."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Played

from fieldkit.clock import PlayedClock
from fieldkit.forms import Values, natural_id, new_id
from fieldkit.office.backup import back_up
from fieldkit.office.house import House, open_house
from fieldkit.office.restore import restore
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.store import Edit

CUSTOMER = natural_id("customer", "C1900")
LINE = natural_id("product_line", "AN")
Make = Callable[[str], Played]


class Yesterday:
    """A backup, and the office put back from it when the test says so."""

    def __init__(self, house: House, folder: Path, clock: PlayedClock) -> None:
        self.house, self.folder, self.clock = house, folder, clock
        self.opened: list[House] = []

    def back_up(self) -> None:
        back_up(self.house, self.folder / "backups")

    def restore(self, laptops: list[Played]) -> House:
        target = self.folder / f"again{len(self.opened)}"
        restore(target, self.folder / "backups", self.house.folder / "recovery.key", self.clock, database="")
        again = open_house(target, self.clock)
        self.opened.append(again)
        for one in laptops:
            one.wire.database = again.database
        return again


@pytest.fixture
def yesterday(house: House, tmp_path: Path, clock: PlayedClock) -> Iterator[Yesterday]:
    made = Yesterday(house, tmp_path, clock)
    yield made
    for again in made.opened:
        again.close()


def enrolled(laptop: Make, *names: str) -> list[Played]:
    """Laptops that know whose they are, as enrolment leaves them, with the company's lists."""
    made = [laptop(name) for name in names]
    for one in made:
        Outgoing(one.store).put("identity", {"person": one.actor.person})
        one.pull()
    return made


def write(one: Played, kind: str, rid: str, **patch: Any) -> None:
    opened = one.store.open(rid) if one.store.get(rid) else None
    one.store.write(one.actor, [Edit(kind, rid, dict(patch), opened)])


def problem(one: Played) -> Values:
    at = {"received_at": "2026-11-09T00:12:00Z", "received_by": one.actor.person}
    return {
        "summary": "心跳丢失",
        "customer": CUSTOMER,
        "line": LINE,
        "status": "open",
        "level": "2",
        "symptom": "x",
        **at,
    }


def heads(one: Played, path: str, rid: str = CUSTOMER) -> set[Any]:
    record = one.store.get(rid)
    if record is None:
        return set()
    return {head.value for head in record.conflicts.get(path, ())} or {record.values.get(path)}


def settle(laptops: list[Played], rounds: int = 3) -> None:
    for _ in range(rounds):
        for one in laptops:
            one.round()


def assigned(manager: Played, engineer: Played) -> str:
    rid = new_id()
    write(manager, "problem", rid, **problem(manager))
    write(manager, "problem", rid, status="assigned", assigned_to=engineer.actor.person)
    manager.round()
    return rid
