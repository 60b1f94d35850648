"""The life of a problem: the table leads everywhere and out again, and each refusal names what is missing."""

from collections.abc import Iterable

import pytest

from fieldkit.access import Role
from fieldkit.forms import Json, Problem, Record, Values, natural_id, new_id
from fieldkit.forms.problem import ENDED, PROBLEM_STATUS
from fieldkit.process.life import stations
from fieldkit.process.problem_steps import PROBLEM_STEPS
from fieldkit.process.transitions import next_steps, refuse_transition, step_between

ONE, TWO, THREE = (natural_id("person", number) for number in ("E1", "E2", "E3"))
DEPARTMENT = frozenset({Role.DEPARTMENT_MANAGER})
LINE, ENGINEER, QA = (frozenset({role}) for role in (Role.LINE_MANAGER, Role.ENGINEER, Role.QA))
TAKEN: Values = {
    "summary": "s", "customer": ONE, "line": ONE, "level": "3", "nature": "fault", "symptom": "s", "faulty_part": "板",
    "received_at": "2026-11-09T00:12:00Z", "received_by": THREE, "assigned_to": ONE,
}  # fmt: skip
CLOSED: Values = {
    "status": "closed", "problem": ONE, "audited_at": "2026-11-12T00:00:00Z", "audited_by": TWO, "told_outcome": True,
    "satisfaction": "5", "recheck_at": "2026-11-19T00:00:00Z", "closed_at": "2026-11-20T00:00:00Z",
}  # fmt: skip


def refused(
    source: str, target: str, roles: frozenset[Role], who: str = TWO, papers: Iterable[Record] = (), **values: Json
) -> str:
    """The refusal in Chinese, "" for none; what is given here is written with the step.

    It was watched and analysed, unless `papers` say otherwise.
    """
    rid, kinds = new_id(), {one.kind for one in papers}
    papers = [*papers, *(one for one in (watch(), analysis()) if one.kind not in kinds)]
    after = Record(rid, "problem", values={**TAKEN, **values, "status": target})
    found = refuse_transition(
        after, source, target, roles, who, {*values, "status"}, lambda kind: [one for one in papers if one.kind == kind]
    )
    return found.say("zh") if found else ""


def paper(kind: str, **values: Json) -> Record:
    return Record(new_id(), kind, values=dict(values))


def watch(**values: Json) -> Record:
    return paper("monitoring_record", **{"status": "passed", "ended_at": "2026-12-01T00:00:00Z", **values})


def analysis(**values: Json) -> Record:
    return paper("fault_analysis", **{"status": "accepted", "ended_at": "2026-12-01T00:00:00Z", **values})


def handed_over(**values: Json) -> Record:
    return paper("document_update", **{"status": "handed_over", "ended_on": "2026-11-12", **values})


def closure(**values: Json) -> Record:
    return paper("closure", **{**CLOSED, **values})


def test_every_status_is_reached_and_none_is_a_trap() -> None:
    reached, ways = {""}, [(step.source, step.target) for step in PROBLEM_STEPS]
    assert len(ways) == len(set(ways))
    for _ in PROBLEM_STATUS:
        reached |= {target for source, target in ways if source in reached}
    assert reached == {"", *PROBLEM_STATUS}
    for status in PROBLEM_STATUS:
        assert next_steps("problem", status, set(Role)), status
    for word in (step.word for step in PROBLEM_STEPS):
        assert word


@pytest.mark.parametrize("step", [("open", "assigned"), ("assigned", "assigned"), ("assigned", "visit"),
                                  ("assigned", "solved"), ("visit", "solved"), ("solved", "closed")])  # fmt: skip
def test_the_steps_of_older_laptops_are_still_there(step: tuple[str, str]) -> None:
    assert step_between("problem", *step) is not None


