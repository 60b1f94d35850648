"""A laptop's process is killed at 50 random moments of a visit: it opens at the very step, with all it said it kept."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import lives
import pytest
from courier_trips import ENGINEER, MANAGER, Trips, new_problem
from nameplate import nameplate
from setting_out import arrive

import fieldkit
from fieldkit.actions.enrol import sync
from fieldkit.actions.trips import plan_visit, take_part
from fieldkit.forms import natural_id

LIVES, SEED = 50, 20261110
BOARD = "AN240020200700901"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_killed_at_fifty_moments_it_opens_at_that_step(trips: Trips, tmp_path: Path) -> None:
    home, visit = on_site(trips)
    other = tmp_path / "unbroken"
    shutil.copytree(home, other)
    photo = tmp_path / "铭牌.jpg"
    photo.write_bytes(nameplate(BOARD))
    known = told(other, visit, 0, photo)  # how the laptop stands after each piece of work when nobody kills it
    assert len({json.dumps(one) for one in known}) == len(known)
    found = told(home, visit, LIVES, photo, "".join(json.dumps(one) + "\n" for one in known))
    assert len(found) == LIVES
    least = 0
    for stands, kept in found:
        at = known.index(stands)  # nothing in between: what stands there is what an unbroken visit held at some step
        assert least <= at <= least + 1, f"{least} pieces were kept, the laptop opened with {at}"
        least = at + kept
    assert least > len(known) // 2, "the lives hardly worked"


def on_site(trips: Trips) -> tuple[Path, str]:
    """The home of an engineer's laptop that has arrived, and the visit."""
    laptop = trips.laptop(ENGINEER)
    problem = new_problem(laptop, line=natural_id("product_line", "AN"), equipment=natural_id("equipment", BOARD))
    visit = plan_visit(laptop.desk, problem, "处理心跳丢失", playbook="an2400-heartbeat").id
    take_part(laptop.desk, visit, natural_id("part", "BK-AN2400-00"), 2)
    arrive(laptop.desk, visit, natural_id("person", MANAGER))
    assert sync(laptop.desk).rejected == 0
    trips.off_line()
    laptop.close()
    trips.laptops.remove(laptop)
    return trips.folder / "laptop0", visit


def told(home: Path, visit: str, count: int, photo: Path, given: str = "") -> list[list[object]]:
    room = Path(fieldkit.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(room), "FIELDKIT_WITHOUT_QT": "1"}
    done = subprocess.run(
        [sys.executable, lives.__file__, str(home), visit, str(SEED), str(count), str(photo)],
        input=given, capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
