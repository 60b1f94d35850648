"""What records and their fields are called, for lists that hold any kind of them."""

from typing import Any

from fieldkit.actions.desk import Desk
from fieldkit.errors import UserError
from fieldkit.forms import FORMS, Field, Json, Record, form_of
from fieldkit.forms.values import Link, Rows
from fieldkit.i18n import translate

LONGEST = 60


def kind_title(kind: str) -> str:
    """The title of a form, in the language in force; a kind of a newer program keeps its code."""
    return translate(FORMS[kind].title) if kind in FORMS else kind


def record_title(record: Record) -> str:
    """What kind of record, and which: `Field service report SR-20261110-…`."""
    try:
        form = form_of(record)
    except UserError:
        return record.kind
    title = translate(form.title)
    name = " ".join(form.name.split())
    if name == title:
        return title
    return f"{title} {name if len(name) <= LONGEST else name[: LONGEST - 1] + '…'}"


def field_label(kind: str, path: str) -> str:
    """The label of a path, with the list's label before a field of a row."""
    form = FORMS.get(kind)
    parts = path.split(".")
    field = form.fields.get(parts[0]) if form else None
    if field is None:
        return ""
    label = translate(field.label)
    if isinstance(field, Rows) and len(parts) == 3:
        inner = field.row.fields.get(parts[2])
        return f"{label} › {translate(inner.label)}" if inner else label
    return label


def shown_value(desk: Desk, field: Field[Any], value: Json) -> str:
    """A stored value as people read it; a link as the record it points at."""
    loaded = field.load(value)
    if isinstance(field, Link) and isinstance(loaded, str):
        record = desk.store.get(loaded)
        return record_title(record) if record else loaded
    return field.show(loaded)