@pytest.mark.parametrize(
    ("source", "target", "roles", "word"),
    [
        ("open", "solved", ENGINEER, "不能再执行"),
        ("open", "visit", LINE, "不能再执行"),
        ("solved", "visit", LINE, "不能再执行"),
        ("cancelled", "closed", DEPARTMENT, "不能再执行"),
        ("open", "assigned", ENGINEER, "角色"),
        ("solved", "closed", LINE, "角色"),
        ("open", "cancelled", ENGINEER, "角色"),
        ("closed", "assigned", LINE, "角色"),
        ("open", "cancelled", QA, "理由"),
        ("proposed", "assigned", LINE, "理由"),
        ("visit", "assigned", LINE, "理由"),
        ("solved", "assigned", QA, "理由"),
        ("closed", "assigned", QA, "理由"),
        ("assigned", "open", LINE, "理由"),
        ("assigned", "proposed", ENGINEER, "本人"),
        ("open", "answered", ENGINEER, "只适用于"),
        ("open", "market", QA, "只适用于"),
        ("open", "merged", LINE, "与此相同的问题"),
    ],
)
def test_what_is_out_of_order_is_refused_with_the_rule(
    source: str, target: str, roles: frozenset[Role], word: str
) -> None:
    assert word in refused(source, target, roles)


def test_a_reason_of_another_time_is_none() -> None:
    after = Record(new_id(), "problem", values={**TAKEN, "reason": "以前的", "status": "cancelled"})
    found = refuse_transition(after, "open", "cancelled", QA, TWO, {"status"})
    assert found is not None and "理由" in found.say("zh")
    assert not refused("open", "cancelled", QA, reason="误报")


def test_nobody_decides_on_his_own_visit() -> None:
    both = LINE | ENGINEER
    for source in ("assigned", "proposed"):
        assert "不得审批自己" in refused(source, "visit", both, ONE, proposal="去")
        assert not refused(source, "visit", both, TWO, proposal="去")


def test_what_is_given_back_is_in_nobodys_hands_and_with_who_was_asked_first() -> None:
    assert "仍有人" in refused("assigned", "open", ENGINEER, reason="不是我的产品")
    assert not refused("assigned", "open", ENGINEER, reason="不是我的产品", assigned_to=None)

    def holder(status: str, **values: Json) -> str:
        return Problem(Record(new_id(), "problem", values={**TAKEN, "status": status, **values})).holder

    assert {holder(status) for status in ("open", "judged", "market", "answered")} == {THREE}
    assert {holder(status) for status in ("assigned", "proposed", "visit", "solved")} == {ONE}
    assert {holder(status) for status in ENDED} == {""}
    assert holder("assigned", assigned_to=None) == THREE


def test_closing_names_what_is_missing_in_its_order() -> None:
    said = refused("solved", "closed", DEPARTMENT)
    order = [said.index(f"问题闭环：{word}") for word in ("已审核", "已回访", "已闭环")]
    assert order == sorted(order)
    assert "告知" in refused("solved", "closed", DEPARTMENT, papers=[closure(told_outcome=None)])
    assert "满意" in refused("solved", "closed", DEPARTMENT, papers=[closure(satisfaction=None)])
    assert "已回访" in refused("solved", "closed", DEPARTMENT, papers=[closure(status="audited")])
    assert "已审核" in refused("solved", "closed", DEPARTMENT, papers=[closure(status="reopened")])
    assert "已审核" in refused("solved", "closed", DEPARTMENT, papers=[closure(deleted=True)])
    assert "没有参与处理" in refused("solved", "closed", DEPARTMENT, papers=[closure(audited_by=ONE)])
    assert not refused("solved", "closed", DEPARTMENT, papers=[closure()])


@pytest.mark.parametrize(("kind", "ends"), [("support_request", "answered"), ("problem_slip", "closed"),
                                            ("remote_report", "approved"), ("service_report", "approved"),
                                            ("maintenance_advice", "signed"), ("maintenance_advice", "withdrawn"),
                                            ("task_approval", "approved"), ("spare_request", "refused"),
                                            ("spare_request", "out"), ("spare_request", "back"),
                                            ("document_update", "handed_over")])  # fmt: skip
