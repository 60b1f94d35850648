"""Steps of an import in words: which record by its key and name, which field, what stood there and what will."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from fieldkit.forms import Json, Record, Values, field_at, form_class, form_of
from fieldkit.forms.values import Link
from fieldkit.i18n import translate
from fieldkit.office.comparing import Step
from fieldkit.records.tables import load_many


class Teller:
    """Says steps in one language. `upcoming` are the names of records that the same import brings."""

    def __init__(self, connection: Connection, language: str, upcoming: dict[str, Record]) -> None:
        self._connection = connection
        self._language = language
        self._upcoming = upcoming
        self._names: dict[str, str] = {}

    def record(self, step: Step) -> dict[str, Any]:
        """`key` and `name` of a step's record, and where it stands in the files; of a count of stock, its part's."""
        entry, form = step.entry, form_class(step.entry.kind)
        if entry.kind == "part_movement" and (part := self._upcoming.get(str(entry.values["part"]))) is not None:
            told = self.record(replace(step, entry=replace(entry, kind="part", values=part.values), stored=None))
            return {**told, "key": "·".join(filter(None, (told["key"], str(entry.values.get("place") or ""))))}
        values = {**(step.stored.values if step.stored else {}), **entry.values}
        parts = (self._text(entry.kind, path, values.get(path)) for path in form.key)
        name = form(Record(entry.id, entry.kind, values=values))
        said = "·".join(word for word in (name.shown(path, self._language) for path in form.heading) if word)
        key = "·".join(part for part in parts if part) or said
        return {"file": entry.file, "row": entry.row, "key": key, "name": said}

    def changes(self, step: Step) -> Iterator[dict[str, Any]]:
        """One for each field that a step would change: `field` and its `label`, `before` and `after` as texts."""
        whose = self.record(step)
        held = step.stored.values if step.stored else {}
        for path, after in step.patch.items():
            field = field_at(step.entry.kind, path)
            label = translate(field.label, self._language) if field else path
            before, now = (self._text(step.entry.kind, path, value) for value in (held.get(path), after))
            yield {**whose, "field": path, "label": label, "before": before, "after": now}

    def _text(self, kind: str, path: str, value: Json) -> str:
        field = field_at(kind, path)
        if field is None or value is None:
            return "" if value is None else str(value)
        if isinstance(field, Link):
            return self._named(str(value))
        return field.show(field.load(value), self._language)

    def _named(self, rid: str) -> str:
        if rid not in self._names:
            record = self._upcoming.get(rid)
            if record is None and (found := load_many(self._connection, [rid]).get(rid)):
                record = found.record()
            self._names[rid] = form_of(record).name if record else rid
        return self._names[rid]


def upcoming(entries: Iterable[tuple[str, str, Values]]) -> dict[str, Record]:
    """Records as an import brings them, by id: what other lists of the same files refer to."""
    named = {"product_line", "customer", "equipment", "part"}
    return {rid: Record(rid, kind, values=values) for kind, rid, values in entries if kind in named}
