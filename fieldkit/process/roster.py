"""The duty roster: who is on duty at a moment, and where nobody is (R, 24×7). Pure: handed turns and people."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from fieldkit.forms import Person, Roster
from fieldkit.forms.types import ZONE


@dataclass(frozen=True)
class Turn:
    """One person on duty from a moment to another. `line` is "" for all product lines; `instead_of` is whose turn it
    was by the roster when a deputy stands in."""

    roster: str
    person: str
    line: str
    starts: datetime
    ends: datetime
    instead_of: str = ""

    def covers(self, line: str) -> bool:
        return self.line in {"", line}


@dataclass(frozen=True)
class Gap:
    """A time in which nobody is on duty for a line; `absent` are those who would be, but are away or have left."""

    line: str
    starts: datetime
    ends: datetime
    absent: tuple[str, ...] = ()


def midnight(day: date) -> datetime:
    """The beginning of a day, in the company's zone."""
    return datetime.combine(day, time(), ZONE)


def planned(rosters: Iterable[Roster], starts: datetime, ends: datetime) -> list[Turn]:
    """The turns of the roster that reach into a span, by time; what is not a turn yet is left out."""
    turns = [
        Turn(one.id, one.person, one.product_line or "", one.starts, one.ends)
        for one in rosters
        if one.person and one.starts and one.ends and one.starts < one.ends and not one.deleted
    ]
    return sorted((turn for turn in turns if turn.starts < ends and starts < turn.ends), key=_order)


def standing(turns: Iterable[Turn], people: Mapping[str, Person]) -> list[Turn]:
    """The turns as they are really held: whoever is away is stood in for by his deputy, or by nobody."""
    return sorted((piece for turn in turns for piece in _pieces(turn, people)), key=_order)


def on_duty(turns: Iterable[Turn], moment: datetime, line: str = "") -> list[Turn]:
    """Who is on duty at a moment; with a line those who cover it, the line's own before those of all lines."""
    found = [turn for turn in turns if turn.starts <= moment < turn.ends and (not line or turn.covers(line))]
    return sorted(found, key=lambda turn: (turn.line == "", turn.starts))


def gaps(turns: Iterable[Turn], people: Mapping[str, Person], line: str, starts: datetime, ends: datetime) -> list[Gap]:
    """The times of a span in which nobody stands on duty for a line ("" for what covers all lines)."""
    wanted = [turn for turn in turns if (turn.covers(line) if line else not turn.line)]
    found, reached = [], starts
    for turn in standing(wanted, people):
        if turn.starts > reached:
            found.append(Gap(line, reached, min(turn.starts, ends)))
        reached = max(reached, turn.ends)
    if reached < ends:
        found.append(Gap(line, reached, ends))
    return [replace(gap, absent=_absent(wanted, gap)) for gap in found if gap.starts < ends]


def _absent(turns: Iterable[Turn], gap: Gap) -> tuple[str, ...]:
    return tuple(dict.fromkeys(turn.person for turn in turns if turn.starts < gap.ends and gap.starts < turn.ends))


def _order(turn: Turn) -> tuple[datetime, str, str]:
    return turn.starts, turn.line, turn.person


def _pieces(turn: Turn, people: Mapping[str, Person]) -> Iterator[Turn]:
    """A turn cut where its person goes and comes back."""
    person = people.get(turn.person)
    if person is None:
        yield turn
        return
    away_from, away_to = _absence(person)
    last = midnight(person.left_on + timedelta(days=1)) if person.left_on else turn.ends
    if person.deleted:
        last = turn.starts
    ends = min(turn.ends, last)
    for piece in (replace(turn, ends=min(ends, away_from)), replace(turn, starts=max(turn.starts, away_to), ends=ends)):
        if piece.starts < piece.ends:
            yield piece
    meanwhile = replace(turn, starts=max(turn.starts, away_from), ends=min(ends, away_to))
    if meanwhile.starts < meanwhile.ends and person.deputy and _there(people.get(person.deputy), meanwhile):
        yield replace(meanwhile, person=person.deputy, instead_of=turn.person)


def _absence(person: Person) -> tuple[datetime, datetime]:
    never = midnight(date.max - timedelta(days=2))
    if person.away_from is None:
        return never, never
    return midnight(person.away_from), midnight(person.away_to + timedelta(days=1)) if person.away_to else never


def _there(deputy: Person | None, turn: Turn) -> bool:
    """Whether a deputy is in the house during a turn: one who is away himself stands in for nobody."""
    if deputy is None:
        return False
    away_from, away_to = _absence(deputy)
    away = turn.starts < away_to and away_from < turn.ends
    return not away and not deputy.gone((turn.ends - timedelta(seconds=1)).astimezone(ZONE).date())
