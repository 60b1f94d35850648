"""A company's lists into the office: counted, repeated without change, and never over what people corrected."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import Played
from openpyxl import load_workbook
from postgres import Postgres
from sqlalchemy import Connection, func, select

from fieldkit import resource
from fieldkit.clock import PlayedClock
from fieldkit.errors import UserError
from fieldkit.forms import Person, Receivable, natural_id
from fieldkit.office.audit import lines
from fieldkit.office.comparing import Step
from fieldkit.office.database import Sequence
from fieldkit.office.headings import lesson
from fieldkit.office.house import House, create_house
from fieldkit.office.import_writer import ImportWriter
from fieldkit.office.importing import OFFICE, Asked, import_company, take_in
from fieldkit.office.reading import Entry
from fieldkit.office.reading.tables import files_of
from fieldkit.office.refused_book import refused_book
from fieldkit.office.rights import current
from fieldkit.office.tables import CHANGE, IMPORTED, METADATA
from fieldkit.records.tables import RECORD, load
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


def write(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


DEBTS = ("客户编号,类别,金额,到期日", "C1900,维修款,4550,2026-10-01", "C1900,备件款,800,2026-10-02")
C1900_REPAIR = natural_id("receivable", CUSTOMER, "repair", "2026-10-01", "")


def values(house: House, rid: str) -> dict[str, Any]:
    with house.database.reading() as connection:
        stored = load(connection, rid)
    assert stored is not None
    return dict(stored.values)


def test_a_dry_run_shows_each_field_that_would_change(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    import_company(house.database, clock, [write(tmp_path, "a.csv", *DEBTS)])
    newer = write(
        tmp_path, "b.csv", DEBTS[0], "C1900,维修款,5000,2026-10-01", "C1900,备件款,1,2026-12-02", "C1900,?,1,"
    )
    before = values(house, C1900_REPAIR)
    dry = import_company(house.database, clock, [newer], dry_run=True)["receivables"]
    assert values(house, C1900_REPAIR) == before
    assert (dry["added"], dry["changed"], dry["unchanged"]) == (1, 1, 0)
    (change,) = dry["changes"]
    assert (change["file"], change["row"], change["field"], change["label"]) == ("b.csv", 2, "amount", "金额")
    assert (change["before"], change["after"]) == ("¥4,550.00", "¥5,000.00")
    assert change["key"] == "平川县电信分公司·维修款·2026-10-01"
    assert [one["row"] for one in dry["additions"]] == [3]
    assert [(one["file"], one["row"]) for one in dry["refused"]] == [("b.csv", 4)]
    assert any(one["key"].endswith("备件款·2026-10-02") for one in dry["missing"])


def test_what_left_the_list_is_owed_no_more_and_owed_again_when_it_comes_back(
    laptop: Make, house: House, clock: PlayedClock, tmp_path: Path
) -> None:
    whole, shorter = write(tmp_path, "a.csv", *DEBTS), write(tmp_path, "b.csv", DEBTS[0], DEBTS[2])

    def take(path: Path, **asked: Any) -> dict[str, Any]:
        return dict(import_company(house.database, clock, [path], **asked)["receivables"])

    take(whole)
    partial = take(shorter)
    assert "平川县电信分公司·维修款·2026-10-01" in {one["key"] for one in partial["missing"]}
    assert partial["changed"] == 0 and "listed" not in values(house, C1900_REPAIR)
    closed = take(shorter, whole=frozenset({"receivables"}))
    assert closed["changed"] == len(closed["missing"]) > 0
    assert {one["field"] for one in closed["changes"]} == {"listed"}
    engineer = laptop("engineer")
    engineer.pull()
    known = engineer.store.get(C1900_REPAIR)
    assert known is not None and not Receivable(known).is_owed
    again = take(shorter, whole=frozenset({"receivables"}))
    assert (again["changed"], len(again["missing"])) == (0, len(closed["missing"]))
    back = take(whole)
    assert [(one["field"], one["after"]) for one in back["changes"]] == [("listed", "是")]
    assert take(whole)["changed"] == 0
    engineer.pull()
    known = engineer.store.get(C1900_REPAIR)
    assert known is not None and Receivable(known).is_owed


def test_nothing_leaves_a_list_of_which_rows_were_refused(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    import_company(house.database, clock, [write(tmp_path, "a.csv", *DEBTS)])
    bad = write(tmp_path, "b.csv", DEBTS[0], "C1900,维修款,viel,2026-10-01", DEBTS[2])
    result = import_company(house.database, clock, [bad], whole=frozenset({"receivables"}))["receivables"]
    assert len(result["refused"]) == len(result["warnings"]) == 1
    assert "listed" not in values(house, C1900_REPAIR)


def test_what_somebody_listed_again_by_hand_stays(
    laptop: Make, house: House, clock: PlayedClock, tmp_path: Path
) -> None:
    import_company(house.database, clock, [write(tmp_path, "a.csv", *DEBTS)])
    shorter = write(tmp_path, "b.csv", DEBTS[0], DEBTS[2])
    import_company(house.database, clock, [shorter], whole=frozenset({"receivables"}))
    manager = laptop("department_manager")
    manager.pull()
    manager.store.write(manager.actor, [Edit("receivable", C1900_REPAIR, {"listed": True})])
    manager.push()
    import_company(house.database, clock, [shorter], whole=frozenset({"receivables"}))
    assert values(house, C1900_REPAIR)["listed"] is True


def test_a_heading_that_was_explained_is_remembered(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "客户编号,客户名称,局方接口人,内部码", "C1900,平川县电信分公司,赵某,7")
    unknown = import_company(house.database, clock, [path], dry_run=True)["customers"]["unknown"]
    assert unknown == [{"file": "a.csv", "header": ["局方接口人", "内部码"]}]
    lessons = lesson({("customers", "局方接口人"): "contact", ("customers", "内部码"): "-"})
    tried = import_company(house.database, clock, [path], dry_run=True, lessons=lessons)["customers"]
    assert [one["after"] for one in tried["changes"]] == ["赵某"]
    assert import_company(house.database, clock, [path], dry_run=True)["customers"]["unknown"] == unknown
    import_company(house.database, clock, [path], lessons=lessons)
    assert values(house, CUSTOMER)["contact"] == "赵某"
    later = write(tmp_path, "b.csv", "客户编号,客户名称,局方接口人*,内部码", "C1900,平川县电信分公司,钱某,8")
    result = import_company(house.database, clock, [later])["customers"]
    assert (result["unknown"], values(house, CUSTOMER)["contact"]) == ([], "钱某")


def test_a_whole_file_of_unknown_words_can_be_explained(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "代号,谁,哪里", "C77,某局,某地")
    (unknown,) = import_company(house.database, clock, [path], dry_run=True)["files"]["unknown"]
    assert unknown == {"file": "a.csv", "header": ["代号", "谁", "哪里"]}
    lessons = lesson({("customers", word): name for word, name in
                      (("代号", "number"), ("谁", "customer_name"), ("哪里", "address"))})  # fmt: skip
    assert import_company(house.database, clock, [path], lessons=lessons)["customers"]["added"] == 1
    with pytest.raises(UserError, match="wunder"):
        lesson({("customers", "代号"): "wunder"})


def test_refused_rows_come_back_as_a_workbook_that_can_be_corrected(
    house: House, clock: PlayedClock, tmp_path: Path
) -> None:
    path = write(tmp_path, "a.csv", "工号,姓名,角色,手机", "E901,=1+1,国王,+86 139", "E902,乙,工程师,-1")
    results = take_in(house.database, clock, files_of([path]), Asked(dry_run=True))
    (tmp_path / "refused.xlsx").write_bytes(refused_book(results, "zh"))
    sheet = (book := load_workbook(tmp_path / "refused.xlsx")).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["工号", "姓名", "角色", "手机", "拒收原因", "文件", "行"]
    assert [cell.value for cell in sheet[2]][:4] == ["E901", "=1+1", "国王", "+86 139"]
    assert "国王" in str(sheet[2][4].value)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet[2][1].quotePrefix
    sheet["C2"] = "工程师"
    book.save(tmp_path / "corrected.xlsx")
    result = import_company(house.database, clock, [tmp_path / "corrected.xlsx"])["people"]
    assert (result["added"], result["refused"]) == (1, [])


def test_a_list_that_was_refused_whole_makes_no_sheet_and_odd_characters_break_none(
    house: House, clock: PlayedClock, tmp_path: Path
) -> None:
    paths = [
        write(tmp_path, "a.csv", "工号,姓名,角色", "E901,甲\uffff\ufffe\x01乙,国王"),
        write(tmp_path, "b.csv", "产品线,型号,序列号", "AN,AN-1,S-1"),
    ]
    results = take_in(house.database, clock, files_of(paths), Asked(dry_run=True))
    assert results["equipment"].refused
    (tmp_path / "refused.xlsx").write_bytes(refused_book(results, "zh"))
    book = load_workbook(tmp_path / "refused.xlsx")
    assert book.sheetnames == ["1-people"]
    assert book.worksheets[0]["B2"].value == "甲   乙"
    assert refused_book({"equipment": results["equipment"]}, "zh") == b""


def test_a_role_that_was_given_by_hand_is_not_given_twice(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    head, rid = "工号,姓名,角色", natural_id("person", "E901")
    import_company(house.database, clock, [write(tmp_path, "a.csv", head, "E901,甲,工程师")])
    by_hand = {"roles.hand.role": "qa", "roles.mine.role": "receiver"}
    with house.database.writing() as connection:
        step = Step(Entry("person", rid, by_hand), dict(by_hand), load(connection, rid), remember=False)
        ImportWriter(connection, Sequence(connection), clock).write([step], lambda *_: None)

    def roles() -> list[str]:
        with house.database.reading() as connection:
            person = load(connection, rid)
        assert person is not None
        return sorted(str(row.role) for row in Person(person.record()).roles)

    import_company(house.database, clock, [write(tmp_path, "b.csv", head, "E901,甲,工程师、质检、秘书")])
    assert roles() == ["engineer", "qa", "receiver", "secretary"]
    import_company(house.database, clock, [write(tmp_path, "c.csv", head, "E901,甲,秘书")])
    assert roles() == ["receiver", "secretary"]


def test_files_are_read_before_anything_is_locked(house: House, clock: PlayedClock) -> None:
    """While an import reads and compares, a laptop's push is taken; and what it changed is compared once more."""
    told: list[str] = []
    phone = {"phone": "13900000001"}

    def progress(what: str, _done: int, _all: int) -> None:
        if what == "comparing" and what not in told:
            with house.database.writing() as connection:
                sequence = Sequence(connection)
                step = Step(Entry("customer", CUSTOMER, phone), dict(phone), load(connection, CUSTOMER), remember=False)
                ImportWriter(connection, sequence, clock).write([step], lambda *_: None)
        told.append(what)

    take_in(house.database, clock, files_of([resource("demo/company")]), Asked(), progress)
    assert told.count("reading") == 7
    assert {"rows", "comparing", "writing", "done"} <= set(told)
    assert values(house, CUSTOMER)["phone"] == "13900000001"
    with house.database.reading() as connection:
        assert [line.about for line in lines(connection) if line.what == "import"][-1] == "nothing"


