"""The search field and the delivery chip."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldkit.i18n import set_language
from fieldkit.ui.widgets.chip import STATES, DeliveryChip
from fieldkit.ui.widgets.search import SearchField


@pytest.fixture
def field(shown) -> SearchField:
    made = shown(SearchField())
    made.setFocus()
    return made


def test_it_is_280_by_36(field: SearchField) -> None:
    assert (field.width(), field.height()) == (280, 36)
    assert not field.grab().isNull()


def test_words_are_told_once_after_a_pause(qtbot, field: SearchField) -> None:
    told: list[str] = []
    field.searched.connect(told.append)
    QTest.keyClicks(field, "AN-24")
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["AN-24"]


def test_enter_tells_at_once_and_escape_ends(qtbot, field: SearchField) -> None:
    told: list[str] = []
    field.searched.connect(told.append)
    QTest.keyClicks(field, " AN ")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert told == ["AN", "AN", ""]
    with qtbot.waitSignal(field.down):
        QTest.keyClick(field, Qt.Key.Key_Down)


@pytest.mark.parametrize(
    ("state", "count", "words"),
    [
        ("all", 0, "All at the office"),
        ("waiting", 3, "3 waiting"),
        ("offline", 12, "Offline·12 waiting"),
        ("offline", 0, "Offline"),
        ("held", 2, "2 held at the office"),
        ("needs", 1, "1 needs you"),
        ("needs", 2, "2 need you"),
    ],
)
def test_the_chip_says_how_things_stand(shown, state: str, count: int, words: str) -> None:
    set_language("en")
    chip = shown(DeliveryChip())
    chip.set_state(state, count)
    assert chip.accessibleName() == words
    assert chip.sizeHint().height() == 36
    assert not chip.grab().isNull()


def test_every_state_is_tested() -> None:
    assert set(STATES) == {"all", "waiting", "offline", "held", "needs"}
