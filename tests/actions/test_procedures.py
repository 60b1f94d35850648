"""Procedures as records: managers write them, the office checks what is released, and a run keeps its version."""

from pathlib import Path

import pytest
from courier_trips import ENGINEER, MANAGER, Trips, new_problem

from fieldkit.actions import diagnosis, procedures, reports
from fieldkit.actions import trips as visits
from fieldkit.actions.enrol import sync
from fieldkit.app import Laptop
from fieldkit.errors import UserError
from fieldkit.forms import Photo, Procedure, Record, Step, Values, natural_id, new_id
from fieldkit.playbooks import Proof, UnsoundError, step_id
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit

HEARTBEAT, NVR = "an2400-heartbeat", "nvr-no-recording"


@pytest.fixture
def manager(trips: Trips) -> Laptop:
    return trips.laptop(MANAGER)


def changed(code: str = HEARTBEAT) -> str:
    """The shipped text with another limit for the board."""
    text = procedures.shipped_text(code)
    return text.replace("high: 65\n", "high: 60\n").replace("65 °C", "60 °C")


def released(laptop: Laptop, text: str) -> Record:
    draft = procedures.new_version(laptop.desk, text)
    return procedures.release(laptop.desk, draft.id, "按 2026-11 月度分析收紧")


def rejected(laptop: Laptop) -> int:
    return int(summary(laptop.store)["rejected"])


def visit_of(laptop: Laptop, book: str) -> str:
    return visits.plan_visit(laptop.desk, new_problem(laptop), "处理心跳丢失", playbook=book).id


def said(laptop: Laptop, visit: str, step: str, answer: str, **more: str) -> Record:
    return diagnosis.answer_step(laptop.desk, visit, diagnosis.run_for(laptop.desk, visit), step, answer, **more)


def without_photos(laptop: Laptop, visit: str) -> None:
    diagnosis.skip_step(laptop.desk, visit, diagnosis.run_for(laptop.desk, visit), "lamps", "没带相机")


