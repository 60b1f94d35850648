import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from fieldkit.ui.theme import color
from fieldkit.ui.widgets.option import Options


@pytest.fixture
def options(shown) -> Options:
    return shown(Options([("ask", "补齐", "李海波"), ("go", "带着缺口出发", ""), ("wait", "等", "")]), 340, 220)


def test_the_whole_rectangle_is_target(qtbot, options: Options) -> None:
    option = options.findChild(QWidget, "options.go")
    assert option.height() >= 52
    with qtbot.waitSignal(options.chosen) as told:
        QTest.mouseClick(option, Qt.MouseButton.LeftButton, pos=option.rect().bottomRight() - QPoint(3, 3))
    assert told.args == ["go"]
    assert options.value == "go"


def test_words_inside_do_not_swallow_the_click(qtbot, options: Options) -> None:
    option = options.findChild(QWidget, "options.ask")
    with qtbot.waitSignal(options.chosen):
        QTest.mouseClick(option, Qt.MouseButton.LeftButton, pos=option.rect().center())


def test_only_one_is_chosen_and_setting_tells_nobody(qtbot, options: Options) -> None:
    with qtbot.assertNotEmitted(options.chosen):
        options.set_value("ask")
        options.set_value("wait")
    assert options.value == "wait"
    options.set_value("")
    assert options.value == ""


def test_keys(qtbot, options: Options) -> None:
    options.activateWindow()
    options.set_value("ask")
    options.findChild(QWidget, "options.ask").setFocus()
    with qtbot.waitSignal(options.chosen) as told:
        QTest.keyClick(options.focusWidget(), Qt.Key.Key_Down)
    assert told.args == ["go"]
    assert options.value == "go"


def test_an_answer_that_stands_fast_does_not_look_like_one_to_press(shown) -> None:
    options = shown(Options((("yes", "是", ""), ("no", "否", ""))), 400, 120)
    options.set_value("yes")
    corner = (8, 26)  # inside of the answer that was given, where nothing is written
    live = options.grab().toImage().pixelColor(*corner)
    options.setEnabled(False)
    fast = options.grab().toImage().pixelColor(*corner)
    assert live.name() == color("accent_soft").name()
    assert fast.name() == color("sunken").name()
