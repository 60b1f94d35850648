"""The worked case, played through the screens by mouse and keyboard: each test is a stage upon those before it."""

import re
from pathlib import Path

from cryptography import x509
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import func, select

from fieldkit.actions.papers import last_sheet
from fieldkit.demo.case import BOARD_1, CUSTOMER, OPERATOR, WRONG_BOARD
from fieldkit.demo.company import rid
from fieldkit.demo.words import BEFORE, CAPTIONS, CLEAN_UP, DIAGNOSIS, PROOFS
from fieldkit.documents.snapshot import read_snapshot
from fieldkit.documents.verify import verify
from fieldkit.forms import MaintenanceAdvice, Problem, ServiceReport, TripApproval, Visit, only_child_id
from fieldkit.office.tables import CHANGE
from fieldkit.records.tables import load
from fieldkit.ui.widgets.chip import DeliveryChip

from . import routines
from .endings import OPEN
from .hands import wait_for
from .people import Play
from .tongue import told

# Steps of the diagnosis that the guide shows, once they are answered and before they are noted.
SHOWN = {
    "lamps": "16-lamps", "board": "17-reading", "saved": "18-backup", "switchover": "19-hazard", "watch": "20-watch",
    "target": "21-confirmed",
}  # fmt: skip
GUIDES = {"first-case.zh.md": "pictures", "first-case.md": "pictures-en"}
DOCS = Path(__file__).resolve().parents[3] / "docs" / "guide"
CAST = ("engineer", "line_manager", "department_manager")


def test_the_call_is_taken_in_with_its_record(play: Play) -> None:
    play.clock("11-09 08:12")
    me = play.sit("department_manager")
    me.go("problems")
    play.album.take(me, "01-no-problems", "problems.empty.act")
    me.click("problems.empty.act")
    routines.take_call(me)
    play.album.take(me, "02-call", "new_problem.take")
    me.click("new_problem.take")
    assert me.text("problem.title").startswith(told("AN-2400 主控板心跳丢失"))
    (record,) = me.desk.store.find("problem")
    problem = Problem(record)
    play.problem = record.id
    assert (problem.customer, problem.equipment) == (CUSTOMER, rid("equipment", BOARD_1))
    assert problem.line == rid("product_line", "AN")

    me.click("contact.begin")
    me.choose("contact.purpose", "told")
    me.type_text("contact.whom", "质检部 赵建国")
    me.type_text("contact.said", "已电话通知质检部：二级故障，接入网产品线。")
    play.album.take(me, "03-told", "contact.add")
    me.click("contact.add")
    assert me.keyboard == "contact.begin"
    assert me.send()["waiting"] == 0
    play.album.take(me, "04-sent", "chip", "deliveries.send")


def test_the_line_manager_assigns_it(play: Play) -> None:
    play.clock("11-09 08:25")
    me = play.sit("line_manager")
    me.send()
    me.go("problems")
    me.click_row("problems.table", "心跳丢失")
    me.choose("problem.engineer", rid("person", "E100"))
    play.album.take(me, "05-assign", "problem.engineer", "primary")
    me.click("primary")
    assert me.send()["waiting"] == 0
    assert Problem(me.desk.store.get(play.problem)).status == "assigned"


def test_the_engineer_notes_the_guidance_by_phone(play: Play) -> None:
    play.clock("11-09 08:40")
    me = play.sit("engineer")
    me.send()
    me.go("today")
    play.album.take(me, "06-today", "today.primary")
    me.click("today.primary")
    assert me.desktop.route == f"problems/{play.problem}"
    me.click("contact.begin")
    me.type_text("contact.whom", f"机房值班员 {OPERATOR}")
    me.type_text("contact.said", "请用户查看主备主控板指示灯；机房温度 31 °C，偏高；上周五做过数据修改。未解决。")
    me.click("contact.helped.no")
    play.album.take(me, "07-guidance", "contact.add")
    me.click("contact.add")
    assert me.send()["waiting"] == 0


def test_the_line_manager_decides_on_the_visit(play: Play) -> None:
    play.clock("11-09 11:20")
    me = play.sit("line_manager")
    me.send()
    me.go("today")
    assert me.text("today.title") == told("要不要去现场？")
    me.click("today.primary")
    me.type_text("problem.decision", "同意赴现场。该局为定制计费话单格式，升级须保留特殊设置。")
    play.album.take(me, "08-decide", "problem.decision", "primary")
    me.click("primary")
    assert me.send()["waiting"] == 0
    assert Problem(me.desk.store.get(play.problem)).status == "visit"


def test_the_engineer_plans_the_visit_and_takes_parts(play: Play) -> None:
    play.clock("11-09 14:30")
    me = play.sit("engineer")
    me.send()
    me.go("today")
    assert me.text("today.title") == told("安排现场")
    me.click("today.primary")
    me.type_text("problem.purpose", "处理 AN-2400 主控板心跳丢失")
    play.album.take(me, "09-plan", "problem.purpose", "primary")
    me.click("primary")
    (visit,) = me.desk.store.find("visit")
    play.visit = visit.id
    assert me.desktop.route == f"trips/{play.visit}/prepare"
    for code in ("BK-AN2400-00", "BK-AN2400-01"):
        me.pick("spares.part", code)
        me.click("spares.take")
    assert len(me.there("spare.back")) == 2
    play.album.take(me, "10-spares", "spares.take")


