"""The office's files: holders, parts, completing at two workers and killed between steps, hostile callers, S3."""

import hashlib
import json
import os
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import obstore
import pytest
from sqlalchemy import func, select, update

from fieldkit.cli import run_command
from fieldkit.clock import PlayedClock
from fieldkit.errors import UserError
from fieldkit.forms import natural_id
from fieldkit.office import files as office_files
from fieldkit.office import uploads
from fieldkit.office.database import Database
from fieldkit.office.files import OfficeFiles
from fieldkit.office.house import House
from fieldkit.office.place import MARK
from fieldkit.office.tables import HOLDER, PART
from fieldkit.office.uploads import QuotaError
from fieldkit.sync.messages import PART_BYTES, Complete

ONE, TWO = natural_id("person", "E100"), natural_id("person", "E104")
CONTENT = bytes(range(256)) * 10_000
SHA = hashlib.sha256(CONTENT).hexdigest()


def send(files: OfficeFiles, person: str, content: bytes = CONTENT, skip: int = -1) -> str:
    """The parts of a file, but for one."""
    sha256 = hashlib.sha256(content).hexdigest()
    for number, start in enumerate(range(0, max(1, len(content)), PART_BYTES)):
        part = content[start : start + PART_BYTES]
        if number != skip:
            files.put_part(sha256, number, part, hashlib.sha256(part).hexdigest(), person)
    return sha256


def bring(files: OfficeFiles, person: str, content: bytes = CONTENT) -> Any:
    return files.complete(send(files, person, content), Complete(size=len(content)), person)


def objects(files: OfficeFiles) -> list[str]:
    return sorted(item["path"] for page in obstore.list(files.store) for item in page if item["path"] != MARK)


def whole(files: OfficeFiles, sha256: str = SHA) -> bytes:
    content = b""
    while part := files.read(sha256, len(content), PART_BYTES):
        content += part
    return content


@pytest.fixture
def pair(house: House) -> Iterator[tuple[OfficeFiles, OfficeFiles]]:
    """Two workers on one database and one store."""
    other = Database(house.database.engine.url.render_as_string(False))
    yield house.files, OfficeFiles(str(house.folder / "objects"), other, house.clock)
    other.close()


Pair = tuple[OfficeFiles, OfficeFiles]


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


# -- holders


def test_two_people_who_bring_the_same_file_both_hold_it(house: House) -> None:
    first, second = bring(house.files, ONE), bring(house.files, TWO)
    assert (first.sha256, first.size) == (second.sha256, second.size)
    assert first.seq != second.seq
    assert house.files.receipt(SHA, ONE) == first
    assert house.files.receipt(SHA, TWO) == second
    assert len(objects(house.files)) == 1
    assert whole(house.files) == CONTENT


def test_a_hash_alone_makes_no_holder_and_tells_nothing(house: House) -> None:
    bring(house.files, ONE)
    send(house.files, TWO, skip=2)
    unknown = hashlib.sha256(b"?").hexdigest()
    said = []
    for sha256 in (SHA, unknown):
        with pytest.raises(UserError) as refused:
            house.files.complete(sha256, Complete(size=len(CONTENT)), TWO)
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert house.files.receipt(SHA, TWO) is None
    assert house.files.parts(SHA, TWO) == [0, 1]
    assert house.files.parts(SHA, ONE) == []


def test_parts_of_one_are_no_parts_of_another(house: House) -> None:
    send(house.files, ONE, skip=0)
    send(house.files, TWO, skip=1)
    assert house.files.parts(SHA, ONE) == [1, 2]
    with pytest.raises(UserError):
        house.files.complete(SHA, Complete(size=len(CONTENT)), TWO)
    assert not house.files.has(SHA)


def test_who_may_read_it_holds_it_without_sending_it(house: House) -> None:
    bring(house.files, ONE)
    receipt = house.files.complete(SHA, Complete(size=len(CONTENT)), TWO, readable=True)
    assert house.files.receipt(SHA, TWO) == receipt
    with pytest.raises(UserError):
        house.files.complete(hashlib.sha256(b"?").hexdigest(), Complete(size=1), TWO, readable=True)


