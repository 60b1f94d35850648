"""The lists by real clicks: found, filtered, ordered, columns chosen and kept, opened, edited, exported."""

import csv
from pathlib import Path

import pytest
from courier_trips import CUSTOMER
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit, QListWidget, QWidget

from fieldkit.actions.lists.catalogue import LISTS
from fieldkit.forms import natural_id, new_id
from fieldkit.i18n import set_language
from fieldkit.ui.screens.lists import ListsScreen
from tests.ui.screens.house_lists import DEPARTMENT, ENGINEER, SECRETARY, Hands, furnish, part_of


@pytest.fixture
def hands(trips, before, shown, qtbot):
    def sit(number: str = SECRETARY, *, empty: bool = False) -> Hands:
        laptop = trips.laptop(number)
        if not empty and number != ENGINEER:
            furnish(laptop.desk)
        place = before(laptop)
        return Hands(place, shown(ListsScreen(place), 1286, 712), qtbot)

    return sit


def test_every_list_opens_with_its_rows_in_the_columns_of_its_declaration(hands):
    at = hands()
    for listed in LISTS:
        at.open(listed.key)
        if listed.key == "sites":
            assert at.find(QWidget, "lists.empty").isVisible()
            assert at.find(QWidget, "lists.empty.import").isVisible()
            continue
        assert len(at.heads()) == sum(column.shown for column in listed.columns), listed.key
        assert all(at.column(at.heads()[0])[:1]), listed.key


def test_the_way_to_taking_files_in_is_there_for_who_may(hands):
    at = hands()
    at.open("parts")
    wanted: list[str] = []
    at.place.go.connect(wanted.append)
    at.click("lists.import")
    assert wanted == ["import"]
    other = hands(ENGINEER)
    other.open("parts")
    assert other.screen.findChild(QWidget, "lists.import") is None


def test_words_a_filter_of_ones_own_and_an_order_narrow_together(hands):
    at = hands()
    at.open("equipment")
    whole = len(at.column("型号"))
    at.search("AN-2400 接入")
    found = at.column("型号")
    assert 0 < len(found) < whole and set(found) == {"AN-2400"}
    assert at.find(QWidget, "lists.title").text() == f"设备：{len(found)} 条（共 {whole} 条）"
    at.click_head("序列号")
    serials = at.column("序列号")
    assert serials == sorted(serials)
    at.click_head("序列号")
    assert at.column("序列号") == sorted(serials, reverse=True)
    at.search("")
    assert len(at.column("型号")) == whole
    at.click("lists.filter")
    at.choose("lists.filter.column", "位置")
    at.type("lists.filter.text", "传输")
    QTest.keyClick(at.find(QLineEdit, "lists.filter.text"), Qt.Key.Key_Return)
    at.still()
    assert set(at.column("位置")) == {"传输机房"}
    at.click("lists.own.place.holds")
    assert len(at.column("型号")) == whole


def test_amounts_and_days_are_filtered_by_the_least_and_the_most(hands):
    at = hands()
    at.open("receivables")
    at.click("lists.filter")
    at.choose("lists.filter.column", "金额")
    at.type("lists.filter.from", "一万")
    at.click("lists.filter.apply")
    assert "不是数字" in at.find(QWidget, "lists.filter.error").text()
    at.type("lists.filter.from", "10,000")
    at.type("lists.filter.to", "14000")
    at.click("lists.filter.apply")
    amounts = [float(text.strip("¥").replace(",", "")) for text in at.column("金额")]
    assert amounts and all(10_000 <= amount <= 14_000 for amount in amounts)
    at.click("lists.own.amount.from")
    assert min(float(text.strip("¥").replace(",", "")) for text in at.column("金额") if text) < 10_000


def test_the_columns_chosen_and_their_order_are_kept_on_the_laptop(hands, shown, qtbot):
    at = hands()
    at.open("parts")
    at.click("lists.columns")
    columns: QListWidget = at.find(QListWidget, "lists.columns.list")
    row = next(row for row in range(columns.count()) if columns.item(row).text() == "单价")
    columns.setCurrentRow(row)
    QTest.keyClick(columns, Qt.Key.Key_Space)
    at.still()
    assert at.heads()[-1] == "单价"
    columns.setCurrentRow(1)
    at.click("lists.columns.left")
    assert at.heads()[:2] == ["备件名称", "备件编码"]
    at.popup().close()
    at.click_head("单价")
    again = Hands(at.place, shown(ListsScreen(at.place), 1286, 712), qtbot)
    again.open("parts")
    assert again.heads()[:2] == ["备件名称", "备件编码"] and again.heads()[-1] == "单价"
    prices = [float(text.strip("¥").replace(",", "")) for text in again.column("单价") if text]
    assert prices == sorted(prices)
    again.click("lists.columns")
    again.click("lists.columns.reset")
    assert again.heads()[0] == "备件编码" and "单价" not in again.heads()


