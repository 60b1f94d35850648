"""The papers of the process, as its table names them: each is there, holds what it must, prints, and is signed so.

The table is that of the process (steps 1 to 12); a field is named as the form calls it, a row's as `rows.field`. What
every paper says of customer, site and equipment comes from the problem and the visit that it belongs to.
"""

from typing import NamedTuple

import pytest

from fieldkit.access import GRANTS, Role
from fieldkit.clock import PlayedClock
from fieldkit.documents.build import build
from fieldkit.documents.dossier import Dossier, public
from fieldkit.documents.preview import page_count
from fieldkit.forms import FORMS, Paper, Record, When, new_id, papers
from fieldkit.forms.values import Rows
from fieldkit.i18n import translate

from .papers_case import FULL, paper, shortest
from .test_build import text_of

ENGINEER, CUSTOMER = "engineer", "customer"
LINE, DEPARTMENT, MANAGER = "line_manager", "department_manager", "manager"


class Wanted(NamedTuple):
    """One line of the table: the name on paper, what it holds, who signs it, whether it prints."""

    zh: str
    holds: tuple[str, ...]
    signs: tuple[str, ...] = ()
    prints: bool = True


TABLE = {
    "call_record": Wanted(
        "电话记录",
        ("channel", "caller", "phone", "description", "complaint", "promised", "handed_to", "called_at", "taken_by"),
        prints=False,
    ),
    "major_notice": Wanted(
        "重大事故通报",
        ("grade", "effect", "since", "measures", "told.whom", "told.told_at", "told.confirmed_at",
         "follow_ups.seen_at", "follow_ups.state", "recovered_at"),
        (DEPARTMENT,),
    ),
    "task_approval": Wanted(
        "施工任务审批单", ("work", "steps.what", "window_from", "window_to", "way_back"), (LINE, DEPARTMENT)
    ),
    "problem_slip": Wanted(
        "问题受理单",
        ("nature", "level", "product_line", "symptom", "effect", "judged_by", "assigned_to", "due",
         "delivered_by", "delivered_at"),
    ),
    "complaint": Wanted(
        "问题受理单 (人员投诉)",
        ("nature", "said", "concerns", "complainant", "judged_by", "due", "phoned_at", "president_at", "delivered_by",
         "delivered_at", "answer", "told_at"),
    ),
    "support_request": Wanted("技术支持申请", ("tried", "needed", "from_whom", "answer"), (MANAGER,)),
    "remote_request": Wanted(
        "设备远程维护申请",
        ("operations.what", "window_from", "window_to", "access", "risks", "backup", "way_back", "promise"),
        (CUSTOMER,),
    ),
    "remote_report": Wanted(
        "设备远程维护报告",
        ("request", "consented_by", "consented_at", "operations.done_at", "operations.what", "backups.what",
         "result", "leftover"),
        (ENGINEER,),
    ),
    "trip_approval": Wanted(
        "出差任务审批单",
        ("problems.problem", "plan", "leave_on", "back_on", "transport", "cost", "@checklist", "way_out"),
        (LINE, DEPARTMENT),
    ),
    "checklist": Wanted("出差准备清单", ("items.group", "items.item", "items.state", "items.found", "items.answer")),
    "service_report": Wanted(
        "现场技术服务报告",
        ("arrived", "left", "symptom", "verified", "@step", "cause", "done", "backups.what", "versions.before",
         "versions.after", "@part_movement", "dangers.finding", "dangers.treated", "cleanup", "@leftover",
         "temporary", "plan", "training", "settled", "opinion", "satisfaction"),
        (CUSTOMER, ENGINEER, MANAGER),
    ),
    "maintenance_advice": Wanted(
        "设备维护建议书",
        ("findings.finding", "findings.risk", "findings.weight", "findings.advice", "findings.by", "reply"),
        (CUSTOMER, ENGINEER),
    ),
    "training_record": Wanted("现场培训记录", ("trainees.trainee", "topics.topic", "questions.question", "held_at")),
    "document_update": Wanted(
        "工程文档更新", ("changes.area", "changes.before", "changes.after", "due", "handed_on"), prints=False
    ),
    "monitoring_record": Wanted("72 小时监控记录", ("entries.seen_at", "entries.state", "entries.by")),
    "fault_analysis": Wanted("故障处理文件", ("cause", "countermeasure", "prevention")),
    "case_study": Wanted(
        "案例", ("symptom", "product", "versions", "analysis", "cause", "cure", "prevention", "keywords")
    ),
    "closure": Wanted(
        "问题闭环",
        ("audit.point", "audit.good", "thorough", "status", "reached", "recheck_at", "recheck_said", "satisfaction"),
    ),
    "spare_request": Wanted(
        "备用设备／备件申请",
        ("wanted.part", "wanted.what", "wanted.quantity", "wanted.source", "wanted.back_by"),
    ),
    "monthly_summary": Wanted(
        "月度问题汇总分析", ("month", "counts.what", "counts.of", "counts.number", "analysis", "improvements")
    ),
    "yearly_summary": Wanted(
        "年度维护服务工作总结", ("year", "customer", "counts.what", "counts.number", "work", "advice")
    ),
}  # fmt: skip
NO_FILE = {"complaint", "monthly_summary", "yearly_summary"}


