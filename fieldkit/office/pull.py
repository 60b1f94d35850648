"""Pull: what a laptop may read and has not seen, in order of sequence (sync.md, Messages).

Never filtered by origin. A page ends at a sequence number up to which it is complete; `floor` rises to it only
when there is no more, so that a record that moved ahead between two pages loses none of its older paths.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, literal, or_, select

from fieldkit.access import Scope, roles_over
from fieldkit.forms import readable
from fieldkit.office.database import forks, stamp_of
from fieldkit.office.lost import wanted
from fieldkit.office.page import Sender
from fieldkit.office.push import proof_holds, verdict_of
from fieldkit.office.revoking import newest
from fieldkit.office.rights import Rights, current, in_sight, readable_kinds, visible
from fieldkit.office.tables import CHANGE, ERASURE, FILE, HOLDER, ORGANISATION, REFERENCE, TOMBSTONE
from fieldkit.records.rows import dumps, read_rows
from fieldkit.records.tables import RECORD, Stored, of_row
from fieldkit.sync.messages import (
    Backfill,
    Cursor,
    Proof,
    Pull,
    PullReply,
    Purge,
    Receipt,
    Tombstone,
    Verdict,
    WireHead,
    WireRecord,
)

PAGE_ROWS = 1_000


def pull(connection: Connection, sender: Sender, message: Pull, now_ms: int) -> PullReply:
    """One page of news for a laptop."""
    organisation = connection.execute(select(ORGANISATION)).one()
    fits = proof_holds(connection, message.proof.seq, message.proof.stamp)
    fits = fits and proof_holds(connection, message.cursor.seq, message.cursor.stamp)
    if message.history != organisation.history or not fits:
        known = forks(connection)
        agreed = _agreed(connection, message.marks) if message.marks else None
        return PullReply(fork=True, history=organisation.history, forks=known, agreed=agreed, time=now_ms)
    rights = current(connection, sender.person)
    news, end, more = _page(connection, sender, rights, message, organisation.last_seq)
    backfill = {
        grant: _backfill(connection, rights, scope, start, message.page_bytes)
        for scope, grant in rights.grants.items()
        if (start := message.backfill.get(grant)) is not None
    }
    return PullReply(
        history=organisation.history,
        grants=rights.grants,
        grants_version=rights.version,
        records=[item for item in news if isinstance(item, WireRecord)],
        tombstones=[item for item in news if isinstance(item, Tombstone)],
        verdicts=[item for item in news if isinstance(item, Verdict)],
        receipts=[item for item in news if isinstance(item, Receipt)],
        purge=[item for item in news if isinstance(item, Purge)],
        backfill=backfill,
        as_of=organisation.last_seq,
        as_of_stamp=stamp_of(connection, organisation.last_seq),
        want=wanted(connection, sender.person),
        trust=newest(connection, message.trust),
        cursor=Cursor(floor=message.cursor.floor if more else end, seq=end, stamp=stamp_of(connection, end)),
        more=more,
        durable_seq=organisation.durable_seq,
        time=now_ms,
    )


def _agreed(connection: Connection, marks: list[Proof]) -> int:
    """The highest of a laptop's marks that this office has, too: up to there both have seen the same.

    A transaction is there or lost with all before it, so a mark that holds vouches for every lower one.
    """
    rising = sorted(marks, key=lambda mark: mark.seq)
    count = bisect_left(rising, True, key=lambda mark: not proof_holds(connection, mark.seq, mark.stamp))
    return rising[count - 1].seq if count else 0


News = WireRecord | Tombstone | Verdict | Receipt | Purge


def _page(
    connection: Connection, sender: Sender, rights: Rights, message: Pull, last: int
) -> tuple[list[News], int, bool]:
    """The news after the cursor, the sequence number up to which they are complete, and whether there is more."""
    after, floor = message.cursor.seq, message.cursor.floor
    found: list[tuple[int, int, News]] = []
    cut = last
    sources = (
        _records(connection, rights, after, floor),
        _tombstones(connection, rights, after),
        _verdicts(connection, sender, after),
        _receipts(connection, sender, after),
        _purges(connection, sender, rights, after),
    )
    for place, rows in enumerate(sources):
        if len(rows) >= PAGE_ROWS:
            cut = min(cut, rows[-1][0])
        found += [(seq, place, item) for seq, item in rows]
    found = sorted((item for item in found if item[0] <= cut), key=lambda item: (item[0], item[1] != 1))
    size = 0
    for number, (_, _, item) in enumerate(found):
        size += _size(item)
        if size > message.page_bytes and number + 1 < len(found) and found[number + 1][0] > found[number][0]:
            return [item for _, _, item in found[: number + 1]], found[number][0], True
    return [item for _, _, item in found], cut, cut < last


def _size(item: News) -> int:
    """About how many bytes it takes in a page."""
    if isinstance(item, Purge):
        return 200 + len(dumps(item.values))
    return 400 + len(dumps(item.values)) + 80 * len(item.stamps) if isinstance(item, WireRecord) else 200


def _records(connection: Connection, rights: Rights, after: int, floor: int) -> list[tuple[int, News]]:
    query = (
        select(RECORD)
        .where(RECORD.c.last_seq > after, in_sight(RECORD, rights))
        .order_by(RECORD.c.last_seq)
        .limit(PAGE_ROWS)
    )
    return [(row["last_seq"], wire(row, rights, floor)) for row in read_rows(connection, query)]


def wire(row: Mapping[Any, Any], rights: Rights, floor: int) -> WireRecord:
    """A record as it travels: whole when it came into sight after the floor, else its newer paths."""
    stored: Stored = of_row(row)
    whole = stored.scope_seq > floor
    roles = rights.roles_in(stored.scope)
    paths = [path for path, seq in stored.stamps.items() if whole or seq > floor]
    paths = [path for path in paths if readable(stored.kind, path, roles)]
    return WireRecord(
        rid=stored.rid,
        kind=stored.kind,
        customer=stored.scope.customer,
        line=stored.scope.line,
        values={path: stored.values[path] for path in paths},
        stamps={path: stored.stamps[path] for path in paths},
        heads={
            path: [WireHead(**head._asdict()) for head in stored.heads[path]] for path in paths if path in stored.heads
        },
        last_seq=stored.last_seq,
        whole=whole,
    )


def _tombstones(connection: Connection, rights: Rights, after: int) -> list[tuple[int, News]]:
    query = (
        select(TOMBSTONE)
        .where(TOMBSTONE.c.seq > after, TOMBSTONE.c.kind.in_(readable_kinds(rights.roles)), visible(TOMBSTONE, rights))
        .order_by(TOMBSTONE.c.seq)
        .limit(PAGE_ROWS)
    )
    return [(row.seq, Tombstone(rid=row.rid, seq=row.seq)) for row in connection.execute(query)]


def _verdicts(connection: Connection, sender: Sender, after: int) -> list[tuple[int, News]]:
    """Held changes of this person that a person at the office has decided since."""
    rows: Iterable[Any] = connection.execute(_DECIDED, {"after": after, "person": sender.person}).mappings()
    return [(row["seq"], verdict_of(row, stamp_of(connection, row["seq"]))) for row in rows]


# Built once: building a statement takes SQLAlchemy four times as long as carrying it out.
_DECIDED = (
    select(CHANGE)
    .where(CHANGE.c.seq > bindparam("after"), CHANGE.c.news, CHANGE.c.author == bindparam("person"))
    .order_by(CHANGE.c.seq)
    .limit(PAGE_ROWS)
)
_RECEIPTS = (
    select(HOLDER.c.sha256, HOLDER.c.seq, FILE.c.size)
    .join(FILE, FILE.c.sha256 == HOLDER.c.sha256)
    .where(HOLDER.c.seq > bindparam("after"), HOLDER.c.person == bindparam("person"))
    .order_by(HOLDER.c.seq)
    .limit(PAGE_ROWS)
)


def _receipts(connection: Connection, sender: Sender, after: int) -> list[tuple[int, News]]:
    rows = connection.execute(_RECEIPTS, {"after": after, "person": sender.person})
    return [(row.seq, Receipt(sha256=row.sha256, size=row.size, seq=row.seq)) for row in rows]


def _purges(connection: Connection, sender: Sender, rights: Rights, after: int) -> list[tuple[int, News]]:
    """What was erased of records that this person may see or once wrote in, since his own words are still there."""
    wrote = select(CHANGE.c.rid).where(CHANGE.c.author == sender.person)
    query = (
        select(ERASURE)
        .where(ERASURE.c.seq > after, or_(ERASURE.c.path == "", in_sight(ERASURE, rights), ERASURE.c.rid.in_(wrote)))
        .order_by(ERASURE.c.seq)
        .limit(PAGE_ROWS)
    )
    return [
        (row["seq"], Purge(**{name: row[name] for name in Purge.model_fields}))
        for row in connection.execute(query).mappings()
    ]


def _backfill(connection: Connection, rights: Rights, scope: str, start: str, page_bytes: int) -> Backfill:
    granted = Scope(*scope.split("|"))
    kinds = readable_kinds(roles_over(rights.posts, granted))
    query = (
        select(RECORD)
        .where(RECORD.c.rid > start, RECORD.c.kind.in_(kinds), visible(RECORD, rights, [granted]))
        .order_by(RECORD.c.rid)
        .limit(PAGE_ROWS)
    )
    records, size = [], 0
    rows = read_rows(connection, query)
    for row in rows:
        records.append(wire(row, rights, -1))
        size += len(dumps(row["values"]))
        if size > page_bytes:
            break
    done = len(records) == len(rows) and len(rows) < PAGE_ROWS
    return Backfill(records=records, start=start, next="" if done else records[-1].rid)


def may_read_file(connection: Connection, sender: Sender, sha256: str) -> bool:
    """A file can be read by who may read a record that refers to it, and by who brought it."""
    own = select(literal(1)).where(HOLDER.c.sha256 == sha256, HOLDER.c.person == sender.person)
    if connection.execute(own).first() is not None:
        return True
    rights = current(connection, sender.person)
    query = (
        select(literal(1))
        .select_from(REFERENCE)
        .join(RECORD, RECORD.c.rid == REFERENCE.c.rid)
        .where(
            REFERENCE.c.sha256 == sha256,
            in_sight(RECORD, rights),
        )
    )
    return connection.execute(query.limit(1)).first() is not None
