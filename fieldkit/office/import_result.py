"""What became of each list of an import, and how it is said: as JSON, and as a workbook of the refused rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldkit.forms import form_class
from fieldkit.office.comparing import LISTED, Step, taken_off
from fieldkit.office.reading.columns import LISTS
from fieldkit.office.reading.grid import Notice
from fieldkit.office.reading.lists import ListRead
from fieldkit.office.telling import Teller

MOST_SHOWN = 1_000  # additions and changed fields that are named one by one; the counts are always whole
_FORMS = {one.name: form_class(one.kind) for one in LISTS}


@dataclass
class ListResult:
    """What became of one list; the first additions and changes are named, `missing` is whole."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Notice] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    missing: list[dict[str, Any]] = field(default_factory=list)
    additions: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    unknown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _parts: dict[str, str] = field(default_factory=dict)  # what became of each, for the counts that come after

    def read(self, read: ListRead) -> None:
        self.refused += read.refused
        self.warnings += read.warnings
        self.unknown |= read.unknown

    def count(self, step: Step, teller: Teller) -> None:
        """Counts a step, and names it while there is room; a product line comes along and is not counted."""
        if step.entry.kind == "product_line":
            return
        if step.entry.kind == "part_movement":
            self._count_stock(step, teller)
            return
        if (note := taken_off(step)) is not None:
            self.warnings.append(note)
        verdict = step.verdict
        if step.entry.kind == "part":
            self._parts[step.entry.id] = verdict
        setattr(self, verdict, getattr(self, verdict) + 1)
        if verdict == "added" and len(self.additions) < MOST_SHOWN:
            self.additions.append(teller.record(step))
        if verdict == "changed" and len(self.changes) < MOST_SHOWN:
            self.changes += teller.changes(step)

    def _count_stock(self, step: Step, teller: Teller) -> None:
        """A count of stock, after its part: a part of which only the stock is another has changed."""
        part = str(step.entry.values["part"])
        if not step.patch or self._parts.get(part) not in {"unchanged", "changed"}:
            return
        if self._parts[part] == "unchanged":
            self.unchanged, self.changed, self._parts[part] = self.unchanged - 1, self.changed + 1, "changed"
        if len(self.changes) < MOST_SHOWN:
            self.changes += (told for told in teller.changes(step) if told["field"] == "quantity")

    def refuse(self, notice: Notice) -> None:
        self.refused.append(notice)

    @property
    def touched(self) -> bool:
        return bool(self.added or self.changed)

    def as_json(self, name: str, language: str) -> dict[str, Any]:
        """`closes` says that what is missing of this list can be taken off it: it would be owed no more."""
        form = _FORMS.get(name)
        return {
            "added": self.added,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "refused": [said(notice, language) for notice in self.refused],
            "warnings": [said(notice, language) for notice in self.warnings],
            "missing": self.missing,
            "additions": self.additions,
            "changes": self.changes,
            "unknown": [{"file": file, "header": list(header)} for file, header in self.unknown.items()],
            "closes": form is not None and LISTED in form.fields,
        }


def said(notice: Notice, language: str) -> dict[str, Any]:
    return {"file": notice.file, "row": notice.row, "reason": notice.why.say(language)}


def shown(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record that no file holds: its key and name."""
    return {"key": record["key"], "name": record["name"]}


def as_json(results: Mapping[str, ListResult], language: str) -> dict[str, Any]:
    """By list; what is no list of scripts' only when something is to be said of it."""
    return {
        name: result.as_json(name, language)
        for name, result in results.items()
        if name in _FORMS or result.refused or result.unknown or result.warnings
    }
