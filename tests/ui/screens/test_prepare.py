"""The sheet before leaving, with keys and clicks: to where a gap is settled, tools ticked off, rehearsed, by phone."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget
from setting_out import word_of

from fieldkit.actions import trips
from fieldkit.actions.readiness import sheet_of
from fieldkit.demo.case import CUSTOMER
from fieldkit.demo.company import rid
from fieldkit.forms import Checklist, TripApproval, only_child_id
from fieldkit.forms.checklist import CheckItem
from fieldkit.process.turns import open_gap
from fieldkit.ui.screens.trips.gap_panel import GapPanel
from fieldkit.ui.widgets.labels import Label
from tests.ui.screens.test_trips import Trips


@pytest.fixture
def preparing(seat, qtbot, shown) -> Trips:
    """A trip that was just planned, at its first stage."""
    screen = Trips(seat("guide_by_phone"), qtbot, shown)
    visit = trips.plan_visit(screen.desk, screen.seat.case.problem, "处理心跳丢失", playbook="an2400-heartbeat").id
    screen._go(f"trips/{visit}/prepare")
    return screen


def visit_of(screen: Trips) -> str:
    return screen.desk.store.find("visit")[0].id


def sheet(screen: Trips) -> Checklist:
    found = sheet_of(screen.desk, visit_of(screen))
    assert found is not None
    return found


def point(screen: Trips, item: str, fits: Callable[[CheckItem], bool] = lambda _row: True) -> CheckItem:
    return next(row for row in sheet(screen).items if row.item == item and fits(row))


def appears(screen: Trips, name: str) -> None:
    """Waits for the lower parts of a stage, which come each in a turn of its own."""
    screen.qtbot.waitUntil(lambda: any(one.isVisible() for one in screen.screen.findChildren(QWidget, name)))


def choose(screen: Trips, row: CheckItem) -> None:
    screen.press(f"point.{row.row_id}")
    assert screen.screen.findChild(GapPanel).code == row.row_id


@pytest.mark.parametrize(
    ("item", "route"),
    [
        ("配置", "lists/equipment/"),
        ("落后于发布版本", "lists/software/"),
        ("介质与补丁文件", "lists/versions/"),
        ("维修款", "lists/receivables/"),
        ("本机资料与工具", "lists/manuals"),
        ("局点", "lists/sites/new"),
    ],
)
def test_a_gap_leads_to_where_it_is_settled(preparing: Trips, item: str, route: str) -> None:
    if not [row for row in sheet(preparing).items if row.item == item and open_gap(row)]:
        pytest.skip(f"the case lacks no {item}")
    choose(preparing, point(preparing, item, open_gap))
    preparing.press("gap.there")
    assert preparing.went[-1].startswith(route)


def test_spare_parts_are_settled_on_the_page(preparing: Trips) -> None:
    choose(preparing, point(preparing, "备件"))
    preparing.press("gap.there")
    assert preparing.find("spares.part").hasFocus() or preparing.find("spares.part").isAncestorOf(
        preparing.screen.window().focusWidget()
    )


def test_a_tool_is_packed_and_unpacked_by_a_click(preparing: Trips, qtbot) -> None:
    strap = point(preparing, "防静电腕带")
    choose(preparing, strap)
    there = preparing.find("gap.there")
    there.setFocus()
    qtbot.keyClick(there, Qt.Key.Key_Space)
    preparing.idle()
    assert point(preparing, "防静电腕带").state == "done"
    assert preparing.screen.findChild(GapPanel).code != strap.row_id  # on to the next gap
    preparing.press(f"point.{strap.row_id}")
    preparing.press("gap.there")
    assert open_gap(point(preparing, "防静电腕带"))


def test_who_agreed_and_how_stay_with_the_reason(preparing: Trips, qtbot) -> None:
    row = point(preparing, "维修款")
    choose(preparing, row)
    preparing.press("gap.way.go")
    preparing.find("gap.reason", QPlainTextEdit).insertPlainText("到现场收")
    box = preparing.find("gap.who", QComboBox)
    box.setFocus()
    while box.currentText() != "李海波":
        qtbot.keyClick(box, Qt.Key.Key_Down)
    preparing.find("gap.how", QLineEdit).insert("15:06 电话")
    preparing.press("gap.save")
    kept = point(preparing, "维修款")
    assert (kept.decided, kept.answer, kept.agreed_how) == ("go", "到现场收", "15:06 电话")
    assert kept.agreed_by == rid("person", "E106")
    said = preparing.find(f"point.{row.row_id}").accessibleName()
    assert "带缺口出发：到现场收" in said and "何志强" in said and "李海波 15:06 电话" in said
    preparing.press(f"point.{row.row_id}")
    assert preparing.find("gap.reason", QPlainTextEdit).toPlainText() == "到现场收"
    assert "李海波" in preparing.find("gap.hands").text()


def test_the_rehearsal_runs_at_a_click_and_its_verdict_stays(preparing: Trips) -> None:
    choose(preparing, point(preparing, "断网演练"))
    preparing.press("gap.there")
    assert preparing.find("rehearsal.verdict").text().startswith("可以出发")
    assert point(preparing, "断网演练").state == "done"
    assert "何志强" in preparing.find("rehearsal.when").text()
    preparing.desk.write("visit", visit_of(preparing), {"equipment": "0190c4a0-0000-7000-8000-0000000000aa"})
    preparing.press("rehearsal.start")
    assert preparing.find("rehearsal.verdict").text().startswith("还不能出发")
    assert "不在本机" in preparing.find("rehearsal.missing.0").accessibleName()
    assert open_gap(point(preparing, "断网演练"))


def test_nobody_goes_without_signatures_before_it_is_written_who_said_so_and_when(preparing: Trips, qtbot) -> None:
    visit = visit_of(preparing)
    appears(preparing, "trip_approval.form")
    preparing.press("exception")
    appears(preparing, "trip_approval.way_out")
    assert preparing.find("trip_approval.way_out", QPlainTextEdit).hasFocus()
    preparing.find("trip_approval.way_out", QPlainTextEdit).insertPlainText("人在邻县，就近直接赴现场")
    preparing.press("exception")
    assert preparing.went[-1] == f"trips/{visit}/prepare"
    preparing.press("trip_approval.calls.add")
    said = next(box for box in preparing.screen.findChildren(QLineEdit) if box.objectName().endswith(".said"))
    row = said.objectName().removesuffix(".said")
    about = preparing.find(f"{row}.about")
    about.setFocus()
    qtbot.keyClick(about, Qt.Key.Key_Down)
    preparing.press(f"{row}.who")
    popup = preparing.find(f"{row}.who").parent().findChild(QWidget, f"{row}.who.picker")
    qtbot.keyClicks(popup.search, "E106")
    qtbot.waitUntil(lambda: popup.list.count() == 1)
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    qtbot.keyClicks(preparing.find(f"{row}.said_at", QLineEdit), "2026-11-09 11:06")
    said.insert("同意直接赴现场，回来补签")
    preparing.press("exception")
    assert preparing.went[-1] == f"trips/{visit}/diagnose"
    (call,) = TripApproval(preparing.desk.form(only_child_id(visit, "trip_approval")).record).calls
    assert (call.who, call.said) == (rid("person", "E106"), "同意直接赴现场，回来补签")
    assert call.shown("said_at") == "2026-11-09 11:06"


def test_what_was_left_over_is_done_on_the_next_trip(seat, qtbot, shown) -> None:
    screen = Trips(seat("sign"), qtbot, shown)
    (left,) = screen.desk.store.find("leftover", {"visit": screen.seat.case.visit})
    visit = trips.plan_visit(screen.desk, screen.seat.case.problem, "更换蓄电池").id
    screen._go(f"trips/{visit}/prepare")
    found = sheet_of(screen.desk, visit)
    assert found is not None
    (row,) = [one for one in found.items if one.item == "上次遗留"]
    choose(screen, row)
    screen.press("gap.there")
    assert screen.went[-1] == f"trips/{screen.seat.case.visit}/follow_up"
    screen._go(f"trips/{visit}/follow_up")
    appears(screen, f"leftover.{left.id}")
    assert "以前出差遗留" in screen.find(f"leftover.{left.id}").accessibleName()
    screen.press(f"leftover.{left.id}")
    screen.press(f"leftover.{left.id}.done")
    assert screen.find(f"leftover.{left.id}.error").isVisible()
    screen.find(f"leftover.{left.id}.outcome", QLineEdit).insert("已更换")
    screen.press(f"leftover.{left.id}.done")
    kept = screen.desk.form(left.id).record.values
    assert (kept["status"], kept["outcome"]) == ("done", "已更换")


def test_money_is_taken_on_site_under_a_receipts_number(seat, qtbot, shown) -> None:
    screen = Trips(seat("diagnose"), qtbot, shown)
    screen._go(f"trips/{screen.seat.case.visit}/follow_up")
    (debt,) = screen.desk.store.find("receivable", {"customer": CUSTOMER, "debt": "repair"})
    appears(screen, f"debt.{debt.id}")
    screen.press(f"debt.{debt.id}")
    screen.press(f"debt.{debt.id}.settle")
    assert any("收据" in label.text() for label in screen.find("debts").findChildren(Label) if label.isVisible())
    qtbot.keyClicks(screen.find(f"debt.{debt.id}.number", QLineEdit), "R-0017")
    qtbot.keyClicks(screen.find(f"debt.{debt.id}.amount", QLineEdit), "1000")
    screen.press(f"debt.{debt.id}.settle")
    (receipt,) = screen.desk.store.find("receipt", {"receivable": debt.id})
    assert (receipt.values["number"], receipt.values["where"]) == ("R-0017", "site")
    assert screen.desk.form(debt.id).record.values["status"] == "open"
    number = screen.find(f"debt.{debt.id}.number", QLineEdit)
    number.clear()
    qtbot.keyClicks(number, "R-0018")
    screen.find(f"debt.{debt.id}.amount", QLineEdit).clear()
    screen.press(f"debt.{debt.id}.settle")  # all that is still owed
    assert screen.desk.form(debt.id).record.values["status"] == "settled"
    paid = [one.values["amount"] for one in screen.desk.store.find("receipt", {"receivable": debt.id}, order="number")]
    assert paid == ["1000", "3550"]


def test_who_has_neither_signatures_nor_a_word_by_phone_is_told_where_he_would_arrive(preparing: Trips) -> None:
    visit = visit_of(preparing)
    preparing._go(f"trips/{visit}/diagnose")
    appears(preparing, "arrival.error")
    assert "P7.10.5" in preparing.find("arrival.error", Label).text()
    preparing.press("primary")  # leads to where the word is written down
    assert preparing.went[-1] == f"trips/{visit}/prepare"
    preparing.desk.write("trip_approval", only_child_id(visit, "trip_approval"),
                         word_of(rid("person", "E106"), preparing.desk.clock.now()))  # fmt: skip
    preparing._go(f"trips/{visit}/diagnose")
    said = preparing.screen.findChildren
    preparing.qtbot.waitUntil(lambda: not any(one.isVisible() for one in said(Label, "arrival.error")))
    preparing.press("primary")
    preparing.qtbot.waitUntil(lambda: preparing.desk.form(visit).record.values["status"] == "on_site")
