"""Heads: the values of one path that nobody who saw them has replaced. Pure; laptop and office merge by this.

`put` is the merge of one path of sync.md: a new value replaces every head its author saw, and stands beside the
others. Two heads are a conflict, shown to people; the later by rank is shown first.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fieldkit.forms import Json


class Seen(NamedTuple):
    """What the author of a change had before his eyes: the record's last_seq, and the own changes by incarnation."""

    base: int
    own: Mapping[str, int]


class Head(NamedTuple):
    """One value with the change that wrote it. `rank` orders truly concurrent edits: milliseconds since 1970."""

    value: Json
    seq: int
    inc: str
    n: int
    rank: int
    author: str
    change: str
    own: Mapping[str, int]

    def stored(self) -> list[Any]:
        return [*self[:7], dict(self.own)]


def covers(seen: Seen, head: Head) -> bool:
    """Whether the author of a change saw this head."""
    return head.seq <= seen.base or head.n <= seen.own.get(head.inc, 0)


def put(heads: Sequence[Head], new: Head, seen: Seen) -> list[Head]:
    """The heads of a path after a change: what it saw is replaced, equal values become one.

    A change that was held may come after a later one by the same author, which saw it: then it is covered at once.
    """
    kept = [head for head in heads if not covers(seen, head) and head.value != new.value]
    if any(head.own.get(new.inc, 0) >= new.n for head in kept):
        return kept
    return [*kept, new]


def first(heads: Sequence[Head]) -> Head:
    """The head that is shown: the latest by rank, then by sequence."""
    return max(heads, key=lambda head: (head.rank, head.seq, head.change))
