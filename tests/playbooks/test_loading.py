"""Procedures that come with FieldKit are sound; all that is wrong with one is said, each with its line."""

import copy
from collections import Counter
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit import resource
from fieldkit.errors import UserError
from fieldkit.i18n import set_language
from fieldkit.playbooks import Kind, UnsoundError, check_playbook, load_playbook, load_playbooks, text_of
from fieldkit.playbooks.loading import MOST_FOUND
from fieldkit.playbooks.model import SKIPPED

SOUND = """\
# A remark that stays.
id: small
version: 1
kind: diagnosis
title: {zh: 小, en: small}
steps:
  - id: seen
    kind: choose
    title: {zh: 看, en: look}
    branches:
      - {when: yes_it_is, label: {zh: 是, en: it is}}
      - {when: nope, label: {zh: 否, en: it is not}, next: fine}
  - id: read
    kind: measure
    title: {zh: 测, en: measure}
    unit: V
    low: 1.5
    high: 3 V
    branches:
      - {when: over, label: {zh: 高于 3 V, en: above 3 V}, next: seen, at_most: 2}
      - {when: over, next: saved}
  - id: saved
    kind: backup
    title: {zh: 备份, en: back up}
    what: {zh: 配置, en: configuration}
    where: {zh: 移动硬盘, en: disk}
  - id: deed
    kind: act
    title: {zh: 重启, en: restart}
    hazard: {zh: 断网, en: the network goes}
    branches:
      - {when: done, given: {read: over}, next: broken}
      - {when: done, next: fine}
      - {when: not_done, next: broken}
      - {when: skipped, next: broken}
  - id: fine
    kind: conclusion
    title: {zh: 好, en: fine}
    cause: {zh: 因, en: cause}
    treatment: [{zh: 治, en: treat}]
  - id: broken
    kind: conclusion
    title: {zh: 坏, en: broken}
    cause: {zh: 因, en: cause}
    treatment: [{zh: 治, en: treat}]
"""


def said(text):
    return [finding.say("en") for finding in check_playbook(text).findings]


def sound():
    return yaml.safe_load(SOUND)


def dumped(raw):
    return yaml.safe_dump(raw, allow_unicode=True).encode()


