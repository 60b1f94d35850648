import os
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldkit.actions.papers import last_sheet
from fieldkit.store.store import Edit
from fieldkit.ui.screens.report import ReportStage
from fieldkit.ui.screens.review import ReviewScreen

from .conftest import Seat


def by_name(view: QWidget, name: str) -> Any:
    found = view.findChild(QWidget, name)
    assert found is not None, name
    return found


def press(view: QWidget, name: str) -> None:
    QTest.mouseClick(by_name(view, name), Qt.MouseButton.LeftButton)


def open_screen(qtbot: QtBot, shown: Callable[..., QWidget], seat: Seat, *parts: str) -> ReviewScreen:
    screen = ReviewScreen(seat.place)
    shown(screen, 1286, 712)
    screen.open(list(parts))
    seat.idle(qtbot)
    return screen


@pytest.fixture
def manager(seat: Callable[..., Seat]) -> Seat:
    """The product-line manager's laptop with the report, and its PDF fetched before the line went."""
    engineer, manager = seat("come_back"), seat("come_back", "line_manager")
    sheet = last_sheet(engineer.place.desk.store.get(engineer.case.report))
    manager.place.desk.store.put_file(engineer.place.desk.store.files.read(sheet.sha256), sheet.name, sheet.type)
    return manager


def test_a_comment_is_pinned_and_the_report_returned_by_keys(qtbot, shown, manager: Seat) -> None:
    screen = open_screen(qtbot, shown, manager, manager.case.visit)
    store, used = manager.place.desk.store, manager.case.movements["used"]
    assert by_name(screen, "review.verdict").text == "2 个签名有效"
    key = f"{used}/serial_old"
    screen.pages.paper.field_clicked.emit(key)
    editor = by_name(screen, f"comment.{key}")
    editor.setPlainText("旧板序列号与附图不一致")
    press(screen, f"pin.{key}")
    manager.idle(qtbot)
    [comment] = store.find("comment", {"visit": manager.case.visit})
    assert (comment.values["about"], comment.values["path"]) == (used, "serial_old")
    assert [mark.number for mark in screen.pages.paper.canvas.highlights] == [1]
    assert by_name(screen, "review.return").text() == "退回，带 1 处批注"
    screen.setFocus()
    QTest.keyClick(screen, Qt.Key.Key_R)
    reason = by_name(screen, "decision.reason")
    assert reason.text() == "旧板序列号与附图不一致"
    QTest.keyClick(reason, Qt.Key.Key_Return)
    manager.idle(qtbot)
    assert store.get(manager.case.report).values["status"] == "returned"
    assert by_name(screen, "review.empty").isVisible()


def test_a_comment_is_pinned_to_a_photo_and_reaches_the_engineer(qtbot, shown, manager: Seat, seat) -> None:
    """Pressed on its picture; off line at the engineer's it stands below the photos, and is answered there."""
    screen = open_screen(qtbot, shown, manager, manager.case.visit)
    desk = manager.place.desk
    photo = desk.store.find("photo", {"visit": manager.case.visit})[0]
    key = f"{photo.id}/picture"
    assert not by_name(screen, f"fact.{key}").isVisible()
    press(screen, "review.photo.1")
    manager.idle(qtbot)
    by_name(screen, f"comment.{key}").setPlainText("铭牌看不清，请补拍")
    keep(screen, "review-photo")
    press(screen, f"pin.{key}")
    manager.idle(qtbot)
    [comment] = desk.store.find("comment", {"visit": manager.case.visit})
    assert (comment.values["about"], comment.values["path"]) == (photo.id, "picture")
    assert by_name(screen, f"fact.{key}").isVisible()  # what was said of it stays in sight

    engineer = seat("come_back")
    engineer.place.desk.store.write(desk.actor, [Edit("comment", comment.id, comment.values)])
    stage = ReportStage(engineer.place, engineer.case.visit)
    shown(stage, 1286, 640)
    stage.refresh()
    engineer.idle(qtbot)
    press(stage, "report.remark.1")
    engineer.idle(qtbot)
    reply = by_name(stage, f"comment.{comment.id}.reply")
    assert reply.isVisible() and reply.hasFocus()
    keep(stage, "report-photo-comment")
    press(stage, f"comment.{comment.id}.done")
    engineer.idle(qtbot)
    assert engineer.place.desk.store.get(comment.id).values["status"] == "done"


def test_returning_without_a_reason_is_refused_beside_the_line(qtbot, shown, manager: Seat) -> None:
    screen = open_screen(qtbot, shown, manager)
    press(screen, "review.return")
    press(screen, "decision.confirm")
    manager.idle(qtbot)
    assert by_name(screen, "decision.error").isVisible()
    assert manager.place.desk.store.get(manager.case.report).values["status"] == "signed"
    press(screen, "decision.cancel")
    press(screen, "review.ask")
    by_name(screen, "decision.reason").setText("高温持续多久？")
    press(screen, "decision.confirm")
    manager.idle(qtbot)
    [asked] = manager.place.desk.store.find("review", {"visit": manager.case.visit, "decision": "asked"})
    assert asked.values["reason"] == "高温持续多久？"


