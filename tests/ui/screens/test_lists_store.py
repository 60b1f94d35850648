"""Behind the rows, by real clicks: the store's movements, receipts at the office, equipment that moves, media."""

import hashlib
from decimal import Decimal

import pytest
from courier_trips import CUSTOMER, new_problem
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QListWidget, QWidget

from fieldkit.actions.stock import stocks
from fieldkit.forms import natural_id, new_id
from fieldkit.store.store import Edit
from fieldkit.ui.editors import LinkPicker
from fieldkit.ui.screens.lists import ListsScreen
from tests.ui.screens.house_lists import DEPARTMENT, SECRETARY, Hands, furnish, part_of, pick


@pytest.fixture
def hands(trips, before, shown, qtbot):
    def sit(number: str = SECRETARY) -> Hands:
        laptop = trips.laptop(number)
        furnish(laptop.desk)
        laptop.clock.forward(hours=6)
        place = before(laptop)
        return Hands(place, shown(ListsScreen(place), 1286, 712), qtbot)

    return sit


def note(at: Hands, way: str, **typed: str) -> None:
    at.click("stock.new.begin")
    at.choose("stock.way", way)
    for name, text in typed.items():
        at.type(f"stock.new.{name}", text)
    at.click("stock.new.add")


def test_what_is_below_or_owed_is_said_by_word_and_icon(hands):
    at = hands()
    at.open("parts")
    assert at.column("库存")[:3] == ["-1", "5", "10"]
    assert at.column("状况")[:3] == ["欠库 1", "", "低于下限"]
    assert at.column("存放位置")[:2] == ["总库 -1", "华东区库 2、总库 3"]
    model, column = at.table.model(), at.heads().index("状况")
    for row in (0, 2):
        assert not model.index(row, column).data(Qt.ItemDataRole.DecorationRole).isNull()
    at.click("lists.quick.below")
    assert len(at.column("库存")) == 2
    at.click("lists.quick.owed")
    assert at.column("库存") == ["-1"]
    at.click("lists.quick.faulty")
    assert at.column("故障件") == ["1"]


def test_the_secretary_notes_what_happens_in_the_store(hands):
    at = hands()
    part = part_of(at.place.desk, 3)
    at.open(f"parts/{part}")
    note(at, "盘点", quantity="4", place="总库")
    assert stocks(at.place.desk, [part])[part].places == {"总库": 4}
    at.place.laptop.clock.forward(minutes=5)
    note(at, "入库", quantity="2", place="总库", serial_new="SN-1")
    at.place.laptop.clock.forward(minutes=5)
    note(at, "调拨到另一库位", quantity="1", place="总库", to_place="华东区库")
    at.place.laptop.clock.forward(minutes=5)
    note(at, "故障件入库", quantity="1", place="总库", serial_old="SN-0")
    found = stocks(at.place.desk, [part])[part]
    assert (dict(found.places), found.faulty) == ({"华东区库": 1, "总库": 5}, 1)
    assert at.find(QWidget, "stock.place.总库").accessibleName() == "总库，5"
    assert "故障件" in at.find(QWidget, "stock.faulty").accessibleName()


def test_what_cannot_be_is_refused_beside_the_field(hands):
    at = hands()
    at.open(f"parts/{part_of(at.place.desk, 3)}")
    note(at, "调拨到另一库位", quantity="1", place="总库", to_place="总库")
    assert "已经在" in at.find(QWidget, "stock.new.to_place.reason").text()
    at.click("stock.new.cancel")
    note(at, "盘点", quantity="1.5")
    assert "整数" in at.find(QWidget, "stock.new.quantity.reason").text()
    at.click("stock.new.cancel")
    note(at, "随身带出", quantity="1")
    assert at.find(QWidget, "stock.new.visit.required").isVisible()
    assert "哪次现场" in at.find(QWidget, "stock.new.visit.reason").text()


