"""Records that look like one: looked for when news came, remembered, and shown to those who keep the lists."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from fieldkit.access import HOUSE, Actor
from fieldkit.actions.calendars import work_calendar
from fieldkit.actions.desk import Desk
from fieldkit.actions.naming import kind_title
from fieldkit.errors import NotAllowedError
from fieldkit.forms import Double, Json, Record, form_of
from fieldkit.i18n import N_
from fieldkit.process.doubles import RULES, Pair, doubles
from fieldkit.process.duties import Duty, double_duties
from fieldkit.process.merging import late_paths
from fieldkit.records.find import find_table
from fieldkit.records.rows import among
from fieldkit.store.database import get_meta, put_meta
from fieldkit.store.news import changed_kinds, stand

MOST = 2_000  # pairs remembered; when these are decided the next are found


@dataclass(frozen=True)
class Line:
    """One pair in the list: the names of both, why, and what was decided (`merged` or `two`), "" for nothing yet."""

    pair: Pair
    title: str
    first: str
    second: str
    verdict: str


def keeps_lists(actor: Actor) -> bool:
    """Whether the actor keeps the lists of the whole house: merging needs to see all that points at a record."""
    return bool(actor.everywhere & HOUSE)


def keeper(desk: Desk) -> Actor | None:
    """The person at this laptop, if he keeps the lists."""
    if desk.store.get(desk.identity.person) is None:
        return None
    actor = desk.actor
    return actor if keeps_lists(actor) else None


def require_keeper(actor: Actor) -> None:
    if not keeps_lists(actor):
        raise NotAllowedError(N_("Only the secretary and the department manager merge records of the lists."))


def look(desk: Desk) -> list[Pair]:
    """Compares with itself each list of which something came since the last time; the pairs that are open."""
    store = desk.store
    with store.database.reading() as connection:
        now, known = stand(connection), get_meta(connection, "doubles", {})
        kinds = changed_kinds(connection, known.get("stand", [0, 0]))
    if known.get("stand") != now:
        before = [Pair(*stored) for stored in known.get("pairs", [])]
        found = [pair for pair in before if pair.kind not in kinds and pair.why != "late"]
        found += [pair for kind in RULES if kind in kinds for pair in _found(desk, kind)]
        found += _late(desk)
        with store.database.writing() as connection:
            still = _undecided(connection, found)
            settled = sorted(set(found) - set(still))  # one of them may be taken back
            kept = [[pair.kind, pair.first, pair.second, pair.why] for pair in (*still[:MOST], *settled[:MOST])]
            put_meta(connection, "doubles", {"stand": now, "pairs": kept})
    return open_pairs(desk)


def _found(desk: Desk, kind: str) -> list[Pair]:
    """The pairs of one list, read from the columns of its table where it has all that is compared."""
    rule = RULES[kind]
    names = [name for name in (rule.key, rule.name, rule.phone, rule.within) if name]
    table = find_table(kind)
    if any(name not in table.c for name in names):
        return doubles(kind, ((record.id, record.values) for record in desk.store.find(kind)))
    with desk.store.database.reading() as connection:
        rows = connection.execute(select(table.c.rid, *(table.c[name] for name in names)).where(~table.c.deleted))
        return doubles(kind, _named(rows, names))


def _named(rows: Iterable[Sequence[Any]], names: list[str]) -> Iterator[tuple[str, Mapping[str, Json]]]:
    for rid, *cells in rows:
        yield rid, dict(zip(names, cells, strict=True))


def _late(desk: Desk) -> Iterator[Pair]:
    """Merged pairs of which the one that went was written to since, by somebody who did not know."""
    for record in desk.store.find("double", {"verdict": "merged"}):
        double = Double(record)
        gone = desk.store.get(double.second or "")
        if gone is not None and late_paths(double, gone):
            yield Pair(double.of_kind or "", double.first or "", gone.id, "late")


def open_pairs(desk: Desk) -> list[Pair]:
    """The pairs found the last time of which nobody has decided yet."""
    with desk.store.database.reading() as connection:
        known = get_meta(connection, "doubles", {})
        return _undecided(connection, [Pair(*stored) for stored in known.get("pairs", [])])


def _undecided(connection: Connection, pairs: list[Pair]) -> list[Pair]:
    """Those of which both are still there and nothing is decided; late news of a merged one stay until looked at."""
    if not pairs:
        return []
    table = find_table("double")
    decided = {
        (row.first, row.second)
        for row in connection.execute(
            select(table.c.first, table.c.second).where(table.c.verdict.in_(("merged", "two")))
        )
    }
    there = {kind: _there(connection, find_table(kind), pairs) for kind in {pair.kind for pair in pairs}}
    return [
        pair
        for pair in pairs
        if pair.why == "late"
        or ((pair.first, pair.second) not in decided and {pair.first, pair.second} <= there[pair.kind])
    ]


def _there(connection: Connection, table: Table, pairs: list[Pair]) -> set[str]:
    rids = [rid for pair in pairs for rid in (pair.first, pair.second)]
    query = select(table.c.rid).where(among(connection, table.c.rid, rids), ~table.c.deleted)
    return {row.rid for row in connection.execute(query)}


def duties_of_doubles(desk: Desk, actor: Actor) -> list[Duty]:
    """What is to be looked through, for who keeps the lists."""
    if not keeps_lists(actor):
        return []
    pairs = open_pairs(desk)
    alone = Counter(pair.kind for pair in pairs)
    told = {pair.first for pair in pairs if alone[pair.kind] == 1}  # only these are named
    names = {record.id: form_of(record).name for record in desk.store.many(told)}
    return list(double_duties(pairs, names, work_calendar(desk), desk.clock.now()))


def lines(desk: Desk) -> list[Line]:
    """What is to be decided, then what was decided, the latest first."""
    require_keeper(desk.actor)
    found = [(pair, "") for pair in look(desk)]
    late = {(pair.first, pair.second) for pair, _ in found if pair.why == "late"}
    table = find_table("double")
    with desk.store.database.reading() as connection:
        rows = list(connection.execute(select(table).where(table.c.verdict.in_(("merged", "two")), ~table.c.deleted)))
    found += [
        (Pair(row.of_kind, row.first, row.second, ""), row.verdict)
        for row in rows
        if (row.first, row.second) not in late
    ]
    wanted = {rid for pair, _ in found for rid in (pair.first, pair.second)}
    names = {record.id: _name(record) for record in desk.store.many(wanted)}
    return [
        Line(pair, kind_title(pair.kind), names[pair.first], names[pair.second], verdict)
        for pair, verdict in found
        if {pair.first, pair.second} <= names.keys()
    ]


def _name(record: Record) -> str:
    """What tells a record apart in a list: its name and its number."""
    form = form_of(record)
    number = next((form.shown(name) for name in form.key if name not in form.heading and name != "customer"), "")
    return "·".join(word for word in (form.name, number) if word)
