"""Backup and restore of an office: what has a name is whole, the altered is refused, nothing half is left."""

import hashlib
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import START
from sqlalchemy import func, select, update

from fieldkit.cli import run_command
from fieldkit.clock import Clock, PlayedClock
from fieldkit.errors import UserError
from fieldkit.forms import natural_id
from fieldkit.office.backup import back_up, backups, mark_durable
from fieldkit.office.house import House, open_house
from fieldkit.office.restore import RestoreResult
from fieldkit.office.restore import restore as restore_anywhere
from fieldkit.office.table_copy import counts, tables
from fieldkit.office.tables import AUDIT, FORK, INVITATION, ORGANISATION
from fieldkit.records.find import find
from fieldkit.sync.messages import Complete


def restore(folder: Path, source: Path, key: Path, clock: Clock, *, at: str = "", database: str = "") -> RestoreResult:
    """Into the folder alone, wherever the office's database was."""
    return restore_anywhere(folder, source, key, clock, at=at, database=database)


PERSON = natural_id("person", "E100")


def stored_file(house: House, content: bytes) -> str:
    """A file as laptops bring it: in parts."""
    sha256 = hashlib.sha256(content).hexdigest()
    for number, start in enumerate(range(0, max(1, len(content)), 1024 * 1024)):
        part = content[start : start + 1024 * 1024]
        house.files.put_part(sha256, number, part, hashlib.sha256(part).hexdigest(), PERSON)
    house.files.complete(sha256, Complete(size=len(content)), PERSON)
    return sha256


def stored_at(folder: Path, sha256: str) -> Path:
    (path,) = (folder / "objects" / "files" / sha256[:2]).glob(f"{sha256}.*")
    return path


def dump(house: House) -> dict[str, list[tuple[object, ...]]]:
    """Every table but what a backup and a restore write themselves, and where files lie."""
    with house.database.reading() as connection:
        queries = {table.name: select(*(one for one in table.c if one.name != "place")) for table in tables()}
        named = {name: sorted(map(repr, connection.execute(query))) for name, query in queries.items()}
    return {name: rows for name, rows in named.items() if name not in {"organisation", "audit", "fork", "invitation"}}


def organisation(house: House) -> tuple[str, int, int]:
    with house.database.reading() as connection:
        row = connection.execute(select(ORGANISATION)).one()
    return row.history, row.last_seq, row.durable_seq


def key_of(house: House) -> Path:
    """The recovery key as it lies in the safe: with the office's certificate, away from the office."""
    safe = house.folder.with_name("safe.pem")
    safe.write_bytes((house.folder / "recovery.key").read_bytes() + (house.folder / "ca.pem").read_bytes())
    return safe


def flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_what_was_backed_up_is_there_again(house: House, tmp_path: Path, clock: PlayedClock) -> None:
    contents = (b"", b"x", os.urandom(1024 * 1024), os.urandom(3 * 1024 * 1024 + 7))
    files = {stored_file(house, content): content for content in contents}
    code = house.enrolment.invite("E104")
    result = back_up(house, tmp_path / "backups")
    history, last, durable = organisation(house)
    assert (result.last_seq, result.durable_seq, durable) == (last, last, last)
    assert (result.files, result.files_copied, result.backups, result.missing) == (4, 4, 1, [])
    with house.database.reading() as connection:
        said = connection.execute(select(AUDIT.c.about).where(AUDIT.c.what == "backup")).scalar_one()
        before = counts(connection)
    assert said == f"{result.name} {last}"
    again = tmp_path / "again"
    restored = restore(again, tmp_path / "backups", key_of(house), clock)
    assert (restored.last_seq, restored.records, restored.changes) == (last, before["record"], before["change"])
    other = open_house(again, clock)
    assert dump(other) == dump(house)
    new, last_again, durable_again = organisation(other)
    assert new != history
    assert (last_again, durable_again) == (last, last)
    with other.database.reading() as connection:
        fork = connection.execute(select(FORK)).one()
        assert tuple(fork) == (history, last, new)
        assert len(find(connection, "customer")) == 15
        assert connection.execute(select(INVITATION.c.used_ms)).scalar_one() is not None
    for sha256, content in files.items():
        assert b"".join(other.files.stream(sha256)) == content
    kept = {path.name for path in house.folder.iterdir() if path.is_file() and not path.name.startswith("office.db")}
    for name in kept - {"office.json"}:
        assert (again / name).read_bytes() == (house.folder / name).read_bytes()
    assert (again / "issuing.key").stat().st_mode & 0o077 == 0
    assert code.split("-")[1] == restored.fingerprint
    assert other.enrolment.invite("E104")
    other.close()


