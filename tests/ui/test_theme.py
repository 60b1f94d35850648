from itertools import product

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from fieldkit.ui.theme import color, font, restyle, theme
from fieldkit.ui.tokens import BUTTONS, COLORS, DARK, LIGHT, Palette, contrast
from fieldkit.ui.widgets.badges import STATUSES
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import Label

GROUNDS = ("window", "surface", "sunken", "accent_soft", "hover")
WORDS = ("text", "text_2", "text_3")
STATES = ("accent", "good", "warn", "bad")


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_words_are_legible(palette: Palette) -> None:
    pairs = [*product(WORDS, GROUNDS), *product(STATES, ("window", "surface", "hover"))]
    pairs += [(state, f"{state}_soft") for state in STATES]
    pairs += [("on_accent", "accent"), ("on_accent", "accent_press"), ("surface", "text"), ("on_pin", "pin")]
    pairs += [("ink", "paper"), ("pin", "paper")]
    pairs += [(status.tone, status.soft) for status in STATUSES.values()]
    weak = {
        pair: round(ratio, 2)
        for pair in pairs
        if (ratio := contrast(getattr(palette, pair[0]), getattr(palette, pair[1]))) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_controls_are_visible(palette: Palette) -> None:
    assert contrast(palette.line_strong, palette.surface) >= 3


def test_contrast_by_the_book() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_the_fonts_came_along() -> None:
    assert "Noto Sans SC" in QFontDatabase.families()
    assert font("title").bold()
    assert font("body").pixelSize() == 14


def test_a_switch_changes_colours_and_tells(qtbot, themed: QApplication) -> None:
    theme().set_mode("light")
    with qtbot.waitSignal(theme().changed):
        theme().set_mode("dark")
    assert theme().dark
    assert color("surface").name().upper() == DARK.surface
    assert DARK.accent in themed.styleSheet()
    assert "$" not in themed.styleSheet()
    theme().set_mode("light")
    assert not theme().dark


def test_every_colour_is_a_tone() -> None:
    assert all(f'[tone="{name}"]' in QApplication.instance().styleSheet() for name in COLORS)


@pytest.mark.parametrize("size", BUTTONS)
def test_a_plain_button_is_as_high_as_ours(qtbot, size: str) -> None:
    plain, ours = QPushButton("x"), Button("x", size=size)
    plain.setProperty("scale", size)
    for button in (plain, ours):
        qtbot.addWidget(button)
        button.ensurePolished()
    assert plain.sizeHint().height() == ours.sizeHint().height() == BUTTONS[size].height


def test_a_field_keeps_its_height_when_wrong_or_in_focus(shown) -> None:
    field = shown(QLineEdit("x"))
    assert field.height() == 44
    restyle(field, state="wrong")
    assert field.sizeHint().height() == 44
    field.setFocus()
    assert field.sizeHint().height() == 44


def test_a_label_stays_bold_when_its_colour_changes(shown) -> None:
    label = Label("x")
    label.set_bold(True)
    shown(label)
    label.set_tone("bad")
    assert label.font().bold()
    assert label.palette().windowText().color() == color("bad")
