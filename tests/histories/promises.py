"""How a history ends: the line is good, everybody syncs, and what sync.md promises must hold."""

import hashlib
from collections import Counter
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

from fieldkit.access import Role
from fieldkit.forms import FORMS
from fieldkit.office import held, pull
from fieldkit.office.rights import current
from fieldkit.office.rights import in_sight as readable_by
from fieldkit.office.tables import CHANGE
from fieldkit.records.find import find, find_table
from fieldkit.records.tables import RECORD
from fieldkit.store.database import FILES, OUTBOX, get_meta
from fieldkit.store.ledger import summary

from . import backups, stick
from .broken import BrokenError
from .history import History
from .laptop import Laptop, first_laptop, heads
from .office import PlayedOffice, person_id
from .oracle import plain

ROUNDS = 12


def finish(history: History) -> None:
    """Lets everything come to rest, and raises BrokenError for the first promise that does not hold."""
    _rest(history)
    office, laptops = history.office, [one for one in history.laptops if not _revoked(one)]
    _verdicts(office)
    for laptop in laptops:
        expected = in_sight(office, laptop.name)
        _same(laptop, expected)
        _outbox(history, laptop, expected)
        _kept_from(office, laptop)
        _files(office, laptop)
    backups.check_files(history, laptops)
    _nothing_vanished(history)
    _rebuilt(laptops[0])
    _resync(history, laptops[-1].name)


def _revoked(laptop: Laptop) -> bool:
    return laptop.line.office.sender(laptop.line.device).revoked


def _rest(history: History) -> None:
    office = history.office
    for laptop in history.laptops:
        laptop.line.fault = lambda _what: False
        laptop.line.most_changes = laptop.line.most_bytes = 10_000_000
        laptop.line.statements = lambda: 1_000_000
    busy: list[str] = []
    by_stick = history.dice.random() < 0.3
    for _ in range(ROUNDS):
        for laptop in history.laptops:
            if by_stick:
                stick.trip(history, laptop)
            else:
                laptop.round()
            _decide_all(history)
        with office.database.reading() as connection:
            busy = ["held"] if held.waiting(connection) else []
        busy += [f"{one.home.name} {_unrest(one)}" for one in history.laptops if not _revoked(one) and _unrest(one)]
        if not busy:
            return
    raise BrokenError(f"no rest: {busy}")


def _decide_all(history: History) -> None:
    """Takes what is held; what even then waits, for a file that nobody has any more, is refused."""
    with history.office.database.reading() as connection:
        count = len(held.waiting(connection))
    for _ in range(2 * count):  # one that was held again waits behind the others
        history.decide(take=True)
    while history.decide(take=False) is not False:
        pass


def _unrest(laptop: Laptop) -> str:
    state = summary(laptop.store)
    with laptop.store.database.reading() as connection:
        seq = get_meta(connection, "cursor")[1]
        backfill = get_meta(connection, "backfill", {})
    waiting = {name: state[name] for name in ("waiting", "held", "files_waiting") if state[name]}
    last = laptop.line.office.last_seq
    return f"{waiting} {seq} of {last} {backfill} {laptop.said}" if waiting or seq != last or backfill else ""


def _verdicts(office: PlayedOffice) -> None:
    """Every change has its final verdict, and a group has one; tried again under new ids, it is another.

    Its parts are known by their records: what one says may have been erased between two tries.
    """
    groups: dict[tuple[str, str, int], set[str]] = {}
    times: Counter[tuple[str, str, str]] = Counter()
    with office.database.reading() as connection:
        for row in connection.execute(select(CHANGE).order_by(CHANGE.c.n)):
            if row.status not in {"ok", "rejected"}:
                raise BrokenError(f"no verdict: {row.id} is {row.status}")
            if row.grp and row.code != "purged":  # what went with its record long ago may be told again, alone
                times[row.grp, row.inc, row.rid] += 1
                groups.setdefault((row.grp, row.inc, times[row.grp, row.inc, row.rid]), set()).add(row.status)
    if split := [group for group, statuses in groups.items() if len(statuses) > 1]:
        raise BrokenError(f"groups split: {split}")


def in_sight(office: PlayedOffice, name: str) -> dict[str, Any]:
    """What the office holds and this person may read, as it would travel whole."""
    with office.database.reading() as connection:
        rights = current(connection, person_id(name))
        query = select(RECORD).where(readable_by(RECORD, rights))
        rows = connection.execute(query).mappings().all()
        return {row["rid"]: pull.wire(row, rights, -1).model_dump(exclude={"whole"}) for row in rows}


def _base(laptop: Laptop) -> dict[str, Any]:
    with laptop.store.database.reading() as connection:
        rows = connection.execute(select(RECORD)).mappings().all()
    names = ("value", "seq", "inc", "n", "rank", "author", "change", "own")
    return {
        row["rid"]: {
            "rid": row["rid"], "kind": row["kind"], "customer": row["customer"], "line": row["line"],
            "values": row["values"], "stamps": row["stamps"], "last_seq": row["last_seq"],
            "heads": {
                path: [dict(zip(names, head, strict=True)) for head in found] for path, found in row["heads"].items()
            },
        }
        for row in rows
    }  # fmt: skip


