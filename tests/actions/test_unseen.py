"""What cannot be seen was not said, and half a character gets a sentence: in every action that takes what is typed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kept_case import Kept
from nameplate import nameplate

from fieldkit.actions import begun, diagnosis, leftovers, nameplates, photos, readiness, trips
from fieldkit.demo.case import Case
from fieldkit.demo.company import rid
from fieldkit.errors import UserError
from fieldkit.forms import Equipment, Photo
from fieldkit.playbooks import Proof

BLANKS = ["\u200b", "\u3164", "\u2060 \ufeff", "\ud800"]
SUM = "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2
HALF = "板\ud800"


@pytest.fixture
def case(kept: Kept, tmp_path: Path) -> Iterator[Case]:
    with kept["arrive"].opened(tmp_path / "demo") as played:
        yield played


@pytest.mark.parametrize("blank", BLANKS)
def test_a_text_that_cannot_be_seen_answers_nothing(case: Case, blank: str) -> None:
    desk, visit = case.desk("engineer"), case.visit
    run = diagnosis.run_for(desk, visit)
    assert run.current is not None
    step = run.current.id
    left = leftovers.leave_over(desk, visit, "遗留", "us", "2026-12-10").id
    for deed in (
        lambda: readiness.answer_point(desk, visit, "h1", blank),
        lambda: diagnosis.skip_step(desk, visit, run, step, blank),
        lambda: diagnosis.add_note(desk, visit, run, step, blank),
        lambda: diagnosis.conclude_diagnosis(desk, visit, run, blank),
        lambda: leftovers.done(desk, left, blank),
        lambda: leftovers.leave_over(desk, visit, blank, "us", "2026-12-10"),
        lambda: nameplates.add_unit(desk, visit, blank),
    ):
        with pytest.raises(UserError):
            deed()


def test_a_backup_kept_nowhere_that_can_be_seen_is_none(case: Case) -> None:
    desk, visit = case.desk("engineer"), case.visit
    run = diagnosis.run_for(desk, visit)
    backup = next(step.id for step in run.playbook.steps if step.kind == "backup")
    with pytest.raises(UserError) as refused:
        diagnosis.answer_step(
            desk, visit, run, backup, "done", proof=Proof(file="\u200b", place="U盘", checksum="ab" * 32)
        )
    assert refused.value.field == "backup_file"


def test_half_a_character_gets_a_sentence(case: Case, tmp_path: Path) -> None:
    desk, visit = case.desk("engineer"), case.visit
    run = diagnosis.run_for(desk, visit)
    assert run.current is not None
    step = run.current.id
    for deed in (
        lambda: readiness.answer_point(desk, visit, "h1", HALF),
        lambda: diagnosis.skip_step(desk, visit, run, step, HALF),
        lambda: diagnosis.add_note(desk, visit, run, step, HALF),
        lambda: trips.move_part(desk, visit, rid("part", "BK-AN2400-00"), "returned", notes=HALF),
        lambda: begun.keep_begun(desk, "step", {"said": HALF}),
    ):
        with pytest.raises(UserError):
            deed()
    assert nameplates.find_serials(desk, visit, [HALF])[HALF].standing == "unknown"
    desk.store.search(HALF)
    photo = photos.add_picture(desk, visit, nameplate("SN:A-0001"), f"{HALF}\n\u202e卡.png", "铭牌")
    assert Photo(photo).picture.name == "板 卡.jpg"


def test_a_serial_number_is_listed_without_what_cannot_be_seen(case: Case) -> None:
    desk = case.desk("engineer")
    unit = Equipment(nameplates.add_unit(desk, case.visit, "NEW\u200b-\x000009\u2069"))
    assert unit.serial == "NEW-0009"
    assert nameplates.find_serials(desk, case.visit, ["NEW-0009"])["NEW-0009"].standing == "here"
