"""Two engineers on one visit, each off line at an own laptop: after sync one report with what both did."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from courier_trips import COLLEAGUE, ENGINEER, MANAGER, Trips, new_problem
from nameplate import nameplate
from setting_out import arrive

from fieldkit.actions import diagnosis, leftovers
from fieldkit.actions.conflicts import conflict_of, settle
from fieldkit.actions.dossiers import load_trip, paper_dossier
from fieldkit.actions.enrol import sync
from fieldkit.actions.photos import add_photo
from fieldkit.actions.records import set_values
from fieldkit.actions.reports import open_report
from fieldkit.actions.trips import move_part, plan_visit, take_part
from fieldkit.app import Laptop
from fieldkit.documents.build import build
from fieldkit.errors import UserError
from fieldkit.forms import Record, Step, natural_id
from fieldkit.i18n import set_language
from fieldkit.process.dossier import Trip
from tests.documents.test_build import text_of

BOARD = "AN240020200700901"
PART = natural_id("part", "BK-AN2400-00")
POWER = natural_id("part", "BK-AN2400-01")


@pytest.fixture
def two(trips: Trips) -> tuple[Laptop, Laptop, str]:
    """Both laptops know the visit, and the office is out of reach."""
    mine, theirs = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    problem = new_problem(mine, line=natural_id("product_line", "AN"), equipment=natural_id("equipment", BOARD))
    visit = plan_visit(mine.desk, problem, "处理心跳丢失", playbook="an2400-heartbeat").id
    for part in (PART, POWER):
        take_part(mine.desk, visit, part)
    arrive(mine.desk, visit, natural_id("person", MANAGER))
    for laptop in (mine, theirs):
        assert sync(laptop.desk).rejected == 0
    trips.off_line()
    return mine, theirs, visit


def work(laptop: Laptop, visit: str, folder: Path, answers: Iterable[tuple[str, str]], part: str, name: str) -> None:
    """What one of them does: steps, a note to the first, a photo, a part, something left over."""
    desk = laptop.desk
    for step, said in answers:
        diagnosis.answer_step(desk, visit, diagnosis.run_for(desk, visit), step, said)
    diagnosis.add_note(desk, visit, diagnosis.run_for(desk, visit), "symptom", f"{name}的补充")
    path = folder / f"{name}.jpg"
    path.write_bytes(nameplate(name.encode().hex()))
    add_photo(desk, visit, path, f"{name}的照片")
    move_part(desk, visit, part, "returned", notes=f"{name}带回")
    leftovers.leave_over(desk, visit, f"{name}的遗留", "us", "2026-12-10")


def test_the_paper_names_who_wrote_only_of_what_was_written_here(
    two: tuple[Laptop, Laptop, str], trips: Trips, tmp_path: Path
) -> None:
    """A colleague's values came by the office, which does not tell laptops who wrote them."""
    mine, theirs, visit = two
    leftovers.leave_over(mine.desk, visit, "我的遗留", "us", "2026-12-10")
    leftovers.leave_over(theirs.desk, visit, "同事的遗留", "us", "2026-12-10")
    _meet(trips, mine, theirs)
    report = open_report(mine.desk, visit)
    dossier = paper_dossier(mine.desk, report)
    found = {str(one.values["what"]): one.id for one in dossier.gathered("leftovers")}
    assert set(found) == {"我的遗留", "同事的遗留"}
    assert {written.number for written in dossier.written[found["我的遗留"]].values()} == {mine.desk.actor.number}
    assert found["同事的遗留"] not in dossier.written


def _meet(trips: Trips, mine: Laptop, theirs: Laptop) -> None:
    """Both come to the office, and each gets what the other brought."""
    trips.on_line()
    for laptop in (mine, theirs, mine):
        assert sync(laptop.desk).rejected == 0


def conflicts(trip: Trip) -> dict[tuple[str, str], set[str]]:
    """By kind and step, the paths that two people wrote without seeing each other."""
    forms = [trip.visit, *trip.steps, *trip.photos, *trip.movements, *trip.leftovers]
    records: list[Record] = [form.record for form in (*forms, *([trip.report] if trip.report else []))]
    return {(one.kind, str(one.values.get("step") or "")): set(one.conflicts) for one in records if one.conflicts}


