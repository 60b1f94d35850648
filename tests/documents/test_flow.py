"""How pieces flow down pages: torn, kept together, or on the next one."""

import io

import pytest

from fieldkit.documents.flow import ROOM, Ink, Need, NewPage, Together, fill
from fieldkit.documents.fonts import faces
from fieldkit.documents.grid import Grid, Line
from fieldkit.documents.layout import Stack, Text
from fieldkit.documents.sheet import BOTTOM, PAGE_HEIGHT, PAGE_WIDTH, Place, Sheet


class Block(Ink):
    """So many points high, and where it was drawn."""

    def __init__(self, high: float, above: float = 0.0, below: float = 0.0) -> None:
        self.high, self.ABOVE, self.BELOW = high, above, below
        self.at: list[Place] = []

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        return room, self.high

    def draw(self) -> None:
        self.at.append(self.sheet.place(1, self.high))


def filled(*pieces: Ink | Need | NewPage | Together) -> Sheet:
    faces()
    sheet = Sheet(io.BytesIO(), pagesize=(PAGE_WIDTH, PAGE_HEIGHT))
    fill(sheet, pieces)
    return sheet


def tops(*blocks: Block) -> list[tuple[int, float]]:
    """The page of each block, and how far its top is from the page's, in points."""
    assert all(len(block.at) == 1 for block in blocks)
    return [(block.at[0].page, round(BOTTOM + ROOM - block.at[0].y1, 1)) for block in blocks]


def test_between_two_pieces_the_larger_air_counts() -> None:
    blocks = Block(100, above=50, below=10), Block(100, above=25, below=30), Block(100, above=5)
    filled(*blocks)
    assert tops(*blocks) == [(0, 0), (0, 125), (0, 255)]


def test_air_below_what_may_be_a_break_counts_by_itself() -> None:
    blocks = Block(100, below=10), Block(100, above=25)
    filled(blocks[0], Need(50), blocks[1])
    assert tops(*blocks) == [(0, 0), (0, 135)]


def test_what_does_not_fit_and_cannot_be_torn_goes_to_the_next_page() -> None:
    blocks = Block(ROOM - 50), Block(50.0), Block(51)
    filled(*blocks)
    assert tops(*blocks) == [(0, 0), (0, round(ROOM - 50, 1)), (1, 0)]


def test_a_need_that_is_not_met_begins_a_page_and_none_twice() -> None:
    blocks = Block(ROOM - 50), Block(10)
    filled(blocks[0], Need(51), NewPage(), Need(ROOM + 1), blocks[1])
    assert tops(*blocks) == [(0, 0), (1, 0)]


def test_what_stands_together_goes_over_as_a_whole() -> None:
    first, *others = Block(ROOM - 100), Block(60, above=8, below=8), Block(50, above=6)
    filled(first, Together(list(others)))
    assert tops(first, *others) == [(0, 0), (1, 0), (1, 68)]


def test_what_is_higher_together_than_a_page_begins_a_page_and_goes_on() -> None:
    first, *others = Block(100), Block(ROOM - 100), Block(200)
    filled(first, Together(list(others)))
    assert tops(first, *others) == [(0, 0), (1, 0), (2, 0)]


def test_what_is_higher_than_any_page_is_refused() -> None:
    with pytest.raises(ValueError, match="higher than a page"):
        filled(Block(ROOM + 1))


def test_a_text_goes_on_over_as_many_pages_as_it_needs() -> None:
    sheet = filled(Text("\n".join(["line"] * 130)))
    assert sheet.getPageNumber() == 4  # three pages ended


def test_a_table_bears_its_head_once_a_page() -> None:
    """The part for the next page, a group that stays whole, was tried on this one again, below a second head."""
    heads = []

    class Head(Text):
        def draw(self) -> None:
            heads.append(self.sheet.getPageNumber())
            super().draw()

    def group(rows: int) -> list[Line]:
        return [Line([Stack([Text("group")])], over_all=True), *(Line([Stack([Text("row")])]) for _ in range(rows))]

    table = Grid([Line([Stack([Head("head")])]), *group(10), *group(4)])
    high = table.wrap(400, 1e6)[1]
    filled(Block(ROOM - high + 1), table)  # all but the last row would fit
    assert heads == [1, 2]
