"""What a step settled, whose work it was, and what has gone on: by the laptop's actions and by pushes past them.

A real office and the laptops of all roles; a push past the laptop's checks is a program of one's own with a good token.
"""

from collections.abc import Callable, Iterator

import pytest
from setting_out import look_through
from sqlalchemy import select

from fieldkit.actions import life, paperwork, today, trips
from fieldkit.actions.desk import Desk
from fieldkit.actions.records import delete_record, set_values
from fieldkit.demo.case import CUSTOMER, LINE
from fieldkit.demo.company import Company, at, rid
from fieldkit.errors import UserError
from fieldkit.forms import RemoteRequest, Values, new_id, only_child_id
from fieldkit.office.tables import CHANGE
from fieldkit.store.store import Edit

NAMES = ("engineer", "colleague", "line_manager", "department_manager", "qa", "secretary")
ENGINEER, MANAGER = rid("person", "E100"), rid("person", "E106")
GONE = "2026-11-09T02:00:00Z"
FAR = "ffffffff-ffff-7fff-bfff-ffffffffffff"  # made in the year 10889, says its id


class House:
    """An office and its laptops."""

    def __init__(self, company: Company) -> None:
        self.company = company

    def desk(self, name: str) -> Desk:
        return self.company.laptops[name].desk

    def everybody(self) -> None:
        for _ in range(2):
            self.company.sync(*NAMES)

    def push(self, name: str, kind: str, record: str, **patch: object) -> str:
        """Writes past every check of the laptop, and sends it; what the office said, "" when it took it."""
        desk = self.desk(name)
        opened = desk.store.open(record) if desk.store.get(record) else None
        desk.store.write(desk.actor, [Edit(kind, record, patch, opened)])  # type: ignore[arg-type]
        self.everybody()
        house = self.company._house
        assert house is not None
        with house.database.reading() as connection:
            query = select(CHANGE.c.message).where(CHANGE.c.rid == record).order_by(CHANGE.c.seq.desc())
            message = connection.execute(query).scalars().first()
        return str((message or {}).get("en") or "")

    def problem(self, to: str = "E100") -> str:
        """A problem that was assigned to somebody."""
        qa, record = self.desk("qa"), new_id()
        values: Values = {"summary": "s", "customer": CUSTOMER, "line": LINE, "level": "3", "symptom": "s",
                          "nature": "fault", "received_at": "2026-11-09T00:12:00Z", "status": "open",
                          "received_by": qa.actor.person}  # fmt: skip
        qa.store.write(qa.actor, [Edit("problem", record, values)])
        self.everybody()
        life.take(self.desk("line_manager"), record, "assigned", {"assigned_to": rid("person", to)})
        self.everybody()
        return record

    def solved(self, by: str = "engineer", to: str = "E100") -> str:
        record = self.problem(to)
        life.take(self.desk(by), record, "solved")
        self.everybody()
        return record

    def audited(self) -> tuple[str, str]:
        problem, manager = self.solved(), self.desk("line_manager")
        closure = paperwork.begin(manager, "closure", problem, {"gone_at": GONE, "engineer": ENGINEER}).id
        paperwork.take_step(manager, closure, "audited", {"thorough": True})
        self.everybody()
        return problem, closure


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    company = Company(tmp_path_factory.mktemp("settled"))
    company.open_office()
    for name in NAMES:
        company.enrol(name)
    company.clock.set(at("11-17 09:00"))
    yield House(company)
    company.close()


def refused(action: Callable[..., object], *told: object) -> str:
    with pytest.raises(UserError) as caught:
        action(*told)
    return caught.value.say("en")


def test_a_consent_is_neither_dated_back_nor_taken_away(house: House) -> None:
    problem, desk = house.problem(), house.desk("engineer")
    request = paperwork.begin(desk, "remote_request", problem).id
    asked: Values = {"operations.a.what": "x", "window_from": "2026-11-17T02:00:00Z", "access": "a", "risks": "r",
                     "window_to": "2026-11-17T05:00:00Z", "backup": "b", "way_back": "w",
                     "promise": "given"}  # fmt: skip
    paperwork.take_step(desk, request, "sent", asked)
    photo = RemoteRequest.signed_paper.dump(desk.store.put_file(b"\xff\xd8\xff a photo", "paper.jpg", "image/jpeg"))
    said: Values = {"signed_paper": photo, "consented_by": "王", "consented_at": "2026-11-17T01:00:00Z"}
    paperwork.take_step(desk, request, "consented", said)
    report = paperwork.begin(desk, "remote_report", problem).id
    house.everybody()
    early: Values = {"consented_at": "2026-11-17T00:00:00Z"}
    for patch in (early, {"consented_at": None}, {"signed_paper": None}):
        assert "settled" in refused(set_values, desk, request, patch)
        assert "settled" in house.push("engineer", "remote_request", request, **patch)
    done = {"operations.a.what": "x", "operations.a.done_at": "2026-11-17T00:30:00Z"}
    assert "P7.8.1" in house.push("engineer", "remote_report", report, **done)
    paperwork.take_step(desk, request, "withdrawn")
    house.everybody()
    assert "settled" in house.push("engineer", "remote_request", request, ended_at="2026-11-20T00:00:00Z")
    assert house.push("engineer", "remote_request", request, said="以后再说") == ""  # what he said may be added


