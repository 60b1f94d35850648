"""Tables as files for Excel: xlsx and csv. No cell is ever a formula: a text that could be one is made harmless."""

import csv
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from fieldkit.errors import UserError
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_

Value = str | int | Decimal | date | datetime | None
# Excel reads a cell that begins like this as a formula; the full-width ones become the others on the way in.
_BEGINS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_LONGEST = 32_767  # characters that a cell of Excel takes
_MOST_ROWS = 1_048_575


def harmless(text: str) -> str:
    """A text that no program takes for a formula: an apostrophe stands before what could begin one."""
    return f"'{text}" if text.lstrip().startswith(_BEGINS) else text


def write_table(path: Path, title: str, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Writes rows below their heads into a file: csv by its ending, else xlsx. UserError when it cannot be written.

    The file appears whole or not at all: one that stood there before stays when this is given up.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        if path.suffix.lower() == ".csv":
            _write_csv(draft, heads, rows)
        else:
            _write_xlsx(draft, title, heads, rows)
        draft.replace(path)
    except OSError as error:
        sentence = N_("“{path}” cannot be written: {reason}. Is it open in another program?")
        raise UserError(sentence, path=path.name, reason=error.strerror or str(error)) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _write_csv(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """UTF-8 with a mark, by which Excel knows it, and CR LF."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([harmless(head) for head in heads])
        writer.writerows([_plain(value) for value in row] for row in rows)


def _plain(value: Value) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
        case str():
            return harmless(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _write_xlsx(path: Path, title: str, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A2"
    for at, head in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(at)].width = max(12, min(40, 2 * len(head) + 6))
    sheet.append([_head(sheet, head) for head in heads])
    for number, row in enumerate(rows, 1):
        if number > _MOST_ROWS:
            raise UserError(N_("A sheet holds at most {count} rows. Narrow the list, or write csv."), count=_MOST_ROWS)
        sheet.append([_cell(sheet, value) for value in row])
    if heads:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}1"
    with path.open("wb") as file:
        book.save(file)


def _head(sheet: Any, text: str) -> Any:
    cell = _text(sheet, text)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="center")
    return cell


def _text(sheet: Any, text: str) -> Any:
    """A text is stored as one, whatever it begins with; the apostrophe guards it when the file is saved as csv."""
    cell: Any = WriteOnlyCell(sheet, "")
    cell.value = _printable(harmless(text))[:_LONGEST]
    cell.data_type = "s"
    return cell


def _cell(sheet: Any, value: Value) -> Any:
    match value:
        case None | "":
            return None
        case str():
            # Building a styled cell costs more than a plain one: only a text that could be a formula needs it.
            return _printable(value)[:_LONGEST] if harmless(value) == value else _text(sheet, value)
        case datetime():
            return _formatted(sheet, value.astimezone(ZONE).replace(tzinfo=None), "yyyy-mm-dd hh:mm")
        case date():
            return _formatted(sheet, value, "yyyy-mm-dd")
    return value


def _formatted(sheet: Any, value: Any, form: str) -> Any:
    cell: Any = WriteOnlyCell(sheet, value)
    cell.number_format = form
    return cell


def _printable(text: str) -> str:
    """Without the control characters that a sheet cannot hold."""
    return "".join(mark for mark in text if mark >= " " or mark in "\t\n") if not text.isprintable() else text


def _sheet_name(title: str) -> str:
    """What Excel takes as the name of a sheet: 31 characters, none of its own signs."""
    return "".join(mark for mark in title if mark not in "[]:*?/\\'")[:31] or "1"
