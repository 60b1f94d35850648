"""How often somebody may call: one worker's count in memory, and the count of all of them in the database."""

import pytest
from postgres import Postgres
from sqlalchemy import func, select

from fieldkit.clock import PlayedClock
from fieldkit.errors import UserError
from fieldkit.office.database import Database
from fieldkit.office.house import House
from fieldkit.office.options import NUMBERS, number, trusted_proxies
from fieldkit.office.rates import Enrolments, Rate, place_of
from fieldkit.office.refusal import TooManyError
from fieldkit.office.tables import ATTEMPT


class Watch:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_minute_s_calls_may_come_at_once_and_then_evenly() -> None:
    watch = Watch()
    rate = Rate(60, watch)
    for _ in range(60):
        rate.take("a")
    with pytest.raises(TooManyError) as refused:
        rate.take("a")
    assert refused.value.wait == 1
    rate.take("b")
    watch.now += 1
    rate.take("a")
    with pytest.raises(TooManyError):
        rate.take("a")
    watch.now += 3_600
    for _ in range(60):
        rate.take("a")
    with pytest.raises(TooManyError):
        rate.take("a")


def test_who_is_refused_is_not_kept_waiting_the_longer_for_it() -> None:
    watch = Watch()
    rate = Rate(6, watch)
    for _ in range(6):
        rate.take("a")
    for _ in range(50):
        with pytest.raises(TooManyError):
            rate.take("a")
    watch.now += 10
    rate.take("a")


def test_addresses_that_come_and_go_take_no_memory() -> None:
    watch = Watch()
    rate = Rate(60, watch)
    for one in range(10_000):
        watch.now += 1
        rate.take(str(one))
    assert len(rate._paid) < 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8::1", "2001:db8::ffff:1"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("fe80::1%eth0", "fe80::2"),
    ],
)
def test_what_counts_as_one_caller(one: str, other: str) -> None:
    assert place_of(one) == place_of(other)


@pytest.mark.parametrize(("one", "other"), [("2001:db8::1", "2001:db8:0:1::1"), ("10.0.0.7", "10.0.0.8"), ("", "x")])
def test_what_counts_as_two(one: str, other: str) -> None:
    assert place_of(one) != place_of(other)


def test_attempts_count_at_all_workers_and_for_a_minute(house: House, clock: PlayedClock) -> None:
    beside = Database(house.database.engine.url.render_as_string(False))
    one, other = Enrolments(house.database), Enrolments(beside)
    for turn in range(10):
        (one, other)[turn % 2].attempt("10.0.0.7", clock.millis())
    for worker in (one, other):
        with pytest.raises(TooManyError):
            worker.attempt("10.0.0.7", clock.millis())
    one.attempt("10.0.0.8", clock.millis())
    clock.forward(minutes=1)
    one.attempt("10.0.0.7", clock.millis())
    with house.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(ATTEMPT)).scalar_one() == 1
        assert "10.0.0" not in connection.execute(select(ATTEMPT.c.place)).scalar_one()
    beside.close()


def test_what_succeeded_does_not_count(house: House, clock: PlayedClock) -> None:
    enrolments = Enrolments(house.database)
    for _ in range(30):
        enrolments.forget(enrolments.attempt("10.0.0.7", clock.millis()))


def test_the_office_as_a_whole_takes_so_many(house: House, clock: PlayedClock) -> None:
    enrolments = Enrolments(house.database)
    for one in range(NUMBERS["ALL_ENROLMENTS_A_MINUTE"].usual):
        enrolments.attempt(f"10.0.{one}.1", clock.millis())
    with pytest.raises(TooManyError):
        enrolments.attempt("10.1.0.1", clock.millis())


def test_a_clock_that_was_put_back_locks_nobody_out(house: House, clock: PlayedClock) -> None:
    enrolments = Enrolments(house.database)
    for _ in range(10):
        enrolments.attempt("10.0.0.7", clock.millis() + 3_600_000)
    enrolments.attempt("10.0.0.7", clock.millis())


@pytest.mark.parametrize("said", ["x", "-1", "0", "1.5", "１０", "99999999999"])
def test_an_option_that_is_no_number_is_said(said: str) -> None:
    with pytest.raises(UserError, match="FIELDKIT_OFFICE_POOL_SIZE"):
        number("POOL_SIZE", {"FIELDKIT_OFFICE_POOL_SIZE": said})


def test_options_are_taken(cluster: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIELDKIT_OFFICE_POOL_SIZE", " 3 ")
    database = Database(cluster.database())
    assert database.engine.pool.size() == 3  # type: ignore[attr-defined]
    database.close()


def test_what_is_no_proxy_s_address_is_said() -> None:
    assert [str(one) for one in trusted_proxies("10.0.0.4, 10.1.0.0/16 ::1")] == [
        "10.0.0.4/32",
        "10.1.0.0/16",
        "::1/128",
    ]
    with pytest.raises(UserError, match="nginx"):
        trusted_proxies("nginx")