def test_every_gap_gets_its_answer_and_the_trip_is_submitted(play: Play) -> None:
    play.clock("11-09 15:00")
    me = play.sit("engineer")
    play.album.take(me, "11-prepare", me.there("group.*")[0], "gap.reason")
    assert routines.answer_gaps(me) > 3
    routines.plan_trip(me)
    play.album.take(me, "12-trip-plan", "primary")
    me.go_on("提交审批")
    assert me.send()["waiting"] == 0
    assert play.paper(me, TripApproval).status == "submitted"


def test_both_managers_approve_the_trip(play: Play) -> None:
    for moment, who in (("11-09 15:40", "line_manager"), ("11-09 16:10", "department_manager")):
        manager = play.sit(who, moment)
        manager.send()
        manager.go("review")
        if who == "line_manager":
            play.album.take(manager, "13-approve-trip", "review.approve")
        routines.approve(manager)
        assert manager.send()["waiting"] == 0
    me = play.sit("engineer")
    me.send()
    assert play.paper(me, TripApproval).status == "approved"
    me.go("today")
    me.click("today.primary")
    assert told("到") in me.text("arrival.title")  # a look ahead, the day before


def test_the_engineer_arrives_off_line_and_verifies_the_symptom(play: Play) -> None:
    play.company.switch_off()
    play.clock("11-10 10:05")
    me = play.sit("engineer")
    me.go("today")
    me.click("today.primary")
    play.album.take(me, "14-arrive", "primary")
    me.go_on("我到了")
    visit = Visit(me.desk.store.get(play.visit))
    assert (visit.status, visit.shown("arrived")) == ("on_site", "2026-11-10 10:05")
    play.clock("11-10 10:20")
    me.type_text("answer.verified", "10:20 在现场重现：主控板心跳丢失，约 3 分钟后自动恢复，期间拨号失败。")
    me.click("answer.option.seen")
    play.album.take(me, "15-symptom", "answer.verified", "answer.option.seen", "primary")
    me.click("primary")


def test_every_step_of_the_diagnosis_is_answered_to_the_conclusion(play: Play) -> None:
    me = play.sit("engineer")
    routines.diagnose(play, me, "11-10", DIAGNOSIS, PROOFS, SHOWN)
    play.album.take(me, "22-conclusion", "primary")
    assert told("主用主控板内存器件老化") in me.text("conclusion.text")
    me.click("primary")
    me.go_on("后续处理")
    assert me.desktop.route == f"trips/{play.visit}/follow_up"


def test_the_clean_up_list_is_answered_point_by_point(play: Play) -> None:
    play.clock("11-10 11:52")
    me = play.sit("engineer")
    routines.answer_clean_up(me, CLEAN_UP[:3])
    play.album.take(me, "23-clean-up")
    routines.answer_clean_up(me, CLEAN_UP[3:])
    steps = [record.values for record in me.desk.store.find("step", {"visit": play.visit})]
    kept = {values["step"]: values.get("note", "") for values in steps if values["playbook"] == "clean-up"}
    assert kept == {step: told(note) for step, _said, note in CLEAN_UP}


def test_parts_left_overs_and_debts_are_noted(play: Play) -> None:
    play.clock("11-10 12:05")
    me = play.sit("engineer")
    routines.note_parts(me)
    assert len(me.there("move.back")) == 3
    play.album.take(me, "24-parts", "moved.new.begin")

    me.click("leftover.new.begin")
    me.type_text("leftover.new.what", "蓄电池第 11 节内阻偏高，用户更换，我方跟踪")
    me.type_text("leftover.new.due", "2026-12-10")
    me.click("leftover.new.add")
    assert len(me.there("leftover.back")) == 1

    money = next(one for one in me.desk.store.find("receivable", {"status": "open"}) if one.values.get("amount"))
    me.click(f"debt.{money.id}")
    me.type_text(f"debt.{money.id}.agreed", "用户约定 11-30 前付")
    me.click(f"debt.{money.id}.agree")
    assert me.desk.store.get(money.id).values["agreed"] == told("用户约定 11-30 前付")
    play.album.take(me, "25-left-over")


def test_photos_are_taken_in_and_named(play: Play) -> None:
    me = play.sit("engineer")
    routines.name_photos(me)
    play.album.take(me, "26-photos", "photos")
    captions = {record.values.get("caption") for record in me.desk.store.find("photo", {"visit": play.visit})}
    assert captions == set(map(told, CAPTIONS[: BEFORE + 1]))
    me.go_on("报告")
    assert me.desktop.route == f"trips/{play.visit}/report"


