"""What takes a person many strokes: a whole form, a whole list. Every one begins and ends on the same screen."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from fieldkit import resource
from fieldkit.demo.case import BOARD_1, NEW_BOARD, OPERATOR, WRONG_BOARD
from fieldkit.demo.words import BEFORE, CAPTIONS
from fieldkit.playbooks import Proof
from fieldkit.ui.screens.trips.photo_column import PhotoColumn

from .hands import wait_for
from .people import Person, Play
from .tongue import told
from .writing import Said, write

SYMPTOM = "昨夜 23:40 起，AN-2400 接入网下挂 3 个小区约 460 线用户间歇性无法拨号，网管频报“主控板心跳丢失”。"
# What is answered to a gap of the sheet, by its group.
GAPS = {
    "用户档案": "已电话向值班员核对，到现场补登",
    "版本与补丁": "带 V3.1.4 与 V3.2.0 介质；定制话单必须保留，是否升级到场电话确认",
    "这台电脑": "出发前再做",
}
# What the report still misses after the visit, and what is added to it of one's own accord.
MISSING = {
    "left": "2026-11-10 13:40",
    "done": "更换主用主控板；两板统一到 V3.1.4+P01+P03+SP1。恢复数据与定制话单设置。",
    "checked": "拨测 20 线全部正常；话单格式比对一致；主备倒换两次正常。",
}
AFTER = "V3.1.4+P01+P03+SP1"
ADDED = {
    "restored_at": "2026-11-10 11:52",
    "training": "值班员 2 人：心跳告警的分析，主备倒换的正确操作。",
    "settled": "收回旧主控板 1 块（清欠备件）；维修款用户约定 11-30 前付。",
    "opinion": "处理及时，希望提前通知版本问题。",
}


def take_call(me: Person) -> None:
    """The call as it is told; the product line follows from the equipment."""
    me.keys("AN-2400 主控板心跳丢失，约 460 线间歇性无法拨号")  # the keyboard is in the first field
    me.pick("problem.customer", "平川县")
    me.pick("problem.equipment", BOARD_1)
    me.choose("problem.level", "2")
    me.type_text("problem.symptom", SYMPTOM)
    me.type_text("problem.effect", "3 个小区约 460 线用户间歇性无法拨号")
    me.type_text("problem.since", "2026-11-08 23:40")
    me.type_text("call.caller", OPERATOR)
    me.type_text("call.promised", "30 分钟内技术支持回电")


def answer_gaps(me: Person) -> int:
    """Every gap of the checklist in turn, as the panel leads on; how many there were."""
    me.click("gap.reason")
    answers = 0
    while me.there("missing.items.*"):
        answers += 1
        group = me.text("gap.where").partition("·")[0]
        me.keys(next((said for name, said in GAPS.items() if told(name) == group), "到现场一并处理"))
        me.click("gap.save")
        assert me.keyboard == "gap.reason" or not me.there("missing.items.*")
    return answers


def plan_trip(me: Person) -> None:
    me.go_on("去下一处：工作计划")
    me.keys("核实心跳丢失，按流程诊断；更换故障主控板，统一主备版本；检查风扇与蓄电池。")
    me.type_text("trip_approval.leave_on", "2026-11-10")
    me.type_text("trip_approval.back_on", "2026-11-11")
    me.choose("trip_approval.transport", "car")
    me.type_text("trip_approval.cost", "680")


def diagnose(
    play: Play,
    me: Person,
    day: str,
    steps: Iterable[tuple[str, str, str, str]],
    proofs: Mapping[str, Proof],
    shown: Mapping[str, str] | None = None,
) -> None:
    """Step after step, read, pressed or proven as it asks, until the conclusion stands there; `shown` are pictured."""
    for moment, step, said, note in steps:
        play.clock(f"{day} {moment}")
        if said == "begun":
            me.click("proof.begin")
            if shown and step in shown:
                play.album.take(me, shown[step])
            continue
        question = me.text("answer.question")
        if note:
            me.click("answer.add_note")
            me.keys(note)
        prove(me, play.company.folder, proofs.get(step, Proof()))
        if me.there("reading.value"):
            me.type_text("reading.value", said)
        elif me.there(f"answer.option.{said}"):
            me.click(f"answer.option.{said}")
        if shown and step in shown and shown[step] not in play.album.names:
            play.album.take(me, shown[step], "primary")
        me.click("primary")
        refused = me.there("answer.error")
        assert not refused, f"{step}: {me.text('answer.error')}"
        assert me.there("conclusion.text") or me.text("answer.question") != question, step


def prove(me: Person, folder: Path, proof: Proof) -> None:
    """What a step asks for beside its answer: pictures and a file from the system's dialogues, words, a tick."""
    if me.there("proof.photos"):
        paths = sorted(resource("demo/photos").glob("*.jpg"))[:BEFORE]
        with patch.object(QFileDialog, "getOpenFileNames", return_value=([str(path) for path in paths], "")):
            me.click("proof.photos")
        wait_for(lambda: len(me.there("caption.*")) == BEFORE, "the photos to be taken in")
    elif me.there("proof.choose_file"):
        file = folder / told(proof.file)
        file.write_bytes(b"all data and settings")
        with patch.object(QFileDialog, "getOpenFileName", return_value=(str(file), "")):
            me.click("proof.choose_file")
        wait_for(lambda: me.text("proof.checksum"), "the checksum to be worked out")
        me.type_text("proof.place", proof.place)
    elif me.there("proof.hazard") and proof.hazard:
        me.click("proof.hazard")
    elif me.there("proof.told"):
        me.type_text("proof.told_by", proof.told_by)
        me.type_text("proof.told", proof.told)


