"""Solved from afar (docs/cases.md, 2): consent before any operation, a log with times, the watch, the closed loop."""

from fieldkit import resource
from fieldkit.forms import Problem, RemoteReport
from fieldkit.process.clock import State

from . import endings, stories
from .people import Play
from .writing import add_row, attach, write

CAST = ("colleague", "engineer", "line_manager", "department_manager", "qa", "secretary", "other_manager")
SUMMARY = "网管频报“话单缓冲区占用超 90 %”"
CALLER = "王𠅤"


def test_the_call_is_assigned_and_guidance_by_phone_does_not_help(play: Play) -> None:
    me = play.sit("colleague", "11-16 09:10")
    known = {"customer": "平川县", "equipment": "AN240020200700902", "since": "2026-11-15 20:30"}
    told = {"symptom": "昨晚起网管每 10 分钟报一次，主备均正常。", "effect": "暂无业务影响"}
    stories.take_in(play, me, SUMMARY, known | told, {"caller": CALLER, "promised": "上午远程查看"})
    me.send()
    manager = play.meet("line_manager", "11-16 09:20")
    stories.assign(play, manager, "engineer")
    manager.send()
    me = stories.from_today(play.meet("engineer", "11-16 09:25"), "处理一个问题")
    stories.note(me, {"whom": CALLER, "said": "请用户查看告警历史；用户不会清理缓冲区。", "helped": False})
    assert me.send()["waiting"] == 0


def test_the_request_goes_to_the_customer_and_nothing_can_be_reported_yet(play: Play) -> None:
    me = play.sit("engineer", "11-16 09:35")
    stories.open_problem(play, me)
    me.click("papers.begin")
    assert not me.there("begin.remote_report")
    me.click("begin.remote_request")
    add_row(me, "paper.operations", {"what": "查询告警与日志", "purpose": "找出占用来源", "effect": "无影响"})
    add_row(me, "paper.operations", {"what": "清理过期话单缓冲", "purpose": "释放缓冲区", "effect": "无影响"})
    write(me, "paper", {"window_from": "2026-11-16 10:00", "window_to": "2026-11-16 11:30"})
    write(me, "paper", {"access": "县局维护终端经专线接入，王𠅤开通并在场", "risks": "误删未送出的话单"})
    write(me, "paper", {"backup": "清理前备份缓冲区与全局数据", "way_back": "恢复备份", "promise": "given"})
    me.click("step.sent")
    me.send()
    manager = play.meet("line_manager", "11-16 09:40")
    manager.go("today")
    assert (
        manager.text("today.title") == "没有事等您处理"
    )  # work from afar is under way: nobody has to decide on a visit


def test_the_signed_paper_is_put_on_file(play: Play) -> None:
    me = stories.open_problem(play, play.sit("engineer", "11-16 09:50"))
    stories.open_paper(play, me, "remote_request")
    attach(me, "paper.signed_paper", min(resource("demo/photos").glob("*.jpg")))
    write(me, "paper", {"consented_by": CALLER, "consented_at": "2026-11-16 09:48"})
    me.click("step.consented")
    me.click("paper.back")
    assert me.send()["waiting"] == 0


def test_operations_are_logged_off_line_and_none_before_the_consent(play: Play) -> None:
    play.company.switch_off()
    me = stories.open_problem(play, play.sit("engineer", "11-16 11:20"))
    stories.begin(me, "remote_report")
    assert me.text("paper.consented_by") == CALLER
    add_row(me, "paper.operations", {"done_at": "2026-11-16 09:40"})
    refused = me.see("paper.operations.*.done_at.reason")
    assert "P7.8.1" in me.text(refused.objectName())
    row = refused.objectName().removesuffix(".done_at.reason")
    write(me, row, {"done_at": "2026-11-16 10:05", "what": "查询告警与日志", "result": "占用 93 %"})
    add_row(me, "paper.operations", {"done_at": "2026-11-16 10:20", "what": "备份缓冲区与全局数据"})
    add_row(me, "paper.operations", {"done_at": "2026-11-16 10:40", "what": "清理过期话单缓冲", "result": "占用 12 %"})
    add_row(me, "paper.backups", {"what": "话单缓冲区与全局数据", "checksum": "SHA-256 51c09e77d2ab"})
    write(me, "paper", {"symptom": "缓冲区占用 93 %，多为 90 天前已送出的话单。", "solved": True})
    write(me, "paper", {"result": "占用降到 12 %，观察 30 分钟无告警。"})
    me.click("step.signed")
    assert RemoteReport(me.desk.store.find("remote_report")[0]).status == "signed"
    play.company.switch_on()
    assert me.send()["waiting"] == 0


def test_the_manager_reviews_the_report_and_the_engineer_says_it_is_solved(play: Play) -> None:
    manager = stories.from_today(play.meet("line_manager", "11-16 13:30"), "远程维护报告")
    manager.click("step.approved")
    manager.send()
    me = stories.from_today(play.meet("engineer", "11-16 14:00"), "处理一个问题")
    me.go_on("已解决")
    assert Problem(me.desk.store.get(play.problem)).status == "solved"
    stories.correct(me, {"faulty_part": "无需换件，清理缓冲区即可"})
    assert me.send()["waiting"] == 0


def test_it_is_watched_for_72_hours(play: Play) -> None:
    days = [(f"11-{day} 10:00", {"seen_at": f"2026-11-{day} 09:50", "state": "normal"}) for day in (17, 18, 19)]
    ended = {"ended_at": "2026-11-19 10:45", "conclusion": "72 小时内未再发生，占用保持在 15 % 以下。"}
    stories.from_today(play.sit("engineer", "11-16 14:05"), "开始 72 小时监控")
    stories.watch(play, "engineer", days, ("11-19 11:00", ended))


def test_the_fault_is_analysed(play: Play) -> None:
    said = {"cause": "已送出的话单保留 90 天，缓冲区按 60 天规划。", "prevention": "保留期改为 60 天，列入季度巡检。"}
    stories.analyse(play, "11-19 11:10", said)


def test_the_documents_go_to_the_secretary_who_files_them(play: Play) -> None:
    stories.hand_documents_over(play, "11-19 11:30", "平川县 AN-2400 工程文档 第 7 版", "话单缓冲保留期改为 60 天")


def test_the_loop_is_closed(play: Play) -> None:
    stories.audit(play, "line_manager", "11-20 09:00")
    said = {"reached": CALLER, "recheck_at": "2026-11-23 14:50", "gone": True, "satisfaction": "4"}
    more = {"told_outcome": True, "recheck_said": "未再出现，希望以后定期清理。", "archived_at": "2026-11-20 15:00"}
    stories.ask_again(play, "11-23 15:00", said | more)
    stories.close(play, "11-24 09:00")


def test_everything_is_as_the_story_says(play: Play) -> None:
    strangers = ("other_manager",)
    endings.everything_sent(play)
    assert endings.the_same_everywhere(play, kept_from=strangers) == {
        "problem": ["closed"],
        "remote_request": ["consented"],
        "remote_report": ["approved"],
        "monitoring_record": ["passed"],
        "fault_analysis": ["accepted"],
        "document_update": ["filed"],
        "closure": ["closed"],
    }
    assert endings.signers(play) == {"remote_report": [["何志强"]]}
    kept = ("respond", "watch", "documents", "recheck")
    expected = {code: [State.KEPT] for code in kept} | {"watch_entry": [State.KEPT] * 3}
    expected["assign"] = [State.DONE]
    endings.clocks_stand(play, expected, kept_from=strangers)
    endings.nothing_waits(play)
