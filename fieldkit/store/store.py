"""The store of one laptop: every synced write goes through `write`, every read shows base ⊕ outbox."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from fieldkit.access import Actor, Scope
from fieldkit.clock import Clock
from fieldkit.errors import UserError
from fieldkit.forms import FORMS, Record, Values, accept_patch, field_at, form_class, new_id
from fieldkit.forms.values import File, StoredFile
from fieldkit.i18n import N_
from fieldkit.records.find import find, index_records, outdated
from fieldkit.records.merged import widened
from fieldkit.records.rows import dumps, insert_rows
from fieldkit.records.tables import GROUP_BYTES, GROUP_CHANGES, PATCH_BYTES, RECORD, Stored, in_parts, load_many, of_row
from fieldkit.store.database import FILES, OUTBOX, Database, HomeLock, get_meta, new_key
from fieldkit.store.files import EncryptedFiles
from fieldkit.store.keys import Vault
from fieldkit.store.own_edits import DROP, LATEST, floor, last_place, outbox_rows
from fieldkit.store.search import index_words, search
from fieldkit.store.shown import counts, not_shown, show


@dataclass(frozen=True)
class Opened:
    """A record as a form showed it: what its author saw. Every edit made in that form carries it.

    `base_seq` is a number of `history`; `forks` counts the restores of the office that this laptop knew of then: the
    office may be restored while the form is open. `unseen` are, by path, places in the outbox of own edits that were
    not shown, since the record had gone out of sight.
    """

    record: Record
    base_seq: int
    opos: int
    history: str
    forks: int = 0
    unseen: Mapping[str, int] = field(default_factory=dict)

    def as_seen(self, then: "Opened") -> "Opened":
        """What the author of a field that is held saw: of others what it showed `then`, of his own edits all of this.

        The lower number only ever says that less was seen, whatever histories the two are of.
        """
        return replace(self, base_seq=min(then.base_seq, self.base_seq), history=then.history, forks=then.forks)


@dataclass(frozen=True)
class Edit:
    """A patch to one record, and what its author saw of it."""

    kind: str
    rid: str
    patch: Values
    opened: Opened | None = None


class Store:
    """Records, files and search of one home. Used by one thread at a time for writing."""

    def __init__(self, home: Path, vault: Vault, clock: Clock) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self._lock = HomeLock(home)
        self._writing = threading.RLock()
        self.clock = clock
        self.home = home
        try:
            key = vault.get("database")
            if key is None:
                if (home / "fieldkit.db").exists():
                    raise UserError(N_("The key of this folder is gone. Bring the laptop to the head office."))
                key = new_key()
                vault.put("database", key)
            enrolled = vault.get("device") is not None
            self.database = Database(home / "fieldkit.db", key, begun=enrolled)
            self.files = EncryptedFiles(home / "files", key)
            self._rebuild()
        except BaseException:
            self._lock.release()
            raise

    def _rebuild(self) -> None:
        """Fills the derived tables of kinds whose declaration changed."""
        with self.database.writing() as connection:
            for kind in outdated(connection):
                rids = {row.rid for row in connection.execute(select(RECORD.c.rid).where(RECORD.c.kind == kind))}
                rids |= {row.rid for row in connection.execute(select(OUTBOX.c.rid).where(OUTBOX.c.kind == kind))}
                index_records(connection, self.shown(connection, rids).values(), fresh=True)

    def close(self) -> None:
        self.database.close()
        self._lock.release()

    # -- reading

    def get(self, rid: str) -> Record | None:
        """A record as it is shown, deleted ones too; None when this laptop does not have it."""
        with self.database.reading() as connection:
            return self.shown(connection, [rid]).get(rid)

    def many(self, rids: Iterable[str]) -> list[Record]:
        """Records in the order of their ids as given; unknown ones are left out."""
        wanted = list(rids)
        with self.database.reading() as connection:
            found = self.shown(connection, wanted)
        return [found[rid] for rid in wanted if rid in found]

    def find(self, kind: str, where: Mapping[str, Any] | None = None, **more: Any) -> list[Record]:
        """Records of a kind whose find fields have these values; a link finds what points at a merged double, too."""
        with self.database.reading() as connection:
            rids = find(connection, kind, widened(connection, kind, where), **more)
            found = self.shown(connection, rids)
        return [found[rid] for rid in rids if rid in found]

    def search(self, words: str, limit: int = 50) -> list[Record]:
        with self.database.reading() as connection:
            rids = search(connection, words, limit)
            found = self.shown(connection, rids)
        return [found[rid] for rid in rids if rid in found]

    def open(self, rid: str) -> Opened:
        """A record together with what is seen of it now. UserError when it is not here."""
        for opened in self.open_all([rid]):
            return opened
        raise UserError(N_("This record is not on this laptop."))

    def open_all(self, rids: Iterable[str]) -> list[Opened]:
        """The same for many records, without those that are not here."""
        with self.database.reading() as connection:
            wanted = list(dict.fromkeys(rids))
            bases, rows = load_many(connection, wanted), outbox_rows(connection, wanted)
            shown = self.shown(connection, wanted, bases, rows)
            return [_opened(connection, record, bases.get(rid), rows.get(rid, [])) for rid, record in shown.items()]

    def shown(
        self,
        connection: Connection,
        rids: Iterable[str],
        known: Mapping[str, Stored] | None = None,
        outbox: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
    ) -> dict[str, Record]:
        """Base ⊕ outbox of these records, inside a transaction; `known` holds rows of the base that are at hand,
        `outbox` all own edits of them."""
        wanted = list(dict.fromkeys(rids))
        history = str(get_meta(connection, "history", ""))
        told = floor(connection)
        bases = dict(known or {})
        bases |= load_many(connection, [rid for rid in wanted if rid not in bases])
        rows = outbox_rows(connection, wanted) if outbox is None else outbox
        shown, fresh = {}, []
        for rid in wanted:
            base, mine = bases.get(rid), rows.get(rid, [])
            if base is None:
                mine = [row for row in mine if counts(row, told)]
                if not mine:
                    continue
            record = show(base, mine, rid, base.kind if base else mine[0]["kind"], history)
            if base is None:
                fresh.append(record)
            shown[rid] = record
        self._give_scopes(connection, fresh, bases)
        return shown

    def _give_scopes(self, connection: Connection, fresh: list[Record], known: Mapping[str, Stored]) -> None:
        """The scopes of records that the office has not seen yet, worked out as the office will."""
        links = {record.values.get(form.belongs_to) for record in fresh if (form := FORMS.get(record.kind))}
        above = {rid for rid in links if isinstance(rid, str)}
        bases = {rid: known[rid] for rid in above if rid in known}
        bases |= load_many(connection, above - bases.keys())
        scopes = {rid: Scope(*stored.scope) for rid, stored in bases.items()}
        if own := above - bases.keys():  # parents that the office has not seen either
            scopes |= {rid: parent.scope for rid, parent in self.shown(connection, own).items()}
        for record in fresh:
            form = FORMS.get(record.kind)
            record.scope = form.scope_from(record.values, scopes.get) if form else Scope()

    # -- writing

    def write(self, actor: Actor, edits: Iterable[Edit], *, together: bool = False) -> list[Record]:
        """Writes edits in one transaction and returns the records as they are shown then.

        `together` makes them a group: the office takes or refuses them whole. So it does with an edit that is too
        large for one change, and goes in parts. UserError for one value, or one group, that is too large.
        """
        edits = list(edits)
        parts = [replace(edit, patch=part) for edit in edits for part in _accepted(edit)]
        group = new_id() if together or len(parts) > len(edits) else None
        if group and (len(parts) > GROUP_CHANGES or sum(len(dumps(part.patch)) for part in parts) > GROUP_BYTES):
            raise UserError(N_("These changes belong together and are too many for one group."))
        with self._writing, self.database.writing() as connection:
            touched = dict.fromkeys(part.rid for part in parts if part.patch)
            for part in parts:
                if part.patch:
                    self._insert(connection, actor, part, part.patch, group)
                    self._refer(connection, part.kind, part.patch)
            shown = self.shown(connection, touched)
            index_records(connection, shown.values())
            index_words(connection, shown.values())
        return [shown[rid] for rid in touched if rid in shown]

    def _insert(self, connection: Connection, actor: Actor, edit: Edit, patch: Values, group: str | None) -> None:
        opened = edit.opened or _opened_now(connection, edit)
        base_seq = min([opened.base_seq, *get_meta(connection, "forks", [])[opened.forks :]])
        opos = min([opened.opos, *(opened.unseen[path] - 1 for path in patch if path in opened.unseen)])
        history, path = opened.history, next(iter(patch))
        shown = {name: edit.opened.record.values.get(name) for name in patch} if edit.opened else None
        if group is None and len(patch) == 1 and (old := self._coalesced(connection, edit.rid, path, opened.opos)):
            connection.execute(DROP, {"place": old.ord})
            base_seq, opos = min(base_seq, old.base_seq), min(opos, old.opos)
            history, shown = old.base_history, old.shown
        row = {
            "grp": group, "kind": edit.kind, "rid": edit.rid, "patch": patch, "base_history": history,
            "base_seq": base_seq, "opos": opos, "author": actor.person, "device_ms": self.clock.millis(),
            "form_version": form_class(edit.kind).version, "state": "open", "shown": shown,
        }  # fmt: skip
        insert_rows(connection, OUTBOX, [row])

    @staticmethod
    def _coalesced(connection: Connection, rid: str, path: str, opos: int) -> Any:
        """An edit of the same path, never sent and alone, whose value this form showed: the new one takes its place."""
        for row in connection.execute(LATEST, {"record": rid}).all():
            if path in row.patch:
                alone = row.grp is None and len(row.patch) == 1 and row.ord <= opos
                return row if alone else None
        return None

    def _refer(self, connection: Connection, kind: str, patch: Values) -> None:
        """Files that a patch refers to and that lie here are to be sent."""
        for path, value in patch.items():
            if isinstance(field_at(kind, path), File) and isinstance(value, dict):
                sha256 = str(value["sha256"])
                known = connection.execute(select(FILES.c.state).where(FILES.c.sha256 == sha256)).first()
                if known is None and self.files.has(sha256):
                    self._note_file(
                        connection, StoredFile(sha256, str(value["name"]), int(str(value["size"])), str(value["type"]))
                    )

    # -- files

    def put_file(self, content: bytes, name: str, type_: str) -> StoredFile:
        """Keeps a file, encrypted; it is sent as soon as there is a line."""
        stored = StoredFile(self.files.put(content), name, len(content), type_)
        with self._writing, self.database.writing() as connection:
            self._note_file(connection, stored)
        return stored

    @staticmethod
    def _note_file(connection: Connection, stored: StoredFile) -> None:
        """Notes a file that is to be sent; one that had been found damaged is whole again."""
        mine = FILES.c.sha256 == stored.sha256
        connection.execute(update(FILES).where(mine, FILES.c.state == "damaged").values(state="here"))
        if connection.execute(select(FILES.c.sha256).where(mine)).first() is None:
            connection.execute(insert(FILES), {**asdict(stored), "state": "here"})

    def set_file_state(self, sha256: str, state: str, receipt_seq: int = 0) -> None:
        with self._writing, self.database.writing() as connection:
            values = {"state": state} | ({"receipt_seq": receipt_seq} if receipt_seq else {})
            connection.execute(update(FILES).where(FILES.c.sha256 == sha256).values(values))

    def rebuild_index(self) -> None:
        """Makes every derived table and the search index again from the records."""
        with self._writing, self.database.writing() as connection:
            rows = connection.execute(select(RECORD)).mappings()
            rids = [of_row(row).rid for row in rows]
            shown = self.shown(connection, rids)
            index_records(connection, shown.values())
            index_words(connection, shown.values())


def _accepted(edit: Edit) -> list[Values]:
    """What an edit writes, checked, in as many parts as it needs."""
    parts = in_parts(accept_patch(edit.kind, edit.patch))
    if any(len(part) == 1 and len(dumps(part)) > PATCH_BYTES for part in parts):
        raise UserError(N_("This change is too large: it holds more than 400 KB."))
    return parts


def _opened_now(connection: Connection, edit: Edit) -> Opened:
    """What somebody saw who writes without a form: all that is here now."""
    base = load_many(connection, [edit.rid]).get(edit.rid)
    return _opened(connection, Record(edit.rid, edit.kind), base, outbox_rows(connection, [edit.rid]).get(edit.rid, []))


def _opened(connection: Connection, record: Record, base: Stored | None, rows: Sequence[Mapping[str, Any]]) -> Opened:
    base_seq = base.last_seq if base else 0
    unseen = {} if base_seq else not_shown(rows, floor(connection))
    history, forks = str(get_meta(connection, "history", "")), len(get_meta(connection, "forks", []))
    return Opened(record, base_seq, last_place(connection), history, forks, unseen)
