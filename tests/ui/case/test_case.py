"""The worked case, played through the screens by mouse and keyboard: each test is a stage upon those before it."""

from PySide6.QtCore import Qt

from fieldkit import resource
from fieldkit.demo.case import BOARD_1, CUSTOMER, NEW_BOARD, OPERATOR, WRONG_BOARD
from fieldkit.demo.company import rid
from fieldkit.demo.words import CLEAN_UP
from fieldkit.forms import Problem, TripApproval, Visit
from fieldkit.ui.screens.trips.photo_column import PhotoColumn

from .hands import wait_for
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
    assert me.text("today.title") == "安排现场"
    me.click("today.primary")
    me.type_text("problem.purpose", "处理 AN-2400 主控板心跳丢失")
    me.click("primary")
    (visit,) = me.desk.store.find("visit")
    play.visit = visit.id
    assert me.desktop.route == f"trips/{play.visit}/prepare"
    for code in ("BK-AN2400-00", "BK-AN2400-01"):
        me.pick("spares.part", code)
        me.click("spares.take")
    assert len(me.there("spare.back")) == 2


def test_every_gap_gets_its_answer_and_the_trip_is_submitted(play: Play) -> None:
    play.clock("11-09 15:00")
    me = play.engineer
    answers = 0
    while me.there("gap.save") and me.text("gap.reason") == "":
        me.type_text("gap.reason", f"到现场一并处理，第 {answers + 1} 项")
        me.click("gap.save")
        answers += 1
    assert answers > 3
    assert not me.there("missing.items.*")
    me.click("primary")  # leads to the work plan
    me.keys("核实心跳丢失，按流程诊断；更换故障主控板，统一主备版本；检查风扇与蓄电池。")
    me.type_text("trip_approval.leave_on", "2026-11-10")
    me.type_text("trip_approval.back_on", "2026-11-11")
    me.choose("trip_approval.transport", "car")
    me.type_text("trip_approval.cost", "680")
    wait_for(lambda: me.text("primary") == "提交审批", "the way to submit")
    me.click("primary")
    assert me.send()["waiting"] == 0
    assert play.paper(me, TripApproval).status == "submitted"


def test_both_managers_approve_the_trip(play: Play) -> None:
    for moment, me in (("11-09 15:40", "line_manager"), ("11-09 16:10", "department_manager")):
        play.clock(moment)
        manager = play.people[me].sit_down()
        manager.send()
        manager.go("review")
        manager.click("review.approve")
        manager.click("decision.confirm")
        assert manager.send()["waiting"] == 0
    play.engineer.send()
    assert play.paper(play.engineer, TripApproval).status == "approved"


def test_the_engineer_arrives_off_line_and_verifies_the_symptom(play: Play) -> None:
    play.company.switch_off()
    play.clock("11-10 10:05")
    me = play.engineer
    me.go("today")
    me.click("today.primary")
    me.click("primary")
    assert Visit(me.desk.store.get(play.visit)).status == "on_site"
    play.clock("11-10 10:20")
    me.type_text("answer.verified", "10:20 在现场重现：主控板心跳丢失，约 3 分钟后自动恢复，期间拨号失败。")
    me.click("answer.option.seen")
    me.click("primary")


def test_every_step_of_the_diagnosis_is_answered_to_the_conclusion(play: Play) -> None:
    me = play.engineer
    answers = (("10:24", "31.4", "空调出风口被机柜遮挡"), ("10:28", "71", ""), ("10:33", "different", "备用 V3.1.2"),
               ("10:38", "6", ""), ("11:10", "back", "30 分钟观察无丢失"))  # fmt: skip
    for moment, said, note in answers:
        play.clock(f"11-10 {moment}")
        question = me.text("answer.question")
        if note:
            me.click("answer.add_note")
            me.keys(note)
        if said[0].isdigit():
            me.type_text("reading.value", said)
        else:
            me.click(f"answer.option.{said}")
        me.click("primary")
        assert me.there("conclusion.text") or me.text("answer.question") != question
    assert "主用主控板内存器件老化" in me.text("conclusion.text")
    me.click("primary")
    wait_for(lambda: me.text("primary") == "下一步：后续处理", "the way to the follow-up")
    me.click("primary")
    assert me.desktop.route == f"trips/{play.visit}/follow_up"


def test_the_clean_up_list_is_answered_point_by_point(play: Play) -> None:
    play.clock("11-10 11:52")
    me = play.engineer
    for step, said, note in CLEAN_UP:
        if note:
            me.type_text(f"clean_up.{step}.note", note)
        if said.replace(".", "").isdigit():
            me.type_text(f"clean_up.{step}.reading", said)
            me.key(Qt.Key.Key_Return)
        else:
            me.click(f"clean_up.{step}.option.{said}")
    steps = [record.values for record in me.desk.store.find("step", {"visit": play.visit})]
    kept = {values["step"]: values.get("note", "") for values in steps if values["playbook"] == "clean-up"}
    assert kept == {step: note for step, _said, note in CLEAN_UP}


def test_parts_left_overs_and_debts_are_noted(play: Play) -> None:
    play.clock("11-10 12:05")
    me = play.engineer
    me.click("moved.new.begin")
    me.pick("moved.new.part", "BK-AN2400-00")
    me.type_text("moved.new.serial_old", WRONG_BOARD)
    me.type_text("moved.new.serial_new", NEW_BOARD)
    me.type_text("moved.new.place", "1 框 7 槽")
    me.click("moved.new.add")
    for way, code, note in (
        ("settled", "BK-AN2400-00", "旧板收回，同时清欠返备件 1 块"),
        ("returned", "BK-AN2400-01", "未使用，带回"),
    ):
        me.click("moved.new.begin")
        me.click(f"moved.way.{way}")
        me.pick("moved.new.part", code)
        me.type_text("moved.new.notes", note)
        me.click("moved.new.add")
    assert len(me.there("move.back")) == 3

    me.click("leftover.new.begin")
    me.type_text("leftover.new.what", "蓄电池第 11 节内阻偏高，用户更换，我方跟踪")
    me.type_text("leftover.new.due", "2026-12-10")
    me.click("leftover.new.add")
    assert len(me.there("leftover.back")) == 1

    money = next(one for one in me.desk.store.find("receivable", {"status": "open"}) if one.values.get("amount"))
    me.click(f"debt.{money.id}")
    me.type_text(f"debt.{money.id}.agreed", "用户约定 11-30 前付")
    me.click(f"debt.{money.id}.agree")
    assert me.desk.store.get(money.id).values["agreed"] == "用户约定 11-30 前付"


def test_photos_are_taken_in_and_named(play: Play) -> None:
    me = play.engineer
    paths = sorted(resource("demo/photos").glob("*.jpg"))
    me.see("photos", PhotoColumn).take_in([paths[0], paths[2]])
    wait_for(lambda: len(me.there("caption.*")) == 2, "two photos")
    for field, words in zip(me.there("caption.*"), ("铭牌与二维码", "换下的旧主控板"), strict=True):
        me.type_text(field.objectName(), words)
        me.key(Qt.Key.Key_Tab)
    me.idle()
    captions = {record.values.get("caption") for record in me.desk.store.find("photo", {"visit": play.visit})}
    assert captions == {"铭牌与二维码", "换下的旧主控板"}
    wait_for(lambda: me.text("primary") == "下一步：报告", "the way to the report")
    me.click("primary")
    assert me.desktop.route == f"trips/{play.visit}/report"
