"""A trip in its workspace: what is chosen, typed and pressed is in the store, and the footer leads on."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from fieldkit.actions import trips
from fieldkit.actions.desk import Desk
from fieldkit.forms import Checklist, Receivable, Record, TripApproval, only_child_id
from fieldkit.ui.screens.trips.footer import StageFooter
from fieldkit.ui.screens.trips.photo_column import PhotoColumn
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.rows import Row
from fieldkit.ui.widgets.stages import StageRail
from tests.ui.screens.trips_screen import Trips, steps_of


@pytest.fixture
def trips_at(seat, qtbot, shown):
    return lambda stage, *route, who="engineer": Trips(seat(stage, who), qtbot, shown, *route)


def test_the_list_says_what_is_missing_and_opens_the_trip(trips_at):
    screen = trips_at("prepare")
    visit = screen.seat.case.visit
    row = screen.find(f"trip.{visit}", Row)
    assert "工作计划" in row.accessibleName()
    screen.press(f"trip.{visit}")
    assert screen.went[-1] == f"trips/{visit}"
    assert screen.find("stages", StageRail).current == "prepare"


def test_without_a_trip_the_way_to_one_is_shown(trips_at):
    screen = trips_at("take_in")
    screen.press("trips.empty.act")
    assert screen.went[-1] == "problems"


def test_gaps_are_answered_one_after_the_other_until_the_trip_can_be_submitted(trips_at, qtbot):
    screen = trips_at("guide_by_phone")
    visit = trips.plan_visit(screen.desk, screen.seat.case.problem, "处理心跳丢失", playbook="an2400-heartbeat").id
    screen._go(f"trips/{visit}/prepare")
    screen.press("gap.way.go")
    gaps = [row.row_id for row in _checklist(screen.desk, visit).items if row.state == "gap"]
    for _gap in gaps:
        screen.find("gap.reason", QPlainTextEdit).setPlainText("到场后电话确认")
        screen.press("gap.save")
    answers = {row.row_id: row.answer for row in _checklist(screen.desk, visit).items if row.state == "gap"}
    assert len(gaps) > 3 and all(answers.values())
    rows = {row.row_id: row for row in _checklist(screen.desk, visit).items}
    assert (rows[gaps[0]].decided, rows[gaps[1]].decided) == ("go", "settle")
    assert {rows[code].answered_by for code in gaps} == {screen.desk.actor.person}

    screen.on()  # to the plan
    screen.find("trip_approval.plan", QPlainTextEdit).setPlainText("更换主控板")
    for name, text in (("leave_on", "2026-11-10"), ("back_on", "2026-11-11")):
        qtbot.keyClicks(screen.find(f"trip_approval.{name}", QLineEdit), text)
    box = screen.find("trip_approval.transport")
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: screen.primary.text() == "提交审批")
    screen.on()
    assert _approval(screen.desk, visit).status == "submitted"
    assert _approval(screen.desk, visit).plan == "更换主控板"


def test_a_spare_part_is_taken_along(trips_at, qtbot):
    screen = trips_at("prepare", "x")
    visit = screen.seat.case.visit
    screen._go(f"trips/{visit}/prepare")
    before = len(screen.desk.store.find("part_movement", {"visit": visit}))
    screen.press("spares.part")
    popup = screen.find("spares.part").parent().findChild(QWidget, "spares.part.picker")
    qtbot.keyClicks(popup.search, "BK-AN2400-01")
    qtbot.wait(200)
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)
    screen.press("spares.take")
    moves = screen.desk.store.find("part_movement", {"visit": visit})
    assert len(moves) == before + 1


def test_the_manager_approves_or_returns(trips_at):
    screen = trips_at("submit", who="line_manager")
    visit = screen.seat.case.visit
    screen._go(f"trips/{visit}")
    screen.press("decision.return")
    assert screen.find("decision.error").text() == "写明为什么退回。"
    screen.on()
    assert _approval(screen.desk, visit).status == "line_approved"


def test_a_diagnosis_goes_from_arriving_to_the_next_step(trips_at, qtbot):
    screen = trips_at("approve_trip")
    visit = screen.seat.case.visit
    screen._go(f"trips/{visit}")
    screen.on()
    assert screen.desk.form(visit).record.values["status"] == "on_site"
    screen.on()
    assert screen.find("answer.error").text() == "先选一个答案。"
    screen.press("answer.option.seen")
    screen.find("answer.verified", QPlainTextEdit).setPlainText("10:20 重现")
    screen.on()
    assert screen.desk.form(visit).record.values["verified"] == "10:20 重现"
    screen.press("answer.cannot")
    screen.find("answer.reason", QPlainTextEdit).setPlainText("没带相机")
    screen.press("answer.skip")

    field = screen.find("reading.value", QLineEdit)
    qtbot.keyClicks(field, "31.4")
    assert [badge.text for badge in screen.find("reading").findChildren(Badge)] == ["超限 3.4 °C"]
    assert screen.primary.text() == "记下，继续：主用板温度"
    screen.seat.place.changed.emit()
    screen.idle()
    assert field.text() == "31.4"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    screen.idle()
    read = steps_of(screen.desk, visit)["room"]
    assert read.shown("reading") == "31.4 °C (≤ 28)" and read.verdict == "bad"
    assert screen.find("answer.question").text() == "测主用主控板温度"

    screen.press("back")
    assert screen.find("reading.value", QLineEdit).text() == "31.4"


def test_a_step_that_cannot_be_done_needs_its_reason(trips_at):
    screen = trips_at("approve_trip")
    visit = screen.seat.case.visit
    screen._go(f"trips/{visit}")
    screen.on()
    screen.press("answer.cannot")
    screen.press("answer.skip")
    assert screen.find("answer.error").isVisible()
    screen.find("answer.reason", QPlainTextEdit).setPlainText("值班员不在")
    screen.press("answer.skip")
    assert steps_of(screen.desk, visit)["symptom"].verdict == "skipped"


def test_follow_up_keeps_points_parts_left_overs_and_what_was_agreed(trips_at, qtbot):
    screen = trips_at("diagnose")
    visit = screen.seat.case.visit
    screen._go(f"trips/{visit}/follow_up")
    screen.press("clean_up.boards.option.fine")
    line = screen.find("clean_up.fans.reading", QLineEdit)
    qtbot.keyClicks(line, "3050")
    screen.find("clean_up.fans.note", QLineEdit).setText("清灰后恢复")
    screen.press("clean_up.fans.keep")
    steps = steps_of(screen.desk, visit)
    assert steps["boards"].verdict == "good" and steps["fans"].note == "清灰后恢复"

    screen.press("leftover.new.begin")
    screen.find("leftover.new.what", QLineEdit).setText("第 11 节内阻偏高")
    screen.find("leftover.new.what", QLineEdit).textEdited.emit("第 11 节内阻偏高")
    qtbot.keyClicks(screen.find("leftover.new.due", QLineEdit), "2026-12-10")
    screen.press("leftover.new.add")
    (left,) = screen.desk.store.find("leftover", {"visit": visit})
    assert left.values["due"] == "2026-12-10" and left.values["responsible"] == "both"

    debt = next(one for one in _debts(screen.desk) if one.amount)
    screen.press(f"debt.{debt.id}")
    screen.find(f"debt.{debt.id}.agreed", QLineEdit).setText("用户约定 11-30 前付")
    screen.press(f"debt.{debt.id}.agree")
    assert screen.desk.form(debt.id).record.values["agreed"] == "用户约定 11-30 前付"


def test_a_photo_is_taken_in_and_named(trips_at, tmp_path):
    path = Path(tmp_path) / "铭牌.jpg"
    Image.new("RGB", (60, 40), "navy").save(path)
    screen = trips_at("diagnose")
    visit = screen.seat.case.visit
    screen._go(f"trips/{visit}/follow_up")
    before = {photo.id for photo in screen.desk.store.find("photo", {"visit": visit})}
    screen.screen.findChild(PhotoColumn).take_in([path])
    screen.idle()
    (photo,) = [photo for photo in screen.desk.store.find("photo", {"visit": visit}) if photo.id not in before]
    field = screen.find(f"caption.{photo.id}", QLineEdit)
    field.setText("铭牌")
    field.editingFinished.emit()
    screen.idle()
    assert screen.desk.form(photo.id).record.values["caption"] == "铭牌"


def test_what_is_signed_can_be_read_only(trips_at):
    screen = trips_at("approve")
    visit = screen.seat.case.visit
    screen._go(f"trips/{visit}/diagnose")
    assert screen.screen.findChild(StageFooter).findChild(QWidget, "footer.note").text().startswith("报告已签字")
    assert not screen.find("conclusion.text").isEnabled()


def _checklist(desk: Desk, visit: str) -> Checklist:
    return Checklist(_child(desk, visit, "checklist"))


def _approval(desk: Desk, visit: str) -> TripApproval:
    return TripApproval(_child(desk, visit, "trip_approval"))


def _child(desk: Desk, visit: str, kind: str) -> Record:
    record = desk.store.get(only_child_id(visit, kind))
    assert record is not None
    return record


def _debts(desk: Desk) -> list[Receivable]:
    return [Receivable(record) for record in desk.store.find("receivable", {"status": "open"})]
