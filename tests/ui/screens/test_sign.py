from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldkit.actions.paperwork import begin, take_step
from fieldkit.actions.records import set_values
from fieldkit.forms import RemoteRequest, ServiceReport
from fieldkit.ui.screens.sign import SignScreen

from .conftest import Seat


def by_name(view: QWidget, name: str) -> Any:
    found = view.findChild(QWidget, name)
    assert found is not None, name
    return found


def press(view: QWidget, name: str) -> None:
    QTest.mouseClick(by_name(view, name), Qt.MouseButton.LeftButton)


def open_screen(qtbot: QtBot, shown: Callable[..., QWidget], seat: Seat, rid: str) -> SignScreen:
    screen = SignScreen(seat.place)
    shown(screen, 1366, 768)
    screen.open([rid])
    seat.idle(qtbot)
    return screen


def read_all(qtbot: QtBot, seat: Seat, screen: SignScreen) -> None:
    seat.idle(qtbot)
    for _ in range(30):
        if by_name(screen, "sign.pad").isVisible():
            return
        press(screen, "sign.read_on")
        seat.idle(qtbot)  # a page is read when it stands there
    raise AssertionError("the pad never came")


def draw(pad: QWidget) -> None:
    spots = [QPoint(80 + 12 * at, 120 + (at * 37) % 90) for at in range(30)]
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=spots[0])
    for spot in spots[1:]:
        QTest.mouseMove(pad, spot)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=spots[-1])


def test_what_the_trip_came_to_after_the_report_was_begun_is_in_what_is_signed(
    qtbot: QtBot, shown: Callable[..., None], seat: Callable[..., Seat]
) -> None:
    at_report = seat("write_report")
    case, desk = at_report.case, at_report.place.desk
    cause = desk.form(case.report).record.values["cause"]
    set_values(desk, case.report, {"cause": None}, desk.store.open(case.report))  # the report was begun before it
    screen = open_screen(qtbot, shown, at_report, case.report)
    assert by_name(screen, "sign.read_on").isVisible()
    assert desk.form(case.report).record.values["cause"] == cause


def test_both_papers_are_read_then_signed_in_one_sitting(qtbot, shown, seat: Callable[..., Seat]) -> None:
    at_report = seat("write_report")
    case, store = at_report.case, at_report.place.desk.store
    screen = open_screen(qtbot, shown, at_report, case.report)
    assert not by_name(screen, "sign.pad").isVisible()
    assert not by_name(screen, "sign.confirm").isEnabled()
    read_all(qtbot, at_report, screen)
    assert by_name(screen, "sign.name").text() == "王𠅤"
    press(screen, "sign.confirm")
    assert "还没有签字" in by_name(screen, "sign.reason").text()
    draw(by_name(screen, "sign.pad"))
    press(screen, "sign.confirm")
    at_report.idle(qtbot)
    report = ServiceReport(store.get(case.report))
    assert (report.status, report.customer.name) == ("signed", "王𠅤")
    assert by_name(screen, "sign.pad").is_empty()
    read_all(qtbot, at_report, screen)
    draw(by_name(screen, "sign.pad"))
    press(screen, "sign.confirm")
    at_report.idle(qtbot)
    assert store.get(case.advice).values["status"] == "signed"
    assert by_name(screen, "sign.thanks").isVisible()
    with qtbot.waitSignal(at_report.place.go) as gone:
        press(screen, "sign.onward")
    assert gone.args == [f"trips/{case.visit}/hand_over"]


def test_a_customer_agrees_to_remote_maintenance_on_the_screen(qtbot, shown, seat: Callable[..., Seat]) -> None:
    at_problem = seat("guide_by_phone")
    case, desk = at_problem.case, at_problem.place.desk
    planned = {
        "operations.a1.what": "查询告警与日志，只读", "window_from": "2026-11-09T01:30:00Z",
        "window_to": "2026-11-09T03:00:00Z", "access": "经用户网管接入", "risks": "无", "backup": "备份配置数据",
        "way_back": "断开连接", "promise": "given",
    }  # fmt: skip
    rid = begin(desk, "remote_request", case.problem, planned).id
    take_step(desk, rid, "sent")
    screen = open_screen(qtbot, shown, at_problem, rid)
    read_all(qtbot, at_problem, screen)
    assert by_name(screen, "sign.name").text() == "王𠅤"
    draw(by_name(screen, "sign.pad"))
    press(screen, "sign.confirm")
    at_problem.idle(qtbot)
    assert RemoteRequest(desk.store.get(rid)).agreed_at is not None
    with qtbot.waitSignal(at_problem.place.go) as gone:
        press(screen, "sign.onward")
    assert gone.args == [f"papers/{rid}"]


def test_without_a_name_it_is_not_signed(qtbot, shown, seat: Callable[..., Seat]) -> None:
    at_report = seat("write_report")
    screen = open_screen(qtbot, shown, at_report, at_report.case.report)
    read_all(qtbot, at_report, screen)
    draw(by_name(screen, "sign.pad"))
    by_name(screen, "sign.name").clear()
    press(screen, "sign.confirm")
    assert by_name(screen, "sign.reason").text() == "请写上姓名。"
    press(screen, "sign.clear")
    assert by_name(screen, "sign.pad").is_empty()
    assert at_report.place.desk.store.get(at_report.case.report).values["status"] == "draft"


def test_what_is_missing_leads_back_to_the_report(qtbot, shown, seat: Callable[..., Seat]) -> None:
    at_report = seat("write_report")
    set_values(at_report.place.desk, at_report.case.report, {"left": None})
    screen = open_screen(qtbot, shown, at_report, at_report.case.report)
    assert "离开时间" in by_name(screen, "sign.refused").accessibleName()
    with qtbot.waitSignal(at_report.place.go) as gone:
        press(screen, "sign.refused.act")
    assert gone.args == [f"trips/{at_report.case.visit}/report"]


def test_a_signed_paper_is_only_shown(qtbot, shown, seat: Callable[..., Seat]) -> None:
    signed = seat("sign")
    screen = open_screen(qtbot, shown, signed, signed.case.report)
    assert by_name(screen, "sign.thanks").isVisible()
    assert not by_name(screen, "sign.confirm").isVisible()
    assert screen.paper.paper is not None
