"""A manager's own trip, work and report: who signs in his place, at the laptop and at the office."""

import pytest
from courier_trips import DEPARTMENT, MANAGER, Trips, new_problem
from setting_out import look_through

from fieldkit.actions.enrol import sync
from fieldkit.actions.paperwork import begin, take_step
from fieldkit.actions.today import today
from fieldkit.actions.trips import approve_trip, plan_visit, submit_approval
from fieldkit.actions.waiting import on_papers
from fieldkit.app import Laptop
from fieldkit.errors import UserError
from fieldkit.forms import TaskApproval, TripApproval, Values, natural_id, only_child_id
from fieldkit.process.turns import decides
from fieldkit.store.store import Edit

PRESIDENT = "E113"
AN = natural_id("product_line", "AN")
WORK: Values = {
    "work": "两块主控板统一版本", "reason": "主备版本不一致", "way_back": "倒换回未升级的板", "steps.001.what": "备份",
    "window_from": "2026-11-10T03:00:00Z", "window_to": "2026-11-10T05:00:00Z",
}  # fmt: skip
PLAN: Values = {"plan": "更换主控板", "leave_on": "2026-11-10", "back_on": "2026-11-11", "transport": "train"}


def own_trip(manager: Laptop) -> str:
    problem = new_problem(manager, line=AN, level="3", symptom="心跳丢失")
    visit = plan_visit(manager.desk, problem, "现场更换").id
    look_through(manager.desk, visit)
    return visit


def approval_of(laptop: Laptop, visit: str) -> TripApproval:
    return TripApproval(laptop.desk.form(only_child_id(visit, "trip_approval")).record)


def papers_for(laptop: Laptop) -> list[str]:
    """The papers that Today says are this person's turn."""
    return [step.record for _urgency, _since, step in on_papers(laptop.desk, laptop.desk.actor)]


def test_the_only_manager_of_a_line_puts_his_own_trip_to_the_department_manager(trips: Trips) -> None:
    manager, head = trips.laptop(MANAGER), trips.laptop(DEPARTMENT)
    visit = own_trip(manager)
    approval = submit_approval(manager.desk, visit, PLAN)
    assert approval.values["status"] == "line_approved"
    with pytest.raises(UserError):
        approve_trip(manager.desk, visit)
    assert sync(manager.desk).rejected == 0
    sync(head.desk)
    assert decides(head.desk.actor, approval_of(head, visit))
    approve_trip(head.desk, visit)
    assert sync(head.desk).rejected == 0
    assert head.desk.form(visit).record.values["status"] == "approved"


def test_the_only_department_manager_puts_his_own_trip_to_the_vice_president(trips: Trips) -> None:
    """Past those below him; his visit is free when the vice president has signed, at the office too."""
    head, above, manager = trips.laptop(DEPARTMENT), trips.laptop(PRESIDENT), trips.laptop(MANAGER)
    visit = own_trip(head)
    approval = submit_approval(head.desk, visit, PLAN)
    assert (approval.values["status"], approval.values["to_president"]) == ("line_approved", True)
    with pytest.raises(UserError, match="自己"):
        approve_trip(head.desk, visit)
    assert sync(head.desk).rejected == 0
    for laptop in (above, manager):
        sync(laptop.desk)
    assert decides(above.desk.actor, approval_of(above, visit))
    assert not decides(manager.desk.actor, approval_of(manager, visit))
    found = today(above.desk).next
    assert found is not None and (found.code, found.record) == ("approve", visit)
    approve_trip(above.desk, visit)
    assert sync(above.desk).rejected == 0
    sync(head.desk)
    assert approval_of(head, visit).status == "approved"


def test_with_another_manager_of_the_line_he_asks_him_first(trips: Trips) -> None:
    manager, head = trips.laptop(MANAGER), trips.laptop(DEPARTMENT)
    second = natural_id("person", "E104")
    more: Values = {"roles.r8.role": "line_manager", "roles.r8.line": AN}
    head.store.write(head.desk.actor, [Edit("person", second, more, head.store.open(second))])
    assert sync(head.desk).rejected == 0
    sync(manager.desk)
    visit = own_trip(manager)
    assert submit_approval(manager.desk, visit, PLAN).values["status"] == "submitted"
    assert not decides(manager.desk.actor, approval_of(manager, visit))


def test_an_engineer_cannot_go_past_his_manager(trips: Trips) -> None:
    """Past his own laptop's check, too: the office refuses it."""
    engineer = trips.laptop("E104")
    problem = new_problem(engineer, line=AN, level="3", symptom="心跳丢失")
    visit = plan_visit(engineer.desk, problem, "现场更换").id
    with pytest.raises(UserError):
        take_step(engineer.desk, only_child_id(visit, "trip_approval"), "line_approved", PLAN)
    assert sync(engineer.desk).rejected == 0
    rid = only_child_id(visit, "trip_approval")
    past: Values = {**PLAN, "status": "line_approved"}
    engineer.store.write(engineer.desk.actor, [Edit("trip_approval", rid, past, engineer.store.open(rid))])
    assert sync(engineer.desk).rejected == 1


@pytest.mark.parametrize(("number", "above"), [(MANAGER, DEPARTMENT), (DEPARTMENT, PRESIDENT)])
def test_a_managers_own_work_is_approved_above_him(trips: Trips, number: str, above: str) -> None:
    """Work on a running system: past those below him, to whoever finds it on his Today."""
    own, head = trips.laptop(number), trips.laptop(above)
    problem = new_problem(own, line=AN, level="3", symptom="心跳丢失")
    rid = begin(own.desk, "task_approval", problem, WORK).id
    take_step(own.desk, rid, "line_approved")
    with pytest.raises(UserError):
        take_step(own.desk, rid, "approved")
    assert sync(own.desk).rejected == 0
    sync(head.desk)
    assert rid in papers_for(head)
    take_step(head.desk, rid, "approved")
    assert sync(head.desk).rejected == 0
    sync(own.desk)
    approval = TaskApproval(own.desk.form(rid).record)
    assert approval.status == "approved"
    assert approval.department_manager is not None and approval.line_manager is None


def test_an_engineers_work_waits_for_the_department_manager_not_above_him(trips: Trips) -> None:
    engineer, manager, above = trips.laptop("E104"), trips.laptop(MANAGER), trips.laptop(PRESIDENT)
    problem = new_problem(engineer, line=AN, level="3", symptom="心跳丢失")
    rid = begin(engineer.desk, "task_approval", problem, WORK).id
    take_step(engineer.desk, rid, "submitted")
    sync(engineer.desk)
    sync(manager.desk)
    take_step(manager.desk, rid, "line_approved")
    sync(manager.desk)
    sync(above.desk)
    assert rid not in papers_for(above)
