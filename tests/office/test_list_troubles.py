"""Lists over HTTP when something is in the way: a line that falls silent, a full disk, a right that is over."""

import errno
import json
import socket
import subprocess
import sys
import tempfile
from datetime import date
from io import FileIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from courier_trips import DEPARTMENT, Trips

from fieldkit.actions.enrol import sync
from fieldkit.actions.importing import take_in
from fieldkit.actions.records import set_values
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.forms import natural_id
from fieldkit.office import gzip_body
from fieldkit.office.house import create_house, open_house
from fieldkit.office.importing import import_company
from fieldkit.office.rights import day_of
from fieldkit.sync.lists import LISTS_PATH

SECRETARY = "E112"
FILE = "客户编号,客户名称\nN1,新局\n".encode()
HEAD = json.dumps({"files": [{"name": "a.csv", "size": len(FILE)}], "dry_run": True}).encode() + b"\n"


@pytest.fixture
def secretary(trips: Trips) -> Laptop:
    return trips.laptop(SECRETARY)


def post(trips: Trips, laptop: Laptop, body: bytes = HEAD + FILE) -> httpx.Response:
    line = laptop.desk.line()
    try:
        return httpx.post(
            trips.office.url + LISTS_PATH, content=body, headers=line._token(), trust_env=False, timeout=60
        )
    finally:
        line.close()


def taken(response: httpx.Response) -> bool:
    return response.status_code == 200 and "reply" in json.loads(response.text.splitlines()[-1])


def full(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("way", ["silent", "slow"])
def test_who_falls_silent_keeps_nobody_out(
    trips: Trips, secretary: Laptop, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gzip_body, "SILENT_SECONDS", 0.5 if way == "silent" else 60)
    monkeypatch.setattr(gzip_body, "LARGE_SECONDS", 60 if way == "silent" else 0.5)
    line = secretary.desk.line()
    head = f"POST {LISTS_PATH} HTTP/1.1\r\nHost: office\r\nAuthorization: {line._token()['Authorization']}\r\n"
    line.close()
    with socket.create_connection(("127.0.0.1", trips.office.port), timeout=0.1) as asleep:
        asleep.sendall(head.encode() + b"Content-Length: 100000\r\n\r\n" + HEAD)
        answer = b""
        for _ in range(600):
            try:
                answer = asleep.recv(65_536)
                break
            except TimeoutError:
                if way == "slow":
                    asleep.sendall(b" ")
        assert answer.startswith(b"HTTP/1.1 503"), answer
        monkeypatch.undo()
        assert taken(post(trips, secretary))


def test_a_disk_that_is_full_from_the_beginning(
    trips: Trips, secretary: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(tempfile, "mkdtemp", full)
        for _ in range(2):  # the second is not told that somebody else is at work
            response = post(trips, secretary)
            assert (response.status_code, response.json()["code"]) == (400, "refused")
            assert "No space left" in response.json()["message"]["en"]
    assert taken(post(trips, secretary))


def test_what_was_taken_in_is_so_though_the_refused_rows_cannot_be_written(
    trips: Trips, secretary: Laptop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "客户.csv"
    file.write_text("客户编号,客户名称\nC9001,新局\nC9002,\n", "utf-8")
    monkeypatch.setattr("fieldkit.office.refused_book.Workbook", full)
    reply = take_in(secretary.desk, [file], lambda *_: None, dry_run=False)
    assert (reply.lists["customers"].added, len(reply.lists["customers"].refused), reply.book) == (1, 1, "")
    assert "工作簿" in reply.lists["customers"].warnings[-1].reason


def test_a_disk_that_gets_full_on_the_way(trips: Trips, secretary: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(FileIO):
        write = full

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", lambda path, mode: Full(path, mode))  # noqa: PLW0108 - a method
        response = post(trips, secretary)
    assert "No space left" in response.json()["message"]["en"]
    assert not list(trips.house.folder.glob("lists-*"))
    assert taken(post(trips, secretary))


def test_whose_last_day_is_over_takes_no_lists_in_any_more(trips: Trips, secretary: Laptop) -> None:
    manager = trips.laptop(DEPARTMENT)
    today: date = day_of(trips.clock.millis())
    set_values(manager.desk, natural_id("person", SECRETARY), {"left_on": today.isoformat()})
    assert sync(manager.desk).rejected == 0
    assert taken(post(trips, secretary))
    trips.clock.forward(days=1)
    response = post(trips, secretary)
    assert (response.status_code, response.json()["code"]) == (403, "rights")


@pytest.mark.skipif(sys.platform != "linux", reason="limits a file as Linux does")
def test_a_disk_that_is_full_is_said_and_nothing_was_taken_in(tmp_path: Path, clock: PlayedClock) -> None:
    folder, files = tmp_path / "office", tmp_path / "a.csv"
    create_house(folder, "公司", clock).close()
    files.write_text("客户编号,客户名称\n" + "".join(f"K{n},局{n}\n" for n in range(3_000)), "utf-8")
    limit = max(path.stat().st_size for path in folder.glob("office.db*")) // 1024 + 512
    command = [sys.executable, "-m", "fieldkit", "office", "import", "--data", str(folder), str(files)]
    said = subprocess.run(
        ["bash", "-c", f'ulimit -f {limit}; exec "$@"', "-", *command], capture_output=True, text=True, check=False
    )
    assert (said.returncode, len(said.stderr.splitlines())) == (1, 1), said.stderr
    house = open_house(folder, clock)
    assert import_company(house.database, clock, [files])["customers"]["added"] == 3_000
    house.close()
