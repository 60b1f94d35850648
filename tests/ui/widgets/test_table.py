import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldkit.ui.theme import color
from fieldkit.ui.widgets.table import Column, Line, Table


@pytest.fixture
def table(shown) -> Table:
    made = Table([Column("记录"), Column("大小", 90, right=True)], "Deliveries")
    made.set_lines(
        [
            Line(str(n), (f"报告 {n}", f"{n} KB"), {1: "bad"}, {0: ("file-text", "text_2")}, frozenset({0}))
            for n in range(5_000)
        ]
    )
    return shown(made, 500, 300)


def test_a_row_is_44_px(table: Table) -> None:
    assert table.rowHeight(0) == 44
    assert table.model().rowCount() == 5_000


def test_a_click_opens_and_keys_choose(qtbot, table: Table) -> None:
    with qtbot.waitSignal(table.opened) as told:
        spot = table.visualRect(table.model().index(2, 0)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert told.args == ["2"]
    with qtbot.waitSignal(table.chosen) as told:
        QTest.keyClick(table, Qt.Key.Key_Down)
    assert told.args == ["3"]
    with qtbot.waitSignal(table.opened) as told:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert told.args == ["3"]


def test_the_row_with_the_keyboard_keeps_it(table: Table) -> None:
    table.select("7")
    table.set_lines([Line("9", ("a", "b")), Line("7", ("c", "d"))])
    assert table.current == "7"
    table.set_lines([])
    assert table.current == ""


def test_colours_bold_and_icons(table: Table) -> None:
    first, second = table.model().index(0, 0), table.model().index(0, 1)
    assert second.data(Qt.ItemDataRole.ForegroundRole) == color("bad")
    assert first.data(Qt.ItemDataRole.FontRole).bold()
    assert not first.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert second.data(Qt.ItemDataRole.DecorationRole) is None
    assert not table.grab().isNull()
