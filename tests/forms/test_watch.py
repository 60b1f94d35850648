"""The 72 hours: entries within them, none of the days unseen, and the fault in none of them (R)."""

import pytest

from fieldkit.forms import MonitoringRecord, Record, Values, new_id

DAILY = ("10T09:30", "11T10:30", "12T08:00")
ENDED = "2026-11-12T09:00:00Z"


def watch(*looks: str, status: str = "passed", **more: str) -> MonitoringRecord:
    """A watch that began on 11-09 at 09:00, with a look at each of these times."""
    values: Values = {"status": status, "started_at": "2026-11-09T09:00:00Z", "ended_at": ENDED, "conclusion": "x"}
    for number, look in enumerate(looks):
        seen_at = look if len(look) > 10 else f"2026-11-{look}:00Z"
        values |= {f"entries.{number}.seen_at": seen_at, f"entries.{number}.state": "normal"}
    return MonitoringRecord(Record(new_id(), MonitoringRecord.kind, values={**values, **more}))


def broken(*looks: str, **more: str) -> str:
    """What the rules say of such a watch, in Chinese."""
    return "".join(gap.reason for gap in watch(*looks, **more).gaps() if gap.rule)


def test_a_look_a_day_and_one_at_the_end_is_a_watch() -> None:
    assert not broken(*DAILY)
    assert not broken(*reversed(DAILY))
    assert not broken("10T15:00", "11T21:00", "12T09:00")  # each of them six hours late


@pytest.mark.parametrize("looks", [("12T08:00",), ("10T09:30", "12T08:00"), ("10T15:01", "11T10:00", "12T08:00"),
                                   ("10T09:30", "11T10:30"), ("10T09:30", "11T10:30", "12T02:59")])  # fmt: skip
def test_a_day_that_nobody_looked_or_an_end_that_nobody_saw_is_none(looks: tuple[str, ...]) -> None:
    assert "一天以上" in broken(*looks)
    assert not broken(*looks, status="failed")


@pytest.mark.parametrize("look", ["2025-01-01T00:00:00Z", "09T08:59", "12T09:01", "2027-11-10T00:00:00Z"])
@pytest.mark.parametrize("status", ["passed", "failed"])
def test_an_entry_lies_within_the_watch(look: str, status: str) -> None:
    assert "监控时段之外" in broken(*DAILY, look, status=status)


def test_what_monitored_by_itself_is_one_entry_that_says_since_when() -> None:
    whole = {"entries.0.since": "2026-11-09T09:00:00Z", "entries.0.source": "网管"}
    assert not broken("12T08:00", **whole)
    assert "监控时段之外" in broken("12T08:00", **{**whole, "entries.0.since": "2026-11-08T00:00:00Z"})
    assert "监控时段之外" in broken("12T08:00", **{**whole, "entries.0.since": "2026-11-12T08:30:00Z"})
    assert "一天以上" in broken("12T08:00", **{**whole, "entries.0.since": "2026-11-11T00:00:00Z"})
    bare = Record(new_id(), MonitoringRecord.kind, values={"entries.0.since": "2026-11-09T09:00:00Z"})
    assert "entries.0.source" in {gap.path for gap in MonitoringRecord(bare).gaps()}


def test_the_fault_in_an_entry_is_no_watch_that_passed_whatever_came_after() -> None:
    assert "重现" in broken(*DAILY, **{"entries.0.state": "bad"})
    assert not broken(*DAILY, status="failed", **{"entries.0.state": "bad"})


@pytest.mark.parametrize(("looks", "path"), [(("12T08:00",), "entries.0.seen_at"),
                                             (("10T09:30", "11T10:30"), "ended_at"),
                                             (("12T08:00", "09T08:59"), "entries.1.seen_at")])  # fmt: skip
def test_it_is_said_beside_the_entry_that_it_is_about(looks: tuple[str, ...], path: str) -> None:
    assert [gap.path for gap in watch(*looks).gaps() if gap.rule] == [path]
