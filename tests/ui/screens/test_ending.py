"""A visit is ended by a manager: closed when its report is approved, called off with a reason when nobody went."""

import os

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget

from fieldkit.actions import life
from fieldkit.actions.today import today
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.forms import Visit
from tests.ui.screens.trips_screen import Trips


@pytest.fixture
def trips_at(seat, qtbot, shown):
    return lambda stage, *route, who="line_manager": Trips(seat(stage, who), qtbot, shown, *route)


def visit_of(screen: Trips) -> Visit:
    return Visit(screen.desk.store.get(screen.seat.case.visit))


def keep(screen: Trips, name: str) -> None:
    """A picture to look at, where somebody wants one: FIELDKIT_PICTURES names the folder."""
    folder = os.environ.get("FIELDKIT_PICTURES")
    if folder:
        screen.screen.grab().save(f"{folder}/{name}.png")


def ending(screen: Trips) -> list[QWidget]:
    return [one for one in screen.screen.findChildren(QWidget, "visit.ending") if one.isVisible()]


def test_a_manager_closes_a_visit_whose_report_is_approved(trips_at) -> None:
    screen = trips_at("approve")
    screen._go(f"trips/{screen.seat.case.visit}/hand_over")
    keep(screen, "visit-close")
    screen.press("visit.end")
    assert visit_of(screen).status == "closed"
    assert "已关闭" in screen.find("visit.ending.words").text()
    assert not [one for one in screen.screen.findChildren(QWidget, "visit.end") if one.isVisible()]
    keep(screen, "visit-closed")


def test_a_visit_whose_report_is_not_approved_is_not_closed(trips_at) -> None:
    screen = trips_at("come_back")
    screen._go(f"trips/{screen.seat.case.visit}/hand_over")
    assert not ending(screen)
    with pytest.raises(UserError, match="现场技术服务报告：已批准"):
        life.close_visit(screen.desk, screen.seat.case.visit)


def test_what_nobody_went_on_is_called_off_with_a_reason(trips_at) -> None:
    screen = trips_at("submit")
    screen._go(f"trips/{screen.seat.case.visit}/prepare")
    keep(screen, "visit-not-gone")
    screen.press("visit.end")
    keep(screen, "visit-call-off")
    screen.press("visit.end")  # without a word why
    assert visit_of(screen).status == "preparing"
    assert "理由" in screen.find("visit.ending.words").text()
    screen.press("visit.end")
    screen.find("visit.reason", QLineEdit).setText("用户已自行恢复")
    screen.press("visit.end")
    assert (visit_of(screen).status, visit_of(screen).reason) == ("closed", "用户已自行恢复")
    assert "用户已自行恢复" in screen.find("visit.ending.words").text()


def test_the_engineer_neither_sees_nor_may_do_it(trips_at) -> None:
    screen = trips_at("approve", who="engineer")
    screen._go(f"trips/{screen.seat.case.visit}/hand_over")
    assert not ending(screen)
    with pytest.raises((UserError, NotAllowedError), match="角色"):
        life.close_visit(screen.desk, screen.seat.case.visit)


def test_today_leads_to_a_visit_whose_problem_ended_without_it(seat) -> None:
    """The problem is cancelled before anybody left: the manager calls it off."""
    sitting = seat("submit", "line_manager")
    manager, case = sitting.place.desk, sitting.case
    life.take(manager, case.problem, "cancelled", {"reason": "用户撤回"})
    found = today(manager).next
    assert found is not None and (found.code, found.record) == ("end", case.visit)
    life.close_visit(manager, case.visit, "问题已取消")
    assert today(manager).next is None
