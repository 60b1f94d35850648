"""Excel workbooks as rows of text, read in a stream, with a guard against files that unpack without end."""

import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.reading.grid import MOST_COLUMNS, Sheet, limited
from fieldkit.office.reading.tidy import EXCEL_ZERO

MOST_UNPACKED = 512 * 1024 * 1024
MOST_RATIO = 300
MOST_MEMBERS = 5_000
LOST = "####"  # stands for digits that Excel could not keep; Excel itself shows it for what does not fit

_ZEROS = re.compile(r"0{2,20}")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
MOST_MERGED = 200_000


def read_workbook(name: str, data: bytes) -> list[Sheet]:
    """The visible sheets that hold anything."""
    guard(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of drawings and styles that it leaves out
            sheets = list(_sheets(name, data))
    except UserError:
        raise
    except Exception as error:  # a damaged workbook can raise anything
        raise UserError(N_("“{file}” is damaged. Open it in Excel and save it again."), file=name) from error
    return sheets if len(sheets) > 1 else [replace(sheet, name="") for sheet in sheets]


def guard(name: str, data: bytes) -> None:
    """Refuses an archive that is no workbook, or unpacks to more than a workbook ever needs."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UserError(N_("“{file}” is damaged. Open it in Excel and save it again."), file=name) from error
    size = sum(member.file_size for member in members)
    if size > MOST_UNPACKED or len(members) > MOST_MEMBERS or size > MOST_RATIO * max(len(data), 100_000):
        raise UserError(N_("“{file}” unpacks to far more than a list can hold. It was not opened."), file=name)
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise UserError(N_("“{file}” is not a table. Save it as .xlsx or as CSV."), file=name)


def _sheets(name: str, data: bytes) -> Iterator[Sheet]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    zero = date(1904, 1, 1) if book.epoch.year == 1904 else EXCEL_ZERO
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # some programs write wrong ones
            down = _merged_down(data, sheet)
            grid = list(limited(name, _filled(_rows(sheet), down)))
            if grid:
                yield Sheet(name, sheet.title, grid, zero)
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for row, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
        yield row, [text_of(cell.value, cell.number_format) if cell.value is not None else "" for cell in cells]


def text_of(value: object, number_format: str = "General") -> str:
    """A cell as its reader sees it: whole numbers without .0, days without midnight, leading zeros kept."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, int | float):
        return _number_text(value, number_format)
    return str(value)


def _number_text(value: float, number_format: str) -> str:
    if not math.isfinite(value) or abs(value) >= 1e15:
        return LOST
    if isinstance(value, float) and not value.is_integer():
        said = format(value, ".15g")
        return said if "e" not in said else format(value, ".15f").rstrip("0")
    whole = str(int(value))
    return whole.zfill(len(number_format)) if _ZEROS.fullmatch(number_format) else whole


def _merged_down(data: bytes, sheet: Any) -> dict[tuple[int, int], int]:
    """(row, column) of every cell that a merged cell above covers → the row that holds its value.

    People merge the customer's cell over all of its equipment; a stream of cells gives the value once only.
    """
    covered: dict[tuple[int, int], int] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        ranges = _MERGED.findall(archive.read(sheet._worksheet_path))
    for merged in ranges:
        left, top, _, bottom = (place or 0 for place in range_boundaries(merged.decode()))
        if left <= MOST_COLUMNS and len(covered) + bottom - top <= MOST_MERGED:
            covered |= {(row, left): top for row in range(top + 1, bottom + 1)}
    return covered


def _filled(rows: Iterator[tuple[int, list[str]]], down: dict[tuple[int, int], int]) -> Iterator[tuple[int, list[str]]]:
    """The rows with the values of merged cells repeated in every row that they cover."""
    sources = {(top, column) for (_, column), top in down.items()}
    columns = sorted({column for _, column in down})
    kept: dict[tuple[int, int], str] = {}
    for row, cells in rows:
        for column in columns:
            if (row, column) in sources and column <= len(cells):
                kept[row, column] = cells[column - 1]
            value = kept.get((down.get((row, column), 0), column))
            if value is not None and any(cells):
                cells.extend([""] * (column - len(cells)))
                cells[column - 1] = value
        yield row, cells
