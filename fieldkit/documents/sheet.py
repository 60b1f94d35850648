"""The page: its measures, its type, and the canvas that remembers where every field was printed."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple, cast

from reportlab.lib.colors import toColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from fieldkit.documents.fonts import ASCENT, BOLD, HALF, OPENING, REGULAR, runs, squeezed, width
from fieldkit.documents.tags import BLOCKS, Mark, Node

# Points. The text stands on one left edge; labels hang in a column of their own.
PAGE_WIDTH, PAGE_HEIGHT = A4
MARGIN = 57.0
TOP, BOTTOM = 66.0, 58.0
WIDTH = PAGE_WIDTH - 2 * MARGIN
LABEL = 92.0
GAP = 10.0

_BOLDER = 0.035  # of the type size; the outline that makes a regular face bold

INK, GREY, LINE, FILL = "#13171C", "#5B6470", "#C9CED6", "#F3F4F6"
ALARM, GOOD = "#B0241C", "#12693B"


@dataclass(frozen=True)
class Style:
    """How text is set: font, size and line height in points, colour."""

    font: str = REGULAR
    size: float = 10.0
    leading: float = 15.4
    colour: str = INK

    @property
    def drop(self) -> float:
        """From the top of a line to its baseline."""
        return (self.leading - self.size) / 2 + ASCENT * self.size

    def loud(self) -> "Style":
        return replace(self, font=BOLD, colour=ALARM)


BODY = Style()
STRONG = Style(BOLD)
CELL = Style(size=9.2, leading=13.2)
HEAD = Style(BOLD, 8.6, 12)
LABEL_ZH = Style(size=9.2, leading=13.2, colour=GREY)
SMALL = Style(size=7.6, leading=11, colour=GREY)
TINY = Style(size=6.4, leading=8.4, colour=GREY)
SECTION = Style(BOLD, 11.5, 17)
TITLE = Style(BOLD, 21, 28)


class Place(NamedTuple):
    """Where a field stands: the page from 0, and its edges in points from the lower left corner."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@cache
def _colour(named: Any) -> Any:
    """A colour as reportlab keeps it: it reads `#5B6470` anew each time."""
    return toColor(named)


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


Furniture = Callable[["Sheet", int, int], None]


class Sheet(Canvas):
    """A canvas that keeps its pages until it knows how many there are, and notes where each field was drawn."""

    def __init__(self, *args: Any, furniture: Furniture | None = None, **more: Any) -> None:
        super().__init__(*args, **{**more, "initialFontName": REGULAR, "invariant": 1, "pageCompression": 1})
        self.places: dict[str, Place] = {}
        self.boxes: dict[str, Place] = {}
        self.tree = Node("Document")
        self.outline: list[tuple[str, int, float]] = []  # heading, page from 0, points from its lower edge
        self._open = [self.tree]
        self._marks: dict[int, int] = {}
        self._furniture = furniture
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._kept.append(dict(self.__dict__))
        cast(Any, self)._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._kept, 1):
            self.__dict__.update(page)
            if self._furniture:
                with self.artifact():
                    self._furniture(self, number, len(self._kept))
            super().showPage()
        self._kept.clear()  # each page holds the list of all
        super().save()

    def setFillColor(self, colour: Any, alpha: float | None = None) -> None:  # noqa: N802 - reportlab's name
        super().setFillColor(_colour(colour), alpha)

    def setStrokeColor(self, colour: Any, alpha: float | None = None) -> None:  # noqa: N802 - reportlab's name
        super().setStrokeColor(_colour(colour), alpha)

    def place(self, wide: float, high: float) -> Place:
        """The rectangle from the present origin, on the page."""
        x0, y0 = self.absolutePosition(0, 0)
        return Place(self.getPageNumber() - 1, *(round(edge, 2) for edge in (x0, y0, x0 + wide, y0 + high)))

    @contextmanager
    def element(self, role: str, alt: str = "", node: Node | None = None) -> Iterator[None]:
        """What is drawn inside belongs to one element of the paper's structure; `node` goes on from another page."""
        found = node or Node(role, alt)
        if not any(found is kid for kid in self._open[-1].kids):
            self._open[-1].kids.append(found)
        self._open.append(found)
        yield
        self._open.pop()

    @contextmanager
    def content(self, role: str = "P", alt: str = "", *, english: bool = False) -> Iterator[None]:
        """What is drawn inside is text of the innermost element, else of one of its own in this role."""
        inside = self._open[-1].role in BLOCKS
        node = self._open[-1] if inside else Node(role, alt)
        if not inside:
            self._open[-1].kids.append(node)
        page = self.getPageNumber() - 1
        number = self._marks[page] = self._marks.get(page, -1) + 1
        node.kids.append(Mark(page, number))
        code = cast(Any, self)._code
        code.append(f"/{node.role} <</MCID {number}{'/Lang (en)' if english else ''}>> BDC")
        yield
        code.append("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn inside is no part of the text: lines, the edges of a page."""
        code = cast(Any, self)._code
        code.append("/Artifact BMC")
        yield
        code.append("EMC")

    def head(self, text: str, high: float) -> None:
        """Notes a heading that begins `high` points above the present origin for the outline."""
        place = self.place(0, high)
        self.outline.append((text, place.page, place.y1))

    def line_of(
        self, text: str, x: float, top: float, style: Style, *, right: bool = False, room: float = WIDTH
    ) -> float:
        """Draws one line of text whose top is at `top`, smaller when it is wider than `room`; gives its width."""
        natural = width(text, style.font, style.size)
        wide = min(natural, room)
        size = style.size * wide / natural if natural else style.size
        self.setFillColor(style.colour)
        x = (
            x - wide if right else x - (HALF * size / 1000 if text and text[0] in OPENING else 0)
        )  # its ink begins at the edge
        for part in squeezed(text):
            self._runs(part, style.font, size, x, top - style.drop)
            x += width(part, style.font, size) - HALF * size / 1000
        return wide

    def _runs(self, text: str, font: str, size: float, x: float, y: float) -> None:
        """One line; a rare character, of which there is one face only, gets its boldness from an outline."""
        for face, part in runs(text, font):
            bolder = face != font and font == BOLD
            if bolder:
                self.setStrokeColor(cast(Any, self)._fillColorObj)
                self.setLineWidth(size * _BOLDER)
            self._string(part, face, size, f"1 0 0 1 {_number(x)} {_number(y)} Tm{' 2 Tr' if bolder else ''}")
            x += width(part, font, size)

    def _string(self, text: str, face: str, size: float, begin: str) -> None:
        """Writes a string down at once: reportlab's own way, made for every font, takes twice the time."""
        font, page = cast(Any, pdfmetrics.getFont(face)), cast(Any, self)
        parts = [
            f"{font.getSubsetInternalName(subset, page._doc)} {_number(size)} Tf ({page._escape(codes)}) Tj"
            for subset, codes in font.splitString(text, page._doc)
        ]
        page._code.append(f"BT {begin} {' '.join(parts)}{' 0 Tr' if '2 Tr' in begin else ''} ET")

    def bars(self, bars: Iterable[tuple[int, int, int]]) -> None:
        """Fills bars one unit high, each (x, y, width), as one path: reportlab would format every number by itself."""
        cast(Any, self)._code.append(" ".join(f"{x} {y} {wide} 1 re" for x, y, wide in bars) + " f")

    def rule(self, x0: float, x1: float, y: float, *, colour: str = LINE, thick: float = 0.5) -> None:
        self.setStrokeColor(colour)
        self.setLineWidth(thick)
        self.line(x0, y, x1, y)
