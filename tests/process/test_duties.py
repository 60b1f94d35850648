"""Duties of the case: who owes what by when, computed and never stored."""

from datetime import date, datetime

import pytest

from fieldkit.access import Actor, Role
from fieldkit.forms import Leftover, Problem, Record, ServiceReport, Visit, natural_id, only_child_id
from fieldkit.forms.types import ZONE
from fieldkit.process.dossier import Trip
from fieldkit.process.doubles import Pair
from fieldkit.process.duties import double_duties, problem_duties, trip_duties
from fieldkit.process.severity import promised

ENGINEER = natural_id("person", "E100")
VISIT = natural_id("visit", "1")


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def utc(text: str) -> str:
    return str(Visit.arrived.dump(local(text)))


@pytest.fixture
def trip() -> Trip:
    visit = {
        "engineer": ENGINEER,
        "purpose": "心跳丢失",
        "arrived": utc("2026-11-10 10:05"),
        "left": utc("2026-11-10 13:40"),
    }
    report = {"restored_at": utc("2026-11-10 11:52"), "left": utc("2026-11-10 13:40"), "status": "signed"}
    rid = only_child_id(VISIT, "service_report")
    return Trip(
        Visit(Record(VISIT, "visit", values=dict(visit))),
        report=ServiceReport(Record(rid, "service_report", values=dict(report))),
        leftovers=[
            Leftover(
                Record(
                    natural_id("leftover", "1"),
                    "leftover",
                    values={
                        "visit": VISIT,
                        "what": "蓄电池",
                        "due": "2026-12-10",
                        "holder": ENGINEER,
                        "status": "open",
                    },
                )
            )
        ],
    )


def test_the_duties_of_the_case(trip: Trip) -> None:
    due = {duty.code: duty.due for duty in trip_duties(trip)}
    assert due["watch"] == local("2026-11-13 11:52")
    assert due["recheck"] == local("2026-11-17 11:52")
    assert due["documents"] == local("2026-11-17 18:00")
    assert due["leftover"] == local("2026-12-10 18:00")
    assert due["review"] == local("2026-11-12 13:40")


def test_each_duty_is_somebodys(trip: Trip) -> None:
    engineer = Actor(ENGINEER, "E100", "", frozenset({Role.ENGINEER}))
    manager = Actor("m", "E106", "", frozenset({Role.LINE_MANAGER}))
    mine = {duty.code for duty in trip_duties(trip) if duty.concerns(engineer)}
    theirs = {duty.code for duty in trip_duties(trip) if duty.concerns(manager)}
    assert mine == {"watch", "documents", "leftover"}
    assert theirs == {"review"}


def test_what_was_recorded_as_done_is_due_no_more(trip: Trip) -> None:
    trip.visit.values["watch_ended"] = utc("2026-11-13 12:00")
    assert {"documents", "recheck"} <= {duty.code for duty in trip_duties(trip)}
    trip.visit.values["documents_on"] = "2026-11-16"
    trip.problem = Problem(Record(natural_id("problem", "1"), "problem", values={"status": "solved"}))
    assert "recheck" in {duty.code for duty in trip_duties(trip)}
    trip.problem.values["status"] = "closed"
    assert not {"watch", "documents", "recheck"} & {duty.code for duty in trip_duties(trip)}


def test_a_returned_report_is_the_engineers(trip: Trip) -> None:
    assert trip.report is not None
    trip.report.values["status"] = "returned"
    codes = {duty.code for duty in trip_duties(trip)}
    assert "correct" in codes
    assert "review" not in codes


def test_level_two_is_answered_in_half_an_hour() -> None:
    received = local("2026-11-09 08:12")
    assert promised("2", received) == (local("2026-11-09 08:42"), local("2026-11-09 16:12"))
    values = {"summary": "s", "status": "open", "respond_by": utc("2026-11-09 08:42")}
    problem = Problem(Record(natural_id("problem", "1"), "problem", values=dict(values)))
    (duty,) = problem_duties(problem, "平川县电信分公司")
    assert duty.late(local("2026-11-09 08:43"))
    assert not duty.late(local("2026-11-09 08:41"))


def test_doubles_are_looked_through_within_the_week_by_who_keeps_the_lists() -> None:
    pairs = [Pair("customer", "a", "b", "name"), Pair("part", "c", "d", "key"), Pair("part", "c", "e", "key")]
    one, several = double_duties(pairs, {"a": "浙江电信"}, date(2026, 11, 9))
    assert (one.about, one.record) == ("客户·浙江电信", "a/b")
    assert (several.about, several.record) == ("备件·2", "")
    assert one.due == local("2026-11-13 18:00")
    assert one.roles == {Role.SECRETARY, Role.DEPARTMENT_MANAGER}
    (saturday,) = double_duties(pairs[:1], {}, date(2026, 11, 14))
    assert saturday.due == local("2026-11-20 18:00")
