"""Level 1 at night (docs/cases.md, 1): told at once, a named team, help from above, a loan that comes back."""

from fieldkit.demo.company import at
from fieldkit.forms import Problem

from . import stories
from .people import Play
from .writing import add_row, write

CAST = ("receiver", "engineer", "line_manager", "department_manager", "qa", "secretary", "vice_president")
SUMMARY = "AN-2400 主控板反复重启，调度电话全部中断"
CALLER = "林玥"


def test_the_hotline_takes_it_in_at_night_and_tells_the_superior_at_once(play: Play) -> None:
    me = play.sit("receiver", "11-20 23:48")
    known = {"customer": "丹凤机场", "equipment": "AN240020230700029", "level": "1", "since": "2026-11-20 23:35"}
    told = {"symptom": "主用主控板每 3 分钟重启一次，备用板不能接管。", "effect": "夜航调度电话 96 线全阻"}
    stories.take_in(play, me, SUMMARY, known | told, {"caller": CALLER, "promised": "15 分钟内技术支持回电"})
    stories.note(me, {"purpose": "told", "whom": "部门经理 赵海波", "said": "一级故障，已电话报告。"})
    assert me.send()["waiting"] == 0
    assert Problem(me.desk.store.get(play.problem)).on_site_by == at("11-21 03:48")


def test_the_department_manager_names_engineer_and_team_and_issues_the_notice(play: Play) -> None:
    me = play.meet("department_manager", "11-20 23:53")
    stories.assign(play, me, "engineer")
    stories.begin(me, "major_notice")
    write(me, "paper", {"grade": "一级", "measures": "成立保障小组，携备用主控板连夜赴现场。"})
    for whom, told, confirmed in (("工程副总 陈䶮", "23:55", "23:58"), ("产品线经理 李海波", "23:56", "23:57")):
        row = {
            "whom": whom,
            "channel": "phone",
            "told_at": f"2026-11-20 {told}",
            "confirmed_at": f"2026-11-20 {confirmed}",
        }
        add_row(me, "paper.told", row)
    me.click("step.issued")
    me.click("paper.back")
    me.click("problem.edit")
    for who, task in (("李海波", "总协调"), ("何志强", "现场处理"), ("杨玥", "备件与车辆")):
        add_row(me, "problem.team", {"person": who, "task": task})
    me.click("problem.edit")
    assert me.send()["waiting"] == 0


def test_the_engineer_calls_back_in_time_and_asks_for_help_and_for_a_loan(play: Play) -> None:
    me = stories.from_today(play.meet("engineer", "11-20 23:59"), "处理一个问题")
    me.go_on("记一次联系")
    write(me, "contact", {"whom": CALLER, "said": "请用户将备用板下电再上电，仍不能接管；须换板。", "helped": False})
    me.click("contact.add")
    stories.begin(me, "support_request")
    write(
        me,
        "paper",
        {"tried": "电话指导重启备用板无效；同型主控板仓库仅 1 块。", "needed": "厂家连夜分析重启日志，并调 1 块新板。"},
    )
    write(me, "paper", {"from_whom": "company", "needed_by": "2026-11-21"})
    me.click("step.submitted")
    me.click("paper.back")
    stories.begin(me, "spare_request")
    write(
        me,
        "paper",
        {"reason": "现场主备板均坏，先借板恢复夜航调度", "needed_by": "2026-11-21", "back_by": "2026-12-04"},
    )
    loan = {"part": "BK-AN2400-00", "purpose": "loan", "quantity": "1", "source": "总部仓库", "back_by": "2026-12-04"}
    add_row(me, "paper.wanted", loan)
    me.click("step.submitted")
    assert me.send()["waiting"] == 0


def test_the_request_goes_up_to_the_vice_president_and_comes_back(play: Play) -> None:
    manager = stories.from_today(play.meet("line_manager", "11-21 00:04"), "技术支持申请")
    manager.click("step.passed_up")
    stories.from_today(manager, "备用设备／备件申请")
    manager.click("step.granted")
    manager.send()
    above = stories.from_today(play.meet("department_manager", "11-21 00:08"), "技术支持申请")
    above.click("step.approved")
    above.send()
    help_from = stories.from_today(play.meet("vice_president", "11-21 00:15"), "技术支持申请")
    write(help_from, "paper", {"answer": "已要求厂家二线 00:30 前接入；新板明早发出，12-02 前到。"})
    help_from.click("step.answered")
    help_from.send()
    secretary = stories.from_today(play.meet("secretary", "11-21 00:20"), "备用设备／备件申请")
    secretary.click("step.out")
    assert secretary.send()["waiting"] == 0


def test_the_visit_is_decided_and_approved_within_half_an_hour(play: Play) -> None:
    manager = stories.from_today(play.meet("line_manager", "11-21 00:22"), "要不要去现场？")
    write(manager, "problem", {"decision": "立即赴现场，带借用主控板；每步先取日志。"})
    manager.click("primary")
    manager.send()
