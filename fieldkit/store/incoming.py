"""What comes in: pages of news, applied whole with the cursor in the same transaction (sync.md, Messages)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, delete, select, update

from fieldkit.access import Scope
from fieldkit.forms import FORMS
from fieldkit.records.erasing import Erasure
from fieldkit.records.find import forget
from fieldkit.records.tables import RECORD, Stored, load, load_many, remove, save
from fieldkit.store.database import FILES, MARK, OUTBOX, get_meta, put_meta
from fieldkit.store.outgoing import Outgoing, VerdictIn, note_mark, refresh
from fieldkit.store.pruning import forget_durable, note_durable
from fieldkit.store.purging import let_go, purge
from fieldkit.store.restored import hand_back, sealed_again, try_again
from fieldkit.store.search import forget_words
from fieldkit.store.shown import PENDING, WITNESSED
from fieldkit.store.store import Store
from fieldkit.trust import loaded, sound_list

# What signatures are judged by: the number of the list of revoked certificates, the list, whose time stamps count.
NO_TRUST: dict[str, Any] = {"number": 0, "crl": "", "tsa": ""}


@dataclass
class News:
    """One page of a pull, brought to the store's terms.

    `begin` is the (seq, floor) it was asked with, `end` the (floor, seq, stamp) it leads to, `as_of` the (seq, stamp)
    of the state that the office made it from.
    """

    begin: tuple[int, int]
    end: tuple[int, int, str]
    more: bool
    grants: dict[str, str]
    records: list[tuple[Stored, bool]] = field(default_factory=list)
    tombstones: list[tuple[str, int]] = field(default_factory=list)
    purge: list[Erasure] = field(default_factory=list)
    verdicts: Sequence[VerdictIn] = ()
    receipts: list[tuple[str, int]] = field(default_factory=list)
    backfill: dict[str, tuple[str, list[Stored]]] = field(default_factory=dict)
    as_of: tuple[int, str] = (0, "")
    want: list[str] = field(default_factory=list)
    trust: dict[str, Any] = field(default_factory=lambda: NO_TRUST)
    durable: int = 0
    grants_version: str = ""


@dataclass(frozen=True)
class Place:
    """Where a laptop stands when it asks for news: history, floor, seq, grants version, and how far backfills are."""

    history: str
    floor: int
    seq: int
    grants_version: str
    backfill: dict[str, str]


def place_of(connection: Connection) -> Place:
    floor, seq, _ = get_meta(connection, "cursor", [0, 0, ""])
    history, version = get_meta(connection, "history", ""), get_meta(connection, "grants_version", "")
    return Place(history, floor, seq, version, get_meta(connection, "backfill", {}))


class Incoming:
    """The base of a laptop, as sync fills it."""

    def __init__(self, store: Store, outgoing: Outgoing) -> None:
        self._store = store
        self._outgoing = outgoing
        self._db = store.database

    def apply(self, news: News, asked_at: Place | None = None) -> bool:
        """Takes a page of news in; the cursor moves in the same transaction.

        Late news, which say where the laptop stood when it asked, are taken only while it still stands there: others
        may be older than what it has, or made for grants that it no longer holds. Verdicts and receipts of the same
        history always count. Returns whether the news were taken.
        """
        with self._db.writing() as connection:
            taken = asked_at is None or asked_at == place_of(connection)
            changed = self._outgoing.note_verdicts(connection, news.verdicts)
            saved: dict[str, Stored] = {}
            for sha256, seq in news.receipts:
                stored = update(FILES).where(FILES.c.sha256 == sha256).values(state="stored", receipt_seq=seq)
                connection.execute(stored)
            if news.trust["number"] > get_meta(connection, "trust", NO_TRUST)["number"] and _sound(connection, news):
                put_meta(connection, "trust", news.trust)
            if taken:
                changed |= self._take(connection, news, saved)
            self._sweep(connection)
            refresh(self._store, connection, changed, saved)  # what was saved is in sight: none of it was swept
        return taken

    def _take(self, connection: Connection, news: News, saved: dict[str, Stored]) -> set[str]:
        """Takes the news in; the records that they bring go into `saved`. Returns those that show something else."""
        changed: set[str] = set()
        # A page shows the office as of this number: by what it leaves out, and by backfills newer than its end.
        self._outgoing.raise_proof(connection, *news.as_of)
        self._take_grants(connection, news.grants)
        put_meta(connection, "grants_version", news.grants_version)
        cursor = get_meta(connection, "cursor", [0, 0, ""])
        begun_seq, begun_floor = news.begin
        if begun_seq <= cursor[1] and begun_floor <= cursor[0]:
            for rid, seq in news.tombstones:
                self._tombstone(connection, rid, seq)
            saved |= self._put_all(connection, news.records)
            for rid in purge(connection, self._store.files, news.purge):
                saved.pop(rid, None)  # what is at hand is from before
                changed.add(rid)
            if news.purge:
                self._db.drop_copy()
            changed |= self._move_cursor(connection, news, cursor)
        saved |= self._take_backfill(connection, news)
        changed |= saved.keys()
        changed |= try_again(connection, changed)
        for sha256 in news.want:
            kept = (FILES.c.sha256 == sha256, FILES.c.state != "damaged")
            connection.execute(update(FILES).where(*kept).values(state="here", receipt_seq=0))
        note_durable(connection, news.durable, self._store.clock.millis())
        return changed

    def _move_cursor(self, connection: Connection, news: News, cursor: Sequence[Any]) -> set[str]:
        """Moves on, and returns the records of own changes that are settled by it: in the base, or out of sight."""
        floor, seq, stamp = cursor
        exact = news.begin == (seq, floor)
        if news.end[1] > seq:
            seq, stamp = news.end[1], news.end[2]
        if exact and not news.more:
            floor = seq
        put_meta(connection, "cursor", [floor, seq, stamp])
        note_mark(connection, seq, stamp)
        settled = select(OUTBOX.c.rid).where(OUTBOX.c.state == "ok", OUTBOX.c.vseq > cursor[0], OUTBOX.c.vseq <= floor)
        return {row.rid for row in connection.execute(settled)}

    def _put_all(self, connection: Connection, records: Sequence[tuple[Stored, bool]]) -> dict[str, Stored]:
        """Whole records, and newer paths of those that are here; what was out of sight comes back whole only."""
        known = load_many(connection, [stored.rid for stored, _ in records])
        doomed = set(get_meta(connection, "doomed", []))
        saved: dict[str, Stored] = {}
        for stored, whole in records:
            if stored.rid in doomed and not whole:
                continue
            merged = _merged(saved.get(stored.rid) or known.get(stored.rid), stored, whole=whole)
            if merged is not None:
                saved[stored.rid] = merged
                doomed.discard(stored.rid)
        save(connection, saved.values(), known)
        put_meta(connection, "doomed", sorted(doomed))
        return saved

    @staticmethod
    def _awaited(connection: Connection) -> dict[str, str]:
        return dict(get_meta(connection, "backfill", {}))

    def _take_backfill(self, connection: Connection, news: News) -> dict[str, Stored]:
        positions = self._awaited(connection)
        saved: dict[str, Stored] = {}
        cursor = get_meta(connection, "cursor", [0, 0, ""])
        for grant, (after, records) in news.backfill.items():
            if grant not in positions or cursor[1] > news.as_of[0]:
                continue
            saved |= self._put_all(connection, [(stored, True) for stored in records])
            if after:
                positions[grant] = after
            else:
                del positions[grant]
        put_meta(connection, "backfill", positions)
        return saved

    def _take_grants(self, connection: Connection, grants: dict[str, str]) -> None:
        """Grants taken away: their records go, but for pending edits. New ones are fetched from their first record.

        One under a new id is taken and given: other roles read other kinds and fields of the same records. A laptop
        that has pulled nothing yet needs no backfill: the delta from 0 brings every record whole.
        """
        held = get_meta(connection, "grants", {})
        if held == grants:
            return
        positions = self._awaited(connection)
        fresh = get_meta(connection, "cursor", [0, 0, ""])[1] == 0
        gone = [grant for scope, grant in held.items() if grants.get(scope) != grant]
        for grant in gone:
            positions.pop(grant, None)
        for scope, grant in grants.items():
            if held.get(scope) != grant and not fresh:
                positions[grant] = ""
        put_meta(connection, "grants", grants)
        put_meta(connection, "backfill", positions)
        if gone:
            kept = [Scope(*scope.split("|")) for scope, grant in grants.items() if held.get(scope) == grant]
            rows = connection.execute(select(RECORD.c.rid, RECORD.c.customer, RECORD.c.line))
            self._doom(
                connection,
                [row.rid for row in rows if not any(scope.meets(Scope(row.customer, row.line)) for scope in kept)],
            )

    def _tombstone(self, connection: Connection, rid: str, seq: int) -> None:
        stored = load(connection, rid)
        if stored is not None and stored.last_seq < seq:
            self._doom(connection, [rid])

    @staticmethod
    def _doom(connection: Connection, rids: Iterable[str]) -> None:
        put_meta(connection, "doomed", sorted({*get_meta(connection, "doomed", []), *rids}))

    def _sweep(self, connection: Connection) -> None:
        """Evicts records that are no longer in sight; one with pending edits stays until they are settled.

        What is kept from this person now goes at once, with its files; his own edits are his to hold.

        While a backfill is awaited nothing goes: it may bring the record back, and the line may break before.
        """
        doomed = get_meta(connection, "doomed", [])
        if not doomed or self._awaited(connection):
            return
        kept = []
        for rid in doomed:
            query = select(OUTBOX.c.ord).where(
                OUTBOX.c.rid == rid, OUTBOX.c.state.in_(PENDING), OUTBOX.c.was != WITNESSED
            )
            stored = load(connection, rid)
            hidden = stored is not None and stored.kind in FORMS and bool(FORMS[stored.kind].hidden_from)
            if not hidden and connection.execute(query.limit(1)).first() is not None:
                kept.append(rid)
            elif stored is not None:
                remove(connection, rid)
                forget(connection, stored.kind, [rid])
                forget_words(connection, [rid])
                if hidden:
                    let_go(connection, self._store.files, [stored.values])
                    self._db.drop_copy()
        put_meta(connection, "doomed", kept)

    def start_over(self, history: str, fork: int) -> None:
        """The office was restored: base anew from 0, everything acknowledged goes out again, a new incarnation.

        `fork` is the number up to which the office and this laptop are known to have seen the same. What was seen
        beyond it, in a form that is still open too, is worth no more than that.
        """
        with self._db.writing() as connection:
            hand_back(connection, fork)
            if get_meta(connection, "history") == history:
                # It was restored without a new name: its numbers are given again, so a base proves nothing any more.
                fork = 0
                connection.execute(update(OUTBOX).values(base_history=""))
            connection.execute(update(OUTBOX).where(OUTBOX.c.base_seq > fork).values(base_seq=fork))
            connection.execute(delete(MARK).where(MARK.c.seq > fork))
            known = connection.execute(select(RECORD.c.rid, RECORD.c.kind)).all()
            for row in known:
                remove(connection, row.rid)
                forget(connection, row.kind, [row.rid])
            forget_words(connection, [row.rid for row in known])
            put_meta(connection, "history", history)
            put_meta(connection, "forks", [*get_meta(connection, "forks", []), fork])
            forget_durable(connection)
            put_meta(connection, "cursor", [0, 0, ""])
            put_meta(connection, "proof", [0, ""])
            for name, empty in (("grants", {}), ("backfill", {}), ("doomed", []), ("grants_version", "")):
                put_meta(connection, name, empty)
            sealed_again(connection)
            connection.execute(update(FILES).where(FILES.c.state == "stored").values(state="here", receipt_seq=0))
            self._outgoing.renumber(connection)
            refresh(self._store, connection, [row.rid for row in connection.execute(select(OUTBOX.c.rid).distinct())])


def _sound(connection: Connection, news: News) -> bool:
    """Whether a list of revoked certificates is the office's own, by the root that this laptop pinned."""
    identity = get_meta(connection, "identity", {})
    root, issuing = loaded(identity.get("ca_certificate", "")), loaded(identity.get("issuing_certificate", ""))
    return sound_list(news.trust["crl"], [*issuing, *root], root) is not None


def _merged(known: Stored | None, news: Stored, *, whole: bool) -> Stored | None:
    """A record after news about it; None when the news are older, or a delta for one that is not here yet."""
    if known is not None and known.last_seq > news.last_seq:
        return None
    if whole or known is None:
        return news if whole else None
    known.values.update(news.values)
    known.stamps.update(news.stamps)
    for path in news.values:
        if path in news.heads:
            known.heads[path] = news.heads[path]
        else:
            known.heads.pop(path, None)
    known.last_seq, known.scope = news.last_seq, news.scope
    return known
