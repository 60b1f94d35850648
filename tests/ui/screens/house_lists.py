"""What the tests of lists share: the secretary's laptop with parts that moved, debts, contracts, manuals."""

from collections.abc import Callable
from typing import Any

from courier_trips import AN, CUSTOMER
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.forms import new_id
from fieldkit.ui.screens.lists import ListsScreen
from fieldkit.ui.screens.lists.list_page import ListPage
from fieldkit.ui.widgets.paged import PagedTable
from fieldkit.ui.workplace import Workplace
from tests.ui.stillness import wait_still

SECRETARY, DEPARTMENT, ENGINEER = "E112", "E110", "E100"


def part_of(desk: Desk, at: int = 0) -> str:
    return desk.store.find("part", order="code")[at].id


def furnish(desk: Desk) -> None:
    """A house at work: something in every list."""
    parts = [part_of(desk, at) for at in range(4)]
    moves: list[dict[str, Any]] = [
        {"part": parts[0], "movement": "count", "quantity": "1", "place": "总库", "moved_at": "2026-11-09T01:00:00Z"},
        {"part": parts[0], "movement": "taken", "quantity": "1", "moved_at": "2026-11-09T02:00:00Z"},
        {"part": parts[0], "movement": "taken", "quantity": "1", "moved_at": "2026-11-09T03:00:00Z"},
        {"part": parts[1], "movement": "count", "quantity": "5", "place": "总库", "moved_at": "2026-11-09T01:00:00Z"},
        {"part": parts[1], "movement": "moved", "quantity": "2", "place": "总库", "to_place": "华东区库",
         "moved_at": "2026-11-09T02:00:00Z"},
        {"part": parts[1], "movement": "faulty", "quantity": "1", "place": "总库", "moved_at": "2026-11-09T03:00:00Z"},
    ]  # fmt: skip
    for values in moves:
        desk.write("part_movement", new_id(), {**values, "moved_by": desk.actor.person})
    desk.write("part", parts[2], {"minimum": "99"})
    contract = {
        "number": "HT-2026-018", "contract_name": "平川传输网年度维护", "customer": CUSTOMER, "line": AN,
        "begins": "2026-01-01", "ends": "2026-12-31", "hours": "always", "respond_1": 15, "on_site_1": 240,
    }  # fmt: skip
    desk.write("contract", new_id(), contract)
    desk.write(
        "manual", new_id(), {"manual_name": "AN-2400 维护手册", "sort": "manual", "line": AN, "version_of": "V3"}
    )
    desk.write("manual", new_id(), {"manual_name": "告警抓取工具", "sort": "tool", "version_of": "2.1"})


class Hands:
    """Somebody before the lists, with a mouse and a keyboard."""

    def __init__(self, place: Workplace, screen: ListsScreen, qtbot: Any) -> None:
        self.place, self.screen, self._qtbot = place, screen, qtbot
        place.go.connect(self.go)

    def go(self, route: str) -> None:
        key, *parts = route.split("/")
        if key == "lists":
            self.screen.open(parts)

    def still(self) -> None:
        wait_still(self._qtbot, self.place.jobs)
        page = self.page
        if page is not None:
            self._qtbot.waitUntil(lambda: not page._again.isActive() and not page._fetching)
        wait_still(self._qtbot, self.place.jobs)

    def wait(self, until: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(until)

    def open(self, route: str) -> None:
        self.go(f"lists/{route}")
        self.still()

    @property
    def page(self) -> ListPage | None:
        shown = self.screen._stack.currentWidget()
        return shown if isinstance(shown, ListPage) else None

    @property
    def table(self) -> PagedTable:
        assert self.page is not None
        return self.page.table

    def find(self, kind: type[Any], name: str) -> Any:
        """The control of a name that is in sight, or else any."""
        found = self.screen.findChildren(kind, name)
        assert found, name
        return next((one for one in found if one.isVisible()), found[-1])

    def click(self, name: str) -> None:
        button = self.find(QWidget, name)
        assert button.isVisible() and button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.still()

    def type(self, name: str, text: str) -> None:
        line = self.find(QLineEdit, name)
        line.setFocus()
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Delete)
        for mark in text:  # QTest itself types no Chinese
            key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, mark)
            QApplication.sendEvent(line, key)

    def search(self, words: str) -> None:
        self.type("lists.search", words)
        QTest.keyClick(self.find(QLineEdit, "lists.search"), Qt.Key.Key_Return)
        self.still()

    def choose(self, name: str, text: str) -> None:
        """Picks a line of a drop-down list by its words, with the keyboard."""
        box = self.find(QComboBox, name)
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        for _ in range(box.count()):
            if box.currentText() == text:
                break
            QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentText() == text
        self.still()

    def click_head(self, title: str) -> None:
        head = self.table.horizontalHeader()
        at = self.heads().index(title)
        spot = QPoint(head.sectionViewportPosition(at) + head.sectionSize(at) // 2, head.height() // 2)
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        self.still()

    def heads(self) -> list[str]:
        model = self.table.model()
        return [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]

    def column(self, title: str) -> list[str]:
        """What stands in a column, from the first row on, as far as it is at hand."""
        model, at = self.table.model(), self.heads().index(title)
        self.still()
        return [model.index(row, at).data() for row in range(model.rowCount())]

    def open_row(self, at: int) -> None:
        spot = self.table.visualRect(self.table.model().index(at, 0)).center()
        QTest.mouseClick(self.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        self.still()

    def popup(self) -> QWidget:
        found = QApplication.activePopupWidget()
        assert found is not None
        return found

    def button(self, name: str) -> QAbstractButton:
        found: QAbstractButton = self.find(QAbstractButton, name)
        return found


def pick(at: Hands, name: str, words: str) -> None:
    """Opens the list of a link, types, and takes the first that is found."""
    at.click(name)
    popup = at.popup()
    popup.search.insert(words)
    at.wait(lambda: not popup._wait.isActive())
    at.still()
    QTest.keyClick(popup.search, Qt.Key.Key_Return)
    at.still()
