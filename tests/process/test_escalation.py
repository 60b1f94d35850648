"""What stays overdue goes up by elapsed time, on every laptop alike; to the manufacturer where the table says so."""

from datetime import datetime, timedelta

import pytest

from fieldkit.access import Actor, Post, Role, Scope
from fieldkit.process.clock_rules import RULES
from fieldkit.process.clocks import clocks
from fieldkit.process.duties import Duty, clock_duties
from fieldkit.process.escalation import ABOVE, PATIENCE, raised
from fieldkit.process.history import History
from fieldkit.process.working_days import WorkCalendar

from .clock_case import ENGINEER, contact, local, problem, utc

CALENDAR = WorkCalendar()
LINE, DEPARTMENT, PRESIDENT = Role.LINE_MANAGER, Role.DEPARTMENT_MANAGER, Role.VICE_PRESIDENT


def duty(code: str, at: str, *more: object) -> Duty:
    found = clock_duties(History([problem(), *more]), CALENDAR, "", local(at))  # type: ignore[list-item]
    return next(one for one in found if one.code == code)


def test_it_goes_up_level_by_level_and_stays_with_whose_it_is() -> None:
    """Promised for 08:42; nobody has answered the customer."""
    assert duty("respond", "2026-11-09 08:50").raised.roles == frozenset()
    assert duty("respond", "2026-11-09 09:11").raised.roles == frozenset()
    assert duty("respond", "2026-11-09 09:12").raised.roles == {LINE}
    assert duty("respond", "2026-11-09 09:42").raised.roles == {LINE, DEPARTMENT}
    late = duty("respond", "2026-11-19 10:12")
    assert late.raised.roles == {LINE, DEPARTMENT, PRESIDENT}  # and there it ends
    assert late.holder == ENGINEER and not late.raised.maker


def test_it_concerns_whom_it_has_gone_up_to_within_his_line() -> None:
    late, early = duty("respond", "2026-11-09 09:12"), duty("respond", "2026-11-09 08:50")
    manager = Actor("x", "", "", frozenset({Post(LINE)}), frozenset({Scope()}))
    assert late.concerns(manager) and not early.concerns(manager)
    assert not late.concerns(Actor("x", "", "", frozenset({Post(Role.QA)}), frozenset({Scope()})))


def test_the_manufacturer_is_brought_in_when_nobody_came_for_three_times_what_was_promised() -> None:
    """On site was promised for the 10th, 16:12: in 32 hours."""
    assert not duty("on_site", "2026-11-14 16:11").raised.maker
    assert duty("on_site", "2026-11-14 16:12").raised.maker


@pytest.mark.parametrize(("level", "minutes"), [("1", 15), ("2", 30), ("3", 120)])
def test_what_is_graver_goes_up_sooner(level: str, minutes: int) -> None:
    """By what the house promises for the level; a contract that promises less time goes up sooner by itself."""
    graded = History([problem(level=level, respond_by=None, on_site_by=None)])
    due = local("2026-11-09 08:12") + timedelta(minutes=minutes)

    def gone(now: datetime) -> frozenset[Role]:
        return next(one for one in clock_duties(graded, CALENDAR, "", now) if one.code == "respond").raised.roles

    assert gone(due + timedelta(minutes=minutes - 1)) == frozenset()
    assert gone(due + timedelta(minutes=minutes)) == {LINE}
    assert gone(due + timedelta(minutes=2 * minutes)) == {LINE, DEPARTMENT}
    agreed = History([problem(level=level, respond_by=utc("2026-11-09 08:17"))])
    late = [one.raised.roles for one in clock_duties(agreed, CALENDAR, "", local("2026-11-09 08:22"))
            if one.code == "respond"]  # fmt: skip
    assert late == [{LINE}]


def test_what_is_done_or_still_in_time_goes_nowhere() -> None:
    kept = History([problem(), contact("2026-11-09 08:30")])
    now = local("2026-11-20 08:00")
    one = next(clock for clock in clocks(kept, CALENDAR) if clock.code == "respond")
    assert raised(one, one.stand(now), now).roles == frozenset()
    late = History([problem(), contact("2026-11-09 15:00")])
    one = next(clock for clock in clocks(late, CALENDAR) if clock.code == "respond")
    assert raised(one, one.stand(now), now).roles == frozenset()  # too late, but answered


def test_times_that_are_not_believed_raise_nothing() -> None:
    """A contact from the future: nobody above is called for a clock that jumped."""
    jumped = duty("respond", "2026-11-09 12:00", contact("2026-12-09 08:30"))
    assert jumped.doubt and jumped.raised.roles == frozenset()


def test_what_both_managers_owe_goes_to_whoever_stands_above_both() -> None:
    taken = History([problem(status="open", assigned_to=None)])
    found = clock_duties(taken, CALENDAR, "", local("2026-11-09 09:12"))
    assert [one.raised.roles for one in found if one.code == "assign"] == [{PRESIDENT}]


@pytest.mark.parametrize("code", sorted(PATIENCE))
def test_every_row_of_the_table_is_a_clock(code: str) -> None:
    assert code in {rule.code for rule in RULES}
    each = PATIENCE[code].each
    assert each > 0 if isinstance(each, int) else each > timedelta()


def test_every_way_up_ends() -> None:
    for role in Role:
        seen = []
        above = role
        while above in ABOVE:
            assert above not in seen
            seen.append(above)
            above = ABOVE[above]
        assert above is Role.VICE_PRESIDENT
