import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldkit.ui.theme import theme
from fieldkit.ui.tokens import BUTTONS
from fieldkit.ui.widgets.buttons import INKS, Button, IconButton, Link, primary, quiet, secondary


@pytest.mark.parametrize("kind", INKS)
@pytest.mark.parametrize("size", BUTTONS)
def test_every_kind_in_every_size(shown, kind: str, size: str) -> None:
    button = shown(Button("记下，继续", kind, size, icon="check", trailing="arrow-right", key="R"))
    assert button.height() == BUTTONS[size].height
    assert button.accessibleName() == "记下，继续"
    for enabled in (True, False):
        button.setEnabled(enabled)
        assert not button.grab().isNull()


def test_short_hands() -> None:
    assert [make("x").kind for make in (primary, secondary, quiet)] == ["primary", "secondary", "quiet"]
    assert primary("x").objectName() == "primary"


def test_it_grows_with_its_words_and_has_room_for_them(shown) -> None:
    button = shown(secondary("x"))
    small = button.sizeHint().width()
    button.setText("A much longer sentence in English")
    assert button.sizeHint().width() > small + 150
    assert button.accessibleName() == "A much longer sentence in English"


def test_the_way_to_a_gap_becomes_the_submit_button(shown) -> None:
    button = shown(secondary("x"))
    button.set_kind("primary")
    assert button.property("kind") == "primary"
    assert button.font().bold()


def test_keys_press_it(qtbot, shown) -> None:
    button = shown(primary("x"))
    button.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(button, Qt.Key.Key_Space)


def test_a_link_is_as_high_as_its_line(qtbot, shown) -> None:
    link = shown(Link("离开时间"))
    assert link.sizeHint().height() == 24
    with qtbot.waitSignal(link.clicked):
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)


def test_an_icon_button_says_what_it_does_and_follows_the_theme(shown) -> None:
    button = shown(IconButton("x", "Close it"))
    assert (button.accessibleName(), button.toolTip()) == ("Close it", "Close it")
    before = button.icon().cacheKey()
    theme().set_mode("dark")
    assert button.icon().cacheKey() != before
