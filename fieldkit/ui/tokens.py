"""Colours, type and sizes of the desktop: one table, light and dark (resources: the mockups' tokens.md).

Text on window, surface, sunken and accent-soft, and each status colour on its own soft colour, measures
at least 4.5:1; `tests/ui/test_theme.py` holds that.
"""

from dataclasses import dataclass, fields
from typing import NamedTuple


@dataclass(frozen=True)
class Palette:
    """The colours of one appearance, as `#RRGGBB`; the names are those of tokens.md with `_` for `-`."""

    window: str
    surface: str
    sunken: str
    hover: str
    line: str
    line_strong: str
    text: str
    text_2: str
    text_3: str
    accent: str
    accent_press: str
    accent_soft: str
    on_accent: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    mute_mark: str
    paper: str = "#FFFFFF"
    ink: str = "#13171C"
    paper_line: str = "#A9B0BA"
    pin: str = "#1A4FBF"
    on_pin: str = "#FFFFFF"


LIGHT = Palette(
    window="#F3F4F6",
    surface="#FFFFFF",
    sunken="#EBEDF0",
    hover="#F7F8F9",
    line="#DADDE2",
    line_strong="#8B939E",
    text="#13171C",
    text_2="#454D57",
    text_3="#626B77",
    accent="#1A4FBF",
    accent_press="#143F9B",
    accent_soft="#E8EEFB",
    on_accent="#FFFFFF",
    good="#12693B",
    good_soft="#E3F2E9",
    warn="#855000",
    warn_soft="#FCF0DA",
    bad="#B0241C",
    bad_soft="#FBE9E7",
    mute_mark="#C3C8CF",
)

DARK = Palette(
    window="#14171B",
    surface="#1C2026",
    sunken="#262B32",
    hover="#22272E",
    line="#343A43",
    line_strong="#6C7683",
    text="#EDF0F3",
    text_2="#B9C1CB",
    text_3="#96A0AD",
    accent="#7FB0FF",
    accent_press="#A5C8FF",
    accent_soft="#1F2F49",
    on_accent="#0B1526",
    good="#66C993",
    good_soft="#18301F",
    warn="#E8B552",
    warn_soft="#362B14",
    bad="#FF9186",
    bad_soft="#3D201E",
    mute_mark="#4D5662",
)

COLORS = tuple(field.name for field in fields(Palette))


class TypeSize(NamedTuple):
    """One step of the type scale: size and line height in px, and whether it is bold by nature."""

    size: int
    line: int
    bold: bool


TYPE = {
    "reading": TypeSize(56, 64, True),
    "title": TypeSize(24, 32, True),
    "figure": TypeSize(20, 28, True),
    "heading": TypeSize(16, 24, True),
    "body": TypeSize(14, 22, False),
    "caption": TypeSize(13, 20, False),
    "tiny": TypeSize(12, 18, False),
}

FAMILY = "Noto Sans SC"

# Space and shape, in px. GAP[n] is gap-n of tokens.md.
GAP = (0, 4, 8, 12, 16, 20, 24, 28, 32)
PAGE_MARGINS = (32, 24, 32, 24)
BETWEEN_COLUMNS = 32
BETWEEN_CARDS = 20
RADIUS_SMALL, RADIUS, RADIUS_CARD, RADIUS_PILL = 4, 6, 8, 18

# Components, in px.
RAIL_WIDTH, TOP_HEIGHT, STAGES_HEIGHT, FOOTER_HEIGHT, SIGN_FOOTER_HEIGHT = 80, 56, 72, 72, 80
FIELD_HEIGHT, ROW_HEIGHT, TALL_ROW_HEIGHT, TABLE_HEAD_HEIGHT = 44, 44, 60, 36
BADGE_HEIGHT, DISC, ICON, SMALL_ICON, LARGE_ICON = 24, 28, 20, 16, 24


class ButtonSize(NamedTuple):
    """One size of button: height and side padding in px, and its step of the type scale."""

    height: int
    padding: int
    type: str


BUTTONS = {
    "small": ButtonSize(36, 14, "body"),
    "normal": ButtonSize(44, 20, "body"),
    "large": ButtonSize(48, 24, "heading"),
    "huge": ButtonSize(56, 32, "heading"),
}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.1, from 1 to 21."""

    def luminance(color: str) -> float:
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
