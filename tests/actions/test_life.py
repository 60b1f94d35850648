"""The life of a problem at the desks: taken, returned, solved, audited, asked again, closed, reopened; by sync."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from fieldkit.actions import life, paperwork, problems
from fieldkit.actions.desk import Desk
from fieldkit.actions.records import set_values
from fieldkit.actions.waiting import on_problems
from fieldkit.demo.case import CUSTOMER, LINE
from fieldkit.demo.company import Company, at, rid
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.forms import Closure, Problem, Values, new_id
from fieldkit.process.transitions import step_between
from fieldkit.store.store import Edit

PEOPLE = ("engineer", "line_manager", "department_manager", "qa")


class House:
    """An office and its laptops; `problem` is the one at hand."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.problem = ""

    def desk(self, name: str) -> Desk:
        return self.company.laptops[name].desk

    def take_in(self, **more: object) -> str:
        self.company.clock.set(at("11-09 08:12"))
        values: Values = {"summary": "无法拨号", "customer": CUSTOMER, "line": LINE, "level": "3", "nature": "fault",
                          "symptom": "无音", **more}  # type: ignore[dict-item]  # fmt: skip
        call: Values = {"channel": "phone", "caller": "王", "description": "无音"}
        self.problem = problems.take_call(self.desk("qa"), values, call).id
        self.all_round()
        return self.problem

    def all_round(self) -> None:
        for _ in range(2):
            self.company.sync(*PEOPLE)

    def at(self, name: str, target: str, **values: object) -> Problem:
        """Takes a step at somebody's desk, and everybody hears of it."""
        done = Problem(life.take(self.desk(name), self.problem, target, values))  # type: ignore[arg-type]
        self.all_round()
        office = {self.desk(who).form(self.problem).record.values["status"] for who in PEOPLE}
        assert office == {target}
        return done

    def status(self, who: str = "qa") -> object:
        return self.desk(who).form(self.problem).record.values.get("status")

    def waiting(self, name: str) -> list[str]:
        """What the problem waits for with somebody, as Today says it."""
        desk = self.desk(name)
        return [step.code for _, _, step in on_problems(desk, desk.actor, ()) if step.record == self.problem]

    def targets(self, name: str) -> set[str]:
        desk = self.desk(name)
        return {offer.step.target for offer in life.offers(desk, desk.form(self.problem).record)}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    company = Company(tmp_path_factory.mktemp("life"))
    company.open_office()
    for name in PEOPLE:
        company.enrol(name)
    yield House(company)
    company.close()


def solved(house: House) -> None:
    house.take_in()
    house.at("line_manager", "assigned", assigned_to=rid("person", "E100"))
    house.at("engineer", "solved")


def watched(house: House, since: str, until: str) -> None:
    """The 72 hours with an entry, and the analysis that the manager accepts."""
    house.company.clock.set(max(house.company.clock.now(), datetime.fromisoformat(until)))
    engineer, manager = house.desk("engineer"), house.desk("line_manager")
    seen: Values = {"started_at": since, "entries.a.seen_at": until, "entries.a.state": "normal",
                    "entries.a.since": since, "entries.a.source": "网管告警"}  # fmt: skip
    watch = paperwork.begin(engineer, "monitoring_record", house.problem, seen).id
    with pytest.raises(UserError, match="72 小时"):  # the rule is named
        paperwork.take_step(engineer, watch, "passed", {"ended_at": since, "conclusion": "正常"})
    paperwork.take_step(engineer, watch, "passed", {"ended_at": until, "conclusion": "正常"})
    why: Values = {"cause": "板件老化", "countermeasure": "更换", "prevention": "列入巡检", "ended_at": since}
    paper = paperwork.begin(engineer, "fault_analysis", house.problem).id
    paperwork.take_step(engineer, paper, "submitted", why)
    house.all_round()
    paperwork.take_step(manager, paper, "accepted")
    house.all_round()


def audited(house: House) -> str:
    manager, qa = house.desk("line_manager"), house.desk("qa")
    paper = paperwork.begin(manager, "closure", house.problem, {"gone_at": "2026-11-09T02:00:00Z"}).id
    with pytest.raises(UserError, match="彻底"):
        paperwork.take_step(manager, paper, "audited")
    paperwork.take_step(manager, paper, "audited", {"thorough": True})
    house.all_round()
    house.company.clock.set(at("11-17 09:00"))
    asked: Values = {"reached": "王", "recheck_at": "2026-11-17T01:00:00Z", "recheck_said": "正常", "gone": True}
    paperwork.take_step(qa, paper, "rechecked", {**asked, "archived_at": "2026-11-17T01:00:00Z"})
    house.all_round()
    return paper