def test_the_report_opens_with_what_is_known_and_is_finished(play: Play) -> None:
    play.clock("11-10 12:48")
    me = play.sit("engineer")
    play.album.take(me, "27-report", "primary")
    routines.finish_report(me, routines.MISSING, routines.ADDED, "换板后的全局数据", routines.AFTER)
    wait_for(lambda: told("请用户签字") in me.text("primary"), "nothing to be missing")
    play.album.take(me, "28-complete", "primary")
    report, typed = (
        play.paper(me, ServiceReport),
        {name: told(text) for name, text in (routines.MISSING | routines.ADDED).items()},
    )
    assert {name: report.shown(name) for name in typed} == typed
    assert (report.solved, report.satisfaction, len(report.backups)) == (True, "5", 2)
    for section in (2, 3):
        me.click(f"service_report.section.{section}")
    assert me.text("service_report.symptom") == told(routines.SYMPTOM)
    assert me.text("service_report.arrived") == "2026-11-10 10:05"
    assert told("内存器件老化") in me.text("service_report.cause")


def test_an_advice_is_written(play: Play) -> None:
    me = play.sit("engineer")
    routines.write_advice(me)
    play.album.take(me, "29-advice")
    assert len(play.paper(me, MaintenanceAdvice).findings) == 1


def test_the_customer_signs_both_papers_and_the_engineer_leaves(play: Play) -> None:
    play.clock("11-10 13:22")
    me = play.sit("engineer")
    me.go_on("请用户签字")
    routines.read_and_draw(me, OPERATOR)
    play.album.take(me, "30-sign", "sign.pad", "sign.confirm")
    routines.confirm(me)
    routines.sign(me, OPERATOR)
    me.click("sign.onward")
    play.clock("11-10 13:40")
    me.go_on("离开现场")
    assert play.paper(me, ServiceReport).status == "signed"
    assert Visit(me.desk.store.get(play.visit)).status == "left"
    assert me.stand["waiting"] > 30
    play.album.take(me, "31-off-line", "chip")


def test_back_on_line_everything_goes_out(play: Play) -> None:
    play.clock("11-10 18:30")
    play.company.switch_on()
    me = play.sit("engineer")
    stand = me.send()
    play.album.take(me, "32-all-at-the-office", "chip")
    assert not any(stand[what] for what in OPEN), stand
    assert me.see("chip", DeliveryChip).state == "all"


def test_the_manager_pins_a_comment_and_returns_the_report(play: Play) -> None:
    play.clock("11-11 09:10")
    me = play.sit("line_manager")
    me.send()
    me.go("review")
    fact = next(row for row in me.there("fact.*/serial_old") if WRONG_BOARD in row.accessibleName())
    me.click(fact)
    key = fact.objectName().removeprefix("fact.")
    me.type_text(f"comment.{key}", "旧板序列号与附图不一致：报告为 …700910，照片为 …700901。")
    play.album.take(me, "33-comment", f"pin.{key}")
    me.click(f"pin.{key}")
    me.click("review.return")
    play.album.take(me, "34-return", "decision.confirm")
    me.click("decision.confirm")
    assert me.send()["waiting"] == 0


def test_the_engineer_corrects_it_off_line_and_the_customer_signs_again(play: Play) -> None:
    me = play.sit("engineer")
    me.send()
    play.company.switch_off()
    play.clock("11-11 14:20")
    me.go("today")
    assert told("已退回") in me.see("today.back.1").accessibleName()
    assert any(told("不一致") in said.text() for said in me.see("today.remark").findChildren(QLabel))
    play.album.take(me, "35-came-back", "today.primary")
    me.click("today.primary")
    me.click("report.remark.1")
    field = me.keyboard  # the remark led to the field it is about
    assert field.endswith(".serial_old") and me.text(field) == WRONG_BOARD
    me.type_text(field, BOARD_1)
    play.album.take(me, "36-correct", field)
    me.key(Qt.Key.Key_Tab)
    me.idle()  # what is said of the number now stands beside the comment, not in its place
    me.click(me.see("comment.*.done"))
    assert me.keyboard == field
    me.go_on("请用户签字")
    routines.sign(me, OPERATOR)
    me.click("sign.onward")
    assert play.paper(me, ServiceReport).revision == 2


def test_the_manager_approves_and_everything_is_at_the_office(play: Play) -> None:
    play.company.switch_on()
    play.clock("11-11 16:05")
    assert play.sit("engineer").send()["waiting"] == 0
    me = play.sit("line_manager")
    me.send()
    routines.approve(me)
    assert me.send()["waiting"] == 0
    for person in play.people.values():
        stand = person.sit_down().send()
        assert not any(stand[what] for what in OPEN), stand
    me = play.sit("engineer")
    me.go("today")
    play.album.take(me, "37-approved", "today.primary")


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


def test_the_guide_shows_what_was_played(play: Play) -> None:
    """`make guide` draws them again after a change of the screens."""
    for guide, folder in GUIDES.items():
        shown = re.findall(rf"\({folder}/([^)]+)\.png\)", (DOCS / guide).read_text("utf-8"))
        assert sorted(shown) == play.album.names, guide
        assert all((DOCS / folder / f"{name}.png").exists() for name in shown), guide
