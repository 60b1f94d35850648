"""The end of a problem: what is no watch, and what may not be open, by the actions and by pushes past them."""

from sync.test_settled import ENGINEER, House, house, refused

from fieldkit.actions import life, paperwork
from fieldkit.actions.histories import open_duties
from fieldkit.forms import Values, new_id
from fieldkit.store.store import Edit

__all__ = ["house"]


def test_a_watch_is_looked_at_within_its_time(house: House) -> None:
    problem, desk = house.solved(), house.desk("engineer")
    watch = paperwork.begin(desk, "monitoring_record", problem, {"started_at": "2026-11-09T02:00:00Z"}).id
    house.everybody()
    ended: Values = {"ended_at": "2026-11-12T03:00:00Z", "conclusion": "正常", "entries.a.state": "normal"}
    for seen, why in (("2025-01-01T00:00:00Z", "outside"), ("2026-11-12T02:00:00Z", "unseen")):
        bad = {**ended, "entries.a.seen_at": seen}
        assert why in refused(paperwork.take_step, desk, watch, "passed", bad)
        assert why in house.push("engineer", "monitoring_record", watch, **bad, status="passed")
    told = {"entries.a.since": "2026-11-09T02:00:00Z", "entries.a.source": "网管"}
    seen = {**ended, **told, "entries.a.seen_at": "2026-11-12T02:30:00Z"}
    assert house.push("engineer", "monitoring_record", watch, **seen, status="passed") == ""


LENT: Values = {"reason": "r", "needed_by": "2026-11-18", "wanted.a.what": "x", "wanted.a.purpose": "loan",
                "wanted.a.quantity": "1", "wanted.a.back_by": "2026-11-20"}  # fmt: skip


def test_what_is_asked_for_and_not_decided_holds_the_closing_up(house: House) -> None:
    problem, _closure = house.audited()
    engineer, head = house.desk("engineer"), house.desk("department_manager")
    spare = paperwork.begin(engineer, "spare_request", problem, LENT).id
    for kind in ("document_update", "task_approval"):
        paperwork.begin(engineer, kind, problem)
    house.everybody()
    lacks = life.look_at(head, head.form(problem).record).closing
    assert {"document_update", "task_approval", "spare_request"} <= {lack.kind for lack in lacks if lack.record}
    said = house.push("department_manager", "problem", problem, status="closed")
    for paper in ("Document update", "Task approval", "Loan and spare request"):
        assert paper in said
    paperwork.take_step(engineer, spare, "submitted")
    house.everybody()
    paperwork.take_step(house.desk("line_manager"), spare, "granted")
    house.everybody()
    assert spare in {lack.record for lack in life.look_at(head, head.form(problem).record).closing}
    paperwork.take_step(house.desk("secretary"), spare, "out")
    house.everybody()
    assert spare not in {lack.record for lack in life.look_at(head, head.form(problem).record).closing}


def test_what_was_lent_is_asked_back_after_the_closing(house: House) -> None:
    desk, problem, spare = house.desk("secretary"), new_id(), new_id()
    told: Values = {"summary": "s", "received_at": "2026-11-09T00:12:00Z", "level": "3", "status": "closed"}
    lent: Values = {**LENT, "problem": problem, "applicant": ENGINEER, "out_on": "2026-11-10", "status": "out"}
    desk.store.write(desk.actor, [Edit("problem", problem, told), Edit("spare_request", spare, lent)])
    assert [(one.code, one.holder) for one in open_duties(desk) if one.record == spare] == [("spare", ENGINEER)]
    back: Values = {"back_on": "2026-11-17", "status": "back"}
    desk.store.write(desk.actor, [Edit("spare_request", spare, back, desk.store.open(spare))])
    assert not [one for one in open_duties(desk) if one.record == spare]