def test_a_sound_one():
    checked = check_playbook(SOUND)
    assert checked.findings == ()
    kinds = [step.kind for step in checked.playbook.steps[:4]]
    assert kinds == [Kind.CHOOSE, Kind.MEASURE, Kind.BACKUP, Kind.ACT]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{zh: 是, en: it is}", "{zh: 是}", "Line 11, step seen: The English of “label” is missing"),
        ("title: {zh: 测, en: measure}", "title: {en: measure}", "step read: The Chinese of “title” is missing"),
        ("next: fine}\n  - id: read", "next: gone}\n  - id: read", "Line 12, step seen: There is no step “gone” to go"),
        (", at_most: 2", "", "Line 20, step read: “over” leads back to “seen” without an end"),
        ("      - {when: over, next: saved}\n", "", "Line 20, step read: “over” needs one more branch without"),
        ("high: 3 V", "high: 3 °C", "Line 18, step read: “3 °C” does not fit: this step is measured in V."),
        ("en: above 3 V", "en: above 3 A", "Line 20, step read: “3 A” does not fit: this step is measured in V."),
        ("high: 3 V", "high: 1", "Line 17, step read: Limits, scale"),
        ("high: 3 V", "high: warm", "Line 18, step read: “high” is not a number: “warm”."),
        ("high: 3 V", "high: .nan", "Line 18, step read: “high” is not a number"),
        ("    unit: V\n", "", "step read: A step of the kind “measure” needs “unit”."),
        ("kind: backup", "kind: chekc", "Line 23, step saved: “kind” cannot be “chekc”; it is one of: instruct"),
        ("{when: done, next: fine}", "{when: done, given: {read: good}, next: fine}", "“done” needs one more branch"),
        ("{read: over}", "{read: hot}", "Line 32, step deed: “read: hot” can never be so"),
        ("given: {read: over}, ", "", "Line 33, step deed: This branch of “done” is never taken"),
        ("{when: not_done, next: broken}", "{when: maybe, next: broken}", "Line 34, step deed: “maybe” cannot come"),
        ("      - {when: skipped, next: broken}\n", "", "Line 27, step deed: “skipped” leads nowhere"),
        ("- id: read", "- id: seen", "step seen: Another step has the id “seen” already."),
        ("next: fine}\n  - id: read", "next: deed}\n  - id: read", "Line 27, step deed: This is dangerous"),
        ("    hazard: {zh: 断网, en: the network goes}\n", "", "step deed: A step of the kind “act” needs “hazard”."),
        ("kind: backup", "kind: backup\n    minutes: 3", "step saved: “minutes” belongs to a step of the kind “wait”"),
        ("kind: backup", "kind: wait\n    minutes: soon", "step saved: “minutes” is not a whole number: “soon”."),
        ("when: nope", "when: no", "Line 12, step seen: “when” is not a text: put “False” into quotation marks."),
        ("version: 1", "version: 0", "Line 3: “version” is too small: “0”."),
        ("kind: diagnosis", "kind: guess", "Line 4: “kind” cannot be “guess”; it is one of: diagnosis"),
        ("    unit: V\n", "    unit: V\n    unit: A\n", "Line 13, step read: “unit” stands here twice."),
        ("    unit: V\n", "    unit: V\n    colour: red\n", "Line 17, step read: “colour” is not a word that"),
        ("title: {zh: 测, en: measure}", "title: {zh: ' ', en: measure}", "Line 15, step read: “zh” is empty."),
        ("treatment: [{zh: 治, en: treat}]\n  - id: broken", "treatment: []\n  - id: broken", "needs “treatment”"),
        ("    unit: V\n", "\tunit: V\n", "Line 16: A tab stands here"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(old, new, expected):
    assert old in SOUND
    assert any(expected in sentence for sentence in said(SOUND.replace(old, new, 1))), said(SOUND.replace(old, new, 1))


def test_a_step_that_no_way_leads_to():
    assert said(SOUND.replace("next: fine", "next: broken")) == ["Line 36, step fine: No way leads to this step."]


def test_everything_that_is_wrong_is_said_at_once():
    text = SOUND.replace("title: {zh: 小, en: small}", "title: {zh: 小}").replace(", at_most: 2", "")
    text = text.replace("high: 3 V", "high: 3 A").replace("{zh: 断网, en: the network goes}", "{en: the network goes}")
    text = text.replace("next: fine}\n  - id: read", "next: deed}\n  - id: read")
    lines = [int(sentence.split()[1].rstrip(",:")) for sentence in said(text)]
    assert lines == [5, 18, 20, 27, 30]
    with pytest.raises(UnsoundError) as wrong:
        load_playbook("small.yaml", text.encode())
    assert wrong.value.say("en").count("Line ") == 5 and "small.yaml" in str(wrong.value)
    assert "第 18 行" in wrong.value.say("zh")


def test_a_step_that_cannot_be_read_hides_nothing_but_itself():
    text = SOUND.replace("kind: choose", "kind: guess").replace(
        "{zh: 断网, en: the network goes}", "{en: the network goes}"
    )
    assert [sentence.split(":")[0] for sentence in said(text)] == ["Line 8, step seen", "Line 30, step deed"]


def test_a_clean_up_list_is_known_by_its_id():
    text = SOUND.replace("kind: diagnosis", "kind: checklist")
    assert "Line 2: The id of a clean-up list begins with “clean-up”." in said(text)


def test_the_text_goes_in_and_out_as_it_stands():
    data = b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode()
    assert text_of("small.yaml", data) == SOUND and load_playbook("small.yaml", data).id == "small"


@pytest.mark.parametrize(
    "data",
    [b"", b"[", b"\xff\xfe\xff", b"a: &a [*a]", b"just a word", b"id: 2026-13-45", b"!!python/object:os.system {}",
     b"steps: &a [*a]", b"steps: [1]", b"steps: [{id: 5}]", b"[" * 100_000, b"steps:\n - {id: [1], kind: {}}",
     b"a: &a [x,x,x,x,x,x,x,x]\n" + b"".join(b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % (
         n, n, *([n - 1] * 8)) for n in range(98, 110)) + b"steps: [*m]"],
)  # fmt: skip
def test_what_is_no_playbook(data):
    with pytest.raises(UserError, match=r"x\.yaml"):
        load_playbook("x.yaml", data)


@pytest.mark.parametrize("word", ["version", "unit", "low"])
def test_a_number_of_thousands_of_digits_is_refused_in_a_sentence(word):
    text = f"id: x\n{word}: 0x{'f' * 5000}\nsteps:\n  - {{id: a, kind: measure, {word}: 0x{'f' * 5000}}}\n"
    with pytest.raises(UserError, match=r"x\.yaml"):
        load_playbook("x.yaml", text.encode())


def test_a_file_too_large():
    with pytest.raises(UserError, match="256 KB"):
        load_playbook("x.yaml", b"#" * (256 * 1024 + 1))


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused_in_a_sentence(data):
    with pytest.raises(UserError):
        load_playbook("x.yaml", data)


_VALUE = st.none() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.text(max_size=3), max_size=2)