@pytest.mark.parametrize("when", ["reading", "rows", "comparing", "writing", "done"])
def test_who_gives_it_up_has_changed_nothing(house: House, clock: PlayedClock, tmp_path: Path, when: str) -> None:
    path = write(tmp_path, "a.csv", "客户编号,客户名称", "N1,新局", "N2,新二局")

    def give_up(what: str, _done: int, _all: int) -> None:
        if what == when:
            raise InterruptedError

    with house.database.reading() as connection:
        before = counted(connection)
    with pytest.raises(InterruptedError):
        take_in(house.database, clock, files_of([path]), Asked(), give_up)
    with house.database.reading() as connection:
        assert counted(connection) == before
    assert import_company(house.database, clock, [path])["customers"]["added"] == 2


def counted(connection: Connection) -> list[int]:
    return [
        connection.execute(select(func.count()).select_from(table)).scalar_one() for table in METADATA.sorted_tables
    ]


def test_a_person_takes_in_what_his_rights_allow(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    customers = write(tmp_path, "a.csv", "客户编号,客户名称", "N1,新局")
    versions = write(tmp_path, "b.csv", "型号,组件,发布版本", "AN-2400,主控软件,V9")
    secretary = natural_id("person", "E112")
    result = import_company(house.database, clock, [customers, versions], person=secretary)
    assert (result["customers"]["added"], result["released"]["added"]) == (1, 0)
    assert "角色" in result["released"]["refused"][0]["reason"]
    with house.database.reading() as connection:
        row = connection.execute(select(CHANGE).where(CHANGE.c.rid == natural_id("customer", "N1"))).one()
        assert (row.author, row.inc) == (secretary, OFFICE)
        assert [(line.who, line.about) for line in lines(connection) if line.what == "import"][-1] == (
            "E112", "customers +1 ~0",
        )  # fmt: skip


def test_the_same_import_gives_the_same_records_on_both_databases(
    cluster: Postgres, tmp_path: Path, clock: PlayedClock
) -> None:
    found = []
    for name, url in (("sqlite", ""), ("postgresql", cluster.database())):
        house = create_house(tmp_path / name, "公司", clock, database=url)
        import_company(house.database, clock, [resource("demo/company")])
        debts = write(tmp_path, "b.csv", *DEBTS[:2])
        import_company(house.database, clock, [debts], whole=frozenset({"receivables"}))
        with house.database.reading() as connection:
            rows = connection.execute(select(RECORD)).mappings().all()
            found.append({row["rid"]: (row["kind"], row["customer"], row["line"], row["values"]) for row in rows})
            kept = connection.execute(select(IMPORTED)).mappings().all()
            found[-1] |= {f"imported {row['rid']}": row["values"] for row in kept}
        house.close()
    assert found[0] == found[1] and len(found[0]) > 300
