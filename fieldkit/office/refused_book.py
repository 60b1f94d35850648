"""The refused rows as a workbook: as they stood in the files, with the reason behind them, to be corrected there."""

import io
import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from fieldkit.errors import UserError
from fieldkit.i18n import N_, translate
from fieldkit.office.import_result import ListResult
from fieldkit.office.reading.grid import Notice

LOG = logging.getLogger(__name__)

_WIDTH = 18
_LONGEST = 32_767  # characters of a cell, by Excel
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def refused_book(results: Mapping[str, ListResult], language: str) -> bytes:
    """A workbook with a sheet for each header: its refused rows, then reason, file and row. b"" when there are none.

    Once corrected it can be taken in as it is. What stood in cells is text and stays text, whatever it looks like.
    A file or list that was refused whole has no rows to be corrected here: only the answer names it.
    """
    sheets: dict[tuple[str, tuple[str, ...]], list[Notice]] = {}
    for name, result in results.items():
        for notice in (one for one in result.refused if one.header):
            sheets.setdefault((name, notice.header), []).append(notice)
    if not sheets:
        return b""
    book = Workbook(write_only=True)
    for number, ((name, header), notices) in enumerate(sheets.items(), 1):
        _write(book.create_sheet(f"{number}-{name}"), header, notices, language)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def book_or_word(results: Mapping[str, ListResult], language: str) -> bytes:
    """The same; b"" with a word among the warnings when it cannot be made. By then the lists may have been taken in."""
    try:
        return refused_book(results, language)
    except Exception as error:  # whatever it is, what was taken in stays taken in
        LOG.exception("the refused rows could not be written")
        reason = getattr(error, "strerror", None) or type(error).__name__
        said = UserError(N_("The workbook of the refused rows could not be made: {reason}."), reason=reason)
        result = next(one for one in results.values() if one.refused)
        result.warnings.append(Notice(result.refused[0].file, 0, said))
        return b""


def _write(sheet: Any, header: tuple[str, ...], notices: list[Notice], language: str) -> None:
    words = [translate(word, language) for word in (N_("Why it was refused"), N_("File"), N_("Row"))]
    for column in range(1, len(header) + len(words) + 1):
        sheet.column_dimensions[_letter(column)].width = _WIDTH if column != len(header) + 1 else 4 * _WIDTH
    sheet.freeze_panes = "A2"
    sheet.append(_cells(sheet, [*header, *words], bold=True))
    for notice in notices:
        cells = [*notice.cells, *[""] * (len(header) - len(notice.cells))][: len(header)]
        where = str(notice.row) if notice.row else ""
        sheet.append(_cells(sheet, [*cells, notice.why.say(language), notice.file, where]))


def _letter(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cells(sheet: Any, texts: Iterable[str], *, bold: bool = False) -> list[Any]:
    """Cells of text; the mark in front, which Excel hides, keeps it text when somebody edits it there."""
    cells = []
    for text in texts:
        cell = WriteOnlyCell(sheet, _NO_XML.sub(" ", text)[:_LONGEST])
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = True
        if bold:
            cell.font = Font(bold=True)
        cells.append(cell)
    return cells
