"""One push while it is worked through: the records as it leaves them, written to the tables in one go at its end."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from fieldkit.access import NOWHERE, Scope
from fieldkit.forms import FORMS, Json, Values, form_class, is_first_accepted
from fieldkit.forms.field import ERASED
from fieldkit.office.database import Sequence, clamp
from fieldkit.office.erasures import erasures_of
from fieldkit.office.judge import Judgement
from fieldkit.office.rights import NOBODY, Rights, as_known, day_of, merged_people, people_of, people_touched, refresh
from fieldkit.office.tables import AWAITED, CHANGE, REFERENCE, TOMBSTONE
from fieldkit.office.view import View
from fieldkit.records.erasing import Erasure, cleaned
from fieldkit.records.find import children, children_of, index_records
from fieldkit.records.heads import Head, Seen, first, put
from fieldkit.records.rows import among, insert_rows
from fieldkit.records.tables import Stored, load, load_many, save
from fieldkit.sync.messages import Change

Mark = tuple[dict[str, None], dict[tuple[str, str], None], int, int]


@dataclass
class Sender:
    """The device that pushes, and the person it belongs to."""

    device: str
    person: str
    revoked: bool = False


@dataclass
class Page:
    """The state of one push while it is worked through; nothing reaches the tables before `write`."""

    connection: Connection
    sender: Sender
    received_ms: int
    sequence: Sequence
    held: list[Rights]
    records: dict[str, Stored | None] = field(default_factory=dict)
    in_table: set[str] = field(default_factory=set)
    touched: dict[str, None] = field(default_factory=dict)
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    tombstones: list[dict[str, Any]] = field(default_factory=list)
    references: dict[tuple[str, str], None] = field(default_factory=dict)
    awaited: dict[tuple[str, str], None] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    merged: frozenset[str] = frozenset()
    known_forks: dict[str, tuple[int, str]] = field(default_factory=dict)
    proof: int = 0
    undo: dict[str, Stored | None] = field(default_factory=dict)
    unsettled: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    erasures: dict[str, list[Erasure]] = field(default_factory=dict)
    told: bool = False
    altered: set[str] = field(default_factory=set)
    early: dict[str, list[str]] = field(default_factory=dict)
    early_in_table: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def get(self, rid: str) -> Stored | None:
        if rid not in self.records:
            self.records[rid] = found = load(self.connection, rid)
            if found:
                self.in_table.add(rid)
        return self.records[rid]

    def heads(self, stored: Stored, path: str) -> list[Head]:
        """The heads of a path; a single one is put together from the change that wrote it."""
        if path in stored.heads:
            return stored.heads[path]
        if path not in stored.stamps:
            return []
        seq = stored.stamps[path]
        row = next((row for row in self.rows.values() if row["seq"] == seq), None)
        if row is None:
            found = self.connection.execute(select(CHANGE).where(CHANGE.c.seq == seq)).mappings().first()
            row = dict(found) if found else None
        value = stored.values.get(path)
        if row is None:
            return [Head(value, seq, "", 1, 0, "", "", {})]
        rank = min(row["device_ms"], row["received_ms"])
        return [Head(value, seq, row["inc"], row["n"], rank, row["author"], row["id"], row["own"])]

    def view(self, change: Change, seen: Seen) -> View:
        """What a judge may look up. A new record has no base: then what the laptop had seen altogether counts."""
        base = seen.base if self.get(change.rid) else self.proof
        known, shown = (as_known(self.held, seq, change, self.received_ms) for seq in (base, self.proof))
        rights = (known, shown, self.held[-1] if self.held else NOBODY)
        return View(
            self.get, self.heads, rights, self.was_rejected, self.is_former, self.may_sign, self.belonging, self.told,
            change.was == "ok" and change.base.history in self.known_forks,
            partial(people_of, self.connection, self.records), self.received_ms,
        )  # fmt: skip

    def is_former(self, head: Head) -> bool:
        """Whether a head was written in a history that a restore cut off, and was sent again since."""
        row = self.rows.get(head.change)
        query = select(CHANGE.c.base_history).where(CHANGE.c.id == head.change)
        return (row["base_history"] if row else self.connection.execute(query).scalar()) in self.known_forks

    def may_sign(self, name: str, signer: Json) -> bool:
        """Whether this person may sign as `signer` by a name that is his, or was: his laptop may not know the new one.

        What a witness told of others was decided by a person at the office.
        """
        if self.told or signer != self.sender.person:
            return self.told
        now = str(stored.values.get("person_name") or "") if (stored := self.get(self.sender.person)) else ""
        if name == now or ERASED in now:
            return True
        query = select(CHANGE.c.patch).where(CHANGE.c.rid == self.sender.person, CHANGE.c.status == "ok")
        return any(row.patch.get("person_name") == name for row in self.connection.execute(query))

    def before_touching(self, rid: str) -> Stored | None:
        """The record, with a copy kept for the case that its group is refused after all."""
        stored = self.get(rid)
        if rid not in self.undo:
            self.undo[rid] = stored and copy.deepcopy(stored)
        return stored

    def was_rejected(self, rid: str) -> bool:
        """Whether the sender's own creation of a record was refused; somebody else's refusal bars nobody."""
        return ("rejected", self.sender.person) in self.unsettled.get(rid, ())

    def seen(self, change: Change) -> Seen:
        base = clamp(change.base.history, change.base.seq, self.sequence.history, self.known_forks)
        return Seen(base, change.own)

    def behind_held(self, change: Change) -> bool:
        """Whether an earlier change of this person to the record is held: then this one waits behind it."""
        return ("held", change.author) in self.unsettled.get(change.rid, ())

    def look_up(self, rids: Iterable[str]) -> None:
        """Reads what a page needs in a few queries: its records, and what of them was held or refused before."""
        wanted = list(dict.fromkeys(rids))
        found = load_many(self.connection, wanted)
        self.records.update({rid: found.get(rid) for rid in wanted})
        self.in_table.update(found)
        query = select(CHANGE.c.rid, CHANGE.c.status, CHANGE.c.author).where(
            among(self.connection, CHANGE.c.rid, wanted), CHANGE.c.status != "ok", CHANGE.c.code != "witnessed"
        )
        for row in self.connection.execute(query):
            self.unsettled.setdefault(row.rid, set()).add((row.status, row.author))
        self.erasures = erasures_of(self.connection, wanted)

    def is_purged(self, rid: str) -> bool:
        """Whether the time for which a record is kept is over."""
        return any(not erasure.path for erasure in self.erasures.get(rid, ()))

    def without_erased(self, change: Change) -> Change:
        """A change without what was erased, unless its author had seen that it was and wrote it all the same."""
        if change.rid not in self.erasures:
            return change
        if self.is_purged(change.rid):
            patch: dict[str, Json] | None = {}
        else:
            base = self.seen(change).base
            unseen = [erasure for erasure in self.erasures[change.rid] if base < erasure.seq]
            patch = cleaned(change.patch, unseen)
        if patch is None:
            return change
        self.altered.add(change.id)
        return change.model_copy(update={"patch": patch})

    def note(self, row: dict[str, Any]) -> None:
        """A change with its verdict, to be written at the end of the page."""
        self.rows[row["id"]] = row
        if row["status"] != "ok" and row["code"] != "witnessed":
            self.unsettled.setdefault(row["rid"], set()).add((row["status"], row["author"]))

    def apply(self, change: Change, seq: int, taken: Judgement) -> None:
        """Puts a change that was taken into its record, and moves the record when its scope changed."""
        stored = self.before_touching(change.rid)
        patch = taken.patch or {}
        self.merged |= merged_people(self.connection, change.kind, change.rid, patch)
        self.touched[change.rid] = None
        for sha in taken.files:
            self.references[sha, change.rid] = None
        if stored is None:
            scope = self._scope(change.kind, change.rid, patch)
            stamps = dict.fromkeys(patch, seq)
            stored = Stored(change.rid, change.kind, scope, dict(patch), stamps, {}, seq, seq)
            self.records[change.rid] = stored
            self.people += people_touched(change.kind, change.rid, stored.values)
            self._settle(stored, self._came_early(stored))
            return
        self.people += people_touched(change.kind, change.rid, stored.values)
        seen, rank = self.seen(change), min(change.device_ms, self.received_ms)
        for path, value in patch.items():
            self._put(
                stored, path, Head(value, seq, change.inc, change.n, rank, change.author, change.id, change.own), seen
            )
        stored.last_seq = seq
        self.people += people_touched(change.kind, change.rid, stored.values)
        self.settle_scope(stored)

    def _put(self, stored: Stored, path: str, new: Head, seen: Seen) -> None:
        old_seq = stored.stamps.get(path)
        if is_first_accepted(stored.kind, path) or (
            path not in stored.heads and (old_seq is None or old_seq <= seen.base)
        ):
            heads = [new]
        else:
            heads = put(self.heads(stored, path), new, seen)
        stored.stamps[path] = new.seq
        stored.values[path] = first(heads).value
        if heads == [new]:
            stored.heads.pop(path, None)
        else:
            stored.heads[path] = heads

    def scope_of(self, rid: str) -> Scope:
        return found.scope if (found := self.get(rid)) else NOWHERE

    def _scope(self, kind: str, rid: str, values: Values) -> Scope:
        """The scope of a record with these values. What it belongs to may come later: then it is settled again."""
        parent = values.get(FORMS[kind].belongs_to)
        if isinstance(parent, str) and self.get(parent) is None:
            self.early.setdefault(parent, []).append(rid)
        return form_class(kind).scope_from(values, self.scope_of)

    def _came_early(self, stored: Stored) -> list[str]:
        """What belongs to a new record and was here before it; looked up once for all that a page may bring."""
        known = self.early_in_table.setdefault(stored.kind, {})
        if stored.rid not in known:
            fresh = [rid for rid in self.records if rid not in self.in_table and rid not in known]
            known |= {rid: [] for rid in fresh} | children_of(self.connection, stored.kind, fresh)
        return [*known[stored.rid], *self.early.get(stored.rid, ())]

    def settle_scope(self, stored: Stored) -> None:
        """A record whose customer or line changed leaves a tombstone, and what inherits from it moves along."""
        if (scope := self._scope(stored.kind, stored.rid, stored.values)) == stored.scope:
            return
        self.tombstones.append(
            {"seq": stored.last_seq, "rid": stored.rid, "kind": stored.kind, **stored.scope._asdict()}
        )
        stored.scope = scope
        stored.scope_seq = stored.last_seq
        self._settle(stored, self.belonging(stored))

    def belonging(self, stored: Stored) -> list[str]:
        """Ids of what may inherit from a record: what does, and what did before this page."""
        inside = [item.rid for item in self.records.values() if item and _parent(item) == stored.rid]
        return [*children(self.connection, stored.rid), *inside]

    def _settle(self, stored: Stored, belonging: Iterable[str]) -> None:
        for rid in dict.fromkeys(belonging):
            child = self.before_touching(rid)
            if child is not None and _parent(child) == stored.rid:
                child.last_seq = self.sequence.tick()
                self.touched[rid] = None
                self.people += people_touched(child.kind, rid, dict(child.values))
                self.settle_scope(child)

    def mark(self) -> Mark:
        return dict(self.touched), dict(self.references), len(self.tombstones), len(self.people)

    def back_to(self, mark: Mark, ids: list[str]) -> None:
        """Undoes what a group did before one of its changes was refused."""
        self.records.update(self.undo)
        self.touched, self.references = dict(mark[0]), dict(mark[1])
        del self.tombstones[mark[2] :], self.people[mark[3] :]
        for change in ids:
            self.rows.pop(change, None)

    def write(self) -> None:
        """Everything to the tables, in one go."""
        touched = [self.records[rid] for rid in self.touched]
        stored = [item for item in touched if item is not None]
        save(self.connection, stored, self.in_table)
        index_records(self.connection, [item.record() for item in stored])
        if self.rows:
            insert_rows(self.connection, CHANGE, list(self.rows.values()))
        if self.tombstones:
            self.connection.execute(insert(TOMBSTONE), self.tombstones)
        self._write_references()
        self.sequence.write()
        people, day = [*self.people, *self.merged], day_of(self.received_ms)
        refresh(self.connection, people, self.sequence.last, day, self.merged)

    def _write_references(self) -> None:
        for sha, rid in self.references:
            where = (REFERENCE.c.sha256 == sha, REFERENCE.c.rid == rid)
            if self.connection.execute(select(REFERENCE.c.rid).where(*where)).first() is None:
                self.connection.execute(insert(REFERENCE), {"sha256": sha, "rid": rid, "person": self.sender.person})
        if self.awaited:
            self.connection.execute(delete(AWAITED).where(AWAITED.c.change.in_({change for _, change in self.awaited})))
            rows = [{"sha256": sha, "change": change, "person": self.sender.person} for sha, change in self.awaited]
            self.connection.execute(insert(AWAITED), rows)


def _parent(stored: Stored) -> Json:
    form = FORMS.get(stored.kind)
    return stored.values.get(form.belongs_to) if form and form.belongs_to else None
