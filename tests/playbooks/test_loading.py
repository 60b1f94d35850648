"""Playbooks that come with FieldKit are sound; what is wrong with one is said with file and place."""

import copy

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.errors import UserError
from fieldkit.playbooks import Kind, load_playbook, load_playbooks
from fieldkit.playbooks.model import SKIPPED


def words(said):
    return {"zh": f"{said}中", "en": said}


def sound():
    """The smallest playbook with a look, a reading, a deed and two conclusions."""
    end = {"kind": "conclusion", "cause": words("cause"), "treatment": [words("treat")]}
    return {
        "id": "small", "version": 1, "kind": "diagnosis", "title": words("small"),
        "steps": [
            {"id": "look", "kind": "look", "title": words("look"), "branches": [
                {"when": "yes", "label": words("yes")}, {"when": "nope", "label": words("nope"), "next": "fine"}]},
            {"id": "read", "kind": "reading", "title": words("read"), "unit": "V", "low": 1.5, "high": "3"},
            {"id": "deed", "kind": "do", "title": words("deed"), "branches": [
                {"when": "done", "given": {"read": "over"}, "next": "broken"}, {"when": "done", "next": "fine"},
                {"when": "not_done", "next": "broken"}, {"when": "skipped", "next": "broken"}]},
            {"id": "fine", "title": words("fine"), **end},
            {"id": "broken", "title": words("broken"), **end},
        ],
    }  # fmt: skip


def dumped(raw):
    return yaml.safe_dump(raw, allow_unicode=True).encode()


def test_a_sound_one():
    playbook = load_playbook("small.yaml", dumped(sound()))
    assert [step.kind for step in playbook.steps[:3]] == [Kind.LOOK, Kind.READING, Kind.DO]


def spoil(path, value):
    raw = copy.deepcopy(sound())
    place = raw
    for part in path[:-1]:
        place = place[part]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return raw


@pytest.mark.parametrize(
    ("path", "value", "place", "what"),
    [
        (("title", "en"), None, "title.en", "required"),
        (("steps", 1, "title", "zh"), "  ", r"steps\[2\].title.zh", "match"),
        (("steps", 1, "high"), "warm", r"steps\[2\].high", "decimal"),
        (("steps", 1, "high"), float("nan"), r"steps\[2\].high", "finite"),
        (("steps", 1, "low"), 4, "read", "small to large"),
        (("steps", 1, "unit"), "", "read", "unit"),
        (("steps", 1, "colour"), "red", r"steps\[2\].colour", "not permitted"),
        (("steps", 1, "id"), "look", "look", "twice"),
        (("steps", 1, "kind"), "guess", r"steps\[2\].kind", "look"),
        (("steps", 0, "branches", 1, "next"), "elsewhere", "look", "no later step"),
        (("steps", 2, "branches", 1, "next"), "look", "deed", "no later step"),
        (("steps", 2, "branches", 1, "next"), None, "deed", "leads nowhere"),
        (("steps", 2, "branches", 0, "given"), {"read": "hot"}, "deed", "no outcome of an earlier step"),
        (("steps", 2, "branches", 0, "given"), {}, "deed", "never be taken"),
        (("steps", 2, "branches", 1, "given"), {"read": "good"}, "deed", "without conditions"),
        (("steps", 2, "branches", 3), None, "deed", "skipped needs a branch"),
        (("steps", 2, "branches", 2, "when"), "maybe", "deed", "no outcome|not_done needs"),
        (("steps", 0, "branches", 1, "next"), "read", "fine|broken", "no branch leads here"),
        (("steps", 0, "branches", 0, "label"), None, "look", "needs a label"),
        (("steps", 3, "treatment"), None, "fine", "cause and a treatment"),
        (("steps",), [], "steps", "at least 1"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_place(path, value, place, what):
    raw = spoil(path, value)
    if what == "no branch leads here":
        raw["steps"][2]["branches"][1]["next"] = "broken"
    with pytest.raises(UserError, match=rf"small\.yaml.*({place}).*({what})"):
        load_playbook("small.yaml", dumped(raw))


@pytest.mark.parametrize(
    "data",
    [b"", b"[", b"\xff\xfe\xff", b"a: &a [*a]", b"just a word", b"id: 2026-13-45", b"!!python/object:os.system {}"],
)
def test_what_is_no_playbook(data):
    with pytest.raises(UserError, match=r"x\.yaml"):
        load_playbook("x.yaml", data)


def test_a_file_too_large():
    with pytest.raises(UserError, match="256 KB"):
        load_playbook("x.yaml", b"#" * (256 * 1024 + 1))


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_a_sentence(data):
    with pytest.raises(UserError):
        load_playbook("x.yaml", data)


def test_two_files_of_one_id(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_bytes(dumped(sound()))
    with pytest.raises(UserError, match=r"b\.yaml"):
        load_playbooks(tmp_path)


def test_those_that_come_with_fieldkit(playbooks):
    assert {"an2400-heartbeat", "clean-up"} <= set(playbooks)
    for code, playbook in playbooks.items():
        for step in playbook.asked:
            assert all(
                step.label(outcome, language) for outcome in (*step.outcomes(), SKIPPED) for language in ("zh", "en")
            )
            assert len({step.label(outcome, "zh") for outcome in step.outcomes()}) == len(step.outcomes()), (
                code,
                step.id,
            )
