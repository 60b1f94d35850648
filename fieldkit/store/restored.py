"""What a laptop does for an office that was restored: it hands back what it saw of others, and tries again what of its
own work was refused because the office did not have what it builds on yet (sync.md; docs/protocol.md, After a restore).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from fieldkit.forms import FORMS, Values, new_id
from fieldkit.records.heads import Head
from fieldkit.records.tables import RECORD, Stored, of_row
from fieldkit.store.database import OUTBOX, get_meta
from fieldkit.store.shown import WITNESSED


def hand_back(connection: Connection, fork: int) -> None:
    """Puts others' values above the fork into the outbox, marked; before the base is built anew.

    Where the fork is not known nothing is handed back: everything would be.
    """
    before_fork = OUTBOX.c.vseq.between(1, fork)
    connection.execute(delete(OUTBOX).where(OUTBOX.c.was == WITNESSED, OUTBOX.c.state == "ok", before_fork))
    person = get_meta(connection, "identity", {}).get("person")
    if not fork or not person:
        return
    history = get_meta(connection, "history", "")
    first = min(0, connection.execute(select(func.min(OUTBOX.c.ord))).scalar() or 0)
    before: list[dict[str, Any]] = []
    behind: list[dict[str, Any]] = []
    for row in connection.execute(select(RECORD).where(RECORD.c.last_seq > fork)).mappings():
        stored = of_row(row)
        query = select(OUTBOX).where(OUTBOX.c.rid == stored.rid).order_by(OUTBOX.c.ord)
        mine = [dict(row) for row in connection.execute(query).mappings()]
        for told in _told(stored, mine, fork):
            told |= {"id": new_id(), "author": person, "base_history": history, "state": "sealed", "was": WITNESSED}
            (before if told["ord"] else behind).append(told)
    for place, told in enumerate(before, 1 - first):
        told["ord"] = -place
    for told in behind:
        del told["ord"]
    for rows in (before, behind):
        if rows:
            connection.execute(insert(OUTBOX), rows)


def _told(stored: Stored, mine: Sequence[Mapping[str, Any]], fork: int) -> list[dict[str, Any]]:
    """The changes that tell of one record: others' heads above the fork, each with what it replaced.

    A record that somebody else made after the fork goes whole, before what is written in it here; else path by path.
    """
    own = {row["vseq"] for row in mine if row["state"] == "ok"}
    heads = {path: _heads(stored, path) for path in stored.stamps}
    if all(seq > fork for seq in stored.stamps.values()) and not any(
        row["was"] != WITNESSED and row["base_seq"] == 0 for row in mine
    ):
        return [_change(stored, dict(stored.values), 0, fork, 0, first=True)]
    found = []
    for path, some in heads.items():
        base = fork if all(head.seq > fork for head in some) else 0
        seen = _replaced(path, some, mine, stored.last_seq)
        found += [
            _change(stored, {path: head.value}, head.rank, base, seen, first=False)
            for head in some
            if head.seq > fork and head.seq not in own
        ]
    return found


def _heads(stored: Stored, path: str) -> list[Head]:
    return stored.heads.get(path) or [Head(stored.values.get(path), stored.stamps[path], "", 1, 0, "", "", {})]


def _replaced(path: str, heads: Iterable[Head], mine: Sequence[Mapping[str, Any]], last: int) -> int:
    """The place in the outbox up to which every own edit of a path was replaced by these heads."""
    standing = {head.seq for head in heads}
    place = 0
    for row in mine:
        if path in row["patch"] and row["was"] != WITNESSED:
            if row["state"] != "ok" or not 0 < row["vseq"] <= last or row["vseq"] in standing:
                break
            place = int(row["ord"])
    return place


def _change(stored: Stored, patch: Values, rank: int, base: int, seen: int, *, first: bool) -> dict[str, Any]:
    """A row of the outbox. Who wrote a value, and when, a laptop knows only where there are several."""
    form = FORMS.get(stored.kind)
    return {
        "ord": int(first), "rid": stored.rid, "kind": stored.kind, "patch": patch, "base_seq": base, "opos": seen,
        "device_ms": rank, "form_version": form.version if form else 1,
    }  # fmt: skip


def try_again(connection: Connection, arrived: set[str]) -> set[str]:
    """Opens again what the former office had taken and the restored one refused, when what it builds on has come.

    That is news of its record, or of one that it names. A group goes together. Returns the records that show it now.
    """
    rows = connection.execute(select(OUTBOX).where(OUTBOX.c.state == "rejected", OUTBOX.c.was == "ok")).all()
    seen = set(get_meta(connection, "seen_rejected", [])) if rows else set()
    ready = [row for row in rows if row.ord not in seen and arrived & {row.rid, *_named(row.patch)}]
    groups = {row.grp for row in ready if row.grp}
    again = [row for row in rows if row in ready or row.grp in groups]
    fresh = {
        "state": "open",
        "id": None,
        "inc": None,
        "n": None,
        "prev": None,
        "own": None,
        "code": "",
        "message": None,
    }
    for row in again:
        connection.execute(update(OUTBOX).where(OUTBOX.c.ord == row.ord).values(fresh))
    _to_the_end(connection, [row.ord for row in again])
    return {row.rid for row in again}


def _to_the_end(connection: Connection, places: Iterable[int]) -> None:
    """Gives edits that were refused and are tried again new places in the outbox, in their order.

    No form showed them while they were refused; at their old places, what was written there would cover them unseen.
    """
    columns = [column for column in OUTBOX.c if column is not OUTBOX.c.ord]
    for place in sorted(places):
        row = select(*columns).where(OUTBOX.c.ord == place)
        connection.execute(insert(OUTBOX).from_select([column.name for column in columns], row))
        connection.execute(delete(OUTBOX).where(OUTBOX.c.ord == place))


def _named(patch: Values) -> list[str]:
    return [value for value in patch.values() if isinstance(value, str)]


def sealed_again(connection: Connection) -> None:
    """Puts back everything acknowledged, saying what it was in the former history."""
    taken, refused = OUTBOX.c.state == "ok", OUTBOX.c.state == "rejected"
    connection.execute(update(OUTBOX).where(refused, OUTBOX.c.was != "ok").values(was="rejected"))
    _to_the_end(connection, connection.execute(select(OUTBOX.c.ord).where(refused, OUTBOX.c.was == "ok")).scalars())
    connection.execute(update(OUTBOX).where(taken, OUTBOX.c.was != WITNESSED).values(was="ok"))
    held = OUTBOX.c.state == "held"
    connection.execute(update(OUTBOX).where(or_(taken, refused, held)).values(state="sealed"))