def test_a_part_is_issued_for_a_trip_and_stands_on_it(hands):
    at = hands()
    desk = at.place.desk
    visit = new_id()
    with_problem = new_problem(at.place.laptop)
    values = {"problem": with_problem, "customer": CUSTOMER, "engineer": natural_id("person", "E100"),
              "purpose": "换主控板", "status": "preparing"}  # fmt: skip
    at.place.laptop.store.write(desk.actor, [Edit("visit", visit, values)])  # the engineer's, brought by sync
    part = part_of(desk, 1)
    at.open(f"parts/{part}")
    at.click("stock.new.begin")
    at.choose("stock.way", "随身带出")
    pick(at, "stock.new.visit", "换主控板")
    at.type("stock.new.quantity", "1")
    at.type("stock.new.place", "总库")
    at.click("stock.new.add")
    moved = desk.store.find("part_movement", {"part": part, "visit": visit})
    assert [record.values["movement"] for record in moved] == ["taken"]
    assert stocks(desk, [part])[part].places == {"华东区库": 2, "总库": 2}


def test_a_debt_is_paid_in_two_parts_and_settled_with_the_second_receipt(hands):
    at = hands()
    desk = at.place.desk
    debt = desk.store.find("receivable", {"customer": CUSTOMER, "debt": "repair"})[0].id
    whole = Decimal(str(desk.store.get(debt).values["amount"]))
    at.open(f"receivables/{debt}")
    for number, amount in (("SJ-1", "1000"), ("SJ-2", str(whole - 1000))):
        at.click("debt.new.begin")
        at.type("debt.new.number", number)
        at.type("debt.new.amount", amount)
        at.click("debt.new.add")
    assert desk.store.get(debt).values["status"] == "settled"
    assert len(desk.store.find("receipt", {"receivable": debt})) == 2
    assert at.find(QWidget, "debt.state").accessibleName() == "已结清"
    assert not at.find(QWidget, "debt.new").isVisible()
    at.open("receivables")
    at.click("lists.quick.settled")
    assert "SJ-1，在公司、SJ-2，在公司" in at.column("收据")


def test_a_receipt_number_is_used_once_and_no_more_comes_in_than_is_owed(hands):
    at = hands()
    desk = at.place.desk
    first, second = (record.id for record in desk.store.find("receivable", {"debt": "parts"})[:2])
    at.open(f"receivables/{first}")
    at.click("debt.new.begin")
    at.type("debt.new.number", "SJ-9")
    at.type("debt.new.amount", "1")
    at.click("debt.new.add")
    at.open(f"receivables/{second}")
    at.click("debt.new.begin")
    at.type("debt.new.number", "SJ-9")
    at.type("debt.new.amount", "1")
    at.click("debt.new.add")
    assert "已经用过" in at.find(QWidget, "debt.new.number.reason").text()
    at.type("debt.new.number", "SJ-10")
    at.type("debt.new.amount", "9999999")
    at.click("debt.new.add")
    assert "尚欠只有" in at.find(QWidget, "debt.new.amount.reason").text()
    assert not desk.store.find("receipt", {"receivable": second})


def test_a_faulty_part_that_comes_back_to_the_office_lies_in_the_store(hands):
    at = hands()
    desk = at.place.desk
    debt = desk.store.find("receivable", {"debt": "part_back"})[0]
    part = desk.store.find("part", {"code": debt.values["part_owed"]})[0].id
    at.open(f"receivables/{debt.id}")
    at.click("debt.new.begin")
    at.type("debt.new.number", "RK-7")
    at.click("debt.new.add")
    assert desk.store.get(debt.id).values["status"] == "settled"
    assert stocks(desk, [part])[part].faulty == 1


