"""A list taken in once more finds its own records again: of customers merged meanwhile, and those entered by hand."""

from pathlib import Path

from courier_trips import Trips
from merged_trips import SECRETARY, add

from fieldkit.actions.enrol import sync
from fieldkit.actions.merging import merge, pairing, take_back
from fieldkit.actions.records import delete_record
from fieldkit.clock import PlayedClock
from fieldkit.forms import natural_id
from fieldkit.office.house import House
from fieldkit.office.importing import import_company

LISTS = {
    "customers": "客户编号,客户名称,电话\nH1,新港电力局,13700001234",
    "sites": "客户名称,局点名称\n新港电力局,主楼",
    "equipment": "客户名称,产品线,型号,序列号\n新港电力局,AN,AN-2400,H-0001",
    "software": "序列号,组件,版本\nH-0001,主控软件,V2.0",
    "receivables": "客户名称,类别,金额,到期日\n新港电力局,备件款,300,2026-10-01",
}
NAME = "新港电力局"
H1 = natural_id("customer", "H1")
TWIN = natural_id("customer", "H-1")  # of the two this one stays when they are merged


def lists(folder: Path, names: tuple[str, ...] = tuple(LISTS), **instead: str) -> list[Path]:
    paths = []
    for name in names:
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(instead.get(name, LISTS[name]) + "\n", "utf-8")
    return paths


def take(house: House, clock: PlayedClock, paths: list[Path]) -> dict[str, tuple[int, int, int]]:
    result = import_company(house.database, clock, paths)
    assert [refused["reason"] for one in result.values() for refused in one["refused"]] == []
    ours = {name: [gone for gone in one["missing"] if NAME in gone["key"]] for name, one in result.items()}
    return {name: (one["added"], one["changed"], len(ours[name])) for name, one in result.items()}


def test_what_a_merged_customer_owes_is_owed_once(trips: Trips, clock: PlayedClock, tmp_path: Path) -> None:
    paths = lists(tmp_path)
    assert [added for added, _, _ in take(trips.house, clock, paths).values()].count(1) == 5
    take(
        trips.house, clock, lists(tmp_path, ("customers",), customers=f"客户编号,客户名称,电话\nH-1,{NAME},13700001234")
    )
    secretary = trips.laptop(SECRETARY)
    merge(secretary.desk, pairing(secretary.desk, TWIN, H1), ["number"])
    sync(secretary.desk)
    again = ("sites", "software", "receivables")
    for _ in range(2):
        told = take(trips.house, clock, lists(tmp_path, again))
        assert {told[name][::2] for name in again} == {(0, 0)}
    by_number = "客户编号,类别,金额,到期日\nH1,备件款,300,2026-10-01"
    assert take(trips.house, clock, lists(tmp_path, ("receivables",), receivables=by_number))["receivables"] == (
        0,
        0,
        0,
    )
    sync(secretary.desk)
    take_back(secretary.desk, pairing(secretary.desk, TWIN, H1))
    sync(secretary.desk)
    by_number = "客户编号,客户名称,类别,金额,到期日\nH1,新港电力局,备件款,300,2026-10-01"
    told = take(trips.house, clock, lists(tmp_path, ("receivables",), receivables=by_number))
    assert told["receivables"][::2] == (0, 0)


def test_a_debt_entered_by_hand_is_the_lists_own(trips: Trips, clock: PlayedClock, tmp_path: Path) -> None:
    take(trips.house, clock, lists(tmp_path, ("customers",)))
    secretary = trips.laptop(SECRETARY)
    values = {"customer": H1, "debt": "parts", "amount": "250", "due": "2026-10-01", "status": "open"}
    add(secretary, "receivable", **values)
    add(secretary, "site", customer=H1, site_name="主 楼")
    sync(secretary.desk)
    told = take(trips.house, clock, lists(tmp_path, ("sites", "receivables")))
    assert (told["receivables"], told["sites"]) == ((0, 1, 0), (0, 1, 0))
    sync(secretary.desk)
    assert [one.values["amount"] for one in secretary.store.find("receivable", {"customer": H1})] == ["300"]


def test_a_list_does_not_bring_back_what_was_deleted_and_says_so(
    trips: Trips, clock: PlayedClock, tmp_path: Path
) -> None:
    paths = lists(tmp_path, ("customers",))
    take(trips.house, clock, paths)
    secretary = trips.laptop(SECRETARY)
    delete_record(secretary.desk, H1)
    sync(secretary.desk)
    told = import_company(trips.house.database, clock, paths, language="zh")["customers"]
    assert (told["added"], told["changed"], told["unchanged"]) == (0, 0, 1)
    (note,) = told["warnings"]
    assert (note["row"], note["reason"]) == (2, "文件中有“新港电力局”，但它已在 FieldKit 中删除，导入不会恢复。")


def test_the_same_amount_written_otherwise_is_no_change(trips: Trips, clock: PlayedClock, tmp_path: Path) -> None:
    path = tmp_path / "parts.csv"
    for price, changed in (("1200", 0), ("1200.00", 0), ("0.12万", 0), ("1200.50", 1)):
        path.write_text(f"备件编码,备件名称,单价\nB1,线卡,{price}\n", "utf-8")
        result = import_company(trips.house.database, clock, [path])["parts"]
        assert (result["changed"], result["refused"]) == (changed, []), price
