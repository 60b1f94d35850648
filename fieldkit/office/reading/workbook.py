"""Excel workbooks as rows of text, read in a stream; what a hostile one could do is refused before (`parcel.py`)."""

import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries
from openpyxl.worksheet._reader import FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

from fieldkit.errors import UserError
from fieldkit.i18n import N_
from fieldkit.office.reading.grid import MOST_CELLS, MOST_COLUMNS, Room, Sheet, Stopped, limited
from fieldkit.office.reading.parcel import MOST_WHOLE, Parcel, each, guard, has_macros
from fieldkit.office.reading.tidy import EXCEL_ZERO, LOST, UNCOUNTED

_ZEROS = re.compile(r"0{2,20}")
_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\b[^<>]*\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_DATA, _TABLE, _SHARED = (f"{{{SHEET_MAIN_NS}}}{name}" for name in ("sheetData", "sst", "si"))
_LAST_ROW = 1_048_576  # of a sheet of Excel
_TEXT, _RUNS = (path.format(ns=SHEET_MAIN_NS) for path in ("{{{ns}}}is/{{{ns}}}t", "{{{ns}}}is/{{{ns}}}r/{{{ns}}}t"))
MOST_MERGED = 200_000
_CHUNK = 1 << 20
_MERGED_LONGEST = 200  # bytes of one mergeCell, so that none is cut between two chunks

_MACROS = N_("The file holds macros. They were not run, and nothing of them was kept.")


def read_workbook(name: str, data: bytes, room: Room | None = None) -> list[Sheet]:
    """The visible sheets that hold anything."""
    guard(name, data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of drawings and styles that it leaves out
            sheets = list(_sheets(name, data, room or Room()))
    except (UserError, Stopped):
        raise
    except Exception as error:  # a damaged workbook can raise anything
        raise UserError(N_("“{file}” is damaged. Open it in Excel and save it again."), file=name) from error
    if sheets and has_macros(data):
        sheets[0] = replace(sheets[0], notices=(UserError(_MACROS),))
    return sheets if len(sheets) > 1 else [replace(sheet, name="") for sheet in sheets]


def _sheets(name: str, data: bytes, room: Room) -> Iterator[Sheet]:
    """Of a workbook only texts, formats and sheets are read: no properties, names, themes, drawings, links."""
    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.archive.close()
    with Parcel(io.BytesIO(data)) as reader.archive:
        reader.read_manifest()
        reader.shared_strings = _strings(reader)
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        zero = date(1904, 1, 1) if reader.wb.epoch.year == 1904 else EXCEL_ZERO
        for sheet, link in reader.parser.find_sheets():
            if sheet.state != "visible" or link.target not in reader.valid_files or "chartsheet" in link.Type:
                continue
            down = _merged_down(reader.archive, link.target)
            grid = list(limited(name, _filled(_rows(reader, link.target), down), room))
            if grid:
                yield Sheet(name, sheet.name, grid, zero)


def _strings(reader: ExcelReader) -> list[str]:
    """The texts that cells share, as openpyxl reads them, but one at a time."""
    package: Any = reader.package
    part = package.find(SHARED_STRINGS)
    if part is None:
        return []
    with reader.archive.open(part.PartName[1:]) as source:
        found = each(source, _SHARED, _TABLE, MOST_CELLS, MOST_WHOLE)
        texts: Iterator[Any] = (Text.from_tree(element) for element in found)
        return [text.content.replace("x005F_", "") for text in texts]


class _Cells(WorkSheetParser):
    """openpyxl's own reader of cells, that also tells a formula whose value was never saved from an empty cell."""

    def parse_cell(self, element: Any) -> Any:
        cell = super().parse_cell(element) if element.get("t") != "inlineStr" else self._inline(element)
        if cell["value"] is None and element.get("t") != "str" and element.find(FORMULA_TAG) is not None:
            cell["value"] = UNCOUNTED if element.find(VALUE_TAG) is None else None
        return cell

    def _inline(self, element: Any) -> dict[str, Any]:
        """A text that stands in its cell: without the reading aids that Excel keeps beside Chinese and Japanese."""
        coordinate = element.get("r")
        self.col_counter = coordinate_to_tuple(coordinate)[1] if coordinate else self.col_counter + 1
        texts = [part.text or "" for part in element.iterfind(_TEXT)] or [
            part.text or "" for part in element.iterfind(_RUNS)
        ]
        said = "".join(texts) or None
        return {"row": self.row_counter, "column": self.col_counter, "value": said, "data_type": "s", "style_id": 0}


def _rows(reader: ExcelReader, path: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are in the file, by its own numbers; what it says of its size and of empty rows is not believed."""
    book: Any = reader.wb
    formats = [style.numFmtId for style in book._cell_styles]
    with reader.archive.open(path) as source:
        parser = _Cells(
            source, reader.shared_strings, data_only=True, epoch=book.epoch, date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        for element in each(source, ROW_TAG, _DATA, _LAST_ROW):
            row, cells = parser.parse_row(element)
            parser.row_dimensions.clear()
            yield row, _texts(cells, formats, book._number_formats)


def _texts(cells: list[dict[str, Any]], formats: list[int], known: list[str]) -> list[str]:
    texts: list[str] = []
    for cell in cells:
        value, column = cell["value"], min(cell["column"], MOST_COLUMNS + 1)
        if value is None:
            continue
        if len(texts) < column:
            texts.extend([""] * (column - len(texts)))
        zeros = isinstance(value, int | float) and not isinstance(value, bool)
        shown = _format(formats, known, cell["style_id"]) if zeros else "General"
        texts[column - 1] = value if type(value) is str else text_of(value, shown)
    return texts


def _format(formats: list[int], known: list[str], style: int) -> str:
    """The format of a cell's number; those that every Excel has show no leading zeros."""
    number = formats[style] - 164 if 0 <= style < len(formats) else -1
    return known[number] if 0 <= number < len(known) else "General"


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


def _merged_down(archive: zipfile.ZipFile, path: str) -> dict[tuple[int, int], int]:
    """(row, column) of every cell that a merged cell above covers → the row that holds its value.

    People merge the customer's cell over all of its equipment; a stream of cells gives the value once only.
    """
    covered: dict[tuple[int, int], int] = {}
    for merged in _merged(archive, path):
        left, top, _, bottom = (place or 0 for place in range_boundaries(merged))
        if left <= MOST_COLUMNS and len(covered) + bottom - top <= MOST_MERGED:
            covered |= {(row, left): top for row in range(top + 1, bottom + 1)}
    return covered


def _merged(archive: zipfile.ZipFile, path: str) -> Iterator[str]:
    """The ranges of merged cells, which stand behind all rows; some come twice."""
    with archive.open(path) as source:
        kept = b""
        while chunk := source.read(_CHUNK):
            kept = kept[-_MERGED_LONGEST:] + chunk
            if b"mergeCell" in kept:
                yield from (found.decode() for found in _MERGED.findall(kept))


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
