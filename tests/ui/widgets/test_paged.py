"""A table of any length: what comes into sight is asked for, kept for a while, and never mixed up."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from fieldkit.ui.widgets.paged import KEPT, PAGE, PagedTable
from fieldkit.ui.widgets.table import Column, Line

HEADS = [Column("编号", 100), Column("名称"), Column("数量", 90, right=True)]
KEYS = tuple(f"k{number}" for number in range(100_000))


def lines(keys, mark=""):
    return {key: Line(key, (key, f"名称{mark}", "1")) for key in keys}


@pytest.fixture
def table(shown):
    made: PagedTable = shown(PagedTable("list"), 700, 400)
    made.asked = []
    made.paged.wanted.connect(lambda: made.asked.extend(made.paged.take_wanted()))
    made.show_rows(HEADS, KEYS)
    return made


def serve(qtbot, table, mark=""):
    """Brings every page that is asked for, until nothing more is."""

    def quiet() -> bool:
        asked, table.asked = table.asked, []
        for page, keys in asked:
            table.paged.put(page, keys, lines(keys, mark))
        return not asked and not table.paged._ask.isActive()

    qtbot.waitUntil(quiet)


def test_only_what_is_in_sight_is_asked_for(qtbot, table):
    qtbot.waitUntil(lambda: bool(table.asked))
    assert {page for page, _ in table.asked} == {0}
    serve(qtbot, table)
    assert table.model().index(3, 0).data() == "k3"
    table.verticalScrollBar().setValue(44 * 50_000)
    qtbot.waitUntil(lambda: bool(table.asked))
    assert {page for page, _ in table.asked} <= {50_000 // PAGE - 1, 50_000 // PAGE, 50_000 // PAGE + 1}
    serve(qtbot, table)
    assert table.model().index(50_000, 0).data() == "k50000"


def test_pages_long_out_of_sight_are_let_go(qtbot, table):
    for row in range(0, 100 * PAGE, PAGE):
        table.verticalScrollBar().setValue(44 * row)
        serve(qtbot, table)
    assert len(table.paged._pages) <= KEPT


def test_news_replace_a_page_without_a_gap(qtbot, table):
    serve(qtbot, table)
    table.show_rows(HEADS, KEYS)
    assert table.model().index(0, 1).data() == "名称"
    serve(qtbot, table, "新")
    assert table.model().index(0, 1).data() == "名称新"


def test_a_page_of_rows_that_are_shown_no_more_is_dropped(qtbot, table):
    late = lines(KEYS[:PAGE], "旧")
    table.show_rows(HEADS, KEYS[5:])
    table.paged.put(0, KEYS[:PAGE], late)
    assert table.model().index(0, 0).data() is None
    serve(qtbot, table)
    assert table.model().index(0, 0).data() == "k5"


def test_the_row_with_the_keyboard_keeps_it_where_the_rows_change(qtbot, table):
    serve(qtbot, table)
    table.selectRow(7)
    table.show_rows(HEADS, KEYS[3:])
    assert table.current == "k7"
    table.show_rows(HEADS, KEYS[20:])
    assert table.current == ""


def test_heads_order_and_move_and_a_click_opens(qtbot, table):
    serve(qtbot, table)
    head = table.horizontalHeader()
    with qtbot.waitSignal(table.ordered) as told:
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert told.args == [0]
    table.paged.set_order(0, True)
    assert not table.model().headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole).isNull()
    assert table.model().headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole) is None
    with qtbot.waitSignal(table.moved) as told:
        head.moveSection(0, 1)
    assert told.args == [[1, 0, 2]]
    with qtbot.waitSignal(table.sized) as told:
        head.resizeSection(0, 150)
    assert told.args == [0, 150]
    with qtbot.waitSignal(table.opened) as told:
        spot = table.visualRect(table.model().index(2, 1)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert told.args == ["k2"]


def test_a_column_that_shares_keeps_room_to_be_read(table):
    table.show_rows([Column("a", 400), Column("b", 400), Column("c")], KEYS)
    assert table.columnWidth(2) == 180
    table.resize(1400, 400)
    assert table.columnWidth(2) > 400
