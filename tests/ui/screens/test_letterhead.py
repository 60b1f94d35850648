"""The letterhead: written by who keeps the house's lists, and shown on a page as it will look."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from fieldkit.actions.letterhead import letterhead
from fieldkit.ui.screens.letterhead import LetterheadScreen


def opened(shown, qtbot, sat) -> LetterheadScreen:
    screen = shown(LetterheadScreen(sat.place), 1286, 712)
    screen.refresh()
    sat.idle(qtbot)
    return screen


def test_it_is_begun_written_and_shown_on_a_page(qtbot, shown, seat) -> None:
    sat = seat("begin", "department_manager")
    screen = opened(shown, qtbot, sat)
    before = screen.view.paper
    assert before is not None
    screen.findChild(QWidget, "letterhead.begin").click()
    sat.idle(qtbot)
    screen.refresh()
    sat.idle(qtbot)
    assert not screen.findChild(QWidget, "letterhead.begin").isVisible()
    line = screen.findChild(QWidget, "letterhead.street")
    QTest.keyClicks(line, "Nr. 1, Yinchuan")
    screen.leave()
    sat.idle(qtbot)
    screen.refresh()
    sat.idle(qtbot)
    assert letterhead(sat.place.desk).street == "Nr. 1, Yinchuan"
    assert screen.view.paper is not None
    assert screen.view.paper.pdf != before.pdf
    assert not screen.findChild(QLabel, "letterhead.trouble").isVisible()


def test_an_engineer_only_reads_it(qtbot, shown, seat) -> None:
    screen = opened(shown, qtbot, seat("begin"))
    assert screen.findChild(QWidget, "letterhead.none").isVisible()
    assert not screen.findChild(QWidget, "letterhead.begin").isVisible()
