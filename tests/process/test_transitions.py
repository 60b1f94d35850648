"""The steps of the process: the table is complete, and each refusal says what to do."""

import pytest
from documents.papers_case import REQUEST

from fieldkit.access import GRANTS, Role
from fieldkit.forms import FORMS, Paper, Record, Values, natural_id
from fieldkit.forms.values import PersonLink
from fieldkit.process.transitions import (
    TRANSITIONS,
    is_sealed,
    left_to_write,
    next_steps,
    refuse_transition,
    sealed_paths,
    step_between,
)

ENGINEER = frozenset({Role.ENGINEER})
LINE = frozenset({Role.LINE_MANAGER})


def test_every_status_of_every_form_can_be_reached_and_nothing_else_is_named() -> None:
    for kind, form in FORMS.items():
        status = form.status_field()
        if status is None:
            continue
        steps = [step for step in TRANSITIONS if step.kind == kind]
        assert {step.target for step in steps} == set(status.options), kind
        assert {step.source for step in steps} <= set(status.options) | {""}, kind


def test_every_step_is_open_to_somebody_who_may_write_the_kind() -> None:
    for step in TRANSITIONS:
        assert step.roles & GRANTS[step.kind].write, step
        for name in step.needs:
            assert name in FORMS[step.kind].fields, step


def test_an_engineer_does_not_approve_a_trip() -> None:
    assert next_steps("trip_approval", "submitted", ENGINEER) == []
    assert {step.target for step in next_steps("trip_approval", "submitted", LINE)} == {"line_approved", "returned"}


@pytest.mark.parametrize(
    ("source", "target", "roles", "word"),
    [
        ("open", "closed", LINE, "已受理"),
        ("assigned", "visit", ENGINEER, "角色"),
        ("assigned", "visit", LINE, "还缺"),
    ],
)
def test_a_refusal_says_why(source: str, target: str, roles: frozenset[Role], word: str) -> None:
    after = Record(natural_id("problem", "1"), "problem", values={"status": target})
    refused = refuse_transition(after, source, target, roles, natural_id("person", "E1"), after.values)
    assert refused is not None
    assert word in refused.say("zh")
    assert refused.say("en") != refused.say("zh")


APPROVED = {"approved", "line_approved", "passed_up", "accepted", "granted", "audited"}


def test_every_approval_names_who_may_not_give_it() -> None:
    for step in TRANSITIONS:
        approves = step.target in APPROVED and issubclass(FORMS[step.kind], Paper) and step.by != "applicant"
        assert bool(step.not_by) >= approves, step
        for name in (step.by, step.not_by):
            assert not name or isinstance(FORMS[step.kind].fields[name], PersonLink), step
        if step.not_by and step.kind not in {"closure", "problem"}:  # or whoever approves could put another there first
            assert is_sealed(step.kind, step.source), step
            assert sealed_paths(step.kind, [step.not_by]) == [step.not_by], step


def test_only_whom_a_paper_names_puts_it_forward_and_nobody_approves_his_own() -> None:
    me, other = natural_id("person", "E1"), natural_id("person", "E2")
    values: Values = {"problem": other, "author": me, **dict.fromkeys(("cause", "countermeasure", "prevention"), "x")}
    values |= {"ended_at": "2026-11-12T00:00:00Z"}
    after = Record(natural_id("fault_analysis", "1"), "fault_analysis", values=values)
    both = frozenset({Role.ENGINEER, Role.LINE_MANAGER})
    for source, target, who, word in (
        ("draft", "submitted", other, "本人"),
        ("submitted", "accepted", me, "不得审批自己"),
    ):
        refused = refuse_transition(after, source, target, both, who, ())
        assert refused is not None and word in refused.say("zh")
    assert refuse_transition(after, "draft", "submitted", both, me, ()) is None
    assert refuse_transition(after, "submitted", "accepted", both, other, ()) is None


def test_consent_needs_one_of_two() -> None:
    request = Record(natural_id("remote_request", "1"), "remote_request", values=dict(REQUEST.values))
    refused = refuse_transition(request, "sent", "consented", ENGINEER, "", ())
    assert refused is not None and "用户" in refused.say("zh")
    request.values["signed_paper"] = {"sha256": "a" * 64, "name": "a.jpg", "size": 1, "type": "image/jpeg"}
    refused = refuse_transition(request, "sent", "consented", ENGINEER, "", ())
    assert refused is not None and "同意人" in refused.say("zh")
    request.values |= {"consented_by": "王𠅤", "consented_at": "2026-11-09T01:25:00Z"}
    assert refuse_transition(request, "sent", "consented", ENGINEER, "", ()) is None


def test_a_signature_seals_everything_but_follow_up() -> None:
    assert is_sealed("service_report", "signed")
    assert not is_sealed("service_report", "returned")
    paths = ["done", "status", "sheets.001.file", "backups.001.what", "manager"]
    assert sealed_paths("service_report", paths) == ["done", "backups.001.what"]


def test_what_is_left_to_write_is_not_what_the_step_gives() -> None:
    values: Values = {"problem": natural_id("problem", "P1"), "applicant": natural_id("person", "E100")}
    values |= {"status": "submitted", "tried": "x", "needed": "y", "from_whom": "maker"}
    answer = step_between("support_request", "submitted", "answered")
    assert answer is not None
    record = Record("r", "support_request", values=values)
    assert [gap.path for gap in left_to_write(answer, record)] == ["answer"]
    consent = step_between("remote_request", "sent", "consented")
    assert consent is not None
    missing = [gap.path for gap in left_to_write(consent, Record("r", "remote_request", values={"status": "sent"}))]
    assert missing[0] == "signed_paper" and "customer" not in missing
