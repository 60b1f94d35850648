"""How a person left each list on this laptop: columns, widths, order, filter. Never what was typed to find somebody."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from fieldkit.actions.lists.declared import DELETED, AnyColumn, ListOf


@dataclass
class Look:
    """How one list is shown: keys of columns in order, widths in px by key, what it is ordered by, its quick filter."""

    columns: list[str] = field(default_factory=list)
    widths: dict[str, int] = field(default_factory=dict)
    order: str = ""
    down: bool = False
    quick: str = ""


def first_look(listed: ListOf) -> Look:
    """As the list was declared."""
    shown = [column.key for column in listed.columns if column.shown]
    return Look(shown, {}, listed.order, listed.down, listed.begin)


class Memory:
    """The looks of all lists, kept in `lists.json` of the home; what cannot be read counts as nothing."""

    def __init__(self, home: Path) -> None:
        self._path = home / "lists.json"

    def look(self, listed: ListOf, columns: Sequence[AnyColumn]) -> Look:
        """How a list was left, as far as its columns are still there and may be read."""
        known, look = {column.key for column in columns}, first_look(listed)
        kept = self._all().get(listed.key)
        if isinstance(kept, dict):
            with suppress(TypeError, ValueError, AttributeError):
                widths = {str(key): int(width) for key, width in kept["widths"].items()}
                look = Look(
                    [*map(str, kept["columns"])], widths, str(kept["order"]), bool(kept["down"]), str(kept["quick"])
                )
        look.quick = listed.begin if look.quick == DELETED else look.quick  # nobody means to begin there
        look.columns = [key for key in look.columns if key in known] or first_look(listed).columns
        look.columns = [key for key in look.columns if key in known]
        return look

    def keep(self, listed: ListOf, look: Look) -> None:
        with suppress(OSError):  # how a list was left is not worth a word
            self._path.write_text(json.dumps({**self._all(), listed.key: asdict(look)}), "utf-8")

    def _all(self) -> dict[str, object]:
        try:
            stored = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return stored if isinstance(stored, dict) else {}
