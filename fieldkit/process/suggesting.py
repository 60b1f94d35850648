"""Which spare parts to take: those that helped before, on the same model or with the same symptom. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MOST = 3
ALIKE = 0.35  # of the pairs of characters of two descriptions; found by trying on the worked case


@dataclass(frozen=True)
class Use:
    """A part that was built in on some trip: at which model, by which procedure, with which symptom, when."""

    part: str
    model: str
    playbook: str
    symptom: str
    on: date | None


@dataclass(frozen=True)
class Suggestion:
    """A part with how often it was used on the same model, how often with the same symptom there, and when last."""

    part: str
    times: int
    same_symptom: int
    last: date | None


def suggested(uses: Iterable[Use], models: frozenset[str], playbook: str, symptom: str) -> list[Suggestion]:
    """What was used on these models before, the same symptom first, then what was used most and last."""
    found: dict[str, Suggestion] = {}
    for use in uses:
        if use.model not in models:
            continue
        same = bool(playbook and use.playbook == playbook) or alike(use.symptom, symptom)
        so_far = found.get(use.part, Suggestion(use.part, 0, 0, None))
        last = max((day for day in (so_far.last, use.on) if day), default=None)
        found[use.part] = Suggestion(use.part, so_far.times + 1, so_far.same_symptom + same, last)
    ranked = sorted(found.values(), key=lambda one: (-one.same_symptom, -one.times, -_age(one.last), one.part))
    return ranked[:MOST]


def _age(day: date | None) -> int:
    return day.toordinal() if day else 0


def alike(one: str, other: str) -> bool:
    """Whether two descriptions of a fault speak of the same, by the pairs of characters that they share.

    Chinese has no blanks between its words, so pairs serve for words of either language.
    """
    first, second = _pairs(one), _pairs(other)
    shared = len(first & second)
    return bool(shared) and 2 * shared >= ALIKE * (len(first) + len(second))


def _pairs(text: str) -> set[str]:
    plain = "".join(mark for mark in text.casefold() if mark.isalnum())
    return {plain[at : at + 2] for at in range(len(plain) - 1)}
