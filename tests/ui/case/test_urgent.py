"""Level 1 at night (docs/cases.md, 1): told at once, a named team, help from above, a loan that comes back."""

from fieldkit.demo.company import at
from fieldkit.demo.words import CLEAN_UP
from fieldkit.forms import Problem, ServiceReport, TripApproval, Visit
from fieldkit.playbooks import Proof
from fieldkit.process.clock import State

from . import endings, routines, stories
from .people import Play
from .writing import add_row, write

CAST = ("receiver", "engineer", "line_manager", "department_manager", "qa", "secretary", "vice_president")
SUMMARY = "AN-2400 主控板反复重启，调度电话全部中断"
CALLER = "林玥"
OLD_BOARD, LENT_BOARD = "AN24MCB0301122", "AN24MCB0509007"
STEPS = (
    ("01:48", "lamps", "done", ""),
    ("01:52", "room", "23.5", ""),
    ("01:58", "board", "58", ""),
    ("02:05", "versions", "same", "两板均为 V3.1.4+P01"),
    ("02:12", "memory", "46", ""),
    ("02:20", "saved", "done", ""),
    ("02:30", "switchover", "not_done", "倒换命令无应答，日志已取"),
)
PROOFS = {"saved": Proof(file="丹凤机场-数据与中继.tar", place="加密移动硬盘 HD-07")}
MISSING = {
    "left": "2026-11-21 04:10",
    "done": "先取两板重启日志；备用槽换上借用主控板，倒换后主用板下电。",
    "checked": "拨测 20 线正常；连续 40 分钟无重启。",
}
ADDED = {
    "restored_at": "2026-11-21 02:58",
    "training": "值班员 1 人：主备倒换前的检查。",
    "settled": "旧板带回返修；借用板 12-04 前归还。",
    "opinion": "到得快，每步都有说明。",
    "satisfaction": "5",
}


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


def test_those_above_find_it_on_today_at_once_and_say_that_they_know(play: Play) -> None:
    for who, moment in (("vice_president", "11-20 23:57"), ("qa", "11-20 23:58")):
        me = stories.from_today(play.meet(who, moment), "重大问题")
        me.go_on("已知悉")
        assert me.send()["waiting"] == 0
        assert not [button for button in me.there("primary") if button.text() == "已知悉"]


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
    stories.from_today(manager, "备件")
    manager.click("step.granted")
    manager.send()
    above = stories.from_today(play.meet("department_manager", "11-21 00:08"), "技术支持申请")
    above.click("step.approved")
    above.send()
    help_from = stories.from_today(play.meet("vice_president", "11-21 00:15"), "技术支持申请")
    write(help_from, "paper", {"answer": "已要求厂家二线 00:30 前接入；新板明早发出，12-02 前到。"})
    help_from.click("step.answered")
    help_from.send()
    secretary = stories.from_today(play.meet("secretary", "11-21 00:20"), "备件")
    secretary.click("step.out")
    assert secretary.send()["waiting"] == 0


def test_the_visit_is_decided(play: Play) -> None:
    manager = stories.from_today(play.meet("line_manager", "11-21 00:22"), "要不要去现场？")
    write(manager, "problem", {"decision": "立即赴现场，带借用主控板；每步先取日志。"})
    manager.click("primary")
    manager.send()


def test_the_engineer_goes_at_once_and_writes_down_who_agreed_by_phone(play: Play) -> None:
    me = stories.from_today(play.meet("engineer", "11-21 00:26"), "安排现场")
    me.type_text("problem.purpose", "换借用主控板，恢复夜航调度")
    me.go_on("安排现场")
    play.visit = me.desktop.route.split("/")[1]
    me.pick("spares.part", "BK-AN2400-00")
    me.click("spares.take")
    me.click("exception")
    assert me.keyboard == "trip_approval.way_out"  # why nobody waits for signatures is asked first
    plan = {"plan": "取重启日志，逐步测试，换借用主控板。", "leave_on": "2026-11-21", "back_on": "2026-11-21"}
    write(me, "trip_approval", plan | {"transport": "car", "way_out": "一级故障，值班车辆待命，先去后补。"})
    for who, when, said in (("李海波", "00:22", "同意立即出发"), ("赵海波", "00:24", "同意，注意行车安全")):
        word = {"about": "trip", "who": who, "said_at": f"2026-11-21 {when}", "said": said}
        add_row(me, "trip_approval.calls", word)
    me.click("exception")
    assert me.send()["waiting"] == 0


def test_on_site_off_line_every_step_is_tested(play: Play) -> None:
    play.company.switch_off()
    me = stories.from_today(play.sit("engineer", "11-21 00:30"), "准备")
    me.click("exception")
    play.clock("11-21 01:40")  # the page stands open on the way
    me.go_on("我到了")
    assert Visit(me.desk.store.get(play.visit)).arrived == at("11-21 01:40")
    me.type_text("answer.verified", "01:41 现场所见：主用板每 3 分钟重启，备用板 ALM 常亮，96 线全阻。")
    me.click("answer.option.seen")
    me.click("primary")
    routines.diagnose(play, me, "11-21", STEPS, PROOFS)
    assert "备用" in me.text("conclusion.text")
    me.click("primary")
    me.go_on("后续处理")


