"""The clocks of the process: each row of the table by hand, and what must hold for any records."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fieldkit.access import Role
from fieldkit.forms import Json, Record, natural_id, only_child_id
from fieldkit.process.clock import RUNNING, Clock, State
from fieldkit.process.clocks import clocks
from fieldkit.process.history import History
from fieldkit.process.working_days import WorkCalendar
from tests.process.clock_case import ENGINEER, PROBLEM, RECEIVER, VISIT, case, contact, local, problem, record, utc

CALENDAR = WorkCalendar()
MANAGERS = {Role.LINE_MANAGER, Role.DEPARTMENT_MANAGER}


def all_of(*records: Record) -> dict[str, Clock]:
    return {clock.code: clock for clock in clocks(History(records), CALENDAR) if clock.round == 1}


def state(clock: Clock, at: str) -> State:
    return clock.stand(local(at)).state


def test_the_clocks_of_the_case_with_their_evidence() -> None:
    found = all_of(*case())
    now = local("2026-11-11 09:00")
    stands = {code: (clock.stand(now).state, clock.stand(now).evidence) for code, clock in found.items()}
    assert {code: said for code, (said, _) in stands.items()} == {
        "assign": State.DONE,
        "respond": State.KEPT,
        "on_site": State.KEPT,
        "watch": State.DUE,
        "review": State.DUE,
        "documents": State.DUE,
        "recheck": State.DUE,
        "leftover": State.DUE,
    }
    evidence = {code: (end.record, end.field) for code, (_, end) in stands.items() if end}
    assert evidence == {
        "assign": (PROBLEM, "assigned_to"),
        "respond": (natural_id("contact", "2026-11-09 08:30"), "contact_at"),
        "on_site": (VISIT, "arrived"),
    }


def test_an_answer_is_due_from_who_was_asked_first_until_somebody_is_named() -> None:
    clock = all_of(problem(status="open", assigned_to=None))["respond"]
    assert clock.holder == RECEIVER
    assert [state(clock, f"2026-11-09 {time}") for time in ("08:12", "08:31", "08:33", "08:42", "08:43")] == [
        State.DUE, State.DUE, State.AT_RISK, State.AT_RISK, State.MISSED
    ]  # fmt: skip
    assert all_of(problem())["respond"].holder == ENGINEER
    assert all_of(problem(status="open", assigned_to=None))["assign"].roles == MANAGERS


def test_telling_ones_superior_is_no_answer_and_a_late_answer_is_missed() -> None:
    told = contact("2026-11-09 08:20", purpose="told")
    late = contact("2026-11-09 09:00", purpose="guidance")
    assert state(all_of(problem(), told)["respond"], "2026-11-09 08:30") in RUNNING
    clock = all_of(problem(), told, late)["respond"]
    assert clock.stand(local("2026-11-09 09:30")).state is State.MISSED
    assert clock.stand(local("2026-11-09 09:30")).evidence is not None


def test_a_problem_without_its_terms_has_those_of_the_house_for_its_level() -> None:
    bare = all_of(problem(respond_by=None, on_site_by=None, level="1"))
    assert bare["respond"].due == local("2026-11-09 08:27")
    assert bare["on_site"].due == local("2026-11-09 12:12")


def test_nobody_has_to_be_on_site_for_what_needs_no_visit() -> None:
    assert "on_site" not in all_of(problem(status="assigned"))
    assert "on_site" in all_of(problem(status="visit"))


def watch(**values: Json) -> Record:
    known: dict[str, Json] = {"problem": PROBLEM, "visit": VISIT, "holder": ENGINEER, "status": "running"}
    return record("monitoring_record", **{**known, "started_at": utc("2026-11-10 11:52"), **values})


def test_the_watch_is_kept_when_its_end_is_written_down_within_a_day() -> None:
    for ended, said in (("2026-11-13 11:52", State.KEPT), ("2026-11-14 11:52", State.KEPT),
                        ("2026-11-14 11:53", State.MISSED)):  # fmt: skip
        clock = all_of(*case(), watch(status="passed", ended_at=utc(ended)))["watch"]
        assert state(clock, "2026-11-15 09:00") is said
    visit = next(one for one in case() if one.kind == "visit")
    visit.values["watch_ended"] = utc("2026-11-13 12:00")
    others = [one for one in case() if one.kind != "visit"]
    assert state(all_of(*others, visit)["watch"], "2026-11-13 12:10") is State.KEPT


def test_a_watch_wants_an_entry_in_each_of_its_days() -> None:
    seen = watch(**{"entries.00000001.seen_at": utc("2026-11-11 09:00"),
                    "entries.00000002.seen_at": utc("2026-11-12 13:00")})  # fmt: skip
    entries = [clock for clock in clocks(History([*case(), seen]), CALENDAR) if clock.code == "watch_entry"]
    assert [clock.due for clock in entries] == [local(f"2026-11-{day} 11:52") for day in (11, 12, 13)]
    assert [state(clock, "2026-11-14 09:00") for clock in entries] == [State.KEPT, State.MISSED, State.KEPT]
    failed = watch(status="failed", ended_at=utc("2026-11-10 20:00"))
    assert len([one for one in clocks(History([*case(), failed]), CALENDAR) if one.code == "watch_entry"]) == 1


def test_documents_are_due_five_working_days_after_the_day_of_leaving() -> None:
    update = record("document_update", problem=PROBLEM, visit=VISIT, status="handed_over", handed_on="2026-11-17")
    clock = all_of(*case(), update)["documents"]
    assert (clock.due, clock.provisional, clock.holder) == (local("2026-11-17 18:00"), False, ENGINEER)
    assert state(clock, "2026-11-18 09:00") is State.KEPT
    update.values["handed_on"] = "2026-11-18"
    assert state(all_of(*case(), update)["documents"], "2026-11-18 09:00") is State.MISSED
    update.values |= {"handed_on": "2026-11-16", "status": "draft"}
    assert state(all_of(*case(), update)["documents"], "2026-11-17 09:00") is State.AT_RISK
    same_day = {**update.values, "handed_on": "2026-11-10", "status": "filed"}
    clock = all_of(*case(), record("document_update", **same_day))["documents"]
    assert state(clock, "2026-11-11 09:00") is State.KEPT


def test_documents_that_cross_into_a_year_without_a_list_are_provisional() -> None:
    visit = record("visit", VISIT, problem=PROBLEM, engineer=ENGINEER, status="left", left=utc("2026-12-29 10:00"))
    assert all_of(problem(), visit)["documents"].provisional


def test_quality_assurance_asks_after_a_week_and_once_more_when_the_fault_came_back() -> None:
    asked = record("closure", problem=PROBLEM, status="rechecked", recheck_at=utc("2026-11-18 10:00"),
                   gone_at=utc("2026-11-10 11:52"))  # fmt: skip
    clock = all_of(*case(), asked)["recheck"]
    assert clock.roles == {Role.QA}
    assert (clock.due, clock.until) == (local("2026-11-17 11:52"), local("2026-11-18 18:00"))
    assert state(clock, "2026-11-20 09:00") is State.KEPT
    asked.values["status"] = "reopened"
    second = natural_id("visit", "2")
    again = record("service_report", only_child_id(second, "service_report"), visit=second,
                   restored_at=utc("2026-11-20 10:00"))  # fmt: skip
    clock = all_of(*case(), asked, record("visit", second, problem=PROBLEM), again)["recheck"]
    stand = clock.stand(local("2026-11-21 09:00"))
    assert (stand.state, stand.evidence, stand.doubt) == (State.DUE, None, "")
    assert clock.due == local("2026-11-27 10:00")


def test_a_support_request_is_with_whoever_it_was_passed_up_to() -> None:
    asked = record("support_request", problem=PROBLEM, status="submitted", applicant=ENGINEER, written_on="2026-11-13")
    clock = all_of(problem(), asked)["support"]
    assert (clock.due, clock.roles) == (local("2026-11-16 18:00"), {Role.LINE_MANAGER})
    asked.values |= {"needed_by": "2026-11-14", "status": "approved"}
    clock = all_of(problem(), asked)["support"]
    assert (clock.due, clock.roles) == (local("2026-11-14 18:00"), {Role.VICE_PRESIDENT})
    asked.values |= {"status": "answered", "answered_at": utc("2026-11-14 12:00")}
    assert state(all_of(problem(), asked)["support"], "2026-11-15 09:00") is State.KEPT
    asked.values["status"] = "returned"
    assert "support" not in all_of(problem(), asked)


def test_what_was_lent_comes_back_by_the_first_of_its_days() -> None:
    lent = record("spare_request", problem=PROBLEM, status="out", applicant=ENGINEER, out_on="2026-11-10",
                  **{"wanted.00000001.back_by": "2026-11-20", "wanted.00000002.back_by": "2026-11-18"})  # fmt: skip
    clock = all_of(problem(), lent)["spare"]
    assert (clock.due, clock.holder) == (local("2026-11-18 18:00"), ENGINEER)
    lent.values |= {"status": "back", "back_on": "2026-11-18"}
    assert state(all_of(problem(), lent)["spare"], "2026-11-19 09:00") is State.KEPT


def test_an_advice_that_was_answered_is_done_though_nobody_says_when() -> None:
    advice = record("maintenance_advice", only_child_id(VISIT, "maintenance_advice"), visit=VISIT, status="signed",
                    reply_by="2026-11-20")  # fmt: skip
    clock = all_of(*case(), advice)["advice"]
    assert (clock.holder, state(clock, "2026-11-21 09:00")) == (ENGINEER, State.MISSED)
    advice.values["reply"] = "已安排"
    assert state(all_of(*case(), advice)["advice"], "2026-11-21 09:00") is State.DONE


def test_a_returned_report_is_corrected_and_then_reviewed_again() -> None:
    report = next(one for one in case() if one.kind == "service_report")
    others = [one for one in case() if one.kind != "service_report"]
    back = record("review", visit=VISIT, paper=report.id, decision="returned", decided_at=utc("2026-11-11 10:00"))
    report.values |= {"status": "returned", "engineer": {"name": "陈", "strokes": []}}
    found = all_of(*others, report, back)
    assert "review" not in found
    assert (found["correct"].due, found["correct"].holder) == (local("2026-11-13 10:00"), ENGINEER)
    report.values["status"] = "signed"
    found = all_of(*others, report, back)
    assert "correct" not in found
    assert state(found["review"], "2026-11-12 09:00") in RUNNING
    report.values["status"] = "approved"
    assert state(all_of(*others, report, back)["review"], "2026-11-20 09:00") is State.KEPT


def test_what_has_a_day_alone_is_at_risk_two_days_before() -> None:
    clock = all_of(*case())["leftover"]
    assert [state(clock, f"2026-12-{day} 18:00") for day in ("08", "10")] == [State.AT_RISK, State.AT_RISK]
    assert state(clock, "2026-12-08 17:59") is State.DUE
    assert state(clock, "2026-12-10 18:01") is State.MISSED


def test_a_problem_slip_is_answered_by_the_department() -> None:
    slip = record("problem_slip", problem=PROBLEM, status="taken", assigned_to=RECEIVER, due="2026-11-12")
    clock = all_of(problem(), slip)["slip"]
    assert (clock.holder, state(clock, "2026-11-12 17:00")) == (RECEIVER, State.AT_RISK)


@pytest.mark.parametrize(
    ("at", "rid", "words"),
    [
        ("2026-11-09 07:00", natural_id("contact", "a"), "before the beginning"),
        ("2027-11-09 08:30", natural_id("contact", "a"), "in the future"),
        ("2026-11-09 08:30", "019a0000-0000-7000-8000-000000000000", "clock was wrong"),
    ],
)
def test_a_time_that_jumped_is_flagged_and_ends_nothing(at: str, rid: str, words: str) -> None:
    asked = problem()
    asked.id = "019a5fff-0000-7000-8000-000000000000"
    stand = all_of(asked, contact(at, rid, purpose="guidance"))["respond"].stand(local("2026-11-09 09:30"))
    assert stand.state is State.MISSED
    assert stand.evidence is None
    assert words in stand.doubt
    believed = contact("2026-11-09 08:31", "019a6000-0000-7000-8000-000000000000", purpose="guidance")
    stand = all_of(asked, contact(at, rid, purpose="guidance"), believed)["respond"].stand(local("2026-11-09 09:30"))
    assert (stand.state, stand.doubt) == (State.KEPT, "")


def test_a_trip_is_approved_by_whose_turn_it_is_before_it_begins() -> None:
    asked = record("trip_approval", only_child_id(VISIT, "trip_approval"), visit=VISIT, status="submitted",
                   leave_on="2026-11-10")  # fmt: skip
    clock = all_of(problem(), asked)["approve"]
    assert (clock.due, clock.roles) == (local("2026-11-10 18:00"), {Role.LINE_MANAGER})
    asked.values["status"] = "line_approved"
    assert all_of(problem(), asked)["approve"].roles == {Role.DEPARTMENT_MANAGER}
    asked.values["status"] = "approved"
    assert "approve" not in all_of(problem(), asked)


# -- what holds for any records

START = datetime(2026, 11, 9, tzinfo=UTC)
times = some.integers(0, 30 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
stored = times.map(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ"))
days = times.map(lambda moment: f"{moment:%Y-%m-%d}")
maybe = some.none() | stored


@some.composite
def papers(draw: some.DrawFn) -> list[Record]:
    """A problem with what may be written about it, at any times."""
    found = [problem(received_at=draw(stored), respond_by=draw(maybe), on_site_by=draw(maybe),
                     status=draw(some.sampled_from(["open", "assigned", "visit", "solved", "closed"])))]  # fmt: skip
    found += [record("contact", natural_id("contact", str(number)), problem=PROBLEM, contact_at=draw(stored),
                     purpose=draw(some.sampled_from(["told", "guidance"])))
              for number in range(draw(some.integers(0, 3)))]  # fmt: skip
    for number in range(draw(some.integers(0, 2))):
        rid = natural_id("visit", str(number))
        found.append(record("visit", rid, problem=PROBLEM, engineer=ENGINEER, arrived=draw(maybe), left=draw(maybe),
                            watch_ended=draw(maybe), documents_on=draw(some.none() | days)))  # fmt: skip
        status = draw(some.sampled_from(["draft", "signed", "returned"]))
        report = only_child_id(rid, "service_report")
        found.append(record("service_report", report, visit=rid, restored_at=draw(maybe), status=status))
    if draw(some.booleans()):
        entries = {f"entries.{number:08d}.seen_at": draw(stored) for number in range(draw(some.integers(0, 4)))}
        found.append(record("monitoring_record", problem=PROBLEM, started_at=draw(stored), ended_at=draw(maybe),
                            **entries))  # fmt: skip
    if draw(some.booleans()):
        found.append(record("closure", problem=PROBLEM, gone_at=draw(maybe), recheck_at=draw(maybe)))
    if draw(some.booleans()):
        found.append(record("support_request", problem=PROBLEM, written_on=draw(days), answered_at=draw(maybe),
                            status=draw(some.sampled_from(["submitted", "answered"]))))  # fmt: skip
    return found


@given(records=papers(), data=some.data())
def test_clocks_are_the_same_for_any_order_of_records(records: list[Record], data: some.DataObject) -> None:
    shuffled = data.draw(some.permutations(records))
    assert clocks(History(shuffled), CALENDAR) == clocks(History(records), CALENDAR)
    assert clocks(History([*shuffled, *records]), CALENDAR) == clocks(History(records), CALENDAR)


@settings(max_examples=300)
@given(records=papers(), moments=some.lists(times, min_size=2, max_size=6))
def test_clocks_go_forward_only(records: list[Record], moments: list[datetime]) -> None:
    order = [State.DUE, State.AT_RISK, State.MISSED]
    for clock in clocks(History(records), CALENDAR):
        said = [clock.stand(moment).state for moment in sorted(moments)]
        for before, after in pairwise(said):
            if before in {State.KEPT, State.MISSED}:
                assert after is before, "what is kept or missed stays so"
            elif before in order and after in order:
                assert order.index(after) >= order.index(before)
            elif before is State.DONE:
                assert after not in {State.DUE, State.AT_RISK}


@given(records=papers(), now=times)
def test_what_is_kept_has_evidence_within_its_time_and_nothing_else_is(records: list[Record], now: datetime) -> None:
    for clock in clocks(History(records), CALENDAR):
        stand = clock.stand(now)
        if stand.state is State.KEPT:
            assert stand.evidence is not None
            assert stand.evidence.at is not None
            assert stand.evidence.at <= clock.until
        if stand.running:
            assert stand.state is (State.MISSED if now > clock.until else stand.state)
            assert stand.state in RUNNING