def test_a_lost_file_lapses_for_all_and_is_back_for_all(house: House) -> None:
    first = bring(house.files, ONE)
    bring(house.files, TWO)
    obstore.delete(house.files.store, objects(house.files))
    with pytest.raises(UserError):
        house.files.read(SHA, 0, PART_BYTES)
    assert house.files.receipt(SHA, ONE) is None
    assert house.files.receipt(SHA, TWO) is None
    bring(house.files, TWO)
    again = house.files.receipt(SHA, ONE)
    assert again is not None
    assert again.seq > first.seq
    assert whole(house.files) == CONTENT


def test_a_file_whose_object_is_gone_is_written_again(house: House) -> None:
    bring(house.files, ONE)
    obstore.delete(house.files.store, objects(house.files))
    bring(house.files, TWO)
    assert whole(house.files) == CONTENT


# -- any worker, any break


def test_every_part_may_go_to_another_worker(pair: Pair) -> None:
    for number in range(3):
        part = CONTENT[number * PART_BYTES : (number + 1) * PART_BYTES]
        pair[number % 2].put_part(SHA, number, part, hashlib.sha256(part).hexdigest(), ONE)
        assert pair[(number + 1) % 2].parts(SHA, ONE) == list(range(number + 1))
    assert pair[1].complete(SHA, Complete(size=len(CONTENT)), ONE) == pair[0].receipt(SHA, ONE)
    assert whole(pair[0]) == CONTENT