def test_nothing_of_the_office_is_readable_in_the_backup(house: House, tmp_path: Path) -> None:
    stored_file(house, b"a photo of the customer's site" * 100)
    back_up(house, tmp_path / "backups")
    lying = b"".join(path.read_bytes() for path in (tmp_path / "backups").rglob("*") if path.is_file())
    for secret in (b"a photo of the customer", b"PRIVATE KEY", "张".encode(), b"heartbeat", b"C1900"):
        assert secret not in lying


def test_the_next_backup_copies_only_new_files_and_keeps_the_former(house: House, tmp_path: Path) -> None:
    target, safe = tmp_path / "backups", key_of(house)
    first, size = stored_file(house, b"first"), 0
    back_up(house, target)
    second = stored_file(house, b"second")
    result = back_up(house, target)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file() and path.name != "lock")
    assert (result.files, result.files_copied, result.backups, result.all_sizes) == (2, 1, 2, size)
    older = restore(tmp_path / "older", target, safe, house.clock, at=backups(target)[0].name)
    newer = restore(tmp_path / "newer", target, safe, house.clock)
    assert (older.files, newer.files) == (1, 2)
    assert stored_at(tmp_path / "newer", second).read_bytes() == b"second"
    assert stored_at(tmp_path / "older", first).read_bytes() == b"first"


def test_a_damaged_copy_in_the_target_is_made_again(house: House, tmp_path: Path) -> None:
    sha256 = stored_file(house, b"photo")
    back_up(house, tmp_path / "backups")
    (copy,) = (tmp_path / "backups").rglob(f"{sha256}.*")
    flip(copy, -1)
    assert back_up(house, tmp_path / "backups").files_copied == 1
    restore(tmp_path / "again", tmp_path / "backups", key_of(house), house.clock)


def test_a_file_that_the_office_lost_is_said_and_asked_for_again(house: House, tmp_path: Path) -> None:
    lost, damaged, whole = (stored_file(house, content) for content in (b"lost", b"damaged", b"whole"))
    stored_at(house.folder, lost).unlink()
    stored_at(house.folder, damaged).write_bytes(b"DAMAGED")
    result = back_up(house, tmp_path / "backups")
    assert set(result.missing) == {lost, damaged}
    assert result.files == 1
    assert not house.files.has(lost)
    assert house.files.has(whole)
    restored = restore(tmp_path / "again", tmp_path / "backups", key_of(house), house.clock)
    assert set(restored.missing) == {lost, damaged}
    other = open_house(tmp_path / "again", house.clock)
    assert [not other.files.has(sha256) for sha256 in (lost, damaged, whole)] == [True, True, False]
    other.close()


