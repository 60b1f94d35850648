"""The procedure of the worked case, version 2: where each kind of step stands, and to which cause each way leads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fieldkit.demo.words import DIAGNOSIS, PROOFS
from fieldkit.errors import FieldError
from fieldkit.playbooks import Kind, Playbook, Proof, Run, answer, begin, load_former, run_of, skip

AT = datetime(2026, 11, 10, 2, 20, tzinfo=UTC)
SAID = {"symptom": "seen"} | {step: said for _, step, said, _ in DIAGNOSIS}
# Causes that are treated by bringing both boards to one version: the manager says to which.
ASKS_FIRST = {"ageing_heat_mismatch", "ageing_mismatch", "mismatch", "standby_mismatch"}


@pytest.fixture
def heartbeat(playbooks: dict[str, Playbook]) -> Playbook:
    return playbooks["an2400-heartbeat"]


def walked(book: Playbook, changed: dict[str, str]) -> Run:
    """The run of the worked case with other answers, as far as it is asked; "-" leaves a step out."""
    said, records = SAID | changed, {}
    while (step := (run := run_of(book, records.values())).current) is not None:
        if said[step.id] == "-":
            records[step.id] = skip(run, step, "现场不具备条件", at=AT)
            continue
        if step.kind is Kind.WAIT:
            records[step.id] = begin(run, step, at=AT - timedelta(minutes=step.minutes or 0))
            run = run_of(book, records.values())
        proof = replace(PROOFS.get(step.id, Proof()), photos=step.photos)
        records[step.id] = {**records.get(step.id, {}), **answer(run, step, said[step.id], proof, at=AT)}
    return run


def test_the_worked_case_takes_every_kind_of_step(heartbeat: Playbook) -> None:
    run = walked(heartbeat, {})
    assert [one.step.id for one in run.trail] == ["symptom", *dict.fromkeys(step for _, step, _, _ in DIAGNOSIS)]
    assert run.conclusion is not None and run.conclusion.id == "ageing_heat_mismatch"
    kinds = {one.step.kind for one in run.trail}
    assert kinds == set(Kind) - {Kind.CONCLUSION, Kind.INSTRUCT, Kind.CHECK}
    told = run.answered(heartbeat.steps[9])
    assert told is not None and told.values["told_by"] == "产品线经理 李海波"


@pytest.mark.parametrize(
    ("changed", "conclusion"),
    [
        ({"symptom": "none"}, "not_confirmed"),
        ({"board": "52"}, "ageing_mismatch"),
        ({"versions": "same"}, "ageing"),
        ({"memory": "45"}, "mismatch"),
        ({"memory": "45", "versions": "same"}, "overheating"),
        ({"memory": "45", "versions": "same", "board": "60"}, "active_board"),
        ({"watch": "bad"}, "overheating"),
        ({"watch": "bad", "board": "60"}, "backplane"),
        ({"switchover": "not_done"}, "standby_mismatch"),
        ({"switchover": "not_done", "target": "-"}, "standby_mismatch"),
        ({"target": "-"}, "ageing_heat_mismatch"),
        ({"switchover": "not_done", "versions": "same"}, "standby_board"),
        ({"switchover": "-"}, "undecided"),
        ({"watch": "-"}, "undecided"),
    ],
)
def test_other_outcomes_lead_to_other_conclusions(
    heartbeat: Playbook, changed: dict[str, str], conclusion: str
) -> None:
    run = walked(heartbeat, changed)
    assert run.conclusion is not None and run.conclusion.id == conclusion
    asked = {one.step.id for one in run.trail}
    assert ("target" in asked) == (conclusion in ASKS_FIRST)


def test_nothing_is_switched_over_before_the_backup(heartbeat: Playbook) -> None:
    run = run_of(heartbeat, [])
    step = heartbeat.step("switchover")
    assert step is not None and step.dangerous
    with pytest.raises(FieldError, match="备份"):
        answer(run, step, "done", Proof(hazard=True), at=AT)


def test_what_both_versions_ask_keeps_its_id_and_unit(heartbeat: Playbook) -> None:
    """So that a reading of last year's visit, by version 1, stands beside today's."""
    before = load_former()["an2400-heartbeat", 1]
    for old in before.asked:
        new = heartbeat.step(old.id)
        assert new is not None and (new.unit, new.high, new.low) == (old.unit, old.high, old.low)