def test_nothing_is_half_way_when_it_is_closed(kind: str, ends: str) -> None:
    others = [closure()] if kind == "document_update" else [closure(), handed_over()]
    assert refused("solved", "closed", DEPARTMENT, papers=[*others, paper(kind, status="draft")])
    assert not refused("solved", "closed", DEPARTMENT, papers=[*others, paper(kind, status=ends, outcome="好")])
    assert not refused("solved", "closed", DEPARTMENT, papers=[*others, paper(kind, status="draft", deleted=True)])


def test_a_task_is_over_when_its_outcome_is_written() -> None:
    said = refused("solved", "closed", DEPARTMENT, papers=[closure(), paper("task_approval", status="approved")])
    assert said == "还缺：施工任务审批单：处理结果。"


def test_the_documents_are_handed_over_after_work_on_site_or_from_afar() -> None:
    """P7.14: within its own round; guidance by phone changes no documents and goes straight to the end (P7.7.3)."""
    again = {"reopened_at": "2026-11-21T02:00:00Z"}
    newer = closure(audited_at="2026-11-22T00:00:00Z")
    for kind in ("service_report", "remote_report"):
        done = paper(kind, status="approved")
        said = refused("solved", "closed", DEPARTMENT, papers=[closure(), done])
        assert said == "还缺：工程文档更新：已提交秘书。"
        assert not refused("solved", "closed", DEPARTMENT, papers=[closure(), done, handed_over()])
        both = [closure(), done, handed_over(), handed_over(status="returned")]
        assert "工程文档更新" in refused("solved", "closed", DEPARTMENT, papers=both)
        before, same_day = handed_over(ended_on="2026-11-20"), handed_over(ended_on="2026-11-21")
        assert "工程文档更新" in refused("solved", "closed", DEPARTMENT, papers=[newer, done, before], **again)
        assert not refused("solved", "closed", DEPARTMENT, papers=[newer, done, before, same_day], **again)


@pytest.mark.parametrize("level", ["1", "2", "3"])
def test_a_fault_of_every_level_is_watched_and_analysed_before_it_is_closed(level: str) -> None:
    """R: 72 hours after the recovery, then cause, countermeasure and prevention; a question has neither."""
    grave: Values = {"team.a.person": TWO, "loan": "lent", "replacement": "requested"}
    notice = paper(
        "major_notice", status="ended", **{"told.a.whom": "副总", "told.a.confirmed_at": "2026-11-09T00:20:00Z"}
    )

    def said(*papers: Record, **values: Json) -> str:
        return refused(
            "solved", "closed", DEPARTMENT, papers=[closure(), notice, *papers], level=level, **grave, **values
        )

    assert not said()
    assert "72 小时监控记录：监控通过" in said(watch(status="running", ended_at=None))
    assert "72 小时监控记录：监控通过" in said(watch(status="failed"))
    assert "故障处理文件：已通过" in said(analysis(status="submitted"))
    assert "故障处理文件：已提交" in said(analysis(status="draft"))
    assert not said(watch(status="running"), analysis(status="draft"), nature="performance")


def test_what_came_back_is_watched_and_analysed_anew() -> None:
    again = {"reopened_at": "2026-11-21T00:00:00Z"}
    newer = closure(audited_at="2026-11-22T00:00:00Z")
    before = "2026-11-15T00:00:00Z"
    begun_before = watch(started_at=before, ended_at="2026-11-22T00:00:00Z")
    for one in (watch(ended_at=before), begun_before, analysis(ended_at=before)):
        assert refused("solved", "closed", DEPARTMENT, papers=[newer, one], **again), one.kind
    assert not refused("solved", "closed", DEPARTMENT, papers=[newer], **again)


def test_nobody_is_out_when_it_is_closed() -> None:
    for status in ("preparing", "approved", "on_site", "left"):
        assert "现场" in refused("solved", "closed", DEPARTMENT, papers=[closure(), paper("visit", status=status)])
    assert not refused("solved", "closed", DEPARTMENT, papers=[closure(), paper("visit", status="closed")])


