"""What is asked of others and stays away: support, spares, slips, complaints, the yearly summary."""

from datetime import date, datetime, timedelta

import pytest

from fieldkit.access import Role
from fieldkit.forms import Contract, Json, Record, natural_id
from fieldkit.process.clock import Clock, State
from fieldkit.process.clocks import clocks
from fieldkit.process.escalation import Raised, raised
from fieldkit.process.history import History
from fieldkit.process.summaries import yearly_clocks
from fieldkit.process.working_days import WorkCalendar

from .clock_case import ENGINEER, PROBLEM, local, problem, record, utc

CALENDAR = WorkCalendar()


def clock(code: str, kind: str, **values: Json) -> Clock:
    records = [problem(), record(kind, **{"problem": PROBLEM, **values})]
    return next(one for one in clocks(History(records), CALENDAR) if one.code == code)


def gone_up(one: Clock, now: datetime) -> Raised:
    return raised(one, one.stand(now), now)


def test_support_that_does_not_come_goes_up_and_after_a_day_to_the_manufacturer() -> None:
    asked = clock("support", "support_request", status="submitted", written_on="2026-11-09", needed_by="2026-11-10")
    due = local("2026-11-10 18:00")
    assert asked.until == due
    hours = timedelta(hours=4)
    assert gone_up(asked, due + hours - timedelta(minutes=1)) == Raised()
    assert Role.DEPARTMENT_MANAGER in gone_up(asked, due + hours).roles
    assert not gone_up(asked, due + timedelta(hours=23)).maker
    assert gone_up(asked, due + timedelta(hours=24)).maker
    answered = {"status": "answered", "answered_at": utc("2026-11-10 15:00")}
    kept = clock("support", "support_request", written_on="2026-11-09", needed_by="2026-11-10", **answered)
    assert kept.stand(due + timedelta(days=9)).state is State.KEPT
    assert gone_up(kept, due + timedelta(days=9)) == Raised()


def test_a_lent_part_that_is_not_back_goes_up_after_a_week() -> None:
    lent: dict[str, Json] = {"applicant": ENGINEER, "out_on": "2026-11-10", "back_by": "2026-11-15"}
    out, due = clock("spare", "spare_request", status="out", **lent), local("2026-11-15 18:00")
    assert out.holder == ENGINEER
    assert out.stand(due + timedelta(days=1)).state is State.MISSED
    assert gone_up(out, due + timedelta(days=6)) == Raised()
    assert gone_up(out, due + timedelta(days=7)).roles == {Role.LINE_MANAGER}
    back = clock("spare", "spare_request", status="back", back_on="2026-11-14", **lent)
    assert back.stand(due + timedelta(days=30)).state is State.KEPT


def test_a_slip_is_answered_by_its_day() -> None:
    issued: dict[str, Json] = {"due": "2026-11-12", "assigned_to": ENGINEER}
    slip, due = clock("slip", "problem_slip", status="issued", **issued), local("2026-11-12 18:00")
    assert slip.stand(due - timedelta(hours=1)).running
    assert slip.stand(due + timedelta(hours=1)).state is State.MISSED
    for day, state in (("2026-11-12 17:00", State.KEPT), ("2026-11-14 09:00", State.MISSED)):
        answered = clock("slip", "problem_slip", status="answered", answered_at=utc(day), **issued)
        stand = answered.stand(due + timedelta(days=9))
        assert (stand.state, stand.running) == (state, False)


@pytest.mark.parametrize("judged", ["issued", "dismissed"])
def test_a_complaint_is_judged_within_a_working_day(judged: str) -> None:
    """Received on a Friday afternoon: by the end of Monday."""

    def of(status: str) -> Clock:
        complaint = record("complaint", status=status, received_at=utc("2026-11-13 16:00"))
        return next(one for one in clocks(History([complaint]), CALENDAR) if one.code == "judge")

    waits, monday = of("received"), local("2026-11-16 18:00")
    assert waits.roles == {Role.QA}
    assert waits.until == monday
    assert waits.stand(monday + timedelta(hours=1)).state is State.MISSED
    assert gone_up(waits, monday + timedelta(days=1)).roles == {Role.DEPARTMENT_MANAGER}
    assert of(judged).stand(monday + timedelta(days=9)).state is State.DONE


def test_the_yearly_summary_is_due_twenty_working_days_after_the_year() -> None:
    """2026: the first three days of January are free, the Sunday after them is worked."""
    customer = natural_id("customer", "C1900")
    held = Contract(
        Record("c", "contract", values={"customer": customer, "begins": "2024-05-01", "ends": "2026-04-30"})
    )
    (due,) = yearly_clocks([held], date(2026, 1, 5), {}, CALENDAR).values()
    assert due.until == local("2026-01-29 18:00")
    over = Contract(
        Record("d", "contract", values={"customer": customer, "begins": "2023-01-01", "ends": "2024-12-31"})
    )
    assert yearly_clocks([over], date(2026, 1, 5), {}, CALENDAR) == {}