def test_a_head_that_is_dragged_moves_its_column(hands):
    at = hands()
    at.open("customers")
    at.table.horizontalHeader().moveSection(0, 1)
    at.still()
    assert at.heads()[:2] == ["客户名称", "客户编号"]
    assert at.column("客户编号")[0] == "C1000"


def test_what_is_seen_is_what_is_exported_and_no_cell_is_a_formula(hands, monkeypatch, tmp_path: Path):
    at = hands()
    desk = at.place.desk
    evil = '=HYPERLINK("http://x")'
    desk.write("receivable", new_id(), {
        "customer": natural_id("customer", "C1900"), "debt": "parts", "amount": "12000.50", "part_owed": evil,
        "due": "2026-12-24", "status": "open",
    })  # fmt: skip
    at.open("receivables")
    at.click_head("到期日")
    seen = [at.column(title) for title in at.heads()]
    assert seen[3][0] == evil and seen[4] == sorted(seen[4], reverse=True)
    for ending in ("xlsx", "csv"):
        file = tmp_path / f"out.{ending}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, file=file: (str(file), ""))
        at.click("lists.export")
        said = at.find(QWidget, "lists.exported.words").text()
        assert f"{len(seen[0])} 行" in said and "未加密" in said
    rows = list(load_workbook(tmp_path / "out.xlsx").active.iter_rows())
    assert [cell.value for cell in rows[0]] == at.heads() and len(rows) == len(seen[0]) + 1
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "d"}
    assert [rows[1][2].value, rows[1][3].value, rows[1][4].value.isoformat()[:10]] == [
        12000.5, evil, "2026-12-24",
    ]  # fmt: skip
    assert [row[0].value for row in rows[1:]] == seen[0]
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as lines:
        table = list(csv.reader(lines))
    assert table[0] == at.heads() and [row[0] for row in table[1:]] == seen[0]
    assert table[1][2:5] == ["12000.50", f"'{evil}", "2026-12-24"]


def test_a_file_that_cannot_be_written_is_said(hands, monkeypatch, tmp_path: Path):
    at = hands()
    at.open("customers")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "none" / "a.xlsx"), ""))
    at.click("lists.export")
    assert "无法写入" in at.find(QWidget, "lists.exported.words").text()


def test_a_row_is_opened_by_the_keyboard_edited_and_the_list_shows_it(hands):
    at = hands()
    at.open("customers")
    search: QLineEdit = at.find(QLineEdit, "lists.search")
    QTest.keyClicks(search, "C1003")
    QTest.keyClick(search, Qt.Key.Key_Return)
    at.still()
    QTest.keyClick(search, Qt.Key.Key_Down)
    QTest.keyClick(at.table, Qt.Key.Key_Return)
    at.still()
    assert at.screen.crumbs()[-1][1] == at.find(QWidget, "lists.record.title").text()
    at.type("customer.contact", "何大海")
    at.click("lists.record.back")
    assert at.column("联系人") == ["何大海"]


def test_a_new_row_needs_what_its_form_needs_and_is_not_made_twice(hands):
    at = hands()
    at.open("manuals")
    at.click("lists.new")
    at.click("lists.make.add")
    assert "名称" in at.find(QWidget, "manual.manual_name.reason").text()
    at.type("manual.manual_name", "光功率测试模板")
    at.choose("manual.sort", "模板")
    at.type("manual.version_of", "1")
    at.click("lists.make.add")
    assert at.find(QWidget, "lists.record.title").text() == "光功率测试模板·1"
    at.open("manuals")
    assert "光功率测试模板" in at.column("名称")
    at.click("lists.new")
    at.type("manual.manual_name", "光功率测试模板")
    at.choose("manual.sort", "模板")
    at.type("manual.version_of", "1")
    at.click("lists.make.add")
    assert "已有" in at.find(QWidget, "manual.version_of.reason").text()


