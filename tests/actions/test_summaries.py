"""What the house owes with the calendar: each month to quality assurance, each year to customers with a contract."""

from collections.abc import Iterator

import pytest

from fieldkit.actions import paperwork, problems
from fieldkit.actions.papers import print_paper
from fieldkit.actions.records import new_record
from fieldkit.actions.summaries import open_summary, summary_duties
from fieldkit.demo.case import CUSTOMER, LINE
from fieldkit.demo.company import Company, at
from fieldkit.errors import UserError
from fieldkit.forms import MonthlySummary, Record
from fieldkit.process.clock import State
from fieldkit.process.duties import Duty
from tests.documents.test_build import text_of

PEOPLE = ("line_manager", "department_manager", "qa", "engineer")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    made = Company(tmp_path_factory.mktemp("summaries"))
    made.open_office()
    made.clock.set(at("09-15 08:12"))
    for name in PEOPLE:
        made.enrol(name)
    desk = made.laptops["qa"].desk
    for level in ("1", "3"):
        problems.take_call(
            desk,
            {"summary": "无法拨号", "customer": CUSTOMER, "line": LINE, "level": level, "symptom": "无音"},
            {"channel": "phone", "caller": "王", "description": "无音"},
        )
    made.sync()
    made.sync()
    yield made
    made.close()


def owed(company: Company, who: str) -> list[Duty]:
    desk = company.laptops[who].desk
    return summary_duties(desk, desk.actor)


def counts(record: Record) -> dict[str, str]:
    """The figures of a summary, by what is counted and of which."""
    rows = MonthlySummary(record).counts
    return {"·".join(word for word in (row.what, row.of) if word): str(row.number) for row in rows}


def test_a_month_is_owed_when_it_is_over_by_the_department_manager(company: Company) -> None:
    """Due on the fifth working day after the National Day holidays; nothing of the months before the first problem."""
    assert owed(company, "department_manager") == []
    company.clock.set(at("10-01 08:00"))
    (duty,) = owed(company, "department_manager")
    assert (duty.code, duty.about, duty.state) == ("monthly", "2026-09", State.DUE)
    assert duty.due.astimezone().date().isoformat() == "2026-10-13"  # 10-08, 09, 10 (worked), 12, 13
    assert owed(company, "engineer") == owed(company, "line_manager") == []
    company.clock.set(at("11-02 08:00"))
    assert [(one.about, one.state) for one in owed(company, "department_manager")] == [
        ("2026-09", State.MISSED),
        ("2026-10", State.DUE),
    ]


def test_it_ends_with_the_day_on_which_it_was_handed_on(company: Company) -> None:
    desk, qa = (company.laptops[name].desk for name in ("department_manager", "qa"))
    company.clock.set(at("10-12 09:00"))
    duty = owed(company, "department_manager")[0]
    record = open_summary(desk, duty)
    assert record.id == duty.record
    missed = {"missed": "6", "missed·Assign the problem": "2", "missed·Answer the customer": "2",
              "missed·Take note of a grave problem": "2"}  # fmt: skip
    problems_of = {"taken": "2", "level_1": "1", "level_3": "1", "line·接入网": "2", "again": "0", "closed": "0"}
    assert counts(record) == {**problems_of, "kept": "0", **missed}
    assert open_summary(desk, duty).id == record.id
    assert owed(company, "department_manager") == [duty]  # a draft is no evidence
    with pytest.raises(UserError, match="改进"):
        paperwork.take_step(desk, record.id, "handed_over", {"analysis": "插接不良两起"})
    for problem in desk.store.find("problem"):
        problems.note_contact(desk, problem.id, "王", "已指导", at=at("09-15 08:20"))
    handed = paperwork.take_step(
        desk, record.id, "handed_over", {"analysis": "插接不良两起", "improvements": "列入巡检"}
    )
    told = counts(handed)  # as the records are when it is handed on, not when it was begun
    assert (told["kept"], told["missed"], told.get("missed·Answer the customer")) == ("2", "4", None)
    assert owed(company, "department_manager") == []
    paper = print_paper(desk, record.id)
    said = text_of(paper)
    assert all(
        word in said for word in ("月度问题汇总分析", "受理问题", "接入网", "插接不良两起", "列入巡检", "指定处理人")
    )
    company.sync()
    company.sync()
    paperwork.take_step(qa, record.id, "filed")
    assert company.sync("department_manager", "qa")["qa"].rejected == 0
    assert company.laptops["engineer"].desk.store.get(record.id) is None


def test_the_year_is_owed_to_customers_with_a_contract(company: Company) -> None:
    head, manager = (company.laptops[name].desk for name in ("department_manager", "line_manager"))
    kept = {
        "customer": CUSTOMER,
        "number": "HT-1",
        "contract_name": "维保合同",
        "begins": "2025-01-01",
        "ends": "2027-12-31",
    }
    new_record(head, "contract", kept)
    company.sync()
    company.sync()
    assert not [one for one in owed(company, "line_manager") if one.code == "yearly"]  # not of 2025: nothing is known
    company.clock.set(at("12-31 23:00"))
    assert not [one for one in owed(company, "line_manager") if one.code == "yearly"]
    company.clock.set(at("12-31 23:00").replace(year=2027, month=1, day=4))
    (duty,) = [one for one in owed(company, "line_manager") if one.code == "yearly"]
    assert duty.about == "平川县电信分公司·2026" and duty.provisional  # the list of 2027 is not published
    record = open_summary(manager, duty)
    assert counts(record)["taken"] == "2" and counts(record)["visits"] == "0"
    written = {"work": "处理故障 2 起", "delivered_on": "2027-01-04"}
    paperwork.take_step(manager, record.id, "delivered", written)
    assert not [one for one in owed(company, "line_manager") if one.code == "yearly"]
    assert company.sync("line_manager")["line_manager"].rejected == 0
