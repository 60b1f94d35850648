"""What a person may set on one laptop: one table of rows; the screen of settings is generated from it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fieldkit.errors import UserError
from fieldkit.i18n import N_


@dataclass(frozen=True)
class Setting:
    """One row: its key, its label, its default and, for a choice, code → label."""

    key: str
    label: str
    default: str
    choices: Mapping[str, str]
    hint: str = ""


SETTINGS = (
    Setting("language", N_("Language"), "zh", {"zh": "中文", "en": "English"}),
    Setting(
        "theme",
        N_("Appearance"),
        "system",
        {"system": N_("As the system"), "light": N_("Light"), "dark": N_("Dark")},
    ),
    Setting(
        "luggage",
        N_("Room for files of trips"),
        "2",
        {"1": "1 GB", "2": "2 GB", "8": "8 GB"},
        N_("Unneeded ones go first"),
    ),
)
BY_KEY = {row.key: row for row in SETTINGS}


class Settings:
    """The settings of one home, kept in `settings.json`; an unreadable file counts as none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[str, str] = {}
        if path.exists():
            try:
                stored = json.loads(path.read_text("utf-8"))
            except (OSError, ValueError):
                stored = {}
            if isinstance(stored, dict):
                self._values = {key: str(value) for key, value in stored.items() if key in BY_KEY}

    def get(self, key: str) -> str:
        row = BY_KEY[key]
        value = self._values.get(key, row.default)
        return value if value in row.choices else row.default

    def set(self, key: str, value: str) -> None:
        row = BY_KEY[key]
        if row.choices and value not in row.choices:
            raise UserError(N_("{value} is not a choice of this setting."), value=value)
        self._values[key] = value
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps(self._values), "utf-8")
        draft.replace(self._path)
