"""What the office says of each list, as lines for people. Pure: no widget is made here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fieldkit.i18n import N_, _
from fieldkit.sync.lists import ListOutcome
from fieldkit.ui.widgets.summary import Figure
from fieldkit.ui.widgets.table import Column, Line

LISTS = {
    "customers": N_("Customers"),
    "sites": N_("Sites"),
    "equipment": N_("Equipment"),
    "software": N_("Software"),
    "released": N_("Released versions"),
    "parts": N_("Spare parts"),
    "receivables": N_("Receivables"),
    "people": N_("People"),
    "files": N_("Files that are no known list"),
    "product_lines": N_("Product lines"),
}
ICONS = {
    "customers": "building-2", "sites": "map-pin", "equipment": "server", "software": "cpu", "released": "badge-check",
    "parts": "package", "receivables": "banknote", "people": "users", "files": "circle-help", "product_lines": "tags",
}  # fmt: skip
KINDS = ("changed", "added", "refused", "missing", "warnings")


@dataclass(frozen=True)
class Part:
    """One kind of what became of a list: its icon and colour, its word, and how many there are."""

    icon: str
    tone: str
    label: str


PARTS = {
    "added": Part("plus", "good", N_("New")),
    "changed": Part("pencil", "accent", N_("Changed")),
    "refused": Part("circle-x", "bad", N_("Refused")),
    "missing": Part("minus", "warn", N_("Not in the list")),
    "warnings": Part("info", "text_2", N_("To note")),
}


def counts(outcome: ListOutcome) -> dict[str, int]:
    """How many there are of each kind."""
    return {
        "changed": outcome.changed,
        "added": outcome.added,
        "refused": len(outcome.refused),
        "missing": len(outcome.missing),
        "warnings": len(outcome.warnings),
    }


def figures(outcome: ListOutcome) -> list[Figure]:
    """The strip over a list's table."""
    found = []
    for kind, count in counts(outcome).items():
        part = PARTS[kind]
        found.append(Figure(kind, part.icon, f"{count:,}", _(part.label), part.tone if count else "text_3"))
    return found


def in_short(outcome: ListOutcome) -> str:
    """A list in one line: only what there is."""
    said = [f"{_(PARTS[kind].label)} {count:,}" for kind, count in counts(outcome).items() if count]
    if outcome.unchanged and not outcome.added and not outcome.changed:
        said.append(_("{count} unchanged").format(count=f"{outcome.unchanged:,}"))
    if outcome.unknown:
        said.insert(0, _("columns to explain"))
    return "·".join(said) or _("nothing in it")


def first_kind(outcome: ListOutcome) -> str:
    """What is shown first of a list: what needs a look."""
    found = counts(outcome)
    return next((kind for kind in ("refused", "changed", "added", "missing", "warnings") if found[kind]), "changed")


_WHERE = 190


def columns(kind: str) -> list[Column]:
    """The columns of the table for one kind."""
    match kind:
        case "changed":
            return [
                Column(_("Which"), 240),
                Column(_("Field"), 130),
                Column(_("Until now")),
                Column(_("Then")),
                Column(_("In the file"), _WHERE),
            ]
        case "added":
            return [Column(_("Which")), Column(_("Called"), 230), Column(_("In the file"), _WHERE)]
        case "missing":
            return [Column(_("Which")), Column(_("Called"), 260)]
        case _:
            return [Column(_("In the file"), 220), Column(_("Why"))]


def lines(kind: str, outcome: ListOutcome) -> list[Line]:
    """The rows of that table; their key is what is said, since nothing is opened from here."""
    match kind:
        case "changed":
            rows: Sequence[tuple[str, ...]] = [
                (one.key, one.label, one.before or "—", one.after or "—", _where(one.file, one.row))
                for one in outcome.changes
            ]
        case "added":
            rows = [(one.key, one.name, _where(one.file, one.row)) for one in outcome.additions]
        case "missing":
            rows = [(one.key, one.name) for one in outcome.missing]
        case "refused":
            rows = [(_where(one.file, one.row), one.reason) for one in outcome.refused]
        case _:
            rows = [(_where(one.file, one.row), one.reason) for one in outcome.warnings]
    where = len(rows[0]) - 1 if rows and kind in {"changed", "added"} else 0
    tones = {where: "text_3"} if kind != "missing" else {}
    return [Line(str(number), cells, {**tones}) for number, cells in enumerate(rows)]


def _where(file: str, row: int) -> str:
    if not file:
        return ""
    return _("row {row}, {file}").format(file=file, row=row) if row else file


def left_out(kind: str, outcome: ListOutcome) -> int:
    """How many of a kind are counted but not named one by one."""
    if kind == "added":
        return outcome.added - len(outcome.additions)
    shown = {(one.file, one.row, one.key) for one in outcome.changes}
    return outcome.changed - len(shown) if kind == "changed" else 0


def sum_up(lists: Mapping[str, ListOutcome]) -> str:
    """All lists in one sentence."""
    added, changed = (sum(getattr(one, name) for one in lists.values()) for name in ("added", "changed"))
    refused = sum(len(one.refused) for one in lists.values())
    said = _("{added} new, {changed} changed, {refused} refused")
    return said.format(added=f"{added:,}", changed=f"{changed:,}", refused=f"{refused:,}")


def changes_anything(lists: Mapping[str, ListOutcome]) -> bool:
    return any(one.added or one.changed for one in lists.values())
