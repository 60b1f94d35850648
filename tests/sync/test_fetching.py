"""Files from the office to a laptop: broken off, damaged, large, ahead of a trip, by bundle."""

import os
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from courier_trips import ENGINEER, MANAGER, Trips
from sqlalchemy import select

from fieldkit.actions import luggage
from fieldkit.actions.courier import accept
from fieldkit.actions.enrol import sync
from fieldkit.app import Laptop
from fieldkit.errors import UserError
from fieldkit.forms import new_id
from fieldkit.office import uploads
from fieldkit.process import luggage as carried
from fieldkit.store.database import FILES
from fieldkit.store.store import Edit
from fieldkit.sync import courier
from fieldkit.sync.client import Sync
from fieldkit.sync.messages import PART_BYTES

from .test_files import CONTENT, PARTS, StoppedError, at_office, photo, states, stop_at, visit


def test_a_fetch_broken_off_at_every_part_goes_on_there(trips: Trips, sent: list[str]) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(MANAGER)
    sha256 = photo(engineer, visit(engineer))
    sync(engineer.desk)
    sync(manager.desk)
    sent.clear()
    for _ in range(PARTS - 1):
        with pytest.raises(StoppedError):
            fetch(manager, sha256, stop_at("ahead", 1))
        assert not manager.store.files.has(sha256)
    assert fetch(manager, sha256) == CONTENT
    expected = [f"GET /v1/files/{sha256}?start={number * PART_BYTES}" for number in range(PARTS)]
    assert [call for call in sent if "?start=" in call] == expected
    assert not [path for path in (manager.store.home / "files" / "parts").rglob("*") if path.is_file()]


def fetch(laptop: Laptop, sha256: str, progress: Any = lambda *_: None) -> bytes:
    line = laptop.desk.line()
    try:
        return Sync(laptop.store, line, progress).fetch(sha256)
    finally:
        line.close()


def test_a_fetched_file_that_is_not_its_hash_leaves_nothing(trips: Trips) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(MANAGER)
    sha256 = photo(engineer, visit(engineer))
    sync(engineer.desk)
    sync(manager.desk)
    (path,) = (path for path in (trips.house.folder / "objects" / "files").rglob("*") if path.is_file())
    path.write_bytes(bytes(len(CONTENT)))
    with pytest.raises(UserError):
        fetch(manager, sha256)
    assert [one for one in (manager.store.home / "files").rglob("*") if one.is_file()] == []
    path.write_bytes(CONTENT)
    assert fetch(manager, sha256) == CONTENT


@pytest.mark.parametrize("size", [0, PART_BYTES, 2 * PART_BYTES])
def test_files_that_end_with_a_part_are_fetched_whole(trips: Trips, size: int) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(MANAGER)
    content = os.urandom(size)
    sha256 = photo(engineer, visit(engineer), content)
    sync(engineer.desk)
    sync(manager.desk)
    assert fetch(manager, sha256) == content


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def test_50_mb_there_and_back_need_little_memory(trips: Trips, traced: None) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(MANAGER)
    content = os.urandom(PART_BYTES) * 50
    sha256 = photo(engineer, visit(engineer), content)
    del content
    tracemalloc.reset_peak()  # laptops and office: all in this process
    sync(engineer.desk)
    sync(manager.desk)
    line = manager.desk.line()
    Sync(manager.store, line)._freight.bring(sha256)
    line.close()
    assert tracemalloc.get_traced_memory()[1] < 40 * 1024**2
    assert manager.store.files.has(sha256)


def test_what_a_trip_needs_is_fetched_when_it_is_assigned(trips: Trips, sent: list[str]) -> None:
    engineer, colleague, head = (trips.laptop(number) for number in (ENGINEER, "E104", MANAGER))
    earlier = [photo(colleague, visit(colleague), os.urandom(2_000)) for _ in range(3)]
    sync(colleague.desk)
    assert sync(engineer.desk).files_down == 0
    sync(head.desk)
    visit(head, engineer.desk.actor.person)
    assert sync(head.desk).rejected == 0
    assert sync(engineer.desk).files_down == 3
    trips.off_line()
    for sha256 in earlier:
        assert engineer.desk.file(sha256) == colleague.store.files.read(sha256)
    trips.on_line()
    sent.clear()
    assert sync(engineer.desk).files_down == 0
    assert not [call for call in sent if "/v1/files/" in call]


def test_the_luggage_has_a_limit(trips: Trips, monkeypatch: pytest.MonkeyPatch) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop("E104")
    of = visit(colleague)
    large = photo(colleague, of, bytes(3_000))
    old, middle, new = (photo(colleague, of, os.urandom(1_000)) for _ in range(3))
    sync(colleague.desk)
    monkeypatch.setattr(carried, "LARGEST_PAST", 2_000)
    monkeypatch.setattr(luggage, "GIB", 1_250)
    visit(engineer)
    assert sync(engineer.desk).files_down == 2
    has = engineer.store.files.has
    assert [has(sha256) for sha256 in (large, old, middle, new)] == [False, False, True, True]


def test_a_file_that_says_to_be_small_and_is_not_is_left_alone(trips: Trips) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop("E104")
    of = visit(colleague)
    kept = colleague.store.put_file(CONTENT, "a.jpg", "image/jpeg")
    picture = {"sha256": kept.sha256, "name": "a.jpg", "size": 10, "type": "image/jpeg"}
    colleague.store.write(colleague.desk.actor, [Edit("photo", new_id(), {"visit": of, "picture": picture})])
    sync(colleague.desk)
    visit(engineer)
    assert sync(engineer.desk).files_down == 0
    assert [one for one in (engineer.store.home / "files").rglob("*") if one.is_file()] == []


def test_a_file_that_found_no_room_in_the_bundle_comes_in_the_next(
    trips: Trips, monkeypatch: pytest.MonkeyPatch
) -> None:
    engineer = trips.laptop(ENGINEER)
    trips.off_line()
    sha256 = photo(engineer, visit(engineer))
    monkeypatch.setattr(courier, "_ROOM", 1_000)
    done = accept(engineer.desk, trips.take(trips.pack(engineer))[0])
    assert (done.verdicts["held"], done.files) == (1, 0)
    monkeypatch.undo()
    done = accept(engineer.desk, trips.take(trips.pack(engineer))[0])
    assert done.files == 1
    assert states(engineer) == ["ok"] * 3
    assert at_office(trips, sha256) == CONTENT


def test_a_bundle_whose_files_find_no_room_is_taken_all_the_same(trips: Trips, monkeypatch: pytest.MonkeyPatch) -> None:
    engineer = trips.laptop(ENGINEER)
    trips.off_line()
    photo(engineer, visit(engineer))
    monkeypatch.setattr(uploads, "UNFINISHED_BYTES", PART_BYTES)
    done = accept(engineer.desk, trips.take(trips.pack(engineer))[0])
    assert (done.verdicts["ok"], done.verdicts["held"], done.files) == (2, 1, 0)
    with engineer.store.database.reading() as connection:
        assert [row.state for row in connection.execute(select(FILES.c.state))] == ["here"]
