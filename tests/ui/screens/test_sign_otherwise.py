"""Nobody signs on the screen: a stamp on paper, a refusal, nobody there; a pen tells its pressure."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from fieldkit.actions.papers import last_sheet
from fieldkit.actions.paperwork import begin, take_step
from fieldkit.documents.preview import page, page_count
from fieldkit.forms import ServiceReport
from fieldkit.forms.signature import ABSENT, REFUSED, STAMPED

from .conftest import Seat
from .test_hand_over import open_stage
from .test_sign import by_name, draw, open_screen, press, read_all


def report_of(seat: Seat) -> ServiceReport:
    record = seat.place.desk.store.get(seat.case.report)
    assert record is not None
    return ServiceReport(record)


def type_in(screen: object, name: str, words: str) -> None:
    field = by_name(screen, name)  # type: ignore[arg-type]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, words)


@pytest.mark.parametrize("how", [REFUSED, ABSENT])
def test_who_does_not_sign_is_written_down_with_a_witness(
    qtbot: QtBot, shown: Callable[..., None], seat: Callable[..., Seat], how: str
) -> None:
    at_report = seat("write_report")
    screen = open_screen(qtbot, shown, at_report, at_report.case.report)
    press(screen, "sign.other")
    assert not by_name(screen, "sign.confirm").isEnabled()
    press(screen, f"other.how.{how}")
    at_report.idle(qtbot)
    assert by_name(screen, "other").verticalScrollBar().maximum() == 0, "all of the form is in sight"
    press(screen, "sign.confirm")
    at_report.idle(qtbot)
    assert "见证人" in by_name(screen, "other.why").text()
    why, panel = by_name(screen, "other.why"), by_name(screen, "other")
    assert 0 <= why.mapTo(panel.viewport(), QPoint(0, 0)).y() <= panel.viewport().height() - why.height(), "in sight"
    assert report_of(at_report).status == "draft"
    by_name(screen, "other.reason").setPlainText("要求更换整框后再签")
    type_in(screen, "other.witness", "E106")
    pad = by_name(screen, "other.pad")
    by_name(screen, "other").ensureWidgetVisible(pad)
    spots = [QPoint(40 + 10 * at, 30 + (at * 37) % 60) for at in range(20)]
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=spots[0])
    for spot in spots[1:]:
        QTest.mouseMove(pad, spot)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=spots[-1])
    press(screen, "sign.confirm")
    at_report.idle(qtbot)
    report = report_of(at_report)
    assert report.customer is not None
    assert (report.status, report.customer.how, report.customer.witness) == ("signed", how, "E106")
    assert report.customer.strokes
    assert not by_name(screen, "sign.confirm").isVisible() or screen._left  # the advice is next
    again = open_screen(qtbot, shown, at_report, at_report.case.report)
    qtbot.waitUntil(lambda: "E106 见证" in by_name(again, "sign.thanks").text())
    assert "谢谢" not in by_name(again, "sign.thanks").text()
    stage = open_stage(qtbot, shown, at_report)
    assert "E106 见证" in by_name(stage, f"paper.{at_report.case.report}.unsigned").text()


def test_the_end_of_a_sitting_says_who_did_not_sign(
    qtbot: QtBot, shown: Callable[..., None], seat: Callable[..., Seat]
) -> None:
    at_report = seat("write_report")
    screen = open_screen(qtbot, shown, at_report, at_report.case.report)
    read_all(qtbot, at_report, screen)
    draw(by_name(screen, "sign.pad"))
    press(screen, "sign.confirm")
    at_report.idle(qtbot)
    press(screen, "sign.other")
    press(screen, f"other.how.{ABSENT}")
    by_name(screen, "other.reason").setPlainText("他先走了")
    type_in(screen, "other.witness", "E106")
    press(screen, "sign.confirm")
    qtbot.waitUntil(lambda: by_name(screen, "sign.thanks").isVisible())
    thanked, told = by_name(screen, "sign.thanks").text().split("\n")
    assert ("现场技术服务报告" in thanked, "建议" in thanked) == (True, False)
    assert "E106 见证" in told


def test_a_customer_stamps_the_printed_pages(
    qtbot: QtBot, shown: Callable[..., None], seat: Callable[..., Seat], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_report = seat("write_report")
    screen = open_screen(qtbot, shown, at_report, at_report.case.report)
    press(screen, "sign.other")
    press(screen, f"other.how.{STAMPED}")
    assert not by_name(screen, "other.scan").isEnabled()
    printed = tmp_path / "print.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(printed), ""))
    press(screen, "other.print")
    at_report.idle(qtbot)
    photo = tmp_path / "photo.jpg"
    page(printed.read_bytes(), 0, 1.5).save(photo)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(photo), str(printed)], ""))
    press(screen, "sign.confirm")
    at_report.idle(qtbot)
    assert "扫描件" in by_name(screen, "other.why").text()
    press(screen, "other.scan")
    at_report.idle(qtbot)
    count = 1 + page_count(printed.read_bytes())
    assert by_name(screen, "other.scan.said").text() == f"已添加 {count} / {count - 1} 页"
    type_in(screen, "other.signer.duty", "director")
    press(screen, "sign.confirm")
    at_report.idle(qtbot)
    report = report_of(at_report)
    assert report.customer is not None
    assert (report.customer.how, report.customer.role, len(report.customer.scans)) == (STAMPED, "director", count)
    sheet = last_sheet(report.record)
    assert sheet is not None
    assert page_count(at_report.place.desk.file(sheet.sha256)) == count - 1 + count


def test_duty_phone_and_place_go_with_the_hand(
    qtbot: QtBot, shown: Callable[..., None], seat: Callable[..., Seat]
) -> None:
    at_report = seat("write_report")
    screen = open_screen(qtbot, shown, at_report, at_report.case.report)
    read_all(qtbot, at_report, screen)
    press(screen, "sign.other")
    press(screen, "other.by_hand")
    assert by_name(screen, "sign.pad").isVisible()
    assert by_name(screen, "sign.place").text()
    type_in(screen, "sign.duty", "director")
    type_in(screen, "sign.phone", "13909991234")
    pad = by_name(screen, "sign.pad")
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=QPoint(90, 90))
    press(screen, "sign.confirm")
    assert "还没有签字" in by_name(screen, "sign.reason").text()
    draw(pad)
    press(screen, "sign.confirm")
    at_report.idle(qtbot)
    signed = report_of(at_report).customer
    assert signed is not None
    assert (signed.role, signed.phone) == ("director", "13909991234")
    assert signed.place


def test_consent_to_remote_work_is_given_by_hand_alone(
    qtbot: QtBot, shown: Callable[..., None], seat: Callable[..., Seat]
) -> None:
    at_problem = seat("guide_by_phone")
    planned = {
        "operations.a1.what": "只读查询", "window_from": "2026-11-09T01:30:00Z", "window_to": "2026-11-09T03:00:00Z",
        "access": "经用户网管接入", "risks": "无", "backup": "备份", "way_back": "断开连接", "promise": "given",
    }  # fmt: skip
    rid = begin(at_problem.place.desk, "remote_request", at_problem.case.problem, planned).id
    take_step(at_problem.place.desk, rid, "sent")
    screen = open_screen(qtbot, shown, at_problem, rid)
    assert not by_name(screen, "sign.other").isVisible()
