"""How the pieces of a paper flow down its pages: drawn where there is room, torn where they may be, or on the next."""

from collections import deque
from collections.abc import Iterable

from fieldkit.documents.sheet import BOTTOM, MARGIN, PAGE_HEIGHT, TOP, WIDTH, Sheet

ROOM = PAGE_HEIGHT - TOP - BOTTOM
_FUZZ = 1e-6  # points; sums of heights that are equal differ by so much


class Ink:
    """A piece of a paper: `wrap` says how large it is, `draw` draws it with its lower left corner as origin."""

    ABOVE = BELOW = 0.0  # points of air around it
    wide: float = 0.0
    high: float = 0.0
    air = 1.0  # less of it where a paper would go on for a few lines over the page
    sheet: Sheet  # while it is drawn

    def above(self) -> float:
        return self.ABOVE * self.air

    def below(self) -> float:
        return self.BELOW * self.air

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        """Width and height in so much room, in points."""
        raise NotImplementedError

    def split(self, room: float, height: float) -> "list[Ink]":
        """The part that stands within `height` and the rest; empty where it must not be torn there."""
        return []

    def first_need(self, room: float) -> float:
        """The height that must be free below a heading for this to begin there."""
        self.wrap(room, 1e6)
        return self.high

    def draw(self) -> None:
        raise NotImplementedError

    def draw_on(self, sheet: Sheet, x: float, y: float) -> None:
        """Draws it with its lower left corner there."""
        sheet.saveState()
        sheet.translate(x, y)
        self.sheet = sheet
        self.draw()
        del self.sheet  # which holds the pages and all that was drawn
        sheet.restoreState()


class Need:
    """The next page begins here unless so many points are free."""

    def __init__(self, height: float) -> None:
        self.height = height


class Together:
    """Pieces that stand on one page, if a page can hold them."""

    def __init__(self, pieces: list[Ink]) -> None:
        self.pieces = pieces

    def height(self) -> float:
        """Of all of them, without the air above and below."""
        high = after = 0.0
        for place, ink in enumerate(self.pieces):
            high += max(ink.above(), after) if place else 0.0
            high += ink.wrap(WIDTH, 1e6)[1]
            after = ink.below()
        return high


class NewPage:
    """The next page begins here."""


Piece = Ink | Need | Together | NewPage


class _Page:
    """The page that is being filled: how much of it is free, and how much air is left below the last piece."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.free, self.after, self.empty = ROOM, 0.0, True

    def turn(self) -> None:
        """Goes on to the next page, unless nothing is on this one yet."""
        if not self.empty:
            self.sheet.showPage()
            self.free, self.after, self.empty = ROOM, 0.0, True

    def room_for(self, ink: Ink) -> float:
        """The height that is free for a piece: between two of them, the larger one's air counts."""
        return self.free if self.empty else self.free - max(ink.above() - self.after, 0.0)

    def draw(self, ink: Ink) -> bool:
        """Draws a piece; False where it does not fit."""
        room = self.room_for(ink)
        high = ink.wrap(WIDTH, room)[1] if room > 0 else 0.0
        if room <= 0 or high > room + _FUZZ:
            return False
        self.free = room - high
        ink.draw_on(self.sheet, MARGIN, BOTTOM + self.free)
        self.after = ink.below()
        self.free -= self.after
        self.empty = False
        return True

    def torn(self, ink: Ink) -> list[Ink]:
        """The part of a piece that fits and the rest; only the rest where none does."""
        room = self.room_for(ink)
        parts = ink.split(WIDTH, room) if room > 0 else []
        if len(parts) == 2:
            return parts
        if self.empty:
            raise ValueError(f"{ink} is higher than a page")
        return [ink]


def fill(sheet: Sheet, pieces: Iterable[Piece]) -> None:
    """Draws all pieces from the first page on; the last page is ended, too."""
    page, waiting = _Page(sheet), deque(pieces)
    while waiting:
        piece = waiting.popleft()
        if isinstance(piece, NewPage):
            page.turn()
        elif isinstance(piece, Need):
            page.after = 0.0
            if page.free < piece.height:
                page.turn()
        elif isinstance(piece, Together):
            if piece.height() > page.room_for(piece.pieces[0]):
                page.turn()
            waiting.extendleft(reversed(piece.pieces))
        elif not page.draw(piece):
            *first, rest = page.torn(piece)
            for part in first:
                page.draw(part)
            page.turn()
            waiting.appendleft(rest)
    page.turn()
