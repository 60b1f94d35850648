from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QListWidget, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from fieldkit.actions.records import set_values
from fieldkit.forms import FORMS, When, row_ids
from fieldkit.forms.values import Rows
from fieldkit.store.store import Edit
from fieldkit.ui.editors import EDITORS
from fieldkit.ui.form.sight import look
from fieldkit.ui.form_view import FormView

from .conftest import Seat


def by_name(view: QWidget, name: str) -> Any:
    found = view.findChild(QWidget, name)
    assert found is not None, name
    return found


@pytest.fixture
def at_report(seat: Callable[..., Seat]) -> Seat:
    return seat("write_report")


def report_form(qtbot: QtBot, shown: Callable[..., QWidget], seat: Seat, **more: Any) -> FormView:
    record = seat.place.desk.store.get(seat.case.report)
    view = FormView(seat.place, record, stage=When.SIGNING, **more)
    shown(view, 700, 800)
    seat.idle(qtbot)
    return view


def test_every_field_type_of_every_form_has_an_editor() -> None:
    def fields(form: Any) -> Any:
        for field in form.fields.values():
            yield field
            if isinstance(field, Rows):
                yield from fields(field.row)

    types = {type(field) for form in FORMS.values() for field in fields(form)}
    assert types - {Rows} <= set(EDITORS)


def test_what_is_typed_is_in_the_store_soon(qtbot, shown, at_report: Seat) -> None:
    view = report_form(qtbot, shown, at_report, fields=("left", "opinion"))
    opinion: QPlainTextEdit = by_name(view, "service_report.opinion")
    with qtbot.waitSignal(view.saved):
        opinion.setPlainText("来得很快")
    left: QLineEdit = by_name(view, "service_report.left")
    left.setText("")
    QTest.keyClicks(left, "2026-11-10 13:45")
    view.flush()
    stored = at_report.place.desk.store.get(at_report.case.report).values
    assert stored["opinion"] == "来得很快"
    assert stored["left"] == "2026-11-10T05:45:00Z"


def test_what_cannot_be_read_stays_with_its_reason(qtbot, shown, at_report: Seat) -> None:
    view = report_form(qtbot, shown, at_report, fields=("left", "opinion"))
    left: QLineEdit = by_name(view, "service_report.left")
    left.setText("一点半")
    left.returnPressed.emit()
    assert "不是时间" in by_name(view, "service_report.left.reason").text()
    assert view.missing()[0][0] == "left"
    view.flush()
    view.refresh()
    at_report.idle(qtbot)
    assert left.text() == "一点半"
    again = report_form(qtbot, shown, at_report, fields=("left",))
    assert by_name(again, "service_report.left").text() == "一点半"
    stored = at_report.place.desk.store.get(at_report.case.report).values
    assert stored["left"] == "2026-11-10T05:40:00Z"


def test_news_changes_what_is_not_being_edited(qtbot, shown, at_report: Seat) -> None:
    view = report_form(qtbot, shown, at_report, fields=("opinion", "training"))
    opinion: QPlainTextEdit = by_name(view, "service_report.opinion")
    training: QPlainTextEdit = by_name(view, "service_report.training")
    opinion.setPlainText("正在写")
    set_values(at_report.place.desk, at_report.case.report, {"training": "别处改的", "opinion": "别处改的"})
    view.refresh()
    at_report.idle(qtbot)
    assert training.toPlainText() == "别处改的"
    assert opinion.toPlainText() == "正在写"


def test_two_who_did_not_see_each_other_conflict(qtbot, shown, at_report: Seat, monkeypatch) -> None:
    view = report_form(qtbot, shown, at_report, fields=("opinion",))
    saver = view.fieldset.saver
    desk, rid = at_report.place.desk, at_report.case.report
    seen: list[int] = []

    def write(edits: Any, **more: Any) -> Any:
        edits = list(edits)
        seen.extend(edit.opened.base_seq for edit in edits if isinstance(edit, Edit) and edit.opened)
        return type(desk).write_all(desk, edits, **more)

    monkeypatch.setattr(desk, "write_all", write)
    before = saver.opened.base_seq
    by_name(view, "service_report.opinion").setPlainText("我写的")
    later = look(desk, rid)
    view.fieldset.show(replace(later, opened=replace(later.opened, base_seq=before + 7)))
    view.flush()
    assert seen == [before]


