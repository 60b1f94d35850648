"""What is different between two revisions of a paper, field by field, from the data that lies in their PDFs. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fieldkit.forms import FORMS, Json, Record, Values, field_at, form_of
from fieldkit.forms.form import Row
from fieldkit.forms.types import Status
from fieldkit.forms.values import Link, Rows, Signature
from fieldkit.i18n import translate

_OF_THE_PAPER = frozenset({"number", "revision", "written_on", "deleted"})


@dataclass(frozen=True)
class Difference:
    """One field that is not as it was: its key as on the page, what it is a field of, its label, before and now.

    "" where nothing stood.
    """

    key: str
    group: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class _Said:
    group: str
    label: str
    words: str
    raw: Json


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Between two snapshots of one paper: what changed or came anew in the order of the form, then what is gone."""
    old, new = dict(_said(before)), dict(_said(after))
    found = []
    for key, said in new.items():
        was = old.get(key)
        if was is None or was.raw != said.raw:
            found.append(Difference(key, said.group, said.label, was.words if was else "", said.words))
    gone = (key for key in old if key not in new)
    return [*found, *(Difference(key, old[key].group, old[key].label, old[key].words, "") for key in gone)]


def _said(data: Mapping[str, Any]) -> Iterator[tuple[str, _Said]]:
    """Everything that a snapshot says, by the key of its place."""
    names = {rid: _name(rid, found) for rid, found in data.get("linked", {}).items()}
    yield from _of(str(data["id"]), str(data["kind"]), data["values"], "", "", names)
    for records in data.get("collected", {}).values():
        for found in records:
            rid, kind = str(found["id"]), str(found["kind"])
            yield from _of(rid, kind, found["values"], f"{rid}/", _name(rid, found), names)


def _name(rid: str, found: Mapping[str, Any]) -> str:
    kind = str(found["kind"])
    return form_of(Record(rid, kind, values=dict(found["values"]))).name if kind in FORMS else ""


def _of(
    rid: str, kind: str, values: Values, before: str, of_what: str, names: Mapping[str, str]
) -> Iterator[tuple[str, _Said]]:
    if kind not in FORMS:
        return
    form = form_of(Record(rid, kind, values=dict(values)))
    order = {name: place for place, name in enumerate(form.fields)}
    for path in sorted(values, key=lambda path: (order.get(path.split(".", 1)[0], len(order)), path)):
        declared, top = field_at(kind, path), form.fields.get(path.split(".", 1)[0])
        if declared is None or path in _OF_THE_PAPER or isinstance(declared, Status | Signature):
            continue
        if isinstance(top, Rows) and top.internal:
            continue
        words = declared.show(declared.load(values[path]))
        if isinstance(declared, Link):
            words = names.get(str(values[path]), words)
        group = translate(top.label) if isinstance(top, Rows) and issubclass(top.row, Row) else of_what
        yield f"{before}{path}", _Said(group, translate(declared.label), words, values[path])
