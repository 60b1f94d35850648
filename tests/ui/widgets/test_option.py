"""Answers to choose from are reached and given by the keyboard."""

import pytest
from PySide6.QtCore import Qt

from fieldkit.ui.widgets.option import Option, Options

ANSWERS = [("good", "In order", ""), ("bad", "Not in order", ""), ("none", "There is none", "")]


@pytest.fixture
def options(qtbot, shown) -> Options:
    group = Options(ANSWERS, beside=True)
    shown(group)
    group.start()
    return group


def option(group: Options, key: str) -> Option:
    return group.findChild(Option, f"options.{key}")


def test_arrows_go_from_one_to_the_next_and_choose_nothing(qtbot, options) -> None:
    assert option(options, "good").hasFocus()
    qtbot.keyClick(option(options, "good"), Qt.Key.Key_Right)
    assert option(options, "bad").hasFocus() and options.value == ""
    qtbot.keyClick(option(options, "bad"), Qt.Key.Key_Up)
    assert option(options, "good").hasFocus() and options.value == ""


@pytest.mark.parametrize(("key", "answer"), [(Qt.Key.Key_Space, "good"), (Qt.Key.Key_Return, "good"),
                                             (Qt.Key.Key_2, "bad"), (Qt.Key.Key_3, "none")])  # fmt: skip
def test_space_enter_and_a_digit_answer(qtbot, options, key, answer) -> None:
    with qtbot.waitSignal(options.chosen) as chosen:
        qtbot.keyClick(option(options, "good"), key)
    assert chosen.args == [answer] and options.value == answer


def test_tab_comes_to_what_is_chosen_also_when_it_was_set(options) -> None:
    options.set_value("good")
    options.set_value("bad")
    tab = [key for key, *_words in ANSWERS if option(options, key).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert tab == ["bad"]
    options.set_value("")
    assert all(option(options, key).focusPolicy() & Qt.FocusPolicy.TabFocus for key, *_words in ANSWERS)
