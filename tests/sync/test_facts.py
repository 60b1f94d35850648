"""What somebody writes of his work is possible: the consent before the operations, the call before the arrival, both
managers before the trip. By the laptop's actions and by pushes past them, as in test_settled.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from setting_out import look_through, word_of
from sync.test_settled import ENGINEER, MANAGER, NAMES, House, offered, refused, signature

from fieldkit.actions import paperwork, readiness, trips
from fieldkit.actions.records import set_values
from fieldkit.demo.company import Company, at, rid
from fieldkit.forms import RemoteReport, RemoteRequest, Values, new_id, only_child_id

HEAD, COLLEAGUE = rid("person", "E110"), rid("person", "E104")
PAST, AHEAD = "2021-01-01T00:00:00Z", "2027-01-01T00:00:00Z"
GONE_BY = "2026-11-16T01:00:00Z"
ASKED: Values = {"operations.a.what": "x", "window_from": "2026-11-17T01:00:00Z", "access": "a", "risks": "r",
                 "window_to": "2026-11-17T02:00:00Z", "backup": "b", "way_back": "w", "promise": "given"}  # fmt: skip
PLAN: Values = {"plan": "x", "leave_on": "2026-11-18", "back_on": "2026-11-19", "transport": "car"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    company = Company(tmp_path_factory.mktemp("facts"))
    company.open_office()
    for name in NAMES:
        company.enrol(name)
    yield House(company)
    company.close()


@pytest.fixture(autouse=True)
def morning(house: House) -> None:
    house.company.clock.set(at("11-17 09:00"))


# -- remote maintenance (P7.8)


def sent(house: House, problem: str) -> str:
    desk = house.desk("engineer")
    request = paperwork.begin(desk, "remote_request", problem).id
    paperwork.take_step(desk, request, "sent", ASKED)
    house.everybody()
    return request


def consent(house: House, when: str) -> Values:
    photo = house.desk("engineer").store.put_file(b"\xff\xd8\xff a photo", "paper.jpg", "image/jpeg")
    return {"signed_paper": RemoteRequest.signed_paper.dump(photo), "consented_by": "王", "consented_at": when}


def reported(house: House, problem: str) -> str:
    """A report of work from afar, begun under a consent of 09:30."""
    request = sent(house, problem)
    house.company.clock.set(at("11-17 09:30"))
    desk = house.desk("engineer")
    paperwork.take_step(desk, request, "consented", consent(house, "2026-11-17T01:30:00Z"))
    report = paperwork.begin(desk, "remote_report", problem).id
    house.everybody()
    return report


@pytest.mark.parametrize(("when", "why"), [(PAST, "before"), ("2026-11-17T00:40:00Z", "before"), (AHEAD, "ahead")])
def test_a_consent_lies_after_the_request_and_not_ahead(house: House, when: str, why: str) -> None:
    request, desk = sent(house, house.problem()), house.desk("engineer")
    assert why in refused(paperwork.take_step, desk, request, "consented", consent(house, when))
    assert why in house.push("engineer", "remote_request", request, **consent(house, when), status="consented")
    drawn: dict[str, Any] = {"name": "王", "role": "customer", "at": when, "strokes": [[[100, 100, 5], [300, 200, 5]]]}
    assert why in house.push("engineer", "remote_request", request, customer=drawn, status="consented")
    assert house.desk("qa").form(request).record.values["status"] == "sent"


def test_a_consent_that_was_written_down_before_the_request_was_sent_lets_nothing_be_sent(house: House) -> None:
    desk = house.desk("engineer")
    request = paperwork.begin(desk, "remote_request", house.problem(), {**ASKED, "consented_at": GONE_BY}).id
    assert "P7.8.1" in refused(paperwork.take_step, desk, request, "sent")
    house.everybody()
    given = {"status": "sent", "sent_at": "2026-11-17T01:00:00Z"}
    assert "P7.8.1" in house.push("engineer", "remote_request", request, **given)


def test_what_is_sent_anew_is_consented_to_anew(house: House) -> None:
    request, desk = sent(house, house.problem()), house.desk("engineer")
    assert "settled" in refused(set_values, desk, request, {"sent_at": GONE_BY})
    back = {"status": "draft"}
    assert "left empty" in house.push("engineer", "remote_request", request, **back)
    paperwork.take_step(desk, request, "draft")
    house.company.clock.set(at("11-17 10:00"))
    paperwork.take_step(desk, request, "sent", {"risks": "other"})
    house.everybody()
    former = consent(house, "2026-11-17T01:30:00Z")
    assert "before" in house.push("engineer", "remote_request", request, **former, status="consented")
    assert house.push("engineer", "remote_request", request, status="draft", sent_at=None) == ""


def test_who_sent_it_earlier_than_he_says_so_writes_when(house: House) -> None:
    desk = house.desk("engineer")
    request = paperwork.begin(desk, "remote_request", house.problem(), {**ASKED, "sent_at": GONE_BY}).id
    paperwork.take_step(desk, request, "sent")
    paperwork.take_step(desk, request, "consented", consent(house, "2026-11-16T01:10:00Z"))
    house.everybody()
    assert house.desk("qa").form(request).record.values["status"] == "consented"


def test_an_operation_is_neither_dated_back_nor_ahead(house: House) -> None:
    report, desk = reported(house, house.problem()), house.desk("engineer")
    for when, why in ((PAST, "before"), (AHEAD, "ahead")):
        done: Values = {"operations.a.what": "x", "operations.a.done_at": when}
        assert why in refused(set_values, desk, report, done)
        assert why in house.push("engineer", "remote_report", report, **done)


def test_the_window_is_the_one_that_the_customer_consented_to(house: House) -> None:
    report, desk = reported(house, house.problem()), house.desk("engineer")
    for wide in ({"window_from": PAST}, {"window_to": AHEAD}, {"consented_at": GONE_BY}, {"consented_by": "李"}):
        assert "consented to" in refused(set_values, desk, report, wide)
        assert "consented to" in house.push("engineer", "remote_report", report, **wide)
    house.company.clock.set(at("11-17 10:30"))
    late: Values = {"operations.a.what": "x", "operations.a.done_at": "2026-11-17T02:20:00Z", "symptom": "s",
                    "result": "r", "solved": True}  # fmt: skip
    set_values(desk, report, late)
    assert "Why outside of the window" in refused(paperwork.take_step, desk, report, "signed")
    paperwork.take_step(desk, report, "signed", {"outside": "用户要求做完"})
    house.everybody()
    found = RemoteReport(house.desk("qa").form(report).record)
    assert (found.status, len(found.outside_window)) == ("signed", 1)


def test_a_window_that_was_widened_before_is_put_right_before_it_is_signed(house: House) -> None:
    """A report of a laptop of before: what it says already is not judged, but nobody signs it."""
    request, desk, report = sent(house, house.problem()), house.desk("engineer"), new_id()
    of = desk.form(request).record.values["problem"]
    wide: Values = {"problem": of, "request": request, "engineer_name": ENGINEER, "status": "draft", "symptom": "s",
                    "window_from": PAST, "window_to": AHEAD, "result": "r", "solved": True}  # fmt: skip
    assert house.push("engineer", "remote_report", report, **wide) == ""  # the customer has not answered yet
    paperwork.take_step(desk, request, "consented", consent(house, "2026-11-17T01:00:00Z"))
    done: Values = {"operations.a.what": "x", "operations.a.done_at": "2026-11-17T01:01:00Z", "consented_by": "王",
                    "consented_at": "2026-11-17T01:00:00Z"}  # fmt: skip
    set_values(desk, report, done)
    house.everybody()
    past = {"status": "signed", "engineer": {**signature(house), "name": desk.actor.name}}
    assert "Window from" in house.push("engineer", "remote_report", report, **past)
    kept = paperwork.take_step(desk, report, "signed").values
    assert (kept["status"], kept["window_to"]) == ("signed", ASKED["window_to"])


def test_whoever_worked_from_afar_does_not_approve_the_report(house: House) -> None:
    report, desk = reported(house, house.problem()), house.desk("engineer")
    done: Values = {"operations.a.what": "x", "operations.a.done_at": "2026-11-17T01:31:00Z", "symptom": "s",
                    "operations.a.by": MANAGER, "result": "r", "solved": True}  # fmt: skip
    set_values(desk, report, done)
    paperwork.take_step(desk, report, "signed")
    house.everybody()
    manager = house.desk("line_manager")
    assert "approved" not in offered(manager, report)
    assert "own work" in refused(paperwork.take_step, manager, report, "approved")
    assert "own work" in house.push("line_manager", "remote_report", report, status="approved")
    assert house.push("department_manager", "remote_report", report, status="approved") == ""


# -- trips (P7.10)


def planned(house: House) -> str:
    visit = trips.plan_visit(house.desk("engineer"), house.problem(), "x").id
    house.everybody()
    return visit


def approval_of(visit: str) -> str:
    return only_child_id(visit, "trip_approval")


def test_nobody_arrives_on_a_trip_that_nobody_approved(house: House) -> None:
    visit, desk = planned(house), house.desk("engineer")
    there = {"arrived": "2026-11-17T01:00:00Z"}
    assert "P7.10.4" in refused(trips.arrive, desk, visit)
    assert "P7.10.4" in house.push("engineer", "visit", visit, **there, status="on_site")
    assert "is a step" in refused(set_values, desk, visit, there)
    assert "is a step" in house.push("engineer", "visit", visit, **there)
    assert "Trip approval" in house.push("department_manager", "visit", visit, status="approved")


@pytest.mark.parametrize("who", [ENGINEER, COLLEAGUE])
def test_only_a_managers_word_by_phone_lets_somebody_go(house: House, who: str) -> None:
    visit, desk = planned(house), house.desk("engineer")
    desk.write("trip_approval", approval_of(visit), word_of(who, at("11-17 08:50")))
    house.everybody()
    assert "P7.10.5" in refused(trips.arrive, desk, visit)
    there = {"arrived": "2026-11-17T01:00:00Z", "status": "on_site"}
    assert "P7.10.5" in house.push("engineer", "visit", visit, **there)


def test_a_word_that_was_said_after_the_arrival_is_no_exception(house: House) -> None:
    visit, desk = planned(house), house.desk("engineer")
    desk.write("trip_approval", approval_of(visit), word_of(MANAGER, at("11-17 08:50")))
    assert "P7.10.5" in refused(trips.arrive, desk, visit, at("11-17 08:00"))
    assert trips.arrive(desk, visit).values["status"] == "on_site"
    house.everybody()
    assert house.desk("qa").form(visit).record.values["status"] == "on_site"


def test_a_word_by_phone_is_added_while_the_managers_have_the_trip_and_stands(house: House) -> None:
    visit, desk = planned(house), house.desk("engineer")
    look_through(desk, visit)
    trips.submit_approval(desk, visit, PLAN)
    set_values(desk, approval_of(visit), word_of(HEAD, at("11-17 08:50")))
    house.everybody()
    for patch in ({"calls.w.who": MANAGER}, {"calls.w.said": "不同意"}, {"calls.w.deleted": True}):
        assert "settled" in refused(set_values, desk, approval_of(visit), patch)
        assert "settled" in house.push("engineer", "trip_approval", approval_of(visit), **patch)
    assert "before" in house.push("engineer", "trip_approval", approval_of(visit), **{"calls.x.said_at": PAST})
    assert trips.arrive(desk, visit).values["status"] == "on_site"


def test_a_trip_is_put_forward_and_approved_with_a_sheet_that_was_looked_through(house: House) -> None:
    visit, desk = planned(house), house.desk("engineer")
    approval, sheet = approval_of(visit), only_child_id(visit, "checklist")
    assert "Debts to settle" in refused(trips.submit_approval, desk, visit, PLAN)
    assert "Debts to settle" in house.push("engineer", "trip_approval", approval, **PLAN, status="submitted")
    look_through(desk, visit)
    desk.write("checklist", sheet, {"items.g.group": "spares", "items.g.item": "备板", "items.g.state": "gap"})
    assert "备板" in refused(trips.submit_approval, desk, visit, PLAN)
    readiness.answer_point(desk, visit, "g", "明早到货", goes=True)
    trips.submit_approval(desk, visit, PLAN)
    house.everybody()
    desk.write("checklist", sheet, {"items.owed.deleted": True})
    house.everybody()
    manager = house.desk("line_manager")
    signed: dict[str, Any] = {"status": "line_approved", "line_manager": signature(house)}
    assert "Debts to settle" in refused(trips.approve_trip, manager, visit)
    assert "Debts to settle" in house.push("line_manager", "trip_approval", approval, **signed)
    by_phone = {path.replace(".w.", ".o."): value for path, value in word_of(COLLEAGUE, at("11-17 08:50")).items()}
    set_values(desk, approval, {**by_phone, "calls.o.about": "owed"})  # a word by phone in place of a look at the list
    house.everybody()
    trips.approve_trip(manager, visit)
    house.everybody()
    trips.approve_trip(house.desk("department_manager"), visit)
    house.everybody()
    assert desk.form(visit).record.values["status"] == "approved"
    assert trips.arrive(desk, visit).values["status"] == "on_site"


@pytest.mark.parametrize(("when", "why"), [(PAST, "before"), (AHEAD, "ahead")])
def test_nobody_arrives_before_the_call_or_ahead(house: House, when: str, why: str) -> None:
    visit, desk = planned(house), house.desk("engineer")
    desk.write("trip_approval", approval_of(visit), word_of(MANAGER, at("11-17 08:50")))
    house.everybody()
    assert why in house.push("engineer", "visit", visit, arrived=when, status="on_site")
    trips.arrive(desk, visit)
    house.everybody()
    assert why in refused(set_values, desk, visit, {"arrived": when})
    assert why in house.push("engineer", "visit", visit, arrived=when)
    assert why in house.push("engineer", "visit", visit, left=when, status="left")


def test_a_trip_goes_back_with_a_reason(house: House) -> None:
    visit, desk, manager = planned(house), house.desk("engineer"), house.desk("line_manager")
    look_through(desk, visit)
    trips.submit_approval(desk, visit, PLAN)
    house.everybody()
    approval = approval_of(visit)
    for blank in ("", " \u200b"):
        assert "Say why" in refused(trips.return_approval, manager, visit, blank)
    said = {"visit": visit, "about": approval, "text": "x", "status": "open"}
    assert house.push("engineer", "comment", new_id(), **said, written_by=ENGINEER) == ""
    assert "Say why" in house.push("line_manager", "trip_approval", approval, status="returned")
    trips.return_approval(manager, visit, "费用过高")
    house.everybody()
    assert desk.form(approval).record.values["status"] == "returned"


# -- slips, complaints, spares: what goes back or is grave says so


def test_a_grave_slip_is_issued_once_the_manager_and_the_vice_president_were_told(house: House) -> None:
    quality = house.desk("qa")
    slip = paperwork.begin(quality, "problem_slip", house.problem(), {"grave": True, "assigned_to": HEAD,
                                                                      "due": "2026-11-20"}).id  # fmt: skip
    house.everybody()
    for told, missing in ((None, "Told by phone at"), (("phoned_at",), "Vice president told at")):
        values: Values = dict.fromkeys(told or (), "2026-11-17T00:50:00Z")
        assert missing in refused(paperwork.take_step, quality, slip, "issued", values)
        assert missing in house.push("qa", "problem_slip", slip, **values, status="issued")
    assert "before" in house.push("qa", "problem_slip", slip, phoned_at=PAST)
    both: Values = dict.fromkeys(("phoned_at", "president_at"), "2026-11-17T00:50:00Z")
    assert paperwork.take_step(quality, slip, "issued", both).values["status"] == "issued"


def test_a_slip_goes_back_with_a_remark_and_ends_with_its_delivery(house: House) -> None:
    quality, head = house.desk("qa"), house.desk("department_manager")
    slip = paperwork.begin(quality, "problem_slip", house.problem(), {"grave": False, "assigned_to": HEAD,
                                                                      "due": "2026-11-20"}).id  # fmt: skip
    paperwork.take_step(quality, slip, "issued")
    house.everybody()
    paperwork.take_step(head, slip, "taken")
    paperwork.take_step(head, slip, "answered", {"answer": "x"})
    house.everybody()
    assert "Remark" in refused(paperwork.take_step, quality, slip, "taken")
    assert "Remark" in house.push("qa", "problem_slip", slip, status="taken")
    assert "Delivered" in refused(paperwork.take_step, quality, slip, "closed")
    assert "Delivered at" in house.push("qa", "problem_slip", slip, status="closed", delivered_by="email")
    assert "ahead" in house.push("qa", "problem_slip", slip, delivered_at=AHEAD)
    how: Values = {"delivered_by": "email", "delivered_at": "2026-11-17T00:55:00Z"}
    assert paperwork.take_step(quality, slip, "closed", how).values["status"] == "closed"


def test_a_grave_complaint_is_issued_once_the_vice_president_was_told(house: House) -> None:
    quality, complaint = house.desk("qa"), new_id()
    told: Values = {"said": "x", "complainant": "陈工", "nature": "conduct", "concerns": ENGINEER, "status": "received",
                    "received_at": "2026-11-17T00:30:00Z", "received_by": quality.actor.person}  # fmt: skip
    assert house.push("qa", "complaint", complaint, **told) == ""
    judged: Values = {"grave": True, "due": "2026-11-20", "phoned_at": "2026-11-17T00:50:00Z"}
    assert "Vice president told at" in refused(paperwork.take_step, quality, complaint, "issued", judged)
    past = {**judged, "judged_by": quality.actor.person, "status": "issued"}
    assert "Vice president told at" in house.push("qa", "complaint", complaint, **past)
    assert "before" in house.push("qa", "complaint", complaint, **past, president_at=GONE_BY)
    judged["president_at"] = "2026-11-17T00:50:00Z"
    assert paperwork.take_step(quality, complaint, "issued", judged).values["status"] == "issued"


def test_a_spare_is_refused_with_a_remark(house: House) -> None:
    desk, manager = house.desk("engineer"), house.desk("line_manager")
    asked: Values = {"reason": "r", "needed_by": "2026-11-20", "wanted.a.what": "x", "wanted.a.purpose": "spare",
                     "wanted.a.quantity": "1"}  # fmt: skip
    spare = paperwork.begin(desk, "spare_request", house.problem(), asked).id
    paperwork.take_step(desk, spare, "submitted")
    house.everybody()
    assert "Remark" in refused(paperwork.take_step, manager, spare, "refused")
    assert "Remark" in house.push("line_manager", "spare_request", spare, status="refused", decided_by=MANAGER)
    assert paperwork.take_step(manager, spare, "refused", {"remark": "库存不足"}).values["status"] == "refused"


def test_a_task_goes_back_with_a_reason(house: House) -> None:
    desk, manager = house.desk("engineer"), house.desk("line_manager")
    work: Values = {"work": "x", "reason": "r", "way_back": "w", "steps.a.what": "x",
                    "window_from": "2026-11-18T01:00:00Z", "window_to": "2026-11-18T02:00:00Z"}  # fmt: skip
    task = paperwork.begin(desk, "task_approval", house.problem(), work).id
    paperwork.take_step(desk, task, "submitted")
    house.everybody()
    assert "Reason for the return" in refused(paperwork.take_step, manager, task, "returned")
    assert "Reason for the return" in house.push("line_manager", "task_approval", task, status="returned")
    assert paperwork.take_step(manager, task, "returned", {"remark": "窗口太短"}).values["status"] == "returned"
