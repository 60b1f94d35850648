"""What a laptop shows: base ⊕ outbox, by the office's own rule. Pure.

An own value stands first; a head that the own edit did not see stands beside it, as a conflict.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from fieldkit.forms import Head, Record
from fieldkit.records.tables import Stored

PENDING = ("open", "sealed", "held")


def counts(row: Mapping[str, Any], base_seq: int) -> bool:
    """Whether a row of the outbox still lies over the base: not sent, held, or taken but not pulled back yet."""
    return row["state"] in PENDING or (row["state"] == "ok" and row["vseq"] > base_seq)


def show(base: Stored | None, outbox: Sequence[Mapping[str, Any]], rid: str, kind: str, history: str) -> Record:
    """The record as people see it; `outbox` holds this record's rows in order."""
    record = base.record() if base else Record(rid, kind)
    last = base.last_seq if base else 0
    mine = [row for row in outbox if counts(row, last)]
    if not mine:
        return record
    own_seq = {row["vseq"]: row["ord"] for row in outbox if row["state"] == "ok" and row["vseq"]}
    for row in mine:
        base_seq = row["base_seq"] if row["base_history"] == history else 0
        for path, value in row["patch"].items():
            unseen = [
                Head(head[0], head[2], head[3], head[4])
                for head in _base_heads(base, path)
                if head[1] > base_seq and own_seq.get(head[1], row["opos"] + 1) > row["opos"] and head[0] != value
            ]
            record.values[path] = value
            if unseen:
                own = Head(value, row["author"], row["device_ms"], row["id"] or "")
                record.conflicts[path] = [own, *unseen]
            else:
                record.conflicts.pop(path, None)
    return record


def _base_heads(base: Stored | None, path: str) -> list[tuple[Any, int, str, int, str]]:
    """(value, seq, author, rank, change) of every head of a path in the base."""
    if base is None:
        return []
    if path in base.heads:
        return [(head.value, head.seq, head.author, head.rank, head.change) for head in base.heads[path]]
    if path not in base.stamps:
        return []
    return [(base.values.get(path), base.stamps[path], "", 0, "")]
