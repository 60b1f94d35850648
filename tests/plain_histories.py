"""Small random histories over the test line, which the courier's histories add their bundles to.

`histories` has the full ones, with every fault.
"""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field

from conftest import Played
from sqlalchemy import select

from fieldkit.errors import OfflineError
from fieldkit.forms import natural_id
from fieldkit.office import pull
from fieldkit.office.house import House
from fieldkit.records.tables import RECORD, of_row
from fieldkit.store.database import OUTBOX
from fieldkit.store.store import Edit, Opened, Store
from fieldkit.sync import exchange

SEEDS = range(int(os.environ.get("FIELDKIT_HISTORIES", "12")))
RECORDS = [natural_id("customer", number) for number in ("C1900", "C1000", "C1001")]
PATHS = ("contact", "phone", "address")
Key = tuple[str, str]
Make = Callable[[str], Played]


@dataclass
class Oracle:
    """What every author had before his eyes when he wrote, by written value; and which values were written where."""

    seen: dict[str, set[str]] = field(default_factory=dict)
    where: dict[str, Key] = field(default_factory=dict)
    exempt: set[str] = field(default_factory=set)

    def write(self, value: str, key: Key, shown: set[str]) -> None:
        self.seen[value] = shown
        self.where[value] = key

    def covered(self, value: str) -> bool:
        """Whether somebody who saw this value, directly or through what he saw, wrote after it."""
        key = self.where[value]
        return any(
            value in self._behind(other) for other, place in self.where.items() if place == key and other != value
        )

    def _behind(self, value: str) -> set[str]:
        found: set[str] = set()
        waiting = list(self.seen.get(value, ()))
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self.seen.get(one, ())
        return found


def shown_values(store: Store, rid: str, path: str) -> set[str]:
    record = store.get(rid)
    if record is None:
        return set()
    return {str(head.value) for head in record.conflicts.get(path, ())} | {str(record.values.get(path))}


class History:
    def __init__(self, seed: int, laptops: list[Played], house: House) -> None:
        self.dice = random.Random(seed)
        self.laptops = laptops
        self.house = house
        self.oracle = Oracle()
        self.forms: list[tuple[Played, str, str, Opened, set[str]]] = []
        self.count = 0
        for one in laptops:
            one.wire.lose = lambda _what: self.dice.random() < 0.12

    def step(self) -> None:
        one = self.dice.choice(self.laptops)
        acts = [self.write, self.write, self.open_form, self.save_form, self.push, self.pull, self.restore]
        self.dice.choices(acts, [4, 4, 3, 3, 5, 5, 0.6])[0](one)

    def write(self, one: Played) -> None:
        rid, path = self.dice.choice(RECORDS), self.dice.choice(PATHS)
        self._save(one, rid, path, one.store.open(rid), shown_values(one.store, rid, path))

    def open_form(self, one: Played) -> None:
        rid, path = self.dice.choice(RECORDS), self.dice.choice(PATHS)
        self.forms.append((one, rid, path, one.store.open(rid), shown_values(one.store, rid, path)))

    def save_form(self, _: Played) -> None:
        if self.forms:
            self._save(*self.forms.pop(self.dice.randrange(len(self.forms))))

    def _save(self, one: Played, rid: str, path: str, opened: Opened, shown: set[str]) -> None:
        self.count += 1
        value = f"v{self.count}"
        self.oracle.write(value, (rid, path), shown)
        one.store.write(one.actor, [Edit("customer", rid, {path: value}, opened)])

    def push(self, one: Played) -> None:
        try:
            one.push()
        except OfflineError:
            return

    def pull(self, one: Played) -> None:
        exchange.PULL_BYTES = self.dice.choice([1_000, 4_000, 1_000_000])
        pull.PAGE_ROWS = self.dice.choice([2, 7, 1_000])
        try:
            one.pull()
        except OfflineError:
            return

    def restore(self, one: Played) -> None:
        """The laptop's folder is copied away, used, and copied back: what was written since is the user's loss."""
        copy = one.home.with_name(one.home.name + ".copy")
        before = self._written(one.store)
        one.store.close()
        if copy.exists():
            shutil.rmtree(one.home)
            copy.rename(one.home)
            self.forms = [form for form in self.forms if form[0] is not one]
        else:
            shutil.copytree(one.home, copy)
        one.store = Store(one.home, one.vault, one.wire.clock)
        self.oracle.exempt |= before - self._written(one.store)

    @staticmethod
    def _written(store: Store) -> set[str]:
        with store.database.reading() as connection:
            rows = connection.execute(select(OUTBOX.c.patch)).all()
        return {str(value) for row in rows for value in row.patch.values()}

    def finish(self) -> None:
        exchange.PULL_BYTES, pull.PAGE_ROWS = 1_000_000, 1_000
        for one in self.laptops:
            one.wire.lose = lambda _what: False
        for _ in range(4):
            for one in self.laptops:
                one.round()


def office_heads(house: House) -> dict[Key, set[str]]:
    found: dict[Key, set[str]] = {}
    with house.database.reading() as connection:
        for row in connection.execute(select(RECORD).where(RECORD.c.rid.in_(RECORDS))).mappings():
            stored = of_row(row)
            for path in PATHS:
                heads = {str(head.value) for head in stored.heads.get(path, [])}
                found[stored.rid, path] = heads or {str(stored.values.get(path))}
    return found
