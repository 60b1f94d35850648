"""The steps of the process: the table is complete, and each refusal says what to do."""

import pytest

from fieldkit.access import GRANTS, Role
from fieldkit.forms import FORMS, Record, natural_id
from fieldkit.process.transitions import TRANSITIONS, is_sealed, next_steps, refuse_transition, sealed_paths

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


def test_a_signature_seals_everything_but_follow_up() -> None:
    assert is_sealed("service_report", "signed")
    assert not is_sealed("service_report", "returned")
    paths = ["done", "status", "sheets.001.file", "backups.001.what", "manager"]
    assert sealed_paths("service_report", paths) == ["done", "backups.001.what"]
