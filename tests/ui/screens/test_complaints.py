"""Complaints about a person: begun where a problem is taken in, sent, and then with those who read complaints."""

import os

import pytest
from courier_trips import CUSTOMER
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from fieldkit.actions.complaints import complain, complaints
from fieldkit.actions.enrol import sync
from fieldkit.forms import natural_id
from fieldkit.ui.editors import LinkPicker
from fieldkit.ui.screens.complaints import ComplaintsScreen
from fieldkit.ui.screens.papers import PapersScreen
from fieldkit.ui.screens.problems import ProblemsScreen
from fieldkit.ui.widgets.table import Table
from tests.ui.stillness import wait_still

ENGINEER, COLLEAGUE, DEPARTMENT, QA = "E100", "E104", "E110", "E111"
SAID = "他没有备份就改了数据，说话不耐烦，问题没讲清楚就离开了机房。"


class Seen:
    """A screen before somebody, and where it led."""

    def __init__(self, screen, place, qtbot, shown) -> None:
        self.screen, self.place, self.qtbot = screen, place, qtbot
        self.went: list[str] = []
        place.go.connect(self.went.append)
        shown(screen, 1286, 712)

    def open(self, *parts: str) -> None:
        self.screen.open(parts)
        self.idle()

    def idle(self) -> None:
        wait_still(self.qtbot, self.place.jobs)

    def find(self, name: str, kind: type = QWidget):
        found = [one for one in self.screen.findChildren(kind, name) if one.isVisible()]
        assert found, name
        return found[-1]

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        self.idle()

    def type(self, name: str, words: str) -> None:
        field = self.find(name)
        if isinstance(field, QPlainTextEdit):
            field.setPlainText(words)
        elif isinstance(field, QLineEdit):
            field.setText(words)
            field.textEdited.emit(words)
        self.idle()

    def pick(self, path: str, rid: str, name: str) -> None:
        next(one for one in self.screen.findChildren(LinkPicker) if one.name == path).pick(rid, name)
        self.idle()

    def keep(self, name: str) -> None:
        """A picture to look at, where somebody wants one: FIELDKIT_PICTURES names the folder."""
        folder = os.environ.get("FIELDKIT_PICTURES")
        if folder:
            QApplication.processEvents()
            self.screen.grab().save(f"{folder}/{name}.png")


@pytest.fixture
def seen(before, trips, qtbot, shown):
    def make(screen, laptop) -> Seen:
        place = before(laptop)
        return Seen(screen(place), place, qtbot, shown)

    return make


def test_what_is_about_a_person_leads_from_the_problem_to_a_complaint(seen, trips) -> None:
    """What was typed goes with it; no problem is made, and who took it in sees nothing of it once it is sent."""
    laptop, quality = trips.laptop(COLLEAGUE), trips.laptop(QA)
    screen = seen(ProblemsScreen, laptop)
    screen.open("new", CUSTOMER)
    screen.type("problem.symptom", SAID)
    screen.type("call.caller", "陈工")
    screen.keep("complaint-1-problem")
    screen.press("new_problem.complaint")
    assert screen.went == ["problems/complaint"]
    screen.open("complaint")
    assert screen.find("complaint.said", QPlainTextEdit).toPlainText() == SAID
    assert screen.find("call.complainant", QLineEdit).text() == "陈工"
    screen.press("complain.send")
    assert "写明" in screen.find("complaint.concerns.reason", QLabel).text()
    screen.pick("complaint.concerns", natural_id("person", ENGINEER), "杨志远")
    screen.keep("complaint-2-form")
    screen.press("complain.send")
    screen.keep("complaint-3-sent")
    assert "已提交发送" in screen.find("complain.said").findChild(QLabel).text()
    assert laptop.store.find("problem") == []
    sync(laptop.desk)
    sync(laptop.desk)
    assert complaints(laptop.desk) == []
    sync(quality.desk)
    (found,) = complaints(quality.desk)
    assert (found.said, found.complainant, found.customer) == (SAID, "陈工", CUSTOMER)


def test_quality_assurance_works_through_the_list_to_the_paper(seen, trips) -> None:
    taker, quality = trips.laptop(COLLEAGUE), trips.laptop(QA)
    rid = complain(taker.desk, {"said": SAID, "complainant": "陈工", "customer": CUSTOMER,
                                "concerns": natural_id("person", ENGINEER)}).id  # fmt: skip
    complain(taker.desk, {"said": "迟到两小时", "complainant": "王工", "described": "昨天下午来的那位"})
    for one in (taker, quality):
        sync(one.desk)
    listed = seen(ComplaintsScreen, quality)
    listed.open()
    listed.keep("complaint-4-list")
    table = listed.find("complaints.table", Table)
    assert table.model().rowCount() == 2
    table.opened.emit(rid)
    assert listed.went == [f"papers/{rid}"]
    paper = seen(PapersScreen, quality)
    paper.open(rid)
    paper.qtbot.waitUntil(lambda: not paper.screen._page.opening)
    paper.idle()
    paper.keep("complaint-5-paper")
    assert paper.screen.crumbs()[0][0] == "complaints"
    paper.press("paper.back")
    assert paper.went[-1] == "complaints"
