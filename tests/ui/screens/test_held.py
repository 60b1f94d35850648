"""What the office holds, on the laptop of whoever wrote it: why, who decides, what comes then; until it is decided."""

import pytest
from courier_trips import CUSTOMER, ENGINEER, Trips, write
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from sqlalchemy import update

from fieldkit.actions.enrol import sync
from fieldkit.actions.held import COURSES
from fieldkit.actions.today import machine
from fieldkit.app import Laptop
from fieldkit.forms import Customer
from fieldkit.office.held import check_again, settle, waiting
from fieldkit.office.tables import CHANGE
from fieldkit.store.database import OUTBOX
from fieldkit.ui.screens.deliveries import DeliveriesScreen
from fieldkit.ui.screens.today import TodayScreen
from fieldkit.ui.widgets.table import Table
from tests.ui.stillness import wait_still


@pytest.fixture
def engineer(trips: Trips):
    """Wrote with a newer program than the office's, and then once more."""
    laptop = trips.laptop(ENGINEER)
    write(laptop, contact="甲")
    with laptop.store.database.writing() as connection:
        newer = update(OUTBOX).where(OUTBOX.c.state == "open").values(form_version=Customer.version + 1)
        connection.execute(newer)
    sync(laptop.desk)
    write(laptop, phone="139")
    sync(laptop.desk)
    return laptop


@pytest.fixture
def screen(before, engineer, shown, qtbot) -> DeliveriesScreen:
    place = before(engineer)
    made = shown(DeliveriesScreen(place), 1286, 712)
    place.go.connect(lambda route: made.open(route.split("/")[1:]))
    made.open([])
    wait_still(qtbot, place.jobs)
    return made


def texts(screen: DeliveriesScreen, name: str) -> list[str]:
    return [label.text() for label in screen.findChild(QWidget, name).findChildren(QLabel)]


def open_line(screen: DeliveriesScreen, qtbot) -> None:
    screen.findChild(QAbstractButton, "deliveries.summary.held").click()
    table = screen.findChild(Table, "deliveries.table")
    assert table.model().rowCount() == 1
    place = table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    wait_still(qtbot, screen.place.jobs)


def test_it_says_why_who_decides_and_what_was_written(screen, qtbot) -> None:
    assert screen.findChild(QLabel, "deliveries.stand").text() == "已全部送出；有内容由总部暂存"
    open_line(screen, qtbot)
    assert screen.crumbs()[-1][0] == f"deliveries/{CUSTOMER}"
    assert "总部暂存" in screen.findChild(QLabel, "held.title").text()
    first, second = texts(screen, "held.1.rows"), texts(screen, "held.2.rows")
    assert "无需有人处理：总部的程序版本比本机旧" in first
    assert "随前一项修改一同决定" in second
    assert "甲" in texts(screen, "held.1.values")
    assert "139" in texts(screen, "held.2.values")


def test_the_record_is_shown_as_it_was_written_and_one_click_away(screen, qtbot, engineer) -> None:
    assert engineer.store.get(CUSTOMER).values["contact"] == "甲"
    open_line(screen, qtbot)
    with qtbot.waitSignal(screen.place.go) as went:
        QTest.mouseClick(screen.findChild(QAbstractButton, "held.open"), Qt.MouseButton.LeftButton)
    assert went.args == [f"customers/{CUSTOMER}"]


def hear(screen: DeliveriesScreen, engineer: Laptop, qtbot) -> None:
    sync(engineer.desk)
    screen.place.changed.emit()
    wait_still(qtbot, screen.place.jobs)


def test_once_the_office_is_upgraded_all_of_it_is_there(screen, qtbot, engineer, trips) -> None:
    open_line(screen, qtbot)
    with trips.house.database.writing() as connection:
        connection.execute(update(CHANGE).values(form_version=Customer.version))
        check_again(connection)
    hear(screen, engineer, qtbot)
    stand = screen.findChild(QLabel, "deliveries.stand")
    assert (stand.isVisible(), stand.text()) == (True, "全部已在总部")


def test_once_it_is_refused_the_page_says_so_and_what_comes_of_the_rest(screen, qtbot, engineer, trips) -> None:
    open_line(screen, qtbot)
    with trips.house.database.writing() as connection:
        settle(connection, waiting(connection)[0]["id"], trips.clock.millis(), "office", take=False)
    hear(screen, engineer, qtbot)
    assert screen.findChild(QLabel, "refused.reason.1").text() == "总部决定不接受这项修改。"
    assert machine(engineer.desk).stopped == 1
    QTest.mouseClick(screen.findChild(QAbstractButton, "refused.seen"), Qt.MouseButton.LeftButton)
    wait_still(qtbot, screen.place.jobs)
    assert (machine(engineer.desk).stopped, machine(engineer.desk).held) == (0, 0)
    assert engineer.store.get(CUSTOMER).values["phone"] == "139"


def test_today_leads_to_why_it_is_held(before, engineer, shown, qtbot) -> None:
    place = before(engineer)
    today = shown(TodayScreen(place), 1286, 712)
    today.open([])
    wait_still(qtbot, place.jobs)
    row = next(row for row in today.findChildren(QWidget) if row.objectName().startswith("today.back."))
    with qtbot.waitSignal(place.go) as went:
        QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert went.args == [f"deliveries/{CUSTOMER}"]


def test_each_reason_to_hold_has_its_course() -> None:
    """docs/protocol.md, codes of held changes; a witness's is no edit of this laptop."""
    assert set(COURSES) == {"version", "revoked", "behind", "file"}
