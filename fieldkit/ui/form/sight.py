"""What a form shows of a record: its values, whether they may be written now, and the names of what it links to."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from fieldkit.access import GRANTS, Role, may
from fieldkit.actions.desk import Desk
from fieldkit.actions.records import sealed_now
from fieldkit.forms import FORMS, Field, Record, field_at, form_class, form_of
from fieldkit.forms.merging import MERGED_INTO
from fieldkit.forms.types import Status
from fieldkit.forms.values import Link
from fieldkit.store.store import Opened

NAMED = 50  # how many a list of candidates shows


@dataclass(frozen=True)
class Sight:
    """A record as a person may see and write it now."""

    opened: Opened
    roles: frozenset[Role]
    writable: bool
    sealed: bool
    names: dict[str, str] = field(default_factory=dict)

    def may_write(self, declared: Field[object]) -> bool:
        """Whether this person may write a field of this record now."""
        allowed = declared.write is None or bool(declared.write & self.roles)
        return self.writable and allowed and not declared.counted and (declared.follow_up or not self.sealed)


def look(desk: Desk, rid: str) -> Sight:
    """Reads a record for a form."""
    opened = desk.store.open(rid)
    record, actor = opened.record, desk.actor
    known = record.kind in GRANTS and record.kind in FORMS
    writable = known and not record.deleted and may(actor, "write", record.kind, record.scope)
    return Sight(opened, actor.roles_in(record.scope), writable, sealed_now(desk, record), linked_names(desk, record))


def linked_names(desk: Desk, record: Record) -> dict[str, str]:
    """The names of the records that this one links to."""
    links = [
        value
        for path, value in record.values.items()
        if isinstance(value, str) and isinstance(field_at(record.kind, path), Link)
    ]
    return names_of(desk.store.many(dict.fromkeys(links)))


def names_of(records: Iterable[Record]) -> dict[str, str]:
    return {record.id: form_of(record).name for record in records if record.kind in FORMS}


def find_named(desk: Desk, kind: str, words: str) -> list[tuple[str, str]]:
    """Records of a kind to link to: those whose name or text holds what was typed, by name."""
    if not words.strip():
        found = desk.store.find(kind, limit=NAMED)
    else:
        found = [record for record in desk.store.search(words, 400) if record.kind == kind]
        if not found:  # a name that is put together from other fields is not in the index
            lower = words.strip().casefold()
            found = [record for record in desk.store.find(kind, limit=1000) if lower in form_of(record).name.casefold()]
    return sorted(names_of(found[:NAMED]).items(), key=lambda pair: pair[1])


def usual_fields(kind: str) -> tuple[str, ...]:
    """The fields a person fills in when nobody says which: not the status, not what belongs to the machine."""
    form = form_class(kind)
    return tuple(
        name
        for name, declared in form.fields.items()
        if name not in {"deleted", MERGED_INTO, form.belongs_to} and not isinstance(declared, Status)
    )
