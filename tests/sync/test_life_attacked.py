"""What befalls a step between being taken and being judged: the process is killed, a role or an absence ends, somebody
else was there first. Real laptops, a real office.
"""

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import stepping
from courier_trips import AN, COLLEAGUE, CUSTOMER, DEPARTMENT, ENGINEER, MANAGER, Trips, new_problem

import fieldkit
from fieldkit.actions import problems
from fieldkit.actions.enrol import sync
from fieldkit.actions.records import set_values
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.errors import UserError
from fieldkit.forms import Record, natural_id
from fieldkit.process.problem_steps import PROBLEM_STEPS
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit

LIVES, SEED, LONGEST = 12, 20261122, 0.8  # s; how long a process steps before it is killed, at most
OTHER_MANAGER = "E107"  # of another product line
ABSENT, DEPUTY, SECOND = (natural_id("person", number) for number in (MANAGER, OTHER_MANAGER, COLLEAGUE))


@pytest.mark.skipif(os.name != "posix", reason="killed by a signal")
def test_killed_in_the_middle_of_steps_a_laptop_opens_where_the_table_allows(trips: Trips, clock: PlayedClock) -> None:
    clock.set(stepping.NOW)
    laptop = trips.laptop(MANAGER)
    home, dice, engineer = trips.folder / "laptop0", random.Random(SEED), natural_id("person", ENGINEER)
    laptop.close()
    trips.laptops.remove(laptop)
    seen = 0
    for _life in range(LIVES):
        kill_one(home, [engineer, CUSTOMER, AN], dice.uniform(0, LONGEST))
        again = stepping.opened(home)
        found = again.store.find("problem")
        assert len(again.store.find("call_record")) == len(found)  # with each problem its call, in one group
        for record in found:
            assert lacks(record) == [], record.values
        held = {one.values["assigned_to"] for one in found if one.values.get("assigned_to")}
        assert len(held) <= 1, held  # all that somebody holds is handed over at once
        seen = len(found)
        again.close()
    assert seen > LIVES, "the lives hardly worked"
    last = stepping.opened(home)
    assert sync(last.desk).rejected == 0
    last.close()


def kill_one(home: Path, told: list[str], seconds: float) -> None:
    room = Path(fieldkit.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(room), "FIELDKIT_WITHOUT_QT": "1"}
    command = [sys.executable, stepping.__file__, str(home), *told]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None and process.stderr is not None
        if process.stdout.readline() != b"on\n":
            raise AssertionError(process.stderr.read().decode())
        time.sleep(seconds)
        assert process.poll() is None, process.stderr.read().decode()
        process.kill()


def lacks(record: Record) -> list[str]:
    """What a problem in this status would have, had its last step been taken whole; by the table, not by the code."""
    values, status = record.values, record.values.get("status")
    into = [step for step in PROBLEM_STEPS if step.target == status]
    assert into, status
    wanted = {"assigned": ("assigned_to", "assigned_by"), "visit": ("proposal",), "solved": ("assigned_to",),
              "judged": ("nature", "judged_by")}.get(str(status), ())  # fmt: skip
    back = ["reopened_at"] if values.get("reason") == "又出现" and not values.get("reopened_at") else []
    return [name for name in wanted if not values.get(name)] + back


# -- roles and absences


def push(laptop: Laptop, rid: str, **patch: str) -> int:
    """Writes past every check, and sends it; how many changes of this laptop the office has refused so far."""
    laptop.store.write(laptop.desk.actor, [Edit("problem", rid, dict(patch), laptop.store.open(rid))])
    sync(laptop.desk)
    return int(summary(laptop.store)["rejected"])


def stood_in(trips: Trips) -> tuple[Laptop, Laptop, str]:
    """The department manager's laptop, that of a deputy from the 10th to the 12th, and a problem of the absent one."""
    boss, deputy = trips.laptop(DEPARTMENT), trips.laptop(OTHER_MANAGER)
    rid = new_problem(boss, line=AN, level="2", symptom="主控板心跳丢失")
    set_values(boss.desk, ABSENT, {"deputy": DEPUTY, "away_from": "2026-11-10", "away_to": "2026-11-12"})
    sync(boss.desk)
    return boss, deputy, rid


def test_a_deputy_does_nothing_before_his_time(trips: Trips) -> None:
    _boss, deputy, rid = stood_in(trips)
    sync(deputy.desk)
    assert deputy.store.get(rid) is None
    edit = Edit("problem", rid, {"status": "assigned", "assigned_to": SECOND, "assigned_by": DEPUTY})
    deputy.store.write(deputy.desk.actor, [edit])
    assert sync(deputy.desk).rejected == 1


@pytest.mark.parametrize(("taken_on", "stands"), [(12, True), (13, False)])
def test_a_step_of_a_deputy_counts_when_it_was_taken_in_his_time(
    trips: Trips, clock: PlayedClock, taken_on: int, stands: bool
) -> None:
    """Sent later, off line meanwhile: the last day of his time he knew."""
    boss, deputy, rid = stood_in(trips)
    clock.set(datetime(2026, 11, 10, 1, tzinfo=UTC))
    sync(deputy.desk)
    trips.off_line()
    clock.set(datetime(2026, 11, taken_on, 2, tzinfo=UTC))
    problems.assign(deputy.desk, rid, SECOND)
    clock.set(datetime(2026, 11, 14, 1, tzinfo=UTC))
    trips.on_line()
    sync(deputy.desk)
    sync(boss.desk)
    assert (boss.desk.form(rid).record.values["status"] == "assigned") is stands


def test_who_has_left_takes_no_step_after_his_last_day(trips: Trips, clock: PlayedClock) -> None:
    boss, manager = trips.laptop(DEPARTMENT), trips.laptop(MANAGER)
    rid = new_problem(boss, line=AN, level="2", symptom="主控板心跳丢失")
    set_values(boss.desk, ABSENT, {"left_on": "2026-11-10"})
    for one in (boss, manager):
        sync(one.desk)
    clock.set(datetime(2026, 11, 11, 2, tzinfo=UTC))
    with pytest.raises(UserError):
        problems.assign(manager.desk, rid, SECOND)
    assert push(manager, rid, status="assigned", assigned_to=SECOND, assigned_by=ABSENT) == 1


def test_a_role_that_ended_while_a_step_waited_ends_no_step_that_was_taken_before(trips: Trips) -> None:
    """Taken as he could know; the next, which he takes knowing better, his laptop refuses."""
    boss, manager = trips.laptop(DEPARTMENT), trips.laptop(MANAGER)
    first, second = (new_problem(boss, line=AN, level="2", symptom="主控板心跳丢失") for _ in range(2))
    sync(boss.desk)
    sync(manager.desk)
    problems.assign(manager.desk, first, SECOND)
    row = next(path for path, value in boss.desk.form(ABSENT).record.values.items() if value == "line_manager")
    set_values(boss.desk, ABSENT, {row: "engineer"})
    sync(boss.desk)
    sync(manager.desk)
    assert summary(manager.store)["rejected"] == 0
    with pytest.raises(UserError):
        problems.assign(manager.desk, second, SECOND)
    sync(boss.desk)
    stands = [boss.desk.form(rid).record.values["status"] for rid in (first, second)]
    assert stands == ["assigned", "open"]
