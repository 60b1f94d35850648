"""What a laptop does for an office that was restored: it hands back what it saw of others, and tries again what of its
own work was refused because the office did not have what it builds on yet (sync.md; docs/protocol.md, After a restore).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from fieldkit.forms import FORMS, Values, new_id
from fieldkit.records.heads import Head
from fieldkit.records.rows import update_rows
from fieldkit.records.tables import RECORD, Stored, in_parts, of_row
from fieldkit.store.database import OUTBOX, get_meta
from fieldkit.store.outgoing import fresh_incarnation
from fieldkit.store.shown import WITNESSED


def hand_back(connection: Connection, fork: int) -> None:
    """Puts others' values above the fork into the outbox, marked; before the base is built anew.

    Where the fork is not known nothing is handed back: everything would be. They get incarnations of their own, so
    that no own edit covers them by its number; those that had seen them name them (`saw`).
    """
    before_fork = OUTBOX.c.vseq.between(1, fork)
    connection.execute(delete(OUTBOX).where(OUTBOX.c.was == WITNESSED, OUTBOX.c.state == "ok", before_fork))
    person = get_meta(connection, "identity", {}).get("person")
    if not fork or not person:
        return
    marked = {
        "author": person,
        "base_history": get_meta(connection, "history", ""),
        "state": "sealed",
        "was": WITNESSED,
    }
    lots = {True: _Lot(), False: _Lot()}  # before and behind everything that is in the outbox
    saw: list[dict[str, Any]] = []
    for row in connection.execute(select(RECORD).where(RECORD.c.last_seq > fork)).mappings():
        stored = of_row(row)
        query = select(OUTBOX).where(OUTBOX.c.rid == stored.rid).order_by(OUTBOX.c.ord)
        mine = [dict(row) for row in connection.execute(query).mappings()]
        whole = _is_anothers(stored, mine, fork)
        told = _whole(stored) if whole else _paths(stored, mine, fork)
        numbers = [(one.last, lots[whole].add(one.row | marked)) for one in told]
        for edit in mine:
            seen = [n for _, n in takewhile(partial(_is_seen, edit["base_seq"]), numbers)]
            if seen and edit["was"] != WITNESSED:
                saw.append({"ord": edit["ord"], "saw": (edit["saw"] or {}) | {lots[whole].inc: seen[-1]}})
    first = min(0, connection.execute(select(func.min(OUTBOX.c.ord))).scalar() or 0)
    for place, told_before in enumerate(lots[True].rows, first - len(lots[True].rows)):
        told_before["ord"] = place
    for lot in lots.values():
        if lot.rows:
            connection.execute(insert(OUTBOX), lot.rows)
    update_rows(connection, OUTBOX, "ord", saw)


class _Told(NamedTuple):
    """A row of the outbox that tells of others, and the number of the newest that it tells of."""

    row: dict[str, Any]
    last: int


class _Lot:
    """Changes of one incarnation that will never have another."""

    def __init__(self) -> None:
        self.inc = fresh_incarnation()
        self.rows: list[dict[str, Any]] = []

    def add(self, row: dict[str, Any]) -> int:
        """Numbers a change, and returns its number."""
        last = self.rows[-1]["id"] if self.rows else None
        self.rows.append(row | {"id": new_id(), "inc": self.inc, "n": len(self.rows) + 1, "prev": last})
        return len(self.rows)


def _is_seen(base_seq: int, told: tuple[int, int]) -> bool:
    return told[0] <= base_seq


def _is_anothers(stored: Stored, mine: Sequence[Mapping[str, Any]], fork: int) -> bool:
    """Whether somebody else made the record after the fork: it goes whole, before what is written in it here."""
    made_here = any(row["was"] != WITNESSED and row["base_seq"] == 0 for row in mine)
    return all(seq > fork for seq in stored.stamps.values()) and not made_here


def _whole(stored: Stored) -> list[_Told]:
    """All of a record; in as many changes as it needs."""
    return [_Told(_change(stored, part, 0, 0, 0), stored.last_seq) for part in in_parts(dict(stored.values))]


def _paths(stored: Stored, mine: Sequence[Mapping[str, Any]], fork: int) -> list[_Told]:
    """Others' heads above the fork path by path, oldest first, each with what it replaced."""
    own = {row["vseq"] for row in mine if row["state"] == "ok"}
    found = []
    for path in stored.stamps:
        some = _heads(stored, path)
        alone = len(some) == 1  # what each of several had replaced is not known
        base, seen = (fork, _replaced(path, mine, stored.last_seq)) if alone else (0, 0)
        found += [
            _Told(_change(stored, {path: head.value}, head.rank, base, seen), head.seq)
            for head in some
            if head.seq > fork and head.seq not in own
        ]
    return sorted(found, key=lambda one: one.last)


def _heads(stored: Stored, path: str) -> list[Head]:
    return stored.heads.get(path) or [Head(stored.values.get(path), stored.stamps[path], "", 1, 0, "", "", {})]


def _replaced(path: str, mine: Sequence[Mapping[str, Any]], last: int) -> int:
    """The place in the outbox up to which every own edit of a path was replaced by its only head, somebody else's."""
    place = 0
    for row in mine:
        if path in row["patch"] and row["was"] != WITNESSED:
            if row["state"] != "ok" or not 0 < row["vseq"] <= last:
                break
            place = int(row["ord"])
    return place


def _change(stored: Stored, patch: Values, rank: int, base: int, seen: int) -> dict[str, Any]:
    """A row of the outbox. Who wrote a value, and when, a laptop knows only where there are several."""
    form = FORMS.get(stored.kind)
    return {
        "rid": stored.rid, "kind": stored.kind, "patch": patch, "base_seq": base, "opos": seen,
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
    moved = sorted(places)
    _without_the_rest(connection, moved)
    columns = [column for column in OUTBOX.c if column is not OUTBOX.c.ord]
    for place in moved:
        row = select(*columns).where(OUTBOX.c.ord == place)
        connection.execute(insert(OUTBOX).from_select([column.name for column in columns], row))
        connection.execute(delete(OUTBOX).where(OUTBOX.c.ord == place))


def _without_the_rest(connection: Connection, places: Sequence[int]) -> None:
    """Edits that go without the rest of their group leave it, each as another change.

    Such a group was decided in parts: the time of one record was over, another's part had been taken before. Nothing
    keeps its parts side by side any more, so that an office would decide them apart under one name.
    """
    going = set(places)
    if not going:
        return
    members = connection.execute(select(OUTBOX.c.ord, OUTBOX.c.grp).where(OUTBOX.c.grp.is_not(None))).all()
    stays = {row.grp for row in members if row.ord not in going}
    alone = [row.ord for row in members if row.ord in going and row.grp in stays]
    update_rows(connection, OUTBOX, "ord", [{"ord": place, "grp": None, "id": None} for place in alone])


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
