"""The worked case, played through the screens by mouse and keyboard: each test is a stage upon those before it."""

from fieldkit.demo.case import BOARD_1, CUSTOMER, OPERATOR
from fieldkit.demo.company import rid
from fieldkit.forms import Problem

from .people import Play


def test_the_call_is_taken_in_with_its_record(play: Play) -> None:
    play.clock("11-09 08:12")
    me = play.department_manager
    me.go("problems")
    me.click("problems.empty.act")
    symptom = "昨夜 23:40 起，AN-2400 接入网下挂 3 个小区约 460 线用户间歇性无法拨号，网管频报“主控板心跳丢失”。"
    me.type_text("problem.summary", "AN-2400 主控板心跳丢失，约 460 线间歇性无法拨号")
    me.pick("problem.customer", "平川县")
    me.pick("problem.line", "AN")
    me.pick("problem.equipment", BOARD_1)
    me.choose("problem.level", "2")
    me.type_text("problem.symptom", symptom)
    me.type_text("problem.effect", "3 个小区约 460 线用户间歇性无法拨号")
    me.type_text("problem.since", "2026-11-08 23:40")
    me.type_text("call.caller", OPERATOR)
    me.type_text("call.promised", "30 分钟内技术支持回电")
    me.click("new_problem.take")
    assert me.text("problem.title").startswith("AN-2400 主控板心跳丢失")

    me.click("contact.begin")
    me.choose("contact.purpose", "told")
    me.type_text("contact.whom", "质检部 赵建国")
    me.type_text("contact.said", "已电话通知质检部：二级故障，接入网产品线。")
    me.click("contact.add")
    assert me.send()["waiting"] == 0
    (record,) = me.desk.store.find("problem")
    problem = Problem(record)
    play.problem = record.id
    assert (problem.customer, problem.equipment) == (CUSTOMER, rid("equipment", BOARD_1))
