"""Time: offsets to the office, and China's working days."""

from datetime import UTC, date, datetime

import pytest

from fieldkit.clock import Clock, PlayedClock, add_working_days, working_day


def test_the_offices_time_is_learnt() -> None:
    clock = Clock(lambda: 1_000.0)
    clock.learn(5_000_000)
    assert clock.office_seconds() == 5_000.0
    assert clock.millis() == 1_000_000


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 11, 10), True),
        (date(2026, 11, 14), False),
        (date(2026, 10, 1), False),
        (date(2026, 2, 17), False),
        (date(2026, 2, 14), True),  # 调休: a Saturday that is worked
        (date(2199, 1, 1), True),  # beyond the published years: Monday to Friday
    ],
)
def test_working_days(day: date, worked: bool) -> None:
    assert working_day(day) is worked


def test_five_working_days_of_the_case() -> None:
    assert add_working_days(date(2026, 11, 10), 5) == date(2026, 11, 17)


def test_a_played_clock_runs_and_can_be_set() -> None:
    clock = PlayedClock(datetime(2026, 11, 9, tzinfo=UTC))
    assert clock.millis() < clock.millis()
    clock.forward(days=1)
    assert clock.today() == date(2026, 11, 10)