def test_a_conflict_leads_to_both_values(qtbot, shown, at_report: Seat) -> None:
    view = report_form(qtbot, shown, at_report, fields=("opinion",))
    sight = look(at_report.place.desk, at_report.case.report)
    sight.opened.record.conflicts["opinion"] = []
    view.fieldset.show(sight)
    assert by_name(view, "service_report.opinion").isReadOnly()
    with qtbot.waitSignal(at_report.place.go) as gone:
        QTest.mouseClick(by_name(view, "service_report.opinion.settle"), Qt.MouseButton.LeftButton)
    assert gone.args == [f"deliveries/{at_report.case.report}/opinion"]


def test_rows_are_added_deleted_and_taken_back(qtbot, shown, at_report: Seat) -> None:
    view = report_form(qtbot, shown, at_report, fields=("backups",))
    store, rid = at_report.place.desk.store, at_report.case.report
    press = lambda name: QTest.mouseClick(by_name(view, name), Qt.MouseButton.LeftButton)  # noqa: E731
    before = set(view.cards["backups"].cards)
    press("service_report.backups.add")
    first = min(before)
    (row,) = set(view.cards["backups"].cards) - before
    QTest.keyClicks(by_name(view, f"service_report.backups.{row}.what"), "Alarm log")
    view.flush()
    assert store.get(rid).values[f"backups.{row}.what"] == "Alarm log"
    press(f"service_report.backups.{first}.delete")
    view.flush()
    assert first not in row_ids(store.get(rid).values, "backups")
    press(f"service_report.backups.{first}.undo")
    view.flush()
    assert first in row_ids(store.get(rid).values, "backups")


def test_sealed_is_read_only(qtbot, shown, seat: Callable[..., Seat]) -> None:
    at_sign = seat("sign")
    view = report_form(qtbot, shown, at_sign, fields=("opinion", "left", "satisfaction"))
    assert by_name(view, "service_report.opinion").isReadOnly()
    assert by_name(view, "service_report.left").isReadOnly()
    assert not by_name(view, "service_report.satisfaction").isEnabled()


def test_sections_say_what_they_hold_and_open_when_wanted(qtbot, shown, at_report: Seat) -> None:
    desk, rid = at_report.place.desk, at_report.case.report
    set_values(desk, rid, {"left": None})
    view = report_form(qtbot, shown, at_report)
    heads = [fold.head for _section, fold in view.folds]
    assert "离开时间" in heads[0].accessibleDescription()
    assert view.missing() == [("left", "离开时间")]
    assert not view.fieldset.boxes
    view.go_to("left")
    assert view.folds[0][1].open
    QTest.mouseClick(heads[0], Qt.MouseButton.LeftButton)
    assert not view.folds[0][1].open


def test_a_new_record_says_what_is_missing_beside_its_field(qtbot, shown, at_report: Seat) -> None:
    view = FormView(at_report.place, "leftover", fields=("what", "due", "holder"))
    shown(view, 600, 500)
    assert view.values() is None
    assert by_name(view, "leftover.what.reason").text() == "“遗留内容”尚未填写。"
    QTest.keyClicks(by_name(view, "leftover.what"), "Battery 11")
    by_name(view, "leftover.due").setText("2026-12-10")
    assert view.values() == {"what": "Battery 11", "due": "2026-12-10"}


def test_a_link_is_picked_by_part_of_its_name(qtbot, shown, at_report: Seat) -> None:
    view = FormView(at_report.place, "leftover", fields=("what", "holder"))
    shown(view, 600, 500)
    QTest.mouseClick(by_name(view, "leftover.holder"), Qt.MouseButton.LeftButton)
    search: QLineEdit = by_name(view, "leftover.holder.search")
    search.setText("何志")
    people: QListWidget = by_name(view, "leftover.holder.list")
    qtbot.waitUntil(lambda: people.count() == 1)
    QTest.keyClick(search, Qt.Key.Key_Return)
    button: QAbstractButton = by_name(view, "leftover.holder")
    assert button.text().startswith("何志强")
    assert view.fieldset.values["holder"]