def _same(laptop: Laptop, expected: dict[str, Any]) -> None:
    """The laptop holds what its person may read, no more and no less, and its lists show the same."""
    base = _base(laptop)
    for rid in base.keys() | expected.keys():
        if base.get(rid) != expected.get(rid):
            raise BrokenError(f"differs: {laptop.home.name} {rid}: {base.get(rid)}, office {expected.get(rid)}")
    for kind in FORMS:
        with laptop.store.database.reading() as connection:
            listed = set(find(connection, kind))
        alive = {rid for rid, row in base.items() if row["kind"] == kind and not row["values"].get("deleted")}
        if listed != alive:
            raise BrokenError(f"lists: {laptop.home.name} {kind}: {listed ^ alive}")


def _outbox(history: History, laptop: Laptop, expected: dict[str, Any]) -> None:
    """The outbox says what the office says, and nothing of it is shown that is out of sight.

    What was refused stays until its author has seen it, of a record that was done away with, too.
    """
    with history.office.database.reading() as connection:
        said = {row.id: row.status for row in connection.execute(select(CHANGE.c.id, CHANGE.c.status))}
    with laptop.store.database.reading() as connection:
        rows = connection.execute(select(OUTBOX.c.id, OUTBOX.c.rid, OUTBOX.c.state)).all()
    for row in rows:
        if said.get(row.id) != row.state and not (row.state == "rejected" and row.rid in history.retired):
            raise BrokenError(f"outbox: {laptop.home.name}: {row.id} is {row.state}, at the office {said.get(row.id)}")
    for rid in {row.rid for row in rows} | expected.keys():
        shown = laptop.store.get(rid)
        if (shown.values if shown else None) != (expected[rid]["values"] if rid in expected else None):
            raise BrokenError(f"shown: {laptop.home.name} shows {rid} as {shown}")


def _kept_from(office: PlayedOffice, laptop: Laptop) -> None:
    """What was complained of a person is not on his laptop, and of nobody by name on no engineer's."""
    person = person_id(laptop.name)
    with office.database.reading() as connection:
        engineer = Role.ENGINEER in current(connection, person).roles
    for rid, record in _base(laptop).items():
        if record["kind"] == "complaint":
            concerns = record["values"].get("concerns")
            if concerns == person or (engineer and not concerns):
                raise BrokenError(f"told: {laptop.home.name} holds {rid} about {concerns}")


def _files(office: PlayedOffice, laptop: Laptop) -> None:
    """Every file that the laptop calls stored is at the office, byte for byte."""
    with laptop.store.database.reading() as connection:
        rows = connection.execute(select(FILES)).all()
    for row in rows:
        if not office.files.has(row.sha256):
            raise BrokenError(f"file: {row.sha256} is {row.state} on {laptop.home.name}, and not at the office")
        if hashlib.sha256(office.files.read(row.sha256, 0, row.size)).hexdigest() != row.sha256:
            raise BrokenError(f"file: {row.sha256} is damaged")


def _nothing_vanished(history: History) -> None:
    office, oracle = history.office, history.oracle
    oracle.exempt |= {value for value, (rid, _) in oracle.where.items() if rid in history.retired}
    for laptop in history.laptops:
        if _revoked(laptop):  # it hears of no new history, and what it has not sent stays on it
            oracle.exempt |= laptop.written() - office.written()
    taken: set[str] = set()
    refused: set[str] = set()
    with office.database.reading() as connection:
        for row in connection.execute(select(CHANGE.c.patch, CHANGE.c.status)):
            (taken if row.status == "ok" else refused).update(plain(value) for value in row.patch.values())
    found = heads(office, sorted({rid for rid, _ in oracle.where.values()}), oracle)
    if lost := oracle.vanished(found, taken, refused):
        raise BrokenError(f"vanished: {[(value, *oracle.where[value]) for value in sorted(lost)]}")


def _rebuilt(laptop: Laptop) -> None:
    """The derived tables are what they are when they are made again."""
    before = _derived(laptop)
    laptop.store.rebuild_index()
    if before != _derived(laptop):
        raise BrokenError(f"derived: {laptop.home.name}")


def _derived(laptop: Laptop) -> dict[str, list[Any]]:
    with laptop.store.database.reading() as connection:
        return {
            kind: [tuple(row) for row in connection.execute(select(find_table(kind)).order_by(find_table(kind).c.rid))]
            for kind in FORMS
        }


def _resync(history: History, name: str) -> None:
    """A laptop that begins anew has what the old one came to."""
    fresh = first_laptop(history.office, name, history.folder / "fresh")
    try:
        fresh.pull()
        with patch.object(pull, "PAGE_ROWS", 3):
            fresh.pull()
        _same(fresh, in_sight(history.office, name))
    finally:
        fresh.store.close()
