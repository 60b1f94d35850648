import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from fieldkit.ui.widgets.rows import Card, Row, Rows


@pytest.fixture
def rows(shown) -> Rows:
    card = Rows(name="due")
    for n in range(3):
        card.add(Row(f"row {n}", "second", icon="clock", lead="soon", value="11-11", chevron=True, name=f"row.{n}"))
    return shown(card, 500, 190)


def test_heights(shown) -> None:
    assert shown(Row("one line")).minimumHeight() + 1 == 44
    assert shown(Row("one", "two")).minimumHeight() + 1 == 60


def test_a_row_reads_itself_out(rows: Rows) -> None:
    assert rows.rows[0].accessibleName() == "soon，row 0，second，11-11"


def test_click_and_keys(qtbot, rows: Rows) -> None:
    row = rows.rows[1]
    with qtbot.waitSignal(row.clicked):
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(row.clicked):
            QTest.keyClick(row, key)


def test_a_click_that_leaves_the_row_is_none(qtbot, rows: Rows) -> None:
    row = rows.rows[0]
    with qtbot.assertNotEmitted(row.clicked):
        QTest.mousePress(row, Qt.MouseButton.LeftButton)
        QTest.mouseRelease(row, Qt.MouseButton.LeftButton, pos=QPoint(5, 300))


def test_up_and_down(rows: Rows) -> None:
    rows.activateWindow()
    rows.rows[0].setFocus()
    for key, goal in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1)):
        QTest.keyClick(rows.focusWidget(), key)
        assert rows.rows[goal].hasFocus()


def test_a_row_that_opens_nothing_takes_no_keyboard(qtbot, shown) -> None:
    row = shown(Row("fact", opens=False))
    assert row.focusPolicy() == Qt.FocusPolicy.NoFocus
    with qtbot.assertNotEmitted(row.clicked):
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)


def test_one_row_is_chosen(rows: Rows) -> None:
    rows.choose(rows.rows[2])
    assert [row.chosen for row in rows.rows] == [False, False, True]
    assert rows.rows[2].title.font().bold()
    assert [(row.first, row.last) for row in rows.rows] == [(True, False), (False, False), (False, True)]
    assert not rows.grab().isNull()


def test_clear_and_fill_again(rows: Rows) -> None:
    rows.clear()
    assert rows.rows == []
    row = Row("new")
    rows.add(row)
    row.set_text("newer", "with a second line")
    assert row.accessibleName() == "newer，with a second line"


def test_a_card_is_a_column(shown) -> None:
    card = shown(Card(name="card"))
    card.body.addWidget(QLabel("x"))
    assert card.objectName() == "card"
