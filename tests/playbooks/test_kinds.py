"""The kinds of steps: what each asks for before it counts as answered, and what it writes down."""

from datetime import UTC, datetime, timedelta

import pytest

from fieldkit.errors import FieldError
from fieldkit.playbooks import Proof, answer, begin, run_of, skip, sound_playbook

AT = datetime(2026, 11, 10, 2, 20, tzinfo=UTC)
TEXT = """
id: kinds
version: 4
kind: diagnosis
title: {zh: 各种步骤, en: kinds}
steps:
  - {id: lamps, kind: photograph, title: {zh: 指示灯, en: lamps}, photos: 2}
  - {id: power, kind: check, title: {zh: 电源, en: power}}
  - {id: saved, kind: backup, title: {zh: 备份, en: backup}, what: {zh: 配置, en: all}, where: {zh: 盘, en: disk}}
  - id: boot
    kind: act
    title: {zh: 重启, en: restart}
    hazard: {zh: 断网 3 分钟, en: down for 3 minutes}
  - {id: watch, kind: wait, title: {zh: 观察, en: watch}, minutes: 30}
  - id: fans
    kind: measure
    title: {zh: 风扇, en: fans}
    unit: rpm
    low: 2900
    branches:
      - {when: under, next: watch, at_most: 2}
      - {when: under, next: office}
  - id: office
    kind: ask
    title: {zh: 问产品线, en: ask}
    branches:
      - {when: done, label: {zh: 已答复, en: answered}, next: end}
      - {when: skipped, next: end}
  - {id: end, kind: conclusion, title: {zh: 完, en: end}, cause: {zh: 因, en: c}, treatment: [{zh: 治, en: t}]}
"""
BOOK = sound_playbook("kinds.yaml", TEXT)
SUM = "3fa109bc" + "0" * 56
NO_SUMS = ["00000000", "f" * 64, "3fa109b", "3fa109bc0", "SHA-256: 3fa109bc", f"md5={SUM}", "sha-257:" + SUM, SUM * 3]
SUMS = ["3FA109BC", "CRC32: 3fa1 09bc", "３ｆａ１０９ｂｃ", f"SHA-256 : {SUM}", f"sha512={SUM}{SUM}"]
SAVED = Proof(file="C1900.cfg", place="移动硬盘 HD-07", checksum="SHA256: 3FA1 09bc" + "0" * 56)


def take(records, said, proof=None, note="", at=AT):
    run = run_of(BOOK, records.values())
    values = answer(run, run.current, said, proof, note=note, at=at, by="p")
    records[run.current.id] = {**records.get(run.current.id, {}), **values}
    return values


def to(step):
    """The records of a run that stands before a step."""
    records = {}
    for said, proof in (("done", Proof(photos=2)), ("good", None), ("done", SAVED), ("done", Proof(hazard=True))):
        if run_of(BOOK, records.values()).current.id == step:
            break
        take(records, said, proof)
    assert run_of(BOOK, records.values()).current.id == step
    return records


def test_a_photograph_is_there_before_it_counts():
    with pytest.raises(FieldError, match="至少 2 张，现有 1 张"):
        take({}, "done", Proof(photos=1))
    assert take({}, "done", Proof(photos=2))["verdict"] == "done"


def test_a_check_has_its_words_without_being_given_any():
    assert take(to("power"), "bad")["answer"] == "异常" or take(to("power"), "bad")["verdict"] == "bad"


@pytest.mark.parametrize(
    ("proof", "field"),
    [
        (Proof(), "backup_file"),
        (Proof(file="a.cfg", place=" ", checksum="0" * 64), "backup_file"),
        (Proof(file="a.cfg", place="盘", checksum=""), "checksum"),
        (Proof(file="a.cfg", place="盘", checksum="not a sum"), "checksum"),
        *((Proof(file="a.cfg", place="盘", checksum=sum_), "checksum") for sum_ in NO_SUMS),
    ],
)
def test_a_backup_says_what_where_and_its_checksum(proof, field):
    with pytest.raises(FieldError) as wrong:
        take(to("saved"), "done", proof)
    assert wrong.value.field == field


def test_a_backup_is_told_in_the_answer():
    values = take(to("saved"), "done", SAVED)
    assert values["answer"] == "C1900.cfg，存放于移动硬盘 HD-07，校验和 3fa109bc00000000"
    assert (values["backup_place"], len(values["checksum"])) == ("移动硬盘 HD-07", 64)


