"""The worked case, played through the screens by mouse and keyboard: each test is a stage upon those before it."""

from fieldkit import resource
from fieldkit.demo.case import BOARD_1, CLEAN_UP, CUSTOMER, NEW_BOARD, OPERATOR, WRONG_BOARD
from fieldkit.demo.company import rid
from fieldkit.forms import Problem, ServiceReport, TripApproval, Visit, only_child_id

from .people import Play

SYMPTOM = "昨夜 23:40 起，AN-2400 接入网下挂 3 个小区约 460 线用户间歇性无法拨号，网管频报“主控板心跳丢失”。"


def test_the_call_is_taken_in_with_its_record(play: Play) -> None:
    play.clock("11-09 08:12")
    me = play.department_manager
    me.go("problems")
    me.click("problems.empty.act")
    me.type_text("problem.summary", "AN-2400 主控板心跳丢失，约 460 线间歇性无法拨号")
    me.pick("problem.customer", "平川县")
    me.pick("problem.line", "接入网")
    me.pick("problem.equipment", BOARD_1)
    me.choose("problem.level", "2")
    me.type_text("problem.symptom", SYMPTOM)
    me.type_text("problem.effect", "3 个小区约 460 线用户间歇性无法拨号")
    me.type_text("problem.since", "2026-11-08 23:40")
    me.type_text("call.caller", OPERATOR)
    me.type_text("call.promised", "30 分钟内技术支持回电")
    me.click("new_problem.take")
    assert me.text("problem.title").startswith("AN-2400 主控板心跳丢失")
    (record,) = me.desk.store.find("problem")
    problem = Problem(record)
    play.problem = record.id
    assert (problem.customer, problem.equipment) == (CUSTOMER, rid("equipment", BOARD_1))

    me.click("contact.begin")
    me.choose("contact.purpose", "told")
    me.type_text("contact.whom", "质检部 赵建国")
    me.type_text("contact.said", "已电话通知质检部：二级故障，接入网产品线。")
    me.click("contact.add")
    assert me.send()["waiting"] == 0


def test_the_line_manager_assigns_it(play: Play) -> None:
    play.clock("11-09 08:25")
    me = play.line_manager
    me.send()
    me.go("problems")
    me.click_row("problems.table", "心跳丢失")
    me.choose("problem.engineer", rid("person", "E100"))
    me.click("primary")
    assert me.send()["waiting"] == 0
    assert Problem(me.desk.store.get(play.problem)).status == "assigned"


def test_the_engineer_notes_the_guidance_by_phone(play: Play) -> None:
    play.clock("11-09 08:40")
    me = play.engineer
    me.send()
    me.go("today")
    me.click("today.primary")
    assert me.desktop.route == f"problems/{play.problem}"
    me.click("contact.begin")
    me.type_text("contact.whom", f"机房值班员 {OPERATOR}")
    me.type_text("contact.said", "请用户查看主备主控板指示灯；机房温度 31 °C，偏高；上周五做过数据修改。未解决。")
    me.click("contact.helped.no")
    me.click("contact.add")
    assert me.send()["waiting"] == 0


def test_the_line_manager_decides_on_the_visit(play: Play) -> None:
    play.clock("11-09 11:20")
    me = play.line_manager
    me.send()
    me.go("today")
    print(me.text("today.title"), me.text("today.about"), [w.accessibleName() for w in me.there("today.duty.*")], me.text("today.primary"))
    me.go("problems")
    me.click_row("problems.table", "心跳丢失")
    me.type_text("problem.decision", "同意赴现场。该局为定制计费话单格式，升级须保留特殊设置。")
    me.click("primary")
    assert me.send()["waiting"] == 0
    assert Problem(me.desk.store.get(play.problem)).status == "visit"


def test_the_engineer_plans_the_visit_and_takes_parts(play: Play) -> None:
    play.clock("11-09 14:30")
    me = play.engineer
    me.send()
    me.go("today")
    print(me.text("today.title"), me.text("today.about"), [w.accessibleName() for w in me.there("today.duty.*")], me.text("today.primary"))
    me.click("today.primary")
    me.type_text("problem.purpose", "处理 AN-2400 主控板心跳丢失")
    me.click("primary")
    (visit,) = me.desk.store.find("visit")
    play.visit = visit.id
    wait = f"trips/{play.visit}/prepare"
    assert me.desktop.route == wait
    for number, code in enumerate(("BK-AN2400-00", "BK-AN2400-01"), 1):
        me.pick("spares.part", code)
        me.click("spares.take")
        assert len(me.there("spare.????????-*")) in {0, number}
