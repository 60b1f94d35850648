"""Retention: what was closed long ago goes from the office and from every laptop; nothing else, and never too early."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Played
from courier_trips import ENGINEER, MANAGER, Trips, all_of_laptop, all_of_office, new_problem
from sqlalchemy import select, update

from fieldkit import resource
from fieldkit.actions.enrol import sync
from fieldkit.app import Laptop
from fieldkit.cli import run_command
from fieldkit.clock import PlayedClock
from fieldkit.errors import UserError
from fieldkit.forms import natural_id, new_id
from fieldkit.office.audit import check, lines
from fieldkit.office.backup import back_up
from fieldkit.office.collecting import collect
from fieldkit.office.erasures import listed
from fieldkit.office.held import settle, waiting
from fieldkit.office.house import House, open_house
from fieldkit.office.importing import import_company
from fieldkit.office.page import Sender
from fieldkit.office.restore import restore
from fieldkit.office.retaining import Retained, retain
from fieldkit.office.tables import CHANGE, FILE
from fieldkit.records.find import find
from fieldkit.records.rows import dumps
from fieldkit.records.tables import load, save
from fieldkit.store.database import OUTBOX
from fieldkit.store.ledger import Line, ledger, put_away, summary
from fieldkit.store.store import Edit

LINE = natural_id("product_line", "AN")


def keep(house: House, years: int, **more: bool) -> Retained:
    with house.database.writing() as connection:
        return retain(connection, years, house.clock.millis(), **more)


def close(house: House, rid: str, status: str = "closed") -> None:
    """As the whole process leaves it."""
    with house.database.writing() as connection:
        stored = load(connection, rid)
        assert stored is not None
        stored.values["status"] = status
        save(connection, [stored], {rid})


def worked(laptop: Laptop) -> tuple[str, str, str]:
    """A problem with a visit and a photo, at the office."""
    problem, visit, photo = new_problem(laptop, line=LINE, symptom="欧阳无忌说的"), new_id(), new_id()
    stored = laptop.store.put_file(b"a picture" * 1000, "photo.jpg", "image/jpeg")
    picture = {"sha256": stored.sha256, "name": stored.name, "size": stored.size, "type": stored.type}
    actor = laptop.desk.actor
    from_problem = {"problem": problem, "customer": natural_id("customer", "C1900")}
    edits = [
        Edit("visit", visit, {**from_problem, "engineer": actor.person, "purpose": "现场"}),
        Edit("photo", photo, {"visit": visit, "picture": picture, "caption": "单板"}),
    ]
    laptop.store.write(actor, edits)
    sync(laptop.desk)
    return problem, visit, photo


def test_closed_work_goes_everywhere_with_all_that_belongs_to_it(trips: Trips, clock: PlayedClock) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(MANAGER)
    gone, stays = worked(engineer), worked(engineer)
    sync(manager.desk)
    for laptop in (engineer, manager):
        sha256 = str(laptop.store.get(gone[2]).values["picture"]["sha256"])  # type: ignore[union-attr,index,call-overload]
    close(trips.house, gone[0])
    clock.forward(days=5 * 366 - 1)
    assert keep(trips.house, 5).records == {}
    clock.forward(days=2)
    assert keep(trips.house, 5, dry_run=True).records == {"problem": 1, "visit": 1, "photo": 1}
    assert all(rid in repr(all_of_office(trips.house)) for rid in gone)
    assert keep(trips.house, 5).records == {"problem": 1, "visit": 1, "photo": 1}
    assert keep(trips.house, 5).records == {}
    for laptop in (engineer, manager, engineer):
        sync(laptop.desk)
    for laptop in (engineer, manager):
        assert laptop.store.many([*gone]) == []
        assert len(laptop.store.many([*stays])) == 3
        assert {one.id for one in laptop.store.search("欧阳无忌")} == {stays[0]}
        assert not any(rid in repr(all_of_laptop(laptop)) for rid in gone)
    assert engineer.store.files.has(sha256)  # the other photo is the same picture
    with trips.house.database.reading() as connection:
        told = [line.about for line in check(lines(connection)) if line.what == "retain"]
    assert told == [f"problem {gone[0]}: 3"]


def taken_in(engineer: Played) -> str:
    """A problem that is open, at the office."""
    problem = new_id()
    values: Any = {
        "summary": "心跳丢失", "customer": natural_id("customer", "C1900"), "line": LINE,
        "received_at": "2026-11-09T00:12:00Z", "received_by": engineer.actor.person, "status": "open",
    }  # fmt: skip
    engineer.store.write(engineer.actor, [Edit("problem", problem, values)])
    engineer.round()
    return problem


def refused_line(engineer: Laptop, problem: str) -> Line:
    """What the outbox says of a problem whose time is over."""
    (line,) = [line for line in ledger(engineer.store) if line.rid == problem]
    assert line.state == "rejected"
    assert "保存期" in line.reason["zh"]
    return line


def test_its_files_go_from_the_laptop_at_once_and_from_the_office_with_the_collection(
    trips: Trips, clock: PlayedClock
) -> None:
    engineer = trips.laptop(ENGINEER)
    gone = worked(engineer)
    sha256 = str(engineer.store.get(gone[2]).values["picture"]["sha256"])  # type: ignore[union-attr,index,call-overload]
    close(trips.house, gone[0])
    clock.forward(days=3 * 366 + 1)
    keep(trips.house, 3)
    sync(engineer.desk)
    assert not engineer.store.files.has(sha256)
    assert sha256 not in repr(all_of_laptop(engineer))
    assert collect(trips.house).orphans == 1
    with trips.house.database.reading() as connection:
        assert connection.execute(select(FILE.c.sha256)).all() == []
    sync(engineer.desk)
    assert summary(engineer.store)["files_waiting"] == 0


def test_what_somebody_still_writes_in_or_somebody_must_decide_is_kept(
    laptop: Callable[[str], Played], house: House, clock: PlayedClock
) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    problem = taken_in(engineer)
    clock.forward(days=1000)
    assert keep(house, 1).records == {}  # it is open still
    close(house, problem)
    called: Any = {"problem": problem, "contact_at": "2026-11-09T00:12:00Z", "whom": "某人", "said": "好"}
    engineer.store.write(engineer.actor, [Edit("contact", new_id(), called)])
    engineer.round()
    assert keep(house, 1).records == {}  # somebody called yesterday
    clock.forward(days=400)
    with house.database.writing() as connection:
        connection.execute(update(CHANGE).where(CHANGE.c.rid == problem).values(status="held"))
    assert keep(house, 1).records == {}
    with house.database.writing() as connection:
        connection.execute(update(CHANGE).where(CHANGE.c.rid == problem).values(status="ok"))
    assert keep(house, 1).records == {"problem": 1, "contact": 1}


def test_a_pending_edit_comes_back_refused_and_is_seen(trips: Trips, clock: PlayedClock) -> None:
    engineer = trips.laptop(ENGINEER)
    problem, _, _ = worked(engineer)
    opened = engineer.store.open(problem)
    engineer.store.write(engineer.desk.actor, [Edit("problem", problem, {"effect": "还没有发"}, opened)])
    close(trips.house, problem)
    clock.forward(days=800)
    keep(trips.house, 1)
    sync(engineer.desk)
    refused_line(engineer, problem)
    assert "还没有发" not in repr(all_of_office(trips.house))
    assert engineer.store.get(problem) is None
    put_away(engineer.store, problem)
    sync(engineer.desk)
    assert summary(engineer.store)["waiting"] == 0


def test_what_was_held_is_refused_when_its_record_goes(trips: Trips, clock: PlayedClock) -> None:
    """A laptop that was put back knows of an old edit that it is held; somebody decided long ago."""
    engineer = trips.laptop(ENGINEER)
    problem, _, _ = worked(engineer)
    with engineer.store.database.writing() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.rid == problem).values(state="held"))
    assert summary(engineer.store)["held"] == 1
    close(trips.house, problem)
    clock.forward(days=800)
    keep(trips.house, 1)
    sync(engineer.desk)
    assert "over" in refused_line(engineer, problem).reason["en"]
    assert summary(engineer.store)["held"] == 0


def test_a_group_of_a_locked_out_laptop_is_refused_when_one_of_its_records_is_gone(
    laptop: Callable[[str], Played], house: House, clock: PlayedClock
) -> None:
    """It is not held for a person: of what it said about that record nothing is kept that he could take."""
    engineer = laptop("engineer")
    engineer.pull()
    gone, stays = taken_in(engineer), taken_in(engineer)
    together = [Edit("problem", rid, {"effect": "还没有发"}) for rid in (stays, gone)]
    engineer.store.write(engineer.actor, together, together=True)
    close(house, gone)
    clock.forward(days=400)
    keep(house, 1)
    engineer.wire.sender = Sender(engineer.wire.sender.device, engineer.actor.person, revoked=True)
    engineer.push()
    with house.database.reading() as connection:
        rows = connection.execute(select(CHANGE.c.status, CHANGE.c.code).where(CHANGE.c.grp.is_not(None))).all()
    assert [tuple(row) for row in rows] == [("rejected", "purged")] * 2
    # As an older office left it: a person can decide all the same.
    with house.database.writing() as connection:
        connection.execute(update(CHANGE).where(CHANGE.c.grp.is_not(None)).values(status="held", code="revoked"))
        for row in waiting(connection)[:1]:
            settle(connection, row["id"], clock.millis(), "test", take=True)
        assert waiting(connection) == []


def test_what_is_gone_comes_back_neither_by_import_nor_by_restore(
    house: House, clock: PlayedClock, tmp_path: Path
) -> None:
    with house.database.reading() as connection:
        debt = find(connection, "receivable")[0]
    close(house, debt, "settled")
    back_up(house, tmp_path / "backups")
    clock.forward(days=800)
    assert keep(house, 1).records == {"receivable": 1}
    import_company(house.database, clock, [resource("demo/company")])
    with house.database.reading() as connection:
        assert load(connection, debt) is None
        (tmp_path / "list").write_text("\n".join(dumps(row) for row in listed(connection)), "utf-8")
    key = house.folder / "recovery.key"
    restore(tmp_path / "again", tmp_path / "backups", key, clock, database="", erasures=tmp_path / "list")
    again = open_house(tmp_path / "again", clock)
    with again.database.reading() as connection:
        assert load(connection, debt) is None
        assert len(listed(connection)) == 1
    again.close()


@pytest.mark.parametrize("list_", ["no", "[1]", '{"rid": "x"}'])
def test_a_list_that_is_none_is_refused_before_anything_is_touched(
    house: House, clock: PlayedClock, tmp_path: Path, list_: str
) -> None:
    back_up(house, tmp_path / "backups")
    (tmp_path / "list").write_text(list_, "utf-8")
    for path in (tmp_path / "list", tmp_path / "nowhere"):
        with pytest.raises(UserError):
            restore(
                tmp_path / "again",
                tmp_path / "backups",
                house.folder / "recovery.key",
                clock,
                database="",
                erasures=path,
            )
        assert not (tmp_path / "again").exists()


def test_the_command_says_how_much(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    house.close()
    retain_ = ["office", "retain", "--clock-is-right", "--data", str(house.folder), "--years", "10"]
    assert run_command([*retain_, "--json"]) == 0
    assert capsys.readouterr().out == '{"records": {}}\n'
    assert run_command([*retain_, "--dry-run"]) == 0
    assert run_command(["office", "retain", "--data", str(house.folder), "--years", "0"]) != 0
