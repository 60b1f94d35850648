"""Erasure by person: who asks to be forgotten is erased from the records, their history, and every laptop.

Fields say themselves that they are personal (`Field.personal`). What a signature seals stays: it is evidence, kept as
long as the paper is, and is named to who erases. The audit log says where something was erased, not what it was.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, Text, cast, or_, select, update

from fieldkit.errors import UserError
from fieldkit.forms import FORMS, Json, field_at, natural_id, only_child_id
from fieldkit.forms.field import ERASED
from fieldkit.forms.types import Text as TextField
from fieldkit.forms.values import Signature
from fieldkit.i18n import N_, translate
from fieldkit.office.audit import audit
from fieldkit.office.erasing import Eraser
from fieldkit.office.tables import CHANGE, DEVICE, IMPORTED
from fieldkit.process.transitions import is_sealed, sealed_paths
from fieldkit.records.rows import dumps
from fieldkit.records.tables import RECORD, Stored, load


@dataclass(frozen=True, order=True)
class Spot:
    """A place where somebody stands: a path of a record, and what people call form and field."""

    kind: str
    rid: str
    path: str

    def as_json(self) -> dict[str, str]:
        form, declared = FORMS.get(self.kind), field_at(self.kind, self.path)
        label = translate(declared.label) if declared else self.path
        return {**asdict(self), "form": translate(form.title) if form else self.kind, "label": label}


@dataclass
class Forgotten:
    """Where something was, or would be, erased; what a signature keeps; texts that name somebody and were left."""

    erased: list[Spot] = field(default_factory=list)
    kept: list[Spot] = field(default_factory=list)
    mentioned: list[Spot] = field(default_factory=list)

    def as_json(self) -> dict[str, list[dict[str, str]]]:
        return {name: [spot.as_json() for spot in sorted(getattr(self, name))] for name in self.__dataclass_fields__}


# The values of a path that go, each with what is to stand in its place.
Going = list[tuple[Json, Json]]


@dataclass
class Told:
    """All that the office was ever told of one record: by path, the values of now and of before."""

    rid: str
    kind: str
    stored: Stored | None
    values: dict[str, list[Json]] = field(default_factory=dict)

    def add(self, values: Mapping[str, Json]) -> None:
        for path, value in values.items():
            known = self.values.setdefault(path, [])
            if value not in (None, "") and value not in known:
                known.append(value)

    def present(self, path: str) -> list[Json]:
        """The values that stand at a path now, several where there is a conflict."""
        if self.stored is None:
            return []
        heads = self.stored.heads.get(path)
        found = [head.value for head in heads] if heads else [self.stored.values.get(path)]
        return [value for value in found if value not in (None, "")]

    def personal(self) -> list[str]:
        return [path for path in self.values if (declared := field_at(self.kind, path)) and declared.personal]


def forget_person(connection: Connection, person: str, now_ms: int, who: str, *, dry_run: bool = False) -> Forgotten:
    """Erases someone of the house, by staff number or record id: name and telephone, those of before too.

    The number stays: by it papers and steps still have an author. UserError for nobody, and while a laptop of this
    person is not locked out.
    """
    eraser, found = Eraser(connection, now_ms), Forgotten()
    told = _told(connection, person) or _told(connection, natural_id("person", person))
    if told is None or told.kind != "person":
        raise UserError(N_("The head office knows nobody with the number “{number}”."), number=person)
    device = select(DEVICE.c.id).where(DEVICE.c.person == told.rid, DEVICE.c.revoked_ms.is_(None))
    if (active := connection.execute(device).scalar()) is not None:
        raise UserError(
            N_("The laptop {device} of this person is in use. Lock it out first, with “fieldkit office revoke”."),
            device=active,
        )
    going = {path: _all(told, path) for path in told.personal() if told.values[path]}
    words = [str(value) for path in going for value in told.values[path] if value != ERASED]
    for other in _telling(connection, words):
        if other.rid != told.rid:
            found.mentioned += [Spot(other.kind, other.rid, path) for path in _look(connection, other, words, found)]
    _erase(connection, eraser, [(told, going)], found, (now_ms, who), dry_run=dry_run)
    if not dry_run:
        connection.execute(update(DEVICE).where(DEVICE.c.person == told.rid).values(name=ERASED))
    return found


def forget_words(
    connection: Connection, words: Sequence[str], now_ms: int, who: str, *, in_text: bool = False, dry_run: bool = False
) -> Forgotten:
    """Erases somebody who is known by these words: the name of a customer's contact, a telephone number.

    A personal field that holds one of them is erased, and with it what stands in the record's other personal fields
    now. `in_text` masks the words in other texts too. UserError for words that are too short to be somebody's.
    """
    sought = [word.strip() for word in words]
    if not sought or any(len(word) < 2 for word in sought):
        raise UserError(N_("Give the name or the telephone number, of at least two characters."))
    eraser, found = Eraser(connection, now_ms), Forgotten()
    telling = list(_telling(connection, sought))
    work = [(told, _look(connection, told, sought, found, in_text=in_text)) for told in telling]
    _erase(connection, eraser, work, found, (now_ms, who), dry_run=dry_run)
    return found


def _erase(
    connection: Connection,
    eraser: Eraser,
    work: Iterable[tuple[Told, dict[str, Going]]],
    found: Forgotten,
    by: tuple[int, str],
    *,
    dry_run: bool,
) -> None:
    """Erases, and writes into the audit log where."""
    for told, going in work:
        paths = {path: values for path, some in going.items() if (values := [one for one in some if one[0] != one[1]])}
        found.erased += [Spot(told.kind, told.rid, path) for path in paths]
        if dry_run or not paths:
            continue
        for path, values in paths.items():
            eraser.erase(told.rid, told.kind, path, values)
        audit(connection, *by, "erase", f"{told.kind} {told.rid} {', '.join(paths)}")
    if not dry_run:
        eraser.done()


def _all(told: Told, path: str) -> Going:
    declared = field_at(told.kind, path)
    return [(value, declared.erased if declared else None) for value in told.values[path]]


# -- looking


def _telling(connection: Connection, words: Iterable[str]) -> Iterator[Told]:
    """The records in which one of these words stands or stood."""
    written = [dumps(word)[1:-1] for word in words]
    if not written:
        return
    rids: dict[str, None] = {}
    columns = (RECORD.c["values"], RECORD.c.heads, CHANGE.c.patch, IMPORTED.c["values"])
    for column in columns:
        told = or_(*(cast(column, Text).contains(word, autoescape=True) for word in written))
        rids |= dict.fromkeys(row.rid for row in connection.execute(select(_rid(column)).where(told)))
    for rid in sorted(rids):
        if (found := _told(connection, rid)) is not None:
            yield found


def _rid(column: Column[Any]) -> Column[str]:
    return column.table.c["rid"]


def _told(connection: Connection, rid: str) -> Told | None:
    stored = load(connection, rid)
    changes = connection.execute(select(CHANGE.c.kind, CHANGE.c.patch).where(CHANGE.c.rid == rid)).all()
    if stored is None and not changes:
        return None
    told = Told(rid, stored.kind if stored else changes[0].kind, stored)
    if stored is not None:
        told.add(stored.values)
        for path, heads in stored.heads.items():
            for head in heads:
                told.add({path: head.value})
    imported = connection.execute(select(IMPORTED.c["values"]).where(IMPORTED.c.rid == rid)).scalar()
    for patch in (*(row.patch for row in changes), imported or {}):
        told.add(patch)
    return told


def _look(
    connection: Connection, told: Told, words: Sequence[str], found: Forgotten, *, in_text: bool = False
) -> dict[str, Going]:
    """What goes of a record, by path; what stays and why is added to `found`."""
    sealed = _sealed(connection, told)
    going: dict[str, Going] = {}
    for path, values in told.values.items():
        declared = field_at(told.kind, path)
        spot = Spot(told.kind, told.rid, path)
        for value in values:
            if not any(word in (value if isinstance(value, str) else dumps(value)) for word in words):
                continue
            if path in sealed or isinstance(declared, Signature):
                found.kept.append(spot)
            elif declared is not None and declared.personal and str(value).strip() in words:
                going.setdefault(path, []).append((value, declared.erased))
            elif in_text and isinstance(declared, TextField) and isinstance(value, str):
                going.setdefault(path, []).append((value, _masked(value, words)))
            else:
                found.mentioned.append(spot)
    found.kept, found.mentioned = list(dict.fromkeys(found.kept)), list(dict.fromkeys(found.mentioned))
    return _with_the_rest(told, words, going, sealed)


def _with_the_rest(told: Told, words: Sequence[str], going: dict[str, Going], sealed: set[str]) -> dict[str, Going]:
    """Where somebody stands now, the other personal fields are about the same person: their present values go too."""
    personal = [path for path in told.personal() if path not in sealed]
    if any(str(value).strip() in words for path in personal for value in told.present(path)):
        for path in [path for path in personal if path not in going]:
            going[path] = [one for one in _all(told, path) if one[0] in told.present(path)]
    return {path: values for path, values in going.items() if values}


def _masked(value: str, words: Sequence[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        value = value.replace(word, ERASED)
    return value


def _sealed(connection: Connection, told: Told) -> set[str]:
    """The paths of a record that a signature seals, its own or that of the visit's report."""
    form, stored = FORMS.get(told.kind), told.stored
    if form is None or stored is None:
        return set()
    sealed = is_sealed(told.kind, stored.values.get("status"))
    visit = stored.values.get("visit")
    if form.sealed_with and isinstance(visit, str):
        paper = load(connection, only_child_id(visit, form.sealed_with))
        sealed = sealed or (paper is not None and is_sealed(paper.kind, paper.values.get("status")))
    return set(sealed_paths(told.kind, told.values)) if sealed else set()
