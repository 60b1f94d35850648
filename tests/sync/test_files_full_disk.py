"""The office's disk is full while a file arrives: the laptop hears so, nothing half is kept, and it is sent later."""

import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from conftest import ON_POSTGRES
from courier_trips import ENGINEER, Trips
from sqlalchemy import select

from fieldkit.actions.enrol import sync
from fieldkit.errors import OfflineError
from fieldkit.office.files import OfficeFiles
from fieldkit.office.tables import FILE, HOLDER
from fieldkit.office.uploads import Uploads
from fieldkit.store.ledger import summary
from fieldkit.sync.messages import PART_BYTES

from .test_files import CONTENT, PARTS, at_office, photo, puts, states, visit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits a file as Linux does")
WHERE = {
    "the second part": (Uploads, "put", 2, 100_000),
    "the whole": (OfficeFiles, "_checked", 1, 2_000_000),
    "its row": (OfficeFiles, "_hold", 1, 1),
}


@contextmanager
def no_file_above(size: int) -> Iterator[None]:
    """No file of this process grows beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def full_at(monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """From a certain call on the disk has no more room for what the office writes in it."""
    owner, name, first, size = WHERE[where]
    real, calls = getattr(owner, name), 0

    def full(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls < first:
            return real(*arguments)
        with no_file_above(size):
            return real(*arguments)

    monkeypatch.setattr(owner, name, full)


def objects(trips: Trips) -> list[tuple[str, int]]:
    """What lies in the office's place for files: in which part of it, and how large."""
    folder = trips.house.folder / "objects"
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted((path.relative_to(folder).parts[0], path.stat().st_size) for path in found)


@pytest.mark.parametrize("where", WHERE)
def test_a_file_that_finds_no_room_is_sent_later(
    trips: Trips, sent: list[str], monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    if where == "its row" and ON_POSTGRES:
        pytest.skip("the database has a process of its own, which the limit does not bind")
    engineer = trips.laptop(ENGINEER)
    sha256, before = photo(engineer, visit(engineer)), objects(trips)
    with monkeypatch.context() as patched:
        full_at(patched, where)
        for _ in range(2):
            with pytest.raises(OfflineError) as refused:
                sync(engineer.desk)
            assert "500" in refused.value.reason
    assert (states(engineer), summary(engineer.store)["files_waiting"]) == (["ok", "ok", "sealed"], 1)
    with trips.house.database.reading() as connection:
        assert [connection.execute(select(table)).first() for table in (FILE, HOLDER)] == [None, None]
    arrived = 1 if where == "the second part" else PARTS
    assert trips.house.files.parts(sha256, engineer.desk.actor.person) == list(range(arrived))
    nameless = [("files", len(CONTENT))] * (2 if where == "its row" else 0)  # whole, for `office collect` to sweep
    parts = [("parts", min(PART_BYTES, len(CONTENT) - number * PART_BYTES)) for number in range(arrived)]
    assert objects(trips) == sorted(before + nameless + parts)
    sent.clear()
    result = sync(engineer.desk)
    assert (result.files_up, result.pushed, result.all_at_office) == (1, 1, True)
    assert puts(sent) == [f"PUT /v1/files/{sha256}/{number}" for number in range(arrived, PARTS)]
    assert at_office(trips, sha256) == CONTENT
    assert objects(trips) == sorted([*before, *nameless, ("files", len(CONTENT))])