@settings(max_examples=100)
@given(st.data())
def test_any_value_in_any_place_is_refused_or_sound(data):
    """What is put where, nothing but a procedure or sentences with a line that exists comes of it."""
    raw = copy.deepcopy(sound())
    holder = data.draw(st.sampled_from([raw, *raw["steps"], *raw["steps"][3]["branches"], raw["steps"][0]["title"]]))
    holder[data.draw(st.sampled_from([*holder, "next", "given", "minutes"]))] = data.draw(_VALUE)
    text = dumped(raw).decode()
    checked = check_playbook(text)
    assert (checked.playbook is None) == bool(checked.findings)
    for finding in checked.findings:
        assert 1 <= finding.line <= text.count("\n") + 1 and finding.say("zh") and finding.say("en")


def test_two_files_of_one_id(tmp_path):
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(SOUND, encoding="utf-8")
    with pytest.raises(UserError, match=r"b\.yaml"):
        load_playbooks(tmp_path)


def test_those_that_come_with_fieldkit(playbooks):
    assert Counter(book.kind for book in playbooks.values()) == {"diagnosis": 6, "checklist": 3, "inspection": 1}
    for code, playbook in playbooks.items():
        for step in playbook.asked:
            assert all(
                step.label(outcome, language) for outcome in (*step.outcomes(), SKIPPED) for language in ("zh", "en")
            )
            assert len({step.label(outcome, "zh") for outcome in step.outcomes()}) == len(step.outcomes()), (
                code,
                step.id,
            )


def test_their_files_bear_their_ids():
    for path in Path(resource("playbooks")).glob("*.yaml"):
        assert load_playbook(path.name, path.read_bytes()).id == path.stem


def test_sentences_are_said_in_chinese():
    set_language("zh")
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in one.wrong.say("zh")) for one in check_playbook(
        SOUND.replace("high: 3 V", "high: 3 A").replace(", at_most: 2", "").replace("kind: backup", "kind: x")
    ).findings)  # fmt: skip


HEAD = "id: many\nversion: 1\nkind: diagnosis\ntitle: {zh: 多, en: many}\n"


def many(words: int, steps: int = 1) -> str:
    more = ", ".join(f"w{number}: 1" for number in range(words))
    step = f"kind: check, title: {{zh: a, en: b}}, branches: [{{when: good}}, {{when: bad}}], {more}}}\n"
    return HEAD + "steps:\n" + "".join(f"  - {{id: s{number}, {step}" for number in range(steps))


@pytest.mark.parametrize("text", [many(15_000), HEAD + "".join(f"w{n}: 1\n" for n in range(9_000)) + "steps: [1]\n"])
def test_a_list_that_is_longer_than_any_is_not_looked_through(text):
    (one,) = check_playbook(text).findings
    assert "200" in one.say("en")


def test_what_is_wrong_is_said_up_to_a_number_that_can_be_read():
    findings = check_playbook(many(100, steps=150)).findings
    assert len(findings) == MOST_FOUND + 1
    assert "more" in findings[-1].say("en")
