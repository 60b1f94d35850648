"""How a person fills in any form of the desktop: what a field is decides whether he types, chooses or presses."""

from collections.abc import Mapping
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog

from .hands import wait_for
from .people import Person

Said = Mapping[str, str | bool]


def write(me: Person, form: str, said: Said) -> None:
    """Fills in fields of one form: text is typed, codes are chosen, records are picked, yes and no are pressed."""
    for path, value in said.items():
        write_field(me, f"{form}.{path}", value)


def write_field(me: Person, name: str, value: str | bool) -> None:
    if isinstance(value, bool):
        me.click(f"{name}.{'yes' if value else 'no'}")
        return
    field = me.see(name)
    if isinstance(field, QComboBox):
        me.choose(name, value)
    elif isinstance(field, QAbstractButton):
        me.pick(name, value)
    else:
        me.type_text(name, value)
        me.key(Qt.Key.Key_Tab)
        me.idle()


def add_row(me: Person, rows: str, said: Said) -> None:
    """One more row of a list in a form, its fields written in turn."""
    me.click(f"{rows}.add")
    row = me.keyboard.rsplit(".", 1)[0]
    assert row.startswith(f"{rows}."), f"the keyboard is in {me.keyboard}"
    write(me, row, said)


def attach(me: Person, name: str, path: Path) -> None:
    """Adds a file, as if the system's own dialogue, which nobody can press here, had been answered with it."""
    with patch.object(QFileDialog, "getOpenFileName", return_value=(str(path), "")):
        me.click(name)
    wait_for(lambda: me.there(f"{name}.drop"), f"{path.name} to be taken in")
    me.idle()


def save_as(me: Person, name: str, path: Path) -> Path:
    """Presses what writes a file, as if the system's own dialogue had been answered with this path."""
    with patch.object(QFileDialog, "getSaveFileName", return_value=(str(path), "")):
        me.click(name)
    wait_for(path.exists, f"{path.name} to be written")
    me.idle()
    return path