def holds(form: type[Paper], name: str) -> bool:
    if name.startswith("@"):
        return name[1:] in form.collects.values()
    rows, _, inner = name.partition(".")
    field = form.fields.get(rows)
    return inner in field.row.fields if inner and isinstance(field, Rows) else field is not None and not inner


def test_the_table_and_the_papers_are_the_same() -> None:
    assert {form.kind for form in papers()} == set(TABLE)
    assert len({form.mark for form in papers()}) == len({form.place for form in papers()}) == len(TABLE)
    filed = {form.kind for form in papers("visit")} | {form.kind for form in papers("problem")}
    assert filed | NO_FILE == set(TABLE)  # what lies in no file of a problem: about a person, or of the house


@pytest.mark.parametrize("kind", TABLE)
def test_a_paper_is_as_the_table_says(kind: str) -> None:
    wanted, form = TABLE[kind], FORMS.get(kind)
    assert form is not None and issubclass(form, Paper)
    assert translate(form.title, "zh") == wanted.zh and kind in GRANTS
    assert [name for name in wanted.holds if not holds(form, name)] == []
    assert tuple(form.signatures()) == wanted.signs
    assert form.prints is wanted.prints
    for name, field in form.signatures().items():
        assert field.house is (name != CUSTOMER) and field.follow_up
        if name in {LINE, DEPARTMENT}:
            approval = kind in {"trip_approval", "task_approval"} and name == DEPARTMENT
            above = {Role.VICE_PRESIDENT} if approval else set()
            assert field.write == frozenset({Role(name), *above})  # who stands in for a department's only manager


@pytest.mark.parametrize("kind", [kind for kind, wanted in TABLE.items() if wanted.prints])
def test_everything_the_table_names_gets_on_paper(kind: str) -> None:
    """A section, or the facts at the head, take every field of the table that is not internal."""
    form = FORMS[kind]
    shown = {name for section in form.sections for name in section.fields}
    kinds = {form.collects[name] for name in shown if name in form.collects}
    for name in TABLE[kind].holds:
        first = name.split(".")[0]
        if name.startswith("@"):
            assert name[1:] in kinds, name
        elif first != "status":
            assert public(form.fields[first]) and first in shown, name


@pytest.mark.parametrize("kind", sorted(FULL))
def test_a_paper_prints_from_its_shortest_to_its_full(kind: str, clock: PlayedClock) -> None:
    for dossier in (shortest(kind), paper(kind)):
        assert page_count(build(dossier, now=clock.now())) >= 1


def test_what_must_be_there_is_what_the_full_case_has() -> None:
    for kind in FULL:
        gaps = [gap.path for gap in paper(kind).form.gaps(When.SIGNING)]
        assert gaps == [], kind


def test_a_printed_paper_names_customer_and_equipment(clock: PlayedClock) -> None:
    for kind in FULL:
        text = text_of(build(paper(kind), now=clock.now()))
        assert "平川县电信分公司" in text and TABLE[kind].zh in text, kind
        assert "AN-2400" in text or kind == "complaint", kind


def test_a_paper_of_nothing_has_a_number_all_the_same() -> None:
    for form in papers():
        assert Dossier(Record(new_id(), form.kind)).number.startswith(f"{form.mark}-")
