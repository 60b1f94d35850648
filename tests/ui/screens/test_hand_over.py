from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from fieldkit.actions import paperwork, problems
from fieldkit.demo.company import at
from fieldkit.ui.screens.hand_over import HandOverStage

from .conftest import Seat


def by_name(view: QWidget, name: str) -> Any:
    found = view.findChild(QWidget, name)
    assert found is not None, name
    return found


def open_stage(qtbot, shown, seat: Seat) -> HandOverStage:
    stage = HandOverStage(seat.place, seat.case.visit)
    shown(stage, 1286, 640)
    stage.refresh()
    seat.idle(qtbot)
    return stage


def test_the_engineer_leaves_at_the_time_that_stands_there(qtbot, shown, seat: Callable[..., Seat]) -> None:
    at_report = seat("write_report")
    at_report.place.desk.clock.set(at("11-10 13:45"))
    stage = open_stage(qtbot, shown, at_report)
    assert stage.missing() == [("left", "离开时间")]
    time = by_name(stage, "leaving.time")
    assert time.text() == "2026-11-10 13:40"  # as the report says
    time.setText("gone")
    stage.primary()[1]()
    assert "gone" in by_name(stage, "leaving.time.reason").text()
    time.setText("2026-11-10 09:45")  # dated back, before he came
    stage.primary()[1]()
    at_report.idle(qtbot)
    assert "到达" in by_name(stage, "leaving.time.reason").text()
    assert at_report.place.desk.store.get(at_report.case.visit).values["status"] == "on_site"
    time.setText("2026-11-10 13:45")
    stage.primary()[1]()
    at_report.idle(qtbot)
    visit = at_report.place.desk.store.get(at_report.case.visit).values
    assert (visit["left"], visit["status"]) == ("2026-11-10T05:45:00Z", "left")


def test_signed_papers_hold_and_can_be_taken_along(qtbot, shown, seat: Callable[..., Seat], tmp_path: Path) -> None:
    signed = seat("sign")
    stage = open_stage(qtbot, shown, signed)
    report = signed.case.report
    assert by_name(stage, f"paper.{report}.verdict").text == "2 个签名有效"
    row = next(row for row in stage.rows.values() if row.paper.rid == report)
    row.save_to(tmp_path / "copy.pdf")
    signed.idle(qtbot)
    assert (tmp_path / "copy.pdf").read_bytes().startswith(b"%PDF")
    row.save_to(tmp_path / "nowhere" / "copy.pdf")
    signed.idle(qtbot)
    assert "copy.pdf" in by_name(stage, f"paper.{report}.said").text()
    assert stage.sight.waiting > 0
    with qtbot.waitSignal(signed.place.sync_wanted):
        stage.primary()[1]()


def test_what_comes_after_the_visit_is_recorded_with_who_and_when(qtbot, shown, seat: Callable[..., Seat]) -> None:
    approved = seat("approve")
    stage = open_stage(qtbot, shown, approved)
    desk = approved.place.desk
    with qtbot.waitSignal(stage.go) as gone:
        by_name(stage, "after.watch.record").click()
    approved.idle(qtbot)
    (watch,) = desk.store.find("monitoring_record", {"visit": approved.case.visit})
    assert gone.args == [f"papers/{watch.id}"]
    assert watch.values["started_at"] == "2026-11-10T03:52:00Z"  # since the service was restored
    desk.clock.set(at("11-13 12:00"))
    by_name(stage, "after.documents.record").click()
    approved.idle(qtbot)
    seen = {"entries.a.seen_at": "2026-11-13T03:00:00Z", "entries.a.state": "normal", "conclusion": "正常",
            "entries.a.since": watch.values["started_at"], "entries.a.source": "网管"}  # fmt: skip
    paperwork.take_step(desk, watch.id, "passed", {**seen, "ended_at": "2026-11-13T04:00:00Z"})
    stage.refresh()
    approved.idle(qtbot)
    visit = desk.store.get(approved.case.visit).values
    assert (visit["documents_on"], visit["documents_by"]) == ("2026-11-13", desk.actor.person)
    assert not {"watch", "documents"} & set(stage.sight.duties)
    assert "2026-11-13 12:00" in by_name(stage, "after.watch").accessibleName()


def test_an_approved_report_leads_to_ending_the_problem(qtbot, shown, seat: Callable[..., Seat]) -> None:
    approved = seat("approve")
    stage = open_stage(qtbot, shown, approved)
    with qtbot.waitSignal(stage.go) as gone:
        stage.primary()[1]()
    assert gone.args == [f"problems/{approved.case.problem}"]
    problems.solve(approved.place.desk, approved.case.problem)
    stage.refresh()
    approved.idle(qtbot)
    assert "部门经理" in stage.note()


def test_a_returned_report_leads_back_to_its_form(qtbot, shown, seat: Callable[..., Seat]) -> None:
    came_back = seat("return")
    stage = open_stage(qtbot, shown, came_back)
    assert by_name(stage, "review_state.badge").text == "已退回"
    with qtbot.waitSignal(stage.go) as gone:
        stage.primary()[1]()
    assert gone.args == [f"trips/{came_back.case.visit}/report"]
