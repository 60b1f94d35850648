"""Whose step it is where all managers did the work, whose work a problem is, and upon which times steps are taken.

By the laptop's actions and by pushes past them; one company whose line has one product-line manager.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sync.test_settled import ENGINEER, GONE, MANAGER, House, journey, offered, refused

from fieldkit.access import Role
from fieldkit.actions import life, paperwork, today
from fieldkit.actions.complaints import complain
from fieldkit.actions.records import set_values
from fieldkit.demo.case import CUSTOMER
from fieldkit.demo.company import Company, at, rid
from fieldkit.forms import Person, Values, new_id, only_child_id
from fieldkit.forms.types import Moment
from fieldkit.office.tables import CHANGE

HEAD, PRESIDENT, QA = rid("person", "E110"), rid("person", "E113"), rid("person", "E111")
NAMES = ("engineer", "colleague", "line_manager", "department_manager", "qa", "secretary", "vice_president")


class WholeHouse(House):
    """With the vice president's laptop."""

    def everybody(self) -> None:
        for _ in range(2):
            self.company.sync(*NAMES)

    def verdicts(self, record: str) -> list[str]:
        """What the office said of each change to a record, in its order; "" where it took it."""
        house = self.company._house
        assert house is not None
        with house.database.reading() as connection:
            query = select(CHANGE.c.message).where(CHANGE.c.rid == record).order_by(CHANGE.c.seq)
            return [str((message or {}).get("en") or "") for message in connection.execute(query).scalars()]

    def wait(self, name: str) -> tuple[str, str]:
        """What is next on somebody's Today: its code, and what it is about."""
        following = today.today(self.desk(name)).next
        return (following.code, following.record) if following is not None else ("", "")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHouse]:
    company = Company(tmp_path_factory.mktemp("whose step"))
    company.open_office()
    for name in NAMES:
        company.enrol(name)
    company.clock.set(at("11-17 09:00"))
    made = WholeHouse(company)
    only_managers(made)
    yield made
    company.close()


def only_managers(house: WholeHouse) -> None:
    """Leaves the line with these two managers: the others of the company's list are gone."""
    head = house.desk("department_manager")
    for record in head.store.find("person"):
        one = Person(record)
        above = one.role_set & {Role.LINE_MANAGER, Role.DEPARTMENT_MANAGER}
        if above and one.id not in {HEAD, MANAGER}:
            head.write("person", one.id, {"left_on": "2026-11-01"})
    house.everybody()


def both_did(house: WholeHouse) -> tuple[str, str]:
    """A problem that the line's manager solved, on a visit of the department manager's."""
    problem, visit = house.problem("E106"), new_id()
    of = {"problem": problem, "customer": CUSTOMER, "engineer": HEAD, "purpose": "x", "status": "preparing"}
    assert house.push("department_manager", "visit", visit, **of) == ""
    life.take(house.desk("line_manager"), problem, "solved")
    house.everybody()
    return problem, visit


def test_what_both_managers_did_is_audited_by_the_vice_president(house: WholeHouse) -> None:
    problem, _visit = both_did(house)
    assert house.wait("vice_president") == ("audit", problem)
    president = house.desk("vice_president")
    closure = paperwork.begin(president, "closure", problem, {"gone_at": GONE, "engineer": MANAGER}).id
    house.everybody()
    for name in ("line_manager", "department_manager"):
        assert "audited" not in offered(house.desk(name), closure)
    assert "audited" in offered(president, closure)
    assert house.wait("vice_president") == ("paper", closure)
    paperwork.take_step(president, closure, "audited", {"thorough": True})
    house.everybody()
    assert house.verdicts(closure)[-1] == ""
    assert house.desk("qa").form(closure).record.values["audited_by"] == PRESIDENT
    assert house.wait("vice_president")[1] != closure


