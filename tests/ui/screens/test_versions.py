"""A signed paper is taken up again on the screen; the version before stays in the list and opens."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.actions.papers import last_sheet, show_for_signing, sign_paper
from fieldkit.actions.revisions import revise
from fieldkit.demo.words import STROKES
from fieldkit.forms import Record

from .conftest import Seat
from .test_hand_over import open_stage
from .test_sign import by_name, open_screen, press

WHY = "serial number"


def record_of(seat: Seat) -> Record:
    record = seat.place.desk.store.get(seat.case.report)
    assert record is not None
    return record


def test_the_engineer_takes_a_signed_report_up_again(
    qtbot: QtBot, shown: Callable[..., QWidget], seat: Callable[..., Seat]
) -> None:
    signed = seat("sign")
    report = signed.case.report
    stage = open_stage(qtbot, shown, signed)
    name = f"paper.{report}.revise"
    assert not by_name(stage, f"{name}.asked").isVisible()
    press(stage, f"{name}.begin")
    press(stage, f"{name}.go")
    signed.idle(qtbot)
    assert "为何" in by_name(stage, f"{name}.error").text()
    assert record_of(signed).values["status"] == "signed"
    press(stage, f"{name}.back")
    assert not by_name(stage, f"{name}.asked").isVisible()
    press(stage, f"{name}.begin")
    QTest.keyClicks(by_name(stage, f"{name}.why"), WHY)
    with qtbot.waitSignal(stage.go) as gone:
        press(stage, f"{name}.go")
    assert gone.args == [f"trips/{signed.case.visit}/report"]
    assert record_of(signed).values["status"] == "draft"
    stage.refresh()
    signed.idle(qtbot)
    assert by_name(stage, f"paper.{report}.open").isVisible()


def test_the_version_before_is_listed_and_opens(
    qtbot: QtBot,
    shown: Callable[..., QWidget],
    seat: Callable[..., Seat],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed = seat("sign")
    desk, report = signed.place.desk, signed.case.report
    first = last_sheet(record_of(signed))
    assert first is not None
    revise(desk, report, WHY)
    sign_paper(desk, show_for_signing(desk, report), "周婷", STROKES)
    stage = open_stage(qtbot, shown, signed)
    assert "第 1 版" in by_name(stage, f"paper.{report}.version.1.said").text()
    copy = tmp_path / "first.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(copy), ""))
    press(stage, f"paper.{report}.version.1.copy")
    signed.idle(qtbot)
    assert copy.read_bytes() == desk.file(first.sha256)
    with qtbot.waitSignal(stage.go) as gone:
        press(stage, f"paper.{report}.version.1.look")
    assert gone.args == [f"sign/{report}/{first.sha256}"]
    screen = open_screen(qtbot, shown, signed, report)
    screen.open([report, first.sha256])
    signed.idle(qtbot)
    assert by_name(screen, "sign.thanks").text() == "现场技术服务报告，第 1 版：已不再有效"
    assert not by_name(screen, "sign.confirm").isVisible()
    assert screen.paper.paper is not None
    assert screen.paper.paper.pdf == copy.read_bytes()


def test_who_did_not_sign_it_is_not_offered_to_change_it(
    qtbot: QtBot, shown: Callable[..., QWidget], seat: Callable[..., Seat]
) -> None:
    manager = seat("come_back", "line_manager")
    stage = open_stage(qtbot, shown, manager)
    report, advice = (stage.findChild(QWidget, f"paper.{rid}.revise.begin") for rid in (manager.case.report, "x"))
    assert (report, advice) == (None, None)