def answer_clean_up(me: Person, steps: Iterable[tuple[str, str, str]]) -> None:
    """Point after point: a reading is typed where the keyboard is already, an option is pressed."""
    for step, said, note in steps:
        if note:
            me.type_text(f"clean_up.{step}.note", note)
        if not me.there(f"clean_up.{step}.reading"):
            me.click(f"clean_up.{step}.option.{said}")
            continue
        if note:
            me.click(f"clean_up.{step}.reading")
        assert me.keyboard == f"clean_up.{step}.reading"
        me.keys(said)
        me.key(Qt.Key.Key_Return)
        me.idle()


def note_parts(me: Person) -> None:
    """The new board with a slip in the old one's number; the board that was owed; the one that was not needed."""
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
        me.pick("moved.new.part", code)
        me.click(f"moved.way.{way}")
        assert code in me.text("moved.new.part")  # what is asked for in both ways stays
        me.type_text("moved.new.notes", note)
        me.click("moved.new.add")


def name_photos(me: Person) -> None:
    """One more photo comes in as if it were dropped, since the dialogue that asks for files is the system's; each is
    named.
    """
    old_board = sorted(resource("demo/photos").glob("*.jpg"))[BEFORE]
    me.see("photos", PhotoColumn).take_in([old_board])
    wait_for(lambda: len(me.there("caption.*")) == BEFORE + 1, "the third photo")
    for field, words in zip(me.there("caption.*"), CAPTIONS, strict=False):
        me.type_text(field.objectName(), words)
        me.key(Qt.Key.Key_Tab)
    me.idle()


def finish_report(me: Person, missing: Said, added: Said, backup: str, after: str = "") -> None:
    """The footer leads from one missing field to the next; then what one adds of one's own accord."""
    for name, text in missing.items():
        me.go_on("去下一处")
        assert me.keyboard == f"service_report.{name}"
        me.keys(str(text))
        me.idle()
    me.go_on("去下一处")
    me.click("service_report.solved.yes")
    for section in (6, 8, 10):
        me.click(f"service_report.section.{section}")
    write(me, "service_report", added)
    me.choose("service_report.satisfaction", "5")
    for field in me.there("service_report.versions.*.after") if after else ():
        me.type_text(field.objectName(), after)
        me.key(Qt.Key.Key_Tab)
    me.click("service_report.backups.add")
    me.keys(backup)
    me.key(Qt.Key.Key_Tab)
    me.keys("SHA-256 9f2c61d4a07e")
    me.key(Qt.Key.Key_Tab)
    me.idle()


def write_advice(me: Person) -> None:
    me.click("report.tab.maintenance_advice")
    me.click("report.begin_advice")
    me.keys("机房温度 31.4 °C，超过 28 °C")  # the first finding stands there, with the keyboard in it
    row = me.keyboard.removesuffix(".finding")
    me.type_text(f"{row}.risk", "主控板加速老化")
    me.choose(f"{row}.weight", "demand")
    me.type_text(f"{row}.advice", "空调温度调到 24 °C 以下，并装温度告警。")
    me.type_text(f"{row}.by", "2026-11-30")
    me.click("maintenance_advice.section.2")
    me.type_text("maintenance_advice.reply_by", "2026-11-30")
    me.key(Qt.Key.Key_Tab)
    me.idle()


def approve(me: Person) -> None:
    me.go("review")
    me.click("review.approve")
    me.click("decision.confirm")


def sign(me: Person, name: str) -> None:
    """The customer reads page by page, signs on the pad, and confirms."""
    read_and_draw(me, name)
    confirm(me)


def read_and_draw(me: Person, name: str) -> None:
    me.see("sign.read_on")
    while me.there("sign.read_on"):
        me.click("sign.read_on")
    me.draw("sign.pad")
    assert me.text("sign.name") == name


def confirm(me: Person) -> None:
    title = me.text("sign.about")
    me.click("sign.confirm")
    wait_for(lambda: me.text("sign.about") != title or me.there("sign.onward"), "the signature to be sealed")
    me.idle()
