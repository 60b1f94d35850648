"""Settings: one table; what is set stays, what is damaged counts as not set."""

from pathlib import Path

import pytest

from fieldkit.errors import UserError
from fieldkit.settings import SETTINGS, Settings


def test_every_default_is_a_choice() -> None:
    for row in SETTINGS:
        assert row.default in row.choices


def test_what_was_set_is_there_again(tmp_path: Path) -> None:
    Settings(tmp_path / "settings.json").set("theme", "dark")
    assert Settings(tmp_path / "settings.json").get("theme") == "dark"


@pytest.mark.parametrize("content", ["", "{", "[]", '{"theme": 7, "nothing": "x"}', "\x00"])
def test_a_damaged_file_counts_as_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content, "utf-8")
    assert Settings(path).get("language") == "zh"


def test_what_is_no_choice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError):
        Settings(tmp_path / "settings.json").set("theme", "pink")
