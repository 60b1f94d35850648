"""Files between real laptops and a real office over HTTP: broken off anywhere, wanted again, brought along."""

from typing import Any

import obstore
import pytest
from courier_trips import AN, CUSTOMER, ENGINEER, Trips, new_problem, outbox
from sqlalchemy import delete

from fieldkit.actions.enrol import sync
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.errors import OfflineError, UserError
from fieldkit.forms import new_id
from fieldkit.office import uploads
from fieldkit.office.collecting import collect
from fieldkit.office.lost import look_for_lost
from fieldkit.office.place import MARK
from fieldkit.office.tables import FILE
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit
from fieldkit.sync.line import Line
from fieldkit.sync.messages import PART_BYTES

CONTENT = bytes(range(256)) * 13_000  # 4 parts
PARTS = 4


class StoppedError(Exception):
    pass


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


# -- ahead of a trip


# -- by courier
