import ast
import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

import fieldkit.ui
from fieldkit import resource
from fieldkit.ui.icons import icon, pixmap
from fieldkit.ui.stylesheet import PICTURES
from fieldkit.ui.theme import color
from fieldkit.ui.widgets.badges import STATUSES
from fieldkit.ui.widgets.chip import STATES
from fieldkit.ui.widgets.paint import DISCS

DRAWN = {path.stem for path in resource("icons").glob("*.svg")}
TAKES_ICON = {  # function or class → position of its icon
    "icon": 0, "pixmap": 0, "paint_icon": 1, "IconLabel": 0, "IconButton": 0, "EmptyState": 0, "Status": 0,
    "Entry": 1, "Figure": 1, "set_icon": 0,
}  # fmt: skip
NAMES = {"icon", "trailing"}


def named_icons(tree: ast.AST) -> set[str]:
    """Every icon that a source names: in the calls that take one, and wherever `icon=` is said."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        at = TAKES_ICON.get(called, -1)
        spots = [node.args[at]] if 0 <= at < len(node.args) else []
        spots += [word.value for word in node.keywords if word.arg in NAMES]
        for spot in spots:
            found |= {
                part.value
                for part in ast.walk(spot)
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value
            }
    return found


SOURCES = sorted(Path(fieldkit.ui.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_icon_that_code_names_is_drawn(source: Path) -> None:
    assert named_icons(ast.parse(source.read_text("utf-8"))) <= DRAWN


def test_every_icon_in_a_table_is_drawn() -> None:
    named = {status.icon for status in STATUSES.values()} | {state[0] for state in STATES.values()}
    named |= {state[3] for state in DISCS.values() if state[3]} | {name for name, _ in PICTURES}
    assert named <= DRAWN


def test_drawings_take_a_colour_and_carry_their_licence() -> None:
    assert (resource("icons") / "LICENSE").read_text("utf-8").startswith("ISC")
    for name in DRAWN:
        drawing = (resource("icons") / f"{name}.svg").read_text("utf-8")
        assert "currentColor" in drawing, name
        assert not re.search(r"<script|href=", drawing), name


def test_an_icon_is_tinted_and_sharp() -> None:
    picture = pixmap("x", "bad", 20, 2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (40, 2.0)
    colors = {
        picture.toImage().pixelColor(x, y).name()
        for x in range(40)
        for y in range(40)
        if picture.toImage().pixelColor(x, y).alpha() == 255
    }
    assert colors == {QColor(color("bad")).name()}
    assert not icon("x").isNull()


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        pixmap("no-such-icon")