def test_a_laptop_without_any_works_by_the_shipped_ones(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    assert procedures.library(engineer.desk).in_force == dict(sorted(procedures.shipped().items()))


def test_a_release_reaches_everyone_and_says_what_changed(trips: Trips, manager: Laptop) -> None:
    engineer = trips.laptop(ENGINEER)
    record = released(manager, changed())
    sync(manager.desk)
    assert rejected(manager) == 0
    sync(engineer.desk)
    got = Procedure(engineer.store.get(record.id) or record)
    assert (got.code, got.edition, got.status) == (HEARTBEAT, 3, "released")
    assert "65 → 60" in (got.changes or "") and got.models == "AN-2400"
    book = procedures.in_force(engineer.desk, HEARTBEAT)
    assert book is not None and book.version == 3 and str(book.step("board").high) == "60"  # type: ignore[union-attr]
    assert procedures.library(engineer.desk).in_force[HEARTBEAT] == book


def test_the_text_comes_out_as_it_went_in(manager: Laptop) -> None:
    """With its remarks, its order and its anchors; only the number of the version is the next one."""
    text = changed()
    kept = Procedure(procedures.new_version(manager.desk, text)).text or ""
    assert kept == procedures.with_version(text, 3) and kept.startswith("# AN-2400") and "&replace_and_unify" in kept
    assert kept.replace("version: 3", "version: 2") == text
    assert procedures.with_version("a: 1\nversion: 3  # for now\n", 4) == "a: 1\nversion: 4  # for now\n"
    with pytest.raises(UserError):
        procedures.with_version("{id: x, version: 1}", 2)


def test_an_engineer_writes_none(trips: Trips) -> None:
    with pytest.raises(UserError, match="角色"):
        procedures.new_version(trips.laptop(ENGINEER).desk, changed())


def test_a_draft_is_kept_unsound_and_is_not_released_so(manager: Laptop) -> None:
    draft = procedures.new_version(manager.desk, changed())
    spoilt = with_hole = (Procedure(draft).text or "").replace("next: not_confirmed", "next: nowhere")
    assert procedures.keep_text(manager.desk, draft.id, spoilt).values["text"] == with_hole
    with pytest.raises(UnsoundError, match="nowhere"):
        procedures.release(manager.desk, draft.id, "试试")
    with pytest.raises(UserError, match="为什么"):
        procedures.release(manager.desk, draft.id, "  ")
    assert procedures.in_force(manager.desk, HEARTBEAT) == procedures.shipped()[HEARTBEAT]


@pytest.mark.parametrize(
    "patch",
    [
        {"text": "no procedure"},
        {"code": "another"},
        {"edition": "7"},
        {"models": "SX-10"},
        {"reason": None},
    ],
)
def test_the_office_takes_no_release_that_is_not_sound(trips: Trips, manager: Laptop, patch: Values) -> None:
    """Whatever program the manager's laptop runs: it writes what the desk would refuse."""
    draft = procedures.new_version(manager.desk, changed())
    values: Values = {"status": "released", "reason": "试试", **patch}
    manager.store.write(manager.desk.actor, [Edit("procedure", draft.id, values, manager.store.open(draft.id))])
    sync(manager.desk)
    assert rejected(manager) == 1
    engineer = trips.laptop(ENGINEER)
    assert procedures.in_force(engineer.desk, HEARTBEAT) == procedures.shipped()[HEARTBEAT]


def test_what_is_released_stays_as_it_is(trips: Trips, manager: Laptop) -> None:
    record = released(manager, changed())
    with pytest.raises(UserError):
        procedures.keep_text(manager.desk, record.id, changed())
    sync(manager.desk)
    edit = Edit("procedure", record.id, {"text": changed()}, manager.store.open(record.id))
    manager.store.write(manager.desk.actor, [edit])
    sync(manager.desk)
    assert rejected(manager) == 1


def test_a_version_must_be_newer_and_keep_its_units(manager: Laptop) -> None:
    first = procedures.new_version(manager.desk, changed())
    second = procedures.new_version(manager.desk, changed())
    assert (first.values["edition"], second.values["edition"]) == ("3", "4")
    procedures.release(manager.desk, second.id, "先放这个")
    with pytest.raises(UserError, match="4"):
        procedures.release(manager.desk, first.id, "再放旧的")
    fahrenheit = changed().replace("unit: °C\n    high: 60", "unit: °F\n    high: 140").replace("60 °C", "140 °F")
    third = procedures.new_version(manager.desk, fahrenheit)
    with pytest.raises(UnsoundError, match=r"board.*°C.*°F"):
        procedures.release(manager.desk, third.id, "改华氏")


def test_a_run_goes_on_by_the_version_it_was_begun_by(trips: Trips, manager: Laptop) -> None:
    engineer = trips.laptop(ENGINEER)
    begun, later = visit_of(engineer, HEARTBEAT), visit_of(engineer, HEARTBEAT)
    assert Step(said(engineer, begun, "symptom", "seen")).playbook_version == 2
    record = released(manager, changed())
    sync(manager.desk)
    sync(engineer.desk)
    without_photos(engineer, begun)
    said(engineer, begun, "room", "25")
    run = diagnosis.run_for(engineer.desk, begun)
    assert run.playbook.version == 2 and str(run.current and run.current.high) == "65"
    assert Step(said(engineer, begun, "board", "63")).verdict == "good"
    said(engineer, later, "symptom", "seen")
    without_photos(engineer, later)
    said(engineer, later, "room", "25")
    assert Step(said(engineer, later, "board", "63")).verdict == "bad"
    procedures.withdraw(manager.desk, record.id, "限值有误")
    sync(manager.desk)
    sync(engineer.desk)
    assert rejected(manager) == 0
    assert diagnosis.run_for(engineer.desk, later).playbook.version == 3
    assert diagnosis.run_for(engineer.desk, visit_of(engineer, HEARTBEAT)).playbook.version == 2


@pytest.mark.parametrize("version", [None, "1"])
def test_a_run_of_a_version_that_came_before_goes_on_by_it(trips: Trips, version: str | None) -> None:
    """FieldKit was updated in the middle of a visit: what it shipped before still leads on."""
    engineer = trips.laptop(ENGINEER)
    visit = visit_of(engineer, HEARTBEAT)
    old: Values = {"visit": visit, "playbook": HEARTBEAT, "step": "symptom", "order": "0", "question": "核实故障",
                   "playbook_version": version, "answer": "心跳丢失重现", "outcome": "seen", "verdict": "bad",
                   "done_at": "2026-11-10T02:20:00Z"}  # fmt: skip
    engineer.store.write(engineer.desk.actor, [Edit("step", step_id(visit, HEARTBEAT, "symptom"), old)])
    said(engineer, visit, "room", "25")
    run = diagnosis.run_for(engineer.desk, visit)
    assert run.playbook.version == 1 and [step.id for step in run.planned] == ["versions", "memory", "switchover"]


def test_records_of_before_there_were_versions_still_replay(trips: Trips, manager: Laptop) -> None:
    engineer = trips.laptop(ENGINEER)
    visit = visit_of(engineer, HEARTBEAT)
    old: Values = {"visit": visit, "playbook": HEARTBEAT, "step": "symptom", "order": "0", "question": "核实故障",
                   "answer": "心跳丢失重现", "verdict": "bad", "done_at": "2026-11-10T02:20:00Z"}  # fmt: skip
    engineer.store.write(engineer.desk.actor, [Edit("step", step_id(visit, HEARTBEAT, "symptom"), old)])
    released(manager, changed())
    sync(manager.desk)
    sync(engineer.desk)
    run = diagnosis.run_for(engineer.desk, visit)
    assert run.playbook.version == 1 and run.current is not None and run.current.id == "room"


def test_two_managers_who_write_the_same_version_write_one_record(manager: Laptop) -> None:
    record = procedures.new_version(manager.desk, changed())
    assert record.id == natural_id("procedure", HEARTBEAT, "3")


def test_the_kinds_of_steps_on_a_visit(trips: Trips, tmp_path: Path) -> None:
    """Photographed, backed up, done, watched: each is in the store and at the office."""
    engineer = trips.laptop(ENGINEER)
    desk, visit = engineer.desk, visit_of(engineer, NVR)
    said(engineer, visit, "symptom", "all")
    run = diagnosis.run_for(desk, visit)
    with pytest.raises(UserError, match="照片"):
        diagnosis.answer_step(desk, visit, run, "evidence", "done")
    begun = diagnosis.begin_step(desk, visit, run, "evidence")
    for _each in range(2):
        stored = desk.store.put_file(b"x", "p.jpg", "image/jpeg")
        values: Values = {"visit": visit, "picture": Photo.picture.dump(stored), "step": begun.id}
        desk.write("photo", new_id(), values)
    assert run.current is not None
    said(engineer, visit, "evidence", "done")
    for step, answer in (("disks", "fine"), ("free", "60"), ("plan", "right"), ("clock", "3")):
        said(engineer, visit, step, answer)
    saved = tmp_path / "nvr.cfg"
    saved.write_bytes(b"settings")
    sum_ = diagnosis.checksum_of(saved)
    proof = Proof(file=saved.name, place="移动硬盘", checksum=sum_)
    diagnosis.answer_step(desk, visit, diagnosis.run_for(desk, visit), "settings", "done", proof=proof)
    run = diagnosis.run_for(desk, visit)
    diagnosis.answer_step(desk, visit, run, "restart", "done", proof=Proof(hazard=True))
    run = diagnosis.run_for(desk, visit)
    diagnosis.begin_step(desk, visit, run, "watch")
    trips.clock.forward(minutes=15)
    said(engineer, visit, "watch", "good")
    diagnosis.add_note(desk, visit, diagnosis.run_for(desk, visit), "watch", "第 3 路有一处跳秒")
    sync(desk)
    assert rejected(engineer) == 0
    run = diagnosis.run_for(desk, visit)
    assert run.conclusion is not None and run.conclusion.id == "service"
    kept = Step(desk.form(step_id(visit, NVR, "settings")).record)
    assert (kept.backup_file, kept.checksum) == ("nvr.cfg", sum_)
    report = reports.open_report(desk, visit)
    rows = {path.split(".")[2]: value for path, value in report.values.items() if path.startswith("backups.")}
    assert rows == {"what": "nvr.cfg·移动硬盘", "checksum": sum_}
    (note,) = Step(desk.form(step_id(visit, NVR, "watch")).record).notes
    assert (note.text, note.by) == ("第 3 路有一处跳秒", desk.actor.person)


def test_the_clean_up_list_fits_the_equipment(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    by_model = {str(record.values["model"]): record for record in engineer.store.find("equipment")}
    for model, code in (("NVR-6400", "clean-up-security"), ("AN-2400", "clean-up")):
        if model in by_model:
            visit = visit_of(engineer, "")
            engineer.desk.write("visit", visit, {"equipment": by_model[model].id}, engineer.store.open(visit))
            assert diagnosis.clean_up_book(engineer.desk, visit).id == code
    assert diagnosis.clean_up_book(engineer.desk, visit_of(engineer, "")).id == "clean-up"
