"""A full laptop: what the office has goes, what open trips and pending work need stays, and all can be had again."""

import os
import shutil
from pathlib import Path

import pytest
from courier_trips import AN, CUSTOMER, ENGINEER, MANAGER, Trips, new_problem

from fieldkit.actions import room
from fieldkit.actions.enrol import sync
from fieldkit.actions.room import make_room
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.errors import OfflineError
from fieldkit.forms import new_id
from fieldkit.office.backup import back_up
from fieldkit.store.database import FILES
from fieldkit.store.ledger import summary
from fieldkit.store.pruning import KEPT_DAYS
from fieldkit.store.store import Edit

ALL = 10**12


def visit(laptop: Laptop, engineer: str) -> str:
    rid = new_id()
    values = {"problem": new_problem(laptop, line=AN), "purpose": "换板", "status": "preparing", "customer": CUSTOMER}
    laptop.store.write(laptop.desk.actor, [Edit("visit", rid, {**values, "engineer": engineer})])
    return rid


def photo(laptop: Laptop, of: str, content: bytes) -> str:
    kept = laptop.store.put_file(content, "a.jpg", "image/jpeg")
    picture = {"sha256": kept.sha256, "name": kept.name, "size": kept.size, "type": kept.type}
    laptop.store.write(laptop.desk.actor, [Edit("photo", new_id(), {"visit": of, "picture": picture})])
    return kept.sha256


def test_what_was_fetched_goes_and_is_fetched_again(trips: Trips) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(MANAGER)
    contents = [os.urandom(5_000) for _ in range(3)]
    of = visit(engineer, engineer.desk.actor.person)
    hashes = [photo(engineer, of, content) for content in contents]
    sync(engineer.desk)
    sync(manager.desk)
    for sha256, content in zip(hashes, contents, strict=True):
        assert manager.desk.file(sha256) == content
    assert make_room(manager.desk, 1) > 5_000
    assert [manager.store.files.has(sha256) for sha256 in hashes].count(True) == 2
    assert make_room(manager.desk, ALL) > 10_000
    assert make_room(manager.desk, ALL) == 0
    assert manager.store.files.all() == []
    assert [manager.desk.file(sha256) for sha256 in hashes] == contents
    make_room(manager.desk, ALL)
    trips.off_line()
    with pytest.raises(OfflineError):
        manager.desk.file(hashes[0])


def test_the_files_of_an_open_trip_stay(trips: Trips, clock: PlayedClock, tmp_path: Path) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop("E104")
    theirs = photo(colleague, visit(colleague, colleague.desk.actor.person), b"theirs")
    sync(colleague.desk)
    mine = photo(engineer, visit(engineer, engineer.desk.actor.person), b"mine")
    sync(engineer.desk)
    back_up(trips.house, tmp_path / "backups")
    sync(engineer.desk)
    clock.forward(days=KEPT_DAYS + 1)
    assert make_room(engineer.desk, ALL) == 0
    assert all(engineer.store.files.has(sha256) for sha256 in (mine, theirs))


def test_own_files_stay_until_backups_have_had_them_for_a_month(
    trips: Trips, clock: PlayedClock, tmp_path: Path
) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop("E104")
    of = visit(colleague, colleague.desk.actor.person)
    sync(colleague.desk)
    sync(engineer.desk)
    sha256 = photo(engineer, of, b"a photo for a colleague's visit")
    assert make_room(engineer.desk, ALL) == 0  # it is only here
    sync(engineer.desk)
    assert make_room(engineer.desk, ALL) == 0  # in no backup
    back_up(trips.house, tmp_path / "backups")
    sync(engineer.desk)
    assert make_room(engineer.desk, ALL) == 0  # in one backup, of today
    clock.forward(days=KEPT_DAYS + 1)
    pending = engineer.store.put_file(b"a photo for a colleague's visit", "b.jpg", "image/jpeg")
    picture = {"sha256": sha256, "name": "b.jpg", "size": pending.size, "type": "image/jpeg"}
    engineer.store.write(engineer.desk.actor, [Edit("photo", new_id(), {"visit": of, "picture": picture})])
    assert make_room(engineer.desk, ALL) == 0  # something pending refers to it
    sync(engineer.desk)
    assert make_room(engineer.desk, ALL) > 0
    with engineer.store.database.reading() as connection:
        assert connection.execute(FILES.select()).all() == []
    assert sync(engineer.desk).all_at_office
    assert engineer.desk.file(sha256) == b"a photo for a colleague's visit"
    assert summary(engineer.store)["files_waiting"] == 0


def test_only_a_full_disk_costs_anything(trips: Trips, monkeypatch: pytest.MonkeyPatch) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(MANAGER)
    sha256 = photo(engineer, visit(engineer, engineer.desk.actor.person), b"photo")
    sync(engineer.desk)
    sync(manager.desk)
    manager.desk.file(sha256)
    monkeypatch.setattr(room, "LEAST_FREE", 0)
    sync(manager.desk)
    assert manager.store.files.has(sha256)
    monkeypatch.setattr(room, "LEAST_FREE", 2 * shutil.disk_usage(manager.store.home).total)
    sync(manager.desk)
    assert not manager.store.files.has(sha256)
