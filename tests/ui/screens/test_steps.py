"""The kinds of steps on the Diagnose stage, pressed and typed as on site: what each asks for is in the store."""

from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit

from fieldkit.actions import diagnosis
from fieldkit.forms import new_id
from fieldkit.playbooks import Proof
from fieldkit.ui.screens.trips.proof import ProofTaker
from tests.ui.screens.trips_screen import Trips, steps_of

NVR = "nvr-no-recording"
BEFORE = {"symptom": "all", "evidence": "done", "disks": "fine", "free": "60", "plan": "right", "clock": "3"}


@pytest.fixture
def trips_at(seat, qtbot, shown):
    return lambda stage, *route, who="engineer": Trips(seat(stage, who), qtbot, shown, *route)


@pytest.fixture
def nvr(trips_at):
    """The stage of a visit that goes by the procedure of the NVR, at a step of it."""

    def open_(step: str) -> tuple[Trips, str]:
        screen = trips_at("arrive")
        desk, visit = screen.desk, screen.seat.case.visit
        desk.write("visit", visit, {"playbook": NVR}, desk.store.open(visit))
        for code, said in BEFORE.items():
            run = diagnosis.run_for(desk, visit)
            if run.current.id == step:
                break
            if code == "evidence":
                diagnosis.skip_step(desk, visit, run, code, "没带相机")
            else:
                diagnosis.answer_step(desk, visit, run, code, said)
        screen._go(f"trips/{visit}/diagnose")
        return screen, visit

    return open_


def test_a_photo_is_hung_to_its_step_before_the_step_counts(nvr, tmp_path):
    screen, visit = nvr("evidence")
    screen.on()
    assert screen.find("answer.error").text() == "请先加照片：至少 2 张，现有 0 张。"
    paths = []
    for name in ("硬盘页.jpg", "面板.jpg"):
        paths.append(Path(tmp_path) / name)
        Image.new("RGB", (60, 40), "navy").save(paths[-1])
    screen.find("proof", ProofTaker).add_photos(paths)
    screen.idle()
    screen.idle()
    assert screen.find("proof.said").text() == "照片 2 / 2 张"
    screen.on()
    step = steps_of(screen.desk, visit)["evidence"]
    assert step.verdict == "done"
    photos = screen.desk.store.find("photo", {"visit": visit})
    assert {photo.values["step"] for photo in photos} == {step.id}


def test_a_backup_is_chosen_and_its_checksum_worked_out(nvr, tmp_path, qtbot):
    screen, visit = nvr("settings")
    file = Path(tmp_path) / "NVR-6400.cfg"
    file.write_bytes(b"settings of the recorder")
    screen.on()
    assert "存放" in screen.find("answer.error").text()
    screen.find("proof", ProofTaker).take_backup(file)
    screen.idle()
    assert screen.find("proof.checksum", QLineEdit).text() == diagnosis.checksum_of(file)
    qtbot.keyClicks(screen.find("proof.place", QLineEdit), "HD-07")
    screen.on()
    step = steps_of(screen.desk, visit)["settings"]
    assert (step.backup_file, step.backup_place) == ("NVR-6400.cfg", "HD-07")
    assert screen.find("answer.question").text().startswith("停掉再启用")


def test_what_is_dangerous_is_closed_until_there_is_a_backup_and_the_hazard_is_confirmed(nvr, qtbot):
    screen, visit = nvr("settings")
    screen.press("answer.cannot")
    screen.find("answer.reason", QPlainTextEdit).setPlainText("盘满")
    screen.press("answer.skip")
    assert screen.find("proof.said").text() == "还没有备份：备份之后才能做这一步。"
    assert not screen.find("proof.hazard", QCheckBox).isEnabled()
    screen.press("answer.option.done")
    screen.on()
    assert "请先备份" in screen.find("answer.error").text()

    run = diagnosis.run_for(screen.desk, visit)
    proof = Proof(file="a.cfg", place="HD-07", checksum="0f" * 16)
    diagnosis.answer_step(screen.desk, visit, run, "settings", "done", proof=proof)
    screen.seat.place.changed.emit()
    screen.idle()
    screen.press("answer.option.done")
    screen.on()
    assert "确认" in screen.find("answer.error").text()
    box = screen.find("proof.hazard", QCheckBox)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    screen.on()
    step = steps_of(screen.desk, visit)["restart"]
    assert step.verdict == "done" and "全部通道不录像" in step.hazard


