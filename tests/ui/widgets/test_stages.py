import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from fieldkit.ui.widgets.stages import Stage, StageRail

KEYS = ("prepare", "diagnose", "follow", "report", "sign", "hand")


@pytest.fixture
def rail(shown) -> StageRail:
    stages = [Stage("prepare", "准备", "1 项带缺口，已写原因", "gap")]
    stages += [Stage(key, key.title(), "not begun") for key in KEYS[1:]]
    return shown(StageRail(stages, "diagnose"), 1286, 72)


def item(rail: StageRail, key: str) -> QWidget:
    return rail.findChild(QWidget, f"stage.{key}")


def test_equal_parts_72_px_high(rail: StageRail) -> None:
    widths = [item(rail, key).width() for key in KEYS]
    assert max(widths) - min(widths) <= 1
    assert rail.height() == 72


@pytest.mark.parametrize("key", KEYS)
def test_a_click_chooses_and_leaves_the_rest_to_the_screen(qtbot, rail: StageRail, key: str) -> None:
    with qtbot.waitSignal(rail.chosen) as asked:
        QTest.mouseClick(item(rail, key), Qt.MouseButton.LeftButton)
    assert asked.args == [key]
    assert rail.current == "diagnose"


def test_keys_move_and_choose(qtbot, rail: StageRail) -> None:
    rail.activateWindow()
    item(rail, "prepare").setFocus(Qt.FocusReason.TabFocusReason)
    presses = [
        (Qt.Key.Key_Right, "diagnose"), (Qt.Key.Key_Right, "follow"), (Qt.Key.Key_Left, "diagnose"),
        (Qt.Key.Key_End, "hand"), (Qt.Key.Key_Right, "hand"), (Qt.Key.Key_Home, "prepare"),
    ]  # fmt: skip
    for key, goal in presses:
        QTest.keyClick(rail.focusWidget(), key)
        assert item(rail, goal).hasFocus(), goal
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(rail.chosen) as asked:
            QTest.keyClick(item(rail, "prepare"), key)
        assert asked.args == ["prepare"]


def test_a_stage_says_what_it_misses(rail: StageRail) -> None:
    rail.set_stage("report", note="2 missing", state="wrong")
    assert item(rail, "report").accessibleDescription() == "2 missing"
    assert item(rail, "report").accessibleName() == "4 Report"
    rail.set_stage("report", state="done")
    assert item(rail, "report").accessibleDescription() == "2 missing"


def test_set_current(rail: StageRail) -> None:
    rail.set_current("sign")
    assert rail.current == "sign"


def test_every_state_is_painted(rail: StageRail) -> None:
    for state in ("todo", "done", "gap", "wrong"):
        rail.set_stage("hand", state=state)
        assert not rail.grab().isNull()
