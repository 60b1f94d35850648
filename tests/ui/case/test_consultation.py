"""A question that is answered and closed (docs/cases.md, 3): by whoever knows, off line, with nobody named for it."""

from fieldkit.forms import Problem
from fieldkit.process.clock import State

from . import endings
from .people import Play
from .writing import write

CAST = ("receiver", "colleague", "line_manager", "department_manager", "qa", "other_manager")
QUESTION = "AN-2400 从 V3.1.2 能否直接升级到 V3.2.0"


def test_the_hotline_takes_the_question_in(play: Play) -> None:
    me = play.sit("receiver", "11-12 14:20")
    me.go("problems")
    me.click("problems.empty.act")
    me.keys(QUESTION)
    write(me, "problem", {"customer": "永宁县", "equipment": "AN240020200700017", "nature": "question"})
    write(me, "problem", {"symptom": "现用 V3.1.2，问能否一步升到 V3.2.0，要不要先打补丁，升级时业务断多久。"})
    write(me, "call", {"caller": "孙秀英", "promised": "两小时内由技术支持答复"})
    me.click("new_problem.take")
    play.problem = me.desktop.route.removeprefix("problems/")
    assert "答复" in me.text("problem.next.head")
    assert [one.objectName() for one in me.there("station.*")] == [
        "station.received",
        "station.answered",
        "station.closed",
    ]
    assert me.send()["waiting"] == 0


def test_it_waits_for_the_manager_as_a_question_and_not_to_be_assigned(play: Play) -> None:
    me = play.meet("line_manager", "11-12 14:35")
    me.go("today")
    assert me.text("today.title") == "答复一个咨询"
    assert not me.there("today.duty.*")  # nobody has to be named; the answer is owed by whoever was asked first
    asked = play.sit("receiver")
    asked.go("today")
    assert "响应用户" in asked.see("today.duty.1").accessibleName()


def test_the_engineer_who_knows_answers_it_off_line(play: Play) -> None:
    me = play.meet("colleague", "11-12 15:05")
    play.company.switch_off()
    me.go("problems")
    me.click_row("problems.table", QUESTION)
    me.click("contact.begin")
    write(me, "contact", {"purpose": "other", "whom": "孙秀英", "said": "已电话答复，并发去升级说明。"})
    me.click("contact.add")
    write(
        me, "problem", {"answer": "不能。先在 V3.1.2 上打 P03 与 SP1，再升 V3.2.0；每步备份，倒换时业务中断约 2 分钟。"}
    )
    me.click("primary")
    assert Problem(me.desk.store.get(play.problem)).status == "answered"
    play.company.switch_on()
    assert me.send()["waiting"] == 0


def test_the_manager_closes_what_was_answered(play: Play) -> None:
    me = play.meet("line_manager", "11-12 16:10")
    me.go("today")
    assert me.text("today.title") == "关闭问题"
    me.click("today.primary")
    me.click("primary")
    assert me.send()["waiting"] == 0


def test_it_is_closed_everywhere_and_waits_for_nobody(play: Play) -> None:
    strangers = ("other_manager",)
    endings.everything_sent(play)
    assert endings.the_same_everywhere(play, kept_from=strangers) == {"problem": ["closed"]}
    assert endings.signers(play) == {}
    endings.clocks_stand(play, {"respond": [State.KEPT]}, kept_from=strangers)
    endings.nothing_waits(play)
    call = next(one for one in endings.at_the_office(play).values() if one.kind == "call_record")
    assert (call.values["complaint"], call.values["taken_by"]) == (
        "question",
        play.people["receiver"].desk.actor.person,
    )