def test_what_is_dangerous_waits_for_the_backup():
    records = to("saved")
    run = run_of(BOOK, records.values())
    records["saved"] = skip(run, run.current, "没有空间", at=AT)
    with pytest.raises(FieldError, match="请先备份"):
        take(records, "done", Proof(hazard=True))
    assert take(dict(records), "not_done")["verdict"] == "bad"
    records["saved"] = answer(run, run.current, "done", SAVED, at=AT)
    assert take(records, "done", Proof(hazard=True))["hazard"] == "断网 3 分钟"


def test_a_jump_over_the_backup_blocks_as_well():
    records = to("power")
    run = run_of(BOOK, records.values())
    records["power"] = skip(run, run.current, "先重启", to=BOOK.step("boot"), at=AT)
    assert run_of(BOOK, records.values()).current.id == "boot"
    with pytest.raises(FieldError, match="请先备份"):
        take(records, "done", Proof(hazard=True))


def test_a_hazard_is_confirmed():
    with pytest.raises(FieldError) as wrong:
        take(to("boot"), "done")
    assert wrong.value.field == "hazard"


def test_a_wait_is_over_when_its_time_is():
    records = to("watch")
    with pytest.raises(FieldError, match="请先开始观察"):
        take(records, "good")
    run = run_of(BOOK, records.values())
    records["watch"] = begin(run, run.current, at=AT)
    assert run_of(BOOK, records.values()).current.id == "watch"
    with pytest.raises(FieldError, match="还要观察 13 分钟"):
        take(dict(records), "good", at=AT + timedelta(minutes=17, seconds=30))
    assert take(dict(records), "good", note="用户要求提前结束", at=AT)["verdict"] == "good"
    assert take(dict(records), "bad", at=AT + timedelta(minutes=2))["verdict"] == "bad"
    assert take(records, "good", at=AT + timedelta(minutes=30))["verdict"] == "good"


def test_the_office_answers_by_name():
    records = to("watch")
    take(records, "bad")
    take(records, "3100")
    with pytest.raises(FieldError, match="谁答复"):
        take(dict(records), "done", Proof(told="可以升级"))
    values = take(records, "done", Proof(told="暂不升 V3.2.0", told_by="李海波"))
    assert (values["answer"], values["told_by"], values["outcome"]) == ("暂不升 V3.2.0", "李海波", "done")
    assert run_of(BOOK, records.values()).conclusion.id == "end"


def test_asked_again_until_the_limit_and_every_time_has_its_record():
    records = to("watch")
    for number in ("", ".2", ".3"):
        assert run_of(BOOK, records.values()).current.id == f"watch{number}"
        take(records, "bad")
        take(records, "2100")
    run = run_of(BOOK, records.values())
    assert run.current.id == "office" and [one.step.id for one in run.trail][-2:] == ["watch.3", "fans.3"]
    records["fans"] |= answer(run, run.step("fans"), "3050", at=AT)
    run = run_of(BOOK, records.values())
    assert run.current.id == "office"
    assert [one.step.id for one in run.aside] == ["watch.2", "watch.3", "fans.2", "fans.3"]
    records["fans"] |= answer(run, run.step("fans"), "2000", at=AT)
    assert not run_of(BOOK, records.values()).aside


def test_a_jump_has_a_reason_and_leads_on():
    run = run_of(BOOK, [])
    assert [step.id for step in run.jumps(run.current)] == ["power", "saved", "boot", "watch", "fans", "office"]
    with pytest.raises(FieldError, match="原因"):
        skip(run, run.current, " ", to=BOOK.step("fans"))
    with pytest.raises(FieldError, match="不是"):
        skip(run_of(BOOK, to("power").values()), BOOK.step("power"), "回头", to=BOOK.step("lamps"))
    records = {"lamps": skip(run, run.current, "用户说是风扇", to=BOOK.step("fans"), at=AT)}
    run = run_of(BOOK, records.values())
    assert run.current.id == "fans" and [step.id for step in run.planned] == ["watch", "office"]
    records["lamps"] |= answer(run, BOOK.step("lamps"), "done", Proof(photos=2), at=AT)
    assert run_of(BOOK, records.values()).current.id == "power"