def test_two_at_a_time_do_not_mix(house: House, tmp_path: Path) -> None:
    target = tmp_path / "backups"
    target.mkdir()
    other = sqlite3.connect(target / "lock", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(UserError, match="另一"):
        back_up(house, target)
    other.close()
    assert back_up(house, target).backups == 1


def test_a_lock_that_cannot_be_used_is_no_other_backup(house: House, tmp_path: Path) -> None:
    (tmp_path / "backups" / "lock").mkdir(parents=True)
    with pytest.raises(UserError) as refused:
        back_up(house, tmp_path / "backups")
    assert "另一" not in str(refused.value)


@pytest.mark.parametrize("place", ["", "backups", "objects/backups", "../office/backups"])
def test_a_backup_into_the_office_itself_is_refused(house: House, place: str) -> None:
    with pytest.raises(UserError, match="另一块磁盘"):
        back_up(house, house.folder / place)
    assert not (house.folder / "backups").exists()


def test_a_backup_on_the_office_s_own_disk_is_said(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = ["office", "backup", "--data", str(house.folder), "--to", str(tmp_path / "backups")]
    assert run_command(line) == 0
    assert "同一" in capsys.readouterr().out
    assert run_command([*line, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["same_disk"] is True


_COMMAND = "import sys; from fieldkit.cli import run_command; sys.exit(run_command(sys.argv[1:]))"


# Kills itself at a flush: each is a place where the disk may hold any part of what was written.
_KILLED = """
import os, signal, sys
from pathlib import Path
from fieldkit.clock import Clock
from fieldkit.office.backup import back_up
from fieldkit.office.house import open_house
data, target, left = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
flush = os.fsync
def fsync(descriptor):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    flush(descriptor)
os.fsync = fsync
back_up(open_house(data, Clock()), target)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_kill_in_the_middle_leaves_no_half_backup(house: House, tmp_path: Path) -> None:
    """Killed at every flush in turn: what has a name can be restored, and only that is called covered."""
    target, safe = tmp_path / "backups", key_of(house)
    wanted = {stored_file(house, content) for content in (b"one", b"two")}
    house.close()
    code, flushes, before = -signal.SIGKILL, 0, 0
    while code == -signal.SIGKILL:
        arguments = [sys.executable, "-c", _KILLED, str(house.folder), str(target), str(flushes)]
        code = subprocess.run(arguments, check=False).returncode
        found = backups(target)
        opened = open_house(house.folder, PlayedClock(START))
        assert (organisation(opened)[2] > 0) == (code == 0)
        opened.close()
        if len(found) > before:
            restored = restore(tmp_path / f"again{flushes}", target, safe, PlayedClock(START))
            assert restored.files == len(wanted)
        before, flushes = len(found), flushes + 1
    assert code == 0
    assert flushes > 5
    assert not list(target.rglob("*.part"))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are POSIX")
@pytest.mark.parametrize("limit", [4_096, 100_000, 1_500_000])
def test_a_full_disk_leaves_the_former_backups(house: House, tmp_path: Path, limit: int) -> None:
    target = tmp_path / "backups"
    back_up(house, target)
    before = organisation(house)
    stored_file(house, os.urandom(2 * 1024 * 1024))
    house.close()

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    arguments = ["office", "backup", "--data", str(house.folder), "--to", str(target)]
    done = subprocess.run(
        [sys.executable, "-c", _COMMAND, *arguments], preexec_fn=full, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert len(backups(target)) == 1
    opened = open_house(house.folder, PlayedClock(START))
    assert organisation(opened)[2] == before[2]
    assert back_up(opened, target).backups == 2
    opened.close()


def test_what_is_written_meanwhile_is_not_called_covered(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change that comes while the files are copied is in no backup yet."""
    sha256 = stored_file(house, b"photo")
    real = house.files.stream

    def stream(wanted: str) -> object:
        stored_file(house, b"came meanwhile")
        return real(wanted)

    monkeypatch.setattr(house.files, "stream", stream)
    result = back_up(house, tmp_path / "backups")
    assert result.files == 1
    _, last, durable = organisation(house)
    assert durable == result.last_seq == last - 1
    assert house.files.has(sha256)


def test_a_history_that_began_meanwhile_is_not_covered(house: House, tmp_path: Path) -> None:
    def restored_meanwhile(_: str) -> object:
        with house.database.writing() as connection:
            connection.execute(update(ORGANISATION).values(history="another"))
        return iter([b"photo"])

    stored_file(house, b"photo")
    object.__setattr__(house.files, "stream", restored_meanwhile)
    assert back_up(house, tmp_path / "backups").durable_seq == 0
    assert organisation(house)[2] == 0


def test_mark_durable_takes_only_what_can_be(house: House) -> None:
    _, last, _ = organisation(house)
    assert mark_durable(house, 100) == 100
    for wrong in (99, -1, last + 1):
        with pytest.raises(UserError):
            mark_durable(house, wrong)
    assert mark_durable(house, last) == last
    assert organisation(house)[2] == last
    with house.database.reading() as connection:
        marks = select(func.count()).select_from(AUDIT).where(AUDIT.c.what == "mark-durable")
        assert connection.execute(marks).scalar_one() == 2


def test_the_commands_say_what_they_did(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost = stored_file(house, b"lost")
    safe = str(key_of(house))
    house.close()
    data, target = str(house.folder), str(tmp_path / "backups")
    assert run_command(["office", "backup", "--data", data, "--to", target, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["backups"], result["records"], result["missing"]) == (1, 180, [])
    assert run_command(["office", "backup", "--data", data, "--to", target]) == 0
    assert result["key"] in capsys.readouterr().out
    stored_at(house.folder, lost).unlink()
    other = str(tmp_path / "elsewhere")
    assert run_command(["office", "backup", "--data", data, "--to", other, "--json"]) == 1
    said = capsys.readouterr()
    assert json.loads(said.out)["missing"] == [lost]
    assert len(said.err.splitlines()) == 1
    again = str(tmp_path / "again")
    arguments = ["office", "restore", "--data", again, "--from", target, "--key", safe, "--database", ""]
    assert run_command([*arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["last_seq"] == result["last_seq"]
    assert run_command(arguments) == 1
    assert run_command(["office", "mark-durable", "--data", again, "100000"]) == 1
    assert run_command(["office", "mark-durable", "--data", again, str(result["last_seq"])]) == 0
