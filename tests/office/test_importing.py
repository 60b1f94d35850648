"""A company's lists into the office: counted, repeated without change, and never over what people corrected."""

import csv
from collections.abc import Callable
from pathlib import Path

from conftest import Played

from fieldkit import resource
from fieldkit.clock import PlayedClock
from fieldkit.forms import Person, natural_id
from fieldkit.office.house import House, create_house
from fieldkit.office.importing import import_company
from fieldkit.office.rights import current
from fieldkit.records.tables import load
from fieldkit.store.store import Edit

Make = Callable[[str], Played]
CUSTOMER = natural_id("customer", "C1900")


def test_the_first_import_adds_and_the_second_changes_nothing(tmp_path: Path, clock: PlayedClock) -> None:
    house = create_house(tmp_path / "office", "公司", clock)
    dry = import_company(house.database, clock, [resource("demo/company")], dry_run=True)
    first = import_company(house.database, clock, [resource("demo/company")])
    second = import_company(house.database, clock, [resource("demo/company")])
    assert dry == first
    assert {name: counts["added"] for name, counts in first.items()} == {
        "customers": 15, "sites": 0, "equipment": 43, "software": 43, "released": 7, "parts": 21, "receivables": 12,
        "people": 14,
    }  # fmt: skip
    for counts in second.values():
        assert (counts["added"], counts["changed"], counts["refused"]) == (0, 0, [])
    house.close()


def test_an_old_list_does_not_undo_what_somebody_corrected(laptop: Make, house: House, clock: PlayedClock) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    engineer.store.write(engineer.actor, [Edit("customer", CUSTOMER, {"phone": "13900000000"})])
    engineer.push()
    import_company(house.database, clock, [resource("demo/company")])
    engineer.pull()
    record = engineer.store.get(CUSTOMER)
    assert record is not None
    assert record.values["phone"] == "13900000000"
    assert record.conflicts == {}


def people(folder: Path, rows: list[list[str]]) -> Path:
    path = folder / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["工号", "姓名", "角色", "产品线", "手机"], *rows])
    return path


def test_who_lost_a_role_loses_its_rights(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    rid = natural_id("person", "E900")
    import_company(house.database, clock, [people(tmp_path, [["E900", "甲", "部门经理", "", "1"]])])
    with house.database.reading() as connection:
        before = current(connection, rid)
    import_company(house.database, clock, [people(tmp_path, [["E900", "甲", "工程师", "AN", "1"]])])
    with house.database.reading() as connection:
        after = current(connection, rid)
        stored = load(connection, rid)
    assert stored is not None
    assert [str(role) for role in Person(stored.record()).role_set] == ["engineer"]
    assert (len(before.roles), before.scopes != after.scopes) == (1, True)


def test_a_row_that_is_no_good_is_named(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    path = people(tmp_path, [["E901", "乙", "国王", "AN", "1"], ["E902", "丙", "工程师", "AN", "2"]])
    result = import_company(house.database, clock, [path])
    (refused,) = result["people"]["refused"]
    assert (refused["file"], refused["row"]) == ("people.csv", 2)
    assert "国王" in refused["reason"]
    assert result["people"]["added"] == 1