def test_a_comment_that_is_not_pinned_goes_along_and_is_not_approved_away(qtbot, shown, manager: Seat) -> None:
    screen = open_screen(qtbot, shown, manager, manager.case.visit)
    store, key = manager.place.desk.store, f"{manager.case.movements['used']}/serial_old"
    press(screen, "review.return")
    press(screen, "decision.cancel")
    screen.pages.paper.field_clicked.emit(key)
    by_name(screen, f"comment.{key}").setPlainText("旧板序列号与附图不一致")
    press(screen, "review.approve")
    assert not by_name(screen, "decision.confirm").isVisible()
    press(screen, "review.return")
    manager.idle(qtbot)
    assert by_name(screen, "decision.reason").text() == "旧板序列号与附图不一致"
    press(screen, "decision.confirm")
    manager.idle(qtbot)
    [comment] = store.find("comment", {"visit": manager.case.visit})
    assert comment.values["text"] == "旧板序列号与附图不一致"
    assert store.get(manager.case.report).values["status"] == "returned"


def test_approving_takes_two_strokes_of_a(qtbot, shown, manager: Seat) -> None:
    screen = open_screen(qtbot, shown, manager)
    QTest.keyClick(screen, Qt.Key.Key_A)
    assert manager.place.desk.store.get(manager.case.report).values["status"] == "signed"
    QTest.keyClick(screen, Qt.Key.Key_A)
    manager.idle(qtbot)
    values = manager.place.desk.store.get(manager.case.report).values
    assert values["status"] == "approved"
    assert values["manager"]["name"] == "李海波"


def test_off_line_the_facts_can_be_read(qtbot, shown, seat: Callable[..., Seat]) -> None:
    away = seat("come_back", "line_manager")
    screen = open_screen(qtbot, shown, away)
    assert by_name(screen, "review.offline").isVisible()
    assert by_name(screen, "fact.cause").isVisible()


def test_a_trip_waits_for_each_manager_in_turn(qtbot, shown, seat: Callable[..., Seat]) -> None:
    line_manager = seat("submit", "line_manager")
    screen = open_screen(qtbot, shown, line_manager)
    assert not by_name(screen, "review.ask").isVisible()
    press(screen, "review.approve")
    press(screen, "decision.confirm")
    line_manager.idle(qtbot)
    assert line_manager.place.desk.store.get(line_manager.case.approval).values["status"] == "line_approved"
    assert screen.queue.shown == []  # it waits for the department manager now
    press(screen, "review.all")
    line_manager.idle(qtbot)
    assert [one.mine for one in screen.queue.shown] == [False]


def test_what_came_back_is_compared_field_by_field_and_leads_to_the_field(qtbot, shown, seat) -> None:
    """On a laptop that has both PDFs; what was said to each comment stands beside."""
    again = seat("correct")
    screen = open_screen(qtbot, shown, again, again.case.visit)
    again.idle(qtbot)
    used = again.case.movements["used"]
    qtbot.waitUntil(lambda: bool(screen.changes.found))
    assert [one.key for one in screen.changes.found] == [f"{used}/serial_old"]
    assert by_name(screen, "review.changes.head").text() == "相对第 1 版改动 1 处"
    assert "已按铭牌照片改正" in by_name(screen, "review.answered.1").text()
    now = by_name(screen, f"review.change.{used}/serial_old.now").text()
    assert now.startswith("现为：") and now[3:] == screen.changes.found[0].after
    keep(screen, "review-changes")
    press(screen, f"review.change.{used}/serial_old")
    assert screen.facts.current == f"{used}/serial_old"


def keep(screen: QWidget, name: str) -> None:
    """A picture to look at, where somebody wants one."""
    folder = os.environ.get("FIELDKIT_PICTURES")
    if folder:
        screen.grab().save(f"{folder}/{name}.png")


def test_the_first_revision_is_compared_with_nothing(qtbot, shown, manager: Seat) -> None:
    screen = open_screen(qtbot, shown, manager)
    manager.idle(qtbot)
    assert not screen.changes.isVisible()
    keep(screen, "review-first")


def test_the_queue_is_narrowed_to_one_sort(qtbot, shown, manager: Seat) -> None:
    screen = open_screen(qtbot, shown, manager)
    manager.idle(qtbot)
    counts = {}
    for sort in ("", "service_report", "trip_approval", "again", "green"):
        screen.queue.sort.setCurrentIndex(screen.queue.sort.findData(sort))
        manager.idle(qtbot)
        counts[sort] = len(screen.queue.shown)
        assert (screen.looked is not None) == bool(counts[sort])  # what is not in the queue is not decided on
        assert by_name(screen, "review.approve").isVisible() == bool(counts[sort])
    assert counts == {"": 1, "service_report": 1, "trip_approval": 0, "again": 0, "green": 0}
    assert not by_name(screen, "review.all_green").isVisible()  # it has left-overs: a person looks at it