@pytest.mark.parametrize("same", [True, False])
def test_two_workers_complete_one_file_at_once(pair: Pair, same: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have gone through all parts before either writes its rows."""
    people = (ONE, ONE if same else TWO)
    for files, person in zip(pair, people, strict=True):
        send(files, person)
    together = threading.Barrier(2, timeout=30)
    hold = OfficeFiles._hold

    def at_once(files: OfficeFiles, *more: Any) -> Any:
        together.wait()
        return hold(files, *more)

    monkeypatch.setattr(OfficeFiles, "_hold", at_once)
    receipts: list[Any] = [None, None]

    def work(number: int) -> None:
        receipts[number] = pair[number].complete(SHA, Complete(size=len(CONTENT)), people[number])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [receipt.sha256 for receipt in receipts] == [SHA, SHA]
    assert (receipts[0] == receipts[1]) is same
    assert len(objects(pair[0])) == 1
    assert whole(pair[0]) == CONTENT


def test_the_other_worker_has_completed_it_and_dropped_the_parts(pair: Pair) -> None:
    send(pair[0], ONE)
    bodies = pair[1].uploads.bodies

    def late(*more: Any) -> Iterator[bytes]:
        pair[0].complete(SHA, Complete(size=len(CONTENT)), ONE)
        yield from bodies(*more)

    pair[1].uploads.bodies = late  # type: ignore[method-assign]
    assert pair[1].complete(SHA, Complete(size=len(CONTENT)), ONE) == pair[0].receipt(SHA, ONE)
    assert len(objects(pair[0])) == 1


class Killed(BaseException):
    pass


STEPS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "while writing": lambda patch: _die(patch, office_files, "_is"),
    "written, not flushed": lambda patch: _die(patch, office_files, "_flush"),
    "written, no row": lambda patch: _die(patch, OfficeFiles, "_hold"),
    "in the transaction": lambda patch: _die(patch, office_files, "_release"),
    "rows, parts still there": lambda patch: _die(patch, uploads.Uploads, "drop"),
    "rows of parts gone, parts still there": lambda patch: _die(patch, uploads, "remove"),
}


def _die(patch: pytest.MonkeyPatch, where: Any, name: str) -> None:
    def die(*_: Any) -> None:
        raise Killed

    patch.setattr(where, name, die)
    patch.setattr(office_files, "remove", die)  # a killed worker tidies nothing up


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_any_step_leaves_all_or_nothing(pair: Pair, step: str) -> None:
    killed, other = pair
    send(killed, ONE)
    with pytest.MonkeyPatch.context() as patch:
        STEPS[step](patch)
        with pytest.raises(Killed):
            killed.complete(SHA, Complete(size=len(CONTENT)), ONE)
    assert other.has(SHA) is step.startswith("rows")
    receipt = other.complete(SHA, Complete(size=len(CONTENT)), ONE)
    assert other.receipt(SHA, ONE) == receipt
    assert other.parts(SHA, ONE) == []
    assert whole(other) == CONTENT


def test_a_lost_part_is_asked_for_again(house: House) -> None:
    send(house.files, ONE)
    obstore.delete(house.files.store, f"parts/{ONE}/{SHA}.000001")
    with pytest.raises(UserError):
        house.files.complete(SHA, Complete(size=len(CONTENT)), ONE)
    assert house.files.parts(SHA, ONE) == []
    assert objects(house.files) == []
    bring(house.files, ONE)
    assert whole(house.files) == CONTENT


@pytest.mark.parametrize("size", [0, 1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 3 * PART_BYTES])
def test_files_of_every_size_come_out_as_they_went_in(house: House, size: int) -> None:
    content = os.urandom(size)
    receipt = bring(house.files, ONE, content)
    assert (receipt.size, whole(house.files, receipt.sha256)) == (size, content)


def test_a_wrong_size_or_content_keeps_nothing(house: House) -> None:
    for size in (len(CONTENT) - 1, len(CONTENT) + 1):
        send(house.files, ONE)
        with pytest.raises(UserError):
            house.files.complete(SHA, Complete(size=size), ONE)
        assert objects(house.files) == []
    assert not house.files.has(SHA)


def test_50_mb_need_little_memory(house: House, traced: None) -> None:
    part = os.urandom(PART_BYTES)
    digest = hashlib.sha256()
    for _ in range(50):
        digest.update(part)
    sha256 = digest.hexdigest()
    for number in range(50):
        house.files.put_part(sha256, number, part, hashlib.sha256(part).hexdigest(), ONE)
    tracemalloc.reset_peak()
    house.files.complete(sha256, Complete(size=50 * PART_BYTES), ONE)
    assert tracemalloc.get_traced_memory()[1] < 30 * PART_BYTES


# -- quota


def test_a_full_quota_is_a_sentence_and_nothing_else_breaks(
    house: House, clock: PlayedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "UNFINISHED_BYTES", 2 * PART_BYTES)
    send(house.files, ONE, skip=2)
    before = objects(house.files)
    with pytest.raises(QuotaError):
        send(house.files, ONE, b"another" * 10)
    assert objects(house.files) == before
    assert bring(house.files, TWO, b"theirs").size == 6
    clock.forward(days=8)
    assert bring(house.files, ONE, b"another").size == 7
    assert house.files.parts(SHA, ONE) == []


def test_what_is_held_already_takes_no_room(house: House) -> None:
    bring(house.files, ONE)
    send(house.files, ONE)
    with house.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(PART)).scalar() == 0


# -- collecting (tests/sync/test_files.py has what becomes of it on a laptop)


def test_the_command_says_what_it_did(house: House, clock: PlayedClock, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["office", "collect", "--clock-is-right", "--data", str(house.folder)]
    nothing = {"orphans": 0, "bytes": 0, "parts": 0, "refuse": 0, "found": 0, "lost": 0}
    assert run_command([*data, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == nothing
    bring(house.files, ONE)  # in November 2026 by the played clock
    with house.database.writing() as connection:
        connection.execute(update(HOLDER).values(at_ms=0))
    for dry in (["--dry-run"], []):
        assert run_command([*data, *dry, "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == nothing | {"orphans": 1, "bytes": len(CONTENT)}
        assert house.files.has(SHA) is bool(dry)
    assert run_command(data) == 0
    assert "0" in capsys.readouterr().out
    assert objects(house.files) == []


# -- where the files lie
