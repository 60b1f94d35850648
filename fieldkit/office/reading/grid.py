"""Rows of text with their numbers in the file: what every kind of file becomes, and how large it may be."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.reading.tidy import EXCEL_ZERO, is_numbered_note, is_total, plain

MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELLS = 5_000_000
MOST_MARKS = 50_000_000  # characters of all cells together
LONGEST_CELL = 32_767  # characters, by Excel
LONGEST_ROW = 2_000_000  # characters or bytes of a file out of which one row must come

Grid = list[tuple[int, list[str]]]
Tick = Callable[[int], object]  # hears of the rows read so far; it may raise to end it
_SOME = 2_000


def unheard(_rows: int) -> None:
    """For whoever does not watch."""


class Stopped(Exception):  # noqa: N818 - nothing went wrong: somebody gave it up
    """Raised by whoever hears of progress, to end an import before anything was done."""


@dataclass(frozen=True)
class Notice:
    """A row, or with row 0 a whole file, and what is to be said of it: why it was not taken, or what was assumed.

    `cells` is the row as the file has it and `header` the words above it, so that the row can be given back.
    """

    file: str
    row: int
    why: UserError
    header: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The sentence in the language in force."""
        return self.why.say()


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet that hold anything. `zero` is the day from which it counts days that are plain numbers.

    `notices` are what is to be said of it though it is read, e.g. that it holds macros.
    """

    file: str
    name: str
    grid: Grid
    zero: date = EXCEL_ZERO
    notices: tuple[UserError, ...] = ()

    @property
    def title(self) -> str:
        """The file, with the sheet where a workbook has several."""
        return f"{self.file}[{self.name}]" if self.name else self.file


@dataclass(frozen=True)
class Table:
    """A sheet from its header on; `file` names the sheet too where a workbook has several."""

    file: str
    header_row: int
    header: list[str]
    rows: Grid
    zero: date = EXCEL_ZERO


@dataclass
class Room:
    """How much the files of one import hold together, all of which is in memory at once. `tick` hears of rows."""

    tick: Tick = unheard
    rows: int = 0
    cells: int = 0
    marks: int = 0

    @property
    def full(self) -> bool:
        return self.rows > MOST_ROWS or self.cells > MOST_CELLS or self.marks > MOST_MARKS

    @contextmanager
    def tried(self) -> Iterator[None]:
        """What is given up in between took no room."""
        before = self.rows, self.cells, self.marks
        try:
            yield
        except UserError:
            self.rows, self.cells, self.marks = before
            raise


def limited(name: str, rows: Iterable[tuple[int, list[str]]], room: Room) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, without the empty cells at their end; UserError beyond the limits."""
    count, before = 0, room.cells
    for row, cells in rows:
        width = next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)
        if not width:
            continue
        count += 1
        if count % _SOME == 0:
            room.tick(count)
        lengths = [len(cell) for cell in cells[:width]]
        room.rows, room.cells, room.marks = room.rows + 1, room.cells + width, room.marks + sum(lengths)
        if max(lengths) > LONGEST_CELL:
            sentence = N_("Row {row} of “{file}” has a cell with more than 32,767 characters. Shorten it.")
            raise UserError(sentence, file=name, row=row)
        if count > MOST_ROWS or width > MOST_COLUMNS or room.cells - before > MOST_CELLS:
            raise UserError(
                N_("“{file}” has more than 200,000 rows, 200 columns or 5 million cells. Split it."), file=name
            )
        if room.full:
            sentence = N_(
                "“{file}” is more than can be taken in at once, or together with the others. Take it in alone."
            )
            raise UserError(sentence, file=name)
        yield row, cells[:width]


def table_of(sheet: Sheet, place: int) -> Table:
    """The table whose header is the row at a place of the grid; totals, notes and repeated headers are left out."""
    header_row, header = sheet.grid[place]
    again = [plain(cell) for cell in header]
    first, noted = header[0], False
    rows = []
    for row, cells in sheet.grid[place + 1 :]:
        if is_total(cells) or (noted and is_numbered_note(cells)):
            noted = True
        elif not (cells[0] == first and [plain(cell) for cell in cells] == again):
            rows.append((row, cells))
            noted = False
    return Table(sheet.title, header_row, header, rows, sheet.zero)