def test_equipment_moves_to_a_site_is_retired_and_used_again(hands):
    at = hands()
    desk = at.place.desk
    site = new_id()
    desk.write("site", site, {"customer": CUSTOMER, "site_name": "平川县局"})
    unit = next(one for one in desk.store.find("equipment") if one.values["customer"] != CUSTOMER).id
    at.open(f"equipment/{unit}")
    at.click("unit.move.begin")
    pick(at, "unit.move.customer", "平川县")
    pick(at, "unit.move.site", "平川")
    at.click("unit.move.add")
    assert [desk.store.get(unit).values[name] for name in ("customer", "site")] == [CUSTOMER, site]
    assert "平川县局" in at.find(QWidget, "unit.site").accessibleName()
    at.click("unit.retire.begin")
    at.click("unit.retire.add")
    assert "退网原因" in at.find(QWidget, "unit.retire.retired_why.reason").text()
    at.type("unit.retire.retired_why", "整机更换")
    at.click("unit.retire.add")
    assert "整机更换" in at.find(QWidget, "unit.retired").accessibleName()
    at.open("equipment")
    serial = desk.store.get(unit).values["serial"]
    assert serial not in at.column("序列号")
    at.click("lists.quick.gone")
    assert at.column("序列号") == [serial]
    at.open_row(0)
    at.click("unit.again")
    assert desk.store.get(unit).values.get("retired_on") is None


def test_a_site_of_another_customer_is_refused(hands):
    at = hands()
    desk = at.place.desk
    site = new_id()
    desk.write("site", site, {"customer": natural_id("customer", "C1000"), "site_name": "临江"})
    unit = desk.store.find("equipment", {"customer": CUSTOMER})[0].id
    at.open(f"equipment/{unit}")
    at.click("unit.move.begin")
    picker = next(one for one in at.screen.findChildren(LinkPicker) if one.name == "unit.move.site")
    picker.pick(site, "临江")
    at.click("unit.move.add")
    assert "另一个客户" in at.find(QWidget, "unit.move.site.reason").text()


def test_media_are_kept_with_their_hash_and_one_that_differs_is_named(hands, monkeypatch, tmp_path):
    at = hands(DEPARTMENT)
    image = tmp_path / "AN-2400-V3.2.0.bin"
    image.write_bytes(b"image" * 1000)
    version = at.place.desk.store.find("released_version", {"model": "AN-2400"})[0].id
    at.open(f"versions/{version}")
    at.click("released_version.media.add")
    row = next(
        one.objectName() for one in at.screen.findChildren(QWidget) if one.objectName().endswith(".published")
    ).rsplit(".", 1)[0]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(image), ""))
    at.click(f"{row}.file")
    assert at.place.desk.store.files.has(hashlib.sha256(image.read_bytes()).hexdigest())
    at.type(f"{row}.published", "0" * 64)
    at.open("versions")
    said = dict(zip(at.column("型号"), at.column("介质"), strict=True))
    assert said["AN-2400"] == "AN-2400-V3.2.0.bin：校验值不符" and said["SX-10"] == "无文件"
    at.open(f"versions/{version}")
    at.type(f"{row}.published", hashlib.sha256(image.read_bytes()).hexdigest().upper())
    at.open("versions")
    assert dict(zip(at.column("型号"), at.column("介质"), strict=True))["AN-2400"] == "AN-2400-V3.2.0.bin"
    out = tmp_path / "out.bin"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    at.open(f"versions/{version}")
    at.click(f"{row}.file.save")
    assert out.read_bytes() == image.read_bytes()
    at.click(f"{row}.file.drop")
    at.open("versions")
    assert dict(zip(at.column("型号"), at.column("介质"), strict=True))["AN-2400"] == "无文件"


def test_software_that_is_behind_says_what_it_lacks(hands):
    at = hands()
    at.open("software")
    at.click("lists.quick.behind")
    behind = at.column("与发布版本比较")
    assert behind and all(said.startswith("缺") for said in behind)
    at.click("lists.quick.special")
    assert all(at.column("特殊设置"))


def test_the_popup_of_columns_is_reached_and_left_by_the_keyboard(hands):
    at = hands()
    at.open("contracts")
    at.button("lists.columns").setFocus()
    QTest.keyClick(at.button("lists.columns"), Qt.Key.Key_Space)
    at.still()
    assert isinstance(at.popup().findChild(QListWidget), QListWidget)
    QTest.keyClick(at.popup(), Qt.Key.Key_Escape)
