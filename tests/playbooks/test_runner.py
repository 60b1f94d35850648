"""A run through its answers: the worked case, going back, skipping, concluding, two laptops."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.errors import FieldError
from fieldkit.forms import Record, When, accept_patch
from fieldkit.forms import Step as StepForm
from fieldkit.i18n import set_language
from fieldkit.playbooks import (
    OWN_CONCLUSION,
    Kind,
    answer,
    conclude,
    conclusion_id,
    load_former,
    run_of,
    skip,
    step_id,
)

HEARTBEAT = load_former()["an2400-heartbeat", 1]  # nothing but looks, readings and choices
AT = datetime(2026, 11, 10, 2, 20, tzinfo=UTC)
CASE = {
    "symptom": "seen",
    "room": "31.4",
    "board": "71 ℃",
    "versions": "different",
    "memory": "6 %",
    "switchover": "back",
}


def played(playbook, answers, records=None):
    """The records after these answers, given in the order in which the run asks; and the run."""
    records = dict(records or {})
    for code, said in answers.items():
        run = run_of(playbook, records.values())
        step = playbook.step(code)
        records[code] = {**records.get(code, {}), **answer(run, step, said, at=AT)}
    return records, run_of(playbook, records.values())


@pytest.fixture
def heartbeat():
    return HEARTBEAT


def test_the_worked_case(heartbeat):
    run = run_of(heartbeat, [])
    assert run.current.id == "symptom" and not run.finished and not run.trail
    assert [step.id for step in run.planned] == ["room", "board", "versions", "memory", "switchover"]
    records, run = played(heartbeat, CASE)
    assert [one.step.id for one in run.trail] == list(CASE)
    assert [one.values["order"] for one in run.trail] == ["0", "1", "2", "3", "4", "5"]
    assert [one.values["verdict"] for one in run.trail] == ["bad", "bad", "bad", "bad", "bad", "good"]
    assert records["board"]["reading"] == {"value": "71", "unit": "°C", "high": "65"}
    assert run.trail[2].read.over and records["board"]["answer"] == "超限，高于 65 °C"
    assert run.conclusion.id == "ageing_heat_mismatch" and not run.finished
    assert "内存器件老化，高温加剧；备板版本不一致" in run.conclusion.cause.zh
    assert "校验和" in run.conclusion.treatment[0].zh
    records["end"] = conclude(run, at=AT)
    run = run_of(heartbeat, records.values())
    assert run.finished and run.concluded["answer"] == run.conclusion.cause.zh


def test_every_answer_is_a_step_record(heartbeat):
    records, run = played(heartbeat, CASE)
    visit = "0190c4a0-0000-7000-8000-0000000000aa"
    for code, values in {**records, "end": conclude(run, at=AT, by=visit)}.items():
        taken = accept_patch("step", {"visit": visit, **values})
        assert not StepForm(Record(step_id(visit, heartbeat.id, code), "step", values=taken)).gaps(When.ALWAYS)


@pytest.mark.parametrize(
    ("changed", "conclusion"),
    [
        ({"symptom": "none"}, "not_confirmed"),
        ({"board": "52"}, "ageing_mismatch"),
        ({"versions": "same"}, "ageing"),
        ({"memory": "45"}, "mismatch"),
        ({"memory": "45", "versions": "same"}, "overheating"),
        ({"memory": "45", "versions": "same", "board": "60"}, "active_board"),
        ({"switchover": "lost"}, "overheating"),
        ({"switchover": "lost", "board": "60"}, "backplane"),
        ({"switchover": "refused"}, "standby_mismatch"),
        ({"switchover": "refused", "versions": "same"}, "standby_board"),
    ],
)
def test_other_outcomes_lead_to_other_conclusions(heartbeat, changed, conclusion):
    _, run = played(heartbeat, {**CASE, **changed})
    assert run.conclusion.id == conclusion


def test_every_conclusion_can_be_reached(heartbeat):
    ends = {step.id for step in heartbeat.steps if step.kind is Kind.CONCLUSION}
    reached = set()

    def walk(step, before):
        if step.kind is Kind.CONCLUSION:
            reached.add(step.id)
            return
        for outcome in (*step.outcomes(), "skipped"):
            walk(heartbeat.after(step, outcome, before), {**before, step.id: outcome})

    walk(heartbeat.steps[0], {})
    assert reached == ends


def test_a_limit_itself_is_in_order(heartbeat):
    for code, said, verdict in (("room", "28", "good"), ("room", "28.1", "bad"), ("memory", "20", "good")):
        assert answer(run_of(heartbeat, []), heartbeat.step(code), said)["verdict"] == verdict


def test_going_back_keeps_what_is_no_longer_on_the_way(heartbeat):
    records, _ = played(heartbeat, CASE)
    records["end"] = conclude(run_of(heartbeat, records.values()), at=AT)
    records, run = played(heartbeat, {"symptom": "none"}, records)
    assert run.conclusion.id == "not_confirmed" and not run.finished
    assert [one.step.id for one in run.aside] == ["room", "board", "versions", "memory", "switchover"]
    records, run = played(heartbeat, {"symptom": "seen"}, records)
    assert not run.aside and run.finished


def test_a_step_that_cannot_be_done_is_skipped_with_a_reason(heartbeat):
    records, run = played(heartbeat, {"symptom": "seen"})
    with pytest.raises(FieldError, match="原因"):
        skip(run, run.current, "  ")
    records["room"] = skip(run, run.current, "没带温度计", at=AT)
    run = run_of(heartbeat, records.values())
    assert run.current.id == "board" and run.outcomes["room"] == "skipped"
    records["room"] |= answer(run, heartbeat.step("room"), "25", at=AT)
    assert records["room"]["note"] is None and run_of(heartbeat, records.values()).outcomes["room"] == "good"


def test_concluding_early_needs_words(heartbeat):
    records, run = played(heartbeat, {"symptom": "seen", "room": "31"})
    with pytest.raises(FieldError):
        conclude(run)
    records["end"] = conclude(run, "电源板松动", at=AT)
    run = run_of(heartbeat, records.values())
    assert run.finished and run.concluded["step"] == OWN_CONCLUSION and run.current.id == "board"


def test_what_is_no_answer(heartbeat):
    run = run_of(heartbeat, [])
    for code, said in (("symptom", "perhaps"), ("room", "warm"), ("room", "310"), ("memory", "101"), ("room", "")):
        with pytest.raises(FieldError):
            answer(run, heartbeat.step(code), said)


def test_an_answer_in_either_language_is_known(heartbeat):
    records, _ = played(heartbeat, {"symptom": "seen"})
    assert records["symptom"]["answer_en"] == "The loss was seen"
    set_language("en")
    assert played(heartbeat, {"symptom": "seen"})[0] == records
    set_language("zh")
    before = {**records["symptom"], "answer": "The loss was seen", "outcome": None, "answer_en": None}
    assert run_of(heartbeat, [before]).current.id == "room"


def test_the_branch_that_an_outcome_would_take(heartbeat):
    _, run = played(heartbeat, {code: said for code, said in CASE.items() if code != "switchover"})
    assert run.next_if(run.current, "back").id == "ageing_heat_mismatch"
    assert run.next_if(run.current, "lost").id == "overheating"


def test_limits_in_force_when_it_was_read_stay(heartbeat):
    records, _ = played(heartbeat, {"symptom": "seen", "room": "29"})
    records["room"]["reading"]["high"] = "30"
    assert run_of(heartbeat, records.values()).outcomes["room"] == "good"


def test_what_the_last_visit_said(heartbeat):
    before = [
        {"playbook": heartbeat.id, "step": "board", "reading": {"value": "52"}, "done_at": "2025-03-18T02:00:00Z"},
        {"playbook": heartbeat.id, "step": "board", "reading": {"value": "49"}, "done_at": "2024-03-18T02:00:00Z"},
        {"playbook": "another", "step": "room", "done_at": "2025-03-18T02:00:00Z"},
    ]
    last = run_of(heartbeat, [], before).last
    assert last["board"]["reading"] == {"value": "52"} and "room" not in last


def test_a_checklist_in_any_order(playbooks):
    playbook = playbooks["clean-up"]
    records, run = played(playbook, {"fans": "2,100", "logs": "2.3 GB", "accounts": "unchanged"})
    assert run.current.id == "boards" and run.order(playbook.step("fans")) == 2
    assert records["fans"]["verdict"] == "bad" and records["logs"]["verdict"] == "done"
    assert len(run.planned) == len(playbook.steps) - 4
    rest = {step.id: "1" if step.kind is Kind.MEASURE else step.outcomes()[0] for step in (run.current, *run.planned)}
    rest |= {"batteries": "120", "power": "53.5", "fans": "3050"}
    _, run = played(playbook, rest, records)
    assert run.finished and run.current is None and not run.planned and not run.aside


def test_ids_are_the_same_on_two_laptops():
    visit = "0190c4a0-0000-7000-8000-0000000000aa"
    ids = {step_id(visit, "a", "b"), step_id(visit, "a", "c"), step_id(visit, "ab", ""), conclusion_id(visit, "a")}
    assert len(ids) == 4 and step_id(visit, "a", "b") in ids


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=4,
)


@given(st.lists(st.fixed_dictionaries({"playbook": st.just("an2400-heartbeat")}, optional={
    "step": st.sampled_from([*CASE, "elsewhere", 5]), "reading": _JSON, "answer": _JSON, "verdict": _JSON,
    "done_at": _JSON,
}), max_size=6))  # fmt: skip
def test_any_stored_values_give_a_run(values):
    run = run_of(HEARTBEAT, values)
    assert run.current is not None or run.conclusion is not None
