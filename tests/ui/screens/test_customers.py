"""Customers: the list narrows as one types; the file shows what is behind, special and owed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldkit.demo.case import BOARD_2, CUSTOMER
from fieldkit.ui.screens.customers import CustomersScreen
from fieldkit.ui.screens.customers.reading import customer_file, stations
from fieldkit.ui.widgets.search import SearchField
from fieldkit.ui.widgets.table import Table


def test_the_list_narrows_as_one_types_and_leads_to_the_file(seat, qtbot, shown):
    here = seat("take_in")
    screen = shown(CustomersScreen(here.place), 1286, 712)
    went: list[str] = []
    here.place.go.connect(went.append)
    screen.open([])
    here.idle(qtbot)
    table, search = screen.findChild(Table), screen.findChild(SearchField)
    whole = table.model().rowCount()
    qtbot.keyClicks(search, "C1900")
    assert (whole > 1, table.model().rowCount()) == (True, 1)
    qtbot.keyClick(search, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert went == [f"customers/{CUSTOMER}"]


def test_the_file_names_what_is_behind_special_and_owed(seat, qtbot, shown):
    here = seat("approve")
    screen = shown(CustomersScreen(here.place), 1286, 712)
    screen.open([CUSTOMER])
    here.idle(qtbot)
    unit = screen.findChild(QWidget, f"unit.{BOARD_2}")
    assert "P03" in unit.accessibleName() and "不一致" in unit.accessibleName()
    assert "定制计费话单" in screen.findChild(QWidget, "unit.special").accessibleName()
    owed = screen.findChild(QWidget, "customer.owed").rows
    assert "逾期" in owed[0].accessibleName()
    file = customer_file(here.place.desk, CUSTOMER)
    assert file.site is not None
    assert stations(file.site) == ([("1", "1 市局"), ("2", "2 平川县局"), ("3", "3 河东局"), ("4", "4 北关局")], "2")
    assert {event.kind for event in file.events} == {"problem", "visit", "report"}
