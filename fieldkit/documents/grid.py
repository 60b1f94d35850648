"""A table: hairlines between rows, a head that returns on every page, rows that go on over pages."""

from dataclasses import dataclass
from typing import cast

from fieldkit.documents.flow import Ink
from fieldkit.documents.layout import Stack
from fieldkit.documents.sheet import FILL, GAP, INK
from fieldkit.documents.sheet import LINE as HAIR
from fieldkit.documents.tags import Node

ABOVE, BELOW = 4.0, 4.5  # points of air in a row
WHOLE = 150.0  # points; a table up to this height is not torn, nor a row
LEAST = 40.0  # points; no part of a row smaller than this


@dataclass
class Line:
    """One row: a cell for each column, or one cell over all of them; it may go on over the page."""

    cells: list[Stack]
    over_all: bool = False
    goes_on: bool = False

    def height(self, widths: list[float], room: float) -> float:
        rooms = [room - GAP] if self.over_all else [wide - GAP for wide in widths]
        return max(cell.wrap(wide, 1e6)[1] for cell, wide in zip(self.cells, rooms, strict=True)) + ABOVE + BELOW


def column_widths(lines: list[Line], room: float) -> list[float]:
    """Columns as wide as what they hold, if there is room; else the long ones give way, words staying whole."""
    full = [line for line in lines if not line.over_all]
    count = len(full[0].cells)
    natural = [max(line.cells[place].natural() for line in full) + GAP for place in range(count)]
    least = [max(line.cells[place].least() for line in full) + GAP for place in range(count)]
    if sum(natural) <= room:
        spare = room - sum(natural)
        return [wide + spare * wide / sum(natural) for wide in natural]
    if sum(least) >= room:
        return [wide * room / sum(least) for wide in least]
    give = [wide - small for wide, small in zip(natural, least, strict=True)]
    # A very long text must not starve the middling ones: what it asks for counts by its square root.
    asked = [part**0.5 for part in give]
    widths = list(least)
    for _ in range(4):
        spare = room - sum(widths)
        open_to = [place for place in range(count) if widths[place] < natural[place] - 0.1]
        total = sum(asked[place] for place in open_to)
        for place in open_to:
            widths[place] = min(natural[place], widths[place] + spare * asked[place] / total)
    widths[widths.index(max(widths))] += room - sum(widths)
    return widths


class Grid(Ink):
    """A table of texts. `lines[0]` is the head; a remainder goes on from the page before."""

    def __init__(self, lines: list[Line], widths: list[float] | None = None, *, before: "Grid | None" = None) -> None:
        self.lines, self.widths, self.remainder = lines, widths, before is not None
        self.node: Node = before.node if before else Node("Table")
        self._heights: list[float] = []

    def wrap(self, room: float, height: float) -> tuple[float, float]:
        if self.wide != room or not self._heights:
            self.wide = room
            self.widths = self.widths or column_widths(self.lines, room)
            self._heights = [line.height(self.widths, room) for line in self.lines]
        self.high = sum(self._heights)
        return room, self.high

    def first_need(self, room: float) -> float:
        self.wrap(room, 1e6)
        if self.high <= WHOLE:
            return self.high
        count = 4 if len(self.lines) > 1 and self.lines[1].over_all else 3
        return sum(min(height, 120.0) for height in self._heights[:count])

    def split(self, room: float, height: float) -> list[Ink]:
        self.wrap(room, height)
        if self.high <= height + 0.01:
            return [self]
        if self.high <= WHOLE and not self.remainder:
            return []
        used, count = self._heights[0], 1
        while count < len(self.lines) and used + self._heights[count] <= height:
            used, count = used + self._heights[count], count + 1
        count = self._not_alone(count)
        above, below = self.lines[:count], self.lines[count:]
        halves = None
        if count == 1 or above[-1].over_all or self._heights[count] > WHOLE:
            halves = self._cut(below[0], height - used)
        if halves:
            above, below = [*above, halves[0]], [halves[1], *below[1:]]
        elif above[-1].over_all:  # a group's heading goes with its first row
            below.insert(0, above.pop())
        if len(above) < 2:
            return []
        upper = Grid(above, self.widths, before=self if self.remainder else None)
        upper.node = self.node
        return [upper, Grid([self.lines[0], *below], self.widths, before=upper)]

    def _not_alone(self, count: int) -> int:
        """Where to break so that no single row stands apart: before its group, else one row sooner."""
        if not 2 < count < len(self.lines):
            return count
        heads = [place for place, line in enumerate(self.lines) if line.over_all]
        begin = max((place for place in heads if place < count), default=0)
        end = min((place for place in heads if place >= count), default=len(self.lines))
        if begin and end != count and 1 in {count - begin - 1, end - count}:
            return begin if begin > 1 and sum(self._heights[begin:end]) <= WHOLE else count
        return count - 1 if not begin and count > 3 and end - count == 1 else count

    def _cut(self, line: Line, height: float) -> tuple[Line, Line] | None:
        if line.over_all or height < LEAST:
            return None
        upper, lower = [], []
        for cell, wide in zip(line.cells, self.widths or [], strict=True):
            halves = cast(list[Stack], cell.split(wide - GAP, height - ABOVE - BELOW))
            if not halves:
                return None
            upper.append(halves[0])
            lower.append(halves[1] if len(halves) > 1 else Stack([]))
        return Line(upper, goes_on=True), Line(lower)

    def draw(self) -> None:
        with self.sheet.element("Table", node=self.node):
            self._draw()

    def _draw(self) -> None:
        top = self.high
        for number, (line, height) in enumerate(zip(self.lines, self._heights, strict=True)):
            if number == 0 or line.over_all:
                with self.sheet.artifact():
                    self.sheet.setFillColor(FILL)
                    self.sheet.rect(0, top - height, self.wide, height, stroke=0, fill=1)
            with self.sheet.element("TR"):
                self._row(line, top, "TD" if number else "TH")
            top -= height
            if not line.goes_on:
                last = number == len(self.lines) - 1
                self.sheet.rule(0, self.wide, top, colour=INK if last else HAIR, thick=0.5)

    def _row(self, line: Line, top: float, role: str) -> None:
        x = GAP / 2
        for cell, wide in zip(line.cells, self.widths or [], strict=False):
            with self.sheet.element(role):
                cell.draw_on(self.sheet, x, top - ABOVE - cell.high)
            x += wide
