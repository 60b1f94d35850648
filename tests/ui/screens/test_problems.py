"""Problems: a call is taken in, assigned, decided, planned; what is said is in the log."""

from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from fieldkit.actions import problems
from fieldkit.actions.problems import solve
from fieldkit.demo.case import CUSTOMER
from fieldkit.demo.company import rid
from fieldkit.forms import Problem, new_id
from fieldkit.ui.editors import LinkPicker
from fieldkit.ui.screens.problems import ProblemsScreen
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import Link
from fieldkit.ui.widgets.table import Table

W = TypeVar("W", bound=QWidget)


class Problems:
    def __init__(self, seat, qtbot, shown, *parts: str) -> None:
        self.seat, self.qtbot = seat, qtbot
        self.screen = ProblemsScreen(seat.place)
        self.went: list[str] = []
        seat.place.go.connect(self.went.append)
        shown(self.screen, 1286, 712)
        self.open(*parts)

    def open(self, *parts: str) -> None:
        self.screen.open(parts)
        self.seat.idle(self.qtbot)

    def find(self, name: str, kind: type[W] = QWidget) -> W:
        found = [widget for widget in self.screen.findChildren(kind, name) if widget.isVisible()]
        assert found, name
        return found[-1]

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        self.seat.idle(self.qtbot)

    def pick(self, path: str, key: str) -> None:
        next(one for one in self.screen.findChildren(LinkPicker) if one.name == path).pick(key, "…")
        self.seat.idle(self.qtbot)

    def problem(self, key: str) -> Problem:
        return Problem(self.seat.place.desk.form(key).record)


@pytest.fixture
def problems_at(seat, qtbot, shown):
    return lambda stage, *parts, who="engineer": Problems(seat(stage, who), qtbot, shown, *parts)


def test_a_call_is_taken_in_with_its_call_record(problems_at):
    screen = problems_at("begin", "new", CUSTOMER)
    screen.press("new_problem.take")
    assert screen.find("problem.summary.reason").text()
    field = screen.find("problem.summary", QLineEdit)
    field.setText("用户无法拨号")
    field.textEdited.emit("用户无法拨号")
    screen.press("new_problem.take")
    assert screen.find("problem.symptom.reason").text() and not screen.went
    screen.find("problem.symptom", QPlainTextEdit).setPlainText("拨号后无音")
    desk = screen.seat.place.desk
    board = desk.store.find("equipment", {"customer": CUSTOMER})[0]
    screen.pick("problem.equipment", board.id)
    assert screen.screen._page._problem.record.values["line"] == board.values["line"]
    other = next(line for line in desk.store.find("product_line") if line.id != board.values["line"])
    screen.pick("problem.line", other.id)
    screen.press("new_problem.take")
    assert screen.find("problem.line.reason").text() == "这台设备属于另一条产品线。"
    screen.pick("problem.line", board.values["line"])
    screen.press("new_problem.take")
    (record,) = desk.store.find("problem")
    assert screen.went == [f"problems/{record.id}"]
    assert record.values["customer"] == CUSTOMER and record.values["received_by"] == desk.actor.person
    (call,) = desk.store.find("call_record")
    assert call.values["problem"] == record.id and call.values["caller"]


def test_the_manager_assigns_then_decides_the_visit(problems_at):
    screen = problems_at("take_in", who="line_manager")
    key = screen.seat.case.problem
    screen.open(key)
    screen.press("problem.reassign")
    other = screen.find("problem.engineer", QComboBox)
    other.setCurrentIndex(other.findData(rid("person", "E104")))
    screen.press("primary")
    assert screen.problem(key).assigned_to == rid("person", "E104")
    screen.press("primary")
    assert screen.find("problem.next.error").text() == "写明决定。"
    screen.find("problem.decision", QPlainTextEdit).setPlainText("同意赴现场")
    screen.press("primary")
    assert (screen.problem(key).status, screen.problem(key).proposal) == ("visit", "同意赴现场")


def test_what_assigning_lacks_leads_to_its_field(problems_at):
    screen = problems_at("begin", who="line_manager")
    desk = screen.seat.place.desk
    values = {
        "summary": "旧的问题",
        "customer": CUSTOMER,
        "level": "3",
        "line": rid("product_line", "AN"),
        "status": "open",
    }
    values |= {"received_at": "2026-11-09T07:00:00Z", "received_by": desk.actor.person}
    desk.write("problem", key := new_id(), values)
    screen.open(key)
    who = screen.find("problem.engineer", QComboBox)
    who.setCurrentIndex(1)
    screen.press("primary")
    screen.press("problem.gap.symptom")
    field = screen.find("problem.symptom", QPlainTextEdit)
    field.setPlainText("拨号后无音")
    screen.press("problem.edit")
    screen.screen.refresh()
    screen.seat.idle(screen.qtbot)
    assert not screen.screen.findChild(QWidget, "problem.next.error").isVisible()
    screen.press("primary")
    assert screen.problem(key).status == "assigned"


def test_the_engineer_plans_the_visit_and_is_led_to_the_trip(problems_at):
    screen = problems_at("guide_by_phone")
    screen.open(screen.seat.case.problem)
    screen.press("primary")
    (visit,) = screen.seat.place.desk.store.find("visit")
    assert screen.went == [f"trips/{visit.id}/prepare"]


