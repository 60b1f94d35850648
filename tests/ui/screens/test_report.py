from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldkit.actions.records import delete_record, set_values
from fieldkit.ui.screens.report import ReportStage

from .conftest import Seat


def by_name(view: QWidget, name: str) -> Any:
    found = view.findChild(QWidget, name)
    assert found is not None, name
    return found


def press(view: QWidget, name: str) -> None:
    QTest.mouseClick(by_name(view, name), Qt.MouseButton.LeftButton)


def open_stage(qtbot: QtBot, shown: Callable[..., QWidget], seat: Seat) -> ReportStage:
    stage = ReportStage(seat.place, seat.case.visit)
    shown(stage, 1286, 640)
    stage.refresh()
    seat.idle(qtbot)
    return stage


def test_what_is_missing_is_named_and_leads_on(qtbot, shown, seat: Callable[..., Seat]) -> None:
    at_report = seat("write_report")
    desk, rid = at_report.place.desk, at_report.case.report
    set_values(desk, rid, {"left": None, "opinion": None})
    stage = open_stage(qtbot, shown, at_report)
    assert stage.missing() == [("left", "离开时间")]
    assert stage.primary() is None
    stage.reveal("left")
    QTest.keyClicks(by_name(stage, "service_report.left"), "2026-11-10 13:40")
    stage.leave()
    assert desk.store.get(rid).values["left"] == "2026-11-10T05:40:00Z"
    at_report.idle(qtbot)
    assert stage.missing() == []
    with qtbot.waitSignal(stage.go) as gone:
        stage.primary()[1]()
    assert gone.args == [f"sign/{rid}"]


def test_the_pages_follow_the_form_and_the_form_the_pages(qtbot, shown, seat: Callable[..., Seat]) -> None:
    at_report = seat("write_report")
    stage = open_stage(qtbot, shown, at_report)
    assert stage.paper.paper is not None
    used = f"{at_report.case.movements['used']}/serial_old"
    stage.reveal(used)
    mark = stage.paper.canvas.highlights[0]
    assert mark.page == stage.paper.place_for(used).page == 1
    opinion = stage.paper.place_for("opinion")
    found = stage.paper.field_at(opinion.page, (opinion.x0 + 5) / 595, 1 - (opinion.y0 + 5) / 842)
    assert found == "opinion"
    stage.paper.field_clicked.emit("opinion")
    assert stage.focusWidget() is by_name(stage, "service_report.opinion")
    before = stage.paper.paper
    by_name(stage, "service_report.opinion").setPlainText("来得很快")
    qtbot.waitUntil(lambda: stage.paper.paper is not before)


def test_a_returned_report_is_corrected_beside_the_comment(qtbot, shown, seat: Callable[..., Seat]) -> None:
    came_back = seat("return")
    desk, used = came_back.place.desk, came_back.case.movements["used"]
    stage = open_stage(qtbot, shown, came_back)
    assert "旧板序列号与附图不一致" in by_name(stage, "report.returned").text()
    comments = next(choice for choice in stage.secondary() if choice.name == "report.open_comments")
    assert comments.text == "未答复的意见：1"
    comments.do()
    serial = by_name(stage, f"part_movement.{used}.serial_old")
    assert stage.focusWidget() is serial
    serial.selectAll()
    QTest.keyClicks(serial, "AN240020200700901")
    QTest.keyClick(serial, Qt.Key.Key_Tab)
    came_back.idle(qtbot)
    assert by_name(stage, "serial.said").isVisible()  # beside the comment, not in its place
    [comment] = desk.store.find("comment", {"visit": came_back.case.visit, "status": "open"})
    by_name(stage, f"comment.{comment.id}.reply").setText("已改")
    QTest.mouseClick(by_name(stage, f"comment.{comment.id}.done"), Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    stage.leave()
    came_back.idle(qtbot)
    assert desk.store.get(used).values["serial_old"] == "AN240020200700901"
    assert desk.store.get(comment.id).values["status"] == "done"
    stage.refresh()  # as the trip does when something changed
    qtbot.waitUntil(lambda: "report.open_comments" not in [choice.name for choice in stage.secondary()])
    qtbot.waitUntil(lambda: stage.missing() == [])
    said = by_name(stage, "serial.said")
    qtbot.waitUntil(lambda: said.isVisible() and said.height() >= said.heightForWidth(said.width()))  # all its lines


def test_the_advice_is_begun_when_there_is_none(qtbot, shown, seat: Callable[..., Seat]) -> None:
    at_report = seat("write_report")
    desk = at_report.place.desk
    stage = open_stage(qtbot, shown, at_report)
    press(stage, "report.tab.maintenance_advice")
    assert by_name(stage, "maintenance_advice.form").isVisible()
    assert not by_name(stage, "report.no_advice").isVisible()
    early = seat("follow_up")
    assert early.place.desk.store.get(early.case.advice) is None
    stage = open_stage(qtbot, shown, early)
    press(stage, "report.tab.maintenance_advice")
    press(stage, "report.begin_advice")
    early.idle(qtbot)
    assert early.place.desk.store.get(early.case.advice).values["status"] == "draft"
    press(stage, "maintenance_advice.findings.add")
    delete_record(desk, at_report.case.advice)


def test_a_signed_report_is_shown_as_it_was_sealed(qtbot, shown, seat: Callable[..., Seat]) -> None:
    signed = seat("sign")
    stage = open_stage(qtbot, shown, signed)
    assert by_name(stage, "report.sealed").isVisible()
    assert stage.missing() == []
    with qtbot.waitSignal(stage.go) as gone:
        stage.primary()[1]()
    assert gone.args == [f"trips/{signed.case.visit}/hand_over"]