def test_an_audit_stands_as_it_was_made(house: House) -> None:
    _problem, closure = house.audited()
    other = house.problem()
    for patch in ({"audited_by": rid("person", "E110")}, {"thorough": False}, {"gone_at": "2026-01-01T00:00:00Z"},
                  {"audited_at": "2026-11-30T00:00:00Z"}, {"engineer": MANAGER}, {"problem": other}):  # fmt: skip
        assert "settled" in refused(set_values, house.desk("department_manager"), closure, patch)
        assert "settled" in house.push("department_manager", "closure", closure, **patch)
    asked = {"reached": "王", "recheck_at": "2026-11-17T00:45:00Z", "recheck_said": "好", "gone": True,
             "recheck_by": rid("person", "E111")}  # fmt: skip
    slipped = house.push("qa", "closure", closure, **asked, status="rechecked", gone_at="2026-11-09T03:00:00Z")
    assert "settled" in slipped  # nor with the next step
    assert house.push("qa", "closure", closure, **asked, status="rechecked") == ""


def test_a_round_is_not_opened_and_a_class_not_changed_without_a_step(house: House) -> None:
    problem = house.solved()
    assert "settled" in house.push("qa", "problem", problem, nature="question")
    life.take(house.desk("qa"), problem, "assigned", {"reason": "又出现"})
    house.everybody()
    assert "settled" in house.push("engineer", "problem", problem, reopened_at="2026-01-01T00:00:00Z")
    assert "settled" in house.push("engineer", "problem", problem, reopened_at=None)
    assert house.push("qa", "problem", problem, nature="performance") == ""  # it is worked on again


def test_a_watch_of_before_it_came_back_does_not_count(house: House) -> None:
    problem, desk = house.problem(), house.desk("engineer")
    watch = paperwork.begin(desk, "monitoring_record", problem, {"started_at": "2026-11-10T00:00:00Z"}).id
    life.take(desk, problem, "solved")
    house.everybody()
    life.take(house.desk("qa"), problem, "assigned", {"reason": "又出现"})
    house.everybody()
    life.take(desk, problem, "solved")
    ended: Values = {"entries.a.seen_at": "2026-11-17T00:00:00Z", "entries.a.state": "normal", "conclusion": "正常",
                     "entries.a.since": "2026-11-10T00:00:00Z", "entries.a.source": "网管",
                     "ended_at": "2026-11-17T01:00:00Z"}  # fmt: skip
    paperwork.take_step(desk, watch, "passed", ended)
    house.everybody()
    head = house.desk("department_manager")
    missing = [lack.kind for lack in life.look_at(head, head.form(problem).record).closing]
    assert "monitoring_record" in missing


def test_a_watch_that_is_written_down_ahead_closes_nothing(house: House) -> None:
    problem, watch = house.solved(), new_id()
    ahead = {"problem": problem, "holder": ENGINEER, "started_at": "2026-11-17T00:30:00Z", "conclusion": "正常",
             "entries.a.since": "2026-11-17T00:30:00Z", "entries.a.source": "网管",
             "entries.a.seen_at": "2026-11-20T00:30:00Z", "entries.a.state": "normal"}  # fmt: skip
    assert house.push("engineer", "monitoring_record", watch, **ahead, status="running") == ""
    ended = {"ended_at": "2026-11-20T01:00:00Z"}
    assert "ahead" in refused(paperwork.take_step, house.desk("engineer"), watch, "passed", ended)
    assert "ahead" in house.push("engineer", "monitoring_record", watch, **ended, status="passed")
    assert house.desk("qa").form(watch).record.values["status"] == "running"


def test_nobody_audits_or_signs_what_he_did_himself_under_another_name(house: House) -> None:
    problem, manager = house.solved("line_manager", "E106"), house.desk("line_manager")
    closure = paperwork.begin(manager, "closure", problem, {"gone_at": GONE, "engineer": ENGINEER}).id
    assert "own work" in refused(paperwork.take_step, manager, closure, "audited", {"thorough": True})
    assert "audited" not in offered(manager, closure)
    house.everybody()
    audit = {"thorough": True, "audited_by": MANAGER, "audited_at": "2026-11-17T01:00:00Z", "status": "audited"}
    assert "own work" in house.push("line_manager", "closure", closure, **audit)


def offered(desk: Desk, rid: str) -> set[str]:
    """Where the steps lead that a paper's page offers."""
    return {step.target for step in paperwork.steps_of(desk, desk.form(rid).record)}


def journey(house: House, who: str) -> str:
    """A visit that this person makes, for a problem of the engineer's."""
    visit = new_id()
    of = {"problem": house.problem(), "customer": CUSTOMER, "engineer": who, "purpose": "x", "status": "preparing"}
    assert house.push("engineer", "visit", visit, **of) == ""
    return visit


