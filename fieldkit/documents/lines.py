"""Breaking mixed Chinese and Latin text into lines, as Chinese typesetting does (避头尾).

No closing punctuation at the start of a line, no opening bracket at its end; Latin words, numbers, versions and
serial numbers stay whole, and a number stays with its unit. reportlab's own CJK wrapping keeps none of this.
"""

import re
import unicodedata
from functools import cache, lru_cache

from fieldkit.documents.fonts import visible, width

_CLOSING = frozenset("、。，．：；？！）〕］｝〉》」』】〗…—～·”’％‰℃°,.:;?!)]}%")
_OPENING = frozenset("（〔［｛〈《「『【〖“‘￥¥$([{")
_LONG = 20  # characters; a line from which one may be taken
_SLACK = 0.01  # points; a column exactly as wide as its word must hold it
_WIDE_MARKS = frozenset("“”‘’…—·")
_COMPARES = re.compile(r"[≤≥<>=±~≈]$")
_UNIT = re.compile(r"(%|‰|°[CF]?|℃|[µμmkMGT]?(Ω|[A-Za-z]{1,3}))([/·][A-Za-z]{1,3})?[,.;)]*$")


@cache
def _wide(mark: str) -> bool:
    return mark in _WIDE_MARKS or unicodedata.east_asian_width(mark) in "WF"


def _tokens(paragraph: str) -> list[str]:
    """Single wide characters, runs of Latin, runs of spaces."""
    found: list[str] = []
    for mark in paragraph:
        last = found[-1] if found else ""
        both_spaces = mark == " " and last.startswith(" ")
        both_latin = mark != " " and last != "" and last[0] != " " and not _wide(mark) and not _wide(last[-1])
        if both_spaces or both_latin:
            found[-1] += mark
        else:
            found.append(mark)
    return found


@lru_cache(maxsize=4096)  # a text is measured for its column before it is set, and again on every page it begins
def units(paragraph: str) -> tuple[str, ...]:
    """The pieces between which a line may end; spaces are pieces of their own."""
    tokens = _tokens(paragraph)
    found: list[str] = []
    for token in tokens:
        last = found[-1] if found else ""
        if last and last[0] != " " and (token[0] in _CLOSING or last[-1] in _OPENING) and token[0] != " ":
            found[-1] += token
        elif len(found) > 1 and last == " " and found[-2][0] != " " and _together(found[-2], token):
            found.pop()
            found[-1] += " " + token
        else:
            found.append(token)
    return tuple(found)


def _together(before: str, after: str) -> bool:
    """Whether a space must not be broken: `31.4 °C`, `≤ 28`."""
    measured = before[-1].isdigit() and _UNIT.match(after)
    compared = _COMPARES.search(before) and after[0].isdigit()
    return bool(measured or compared or after[0] in _CLOSING)


def _pieces(unit: str, font: str, size: float, room: float) -> list[str]:
    """A unit wider than the line, cut where it must be; closing marks keep one character with them."""
    pieces = [""]
    for mark in unit:
        if pieces[-1] and width(pieces[-1] + mark, font, size) > room + _SLACK:
            carried = ""
            while mark in _CLOSING and len(pieces[-1]) > 1 and (not carried or carried[0] in _CLOSING):
                pieces[-1], carried = pieces[-1][:-1], pieces[-1][-1] + carried
            pieces.append(carried)
        pieces[-1] += mark
    return pieces


def _fill(paragraph: str, font: str, size: float, room: float) -> list[str]:
    lines, line, space = [], "", ""
    end = before = gap = ""  # the last unit of this line and of the one above, the space between the two lines
    for unit in units(paragraph):
        if unit[0] == " ":
            space = unit
            continue
        if width(line + space + unit, font, size) <= room + _SLACK:
            line, space, end = line + space + unit, "", unit
            continue
        if line:
            lines.append(line)
        before, gap = end, space
        *full, line = _pieces(unit, font, size, room)
        lines.extend(full)
        end, space = line, ""
    if before and _lonely(line) and len(lines[-1]) >= _LONG and lines[-1].endswith(before):
        left, joined = lines[-1].removesuffix(before).rstrip(), before + gap + line
        if left and width(joined, font, size) <= room + _SLACK:
            lines[-1], line = left, joined
    return [*lines, line]


def _lonely(line: str) -> bool:
    """Whether a line is one character, with the marks that close it: no paragraph ends on so little."""
    return len(line.rstrip("".join(_CLOSING))) <= 1


def break_lines(text: str, font: str, size: float, room: float) -> list[str]:
    """The lines of a text, none wider than `room` points unless one character is."""
    return [line for paragraph in visible(text).split("\n") for line in _fill(paragraph, font, size, room)]


def natural_width(text: str, font: str, size: float) -> float:
    """The width of the longest paragraph on one line, in points."""
    return max(width(paragraph, font, size) for paragraph in visible(text).split("\n"))


def least_width(text: str, font: str, size: float) -> float:
    """The width below which a unit would have to be cut, in points; four characters at least."""
    widest = max((width(unit, font, size) for line in visible(text).split("\n") for unit in units(line)), default=0.0)
    return max(widest, min(4 * size, natural_width(text, font, size)))