def test_what_is_deleted_goes_from_the_list_and_comes_back(hands):
    at = hands()
    at.open("contracts")
    at.open_row(0)
    at.click("lists.record.delete")
    assert at.find(QWidget, "lists.record.question.cancel").hasFocus()
    at.click("lists.record.question.cancel")
    assert at.place.desk.store.find("contract")
    delete(at)
    assert at.find(QWidget, "lists.record.said.words").text() == "“HT-2026-018·平川传输网年度维护”已从台账移除。"
    assert not at.find(QWidget, "lists.record.delete").isVisible()
    at.click("lists.record.said.act")
    assert at.find(QWidget, "lists.record.delete").isVisible()
    at.open("contracts")
    assert at.column("合同编号") == ["HT-2026-018"]
    at.open_row(0)
    delete(at)
    at.open("contracts")
    assert at.find(QWidget, "lists.empty").isVisible()
    at.click("lists.quick.deleted")
    assert at.column("合同编号") == ["HT-2026-018"]
    assert at.find(QWidget, "lists.title").text() == "服务合同，已删除：1 条"
    at.open_row(0)
    at.click("lists.record.said.act")
    at.open("contracts")
    assert at.find(QWidget, "lists.none").isVisible()
    at.click("lists.quick.deleted")
    assert at.column("合同编号") == ["HT-2026-018"]


def delete(at: Hands) -> None:
    at.click("lists.record.delete")
    at.click("lists.record.question.do")


def test_what_hangs_on_a_customer_is_named_before_he_is_deleted(hands):
    at = hands()
    store = at.place.desk.store
    units = len(store.find("equipment", {"customer": CUSTOMER}))
    debts = store.find("receivable", {"customer": CUSTOMER})
    still = sum(debt.values["status"] != "settled" for debt in debts)
    assert units and still
    at.open(f"customers/{CUSTOMER}")
    at.click("lists.record.delete")
    said = at.find(QWidget, "lists.record.question.on_it").text()
    assert f"设备 {units}" in said and f"应收清欠 {len(debts)}（未清 {still}）" in said
    assert not store.get(CUSTOMER).deleted


def test_an_engineer_is_not_offered_to_delete_what_he_may_edit(hands):
    at = hands(ENGINEER)
    at.open("equipment")
    assert not at.find(QWidget, "lists.quick.deleted").isVisible()
    at.open_row(0)
    assert not at.find(QWidget, "lists.record.delete").isVisible()


def test_each_role_sees_the_lists_that_it_may_read(hands):
    def entries(at: Hands) -> list[str]:
        at.open("parts")
        return [
            row.objectName().split(".")[-1]
            for row in at.screen.findChildren(QWidget)
            if "lists.entry." in row.objectName()
        ]

    every = [listed.key for listed in LISTS]
    assert entries(hands()) == every
    assert entries(hands(DEPARTMENT, empty=True)) == every
    engineer = hands(ENGINEER)
    assert {"parts", "equipment", "manuals", "receivables"} <= set(entries(engineer))
    assert not at_new(engineer, "parts") and at_new(engineer, "equipment")
    lines = engineer.place.desk.actor.scopes
    engineer.open("equipment")
    assert {scope.customer for scope in lines} == {"*"} and set(engineer.column("产品线")) == {"接入网"}


def at_new(at: Hands, key: str) -> bool:
    at.open(key)
    return bool(at.find(QAbstractButton, "lists.new").isVisible())


def test_in_english_everything_is_said_in_english(hands):
    at = hands()
    set_language("en")
    at.open("parts")
    words = [
        *at.heads(),
        at.find(QWidget, "lists.title").text(),
        *(b.text() for b in at.screen.findChildren(QAbstractButton)),
    ]
    assert all(word.isascii() for word in words if "·" not in word), words


def test_news_from_elsewhere_are_shown_without_losing_the_place(hands):
    at = hands()
    at.open("parts")
    at.table.selectRow(5)
    key = at.table.current
    desk = at.place.desk
    at.place.act(lambda desk: desk.write("part", part_of(desk), {"part_name": "甲"}), owner=at.screen)
    at.still()
    assert at.table.current == key and at.column("备件名称")[0] == "甲"
    assert desk.store.get(part_of(desk)).values["part_name"] == "甲"
