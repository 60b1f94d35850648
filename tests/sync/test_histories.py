"""Random histories of laptops and one office over the real code: nothing is lost, and everybody sees the same.

`histories.history` has what happens in them, `histories.promises` what must hold at the end. FIELDKIT_HISTORIES says
how many, half of them on PostgreSQL. `FIELDKIT_SOAK_STEPS=100 python tests/soak.py SEED` makes a failing one shorter
and prints it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import ON_POSTGRES, DictVault, Played, Wire
from histories.history import Templates
from histories.oracle import values_at
from histories.playing import play, stage

from fieldkit.forms import natural_id
from fieldkit.office.house import House
from fieldkit.store.store import Edit, Store

COUNT = int(os.environ.get("FIELDKIT_HISTORIES", "40"))
STEPS = 100
RECORDS = [natural_id("customer", number) for number in ("C1900", "C1000", "C1001")]
Make = Callable[[str], Played]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    with stage(tmp_path_factory.mktemp("stage"), "postgresql" if ON_POSTGRES else "sqlite") as made:
        yield made


@pytest.mark.parametrize("seed", range(COUNT)[ON_POSTGRES::2])
def test_every_promise_holds_at_the_end(seed: int, templates: Templates, tmp_path: Path) -> None:
    result = play(templates, tmp_path / "history", seed, range(STEPS))
    assert not result.broken, f"seed {seed} of {STEPS} steps: {result.broken}"


def test_a_history_is_the_same_each_time(templates: Templates, tmp_path: Path) -> None:
    """A printed seed is worth something only if it brings the failure back."""
    first, second = (play(templates, tmp_path / "history", 7, range(40)).trace for _ in range(2))
    assert first == second


def shown_values(store: Store, rid: str, path: str) -> set[str]:
    record = store.get(rid)
    return values_at(record, path) if record else set()


def test_a_clone_gets_its_own_numbers(laptop: Make, house: House) -> None:
    """A copied laptop and its original write on side by side; neither loses anything."""
    first = laptop("engineer")
    first.pull()
    first.store.write(first.actor, [Edit("customer", RECORDS[0], {"contact": "v1"})])
    first.push()
    first.store.close()
    copy = first.home.with_name("clone")
    shutil.copytree(first.home, copy)
    first.store = Store(first.home, first.vault, first.wire.clock)
    clone_store = Store(copy, DictVault(first.vault), first.wire.clock)
    wire = Wire(house.database, first.wire.sender, first.wire.clock)
    clone = Played(clone_store, first.actor, wire, copy, first.vault)
    for number, one in enumerate((first, clone), 2):
        one.store.write(one.actor, [Edit("customer", RECORDS[number - 2], {"phone": f"v{number}"})])
        one.round()
    for one in (first, clone):
        one.round()
        assert shown_values(one.store, RECORDS[0], "phone") == {"v2"}
        assert shown_values(one.store, RECORDS[1], "phone") == {"v3"}
    clone_store.close()