def test_what_the_approved_report_solved_is_marked(problems_at):
    for who in ("engineer", "line_manager"):
        screen = problems_at("approve", who=who)
        key = screen.seat.case.problem
        screen.open(key)
        screen.press("primary")
        assert screen.problem(key).status == "solved"


def test_closing_names_what_is_missing_and_leads_there(problems_at):
    screen = problems_at("approve", who="department_manager")
    key = screen.seat.case.problem
    solve(screen.seat.place.desk, key)
    screen.open(key)
    assert not screen.find("primary").isEnabled()
    said = {
        widget.text() for widget in screen.screen.findChildren(Link) if widget.objectName().startswith("problem.gap")
    }
    assert {"技术部门的更换件", "问题闭环：已审核", "问题闭环：已回访"} <= said
    screen.press("problem.gap.replacement")
    choice = next(one for one in screen.screen.findChildren(QComboBox) if one.objectName() == "problem.replacement")
    assert choice.isVisible()
    screen.press("problem.gap.closure")
    (closure,) = screen.seat.place.desk.store.find("closure", {"problem": key})
    assert closure.values["status"] == "open" and screen.went
    assert screen.problem(key).status == "solved"


def test_the_other_steps_stand_behind_a_link_and_ask_for_a_reason(problems_at):
    screen = problems_at("take_in", who="line_manager")
    key = screen.seat.case.problem
    screen.open(key)
    assert not screen.screen.findChild(QWidget, "problem.step.cancelled").isVisible()
    screen.press("problem.more")
    offered = {one.objectName() for one in screen.screen.findChildren(Link) if one.isVisible()}
    steps = {name.removeprefix("problem.step.") for name in offered if name.startswith("problem.step.")}
    assert steps == {"solved", "open", "merged", "cancelled"}
    screen.press("problem.step.cancelled")
    screen.press("primary")
    assert screen.find("problem.next.error").text() == "请为此步骤填写“理由”。"
    assert screen.problem(key).status == "assigned"
    screen.press("problem.back")
    assert screen.find("primary").text() == "决定去现场"
    screen.press("problem.more")
    screen.press("problem.step.cancelled")
    screen.find("problem.reason", QPlainTextEdit).setPlainText("用户误报")
    screen.press("primary")
    assert (screen.problem(key).status, screen.problem(key).reason) == ("cancelled", "用户误报")
    assert not [one for one in screen.screen.findChildren(QWidget, "problem.holder") if one.isVisible()]


def test_who_is_responsible_and_how_far_it_has_come_is_shown(problems_at):
    screen = problems_at("guide_by_phone")
    screen.open(screen.seat.case.problem)
    assert screen.find("problem.holder", QLabel).text() == "责任人：何志强"
    shown = [one.objectName() for one in screen.screen.findChildren(QWidget) if one.objectName().startswith("station.")]
    assert shown[:4] == ["station.received", "station.assigned", "station.guided", "station.visit"]
    assert "problem.step.visit" not in {one.objectName() for one in screen.screen.findChildren(Link)}


def test_a_contact_is_noted(problems_at):
    screen = problems_at("take_in")
    screen.open(screen.seat.case.problem)
    screen.press("contact.begin")
    for name, text in (("whom", "值班员 王𠅤"), ("said", "请用户看指示灯，未解决")):
        field = screen.find(f"contact.{name}")
        if isinstance(field, QLineEdit):
            field.setText(text)
            field.textEdited.emit(text)
        else:
            field.setPlainText(text)
    screen.press("contact.add")
    said = [record.values.get("said") for record in screen.seat.place.desk.store.find("contact")]
    assert "请用户看指示灯，未解决" in said
    assert (
        not screen.screen.findChild(QWidget, "contact.said")
        or not screen.screen.findChild(QWidget, "contact.said").isVisible()
    )


def test_the_list_shows_who_has_it_and_what_is_due(problems_at):
    screen = problems_at("take_in")
    table = screen.find("problems.table", Table)
    model = table.model()
    said = [model.index(0, column).data() for column in range(model.columnCount())]
    assert said[0].startswith("二级") and "何志强" in said and "还有" in said[5]
    table.selectRow(0)
    table.opened.emit(table.current)
    assert screen.went == [f"problems/{screen.seat.case.problem}"]


def test_what_the_customer_waits_for_stands_beside_the_level(problems_at):
    """An answer first; then nothing while nobody has decided to go; then the arrival."""
    screen = problems_at("take_in")
    screen.open(screen.seat.case.problem)
    assert screen.find("problem.due", Badge).accessibleName().startswith("响应用户")
    problems.note_contact(screen.seat.place.desk, screen.seat.case.problem, "值班员 王𠅤", "请用户看指示灯，未解决")
    screen.open(screen.seat.case.problem)
    assert not screen.screen.findChild(Badge, "problem.due").isVisible()
    screen.open()
    model = screen.find("problems.table", Table).model()
    assert model.index(0, 5).data() == ""
    decided = problems_at("guide_by_phone")
    decided.open(decided.seat.case.problem)
    assert decided.find("problem.due", Badge).accessibleName().startswith("到达现场")
