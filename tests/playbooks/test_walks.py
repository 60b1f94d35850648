"""Whatever procedure, whatever answers: a walk ends, a change keeps the rest, and the records alone give the run."""

import random
from datetime import UTC, datetime, timedelta

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.forms import accept_patch
from fieldkit.playbooks import (
    Kind,
    Proof,
    answer,
    begin,
    check_playbook,
    conclude,
    load_playbooks,
    pinned,
    run_of,
    skip,
)
from fieldkit.playbooks.model import DONE, GOOD, SKIPPED

AT = datetime(2026, 11, 10, 2, 20, tzinfo=UTC)
PROOF = Proof(20, "cfg.bin", "HD-07", "0f" * 32, True, "可以升级", "李海波")
SHIPPED = sorted(load_playbooks().values(), key=lambda book: book.id)
ASKED = ["instruct", "check", "measure", "choose", "photograph", "backup", "act", "wait", "ask"]
MORE = {
    "measure": {"unit": "°C", "low": 5, "high": 28},
    "backup": {"what": {"zh": "配置", "en": "configuration"}, "where": {"zh": "盘", "en": "disk"}},
    "act": {"hazard": {"zh": "断", "en": "cut"}},
    "wait": {"minutes": 30},
    "conclusion": {"cause": {"zh": "因", "en": "cause"}, "treatment": [{"zh": "治", "en": "treat"}]},
}


def words(said):
    return {"zh": f"{said}中", "en": said}


def outcomes(step):
    """The outcomes by kind, as a writer of procedures knows them."""
    two = {
        "instruct": ["done", "not_done"],
        "act": ["done", "not_done"],
        "check": ["good", "bad"],
        "wait": ["good", "bad"],
    }
    more = {"measure": ["good", "over", "under"], "choose": ["one", "other"], "ask": ["one", "other"]}
    return {**two, **more}.get(step["kind"], ["done"])


@st.composite
def procedures(draw):
    """A sound procedure: any kinds; branches to any later step, some back with a limit, some with conditions."""
    kinds = draw(st.lists(st.sampled_from(ASKED), min_size=1, max_size=7))
    steps = [
        {"id": f"s{at}", "kind": kind, "title": words(f"s{at}"), **MORE.get(kind, {})} for at, kind in enumerate(kinds)
    ]
    ends = [{"id": f"e{at}", "kind": "conclusion", "title": words(f"e{at}"), **MORE["conclusion"]} for at in range(2)]
    for at, step in enumerate(steps):
        later = [*(f"s{number}" for number in range(at + 1, len(steps))), "e0", "e1"]
        labelled = step["kind"] in {"choose", "ask"}
        branches = []
        for when in [*outcomes(step), SKIPPED]:
            label = {"label": words(when)} if labelled and when != SKIPPED else {}
            if draw(st.booleans()):
                back = draw(st.integers(0, at))
                branches.append({"when": when, **label, "next": f"s{back}", "at_most": draw(st.integers(1, 3))})
            if at and draw(st.booleans()):
                other = steps[draw(st.integers(0, at - 1))]
                condition = {other["id"]: draw(st.sampled_from(outcomes(other)))}
                branches.append({"when": when, **label, "given": condition, "next": draw(st.sampled_from(later))})
            branches.append({"when": when, **label, "next": draw(st.sampled_from(later))})
        step["branches"] = branches
        step.setdefault("no_backup", words("none needed")) if step["kind"] == "act" else None
    raw = {"id": "any", "version": 3, "kind": "diagnosis", "title": words("any"), "steps": [*steps, *ends]}
    return yaml.safe_dump(raw, allow_unicode=True)


def without_the_unreached(text):
    """The procedure in a text; one that no way leads to a step of is taken without that step."""
    raw = yaml.safe_load(text)
    while findings := check_playbook(yaml.safe_dump(raw, allow_unicode=True)).findings:
        lost = {finding.step for finding in findings if "No way" in finding.wrong.say("en")}
        assert lost, [finding.say("en") for finding in findings]
        raw["steps"] = [step for step in raw["steps"] if step["id"] not in lost]
        for step in raw["steps"]:  # conditions about what is gone can never be so
            known = [one for one in step.get("branches", []) if not lost & set(one.get("given", {}))]
            if "branches" in step:
                step["branches"] = known
    return check_playbook(yaml.safe_dump(raw, allow_unicode=True)).playbook


