"""A paper as facts to read: its sections, each with labels and values, and what it collects."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fieldkit.actions.desk import Desk
from fieldkit.forms import Form, Photo, Section, only_child_id
from fieldkit.forms.form import Fields
from fieldkit.forms.types import Status
from fieldkit.forms.values import Link, Rows, Signature
from fieldkit.i18n import N_, _
from fieldkit.joined import clauses, phrases
from fieldkit.process.decision import hands_of, reason_of
from fieldkit.process.dossier import Trip
from fieldkit.process.turns import open_gap
from fieldkit.ui.form.sight import linked_names
from fieldkit.ui.screens.report.collected import PART_FIELDS
from fieldkit.ui.screens.report.sight import name_of, trail_of

GROUP = "group"


@dataclass(frozen=True)
class Fact:
    """One line: the record and path it can be commented on, its label, its value. A group is a heading."""

    key: str
    label: str
    value: str
    about: str = ""
    path: str = ""
    bad: bool = False


@dataclass(frozen=True)
class Chapter:
    """One section."""

    title: str
    facts: list[Fact]
    photos: list[Photo] = field(default_factory=list)


def chapters_of(desk: Desk, form: Form, trip: Trip) -> list[Chapter]:
    """The sections of a paper that say something."""
    names = linked_names(desk, form.record)
    found = [_chapter(desk, form, section, trip, names) for section in form.sections]
    if form.kind == "trip_approval":
        found.append(_checklist(trip))
    return [chapter for chapter in found if chapter.facts or chapter.photos]


def _chapter(desk: Desk, form: Form, section: Section, trip: Trip, names: dict[str, str]) -> Chapter:
    facts: list[Fact] = []
    photos: list[Photo] = []
    for name in section.fields:
        if name == "photos":
            photos = [photo for photo in trip.photos if photo.printed is not False]
        elif name in form.fields:
            facts += _field(form, name, names)
        else:
            facts += _collected(desk, name, trip)
    return Chapter(_(section.title), facts, photos)


def _field(form: Form, name: str, names: dict[str, str]) -> Iterator[Fact]:
    declared = form.fields[name]
    if isinstance(declared, Rows):
        for number, row in enumerate(getattr(form, name), 1):
            yield Fact("", f"{_(declared.label)} {number}", "", path=GROUP)
            yield from _facts(row, form.id, "", row.prefix, names)
    elif not isinstance(declared, Status | Signature):
        yield from _facts(form, form.id, "", "", names, (name,))


def _facts(
    form: Fields, about: str, before: str, prefix: str, names: dict[str, str], only: tuple[str, ...] = ()
) -> Iterator[Fact]:
    for name in only or [name for name in form.fields if name != "deleted"]:
        declared = form.fields[name]
        shown = form.shown(name)
        if isinstance(declared, Link) and shown:
            shown = names.get(shown, "…")
        if shown:
            yield Fact(f"{before}{prefix}{name}", _(declared.label), shown, about, f"{prefix}{name}")


def _collected(desk: Desk, name: str, trip: Trip) -> Iterator[Fact]:
    if name == "steps":
        for step in trail_of(trip):
            read = step.shown("reading") or step.told("answer") or step.shown("verdict")
            said = phrases((read, step.note or ""))
            path = "reading" if step.reading is not None else "answer"
            yield Fact(f"{step.id}/{path}", step.told("question"), said, step.id, path, step.verdict == "bad")
    elif name in ("parts", "leftovers"):
        moved = [one for one in trip.movements if one.movement in PART_FIELDS]
        for form in moved if name == "parts" else trip.leftovers:
            fields = PART_FIELDS[str(form.record.values["movement"])] if name == "parts" else ()
            if name == "parts":
                yield Fact("", name_of(trip, form), "", path=GROUP)
            only = fields or ("what", "responsible", "due")
            yield from _facts(form, form.id, f"{form.id}/", "", linked_names(desk, form.record), only)


def _checklist(trip: Trip) -> Chapter:
    """The state of the pre-trip checklist: its gaps with their answers."""
    rid = only_child_id(trip.visit.id, "checklist")
    facts = []
    for row in trip.checklist.items if trip.checklist else []:
        gap = row.state == "gap"
        why = "·".join(word for word in (reason_of(row), hands_of(row, trip.person_name)) if word) if gap else ""
        said = clauses((row.found or "", why)) or row.shown("state")
        facts.append(Fact(f"{rid}/{row.prefix}item", row.item or "", said, bad=open_gap(row) or bool(row.alarm)))
    return Chapter(_(N_("Pre-trip checklist")), facts)
