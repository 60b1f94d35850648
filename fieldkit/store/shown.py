"""What a laptop shows: base ⊕ outbox, by the office's own rule. Pure.

An own value stands first; every head that the own edit did not see stands beside it, as a conflict: somebody
else's, and an own one too, written in another form in between.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from fieldkit.forms import Head, Json, Record, stand_beside
from fieldkit.records.tables import Stored

PENDING = ("open", "sealed", "held")
WITNESSED = "witnessed"  # `was` of a change that tells what somebody else had written: no edit of this laptop


def counts(row: Mapping[str, Any], base_seq: int) -> bool:
    """Whether a row of the outbox still lies over the base: not sent, held, or taken but not pulled back yet."""
    return row["state"] in PENDING or (row["state"] == "ok" and row["vseq"] > base_seq)


def not_shown(outbox: Iterable[Mapping[str, Any]], floor: int) -> dict[str, int]:
    """By path, the first place of an own edit that the office took and that is in sight no more."""
    places: dict[str, int] = {}
    for row in outbox:
        if row["state"] == "ok" and not counts(row, floor):
            for path in row["patch"]:
                places.setdefault(path, row["ord"])
    return places


class _Value(NamedTuple):
    """A head under the outbox: its number at the office and its place in the outbox, each 0 for none."""

    head: Head
    seq: int
    ord: int


def show(base: Stored | None, outbox: Sequence[Mapping[str, Any]], rid: str, kind: str, history: str) -> Record:
    """The record as people see it; `outbox` holds this record's rows in order."""
    record = base.record() if base else Record(rid, kind)
    last = base.last_seq if base else 0
    mine = [row for row in outbox if counts(row, last)]
    if not mine:
        return record
    own_ord = {row["vseq"]: row["ord"] for row in outbox if row["state"] == "ok" and row["vseq"]}
    values: dict[str, list[_Value]] = {}
    for row in mine:
        for path, value in row["patch"].items():
            if path not in values:
                values[path] = list(_base_heads(base, path, own_ord))
            values[path] = _after(values[path], row, value, history)
    for path, heads in values.items():
        record.values[path] = heads[0].head.value
        stand_beside(record, path, [one.head for one in heads])
    return record


def _after(heads: Iterable[_Value], row: Mapping[str, Any], value: Json, history: str) -> list[_Value]:
    """The heads of a path after an own edit, which stands first."""
    base_seq = row["base_seq"] if row["base_history"] == history else 0
    unseen = [
        one for one in heads if not (0 < one.seq <= base_seq or 0 < one.ord <= row["opos"]) and one.head.value != value
    ]
    own = Head(value, row["author"], row["device_ms"], row["id"] or "")
    return [_Value(own, row["vseq"] if row["state"] == "ok" else 0, row["ord"]), *unseen]


def _base_heads(base: Stored | None, path: str, own_ord: Mapping[int, int]) -> Iterable[_Value]:
    """The heads of a path in the base; own ones that came back are known by their place in the outbox."""
    if base is None:
        return
    if path in base.heads:
        for head in base.heads[path]:
            yield _Value(Head(head.value, head.author, head.rank, head.change), head.seq, own_ord.get(head.seq, 0))
    elif path in base.stamps:
        seq = base.stamps[path]
        yield _Value(Head(base.values.get(path), "", 0, ""), seq, own_ord.get(seq, 0))