def test_he_takes_nothing_from_a_manager_who_had_no_hand_in_it(house: WholeHouse) -> None:
    problem, president = house.solved("line_manager", "E106"), house.desk("vice_president")
    assert house.wait("vice_president") != ("audit", problem)
    closure = paperwork.begin(house.desk("qa"), "closure", problem, {"gone_at": GONE, "engineer": MANAGER}).id
    house.everybody()
    assert "audited" not in offered(president, closure)
    assert "role" in refused(paperwork.take_step, president, closure, "audited", {"thorough": True})
    audit = {"thorough": True, "audited_by": PRESIDENT, "audited_at": "2026-11-17T01:00:00Z", "status": "audited"}
    assert "role" in house.push("vice_president", "closure", closure, **audit)


def test_a_report_of_both_managers_is_approved_by_the_vice_president(house: WholeHouse) -> None:
    problem = house.problem("E106")
    visit = new_id()
    of = {"problem": problem, "customer": CUSTOMER, "engineer": MANAGER, "purpose": "x", "status": "preparing"}
    assert house.push("line_manager", "visit", visit, **of) == ""
    done = {"visit": visit, "playbook": "p", "step": "1", "order": "1", "question": "q", "answer": "a",
            "done_by": HEAD, "done_at": "2026-11-17T00:30:00Z"}  # fmt: skip
    assert house.push("department_manager", "step", new_id(), **done) == ""
    report = only_child_id(visit, "service_report")
    words = dict.fromkeys(("symptom", "verified", "cause", "done", "checked", "cleanup"), "x")
    hand = {"name": "王", "role": "customer", "at": "2026-11-17T01:00:00Z", "strokes": [[[100, 100, 5], [300, 200, 5]]]}
    full = {"visit": visit, "engineer_name": MANAGER, "arrived": GONE, "left": GONE, "solved": True, **words}
    assert house.push("line_manager", "service_report", report, **full, status="draft") == ""
    signed = {"status": "signed", "customer": hand, "engineer": signature(house, MANAGER)}
    assert house.push("line_manager", "service_report", report, **signed) == ""
    approved = {"status": "approved", "manager": signature(house, HEAD)}
    assert "own work" in house.push("department_manager", "service_report", report, **approved)
    assert house.wait("vice_president") == ("review", visit)
    approved = {"status": "approved", "manager": signature(house, PRESIDENT)}
    assert house.push("vice_president", "service_report", report, **approved) == ""


def signature(house: WholeHouse, person: str) -> dict[str, Any]:
    name = house.desk("qa").form(person).record.values["person_name"]
    return {"name": name, "role": "x", "at": "2026-11-17T01:00:00Z"}


def test_a_fault_is_not_gone_before_the_call_nor_in_time_to_come(house: WholeHouse) -> None:
    problem, manager = house.solved(), house.desk("line_manager")
    closure = paperwork.begin(manager, "closure", problem, {"gone_at": GONE, "engineer": ENGINEER}).id
    house.everybody()
    audit = {"thorough": True, "audited_by": MANAGER, "audited_at": "2026-11-17T01:00:00Z"}
    for gone, why in (("2026-11-01T00:00:00Z", "taken in"), ("2026-11-19T00:00:00Z", "ahead")):
        assert why in refused(paperwork.take_step, manager, closure, "audited", {"thorough": True, "gone_at": gone})
        assert why in house.push("line_manager", "closure", closure, **audit, gone_at=gone, status="audited")
    assert "settled" in house.push("line_manager", "problem", problem, received_at="2026-10-01T00:00:00Z")
    assert house.push("line_manager", "closure", closure, **audit, gone_at=GONE, status="audited") == ""
    asked = {"reached": "王", "recheck_at": "2026-11-20T00:45:00Z", "recheck_said": "好", "gone": True,
             "recheck_by": QA}  # fmt: skip
    assert "ahead" in house.push("qa", "closure", closure, **asked, status="rechecked")


