"""Turns of duty are planned at once, and only what can be stands."""

from datetime import datetime, timedelta

import pytest
from courier_trips import AN, COLLEAGUE, ENGINEER, MANAGER, SW, Trips

from fieldkit.actions.enrol import sync
from fieldkit.actions.roster import plan_turns
from fieldkit.errors import NotAllowedError, UserError
from fieldkit.forms import Roster, natural_id
from fieldkit.forms.types import ZONE
from fieldkit.process.roster import gaps, planned
from fieldkit.store.ledger import summary

ONE, OTHER = natural_id("person", ENGINEER), natural_id("person", COLLEAGUE)
MONDAY, DAY = datetime(2026, 11, 9, 8, tzinfo=ZONE), timedelta(days=1)


def test_people_take_turns_and_the_office_takes_the_plan(trips: Trips) -> None:
    manager, engineer = trips.laptop(MANAGER), trips.laptop(ENGINEER)
    plan_turns(manager.desk, [ONE, OTHER], MONDAY, DAY, 3, AN)
    sync(manager.desk)
    assert summary(manager.store)["rejected"] == 0
    sync(engineer.desk)
    rows = [Roster(record) for record in engineer.store.find("roster")]
    turns = planned(rows, MONDAY, MONDAY + 7 * DAY)
    assert [(turn.person, turn.starts - MONDAY) for turn in turns] == [(ONE, 0 * DAY), (OTHER, DAY), (ONE, 2 * DAY)]
    left = gaps(turns, {}, AN, MONDAY, MONDAY + 7 * DAY)
    assert [(gap.starts - MONDAY, gap.ends - MONDAY) for gap in left] == [(3 * DAY, 7 * DAY)]


def test_a_plan_that_cannot_be_writes_nothing(trips: Trips) -> None:
    manager = trips.laptop(MANAGER)
    desk = manager.desk
    for people, each, turns in (([], DAY, 1), ([ONE], DAY, 0), ([ONE], DAY, 401), ([ONE], timedelta(0), 1)):
        with pytest.raises(UserError):
            plan_turns(desk, people, MONDAY, each, turns, AN)
    for line in ("", SW):
        with pytest.raises(NotAllowedError):
            plan_turns(desk, [ONE], MONDAY, DAY, 1, line)
    with pytest.raises(NotAllowedError):
        plan_turns(trips.laptop(ENGINEER).desk, [ONE], MONDAY, DAY, 1, AN)
    assert manager.store.find("roster") == []
