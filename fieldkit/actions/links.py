"""Links follow a merged record to the one that stays, and back when the merging is taken back.

`follow` looks at what came or was written since it last looked. So it goes on where it was stopped, on this laptop or
on that of anyone else who keeps the lists, and moves what arrives later from laptops that did not know. Until then, and
where a signature holds a link fast, the store finds what points at either as one (records/merged.py).
"""

from collections.abc import Container, Iterable, Iterator, Mapping

from sqlalchemy import Connection, String, or_, select, type_coerce

from fieldkit.access import APPOINTERS, Actor, may
from fieldkit.actions.desk import Desk
from fieldkit.actions.doubles import keeper, look
from fieldkit.actions.records import is_held_fast
from fieldkit.forms import FORMS, Double, Record, Values, field_at, new_id
from fieldkit.forms.merging import MERGED_INTO, double_id, mergeable, stays_instead
from fieldkit.forms.values import Link
from fieldkit.records.merged import all_merged
from fieldkit.records.tables import RECORD
from fieldkit.store.database import OUTBOX, get_meta, put_meta
from fieldkit.store.news import Stand, stand
from fieldkit.store.store import Edit, Opened

AT_ONCE = 500  # links in one transaction
_SKIPPED = frozenset({"double"})


def follow(desk: Desk) -> int:
    """Moves every link that can be moved; how many records were written. Nothing for who does not keep the lists."""
    actor = keeper(desk)
    if actor is None:
        return 0
    store = desk.store
    with store.database.reading() as connection:
        now, since = stand(connection), get_meta(connection, "links_followed", [0, 0])
        if now == since:
            return 0
        if now[0] < since[0] or now[1] < since[1]:
            since = [0, 0]
        into = all_merged(connection)
    taken_back = [double for row in store.find("double", {"verdict": "undone"}) if (double := Double(row)).moved]
    count = 0
    if into:
        with store.database.reading() as connection:
            rids = _to_look_at(connection, since, into)
        for chunk in _chunks(rids):
            count += _forward(desk, actor, store.open_all(chunk), into)
    for double in taken_back:
        count += _back(desk, actor, double, into)
    with store.database.writing() as connection:
        put_meta(connection, "links_followed", now)
    return count


def look_after_lists(desk: Desk) -> None:
    """After a round of sync: what came is moved, and compared with what was there."""
    if keeper(desk) is not None:
        follow(desk)
        look(desk)


def _chunks(rids: Iterable[str]) -> Iterator[list[str]]:
    wanted = list(rids)
    for at in range(0, len(wanted), AT_ONCE):
        yield wanted[at : at + AT_ONCE]


def _to_look_at(connection: Connection, since: Stand, into: Mapping[str, str]) -> list[str]:
    """The records that are news, and all that name a record which was merged since."""
    news = {row.rid for row in connection.execute(select(RECORD.c.rid).where(RECORD.c.last_seq > since[0]))}
    news |= {row.rid for row in connection.execute(select(OUTBOX.c.rid).where(OUTBOX.c.ord > since[1]))}
    fresh = sorted(news & into.keys())
    if since != [0, 0]:
        for at in range(0, len(fresh), 20):
            named = [f'%"{rid}"%' for rid in fresh[at : at + 20]]
            for column, rid in ((RECORD.c["values"], RECORD.c.rid), (OUTBOX.c.patch, OUTBOX.c.rid)):
                said = type_coerce(column, String)
                news |= {row[0] for row in connection.execute(select(rid).where(or_(*(said.like(n) for n in named))))}
    return sorted(news)


def _links_to(record: Record, targets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The paths of a record that point at one of these, and at which."""
    kinds = mergeable()
    for path, value in record.values.items():
        if isinstance(value, str) and value in targets and _follows(record.kind, path, kinds):
            yield path, value


def _follows(kind: str, path: str, targets: Container[str]) -> bool:
    """Whether what stands at a path is a link to one of these kinds that may follow by itself.

    Who merges may be less than who sits here. So a deputy is named by a person, never by what somebody else merged.
    """
    field = field_at(kind, path)
    follows = isinstance(field, Link) and field.kind in targets and path != MERGED_INTO
    return follows and field is not None and field.write != APPOINTERS


def _may_write(desk: Desk, actor: Actor, record: Record, patch: Values) -> bool:
    """Whether these links can be moved by this person: within the rights, and not under seal."""
    if not may(actor, "write", record.kind, record.scope):
        return False
    fields, roles = [field_at(record.kind, path) for path in patch], actor.roles_in(record.scope)
    if any(field is not None and field.write is not None and not field.write & roles for field in fields):
        return False
    return not is_held_fast(desk, record, patch)


def _forward(desk: Desk, actor: Actor, records: Iterable[Opened], into: Mapping[str, str]) -> int:
    """Moves the links of these records, and remembers with each merging which they were: in one transaction."""
    edits: list[Edit] = []
    moved: dict[tuple[str, str], list[str]] = {}
    for opened in records:
        record = opened.record
        if record.kind in _SKIPPED or record.kind not in FORMS or record.deleted:
            continue
        for path, gone in _links_to(record, into):
            if _may_write(desk, actor, record, {path: into[gone]}):
                edits.append(Edit(record.kind, record.id, {path: into[gone]}, opened))
                moved.setdefault((gone, path), []).append(record.id)
    notes = [note for (gone, path), rids in moved.items() for note in _notes(desk, gone, path, rids)]
    if edits:
        desk.write_all([*notes, *edits])
    return len(edits)


def _notes(desk: Desk, gone: str, path: str, rids: list[str]) -> Iterator[Edit]:
    """A row of each decision on the way that says what was moved, so that any of them can be taken back."""
    record = desk.store.get(gone)
    while record is not None and (first := stays_instead(record.id, record.values)):
        decision = double_id(first, record.id)
        if desk.store.get(decision) is not None:
            row = f"moved.{new_id()}"
            yield Edit("double", decision, {f"{row}.path": path, f"{row}.ids": " ".join(rids)})
        record = desk.store.get(first)


def _back(desk: Desk, actor: Actor, double: Double, into: Mapping[str, str]) -> int:
    """Moves back what a merging had moved and still points there; a row that is done is no more."""
    first, second = double.first or "", double.second or ""
    stays, count = into.get(first, first), 0
    both = desk.store.many((first, second))
    kinds = {one.kind for one in both if len(both) == 2} & {double.of_kind} & mergeable()
    for row in double.moved:
        path, left = row.path or "", False
        edits: list[Edit] = []
        for opened in desk.store.open_all((row.ids or "").split()):
            record, value = opened.record, opened.record.values.get(path)
            if record.deleted or not isinstance(value, str) or into.get(value, value) != stays:
                continue
            if not _follows(record.kind, path, kinds):
                continue
            if _may_write(desk, actor, record, {path: second}):
                edits.append(Edit(record.kind, record.id, {path: second}, opened))
            else:
                left = True
        done: Values = {} if left else {f"{row.prefix}deleted": True}
        count += len(edits)
        desk.write_all([edit for edit in (*edits, Edit("double", double.id, done)) if edit.patch])
    return count
