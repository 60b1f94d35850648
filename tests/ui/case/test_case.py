"""The worked case, played through the screens by mouse and keyboard: each test is a stage upon those before it."""

from cryptography import x509
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import func, select

from fieldkit import resource
from fieldkit.actions.papers import last_sheet
from fieldkit.demo.case import BOARD_1, CUSTOMER, NEW_BOARD, OPERATOR, WRONG_BOARD
from fieldkit.demo.company import rid
from fieldkit.demo.words import CLEAN_UP
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.verify import verify
from fieldkit.forms import MaintenanceAdvice, Problem, ServiceReport, TripApproval, Visit, only_child_id
from fieldkit.office.tables import CHANGE
from fieldkit.records.tables import load
from fieldkit.ui.screens.trips.photo_column import PhotoColumn
from fieldkit.ui.widgets.chip import DeliveryChip

from .hands import wait_for
from .people import Play

OPEN = ("waiting", "files_waiting", "held", "rejected", "conflicts")
REPORT = {
    "left": "2026-11-10 13:40",
    "restored_at": "2026-11-10 11:52",
    "travel": "2:30",
    "done": "更换主用主控板；两板统一到 V3.1.4+P01+P03+SP1。恢复数据与定制话单设置。",
    "checked": "拨测 20 线全部正常；话单格式比对一致；主备倒换两次正常。",
    "training": "值班员 2 人：心跳告警的分析，主备倒换的正确操作。",
    "settled": "收回旧主控板 1 块（清欠备件）；维修款用户约定 11-30 前付。",
    "opinion": "处理及时，希望提前通知版本问题。",
}
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
    me.go_on("提交审批")
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
    me.go_on("后续处理")
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
    me.go_on("报告")
    assert me.desktop.route == f"trips/{play.visit}/report"


def test_the_report_opens_with_what_is_known_and_is_finished(play: Play) -> None:
    play.clock("11-10 12:48")
    me = play.engineer
    for section in range(1, 11):
        me.click(f"service_report.section.{section}")
    assert me.text("service_report.symptom") == SYMPTOM
    assert "内存器件老化" in me.text("service_report.cause")
    assert me.text("service_report.arrived") == "2026-11-10 10:05"
    for name, text in REPORT.items():
        me.type_text(f"service_report.{name}", text)
    me.click("service_report.solved.yes")
    me.choose("service_report.satisfaction", "5")
    me.click("service_report.backups.add")
    me.keys("全局数据与定制计费话单设置")
    me.key(Qt.Key.Key_Tab)
    me.keys("SHA-256 9f2c61d4a07e")
    me.key(Qt.Key.Key_Tab)
    me.idle()
    wait_for(lambda: "请用户签字" in me.text("primary"), "nothing to be missing")
    report = play.paper(me, ServiceReport)
    assert {name: report.shown(name) for name in REPORT} == REPORT | {"travel": report.shown("travel")}
    assert (report.solved, report.satisfaction, len(report.backups)) == (True, "5", 1)


def test_an_advice_is_written(play: Play) -> None:
    me = play.engineer
    me.click("report.tab.maintenance_advice")
    me.click("report.begin_advice")
    me.click("maintenance_advice.findings.add")
    me.keys("机房温度 31.4 °C，超过 28 °C")
    row = "maintenance_advice.findings.*"
    me.type_text(me.see(f"{row}.risk").objectName(), "主控板加速老化")
    me.choose(me.see(f"{row}.weight").objectName(), "demand")
    me.type_text(me.see(f"{row}.advice").objectName(), "空调温度调到 24 °C 以下，并装温度告警。")
    me.type_text(me.see(f"{row}.by").objectName(), "2026-11-30")
    me.click("maintenance_advice.section.2")
    me.type_text("maintenance_advice.reply_by", "2026-11-30")
    me.key(Qt.Key.Key_Tab)
    me.idle()
    assert len(play.paper(me, MaintenanceAdvice).findings) == 1


def test_the_customer_signs_both_papers_and_the_engineer_leaves(play: Play) -> None:
    play.clock("11-10 13:22")
    me = play.engineer
    me.go_on("请用户签字")
    for _paper in range(2):
        me.sign(OPERATOR)
    me.click("sign.onward")
    play.clock("11-10 13:40")
    me.go_on("离开现场")
    assert play.paper(me, ServiceReport).status == "signed"
    assert Visit(me.desk.store.get(play.visit)).status == "left"
    assert me.stand["waiting"] > 30


def test_back_on_line_everything_goes_out(play: Play) -> None:
    play.clock("11-10 18:30")
    play.company.switch_on()
    me = play.engineer
    stand = me.send()
    assert not any(stand[what] for what in OPEN), stand
    assert me.see("chip", DeliveryChip).state == "all"


def test_the_manager_pins_a_comment_and_returns_the_report(play: Play) -> None:
    play.clock("11-11 09:10")
    me = play.line_manager
    me.send()
    me.go("review")
    fact = next(row for row in me.there("fact.*/serial_old") if WRONG_BOARD in row.accessibleName())
    me.click(fact)
    key = fact.objectName().removeprefix("fact.")
    me.type_text(f"comment.{key}", "旧板序列号与附图不一致：报告为 …700910，照片为 …700901。")
    me.click(f"pin.{key}")
    me.click("review.return")
    me.click("decision.confirm")
    assert me.send()["waiting"] == 0


def test_the_engineer_corrects_it_off_line_and_the_customer_signs_again(play: Play) -> None:
    me = play.engineer
    me.send()
    play.company.switch_off()
    play.clock("11-11 14:20")
    me.go("today")
    assert "已退回" in me.see("today.back.1").accessibleName()
    assert any("不一致" in said.text() for said in me.see("today.remark").findChildren(QLabel))
    me.click("today.primary")
    me.click("report.remark.1")
    field = me.keyboard  # the remark led to the field it is about
    assert field.endswith(".serial_old") and me.text(field) == WRONG_BOARD
    me.type_text(field, BOARD_1)
    me.click(me.see("comment.*.done"))
    me.go_on("请用户签字")
    me.sign(OPERATOR)
    me.click("sign.onward")
    assert play.paper(me, ServiceReport).revision == 2


def test_the_manager_approves_and_everything_is_at_the_office(play: Play) -> None:
    play.company.switch_on()
    play.clock("11-11 16:05")
    assert play.engineer.send()["waiting"] == 0
    me = play.line_manager
    me.send()
    me.go("review")
    me.click("review.approve")
    me.click("decision.confirm")
    assert me.send()["waiting"] == 0
    for person in play.people.values():
        stand = person.sit_down().send()
        assert not any(stand[what] for what in OPEN), stand


def test_the_promise_is_kept(play: Play) -> None:
    house = play.company.office.house
    with house.database.reading() as connection:
        stored = load(connection, only_child_id(play.visit, "service_report"))
        refused = connection.execute(select(func.count()).where(CHANGE.c.status != "ok")).scalar_one()
    assert stored is not None
    assert (stored.record().values["status"], stored.record().values["revision"]) == ("approved", "2")
    assert not stored.record().conflicts
    assert refused == 0
    sheet = last_sheet(stored.record())
    pdf = house.files.read(sheet.sha256, 0, sheet.size)
    verdict = verify(pdf, [x509.load_pem_x509_certificate(house.authority.pem.encode())])
    assert verdict.verdict == "good"
    assert [signer.name for signer in verdict.signers] == ["何志强", OPERATOR, "李海波"]
    inside = str(read_snapshot(pdf)[0])
    assert BOARD_1 in inside
    assert WRONG_BOARD not in inside
