from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from fieldkit.ui.widgets.stepper import Stepper


@pytest.fixture
def stepper(shown) -> Stepper:
    return shown(
        Stepper("Board", "℃", Decimal("31.4"), step=Decimal("0.1"), low=Decimal(-5), high=Decimal(90)), 620, 104
    )


def press(stepper: Stepper, sign: str) -> None:
    QTest.mouseClick(stepper.findChild(QWidget, f"stepper.{sign}"), Qt.MouseButton.LeftButton)


def test_buttons_are_80_by_104(stepper: Stepper) -> None:
    for sign in ("minus", "plus"):
        button = stepper.findChild(QWidget, f"stepper.{sign}")
        assert (button.width(), button.height()) == (80, 104)


def test_steps_are_exact(qtbot, stepper: Stepper) -> None:
    with qtbot.waitSignal(stepper.changed) as told:
        press(stepper, "plus")
    assert told.args == [Decimal("31.5")]
    for _ in range(4):
        press(stepper, "minus")
    assert stepper.value == Decimal("31.1")


def test_it_can_be_typed(qtbot, stepper: Stepper) -> None:
    field = stepper.findChild(QWidget, "stepper.value")
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "71.2")
    with qtbot.waitSignal(stepper.changed) as told:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert told.args == [Decimal("71.2")]
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert stepper.value == Decimal("71.3")


def test_what_was_typed_counts_when_a_step_follows(stepper: Stepper) -> None:
    field = stepper.findChild(QWidget, "stepper.value")
    field.setText("50")
    press(stepper, "plus")
    assert stepper.value == Decimal("50.1")


@pytest.mark.parametrize("text", ["abc", "NaN", "Infinity", "1..2"])
def test_what_is_no_number_is_put_back(stepper: Stepper, text: str) -> None:
    field = stepper.findChild(QWidget, "stepper.value")
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert stepper.value == Decimal("31.4")
    assert field.text() == "31.4"


def test_it_keeps_within_its_ends(stepper: Stepper) -> None:
    stepper.set_value(Decimal(500))
    assert stepper.value == Decimal(90)
    press(stepper, "plus")
    assert stepper.value == Decimal(90)


def test_no_reading_is_none(stepper: Stepper) -> None:
    stepper.set_value(None)
    assert stepper.value is None
    press(stepper, "plus")
    assert stepper.value == Decimal(-5)


def test_it_can_be_judged(stepper: Stepper) -> None:
    stepper.judge("over", "超限 6 ℃")
    bad = stepper.grab().toImage()
    stepper.judge()
    assert stepper.grab().toImage() != bad