def any_answer(run, step, chance):
    """What an engineer may do at a step: answer it in any way it can be, leave it out, or jump on."""
    left = chance.random()
    if left < 0.1 or (step.dangerous and not run.saved):
        return skip(run, step, "没有条件", at=AT)
    if left < 0.2 and run.jumps(step):
        return skip(run, step, "另有线索", to=chance.choice(run.jumps(step)), at=AT)
    if step.kind is Kind.MEASURE:
        low, high = step.possible or (0, 60)
        return answer(run, step, str(round(chance.uniform(float(low), float(high)), 1)), at=AT)
    return answer(
        run, step, chance.choice(step.outcomes()), PROOF, at=AT, note="看过" if step.kind is Kind.WAIT else ""
    )


def walked(book, records, chance):
    """Answers whatever is asked until nothing is; the number of answers it took."""
    for count in range(10_000):
        run = run_of(book, records.values())
        if run.current is None:
            return run, count
        records[run.current.id] = accept_patch("step", any_answer(run, run.current, chance))
    raise AssertionError("this walk does not end")


def state(run):
    way = [(one.step.id, one.outcome) for one in run.trail]
    aside = [(one.step.id, one.outcome) for one in run.aside]
    return way, aside, run.current and run.current.id, run.conclusion and run.conclusion.id, bool(run.concluded)


BOOKS = st.sampled_from(SHIPPED) | procedures().map(without_the_unreached)


@settings(max_examples=120, deadline=None)
@given(BOOKS, st.integers(0, 2**32))
def test_any_walk_ends(book, seed):
    run, count = walked(book, {}, random.Random(seed))
    again = sum(branch.at_most or 0 for step in book.steps for branch in step.branches)
    assert count <= len(book.asked) * (1 + again)
    assert book.listed or run.conclusion is not None
    assert not {step.id for step in run.planned}


@settings(max_examples=120, deadline=None)
@given(BOOKS, st.integers(0, 2**32))
def test_a_change_of_an_answer_keeps_the_rest(book, seed):
    chance = random.Random(seed)
    records = {}
    run, _ = walked(book, records, chance)
    changed = chance.choice(run.trail).step
    before = dict(records)
    records[changed.id] = accept_patch("step", any_answer(run, run.step(changed.id), chance))
    after, _ = walked(book, records, chance)
    assert all(records[code] == values for code, values in before.items() if code != changed.id)
    kept = {one.step.id for one in (*after.trail, *after.aside)}
    assert set(before) <= kept
    records[changed.id] = before[changed.id]
    back = run_of(book, records.values())
    assert [one.step.id for one in back.trail] == [one.step.id for one in run.trail]


@settings(max_examples=120, deadline=None)
@given(BOOKS, st.integers(0, 2**32))
def test_any_run_replays_from_its_records_alone(book, seed):
    """In any order, in either language, with what was only begun and what is of another procedure among them."""
    chance = random.Random(seed)
    records = {}
    run, _ = walked(book, records, chance)
    if chance.random() < 0.5:
        records["conclusion"] = accept_patch("step", conclude(run, "" if run.conclusion else "查过了", at=AT))
        run = run_of(book, records.values())
    shuffled = [dict(values) for values in records.values()]
    shuffled.append({**shuffled[0], "playbook": "another"})
    chance.shuffle(shuffled)
    assert state(run_of(book.model_copy(), shuffled)) == state(run)
    assert pinned(records.values()) == book.version


@settings(max_examples=60, deadline=None)
@given(BOOKS, st.integers(0, 2**32))
def test_what_is_dangerous_is_never_done_before_a_backup(book, seed):
    run, _ = walked(book, {}, random.Random(seed))
    saved = False
    for one in run.trail:
        saved = saved or (one.step.kind is Kind.BACKUP and one.outcome == DONE)
        assert saved or book.listed or not (one.step.dangerous and one.outcome == DONE)


def test_a_wait_counts_over_a_break_of_days():
    book = next(book for book in SHIPPED if book.id == "switch-reboot")
    step = book.step("watch")
    run = run_of(book, [begin(run_of(book, []), step, at=AT)])
    assert run.begun(step) == AT
    assert answer(run, step, GOOD, at=AT + timedelta(days=3))["verdict"] == "good"