def test_a_question_is_answered_and_closed(house: House) -> None:
    house.take_in(nature="question")
    assert "answered" in house.targets("engineer")
    with pytest.raises(UserError, match="答复"):
        life.take(house.desk("engineer"), house.problem, "answered")
    house.at("engineer", "answered", answer="见手册第 4 章")
    house.at("line_manager", "closed")
    assert {"open"} <= house.targets("qa")


def test_product_performance_goes_to_the_market_department_and_comes_back_with_its_answer(house: House) -> None:
    house.take_in(nature="performance")
    house.at("qa", "judged")
    assert house.desk("qa").form(house.problem).record.values["judged_by"] == rid("person", "E111")
    house.at("qa", "market", market_to="市场部 李")
    house.at("line_manager", "judged", reason="还需现场测试")
    house.at("qa", "market", market_to="市场部 李")
    house.at("qa", "answered", market_answer="下一版本改进")
    with pytest.raises(UserError, match="满意度"):
        house.at("department_manager", "closed")
    house.at("department_manager", "closed", outcome_said="王：同意等下一版本", satisfaction="4")


def test_what_is_given_back_is_with_who_was_asked_first(house: House) -> None:
    house.take_in()
    assert Problem(house.desk("qa").form(house.problem).record).holder == rid("person", "E111")
    house.at("line_manager", "assigned", assigned_to=rid("person", "E100"))
    house.at("engineer", "open", reason="不是我的产品")
    assert Problem(house.desk("qa").form(house.problem).record).holder == rid("person", "E111")
    house.at("line_manager", "assigned", assigned_to=rid("person", "E104"))
    assert "open" not in house.targets("engineer")
    with pytest.raises(NotAllowedError):  # it is not his to give back
        life.take(house.desk("engineer"), house.problem, "open", {"reason": "x"})


def test_a_proposal_is_reviewed_returned_and_decided(house: House) -> None:
    house.take_in()
    house.at("line_manager", "assigned", assigned_to=rid("person", "E100"))
    assert "proposed" not in house.targets("line_manager")
    house.at("engineer", "proposed", further="换主控板")
    assert "visit" not in house.targets("engineer")
    house.at("line_manager", "assigned", reason="先远程查日志")
    house.at("engineer", "proposed", further="日志已查，换主控板")
    house.at("line_manager", "visit", proposal="同意赴现场")


def test_a_manager_does_not_decide_on_his_own_visit(house: House) -> None:
    house.take_in()
    house.at("department_manager", "assigned", assigned_to=rid("person", "E106"))
    assert "visit" not in house.targets("line_manager")
    with pytest.raises(UserError, match="不得审批自己"):
        problems.decide_visit(house.desk("line_manager"), house.problem, "我去")
    house.at("department_manager", "visit", proposal="同意")


def test_closing_waits_for_audit_recheck_outcome_and_satisfaction_in_this_order(house: House) -> None:
    solved(house)
    head, qa = house.desk("department_manager"), house.desk("qa")

    def lacks() -> list[str]:
        return [lack.text for lack in life.look_at(head, head.form(house.problem).record).closing]

    after = ["72 小时监控记录：监控通过", "故障处理文件：已提交", "故障处理文件：已通过"]
    assert lacks()[0] == "需修理或更换的部件" and lacks()[1:4] == after
    assert [text[5:] for text in lacks()[4:]] == ["已审核", "已回访", "已闭环"]
    with pytest.raises(UserError, match="已审核"):
        problems.close(head, house.problem)
    watched(house, "2026-11-09T02:00:00Z", "2026-11-12T02:30:00Z")
    paper = audited(house)
    assert [text for text in lacks() if "告知" in text or "满意" in text] == lacks()[1:]
    with pytest.raises(UserError, match="告知"):
        problems.close(head, house.problem)
    set_values(qa, paper, {"told_outcome": True, "satisfaction": "5"})
    house.all_round()
    set_values(house.desk("engineer"), house.problem, {"faulty_part": "主控板"})
    house.all_round()
    assert lacks() == []
    house.at("department_manager", "closed")
    closure = Closure(qa.form(paper).record)
    assert (closure.status, closure.closed_by) == ("closed", rid("person", "E110"))
    house.company.clock.set(at("11-18 09:00"))
    house.at("qa", "assigned", reason="故障再现")
    house.at("engineer", "solved")
    with pytest.raises(UserError, match="已审核"):  # the round of before does not count
        problems.close(head, house.problem)


def test_the_office_refuses_what_a_laptop_without_the_table_sends(house: House) -> None:
    solved(house)
    head, qa, engineer = (house.desk(name) for name in ("department_manager", "qa", "engineer"))
    for desk, patch in (
        (head, {"status": "closed"}),
        (head, {"status": "visit", "proposal": "去"}),
        (qa, {"status": "assigned"}),
        (engineer, {"status": "closed"}),
        (engineer, {"status": "cancelled", "reason": "x"}),
    ):
        values: Values = dict(patch)
        desk.store.write(desk.actor, [Edit("problem", house.problem, values, desk.store.open(house.problem))])
        house.all_round()
        assert {house.status(name) for name in PEOPLE} == {"solved"}, patch


