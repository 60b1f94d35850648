"""A deputy at work: a manager of another line does an absent manager's steps with his own role and name, no more."""

from datetime import UTC, datetime

import pytest
from courier_trips import AN, COLLEAGUE, DEPARTMENT, ENGINEER, MANAGER, Trips, new_problem

from fieldkit.actions import problems
from fieldkit.actions.enrol import sync
from fieldkit.actions.records import set_values
from fieldkit.clock import PlayedClock
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.forms import natural_id
from fieldkit.store.ledger import summary

OTHER_MANAGER = "E107"  # of SW
ABSENT, DEPUTY, SECOND = (natural_id("person", number) for number in (MANAGER, OTHER_MANAGER, COLLEAGUE))


def test_a_deputy_assigns_in_the_absent_managers_line_and_as_himself(trips: Trips, clock: PlayedClock) -> None:
    boss, deputy, engineer = trips.laptop(DEPARTMENT), trips.laptop(OTHER_MANAGER), trips.laptop(ENGINEER)
    rid = new_problem(engineer, line=AN, level="2", symptom="主控板心跳丢失")
    sync(engineer.desk)
    days = {"deputy": DEPUTY, "away_from": "2026-11-10", "away_to": "2026-11-12"}
    set_values(boss.desk, ABSENT, days)
    sync(boss.desk)
    sync(deputy.desk)
    assert deputy.store.get(rid) is None
    clock.set(datetime(2026, 11, 10, 1, tzinfo=UTC))
    sync(deputy.desk)
    problems.assign(deputy.desk, rid, SECOND)
    sync(deputy.desk)
    assert summary(deputy.store)["rejected"] == 0
    sync(engineer.desk)
    taken = engineer.store.get(rid)
    assert taken is not None
    assert (taken.values["assigned_to"], taken.values["assigned_by"]) == (SECOND, DEPUTY)
    clock.set(datetime(2026, 11, 13, 1, tzinfo=UTC))
    sync(deputy.desk)
    assert deputy.store.get(rid) is None
    with pytest.raises(UserError):
        problems.assign(deputy.desk, rid, SECOND)


def test_an_engineer_who_stands_in_for_a_manager_is_still_no_manager(trips: Trips) -> None:
    boss, deputy = trips.laptop(DEPARTMENT), trips.laptop("E101")
    set_values(boss.desk, ABSENT, {"deputy": natural_id("person", "E101"), "away_from": "2026-11-01"})
    rid = new_problem(boss, line=AN, level="2", symptom="主控板心跳丢失")
    sync(boss.desk)
    sync(deputy.desk)
    sync(deputy.desk)
    assert deputy.store.get(rid) is not None
    with pytest.raises((NotAllowedError, UserError), match="角色"):
        problems.assign(deputy.desk, rid, SECOND)