def test_what_both_did_off_line_is_one_report(two: tuple[Laptop, Laptop, str], trips: Trips, tmp_path: Path) -> None:
    mine, theirs, visit = two
    work(mine, visit, tmp_path, [("symptom", "seen"), ("room", "31.4")], PART, "何")
    trips.clock.forward(minutes=5)
    work(theirs, visit, tmp_path, [("symptom", "seen"), ("room", "31.9"), ("board", "71")], POWER, "张")
    with pytest.raises(UserError, match="何志强"):
        open_report(theirs.desk, visit)  # two begun reports could not both stand
    report = open_report(mine.desk, visit)
    set_values(mine.desk, report.id, {"done": "换板"}, mine.store.open(report.id))
    _meet(trips, mine, theirs)
    trips.off_line()
    set_values(mine.desk, report.id, {"opinion": "及时"}, mine.store.open(report.id))
    set_values(theirs.desk, report.id, {"checked": "拨测 20 线正常"}, theirs.store.open(report.id))
    _meet(trips, mine, theirs)

    seen = [load_trip(laptop.desk, visit) for laptop in (mine, theirs)]
    for trip in seen:
        assert {photo.caption for photo in trip.photos} == {"何的照片", "张的照片"}
        assert {move.notes for move in trip.movements if move.movement == "returned"} == {"何带回", "张带回"}
        assert {left.what for left in trip.leftovers} == {"何的遗留", "张的遗留"}
        steps = {step.step: step for step in trip.steps}
        assert set(steps) == {"symptom", "room", "board"}
        assert [note.text for note in steps["symptom"].notes] == ["何的补充", "张的补充"]
        assert trip.report is not None
        assert (trip.report.done, trip.report.checked, trip.report.opinion) == ("换板", "拨测 20 线正常", "及时")
        assert trip.report.engineer_name == trip.visit.engineer
        # two readings of one thing: which one holds is for a person to say; nothing else is
        assert conflicts(trip) == {("step", "room"): {"reading"}}
        hands = [(trip.person_name(person), at) for person, at in steps["symptom"].hands]
        assert [name for name, _at in hands] == ["何志强", "张秀英"] and hands[0][1] != hands[1][1]
        assert not steps["board"].hands
    assert len(mine.store.find("service_report", {"visit": visit})) == 1

    dossier = paper_dossier(mine.desk, mine.desk.form(report.id).record)
    assert len(dossier.files) == 2
    said = text_of(build(dossier, now=trips.clock.now())).replace("\n", "")
    for words in ("何志强", "张秀英", "何的补充", "张的补充", "何的照片", "张的照片", "何带回", "张带回"):
        assert words in said, words


def test_the_reading_that_is_chosen_brings_its_author(two: tuple[Laptop, Laptop, str], trips: Trips) -> None:
    mine, theirs, visit = two
    for laptop, read in ((mine, "31.4"), (theirs, "31.9")):
        diagnosis.answer_step(laptop.desk, visit, diagnosis.run_for(laptop.desk, visit), "room", read)
        trips.clock.forward(minutes=5)
    _meet(trips, mine, theirs)
    (rid,) = [step.id for step in load_trip(mine.desk, visit).steps if step.step == "room"]
    (disputed,) = conflict_of(mine.desk, rid).paths
    first = next(version.value for version in disputed.versions if version.mine)
    settle(mine.desk, rid, {disputed.path: first})
    for laptop in (mine, theirs):
        sync(laptop.desk)
    for laptop in (mine, theirs):
        step = Step(laptop.desk.form(rid).record)
        assert step.shown("reading").startswith("31.4") and step.done_by == mine.desk.actor.person
        assert not step.record.conflicts and not step.hands


def test_an_answer_of_one_and_another_of_the_other_is_a_conflict(two: tuple[Laptop, Laptop, str], trips: Trips) -> None:
    mine, theirs, visit = two
    for laptop, said in ((mine, "seen"), (theirs, "history")):
        diagnosis.answer_step(laptop.desk, visit, diagnosis.run_for(laptop.desk, visit), "symptom", said)
    _meet(trips, mine, theirs)
    assert conflicts(load_trip(mine.desk, visit)) == {("step", "symptom"): {"answer", "outcome"}}


def test_what_was_settled_on_one_laptop_is_settled_on_the_other(
    two: tuple[Laptop, Laptop, str], trips: Trips, tmp_path: Path
) -> None:
    mine, theirs, visit = two
    for laptop, read in ((mine, "31.4"), (theirs, "31.9")):
        diagnosis.answer_step(laptop.desk, visit, diagnosis.run_for(laptop.desk, visit), "symptom", "seen")
        diagnosis.answer_step(laptop.desk, visit, diagnosis.run_for(laptop.desk, visit), "room", read)
    _meet(trips, mine, theirs)
    run = diagnosis.run_for(mine.desk, visit)
    trips.clock.forward(minutes=1)
    for step, said in (("symptom", "seen"), ("room", "31.6")):
        diagnosis.answer_step(mine.desk, visit, run, step, said)
    for laptop in (mine, theirs):
        sync(laptop.desk)
    for laptop in (mine, theirs):
        trip = load_trip(laptop.desk, visit)
        assert conflicts(trip) == {}
        (room,) = [step for step in trip.steps if step.step == "room"]
        assert room.shown("reading").startswith("31.6")


def test_two_desktops_in_two_languages_write_the_same_of_a_step(
    two: tuple[Laptop, Laptop, str], trips: Trips, tmp_path: Path
) -> None:
    mine, theirs, visit = two
    work(mine, visit, tmp_path, [("symptom", "seen"), ("room", "31.4")], PART, "何")
    set_language("en")
    try:
        trips.clock.forward(minutes=5)
        work(theirs, visit, tmp_path, [("symptom", "seen"), ("room", "31.4")], POWER, "张")
    finally:
        set_language("zh")
    _meet(trips, mine, theirs)
    for laptop in (mine, theirs):
        trip = load_trip(laptop.desk, visit)
        assert conflicts(trip) == {}
        symptom = next(step for step in trip.steps if step.step == "symptom")
        in_chinese = symptom.told("question"), symptom.told("answer"), symptom.name
        set_language("en")
        try:
            in_english = symptom.told("question"), symptom.told("answer"), symptom.name
        finally:
            set_language("zh")
        assert all("\u4e00" <= said[0] <= "\u9fff" for said in in_chinese)
        assert all(said.isascii() for said in in_english)


def test_a_step_of_before_is_told_in_the_language_in_which_it_was_written() -> None:
    step = Step(Record("", "step", values={"question": "Room temperature", "answer": "Over the limit"}))
    assert (step.told("question"), step.told("hazard")) == ("Room temperature", "")
