"""Time: offsets to the office."""

from datetime import UTC, date, datetime

from fieldkit.clock import Clock, PlayedClock, moment_of


def test_the_offices_time_is_learnt() -> None:
    clock = Clock(lambda: 1_000.0)
    clock.learn(5_000_000)
    assert clock.office_seconds() == 5_000.0
    assert clock.millis() == 1_000_000


def test_a_played_clock_runs_and_can_be_set() -> None:
    clock = PlayedClock(datetime(2026, 11, 9, tzinfo=UTC))
    assert clock.millis() < clock.millis()
    clock.forward(days=1)
    assert clock.today() == date(2026, 11, 10)


def test_a_moment_that_another_computer_made_up_is_unknown() -> None:
    assert moment_of(1_794_000_000_000) == datetime.fromtimestamp(1_794_000_000, UTC)
    assert [moment_of(made_up) for made_up in (-(2**53), 2**53 - 1, 2**48 - 1)] == [None] * 3
