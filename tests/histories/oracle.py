"""What every author had before his eyes when he wrote. Every written value is unique, so a value names its writing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fieldkit.forms import Record
from fieldkit.forms.field import ERASED

from .broken import BrokenError
from .rights import Timeline

Key = tuple[str, str]


def plain(value: object) -> str:
    """A value as it was written: what is erased in a history is marked, and still names its writing."""
    return str(value).removesuffix(ERASED)


def values_at(record: Record, path: str) -> set[str]:
    """Every value of a path that a form showing this record shows."""
    shown = {plain(head.value) for head in record.conflicts.get(path, ())}
    return shown | ({plain(record.values[path])} if record.values.get(path) is not None else set())


@dataclass
class Oracle:
    """`seen` is what a form showed at the path when the value was written; `where` its record and path.

    `exempt` is what a user lost with the laptop it was on; `fragile` what only the office has still, and may lose.
    """

    seen: dict[str, set[str]] = field(default_factory=dict)
    where: dict[str, Key] = field(default_factory=dict)
    exempt: set[str] = field(default_factory=set)
    fragile: set[str] = field(default_factory=set)
    rights: Timeline = field(default_factory=Timeline)

    def write(self, value: str, key: Key, shown: Iterable[str]) -> None:
        self.seen[value] = set(shown)
        self.where[value] = key

    def behind(self, value: str) -> set[str]:
        """Everything that the author of a value knew of, itself or through what it replaced."""
        found: set[str] = set()
        waiting = list(self.seen.get(value, ()))
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += self.seen.get(one, ())
        return found

    def superseded(
        self, before: Mapping[Key, set[str]], after: Mapping[Key, set[str]], taken: Mapping[str, Key]
    ) -> None:
        """After a push: what is no head any more, or became none, was seen by the author of what was taken or stays."""
        for key, values in before.items():
            fresh = {value for value, place in taken.items() if place == key}
            known: set[str] = set().union(*(self.behind(value) for value in after[key] | fresh))
            if lost := {value for value in values - after[key] if value in self.where} - known:
                raise BrokenError(f"unseen: {lost} at {key} superseded by {fresh}, who had not seen it")
            heads: set[str] = set().union(*(self.behind(value) for value in after[key] | fresh))
            if lost := fresh - after[key] - heads:
                raise BrokenError(f"no head: {lost} at {key} was taken")

    def vanished(self, heads: Mapping[Key, set[str]], taken: set[str], refused: set[str]) -> set[str]:
        """What was written and is neither shown, nor covered by a taken value that saw it, nor refused, nor exempt.

        What never arrived was typed over before it was sent; then a refused or exempt value stands for it as well.
        """
        covered: set[str] = set().union(*(self.behind(value) for value in taken))
        covered |= set().union(*(self.behind(value) for value in refused | self.exempt)) - taken - refused
        shown: set[str] = set().union(*heads.values()) if heads else set()
        return set(self.where) - shown - covered - refused - self.exempt