def test_a_watch_does_not_begin_before_the_call(house: WholeHouse) -> None:
    problem, watch = house.solved(), new_id()
    begun = {"problem": problem, "holder": ENGINEER, "started_at": "2026-11-01T00:00:00Z", "conclusion": "正常",
             "entries.a.since": "2026-11-01T00:00:00Z", "entries.a.source": "网管",
             "entries.a.seen_at": "2026-11-04T00:00:00Z", "entries.a.state": "normal"}  # fmt: skip
    assert house.push("engineer", "monitoring_record", watch, **begun, status="running") == ""
    ended: Values = {"ended_at": "2026-11-04T01:00:00Z"}
    assert "taken in" in refused(paperwork.take_step, house.desk("engineer"), watch, "passed", ended)
    assert "taken in" in house.push("engineer", "monitoring_record", watch, **ended, status="passed")


def test_a_problem_is_not_reopened_at_a_time_before_its_last_audit(house: WholeHouse) -> None:
    """Else the audit of before would count for the new round."""
    problem, _closure = house.audited()
    back = {"reason": "又出现", "status": "assigned"}
    for since, why in (("2026-11-10T00:00:00Z", "last round"), ("2026-12-24T00:00:00Z", "ahead")):
        assert why in refused(life.take, house.desk("qa"), problem, "assigned", {"reason": "x", "reopened_at": since})
        assert why in house.push("qa", "problem", problem, **back, reopened_at=since)
    now = Moment("").dump(house.company.clock.now())
    assert house.push("qa", "problem", problem, **back, reopened_at=now) == ""


def test_whose_work_it_is_changes_by_a_step_alone(house: WholeHouse) -> None:
    problem = house.problem()
    colleague, elsewhere = rid("person", "E104"), rid("person", "E101")
    for name in ("line_manager", "engineer"):
        for patch in ({"assigned_to": colleague}, {"assigned_to": None}):
            assert "by a step" in refused(set_values, house.desk(name), problem, patch)
            assert "by a step" in house.push(name, "problem", problem, **patch)
    assert "Assigned to" in house.push("colleague", "problem", problem, assigned_to=colleague, status="assigned")
    assert "another product line" in house.push(
        "engineer", "problem", problem, assigned_to=elsewhere, status="assigned"
    )
    assert house.push("engineer", "problem", problem, assigned_to=colleague, status="assigned") == ""
    assert house.push("line_manager", "problem", problem, assigned_to=elsewhere, status="assigned") == ""


def test_an_engineer_gives_no_visit_to_another_line(house: WholeHouse) -> None:
    visit, elsewhere = journey(house, ENGINEER), rid("person", "E101")
    assert "another product line" in refused(set_values, house.desk("engineer"), visit, {"engineer": elsewhere})
    assert "another product line" in house.push("engineer", "visit", visit, engineer=elsewhere)
    of = {"problem": house.problem(), "customer": CUSTOMER, "engineer": elsewhere, "purpose": "x",
          "status": "preparing"}  # fmt: skip
    assert "another product line" in house.push("engineer", "visit", new_id(), **of)
    assert house.push("line_manager", "visit", visit, engineer=elsewhere) == ""


def test_a_complaint_that_nobody_may_read_is_refused_by_the_office_too(house: WholeHouse, tmp_path: Path) -> None:
    """The last test of this house: it is left with one who reads complaints."""
    head, taker = house.desk("department_manager"), house.desk("secretary")
    head.write("person", QA, {"left_on": "2026-11-01"})
    name = head.form(PRESIDENT).record.values["person_name"]
    people = tmp_path / "人员.csv"
    people.write_text(f"工号,姓名,角色\nE113,{name},工程秘书\n", "utf-8")
    house.company.hire("nobody", "E113", people)
    house.everybody()
    told: Values = {"said": "s", "complainant": "陈", "concerns": HEAD}
    received = {**told, "received_at": GONE, "received_by": taker.actor.person, "status": "received"}
    assert "on paper" in refused(complain, taker, told)
    assert "on paper" in house.push("secretary", "complaint", new_id(), **received)
    complaint = new_id()
    assert house.push("secretary", "complaint", complaint, **{**received, "concerns": ENGINEER}) == ""
    assert "on paper" in refused(set_values, head, complaint, {"concerns": HEAD})
    assert "on paper" in house.push("department_manager", "complaint", complaint, concerns=HEAD)
