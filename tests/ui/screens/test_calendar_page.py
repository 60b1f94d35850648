"""The working days of a year: who keeps the lists enters them, everybody reads them."""

from PySide6.QtWidgets import QLabel, QWidget

from fieldkit.forms import natural_id
from fieldkit.ui.screens.people.screen import PeopleScreen


def opened(shown, qtbot, sat) -> PeopleScreen:
    screen = shown(PeopleScreen(sat.place), 1286, 712)
    screen.open(["calendar"])
    sat.idle(qtbot)
    return screen


def test_the_next_years_list_is_begun_and_entered(qtbot, shown, seat) -> None:
    sat = seat("begin", "department_manager")
    screen = opened(shown, qtbot, sat)
    assert screen.findChild(QLabel, "calendar.title").text() == "2027 年工作日历"
    screen.findChild(QWidget, "calendar.begin").click()
    sat.idle(qtbot)
    screen.refresh()
    sat.idle(qtbot)
    assert screen.findChild(QWidget, "calendar_year.form").isVisible()
    assert not screen.findChild(QWidget, "calendar.begin").isVisible()
    record = sat.place.desk.store.get(natural_id("calendar_year", "2027"))
    assert record is not None
    assert record.values["year"] == "2027"
    screen.findChild(QWidget, "calendar.later").click()
    sat.idle(qtbot)
    assert screen.findChild(QLabel, "calendar.title").text() == "2028 年工作日历"
    assert screen.findChild(QWidget, "calendar.begin").isVisible()


def test_an_engineer_may_only_read(qtbot, shown, seat) -> None:
    screen = opened(shown, qtbot, seat("begin"))
    assert screen.findChild(QWidget, "calendar.none").isVisible()
    assert not screen.findChild(QWidget, "calendar.begin").isVisible()
