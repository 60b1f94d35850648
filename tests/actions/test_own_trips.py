"""A manager's own trip and own report: who signs in his place, at the laptop and at the office."""

import pytest
from courier_trips import DEPARTMENT, MANAGER, Trips, new_problem

from fieldkit.actions.enrol import sync
from fieldkit.actions.paperwork import take_step
from fieldkit.actions.today import today
from fieldkit.actions.trips import approve_trip, plan_visit, submit_approval
from fieldkit.app import Laptop
from fieldkit.errors import UserError
from fieldkit.forms import TripApproval, Values, natural_id, only_child_id
from fieldkit.process.turns import decides
from fieldkit.store.store import Edit

PRESIDENT = "E113"
AN = natural_id("product_line", "AN")
PLAN: Values = {"plan": "更换主控板", "leave_on": "2026-11-10", "back_on": "2026-11-11", "transport": "train"}


def own_trip(manager: Laptop) -> str:
    problem = new_problem(manager, line=AN, level="3", symptom="心跳丢失")
    return plan_visit(manager.desk, problem, "现场更换").id


def approval_of(laptop: Laptop, visit: str) -> TripApproval:
    return TripApproval(laptop.desk.form(only_child_id(visit, "trip_approval")).record)


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
