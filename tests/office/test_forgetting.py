"""Erasure by person at the office: over HTTP, on the command line, under seals, in the audit log, on the disk."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ON_POSTGRES, Played
from courier_trips import CUSTOMER, ENGINEER, MANAGER, Trips, all_of_laptop, all_of_office, write
from sqlalchemy import select

from fieldkit.actions.enrol import sync
from fieldkit.cli import run_command
from fieldkit.errors import UserError
from fieldkit.forms import Values, natural_id, new_id, only_child_id
from fieldkit.office.audit import check, lines
from fieldkit.office.forgetting import Forgotten, forget_person, forget_words
from fieldkit.office.house import House
from fieldkit.office.tables import CHANGE, DEVICE
from fieldkit.records.rows import insert_rows
from fieldkit.records.tables import load, save
from fieldkit.store.store import Edit

NAME, PHONE = "欧阳无忌", "13812340567"
PERSON = natural_id("person", ENGINEER)


def forget(house: House, words: list[str], **more: bool) -> Forgotten:
    with house.database.writing() as connection:
        return forget_words(connection, words, house.clock.millis(), "E110", **more)


def test_over_http_it_goes_from_both_laptops(trips: Trips) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(MANAGER)
    write(engineer, contact=NAME, phone=PHONE)
    sync(engineer.desk)
    sync(manager.desk)
    write(manager, contact=NAME + "（新）")
    forget(trips.house, [NAME])
    for laptop in (engineer, manager, engineer):
        sync(laptop.desk)
    for laptop in (engineer, manager):
        said = repr(all_of_laptop(laptop))
        assert PHONE not in said
        assert said.count(NAME) == said.count(NAME + "（新）")  # what was pending is somebody's work: it is not lost
        assert laptop.store.get(CUSTOMER).values["contact"] == NAME + "（新）"  # type: ignore[union-attr]
    assert PHONE not in repr(all_of_office(trips.house))


def test_it_travels_by_courier_too(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    write(engineer, contact=NAME)
    sync(engineer.desk)
    write(engineer, phone=PHONE)
    trips.off_line()
    forget(trips.house, [NAME])
    trips.trip(engineer)
    assert NAME not in repr(all_of_laptop(engineer))
    assert engineer.store.get(CUSTOMER).values["phone"] == PHONE  # type: ignore[union-attr]


def test_a_dry_run_says_the_same_and_changes_nothing(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    write(engineer, contact=NAME, phone=PHONE, notes=f"问{NAME}")
    sync(engineer.desk)
    before = all_of_office(trips.house)
    dry = forget(trips.house, [NAME], dry_run=True)
    assert all_of_office(trips.house) == before
    assert [spot.path for spot in sorted(dry.erased)] == ["contact", "phone"]
    assert [spot.path for spot in dry.mentioned] == ["notes"]
    assert forget(trips.house, [NAME]) == dry


def test_what_is_signed_stays_and_is_named(laptop: Callable[[str], Played], house: House) -> None:
    """A signature, and the texts under it: in the record, and in the changes that made it."""
    engineer = laptop("engineer")
    engineer.pull()
    problem, visit, other = new_id(), new_id(), new_id()
    report, draft = (only_child_id(one, "service_report") for one in (visit, other))
    signed = {
        "name": NAME,
        "role": "customer",
        "at": "2026-11-09T00:12:00Z",
        "strokes": [[[0, 0, 5], [300, 200, 5]]],
        "evidence": "",
    }
    person = engineer.actor.person
    told: list[tuple[str, str, Values]] = [
        ("problem", problem, {"summary": "心跳丢失", "customer": CUSTOMER, "line": natural_id("product_line", "AN"),
                              "received_at": "2026-11-09T00:12:00Z", "received_by": person, "status": "open"}),
        ("visit", visit, {"problem": problem, "customer": CUSTOMER, "engineer": person, "purpose": "现场"}),
        ("service_report", report, {"visit": visit, "engineer_name": person, "opinion": f"{NAME}：满意"}),
        ("visit", other, {"problem": problem, "customer": CUSTOMER, "engineer": person, "purpose": "现场"}),
        ("service_report", draft, {"visit": other, "engineer_name": person, "opinion": f"{NAME}：满意"}),
        ("contact", new_id(), {"problem": problem, "contact_at": "2026-11-09T00:12:00Z", "whom": NAME, "said": "是"}),
    ]  # fmt: skip
    for kind, rid, values in told:
        engineer.store.write(engineer.actor, [Edit(kind, rid, values)])
    engineer.store.write(engineer.actor, [Edit("service_report", report, {"customer": signed})])  # type: ignore[dict-item]
    engineer.round()
    with house.database.writing() as connection:
        stored = load(connection, report)
        assert stored is not None
        stored.values["status"] = "signed"  # as the whole signing leaves it
        save(connection, [stored], {report})
    done = forget(house, [NAME], in_text=True)
    assert [(spot.rid, spot.path) for spot in sorted(done.kept)] == [(report, "customer"), (report, "opinion")]
    assert {(spot.kind, spot.path) for spot in done.erased} == {("contact", "whom"), ("service_report", "opinion")}
    with house.database.reading() as connection:
        kept, masked = load(connection, report), load(connection, draft)
    assert kept is not None
    assert masked is not None
    assert (kept.values["opinion"], masked.values["opinion"]) == (f"{NAME}：满意", "***：满意")
    engineer.round()
    shown = engineer.store.get(report)
    assert shown is not None
    assert shown.values["opinion"] == f"{NAME}：满意"


def test_someone_of_the_house_is_forgotten_by_number(trips: Trips) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(MANAGER)
    name = manager.store.get(PERSON).values["person_name"]  # type: ignore[union-attr]
    write(manager, notes=f"{name}知道")
    sync(manager.desk)
    with pytest.raises(UserError), trips.house.database.writing() as connection:
        forget_person(connection, ENGINEER, 0, "E110")
    with pytest.raises(UserError), trips.house.database.writing() as connection:
        forget_person(connection, "E999", 0, "E110")
    trips.house.enrolment.revoke(engineer.desk.identity.device)
    with trips.house.database.writing() as connection:
        done = forget_person(connection, ENGINEER, trips.house.clock.millis(), "E110")
    assert {spot.path for spot in done.erased} <= {"person_name", "phone"}
    assert [(spot.rid, spot.path) for spot in done.mentioned] == [(CUSTOMER, "notes")]
    sync(manager.desk)
    person = manager.store.get(PERSON)
    assert person is not None
    assert (person.values["person_name"], person.values["number"]) == ("***", ENGINEER)
    assert not [rid for rid in manager.store.search(str(name)) if rid.id == PERSON]
    with trips.house.database.reading() as connection:
        named = connection.execute(select(DEVICE.c.name).where(DEVICE.c.person == PERSON)).scalar()
        assert named == "***"
        told = [(line.who, line.about) for line in check(lines(connection)) if line.what == "erase"]
    assert told
    assert all(who == "E110" and PERSON in about and str(name) not in about for who, about in told)


def test_nothing_is_too_short_or_empty(house: House) -> None:
    for words in ([], [""], ["王"], [NAME, " "]):
        with pytest.raises(UserError):
            forget(house, words)


def test_other_people_s_wildcards_are_no_wildcards(house: House) -> None:
    assert forget(house, ["%%"]) == Forgotten()
    assert forget(house, ["__"]) == Forgotten()


def test_the_command_erases_from_the_disk_too(trips: Trips, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    engineer = trips.laptop(ENGINEER)
    write(engineer, contact=NAME, phone=PHONE)
    sync(engineer.desk)
    trips.off_line()
    data = ["--data", str(trips.house.folder)]
    erase = ["office", "erase", *data, "--words", NAME, "--words", PHONE, "--by", "E110"]
    assert run_command([*erase, "--dry-run"]) == 0
    assert "联系人" in capsys.readouterr().out
    assert run_command([*erase, "--json"]) == 0
    said = capsys.readouterr().out
    assert {spot["path"] for spot in json.loads(said)["erased"]} == {"contact", "phone"}
    assert NAME not in said
    if not ON_POSTGRES:
        for path in trips.house.folder.glob("office.db*"):
            assert NAME.encode() not in path.read_bytes()
            assert PHONE.encode() not in path.read_bytes()
    assert run_command(erase) == 0
    assert NAME not in capsys.readouterr().out
    assert run_command(["office", "erasures", *data]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["path"] for row in rows} == {"contact", "phone"}
    assert run_command(["office", "erase", *data]) == 1
    assert run_command([*erase, "--person", ENGINEER]) == 1


def test_a_history_of_changes_alone_is_cleaned(house: House) -> None:
    """A record that was refused: the office has its changes, and no record."""
    rid = new_id()
    row = {
        "id": new_id(), "seq": 10_000, "inc": new_id(), "n": 1, "prev": None, "grp": None, "kind": "customer",
        "rid": rid, "patch": {"contact": NAME}, "base_history": "", "base_seq": 0, "own": {}, "author": PERSON,
        "device": new_id(), "device_ms": 1, "received_ms": 1, "form_version": 1, "was": "", "says": "0" * 64,
        "status": "rejected", "code": "parent", "message": {}, "news": False,
    }  # fmt: skip
    with house.database.writing() as connection:
        insert_rows(connection, CHANGE, [row])
    assert [spot.rid for spot in forget(house, [NAME]).erased] == [rid]
    with house.database.reading() as connection:
        patch = connection.execute(select(CHANGE.c.patch).where(CHANGE.c.rid == rid)).scalar_one()
    assert patch == {"contact": None}
