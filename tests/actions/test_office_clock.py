"""Certificates are judged by the office's clock, however wrong this computer's is."""

from datetime import timedelta

import pytest
from courier_trips import ENGINEER, Trips

from fieldkit.actions.doctor import findings
from fieldkit.actions.enrol import sync
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock


def about_certificates(laptop: Laptop) -> str:
    return next(found.level for found in findings(laptop.desk) if "证书" in found.text)


@pytest.mark.parametrize("wrong", [timedelta(days=4_000), timedelta(days=-4_000)])
def test_a_clock_that_is_years_off_ends_no_certificate(trips: Trips, clock: PlayedClock, wrong: timedelta) -> None:
    laptop = trips.laptop(ENGINEER)
    laptop.desk.clock = laptop.store.clock = PlayedClock(clock.now() + wrong)
    sync(laptop.desk)
    assert about_certificates(laptop) == "good"
    assert abs(laptop.desk.office_now() - clock.now()) < timedelta(minutes=5)
    opened_anew = PlayedClock(clock.now() + wrong)  # what a sync has measured is kept
    laptop.desk.clock = opened_anew
    assert about_certificates(laptop) == "good"
    opened_anew.forward(days=1_090)
    assert about_certificates(laptop) == "warn"
    opened_anew.forward(days=30)
    assert about_certificates(laptop) == "bad"


def test_a_clock_that_is_put_back_after_a_sync_gives_no_time_back(trips: Trips, clock: PlayedClock) -> None:
    laptop = trips.laptop(ENGINEER)
    seen = clock.now()
    laptop.desk.clock = PlayedClock(seen - timedelta(days=4_000))
    assert laptop.desk.office_now() >= seen - timedelta(seconds=2)
