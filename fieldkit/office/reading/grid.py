"""Rows of text with their numbers in the file: what every kind of file becomes, and how large it may be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.reading.tidy import EXCEL_ZERO, is_total, plain

MOST_ROWS = 200_000
MOST_COLUMNS = 200

Grid = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Sheet:
    """The rows of one sheet that hold anything. `zero` is the day from which it counts days that are plain numbers."""

    file: str
    name: str
    grid: Grid
    zero: date = EXCEL_ZERO


@dataclass(frozen=True)
class Table:
    """A sheet from its header on; `file` names the sheet too where a workbook has several."""

    file: str
    header_row: int
    header: list[str]
    rows: Grid
    zero: date = EXCEL_ZERO


def limited(name: str, rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, without the empty cells at their end; UserError beyond the limits."""
    count = 0
    for row, cells in rows:
        width = next((place for place in range(len(cells), 0, -1) if cells[place - 1].strip()), 0)
        if not width:
            continue
        count += 1
        if count > MOST_ROWS or width > MOST_COLUMNS:
            raise UserError(N_("“{file}” has more than 200,000 rows or 200 columns. Split it."), file=name)
        yield row, cells[:width]


def table_of(sheet: Sheet, place: int) -> Table:
    """The table whose header is the row at a place of the grid; totals, notes and repeated headers are left out."""
    header_row, header = sheet.grid[place]
    again = [plain(cell) for cell in header]
    rows = [
        (row, cells)
        for row, cells in sheet.grid[place + 1 :]
        if not is_total(cells) and [plain(cell) for cell in cells] != again
    ]
    file = f"{sheet.file}[{sheet.name}]" if sheet.name else sheet.file
    return Table(file, header_row, header, rows, sheet.zero)
