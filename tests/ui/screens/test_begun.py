"""What is typed and not noted yet stands there again after the program ended, and is gone once it was noted."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QScrollArea, QWidget

from fieldkit.actions.begun import BEGUN, LARGEST, MOST, begun, keep_begun
from fieldkit.demo.case import CUSTOMER
from fieldkit.errors import UserError
from fieldkit.store.database import get_meta
from fieldkit.ui.workplace import Workplace

from .conftest import Seat
from .test_problems import Problems
from .trips_screen import Trips, steps_of


def kept(seat: Seat) -> dict[str, object]:
    with seat.place.desk.store.database.reading() as connection:
        return get_meta(connection, BEGUN, {})


def again(seat: Seat) -> Seat:
    """The same laptop after the program was started anew."""
    return Seat(Workplace(seat.place.laptop, seat.place.jobs), seat.case)


@pytest.fixture
def trip(seat, qtbot, shown) -> Callable[..., Trips]:
    return lambda at, stage: Trips(at, qtbot, shown, at.case.visit, stage)


def test_a_step_stands_as_it_was_typed_until_it_is_noted(seat, qtbot, trip):
    at = seat("arrive")
    screen = trip(at, "diagnose")
    screen.press("answer.cannot")  # the photos of the first step
    screen.find("answer.reason", QPlainTextEdit).setPlainText("no camera")
    screen.press("answer.skip")
    qtbot.keyClicks(screen.find("reading.value", QLineEdit), "31.4")
    screen.press("answer.add_note")
    qtbot.keyClicks(screen.find("answer.note", QPlainTextEdit), "the outlet is blocked")
    qtbot.waitUntil(lambda: "is blocked" in str(kept(at)))
    screen.screen.hide()

    later = again(at)
    screen = trip(later, "diagnose")
    assert screen.find("reading.value", QLineEdit).text() == "31.4"
    assert screen.find("answer.note", QPlainTextEdit).toPlainText() == "the outlet is blocked"
    screen.on()
    room = steps_of(screen.desk, at.case.visit)["room"]
    assert (str(room.reading.value), room.note) == ("31.4", "the outlet is blocked")
    assert kept(later) == {}


def test_a_refused_reading_is_said_in_sight_and_the_keyboard_stays_with_it(seat, qtbot, trip):
    screen = trip(seat("arrive"), "diagnose")
    screen.press("answer.cannot")
    screen.find("answer.reason", QPlainTextEdit).setPlainText("no camera")
    screen.press("answer.skip")
    field = screen.find("reading.value", QLineEdit)
    qtbot.keyClicks(field, "710")
    screen.on()
    error, page = screen.find("answer.error"), screen.find("answer", QScrollArea)
    assert "710" in error.text()
    top = error.mapTo(page.viewport(), QPoint(0, 0)).y()
    assert top >= 0 and top + error.height() <= page.viewport().height()
    assert field.hasFocus()


def test_a_contact_that_was_begun_stands_open_and_the_blue_button_adds_it(seat, qtbot, shown):
    at = seat("take_in")
    screen = Problems(at, qtbot, shown, at.case.problem)
    screen.press("primary")
    qtbot.keyClicks(screen.find("contact.whom", QLineEdit), "Wang")
    screen.screen.hide()  # at once: what was typed last is kept, too
    at.idle(qtbot)
    assert "Wang" in str(kept(at))

    later = again(at)
    screen = Problems(later, qtbot, shown, at.case.problem)
    assert screen.find("contact.whom", QLineEdit).text() == "Wang"
    screen.press("primary")
    assert screen.find("contact.said.reason").text(), "what is missing is said, the form does not just stand there"
    qtbot.keyClicks(screen.find("contact.said", QPlainTextEdit), "lamps red")
    screen.press("primary")
    [contact] = later.place.desk.store.find("contact", {"problem": at.case.problem})[-1:]
    assert (contact.values["whom"], contact.values["said"]) == ("Wang", "lamps red")
    assert kept(later) == {}


def test_what_was_given_up_does_not_come_back(seat, qtbot, shown):
    at = seat("take_in")
    screen = Problems(at, qtbot, shown, at.case.problem)
    screen.press("primary")
    qtbot.keyClicks(screen.find("contact.whom", QLineEdit), "Wang")
    qtbot.waitUntil(lambda: "Wang" in str(kept(at)))
    screen.press("contact.cancel")
    qtbot.waitUntil(lambda: kept(at) == {})


def test_a_call_is_taken_in_to_its_end_after_the_program_ended(seat, qtbot, shown):
    at = seat("begin")
    screen = Problems(at, qtbot, shown, "new", CUSTOMER)
    qtbot.keyClicks(screen.find("problem.summary", QLineEdit), "No dial tone")
    screen.press("problem.level")
    qtbot.keyClicks(screen.find("call.promised", QPlainTextEdit), "calls back")
    qtbot.waitUntil(lambda: "calls back" in str(kept(at)))
    screen.screen.hide()

    later = again(at)
    screen = Problems(later, qtbot, shown, "new", CUSTOMER)
    assert screen.find("problem.summary", QLineEdit).text() == "No dial tone"
    assert screen.find("call.promised", QPlainTextEdit).toPlainText() == "calls back"
    screen.press("new_problem.cancel")
    qtbot.waitUntil(lambda: kept(later) == {})


def test_nobody_goes_on_past_a_part_that_was_begun(seat, qtbot, trip):
    at = seat("diagnose")
    screen = trip(at, "follow_up")
    before = screen.primary.text()
    screen.press("leftover.new.begin")
    field = screen.find("leftover.new.what", QLineEdit)
    qtbot.keyClicks(field, "filters")
    screen.idle()
    assert "遗留" in screen.primary.text() and screen.primary.text() != before
    screen.on()
    assert [one.values["what"] for one in screen.desk.store.find("leftover", {"visit": at.case.visit})] == ["filters"]


def test_only_so_many_beginnings_are_kept(seat):
    desk = seat("begin").place.desk
    for number in range(MOST + 3):
        keep_begun(desk, f"step/{number}", {"said": str(number)})
    assert begun(desk, "step/2") == {}
    assert begun(desk, f"step/{MOST + 2}") == {"said": str(MOST + 2)}


def test_typing_into_a_closed_picker_opens_it_with_what_was_typed(seat, qtbot, shown):
    at = seat("begin")
    screen = Problems(at, qtbot, shown, "new")
    picker = next(one for one in screen.screen.findChildren(QWidget) if one.objectName() == "problem.customer")
    picker.setFocus()
    button = picker.focusProxy() or picker
    qtbot.keyClick(button, Qt.Key.Key_C)
    qtbot.waitUntil(
        lambda: (
            [one for one in screen.screen.findChildren(QLineEdit, "problem.customer.search") if one.isVisible()] != []
        )
    )
    [search] = screen.screen.findChildren(QLineEdit, "problem.customer.search")
    assert search.text() == "c"


def test_what_is_begun_has_a_limit_and_what_was_kept_before_stays(seat):
    desk = seat("take_in").place.desk
    keep_begun(desk, "step/1", {"note": "short"})
    with pytest.raises(UserError):
        keep_begun(desk, "step/1", {"note": "长" * LARGEST})
    assert begun(desk, "step/1") == {"note": "short"}
    for number in range(10):
        keep_begun(desk, f"call/{number}", {"note": "x" * (LARGEST - 100)})
    assert begun(desk, "call/9")
    assert not begun(desk, "call/4"), "all together have a limit, and the oldest go first"


def test_a_text_that_is_too_long_to_be_kept_says_so_below_it(seat, qtbot, trip):
    screen = trip(seat("arrive"), "diagnose")
    screen.press("answer.add_note")
    screen.find("answer.note", QPlainTextEdit).setPlainText("长" * LARGEST)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in screen.screen.findChildren(QWidget, "answer.error")))
    assert screen.find("answer.note", QPlainTextEdit).hasFocus()
