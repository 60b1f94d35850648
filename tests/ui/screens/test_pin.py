"""The code before a signature, on the screen: asked for, refused when it is wrong, given up, set and taken off."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldkit.ui.pin import PinCard, PinKeeper

from .conftest import Seat
from .test_sign import by_name, draw, open_screen, press, read_all

CODE = "428316"


def type_code(window: QWidget, typed: str) -> None:
    QTest.keyClicks(by_name(window, "pin.line"), typed)
    QTest.mouseClick(by_name(window, "pin.go"), Qt.MouseButton.LeftButton)


def test_the_engineer_types_his_code_before_his_key_signs(
    qtbot: QtBot, shown: Callable[..., QWidget], seat: Callable[..., Seat]
) -> None:
    at_report = seat("write_report")
    desk = at_report.place.desk
    desk.pin.change(CODE)
    screen = open_screen(qtbot, shown, at_report, at_report.case.report)
    keeper = PinKeeper(at_report.place, screen)
    read_all(qtbot, at_report, screen)
    draw(by_name(screen, "sign.pad"))
    press(screen, "sign.confirm")
    at_report.idle(qtbot)
    assert desk.store.get(at_report.case.report).values["status"] == "draft"
    type_code(screen, "111222")
    at_report.idle(qtbot)
    assert by_name(screen, "pin.error").isVisible()
    press(screen, "pin.back")
    at_report.idle(qtbot)
    assert by_name(screen, "sign.reason").text()
    assert by_name(screen, "sign.confirm").isEnabled()
    press(screen, "sign.confirm")
    at_report.idle(qtbot)
    qtbot.waitUntil(lambda: len([one for one in screen.findChildren(QWidget, "pin.go") if one.isVisible()]) == 1)
    type_code(screen, CODE)
    at_report.idle(qtbot)
    assert desk.store.get(at_report.case.report).values["status"] == "signed"
    assert keeper.parent() is screen


def test_a_code_is_set_changed_and_taken_off(
    qtbot: QtBot, shown: Callable[..., QWidget], seat: Callable[..., Seat]
) -> None:
    sat = seat("write_report")
    card = PinCard(sat.place)
    shown(card, 600, 400)
    sat.idle(qtbot)
    assert not by_name(card, "settings.pin.old").isVisible()
    for typed in ("", "123"):
        QTest.keyClicks(by_name(card, "settings.pin.new"), typed)
        press(card, "settings.pin.keep")
        sat.idle(qtbot)
        assert "6" in by_name(card, "settings.pin.error").text()
        by_name(card, "settings.pin.new").clear()
    QTest.keyClicks(by_name(card, "settings.pin.new"), CODE)
    press(card, "settings.pin.keep")
    sat.idle(qtbot)
    assert sat.place.desk.pin.is_set
    press(card, "settings.pin.off")
    sat.idle(qtbot)
    assert sat.place.desk.pin.is_set
    QTest.keyClicks(by_name(card, "settings.pin.old"), CODE)
    press(card, "settings.pin.off")
    sat.idle(qtbot)
    assert not sat.place.desk.pin.is_set
