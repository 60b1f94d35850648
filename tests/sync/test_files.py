"""Files between real laptops and a real office over HTTP: broken off anywhere, wanted again, brought along."""

import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import obstore
import pytest
from courier_trips import AN, CUSTOMER, ENGINEER, MANAGER, Trips, new_problem, outbox
from sqlalchemy import delete, select

from fieldkit.actions import luggage
from fieldkit.actions.courier import accept
from fieldkit.actions.enrol import sync
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.errors import OfflineError, UserError
from fieldkit.forms import new_id
from fieldkit.office import uploads
from fieldkit.office.collecting import collect
from fieldkit.office.house import House
from fieldkit.office.lost import look_for_lost
from fieldkit.office.place import MARK
from fieldkit.office.tables import FILE
from fieldkit.process import luggage as carried
from fieldkit.store.database import FILES
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit
from fieldkit.sync import courier
from fieldkit.sync.client import Sync
from fieldkit.sync.line import Line
from fieldkit.sync.messages import PART_BYTES

CONTENT = bytes(range(256)) * 13_000  # 4 parts
PARTS = 4


class StoppedError(Exception):
    pass


@pytest.fixture
def trips(house: House, tmp_path: Path, clock: PlayedClock) -> Iterator[Trips]:
    made = Trips(house, tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every call of a laptop: method and path."""
    calls: list[str] = []
    once = Line._once

    def counted(line: Line, method: str, path: str, *more: Any) -> Any:
        calls.append(f"{method} {path}")
        return once(line, method, path, *more)

    monkeypatch.setattr(Line, "_once", counted)
    return calls


def stop_at(what: str, count: int) -> Any:
    """A progress that gives the round up before the part with this number."""
    seen = 0

    def progress(step: str, _done: int, _total: int) -> None:
        nonlocal seen
        if step == what:
            seen += 1
            if seen > count:
                raise StoppedError

    return progress


def visit(laptop: Laptop, engineer: str = "") -> str:
    rid = new_id()
    values = {"problem": new_problem(laptop, line=AN), "purpose": "换板", "status": "preparing", "customer": CUSTOMER,
              "engineer": engineer or laptop.desk.actor.person}  # fmt: skip
    laptop.store.write(laptop.desk.actor, [Edit("visit", rid, values)])
    return rid


def photo(laptop: Laptop, of: str, content: bytes = CONTENT) -> str:
    """A photo of a visit; returns its hash."""
    kept = laptop.store.put_file(content, "a.jpg", "image/jpeg")
    picture = {"sha256": kept.sha256, "name": kept.name, "size": kept.size, "type": kept.type}
    laptop.store.write(laptop.desk.actor, [Edit("photo", new_id(), {"visit": of, "picture": picture})])
    return kept.sha256


def states(laptop: Laptop) -> list[str]:
    return [str(row[3]) for row in outbox(laptop)]


def puts(sent: list[str]) -> list[str]:
    return [call for call in sent if call.startswith("PUT")]


def at_office(trips: Trips, sha256: str) -> bytes:
    content = b""
    while part := trips.house.files.read(sha256, len(content), PART_BYTES):
        content += part
    return content


# -- out


def test_broken_off_at_every_part_it_goes_on_there(trips: Trips, sent: list[str]) -> None:
    engineer = trips.laptop(ENGINEER)
    sha256 = photo(engineer, visit(engineer))
    for _ in range(PARTS - 1):  # one part a round
        with pytest.raises(StoppedError):
            sync(engineer.desk, stop_at("files", len(puts(sent)) + 1))
        assert states(engineer) == ["ok", "ok", "sealed"]
    result = sync(engineer.desk)
    assert (result.files_up, result.pushed, result.all_at_office) == (1, 1, True)
    assert puts(sent) == [f"PUT /v1/files/{sha256}/{number}" for number in range(PARTS)]
    assert at_office(trips, sha256) == CONTENT


@pytest.mark.parametrize("lost", ["request", "reply"])
def test_a_line_that_breaks_at_every_call_in_turn(trips: Trips, monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    engineer = trips.laptop(ENGINEER)
    sha256 = photo(engineer, visit(engineer))
    once, calls, rounds = Line._once, 0, 0

    def broken(line: Line, *more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls > rounds and lost == "request":
            raise OfflineError("cut")
        answer = once(line, *more)
        if calls > rounds:
            raise OfflineError("cut")
        return answer

    monkeypatch.setattr(Line, "_once", broken)
    while summary(engineer.store)["files_waiting"] or summary(engineer.store)["waiting"]:
        rounds, calls = rounds + 1, 0
        assert rounds < 40
        try:
            sync(engineer.desk)
        except OfflineError:
            continue
    monkeypatch.undo()
    sync(engineer.desk)
    assert states(engineer) == ["ok"] * 3
    assert at_office(trips, sha256) == CONTENT


def test_what_was_written_before_a_photo_does_not_wait_for_it(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    of = visit(engineer)
    photo(engineer, of)
    new_problem(engineer, line=AN)
    with pytest.raises(StoppedError):
        sync(engineer.desk, stop_at("files", 0))
    assert states(engineer) == ["ok", "ok", "sealed", "sealed"]
    sync(engineer.desk)
    assert states(engineer) == ["ok"] * 4


def test_a_group_waits_for_its_files(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    of = visit(engineer)
    kept = engineer.store.put_file(CONTENT, "a.jpg", "image/jpeg")
    picture = {"sha256": kept.sha256, "name": kept.name, "size": kept.size, "type": kept.type}
    edits = [
        Edit("visit", of, {"planned_from": "2026-11-20"}),
        Edit("photo", new_id(), {"visit": of, "picture": picture}),
    ]
    engineer.store.write(engineer.desk.actor, edits, together=True)
    with pytest.raises(StoppedError):
        sync(engineer.desk, stop_at("files", 2))
    assert states(engineer) == ["ok", "ok", "sealed", "sealed"]
    assert sync(engineer.desk).pushed == 2


def test_a_photo_damaged_on_the_laptop_holds_its_record_until_it_is_added_again(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    sha256 = photo(engineer, visit(engineer))
    engineer.store.files.path(sha256).write_bytes(b"garbage")
    result = sync(engineer.desk)
    assert (result.held, result.files_up, result.all_at_office) == (1, 0, False)
    assert summary(engineer.store)["files_damaged"] == 1
    assert sync(engineer.desk).held == 1
    engineer.store.put_file(CONTENT, "a.jpg", "image/jpeg")
    assert sync(engineer.desk).all_at_office
    assert states(engineer) == ["ok"] * 3


def test_a_file_that_the_office_refuses_stops_nothing_else(trips: Trips, monkeypatch: pytest.MonkeyPatch) -> None:
    engineer = trips.laptop(ENGINEER)
    photo(engineer, visit(engineer))
    small = photo(engineer, visit(engineer), b"small")
    monkeypatch.setattr(uploads, "UNFINISHED_BYTES", 2 * PART_BYTES + 100)
    result = sync(engineer.desk)
    assert isinstance(result.trouble, UserError)
    assert (result.files_up, result.held, result.waiting) == (1, 1, 1)
    assert at_office(trips, small) == b"small"
    monkeypatch.undo()
    result = sync(engineer.desk)
    assert (result.trouble, result.files_up, result.held, result.all_at_office) == (None, 1, 0, True)


def test_a_lost_file_is_wanted_and_sent_again(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    sha256 = photo(engineer, visit(engineer))
    sync(engineer.desk)
    (place,) = [item["path"] for page in obstore.list(trips.house.files.store, prefix="files") for item in page]
    obstore.delete(trips.house.files.store, place)
    assert collect(trips.house, dry_run=True).lost == 1
    assert sync(engineer.desk).files_up == 0
    assert collect(trips.house).lost == 1
    result = sync(engineer.desk)
    assert (result.files_up, result.all_at_office) == (1, True)
    assert at_office(trips, sha256) == CONTENT
    assert collect(trips.house).lost == 0


def test_an_office_restored_without_its_files_gets_them_again(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    sha256 = photo(engineer, visit(engineer))
    sync(engineer.desk)
    with trips.house.database.writing() as connection:
        connection.execute(delete(FILE))
        look_for_lost(connection)
    assert sync(engineer.desk).files_up == 1
    assert at_office(trips, sha256) == CONTENT


# -- orphans


def test_what_nobody_refers_to_is_collected_after_90_days_and_wanted_when_it_is_needed_after_all(
    trips: Trips, clock: PlayedClock
) -> None:
    engineer = trips.laptop(ENGINEER)
    of = visit(engineer)
    kept = engineer.store.put_file(CONTENT, "a.jpg", "image/jpeg")
    used = photo(engineer, of, b"used")
    sync(engineer.desk)
    clock.forward(days=89)
    assert collect(trips.house).orphans == 0
    clock.forward(days=2)
    assert collect(trips.house, dry_run=True).as_json() == {
        "orphans": 1, "bytes": len(CONTENT), "parts": 0, "refuse": 0, "found": 0, "lost": 0,
    }  # fmt: skip
    assert collect(trips.house).orphans == 1
    assert collect(trips.house).orphans == 0
    assert not trips.house.files.has(kept.sha256)
    assert at_office(trips, used) == b"used"
    picture = {"sha256": kept.sha256, "name": kept.name, "size": kept.size, "type": kept.type}
    engineer.store.write(engineer.desk.actor, [Edit("photo", new_id(), {"visit": of, "picture": picture})])
    result = sync(engineer.desk)
    assert result.files_up == 1
    assert sync(engineer.desk).all_at_office
    assert at_office(trips, kept.sha256) == CONTENT


@pytest.mark.parametrize("state", ["held", "rejected"])
def test_what_a_held_or_refused_change_names_is_never_collected(trips: Trips, clock: PlayedClock, state: str) -> None:
    engineer = trips.laptop(ENGINEER)
    kept = engineer.store.put_file(CONTENT, "a.jpg", "image/jpeg")
    sync(engineer.desk)
    picture = {"sha256": kept.sha256, "name": kept.name, "size": kept.size, "type": kept.type}
    rid = new_id() if state == "rejected" else visit(engineer)
    engineer.store.write(engineer.desk.actor, [Edit("photo", new_id(), {"visit": rid, "picture": picture})])
    with engineer.store.database.writing() as connection:
        if state == "held":
            connection.exec_driver_sql("UPDATE outbox SET form_version = 99 WHERE kind = 'photo'")
        else:
            connection.exec_driver_sql("UPDATE outbox SET author = '00000000-0000-4000-8000-000000000000'")
    sync(engineer.desk)
    assert states(engineer)[-1] == state
    clock.forward(days=200)
    assert collect(trips.house).orphans == 0
    assert at_office(trips, kept.sha256) == CONTENT


def test_uploads_given_up_and_what_killed_workers_left_are_swept(trips: Trips, clock: PlayedClock) -> None:
    engineer = trips.laptop(ENGINEER)
    photo(engineer, visit(engineer))
    with pytest.raises(StoppedError):
        sync(engineer.desk, stop_at("files", 2))
    objects = trips.house.folder / "objects"
    for name in ("files/ab/nobody", "files/ab/broken#1", "parts/nobody/x.000000"):
        (objects / name).parent.mkdir(parents=True, exist_ok=True)
        (objects / name).write_bytes(b"x")
    collect(trips.house)
    assert len([path for path in objects.rglob("*") if path.is_file()]) == 6
    clock.forward(days=60)  # the files are dated by the real clock
    done = collect(trips.house)
    assert (done.parts, done.refuse) == (2, 3)
    assert [path.name for path in objects.rglob("*") if path.is_file()] == [MARK]
    assert sync(engineer.desk).all_at_office


# -- in


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


# -- ahead of a trip


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


# -- by courier


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