def test_what_came_back_needs_a_round_of_its_own() -> None:
    again = "2026-11-21T00:00:00Z"
    assert "已审核" in refused("solved", "closed", DEPARTMENT, papers=[closure()], reopened_at=again)
    newer = closure(audited_at="2026-11-22T00:00:00Z")
    assert not refused("solved", "closed", DEPARTMENT, papers=[closure(), newer], reopened_at=again)


def test_a_grave_problem_is_closed_when_everybody_who_was_told_confirmed() -> None:
    grave: Values = {"level": "1", "team.a.person": TWO, "loan": "lent"}
    told: Values = {"status": "ended", "told.a.whom": "工程副总"}
    asked = refused("solved", "closed", DEPARTMENT, papers=[closure()], level="1")
    assert "指定的保障小组" in asked and "备用设备" in asked and "重大事故通报" in asked
    notice = paper("major_notice", **told)
    assert "确认" in refused("solved", "closed", DEPARTMENT, papers=[closure(), notice], **grave)
    notice.values["told.a.confirmed_at"] = "2026-11-09T00:20:00Z"
    assert not refused("solved", "closed", DEPARTMENT, papers=[closure(), notice], **grave)
    assert "重大事故通报" in refused("solved", "closed", DEPARTMENT, papers=[closure()], major=True)


def test_what_a_level_asks_for_never_holds_up_the_work() -> None:
    for level, lacks in (("1", "指定的保障小组"), ("2", "更换件"), ("3", "需修理或更换")):
        values: Values = {"level": level, "faulty_part": None}
        assert not refused("open", "assigned", LINE, **values)
        assert not refused("assigned", "solved", ENGINEER, **values)
        assert lacks in refused("solved", "closed", DEPARTMENT, papers=[closure()], **values)


def test_a_disputed_level_keeps_both_opinions_and_who_decided() -> None:
    disputed: Values = {"other_level": "2"}
    said = refused("solved", "closed", DEPARTMENT, papers=[closure()], **disputed)
    assert all(word in said for word in ("另一方是谁", "级别裁定人", "级别裁定理由"))
    decided = {**disputed, "other_level_by": "用户", "level_decided_by": TWO, "level_reason": "有备用板"}
    assert not refused("solved", "closed", DEPARTMENT, papers=[closure()], **decided)
    assert not refused("solved", "closed", DEPARTMENT, papers=[closure()], other_level="3")


def test_the_older_of_two_stays() -> None:
    first, second = sorted((new_id(), new_id()))

    def said(rid: str, other: str) -> str:
        after = Record(rid, "problem", values={**TAKEN, "status": "merged", "same_as": other})
        found = refuse_transition(after, "open", "merged", LINE, TWO, {"status", "same_as"})
        return found.say("zh") if found else ""

    assert not said(second, first)
    assert "较早" in said(first, second) and "较早" in said(first, first)


def test_how_far_it_has_come_is_read_from_the_records() -> None:
    records = [
        paper("visit", arrived="2026-11-10T02:00:00Z", watch_ended="2026-11-13T04:00:00Z"),
        paper("service_report", restored_at="2026-11-10T03:52:00Z"),
        paper("contact", purpose="guidance", contact_at="2026-11-09T00:40:00Z"),
        closure(status="audited", recheck_at=None, closed_at=None),
    ]

    def reached(problem: Values) -> dict[str, bool]:
        form = Problem(Record(new_id(), "problem", values={**TAKEN, **problem}))
        found = stations(form, lambda kind: [one for one in records if one.kind == kind])
        return {station.code: station.done for station in found}

    said = reached({"status": "solved"})
    assert list(said) == ["received", "assigned", "guided", "visit", "on_site", "recovered", "solved", "watched",
                          "audited", "rechecked", "closed"]  # fmt: skip
    assert [code for code, done in said.items() if not done] == ["rechecked", "closed"]
    again = reached({"status": "assigned", "reopened_at": "2026-11-21T00:00:00Z"})
    assert [code for code in ("solved", "watched", "audited") if again[code]] == []
    assert list(reached({"status": "closed", "assigned_to": None, "answer": "见手册"})) == [
        "received", "answered", "closed",
    ]  # fmt: skip