def test_the_loaned_board_brings_the_service_back(play: Play) -> None:
    me = play.sit("engineer", "11-21 03:05")
    me.click("moved.new.begin")
    me.pick("moved.new.part", "BK-AN2400-00")
    for name, text in (("serial_old", OLD_BOARD), ("serial_new", LENT_BOARD), ("place", "1 框 8 槽")):
        me.type_text(f"moved.new.{name}", text)
    me.click("moved.new.add")
    routines.answer_clean_up(me, [(step, said, "") for step, said, _note in CLEAN_UP])
    routines.name_photos(me)
    me.go_on("报告")
    routines.finish_report(me, MISSING, ADDED, "全局数据与中继设置")
    me.go_on("请用户签字")
    routines.sign(me, CALLER)
    me.click("sign.onward")
    play.clock("11-21 04:10")
    me.go_on("离开现场")
    assert Visit(me.desk.store.get(play.visit)).status == "left"


def test_the_notice_is_over_when_the_service_is_back(play: Play) -> None:
    play.company.switch_on()
    assert play.sit("engineer", "11-21 08:30").send()["waiting"] == 0
    me = stories.open_problem(play, play.meet("department_manager", "11-21 08:40"))
    stories.correct(me, {"loan": "lent"})
    stories.open_paper(play, me, "major_notice")
    add_row(me, "paper.follow_ups", {"seen_at": "2026-11-21 02:58", "state": "借用板已接管，96 线恢复。"})
    write(me, "paper", {"recovered_at": "2026-11-21 02:58"})
    me.click("step.ended")
    assert me.send()["waiting"] == 0


def test_the_report_is_approved_and_the_trip_is_signed_for_afterwards(play: Play) -> None:
    manager = play.meet("line_manager", "11-21 09:30")
    routines.approve(manager)
    manager.send()
    me = stories.from_today(play.meet("engineer", "11-21 10:00"), "确认问题已解决")
    me.go_on("已解决")
    stories.begin(stories.from_today(me, "开始 72 小时监控"), "monitoring_record")
    stories.from_today(me, "补签出差任务审批单")
    routines.answer_gaps(me)
    me.go_on("提交审批")
    me.send()
    for moment, who in (("11-21 10:30", "line_manager"), ("11-21 11:00", "department_manager")):
        above = play.meet(who, moment)
        routines.approve(above)
        above.send()
    me = play.meet("engineer", "11-21 11:30")
    assert play.paper(me, TripApproval).status == "approved"
    assert play.paper(me, ServiceReport).status == "approved"


def test_it_is_watched_and_the_documents_are_filed(play: Play) -> None:
    stories.open_problem(play, play.sit("engineer", "11-21 11:40"))
    seen = [(f"11-{day} 02:30", {"seen_at": f"2026-11-{day} 02:25", "state": "normal"}) for day in (22, 23, 24)]
    ended = {"ended_at": "2026-11-24 03:00", "conclusion": "72 小时无重启。"}
    stories.watch(play, "engineer", seen, ("11-24 08:30", ended))
    stories.hand_documents_over(play, "11-24 09:00", "丹凤机场 AN-2400 工程文档 第 3 版", "备用槽为借用主控板")


def test_the_fault_is_analysed(play: Play) -> None:
    stories.analyse(play, "11-24 09:30", {"prevention": "同批次主控板逐块查启动电容，备用板每月倒换一次。"})


def test_the_loan_comes_back(play: Play) -> None:
    me = play.meet("engineer", "11-26 10:00")
    me.go("today")
    assert any("归还借用" in row.accessibleName() for row in me.there("today.duty.*"))
    stories.open_problem(play, me)
    stories.note(me, {"purpose": "other", "whom": CALLER, "said": "新板已由用户换上，借用板今日寄出。"})
    me.send()
    secretary = stories.open_problem(play, play.meet("secretary", "11-27 15:00"))
    stories.open_paper(play, secretary, "spare_request")
    secretary.click("step.back")
    assert secretary.send()["waiting"] == 0


def test_the_loop_is_closed(play: Play) -> None:
    stories.audit(play, "line_manager", "11-27 16:00")
    said = {"reached": CALLER, "recheck_at": "2026-11-28 10:00", "gone": True, "satisfaction": "5"}
    more = {"told_outcome": True, "recheck_said": "一周来正常。", "archived_at": "2026-11-28 10:10"}
    stories.ask_again(play, "11-28 10:15", said | more)
    stories.close(play, "11-30 09:00")


def test_everything_is_as_the_story_says(play: Play) -> None:
    endings.everything_sent(play)
    assert endings.at_the_office(play)[play.visit].values["status"] == "closed"
    assert endings.the_same_everywhere(play) == {
        "problem": ["closed"],
        "major_notice": ["ended"],
        "support_request": ["answered"],
        "spare_request": ["back"],
        "trip_approval": ["approved"],
        "service_report": ["approved"],
        "monitoring_record": ["passed"],
        "fault_analysis": ["accepted"],
        "document_update": ["filed"],
        "closure": ["closed"],
    }
    assert endings.signers(play) == {
        "major_notice": [["赵海波"]],
        "support_request": [["赵海波"]],
        "trip_approval": [["李海波", "赵海波"]],
        "service_report": [["何志强", CALLER, "李海波"]],
    }
    kept = (
        "respond",
        "tell_president",
        "tell_quality",
        "on_site",
        "support",
        "spare",
        "watch",
        "documents",
        "review",
        "recheck",
    )
    expected = {code: [State.KEPT] for code in kept} | {"watch_entry": [State.KEPT] * 3, "assign": [State.DONE]}
    endings.clocks_stand(play, expected)
    endings.nothing_waits(play)