def test_a_wait_is_begun_and_counts_down_and_over(nvr):
    screen, visit = nvr("settings")
    desk = screen.desk
    proof = Proof(file="a.cfg", place="HD-07", checksum="0f" * 16, hazard=True)
    for step in ("settings", "restart"):
        diagnosis.answer_step(desk, visit, diagnosis.run_for(desk, visit), step, "done", proof=proof)
    screen.seat.place.changed.emit()
    screen.idle()
    assert screen.find("proof.said").text() == "15 分钟，从这里起计时"
    screen.press("proof.begin")
    assert screen.find("proof.said").text().startswith("还剩 1")
    screen.press("answer.option.good")
    screen.on()
    assert "还要观察 15 分钟" in screen.find("answer.error").text()
    screen.seat.place.laptop.clock.forward(minutes=15)
    screen.seat.place.changed.emit()
    screen.idle()
    assert screen.find("proof.said").text().startswith("15 分钟已满")
    screen.on()
    assert steps_of(desk, visit)["watch"].verdict == "good"
    assert screen.find("conclusion.title").text() == "录像服务停滞，已恢复"


def test_a_jump_has_its_reason_and_its_goal(nvr):
    screen, visit = nvr("disks")
    screen.press("answer.cannot")
    screen.find("answer.reason", QPlainTextEdit).setPlainText("用户已查过硬盘")
    box = screen.find("answer.jump", QComboBox)
    box.setCurrentIndex(box.findData("clock"))
    screen.press("answer.skip")
    step = steps_of(screen.desk, visit)["disks"]
    assert (step.verdict, step.leads_to, step.note) == ("skipped", "clock", "用户已查过硬盘")
    assert "时钟" in screen.find("answer.question").text()


def test_notes_of_several_stand_beside_each_other(nvr):
    screen, visit = nvr("disks")
    screen.press("answer.option.fine")
    screen.on()
    screen.press("back")
    screen.press("answer.add_note")
    screen.find("answer.note", QPlainTextEdit).setPlainText("3 号槽温度偏高")
    screen.press("answer.further")
    assert "3 号槽温度偏高" in screen.find("answer.other").text()
    (note,) = steps_of(screen.desk, visit)["disks"].notes
    assert note.by == screen.desk.actor.person


def test_the_last_visit_stands_beside_the_reading(trips_at, qtbot):
    screen = trips_at("arrive")
    desk, visit = screen.desk, screen.seat.case.visit
    record = desk.form(visit).record
    before = {name: record.values[name] for name in ("problem", "customer", "engineer", "purpose")}
    old = new_id()
    desk.write("visit", old, before)
    values = {"visit": old, "playbook": "an2400-heartbeat", "step": "room", "order": "1", "question": "机房温度",
              "reading": {"value": "26.5", "unit": "°C", "high": "28"}, "verdict": "good",
              "done_at": "2025-03-18T02:00:00Z"}  # fmt: skip
    desk.write("step", new_id(), values)
    diagnosis.skip_step(desk, visit, diagnosis.run_for(desk, visit), "lamps", "没带相机")
    screen._go(f"trips/{visit}/diagnose")
    qtbot.keyClicks(screen.find("reading.value", QLineEdit), "31.4")
    assert screen.find("reading.trend").text() == "上次 2025-03-18：26.5 °C，今天 31.4 °C（+4.9）"
