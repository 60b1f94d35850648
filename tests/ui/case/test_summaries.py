"""A month and a year are over (docs/cases.md, 6): from Today to the paper, to quality assurance, to the customer."""

from datetime import datetime
from pathlib import Path

import pypdfium2
from PySide6.QtWidgets import QLabel, QTableView

from fieldkit.actions.records import new_record
from fieldkit.demo.case import CUSTOMER
from fieldkit.demo.company import at
from fieldkit.forms import MonthlySummary, YearlySummary, natural_id
from fieldkit.forms.types import ZONE

from . import stories
from .hands import wait_for
from .people import Person, Play
from .writing import save_as, write

CAST = ("line_manager", "department_manager", "qa")
MONTH, YEAR = natural_id("monthly_summary", "2026-11"), natural_id("yearly_summary", "2026", CUSTOMER)
SUMMARY = "用户板告警"


def duty(me: Person, words: str) -> str:
    """The row of Today that says this."""
    me.go("today")
    if me.there("today.all"):
        me.click("today.all")
    rows = [row for row in me.there("today.duty.*") if words in row.accessibleName()]
    assert len(rows) == 1, [row.accessibleName() for row in me.there("today.duty.*")]
    return rows[0].objectName()


def figures(me: Person) -> list[str]:
    return [label.text() for label in me.see("paper.counts").findChildren(QLabel)]


def test_a_call_of_november(play: Play) -> None:
    me = play.sit("department_manager", "11-16 09:00")
    told = {"customer": "平川县", "equipment": "AN240020200700901", "symptom": "用户板 3 告警"}
    stories.take_in(play, me, SUMMARY, told, {"caller": "王𠅤"})
    me.send()
    play.meet("line_manager")
    play.meet("qa")


def test_the_month_is_found_on_today_counted_and_handed_on(play: Play, tmp_path: Path) -> None:
    me = play.meet("department_manager", "12-02 09:00")
    me.click(duty(me, "2026-11"))
    assert me.desktop.route == f"papers/{MONTH}"
    said = wait_for(lambda: figures(me) if "受理问题" in figures(me) else [], "the figures")
    assert said[said.index("受理问题") + 2] == "1" and "接入网" in said
    assert not me.there("paper.counts.add")  # nobody types them
    write(me, "paper", {"analysis": "用户板一起，未处理。", "improvements": "每日早会过一遍未指派的问题。"})
    me.click("step.handed_over")
    assert MonthlySummary(me.desk.store.get(MONTH)).handed_on == at("12-02 09:00").date()
    printed = save_as(me, "paper.save", tmp_path / "month.pdf")
    paper = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(printed))
    assert all(word in paper for word in ("月度问题汇总分析", "2026-11", "受理问题", "接入网", "每日早会"))
    assert me.send()["waiting"] == 0
    me.go("today")
    assert not [row for row in me.there("today.duty.*") if "2026-11" in row.accessibleName()]


def test_quality_assurance_finds_it_on_today_and_files_it(play: Play) -> None:
    me = stories.from_today(play.meet("qa"), "月度问题汇总分析")
    me.click("step.filed")
    me.click("paper.back")
    assert me.desktop.route == "summaries"
    model = me.see("summaries.table", QTableView).model()
    assert [model.index(0, column).data() for column in (0, 2)] == ["2026-11", "已归档"]
    assert me.send()["waiting"] == 0


def test_it_is_found_again_from_the_list_of_problems(play: Play) -> None:
    me = play.meet("department_manager")
    me.go("problems")
    me.click("problems.summaries")
    me.click_row("summaries.table", "2026-11")
    assert me.desktop.route == f"papers/{MONTH}"
    assert not me.there("step.*")


def test_the_year_goes_to_the_customer(play: Play) -> None:
    """A customer with a contract; what was done and what became of the advice stands there already."""
    me = play.meet("department_manager", "12-31 17:00")
    contract = {"customer": CUSTOMER, "number": "HT-1", "contract_name": "维保", "begins": "2025-01-01"}
    new_record(me.desk, "contract", {**contract, "ends": "2027-12-31"})
    me.send()
    play.company.clock.set(datetime(2027, 1, 5, 9, tzinfo=ZONE))
    manager = play.meet("line_manager")
    assert not [row for row in manager.there("today.duty.*") if "·2025" in row.accessibleName()]
    manager.click(duty(manager, "·2026"))
    assert manager.desktop.route == f"papers/{YEAR}"
    write(manager, "paper", {"work": "受理故障 1 起。"})
    manager.click("step.delivered")
    manager.click("step.acknowledged")
    assert manager.keyboard == "paper.acknowledged_by"  # who at the customer's did
    write(manager, "paper", {"acknowledged_by": "林主任"})
    manager.click("step.acknowledged")
    assert manager.send()["waiting"] == 0
    summary = YearlySummary(manager.desk.store.get(YEAR))
    assert (summary.status, {row.what: row.number for row in summary.counts}["taken"]) == ("acknowledged", 1)
