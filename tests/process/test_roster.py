"""The duty roster: who is on duty, where nobody is, and who stands in for whom."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.forms import Person, Record, Roster, Values
from fieldkit.forms.types import ZONE
from fieldkit.process.roster import Gap, Turn, gaps, on_duty, planned, standing

A, B, C = (f"0190c4a0-0000-7000-8000-0000000000a{number}" for number in (1, 2, 3))
MONDAY = datetime(2026, 11, 9, tzinfo=ZONE)
WEEK = MONDAY + timedelta(days=7)


def hours(count: float) -> datetime:
    return MONDAY + timedelta(hours=count)


def turn(person: str, starts: float, ends: float, line: str = "") -> Turn:
    return Turn(f"{person}{starts}", person, line, hours(starts), hours(ends))


def person(rid: str, **values: object) -> Person:
    made: Values = {"number": rid, "person_name": rid, **values}  # type: ignore[dict-item]
    return Person(Record(rid, "person", values=made))


def spans(found: list[Gap]) -> list[tuple[datetime, datetime]]:
    return [(gap.starts, gap.ends) for gap in found]


def test_turns_are_those_that_reach_into_the_span_and_are_whole() -> None:
    def row(rid: str, **values: object) -> Roster:
        usual = {"person": A, "starts": "2026-11-09T00:00:00Z", "ends": "2026-11-09T08:00:00Z"}
        return Roster(Record(rid, "roster", values={**usual, **values}))  # type: ignore[arg-type]

    rows = [
        row("1"),
        row("2", deleted=True),
        row("3", ends=None),
        row("4", ends="2026-11-08T00:00:00Z"),
        row("5", starts="2026-11-16T00:00:00Z", ends="2026-11-17T00:00:00Z"),
        row("6", starts="2026-11-08T00:00:00Z", ends="2026-11-08T15:59:00Z"),
    ]
    assert [one.roster for one in planned(rows, MONDAY, WEEK)] == ["1"]


def test_a_lines_own_duty_comes_before_that_of_all_lines() -> None:
    turns = [turn(A, 0, 24), turn(B, 0, 24, "an"), turn(C, 0, 24, "sw")]
    assert [one.person for one in on_duty(turns, hours(3), "an")] == [B, A]
    assert [one.person for one in on_duty(turns, hours(3))] == [B, C, A]
    assert on_duty(turns, hours(24), "an") == [], "the end belongs to the next turn"


def test_a_gap_is_where_nobody_covers_the_line() -> None:
    turns = [turn(A, 0, 24), turn(B, 30, 60, "an"), turn(C, 20, 40, "sw")]
    assert spans(gaps(turns, {}, "an", MONDAY, hours(72))) == [(hours(24), hours(30)), (hours(60), hours(72))]
    assert spans(gaps(turns, {}, "sw", MONDAY, hours(72))) == [(hours(40), hours(72))]
    assert spans(gaps(turns, {}, "", MONDAY, hours(72))) == [(hours(24), hours(72))]
    assert spans(gaps([], {}, "an", MONDAY, hours(5))) == [(MONDAY, hours(5))]


def test_whoever_is_away_is_stood_in_for_or_leaves_a_gap_with_his_name() -> None:
    turns = [turn(A, 0, 72)]
    away = {"away_from": "2026-11-10", "away_to": "2026-11-10"}
    alone = {A: person(A, **away)}
    assert gaps(turns, alone, "an", MONDAY, hours(72)) == [Gap("an", hours(24), hours(48), (A,))]
    helped = {A: person(A, deputy=B, **away), B: person(B)}
    assert gaps(turns, helped, "an", MONDAY, hours(72)) == []
    assert [(one.person, one.instead_of) for one in standing(turns, helped)] == [(A, ""), (B, A), (A, "")]
    both = {A: person(A, deputy=B, **away), B: person(B, **away)}
    assert spans(gaps(turns, both, "an", MONDAY, hours(72))) == [(hours(24), hours(48))]


def test_who_has_left_stands_no_duty_after_the_last_day() -> None:
    turns = [turn(A, 0, 72)]
    assert spans(gaps(turns, {A: person(A, left_on="2026-11-10")}, "", MONDAY, hours(72))) == [(hours(48), hours(72))]
    assert spans(gaps(turns, {A: person(A, deleted=True)}, "", MONDAY, hours(72))) == [(MONDAY, hours(72))]


_TURNS = st.lists(
    st.tuples(st.sampled_from([A, B, C]), st.integers(-10, 80), st.integers(1, 40), st.sampled_from(["", "an", "sw"]))
)
_DAYS = st.none() | st.dates(date(2026, 11, 8), date(2026, 11, 13))
_PEOPLE = st.fixed_dictionaries(
    {rid: st.tuples(st.sampled_from(["", A, B, C]), _DAYS, _DAYS, _DAYS) for rid in (A, B, C)}
)


@given(_TURNS, _PEOPLE)
def test_every_hour_is_either_covered_or_in_a_gap(made: list[tuple[str, int, int, str]], who: object) -> None:
    turns = [turn(rid, starts, starts + length, line) for rid, starts, length, line in made]
    people = {}
    for rid, (deputy, away_from, away_to, left) in who.items():  # type: ignore[attr-defined]
        days = {"away_from": away_from, "away_to": away_to, "left_on": left}
        shown = {name: day.isoformat() for name, day in days.items() if day}
        people[rid] = person(rid, deputy=deputy or None, **shown)
    found = gaps(turns, people, "an", MONDAY, hours(72))
    there = standing(turns, people)
    for hour in range(72):
        moment = hours(hour + 0.5)
        covered = bool(on_duty(there, moment, "an"))
        assert covered != any(gap.starts <= moment < gap.ends for gap in found)
    assert all(not (one.instead_of and people[one.person].away(one.starts.astimezone(ZONE).date())) for one in there)