def test_the_newer_of_two_is_merged_and_can_be_taken_up_again(house: House) -> None:
    older = house.take_in()
    newer = house.take_in()
    house.at("line_manager", "merged", same_as=older)
    house.problem = older
    with pytest.raises(UserError, match="较早"):
        life.take(house.desk("line_manager"), older, "merged", {"same_as": newer})
    house.problem = newer
    house.at("line_manager", "open", reason="是另一块板")


def test_a_support_request_is_shown_on_the_problem_until_it_is_answered(house: House) -> None:
    house.take_in()
    house.at("line_manager", "assigned", assigned_to=rid("person", "E100"))
    desk, manager = house.desk("engineer"), house.desk("line_manager")
    asked: Values = {"tried": "换板", "needed": "软件", "from_whom": "department"}
    paper = paperwork.begin(desk, "support_request", house.problem, asked).id
    paperwork.take_step(desk, paper, "submitted")
    house.all_round()
    assert "product-line" in life.look_at(desk, desk.form(house.problem).record).support
    paperwork.take_step(manager, paper, "passed_up")
    house.all_round()
    assert "department" in life.look_at(desk, desk.form(house.problem).record).support


def test_what_is_offered_is_in_the_table_and_a_new_problem_begins_only_at_its_beginning(house: House) -> None:
    house.take_in()
    for name in PEOPLE:
        assert all(step_between("problem", "open", target) for target in house.targets(name))
    desk = house.desk("engineer")
    values: Values = {"summary": "s", "customer": CUSTOMER, "received_at": "2026-11-09T00:12:00Z",
                      "received_by": desk.actor.person, "status": "closed"}  # fmt: skip
    made = new_id()
    desk.store.write(desk.actor, [Edit("problem", made, values)])
    house.all_round()
    assert house.desk("qa").store.get(made) is None


def test_what_the_customer_says_is_not_gone_is_back_at_work_in_one_step(house: House) -> None:
    house.take_in()
    house.at("line_manager", "assigned", assigned_to=rid("person", "E100"))
    house.at("engineer", "solved")
    house.company.clock.set(at("11-17 09:00"))
    manager, qa = house.desk("line_manager"), house.desk("qa")
    paper = paperwork.begin(manager, "closure", house.problem, {"gone_at": "2026-11-09T02:00:00Z", "thorough": True}).id
    paperwork.take_step(manager, paper, "audited")
    house.all_round()
    said: Values = {"reached": "王", "recheck_at": "2026-11-17T01:00:00Z", "recheck_said": "又出现了"}
    with pytest.raises(UserError, match="用户答复"):
        paperwork.take_step(qa, paper, "reopened", {**said, "recheck_said": None})
    paperwork.take_step(qa, paper, "reopened", said)
    house.all_round()
    again = Problem(house.desk("engineer").form(house.problem).record)
    assert (again.status, again.reason, again.assigned_to) == ("assigned", "又出现了", rid("person", "E100"))
    assert again.reopened_at == Problem.reopened_at.load(Problem.reopened_at.dump(qa.clock.now()))
    assert {who: codes for who in PEOPLE if (codes := house.waiting(who))} == {"engineer": ["handle"]}


def test_another_level_has_other_terms(house: House) -> None:
    house.take_in()
    desk = house.desk("department_manager")
    before = Problem(desk.form(house.problem).record)
    urgent = Problem(set_values(desk, house.problem, {"level": "1"}))
    assert urgent.respond_by == at("11-09 08:27") and urgent.on_site_by == at("11-09 12:12")
    assert before.respond_by == at("11-09 10:12")
    said = Problem.respond_by.dump(at("11-09 09:00"))
    less: Values = {"level": "2", "level_reason": "有备用板", "respond_by": said}
    agreed = Problem(set_values(desk, house.problem, less))
    assert agreed.respond_by == at("11-09 09:00")  # what was agreed with the customer stands


@pytest.mark.parametrize(
    ("nature", "steps", "told"),
    [
        ("question", (), {"line_manager": "answer", "department_manager": "answer", "qa": "answer"}),
        ("question", (("engineer", "answered", {"answer": "见手册"}),), dict.fromkeys(PEOPLE[1:], "close")),
        ("performance", (), dict.fromkeys(PEOPLE[1:], "answer")),
        ("fault", (), {"line_manager": "assign", "department_manager": "assign"}),
    ],
)
def test_today_says_what_a_problem_waits_for(house: House, nature: str, steps: tuple, told: dict[str, str]) -> None:  # type: ignore[type-arg]
    house.take_in(nature=nature)
    for who, target, values in steps:
        house.at(who, target, **values)
    assert {who: codes[0] for who in PEOPLE if (codes := house.waiting(who))} == told
