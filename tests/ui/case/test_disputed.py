"""A disputed level, and a fault that came back (docs/cases.md, 4): both opinions stay, it is reopened, and closed."""

from fieldkit.demo.company import at
from fieldkit.forms import Problem
from fieldkit.process.clock import State

from . import endings, stories
from .people import Play

CAST = ("colleague", "engineer", "line_manager", "department_manager", "qa", "other_manager")
SUMMARY = "值班电话每天中断两三次，每次约 1 分钟"
CALLER = "王海波"
ANALYSED = {"countermeasure": "电话指导用户处理，观察无中断。", "prevention": "巡检时查用户板锁紧与告警历史。"}


def _entries(*days: int) -> list[tuple[str, dict[str, str]]]:
    return [(f"11-{day:02} 10:20", {"seen_at": f"2026-11-{day:02} 10:15", "state": "normal"}) for day in days]


def _problem(play: Play, who: str) -> Problem:
    return Problem(play.people[who].desk.store.get(play.problem))


def test_the_customer_holds_it_to_be_graver_than_the_receiver(play: Play) -> None:
    me = play.sit("colleague", "11-02 09:05")
    known = {"customer": "清河县", "equipment": "AN240020210700040", "since": "2026-10-30 08:00"}
    told = {"symptom": "主控板切换时用户板重新注册，通话中断。", "effect": "值班电话 8 线"}
    stories.take_in(play, me, SUMMARY, known | told, {"caller": CALLER, "promised": "两小时内回电"})
    stories.correct(me, {"other_level": "2", "other_level_by": f"用户 {CALLER}"})
    assert me.send()["waiting"] == 0
    assert _problem(play, "colleague").respond_by == at("11-02 11:05")


def test_the_department_manager_decides_on_the_level_off_line(play: Play) -> None:
    me = play.meet("department_manager", "11-02 09:10")
    play.company.switch_off()
    stories.from_today(me, "指派一个问题")
    stories.correct(me, {"level": "2", "other_level": "3", "other_level_by": "受理人 张秀英"})
    stories.correct(me, {"level_decided_by": "赵海波", "level_reason": "关键部件不能自行恢复，影响值班调度。"})
    assert _problem(play, "department_manager").respond_by == at("11-02 09:35")  # what level 2 promises
    me.choose("problem.engineer", play.people["engineer"].desk.actor.person)
    me.click("primary")
    play.company.switch_on()
    assert me.send()["waiting"] == 0


def test_the_guidance_by_phone_helps(play: Play) -> None:
    me = stories.from_today(play.meet("engineer", "11-02 09:25"), "处理一个问题")
    stories.note(me, {"whom": CALLER, "said": "请用户重插 3 号用户板并锁紧，观察 20 分钟无中断。", "helped": True})
    me.go_on("已解决")
    stories.correct(me, {"replacement": "not_needed"})
    assert me.send()["waiting"] == 0
    stories.from_today(me, "开始 72 小时监控")
    stories.watch(play, "engineer", _entries(3, 4, 5), ("11-05 10:30", _passed("2026-11-02 09:50", "2026-11-05 10:15")))

    stories.analyse(play, "11-05 11:00", {"cause": "用户板插接松动。", **ANALYSED})


def _passed(started: str, ended: str) -> dict[str, str]:
    return {"started_at": started, "ended_at": ended, "conclusion": "72 小时内未再发生。"}


def test_a_week_later_the_customer_says_it_is_back(play: Play) -> None:
    stories.audit(play, "line_manager", "11-05 14:00", {"gone_at": "2026-11-02 09:50"})
    said = {"reached": CALLER, "recheck_at": "2026-11-09 10:50", "gone": False, "recheck_said": "昨天起又中断两次。"}
    stories.ask_again(play, "11-09 11:00", said, "reopened")
    again = _problem(play, "qa")
    assert (again.status, again.reason, again.reopened_at) == ("assigned", "昨天起又中断两次。", at("11-09 11:00"))


def test_the_engineer_solves_it_anew(play: Play) -> None:
    me = stories.from_today(play.meet("engineer", "11-09 11:20"), "处理一个问题")
    assert me.text("primary") == "记一次联系"  # what had solved it before does not count any more
    stories.note(me, {"whom": CALLER, "said": "用户以现场备板更换 3 号用户板，观察 30 分钟无中断。", "helped": True})
    me.go_on("已解决")
    assert me.send()["waiting"] == 0
    ended = _passed("2026-11-09 12:00", "2026-11-12 12:05")
    stories.from_today(me, "开始 72 小时监控")
    stories.watch(play, "engineer", _entries(10, 11, 12), ("11-12 12:10", ended))
    stories.analyse(play, "11-12 12:20", {"cause": "3 号用户板本身故障，重插只是暂时恢复。", **ANALYSED})


def test_the_loop_is_gone_through_again_and_closed(play: Play) -> None:
    stories.audit(play, "line_manager", "11-12 14:00", {"gone_at": "2026-11-09 12:00"})
    said = {"reached": CALLER, "recheck_at": "2026-11-16 14:10", "gone": True, "recheck_said": "一周来正常。"}
    more = {"archived_at": "2026-11-16 14:30", "satisfaction": "3", "told_outcome": True}
    stories.ask_again(play, "11-16 14:35", said | more)
    stories.close(play, "11-17 09:00")


def test_everything_is_as_the_story_says(play: Play) -> None:
    strangers = ("other_manager",)
    endings.everything_sent(play)
    assert endings.the_same_everywhere(play, kept_from=strangers) == {
        "problem": ["closed"],
        "monitoring_record": ["passed", "passed"],
        "fault_analysis": ["accepted", "accepted"],
        "closure": ["reopened", "closed"],
    }
    problem = _problem(play, "qa")
    assert problem.disputed
    assert (problem.level, problem.other_level, problem.other_level_by) == ("2", "3", "受理人 张秀英")
    assert endings.signers(play) == {}
    kept = {code: [State.KEPT] for code in ("respond", "recheck")}
    expected = kept | {"assign": [State.DONE], "watch": [State.KEPT] * 2}
    expected["watch_entry"] = [State.MISSED, *[State.KEPT] * 5]  # the very first look came 25 minutes late
    endings.clocks_stand(play, expected, kept_from=strangers)
    endings.nothing_waits(play)
