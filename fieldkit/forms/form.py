"""A form: declared once; the screen, the check, the paper, the wire format and the query table follow from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from fieldkit.access import Role, Scope, all_but
from fieldkit.errors import FieldError, Word
from fieldkit.forms.field import Field, When
from fieldkit.forms.record import Head, Json, Record, Values, is_derived, natural_id, only_child_id
from fieldkit.forms.types import Status, YesNo
from fieldkit.forms.values import Rows
from fieldkit.i18n import N_, translate

FORMS: dict[str, type[Form]] = {}
_ROW_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Section:
    """A part of a form with a heading of its own, and the names of its fields in order.

    `script` is what is said and asked on the telephone, where the fields are written during a call; it is not printed.
    """

    title: str
    fields: tuple[str, ...]
    script: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gap:
    """Something a form lacks: the path, the field's label, and what is said of it in the language in force then.

    `rule`: it is not empty, but breaks a rule, which is named when a step is refused for it.
    """

    path: str
    label: str
    wrong: FieldError
    rule: FieldError | None = None

    @property
    def reason(self) -> str:
        """The sentence beside the field."""
        return self.wrong.say()

    @classmethod
    def of(cls, path: str, label: str, message: str, **facts: object) -> Gap:
        """A field of which the message speaks by its `{label}`."""
        return cls(path, label, FieldError(message, field=path, label=Word(label), **facts))

    @classmethod
    def missing(cls, path: str, label: str) -> Gap:
        return cls.of(path, label, N_("“{label}” is still missing."))

    @classmethod
    def broken(cls, field: Field[Any], message: str, path: str = "") -> Gap:
        """A field whose value breaks a rule; the message speaks of its `{label}`. Of a list, at the path of one row."""
        rule = FieldError(message, field=path or field.name, label=Word(field.label))
        return cls(path or field.name, field.label, rule, rule)


class Fields:
    """What forms and rows share: named fields over the values of a record."""

    fields: ClassVar[dict[str, Field[Any]]] = {}

    def __init_subclass__(cls) -> None:
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        cls.fields = {**cls.fields, **own}

    def __init__(self, record: Record, prefix: str = "") -> None:
        self.record = record
        self.prefix = prefix

    @property
    def values(self) -> Values:
        return self.record.values

    def shown(self, name: str, language: str | None = None) -> str:
        """The text of one field, for people."""
        return self.fields[name].show(getattr(self, name), language)

    def own_gaps(self, stage: When) -> Iterator[Gap]:
        for name, field in self.fields.items():
            empty = not getattr(self, name) and getattr(self, name) is not False and getattr(self, name) != 0
            due = field.required <= stage or (
                field.required_if is not None and stage >= When.SUBMITTING and field.required_if(self)
            )
            if empty and due:
                yield Gap.missing(self.prefix + name, field.label)


class Row(Fields):
    """One row of a list inside a form."""

    deleted = YesNo(N_("Deleted"), internal=True)

    @property
    def row_id(self) -> str:
        return self.prefix.split(".")[1]


class Form(Fields):
    """One kind of record.

    `key` names the fields of the natural key; `belongs_to` the link from which the scope is inherited;
    `only_child` says that its parent has at most one; `sealed_in` the statuses in which sealed fields are
    refused; `sealed_with` the kind whose seal covers this record too (the visit's report seals its steps);
    `kept_from` the statuses in which the time begins after which it and all that belongs to it is done away with;
    `collects` what is shown from its own records, by the name in the sections, and their kind;
    `hidden_from` the link to the person who never sees it: no customer and no line limit it otherwise.
    """

    kind: ClassVar[str] = ""
    title: ClassVar[str] = ""
    version: ClassVar[int] = 1
    key: ClassVar[tuple[str, ...]] = ()
    heading: ClassVar[tuple[str, ...]] = ()
    belongs_to: ClassVar[str] = ""
    only_child: ClassVar[bool] = False
    sealed_in: ClassVar[frozenset[str]] = frozenset()
    sealed_with: ClassVar[str] = ""
    kept_from: ClassVar[frozenset[str]] = frozenset()
    sections: ClassVar[tuple[Section, ...]] = ()
    collects: ClassVar[dict[str, str]] = {}
    hidden_from: ClassVar[str] = ""

    deleted = YesNo(N_("Deleted"), internal=True)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.kind:
            FORMS[cls.kind] = cls

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def name(self) -> str:
        """The record in one line."""
        said = [self.shown(name) for name in self.heading]
        return "·".join(word for word in said if word) or translate(self.title)

    def gaps(self, stage: When = When.SUBMITTING) -> list[Gap]:
        """What is missing before the form can be kept, submitted or signed, in the order of the form."""
        found = list(self.own_gaps(stage))
        for name, field in self.fields.items():
            if isinstance(field, Rows):
                rows = getattr(self, name)
                if len(rows) < field.at_least and stage >= When.SUBMITTING:
                    said = N_("“{label}” needs at least {count}.")
                    found.append(Gap.of(name, field.label, said, count=field.at_least))
                for row in rows:
                    found.extend(row.own_gaps(stage))
        return found

    @classmethod
    def status_field(cls) -> Status | None:
        field = cls.fields.get("status")
        return field if isinstance(field, Status) else None

    @classmethod
    def scope_from(cls, values: Mapping[str, Json], scope_of: Callable[[str], Scope | None]) -> Scope:
        """The scope of a record with these values; `scope_of` tells that of another record."""
        if cls.hidden_from:
            return all_but(str(values.get(cls.hidden_from) or ""))
        if cls.belongs_to and isinstance(values.get(cls.belongs_to), str):
            inherited = scope_of(str(values[cls.belongs_to]))
            if inherited is not None:
                return inherited
        customer, line = (values.get(name) if name in cls.fields else None for name in ("customer", "line"))
        return Scope(str(customer or "*"), str(line or "*"))

    @classmethod
    def moves(cls, before: Mapping[str, Json], patch: Mapping[str, Json]) -> bool:
        """Whether a patch hands a record over: writes the customer or line that the scope is worked out from."""
        if cls.hidden_from:
            return False
        return any(before.get(name) != patch[name] for name in (cls.belongs_to, "customer", "line") if name in patch)

    @classmethod
    def incomplete(cls, values: Mapping[str, Json]) -> bool:
        """Whether a new record lacks a field without which it cannot be at all (`When.ALWAYS`)."""
        return any(field.load(values.get(field.name)) in (None, "", ()) for field in cls._needed())

    @classmethod
    def whole(cls, values: Mapping[str, Json]) -> bool:
        """Whether these values make a record by themselves; a form that always needs nothing cannot tell."""
        return bool(cls._needed()) and not cls.incomplete(values)

    @classmethod
    def may_have_id(cls, rid: str, values: Mapping[str, Json]) -> bool:
        """Whether a new record with these values may have this id: derived of nothing, or of what it says itself."""
        if cls.only_child:
            return rid == only_child_id(str(values[cls.belongs_to]), cls.kind)
        return not is_derived(rid) or (bool(cls.key) and rid == cls.named(values))

    @classmethod
    def named(cls, values: Mapping[str, Json]) -> str:
        """The id of a record that its natural key names."""
        return natural_id(cls.kind, *(str(values.get(name) or "") for name in cls.key))

    @classmethod
    @cache
    def _needed(cls) -> list[Field[Any]]:
        return [field for field in cls.fields.values() if field.required == When.ALWAYS]

    @classmethod
    def find_fields(cls) -> dict[str, Field[Any]]:
        return {name: field for name, field in cls.fields.items() if field.find}


def form_of(record: Record) -> Form:
    """The form over a record; FieldError for a kind that this program does not know yet."""
    return form_class(record.kind)(record)


def form_class(kind: str) -> type[Form]:
    try:
        return FORMS[kind]
    except KeyError:
        raise FieldError(N_("There is no form called “{kind}”."), kind=kind) from None


def field_at(kind: str, path: str) -> Field[Any] | None:
    """The field at a path of a kind, or None when this version of the form has none."""
    form = FORMS.get(kind)
    if form is None:
        return None
    if "." not in path:
        field = form.fields.get(path)
        return None if isinstance(field, Rows) else field
    parts = path.split(".")
    rows = form.fields.get(parts[0])
    if not isinstance(rows, Rows) or len(parts) != 3 or not _ROW_ID.fullmatch(parts[1]):
        return None
    found: Field[Any] | None = rows.row.fields.get(parts[2])
    return found


def stand_beside(record: Record, path: str, heads: Sequence[Head]) -> None:
    """Keeps the heads of a path that nobody who saw them has replaced: two are a conflict, or the bylines of two."""
    field = field_at(record.kind, path)
    several = record.bylines if field is not None and field.byline else record.conflicts
    if len(heads) > 1:
        several[path] = list(heads)
    else:
        several.pop(path, None)


def accept_patch(kind: str, patch: Mapping[str, Json], fields: Mapping[str, Field[Any] | None] | None = None) -> Values:
    """A patch in stored form: every value checked by its field; FieldError names the path.

    `fields` are those of the paths, where they are known already.
    """
    taken: Values = {}
    for path, raw in patch.items():
        field = field_at(kind, path) if fields is None else fields[path]
        if field is None:
            raise FieldError(N_("A {kind} has no field “{path}”."), field=path, kind=kind, path=path)
        try:
            taken[path] = field.accept(raw)
        except FieldError as error:
            error.field = path
            raise
    return taken


def is_first_accepted(kind: str, path: str) -> bool:
    """Whether of two people who wrote here without seeing each other the first is right, so that no two values stand.

    So it is with the status, and with whom a record is hidden from: between two names it would be hidden from neither.
    """
    return path == "status" or path == form_class(kind).hidden_from


def readable(kind: str, path: str, roles: frozenset[Role]) -> bool:
    """Whether a role among these may read a path; a path of a newer form is for whoever reads the kind."""
    field = field_at(kind, path)
    return field is None or field.read is None or bool(field.read & roles)
