"""Doubles by clicks, before a real office: found, merged, late news looked at, taken back, kept apart."""

from collections.abc import Callable

import pytest
from courier_trips import AN, CUSTOMER, DEPARTMENT, ENGINEER, Trips
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.actions.enrol import sync
from fieldkit.app import Laptop
from fieldkit.forms import new_id
from fieldkit.ui.screens.doubles import DoublesScreen
from fieldkit.ui.screens.today import TodayScreen
from fieldkit.ui.workplace import Workplace
from tests.ui.stillness import wait_still


def click(screen: QWidget, name: str) -> None:
    QTest.mouseClick(screen.findChild(QWidget, name), Qt.MouseButton.LeftButton)


def twin(laptop: Laptop) -> str:
    kept = laptop.store.get(CUSTOMER)
    assert kept is not None
    rid = new_id()
    name = f"{kept.values['customer_name']}有限公司"
    values = {"number": "X77", "customer_name": name, "phone": kept.values["phone"], "address": "人民路1号"}
    laptop.desk.write("customer", rid, values)
    unit = {"customer": rid, "line": AN, "model": "AN-2400", "serial": "NEW-1"}
    laptop.desk.write("equipment", new_id(), unit)
    return rid


class Sat:
    """A keeper of the lists before the screen."""

    def __init__(self, qtbot: QtBot, place: Workplace, screen: DoublesScreen) -> None:
        self.qtbot, self.place, self.screen = qtbot, place, screen

    def still(self) -> None:
        wait_still(self.qtbot, self.place.jobs)

    def open(self, *parts: str) -> None:
        self.screen.open(parts)
        self.still()

    def click(self, name: str) -> None:
        click(self.screen, name)
        self.still()

    def sees(self, name: str) -> QWidget | None:
        found = [one for one in self.screen.findChildren(QWidget, name) if one.isVisible()]
        return found[-1] if found else None


@pytest.fixture
def sit(shown, qtbot, before: Callable[[Laptop], Workplace]) -> Callable[[Laptop], Sat]:
    def open_screen(laptop: Laptop) -> Sat:
        place = before(laptop)
        return Sat(qtbot, place, shown(DoublesScreen(place), 1286, 712))

    return open_screen


def test_from_the_duty_to_one_record_and_back(qtbot, shown, sit, trips: Trips) -> None:
    laptop = trips.laptop(DEPARTMENT)
    rid = twin(laptop)
    sync(laptop.desk)
    sat = sit(laptop)
    day = shown(TodayScreen(sat.place), 1286, 712)
    day.open([])
    sat.still()
    rows = (day.findChild(QWidget, f"today.duty.{number}") for number in range(1, 9))
    (due,) = [row for row in rows if row is not None and "疑似重复录入" in row.accessibleName()]
    with qtbot.waitSignal(sat.place.go) as asked:
        QTest.mouseClick(due, Qt.MouseButton.LeftButton)
    assert asked.args == [f"doubles/{CUSTOMER}/{rid}"]
    day.close()

    sat.open(CUSTOMER, rid)
    customer_name = laptop.store.get(CUSTOMER).values["customer_name"]
    primary = sat.sees("pair.primary")
    assert primary.text() == "去下一处"
    sat.click("pair.primary")  # leads to what is open
    sat.click("pair.number.first")
    sat.click("pair.customer_name.second")
    sat.click("pair.address.first")
    assert primary.text() == "合并"
    sat.click("pair.primary")
    assert sat.sees("pair.primary") is None
    assert sat.sees("pair.back") is not None
    written = sat.sees("pair.restores")
    said = [label.text() for label in written.findChildren(QLabel)]
    assert said[said.index("客户名称") :][:3] == ["客户名称", customer_name + "有限公司", customer_name]
    customer = laptop.store.get(CUSTOMER)
    assert customer.values["customer_name"].endswith("有限公司")
    assert customer.values["number"] == "C1900"
    (unit,) = laptop.store.find("equipment", {"serial": "NEW-1"})
    assert unit.values["customer"] == CUSTOMER

    sat.open()
    assert sat.sees("doubles.decided.1") is not None
    with qtbot.waitSignal(sat.place.go) as asked:
        click(sat.screen, "doubles.decided.1")
    assert asked.args == [f"doubles/{CUSTOMER}/{rid}"]
    sat.open(CUSTOMER, rid)
    sat.click("pair.back")
    (unit,) = laptop.store.find("equipment", {"serial": "NEW-1"})
    assert unit.values["customer"] == rid
    assert sat.sees("pair.primary") is not None
    sat.click("pair.two")
    assert sat.sees("pair.back") is not None
    sat.open()
    assert sat.sees("doubles.open.1") is None


def test_all_of_one_side_by_keyboard(qtbot, sit, trips: Trips) -> None:
    laptop = trips.laptop(DEPARTMENT)
    rid = twin(laptop)
    sat = sit(laptop)
    sat.open()
    row = sat.sees("doubles.open.1")
    with qtbot.waitSignal(sat.place.go) as asked:
        QTest.keyClick(row, Qt.Key.Key_Return)
    assert asked.args == [f"doubles/{CUSTOMER}/{rid}"]
    sat.open(CUSTOMER, rid)
    QTest.keyClick(sat.sees("pair.all.second"), Qt.Key.Key_Space)
    QTest.keyClick(sat.sees("pair.primary"), Qt.Key.Key_Space)
    sat.still()
    customer = laptop.store.get(CUSTOMER)
    assert customer.values["number"] == "X77"
    assert customer.values["address"] == "人民路1号"


def test_late_news_are_looked_at(sit, trips: Trips) -> None:
    laptop, engineer = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    rid = twin(laptop)
    sync(laptop.desk)
    sync(engineer.desk)
    engineer.desk.write("customer", rid, {"contact": "新来的人"})
    sat = sit(laptop)
    sat.open(CUSTOMER, rid)
    sat.click("pair.all.first")
    sat.click("pair.primary")
    sync(laptop.desk)
    sync(engineer.desk)
    sync(laptop.desk)
    sat.open()
    assert "合并之后又有改动" in [
        badge.accessibleName() for badge in sat.sees("doubles.open.1").findChildren(QWidget) if badge.accessibleName()
    ]
    sat.open(CUSTOMER, rid)
    sat.click("pair.contact.second")
    sat.click("pair.primary")
    assert laptop.store.get(CUSTOMER).values["contact"] == "新来的人"
    sat.open()
    assert sat.sees("doubles.open.1") is None


def test_nothing_is_entered_twice(sit, trips: Trips) -> None:
    sat = sit(trips.laptop(DEPARTMENT))
    sat.open()
    assert sat.sees("doubles.empty") is not None


def test_who_does_not_keep_the_lists_is_told(sit, trips: Trips) -> None:
    sat = sit(trips.laptop(ENGINEER))
    sat.open()
    assert sat.sees("error") is not None
