"""The desk of one person: the store, the clock, who sits there, and the keys to sign with. Every action gets it."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeVar, cast

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fieldkit.access import Actor, Scope, require, require_move
from fieldkit.clock import Clock
from fieldkit.errors import DamagedError, UserError
from fieldkit.forms import Form, Person, Record, Values, field_at, form_class, form_of
from fieldkit.forms.values import PersonLink
from fieldkit.i18n import N_
from fieldkit.process.appointing import require_appointing
from fieldkit.process.classing import require_judged
from fieldkit.process.consent import require_consent
from fieldkit.process.facts import require_facts
from fieldkit.process.handing_on import require_hand, require_step
from fieldkit.process.own_words import require_own_words
from fieldkit.process.readers import require_reader
from fieldkit.process.transitions import takes_off
from fieldkit.store.database import get_meta
from fieldkit.store.keys import Vault
from fieldkit.store.pin import Pin
from fieldkit.store.store import Edit, Opened, Store
from fieldkit.sync.client import Sync
from fieldkit.sync.line import Line

T = TypeVar("T")


@dataclass(frozen=True)
class Identity:
    """What enrolment gave this laptop: its ids, the office's address and keys, its certificates in PEM."""

    url: str
    device: str
    person: str
    company: str
    device_certificate: str
    signing_certificate: str
    ca_certificate: str
    evidence_key: str
    recovery_key: str
    courier_certificate: str = ""
    issuing_certificate: str = ""


