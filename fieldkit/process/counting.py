"""What a summary counts of problems: by level, line and cause, what came back, which deadlines were kept. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from fieldkit.forms import Problem, Values, row_ids
from fieldkit.forms.problem import LEVELS
from fieldkit.process.clock import Clock, Stand, State

AGAIN = timedelta(days=365)  # the same equipment within a year is a fault that came back
CAUSES, CAUSE = 10, 60  # how many causes are named, and by how many characters each


class Counted(NamedTuple):
    """One figure: what is counted (forms/summary.COUNTED), of which line, cause or deadline, how many."""

    what: str
    of: str
    number: int


def count_problems(
    problems: Sequence[Problem], others: Iterable[Problem], lines: Mapping[str, str], causes: Mapping[str, str]
) -> Iterator[Counted]:
    """Of some problems; `others` are all that are known, `lines` names by id, `causes` what was found by problem."""
    yield Counted("taken", "", len(problems))
    levels = Counter(one.level for one in problems)
    yield from (Counted(f"level_{level}", "", levels[level]) for level in LEVELS if levels[level])
    yield from _named("line", (lines.get(one.line or "", "") for one in problems))
    yield from list(_named("cause", (_short(causes.get(one.id, "")) for one in problems)))[:CAUSES]
    yield Counted("again", "", len(_came_back(problems, others)))
    yield Counted("closed", "", sum(one.status == "closed" for one in problems))


def count_deadlines(clocks: Iterable[tuple[Clock, Stand]]) -> Iterator[Counted]:
    """How many were kept and missed, and which were missed."""
    known = list(clocks)
    missed = [clock for clock, stand in known if stand.state is State.MISSED]
    yield Counted("kept", "", sum(stand.state is State.KEPT for _clock, stand in known))
    yield Counted("missed", "", len(missed))
    yield from _named("missed", (clock.text for clock in missed))


def as_rows(rows: str, found: Sequence[Counted], known: Values) -> Values:
    """What has to be written so that a list holds these figures and no others; nothing where it does already."""
    wanted: Values = {}
    for place, one in enumerate(found, 1):
        row = f"{rows}.{place:03d}"
        wanted |= {f"{row}.what": one.what, f"{row}.of": one.of or None, f"{row}.number": str(one.number)}
        if known.get(f"{row}.deleted"):
            wanted[f"{row}.deleted"] = False
    kept = {f"{place:03d}" for place in range(1, len(found) + 1)}
    wanted |= {f"{rows}.{row}.deleted": True for row in row_ids(known, rows) if row not in kept}
    return {path: value for path, value in wanted.items() if known.get(path) != value}


def _named(what: str, names: Iterable[str]) -> Iterator[Counted]:
    """How often each name stands there, the most frequent first."""
    counts = Counter(name for name in names if name)
    yield from (Counted(what, name, number) for name, number in sorted(counts.items(), key=lambda one: (-one[1], one)))


def _short(cause: str) -> str:
    line = " ".join(cause.split())
    return line if len(line) <= CAUSE else line[: CAUSE - 1] + "…"


def _came_back(problems: Sequence[Problem], others: Iterable[Problem]) -> Collection[str]:
    """Those that were opened again, and those of equipment that had one before within a year."""
    before: dict[str, list[Problem]] = {}
    for one in others:
        if one.equipment and one.received_at:
            before.setdefault(one.equipment, []).append(one)
    return [one.id for one in problems if one.reopened_at or any(_before(old, one) for old in before.get(
        one.equipment or "", ()))]  # fmt: skip


def _before(old: Problem, one: Problem) -> bool:
    if old.id == one.id or old.received_at is None or one.received_at is None:
        return False
    return timedelta() <= one.received_at - old.received_at <= AGAIN
