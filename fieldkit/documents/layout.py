"""Pieces that hold text: a text, a stack of them, a label beside one, a heading."""

from typing import cast

from fieldkit.documents.flow import Ink
from fieldkit.documents.fonts import visible
from fieldkit.documents.lines import break_lines, least_width, natural_width
from fieldkit.documents.sheet import BODY, GAP, INK, LABEL, LABEL_ZH, SECTION, SMALL, TINY, Style
from fieldkit.documents.tongue import said


class Text(Ink):
    """Text in one style; `path` is the field it shows. Splits between lines, never leaving one alone."""

    def __init__(self, text: str, style: Style = BODY, path: str = "") -> None:
        self.text, self.style, self.path = visible(text), style, path
        self.lines: list[str] = []

    def natural(self) -> float:
        return natural_width(self.text, self.style.font, self.style.size)

    def least(self) -> float:
        return least_width(self.text, self.style.font, self.style.size)

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        if room != self.wide or not self.lines:
            self.wide = room
            self.lines = break_lines(self.text, self.style.font, self.style.size, room)
        self.high = len(self.lines) * self.style.leading
        return room, self.high

    def first_need(self, room: float) -> float:
        self.wrap(room, 1e6)
        return self.high if len(self.lines) < 4 else 2 * self.style.leading

    def split(self, room: float, height: float) -> list[Ink]:
        self.wrap(room, height)
        count = int((height + 0.01) // self.style.leading)
        if count >= len(self.lines):
            return [self]
        if len(self.lines) - count == 1:
            count -= 1
        if count < 2:
            return []
        above, below = ("\n".join(part) for part in (self.lines[:count], self.lines[count:]))
        return [Text(above, self.style, self.path), Text(below, self.style)]

    def draw(self) -> None:
        with self.sheet.content(english=self.style is TINY and self.text.isascii()):
            for number, line in enumerate(self.lines):
                self.sheet.line_of(line, 0, self.high - number * self.style.leading, self.style)
        if self.path:
            self.sheet.places.setdefault(self.path, self.sheet.place(self.wide, self.high))


class Stack(Ink):
    """Texts one below the other, as in a cell of a table."""

    def __init__(self, texts: list[Text]) -> None:
        self.texts = texts

    def natural(self) -> float:
        return max((text.natural() for text in self.texts), default=0.0)

    def least(self) -> float:
        return max((text.least() for text in self.texts), default=0.0)

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        self.wide = room
        self.high = sum(text.wrap(room, height)[1] for text in self.texts)
        return room, self.high

    def first_need(self, room: float) -> float:
        return self.texts[0].first_need(room) if self.texts else 0.0

    def split(self, room: float, height: float) -> list[Ink]:
        self.wrap(room, height)
        if self.high <= height + 0.01:
            return [self]
        left = height
        for number, text in enumerate(self.texts):
            if text.high > left + 0.01:
                halves = cast(list[Text], text.split(room, left))
                above, below = [*self.texts[:number], *halves[:1]], [*(halves[1:] or [text]), *self.texts[number + 1 :]]
                return [Stack(above), Stack(below)] if above else []
            left -= text.high
        return [self]

    def draw(self) -> None:
        top = self.high
        for text in self.texts:
            top -= text.high
            text.draw_on(self.sheet, 0, top)


class Ruled(Stack):
    """Room to write by hand: three ruled lines."""

    LINES, APART = 3, 22.0

    def __init__(self) -> None:
        super().__init__([])

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        self.wide, self.high = room, self.LINES * self.APART
        return room, self.high

    def first_need(self, room: float) -> float:
        return self.wrap(room, 1e6)[1]

    def split(self, room: float, height: float) -> list[Ink]:
        return []

    def draw(self) -> None:
        for line in range(self.LINES):
            self.sheet.rule(0, self.wide, line * self.APART + 3)


def label_of(message: str, style: Style = LABEL_ZH) -> Stack:
    """A label: Chinese, and the English small below it, as the letterhead wants them."""
    large, small = said(message)
    return Stack([Text(large, style), *([Text(small, TINY)] if small else [])])


class Labelled(Ink):
    """A label in its column and what it says beside it; goes on over pages without repeating the label."""

    ABOVE = 5.0

    def __init__(self, label: Stack, said: Text | Stack, column: float = LABEL) -> None:
        self.label, self.said, self.column = label, said, column

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        self.wide = room
        self.label.wrap(self.column - GAP, height)
        self.said.wrap(room - self.column, height)
        self.high = max(self.label.high, self.said.high)
        return room, self.high

    def first_need(self, room: float) -> float:
        self.wrap(room, 1e6)
        return max(self.label.high, self.said.first_need(room - self.column))

    def split(self, room: float, height: float) -> list[Ink]:
        self.wrap(room, height)
        halves = self.said.split(room - self.column, height)
        if len(halves) < 2 or self.label.high > height:
            return []
        above, below = (cast(Text, half) for half in halves)
        return [Labelled(self.label, above, self.column), Labelled(Stack([]), below, self.column)]

    def draw(self) -> None:
        # The small label shares its baseline with the first line of what it says.
        first = self.said.texts[0] if isinstance(self.said, Stack) and self.said.texts else self.said
        styles = [text.style.drop for text in (first, *self.label.texts[:1]) if isinstance(text, Text)]
        shift = styles[0] - styles[1] if len(styles) == 2 else 0.0
        for part, x, down in ((self.label, 0.0, shift), (self.said, self.column, 0.0)):
            with self.sheet.element("P"):
                part.draw_on(self.sheet, x, self.high - part.high - down)


class Pairs(Ink):
    """Short facts, two to a line, in the columns that the long ones stand in too."""

    ABOVE = 5.0

    def __init__(self, cells: list[Labelled]) -> None:
        self.cells = cells

    def _room(self) -> float:
        return (self.wide - GAP) / 2

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        self.wide = room
        for cell in self.cells:
            cell.wrap(self._room(), height)
        self.high = max(cell.high for cell in self.cells)
        return room, self.high

    def draw(self) -> None:
        for number, cell in enumerate(self.cells):
            cell.draw_on(self.sheet, number * (self._room() + GAP), self.high - cell.high)


class Heading(Ink):
    """The heading of a section: its numeral, Chinese bold, English small on the same line, a rule below."""

    ABOVE, BELOW = 17.0, 6.0

    def __init__(self, numeral: str, message: str) -> None:
        self.large, self.small = said(message)
        self.large = numeral + self.large

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        self.wide, self.high = room, SECTION.leading + 4
        return room, self.high

    def draw(self) -> None:
        self.sheet.head(self.large, self.high)
        with self.sheet.element("H2"):
            with self.sheet.content():
                wide = self.sheet.line_of(self.large, 0, self.high, SECTION)
            top = self.high - SECTION.drop + SMALL.drop
            with self.sheet.content(english=True):
                self.sheet.line_of(self.small, wide + 7, top, SMALL)
        self.sheet.rule(0, self.wide, 0, colour=INK, thick=0.8)


class Sublabel(Ink):
    """What a table shows, when its section shows something else above it."""

    ABOVE, BELOW = 8.0, 3.0

    def __init__(self, message: str) -> None:
        self.large, self.small = said(message)

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        self.wide, self.high = room, LABEL_ZH.leading
        return room, self.high

    def draw(self) -> None:
        with self.sheet.element("H3"):
            with self.sheet.content():
                wide = self.sheet.line_of(self.large, 0, self.high, LABEL_ZH)
            with self.sheet.content(english=True):
                self.sheet.line_of(self.small, wide + 6, self.high - LABEL_ZH.drop + TINY.drop, TINY)