class Desk:
    """One person at one laptop."""

    def __init__(self, store: Store, vault: Vault, clock: Clock) -> None:
        self.store = store
        self.vault = vault
        self.pin = Pin(vault)
        self.clock = clock
        self._kept: tuple[tuple[int, date], dict[Hashable, Any]] | None = None  # with what it was read at

    @property
    def identity(self) -> Identity:
        """UserError when the laptop is not enrolled yet."""
        with self.store.database.reading() as connection:
            stored = get_meta(connection, "identity")
        if stored is None:
            raise UserError(N_("This laptop is not enrolled yet. Enter the invitation from the head office."))
        return Identity(**stored)

    @property
    def enrolled(self) -> bool:
        with self.store.database.reading() as connection:
            return get_meta(connection, "identity") is not None

    @property
    def actor(self) -> Actor:
        """Who writes at this laptop, with the roles of the list of people and the scopes the office granted."""
        return self.kept("actor", self._read_actor)

    def kept(self, key: Hashable, read: Callable[[], T]) -> T:
        """What was read before under this key, as long as nothing was written since; several parts of a screen, and
        what prints it, ask for the same at the same time. Nobody may change it."""
        found = self._at_hand()
        if key not in found:
            found[key] = read()
        return cast(T, found[key])

    def _at_hand(self) -> dict[Hashable, Any]:
        """What was read since the last thing was written."""
        stand = self.store.database.changes, self.clock.today()
        if self._kept is None or self._kept[0] != stand:
            self._kept = stand, {}
        return self._kept[1]

    def opened(self, rid: str) -> Opened:
        """A record with what is seen of it now, read once until something is written: a keystroke asks three times.

        UserError when it is not here."""
        return self.kept(("opened", rid), lambda: self.store.open(rid))

    def _read_actor(self) -> Actor:
        identity = self.identity
        with self.store.database.reading() as connection:
            record = self.store.shown(connection, [identity.person]).get(identity.person)
            grants = get_meta(connection, "grants", {})
        if record is None:
            raise UserError(N_("Synchronize once, so that this laptop knows who you are."))
        person = Person(record)
        scopes = frozenset(Scope(*name.split("|")) for name in grants)
        posts = person.posts_on(self.clock.today())
        return Actor(person.id, person.number or "", person.person_name or "", posts, scopes, identity.device)

    def office_now(self) -> datetime:
        """The time by the office's clock, as the last sync measured it; never before that sync. UTC, to the second.

        What a certificate is judged by: this computer's clock may be years off.
        """
        with self.store.database.reading() as connection:
            synced = get_meta(connection, "synced")
        now = self.clock.now()
        if synced is None:
            return now + timedelta(seconds=round(self.clock.offset))
        offset = timedelta(seconds=round(float(synced["offset"])))
        return max(now, datetime.fromisoformat(synced["at"])) + offset

    def key(self, name: str) -> ec.EllipticCurvePrivateKey:
        """The laptop's `device` key or the person's `signing` key, from the vault."""
        stored = self.vault.get(name)
        key = serialization.load_pem_private_key(stored, None) if stored else None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise DamagedError(N_("A key of this laptop is missing. Ask the head office for a new invitation."))
        return key

    def line(self) -> Line:
        """The line to this laptop's head office."""
        identity = self.identity
        return Line(identity.url, identity.device, self.key("device"), self.clock, identity.device_certificate)

    def file(self, sha256: str) -> bytes:
        """A file: from this laptop, else from the office. OfflineError when there is no line."""
        with suppress(DamagedError):
            return self.store.files.read(sha256)
        line = self.line()
        try:
            return Sync(self.store, line).fetch(sha256)
        finally:
            line.close()

    # -- what every action does

    def form(self, rid: str) -> Form:
        record = self.store.get(rid)
        if record is None:
            raise UserError(N_("This record is not on this laptop."))
        return form_of(record)

    def write(self, kind: str, rid: str, patch: Values, opened: Opened | None = None) -> Record:
        """Writes a patch to one record as this person; NotAllowedError when the roles do not allow it."""
        return self.write_all([Edit(kind, rid, patch, opened)])[0]

    def write_all(self, edits: Iterable[Edit], *, together: bool = False) -> list[Record]:
        """Writes several patches, as one group when they belong together."""
        wanted = list(edits)
        actor = self.actor
        fresh: dict[str, Scope] = {}
        known = self._known(edit.rid for edit in wanted)
        for edit in wanted:
            record = known.get(edit.rid)
            scope = record.scope if record else self.scope_for(edit.kind, edit.patch, fresh)
            fresh[edit.rid] = scope
            require(actor, "write" if record else "begin", edit.kind, scope)
            self._check_move(actor, edit, record, fresh)
            before = record.values if record else None
            require_appointing(actor, edit.kind, edit.rid, before, edit.patch)
            require_own_words(edit.kind, actor.person, before, edit.patch)
            require_consent(edit.kind, edit.rid, before, edit.patch, self._values_of)
            require_facts(edit.kind, before, edit.patch, self._values_of, self.office_now)
            require_step(edit.kind, before, edit.patch)
            require_judged(edit.kind, before, edit.patch, actor.roles_in(scope), actor.person)
            require_hand(edit.kind, before, edit.patch, actor.roles_in(scope), actor.person, scope.line,
                         self.clock.today(), self.store.get)  # fmt: skip
            require_reader(edit.kind, before, edit.patch, self._people, self.clock.today())
            for path in edit.patch:
                declared = field_at(edit.kind, path)
                if declared is None or declared.write is None or declared.write & actor.roles_in(scope):
                    continue
                if takes_off(edit.kind, declared, edit.patch[path], before):
                    continue
                mine = record is not None and record.values.get(path) == actor.person
                if not (mine and isinstance(declared, PersonLink) and declared.hands_on):
                    require(actor, "write", "")
        return self.store.write(actor, wanted, together=together)

    def _known(self, rids: Iterable[str]) -> dict[str, Record]:
        """The records that are here."""
        wanted, at_hand = list(rids), self._at_hand()
        known = {rid: at_hand[key].record for rid in wanted if (key := ("opened", rid)) in at_hand}
        rest = [rid for rid in wanted if rid not in known]
        return known | ({record.id: record for record in self.store.many(rest)} if rest else {})

    def _people(self) -> list[Record]:
        return self.kept("people", lambda: self.store.find("person"))

    def _values_of(self, rid: str) -> Values | None:
        found = self.store.get(rid)
        return found.values if found else None

    def _check_move(self, actor: Actor, edit: Edit, record: Record | None, fresh: dict[str, Scope]) -> None:
        if record is not None and form_class(edit.kind).moves(record.values, edit.patch):
            values = {**record.values, **edit.patch}
            target = form_class(edit.kind).scope_from(values, lambda rid: self._scope_of(rid, fresh))
            require_move(record.kind, actor.roles_in(record.scope), actor.scopes, target)

    def _scope_of(self, rid: str, fresh: Mapping[str, Scope]) -> Scope | None:
        parent = self.store.get(rid)
        return fresh.get(rid) or (parent.scope if parent else None)

    def scope_for(self, kind: str, values: Values, fresh: Mapping[str, Scope] = MappingProxyType({})) -> Scope:
        """The scope of a record with these values that is not here yet; `fresh` tells that of others."""
        return form_class(kind).scope_from(values, lambda rid: self._scope_of(rid, fresh))
