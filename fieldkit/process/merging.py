"""What merging two records means for their values: what may be chosen, what is kept, what came late. Pure."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from uuid import NAMESPACE_OID, uuid5

from fieldkit.errors import FieldError, Word
from fieldkit.forms import Double, Json, Record, Values, When, form_class, row_ids
from fieldkit.forms.merging import MERGED_INTO, KeptValue
from fieldkit.forms.seen import legible
from fieldkit.forms.types import LongText
from fieldkit.forms.values import Rows
from fieldkit.i18n import N_

_OWN = frozenset({MERGED_INTO, "deleted"})
_AS_JSON = "="
_NOTHING = "=null"


@dataclass(frozen=True)
class Part:
    """One field of two records side by side: with its rows, where it is a list."""

    name: str
    same: bool
    in_first: bool
    in_second: bool


def parts(first: Record, second: Record) -> list[Part]:
    """The fields that at least one of them has filled, in the order of the form."""
    found = []
    for name in form_class(first.kind).fields:
        if name in _OWN:
            continue
        one, other = _of(first, name), _of(second, name)
        if one or other:
            found.append(Part(name, one == other, bool(one), bool(other)))
    return found


def _of(record: Record, name: str) -> Values:
    """The filled values of a field, of a list those of the rows that are there."""
    field = form_class(record.kind).fields[name]
    if not isinstance(field, Rows):
        return {path: value for path in (name,) if (value := record.values.get(path)) not in (None, "")}
    alive = set(row_ids(record.values, name))
    return {
        path: value
        for path, value in record.values.items()
        if path.startswith(f"{name}.") and path.split(".")[1] in alive and not path.endswith(".deleted")
        and value not in (None, "")
    }  # fmt: skip


def chosen_values(first: Record, second: Record, from_second: Collection[str]) -> Values:
    """What is written into the one that stays; FieldError when what it cannot be without is empty in the other."""
    patch: Values = {}
    for part in parts(first, second):
        if part.name not in from_second or part.same:
            continue
        field = form_class(first.kind).fields[part.name]
        if isinstance(field, Rows):
            patch |= _rows_of(first, second, part.name)
        elif not part.in_second and field.required == When.ALWAYS:
            raise FieldError(N_("“{label}” must not be empty."), field=part.name, label=Word(field.label))
        else:
            patch[part.name] = second.values.get(part.name)
    return patch


def _rows_of(first: Record, second: Record, name: str) -> Values:
    patch: Values = dict(_of(second, name))
    for row in row_ids(second.values, name):
        if first.values.get(f"{name}.{row}.deleted"):
            patch[f"{name}.{row}.deleted"] = False
    for row in set(row_ids(first.values, name)) - set(row_ids(second.values, name)):
        patch[f"{name}.{row}.deleted"] = True
    return {path: value for path, value in patch.items() if first.values.get(path) != value}


def said(value: Json) -> str:
    """A stored value as a text, the same on all laptops: a text as it stands, so that it can be erased by its words.

    But for one that a field would take otherwise than it stands, such as blanks alone.
    """
    if isinstance(value, str) and value and value == legible(value) and not value.startswith(_AS_JSON):
        return value
    return _AS_JSON + json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def meant(text: str) -> Json:
    """The value that was said so."""
    value: Json = json.loads(text[len(_AS_JSON) :]) if text.startswith(_AS_JSON) else text
    return value


def kept_values(first: Record, second: Record, patch: Values, before: Record | None) -> Values:
    """The rows of a `Double` that say what both held when they were merged, and what was written then.

    `before` is the record of an earlier decision, whose rows are over. FieldError when a value is too long to be kept.
    """
    rows: Values = {f"kept.{row}.deleted": True for row in row_ids(before.values, "kept")} if before else {}
    for path in sorted({*first.values, *second.values, *patch} - _OWN):
        row = f"kept.{_row_id(path)}"
        kept = {"stays": said(first.values.get(path)), "goes": said(second.values.get(path))}
        if max(map(len, kept.values())) > LongText.longest:
            raise FieldError(N_("A text is too long to be merged. Shorten it in one of the two first."), field=path)
        wrote = said(patch[path]) if path in patch else None
        rows |= {f"{row}.path": path, f"{row}.wrote": wrote, **{f"{row}.{name}": text for name, text in kept.items()}}
        if f"{row}.deleted" in rows or (before and before.values.get(f"{row}.deleted")):
            rows[f"{row}.deleted"] = False
    return rows


def _row_id(path: str) -> str:
    return uuid5(NAMESPACE_OID, path).hex


def restored(double: Double, first: Record) -> Values:
    """What the one that stayed held before, where nobody has written anything else since; rows that came go again."""
    kept = [(row.path, row.stays, row.wrote) for row in double.kept if row.path and row.stays]
    had = {_row_of(path) for path, stays, _wrote in kept if stays != _NOTHING}
    patch: Values = {}
    for path, stays, wrote in kept:
        if wrote and said(first.values.get(path)) == wrote:
            line = _row_of(path)
            if line and line not in had:
                patch[f"{line}.deleted"] = True
            else:
                patch[path] = meant(stays)
    return patch


def _row_of(path: str) -> str:
    """The row of a list that a path stands in, "" for a field of the record itself."""
    return path.rpartition(".")[0]


def late_paths(double: Double, gone: Record) -> list[str]:
    """The paths of the one that went which somebody wrote to since, not knowing that it was merged."""
    kept: dict[str, KeptValue] = {row.path: row for row in double.kept if row.path}
    found = []
    for path, value in sorted(gone.values.items()):
        if path in _OWN:
            continue
        row = kept.get(path)
        before = _NOTHING if row is None else row.goes or ""
        if before not in {"", said(value)}:  # what was erased says nothing
            found.append(path)
    return found


def seen_late(double: Double, gone: Record) -> Values:
    """What is written into a `Double` when its late values were looked at: they are late no more."""
    rows: Values = {}
    for path in late_paths(double, gone):
        row = f"kept.{_row_id(path)}"
        rows |= {f"{row}.path": path, f"{row}.goes": said(gone.values[path])}
    return rows
