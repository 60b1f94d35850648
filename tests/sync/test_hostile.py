"""Hostile and unlucky laptops: nobody opens a foreign line, replaces what was signed, bars others or loses an edit."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Played
from setting_out import LOOKED_AT

from fieldkit.access import Scope
from fieldkit.forms import Values, natural_id, new_id, only_child_id
from fieldkit.office.house import House
from fieldkit.office.rights import current
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit
from fieldkit.sync.messages import Complete

Make = Callable[[str], Played]
CUSTOMER = natural_id("customer", "C1900")
MINE, THEIRS = natural_id("product_line", "AN"), natural_id("product_line", "SW")


def problem(one: Played, **more: str) -> Values:
    at = {"received_at": "2026-11-09T00:12:00Z", "received_by": one.actor.person}
    return {"summary": "心跳丢失", "customer": CUSTOMER, "status": "open", **at, **more}


def visit(one: Played, of: str) -> Values:
    who: Values = {"customer": CUSTOMER, "engineer": one.actor.person}
    return {"problem": of, "purpose": "x", "status": "preparing", **who}


def write(one: Played, kind: str, rid: str, patch: Values) -> None:
    opened = one.store.open(rid) if one.store.get(rid) else None
    one.store.write(one.actor, [Edit(kind, rid, patch, opened)])


def scopes(house: House, one: Played) -> set[Scope]:
    with house.database.reading() as connection:
        return set(current(connection, one.actor.person).scopes)


def test_a_problem_without_a_line_opens_no_other_line(laptop: Make, house: House) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    before = scopes(house, engineer)
    of = new_id()
    write(engineer, "problem", of, problem(engineer))
    write(engineer, "visit", new_id(), visit(engineer, of))
    engineer.round()
    assert summary(engineer.store)["rejected"] == 0
    assert scopes(house, engineer) == before


def test_an_engineer_cannot_move_an_own_job_into_a_foreign_line(laptop: Make, house: House) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    before = scopes(house, engineer)
    of, journey = new_id(), new_id()
    write(engineer, "problem", of, problem(engineer))
    write(engineer, "visit", journey, visit(engineer, of))
    engineer.round()
    write(engineer, "problem", of, {"line": THEIRS})
    write(engineer, "visit", journey, {"purpose": "y"})
    engineer.round()
    assert summary(engineer.store)["rejected"] == 1
    assert scopes(house, engineer) == before
    write(engineer, "problem", of, {"line": MINE})
    engineer.round()
    assert summary(engineer.store)["rejected"] == 1


def test_a_manager_hands_a_job_over_to_another_line(laptop: Make) -> None:
    manager = laptop("line_manager")
    manager.pull()
    of = new_id()
    write(manager, "problem", of, problem(manager, line=MINE))
    manager.round()
    write(manager, "problem", of, {"line": THEIRS})
    manager.round()
    assert summary(manager.store)["rejected"] == 0


def approval(one: Played, house: House) -> str:
    """A submitted trip approval with one sealed paper, at the office."""
    of, journey = new_id(), new_id()
    rid = only_child_id(journey, "trip_approval")
    write(one, "problem", of, problem(one, line=MINE))
    write(one, "visit", journey, visit(one, of))
    write(one, "trip_approval", rid, {"visit": journey, "applicant": one.actor.person, "status": "draft"})
    write(one, "checklist", only_child_id(journey, "checklist"), {"visit": journey, **LOOKED_AT})
    days: Values = {"leave_on": "2026-11-10", "back_on": "2026-11-11", "transport": "car", "plan": "x"}
    write(one, "trip_approval", rid, {**days, "status": "submitted", "sheets.001.file": paper(one, house, "a")})
    one.round()
    assert summary(one.store)["rejected"] == 0
    return rid


def paper(one: Played, house: House, letter: str) -> Values:
    """A paper that this person has brought to the office."""
    sha256 = hashlib.sha256(letter.encode()).hexdigest()
    house.files.put_part(sha256, 0, letter.encode(), sha256, one.actor.person)
    house.files.complete(sha256, Complete(size=1, type="application/pdf"), one.actor.person)
    return {"sha256": sha256, "name": "a.pdf", "size": 1, "type": "application/pdf"}


def test_what_was_signed_is_neither_deleted_nor_replaced(laptop: Make, house: House) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    rid = approval(engineer, house)
    attacks: tuple[Values, ...] = (
        {"deleted": True},
        {"sheets.001.file": paper(engineer, house, "b")},
        {"sheets.001.file": None},
        {"sheets.001.deleted": True},
    )
    for number, patch in enumerate(attacks, 1):
        write(engineer, "trip_approval", rid, patch)
        engineer.round()
        assert summary(engineer.store)["rejected"] == number, patch
    write(engineer, "trip_approval", rid, {"sheets.002.file": paper(engineer, house, "c")})
    engineer.round()
    assert summary(engineer.store)["rejected"] == len(attacks)


def test_somebody_elses_refusal_bars_nobody(laptop: Make) -> None:
    engineer, other = laptop("engineer"), laptop("second_engineer")
    for one in (engineer, other):
        one.pull()
    of, journey = new_id(), new_id()
    rid = only_child_id(journey, "checklist")
    write(other, "trip_approval", rid, {"status": "approved"})
    other.push()
    assert summary(other.store)["rejected"] == 1
    write(engineer, "problem", of, problem(engineer, line=MINE))
    write(engineer, "visit", journey, visit(engineer, of))
    write(engineer, "checklist", rid, {"visit": journey})
    engineer.push()
    assert summary(engineer.store)["rejected"] == 0


def test_a_large_group_goes_out_behind_small_changes(laptop: Make) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    write(engineer, "problem", new_id(), problem(engineer, line=MINE))
    edits = [Edit("problem", new_id(), problem(engineer, line=MINE)) for _ in range(5_000)]
    engineer.store.write(engineer.actor, edits, together=True)
    engineer.push()
    assert summary(engineer.store)["stored"] == 5_001


@pytest.mark.copies_sqlite
def test_an_edit_outlives_an_office_restored_under_its_old_name(laptop: Make, house: House, tmp_path: Path) -> None:
    """Its numbers are given again: an old base would cover what its author never saw."""
    engineer, manager = laptop("engineer"), laptop("line_manager")
    for one in (engineer, manager):
        one.pull()
    copy_office(house, house.folder / "office.db", tmp_path / "backup.db")
    for number in range(5):
        write(manager, "customer", CUSTOMER, {"contact": str(number)})
        manager.round()
    engineer.pull()
    write(engineer, "customer", CUSTOMER, {"phone": "engineer"})
    copy_office(house, tmp_path / "backup.db", house.folder / "office.db")
    third = laptop("second_engineer")
    third.pull()
    write(third, "customer", CUSTOMER, {"phone": "third"})
    third.round()
    for one in (engineer, manager, engineer, third):
        one.round()
    for one in (engineer, manager, third):
        record = one.store.get(CUSTOMER)
        assert record is not None
        assert {head.value for head in record.conflicts["phone"]} == {"engineer", "third"}
        assert record.values["contact"] == "4"


def copy_office(house: House, source: Path, target: Path) -> None:
    """The office's database copied or put back by hand, as somebody does who has not read the manual."""
    house.database.close()
    shutil.copy(source, target)
    for more in ("-wal", "-shm"):
        target.with_name(target.name + more).unlink(missing_ok=True)
