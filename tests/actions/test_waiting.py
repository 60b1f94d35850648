"""What each role sees first on Today: the paper or the problem whose next step is its own."""

import pytest
from courier_trips import AN, DEPARTMENT, ENGINEER, MANAGER, Trips, new_problem

from fieldkit.actions.complaints import complain
from fieldkit.actions.enrol import sync
from fieldkit.actions.paperwork import begin, take_step
from fieldkit.actions.records import set_values
from fieldkit.actions.today import today
from fieldkit.app import Laptop
from fieldkit.errors import UserError
from fieldkit.forms import Values, natural_id

QA, SECRETARY, PRESIDENT = "E111", "E112", "E113"


def first(laptop: Laptop) -> str:
    """The record of the next step; "" for none."""
    sync(laptop.desk)
    step = today(laptop.desk).next
    return step.record if step is not None else ""


def test_a_complaint_goes_from_quality_assurance_to_the_department_and_back(trips: Trips) -> None:
    taker, quality, head = trips.laptop(SECRETARY), trips.laptop(QA), trips.laptop(DEPARTMENT)
    rid = complain(
        taker.desk, {"said": "态度不好", "complainant": "陈工", "concerns": natural_id("person", ENGINEER)}
    ).id
    sync(taker.desk)
    assert first(quality) == rid
    take_step(quality.desk, rid, "issued", {"grave": False, "due": "2026-11-13"})
    sync(quality.desk)
    assert first(head) == rid
    take_step(head.desk, rid, "answered", {"answer": "已谈话"})
    sync(head.desk)
    assert first(quality) == rid
    told: Values = {"told_at": "2026-11-09T08:00:00Z"}
    with pytest.raises(UserError, match="送达方式、送达时间"):
        take_step(quality.desk, rid, "closed", told)
    delivered: Values = {"delivered_by": "paper", "delivered_at": "2026-11-09T00:00:00Z"}
    take_step(quality.desk, rid, "closed", {**told, **delivered})
    assert first(quality) != rid


def test_the_secretary_files_and_the_vice_president_answers(trips: Trips) -> None:
    head, secretary, above = trips.laptop(DEPARTMENT), trips.laptop(SECRETARY), trips.laptop(PRESIDENT)
    manager = trips.laptop(MANAGER)
    problem = new_problem(manager, line=AN, level="3", symptom="心跳丢失")
    update = begin(manager.desk, "document_update", problem, {"engineer": manager.desk.actor.person})
    changed: Values = {
        "changes.a.area": "none",
        "document": "工程文档 V2",
        "ended_on": "2026-11-09",
        "due": "2026-11-16",
    }
    set_values(manager.desk, update.id, {**changed, "handed_to": natural_id("person", SECRETARY)})
    take_step(manager.desk, update.id, "handed_over")
    asked = begin(manager.desk, "support_request", problem, {"tried": "远程", "needed": "备板", "from_whom": "company"})
    take_step(manager.desk, asked.id, "submitted")
    assert sync(manager.desk).rejected == 0
    assert first(secretary) == update.id
    sync(head.desk)
    take_step(head.desk, asked.id, "approved")
    assert sync(head.desk).rejected == 0
    assert first(above) == asked.id
    assert first(manager) != asked.id  # his own
