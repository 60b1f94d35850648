"""The audit log: chained, only added to, and whoever alters it all the same is found out."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from postgres import Postgres
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from fieldkit.cli import run_command
from fieldkit.clock import PlayedClock
from fieldkit.errors import DamagedError
from fieldkit.office.audit import audit, check, lines
from fieldkit.office.house import House, create_house, open_house
from fieldkit.records.migrating import head, revision, run, scripts


def checked(house: House, holds: str = "") -> list[str]:
    with house.database.reading() as connection:
        return [line.what for line in check(lines(connection), holds)]


def test_every_line_is_sealed_by_those_before_it(house: House) -> None:
    house.enrolment.invite("E100")
    house.enrolment.invite("E106")
    assert checked(house) == ["import", "invite", "invite"]


@pytest.mark.parametrize("act", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"])
def test_a_line_is_neither_changed_nor_deleted(house: House, act: str) -> None:
    with pytest.raises(DBAPIError, match="only added to"), house.database.writing() as connection:
        connection.execute(text(act))
    assert checked(house) == ["import"]


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE audit SET who = 'nobody' WHERE id = 2",
        "UPDATE audit SET at_ms = at_ms + 1 WHERE id = 1",
        "DELETE FROM audit WHERE id = 2",
        "UPDATE audit SET hash = '' WHERE id = 3",
    ],
)
def test_what_was_altered_behind_the_triggers_is_found_out(house: House, act: str) -> None:
    for number in ("E100", "E106"):
        house.enrolment.invite(number)
    with house.database.writing() as connection:
        unguarded(connection)
        connection.execute(text(act))
    with pytest.raises(DamagedError):
        checked(house)


def test_a_log_that_was_cut_off_lacks_the_line_that_was_noted(house: House) -> None:
    house.enrolment.invite("E100")
    with house.database.reading() as connection:
        noted = list(lines(connection))[-1].hash
    assert checked(house, noted)
    with house.database.writing() as connection:
        unguarded(connection)
        connection.execute(text("DELETE FROM audit WHERE id = 2"))
    assert checked(house)
    with pytest.raises(DamagedError):
        checked(house, noted)


def unguarded(connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_append_only"))
        return
    for verb in ("UPDATE", "DELETE"):
        connection.execute(text(f"DROP TRIGGER audit_no_{verb}"))


def test_processes_that_write_at_once_make_one_chain(house: House) -> None:
    def write(name: str) -> None:
        for number in range(10):
            with house.database.writing() as connection:
                audit(connection, number, name, "invite", "E100")

    writers = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(checked(house)) == 41


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_lines_of_an_older_office_are_chained(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    cluster: Postgres | None = request.getfixturevalue("cluster") if kind == "postgresql" else None
    url = cluster.database() if cluster else f"sqlite:///{tmp_path / 'old.db'}"
    engine = create_engine(url)
    row = {"at_ms": 7, "who": "E100", "what": "enrol", "about": "中文 “quoted”"}
    with engine.begin() as connection:
        run(connection, scripts("office"), "0001")
        old = text("INSERT INTO audit (at_ms, who, what, about) VALUES (:at_ms, :who, :what, :about)")
        connection.execute(old, [row, {**row, "at_ms": 8}])
        run(connection, scripts("office"))
        assert revision(connection) == head(scripts("office"))
        assert [line.at_ms for line in check(lines(connection))] == [7, 8]
    with pytest.raises(DBAPIError, match="only added to"), engine.begin() as connection:
        connection.execute(text("DELETE FROM audit"))
    engine.dispose()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_processes_that_start_at_once_bring_an_older_office_up_once(
    kind: str, tmp_path: Path, clock: PlayedClock, request: pytest.FixtureRequest
) -> None:
    cluster: Postgres | None = request.getfixturevalue("cluster") if kind == "postgresql" else None
    url = cluster.database() if cluster else f"sqlite:///{tmp_path / 'old.db'}"
    folder = tmp_path / "office"
    create_house(folder, "甲", clock).close()
    engine = create_engine(url)
    with engine.begin() as connection:
        run(connection, scripts("office"), "0001")
        connection.execute(text("INSERT INTO organisation VALUES (1, '甲', 'history', 0, 0)"))
    engine.dispose()
    settings = json.loads((folder / "office.json").read_text("utf-8"))
    (folder / "office.json").write_text(json.dumps({**settings, "database": url}), "utf-8")
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda _: open_house(folder, clock).close(), range(12)))


def test_the_command_shows_and_checks_the_log(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.enrolment.invite("E100")
    data = str(house.folder)
    assert run_command(["office", "audit", "--data", data, "--json", "--check"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [line["what"] for line in said["lines"]] == ["import", "invite"]
    assert said["hash"] == said["lines"][-1]["hash"]
    assert run_command(["office", "audit", "--data", data]) == 0
    assert "invite" in capsys.readouterr().out
    assert run_command(["office", "audit", "--data", data, "--holds", "f" * 64]) == 1
    assert capsys.readouterr().out == ""