def signature(house: House) -> dict[str, str]:
    name = house.desk("line_manager").form(MANAGER).record.values["person_name"]
    return {"name": str(name), "role": "x", "at": "2026-11-17T01:00:00Z"}


def test_a_manager_does_not_sign_the_trip_that_he_goes_on(house: House) -> None:
    visit = journey(house, MANAGER)
    trip = only_child_id(visit, "trip_approval")
    plan = {"visit": visit, "applicant": ENGINEER, "plan": "x", "leave_on": "2026-11-18", "back_on": "2026-11-19",
            "transport": "car", "status": "draft"}  # fmt: skip
    assert house.push("engineer", "trip_approval", trip, **plan) == ""
    look_through(house.desk("engineer"), visit)
    assert house.push("engineer", "trip_approval", trip, status="submitted") == ""
    signed = {"status": "line_approved", "line_manager": signature(house)}
    assert "own work" in house.push("line_manager", "trip_approval", trip, **signed)
    house.everybody()
    assert offered(house.desk("line_manager"), trip) == {"returned"}
    trips.return_approval(house.desk("line_manager"), visit, "另派他人")
    house.everybody()
    assert house.desk("engineer").form(trip).record.values["status"] == "returned"  # and so it goes on


def test_a_manager_who_was_the_second_hand_on_site_does_not_approve_the_report(house: House) -> None:
    visit = journey(house, ENGINEER)
    step, report = new_id(), only_child_id(visit, "service_report")
    done = {"visit": visit, "playbook": "p", "step": "1", "order": "1", "question": "q", "answer": "a",
            "done_by": MANAGER, "done_at": "2026-11-17T00:30:00Z"}  # fmt: skip
    assert house.push("line_manager", "step", step, **done) == ""
    words = dict.fromkeys(("symptom", "verified", "cause", "done", "checked", "cleanup"), "x")
    strokes = [[[100, 100, 5], [300, 200, 5]]]
    hand = {"name": "王", "role": "customer", "at": "2026-11-17T01:00:00Z", "strokes": strokes}
    mine = {**signature(house), "name": house.desk("engineer").form(ENGINEER).record.values["person_name"]}
    full = {"visit": visit, "engineer_name": ENGINEER, "arrived": GONE, "left": GONE, "solved": True, **words}
    assert house.push("engineer", "service_report", report, **full, status="draft") == ""
    assert house.push("engineer", "service_report", report, status="signed", customer=hand, engineer=mine) == ""
    approved = {"status": "approved", "manager": signature(house)}
    assert "own work" in house.push("line_manager", "service_report", report, **approved)


def test_what_has_gone_on_is_not_deleted_but_ended(house: House) -> None:
    problem = house.problem()
    for name in ("engineer", "secretary", "department_manager"):
        assert "own step" in refused(delete_record, house.desk(name), problem)
        assert "own step" in house.push(name, "problem", problem, deleted=True)
    begun, taker = new_id(), house.desk("engineer")
    call = {"summary": "s", "customer": CUSTOMER, "line": LINE, "received_at": GONE, "status": "open",
            "received_by": taker.actor.person}  # fmt: skip
    assert house.push("engineer", "problem", begun, **call) == ""
    assert "Received by" in house.push("secretary", "problem", begun, deleted=True)
    assert house.push("engineer", "problem", begun, deleted=True) == ""  # taken in by mistake, by himself


def test_nobody_writes_in_a_remark_or_a_decision_of_somebody_else(house: House) -> None:
    visit = journey(house, ENGINEER)
    report, remark = only_child_id(visit, "service_report"), new_id()
    said = {"visit": visit, "about": report, "text": "补照片", "status": "open"}
    assert "own words" in house.push("secretary", "comment", new_id(), **said, written_by=MANAGER)
    assert house.push("line_manager", "comment", remark, **said, written_by=MANAGER) == ""
    for patch in ({"text": "不用了"}, {"deleted": True}, {"written_by": ENGINEER}):
        assert "own words" in house.push("engineer", "comment", remark, **patch)
        assert "own words" in refused(house.desk("engineer").write, "comment", remark, patch)
    assert house.push("engineer", "comment", remark, status="done", reply="已补") == ""
    decided = {"visit": visit, "paper": report, "decision": "returned", "decided_by": rid("person", "E110")}
    assert "own words" in house.push("line_manager", "review", new_id(), **decided)


def test_a_blank_is_no_reason(house: House) -> None:
    problem = house.problem()
    assert "Reason" in house.push("qa", "problem", problem, status="cancelled", reason="  ")


def test_an_id_of_a_year_that_no_calendar_has_takes_today_from_nobody(house: House) -> None:
    told = {"problem": house.problem(), "contact_at": "2026-11-17T00:30:00Z", "whom": "x", "said": "y"}
    assert house.push("engineer", "contact", FAR, **told) == ""
    assert house.desk("line_manager").store.get(FAR) is not None
    for name in NAMES:
        assert today.today(house.desk(name)).machine.waiting == 0
