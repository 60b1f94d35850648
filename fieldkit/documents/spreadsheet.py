"""Tables as files for Excel: xlsx and csv. No cell is ever a formula: a text that could be one is made harmless.

An xlsx is written here part by part (ECMA-376): a library would lay the rows down in a temporary file first.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from unicodedata import category
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from fieldkit.errors import UserError
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_

Value = str | int | Decimal | date | datetime | None
# Excel reads a cell that begins like this as a formula; the full-width ones become the others on the way in.
_BEGINS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
_LONGEST = 32_767  # characters that a cell of Excel takes
_MOST_ROWS = 1_048_575
_DAY_NOUGHT = date(1899, 12, 30)  # from which Excel counts days
_BOLD, _DAY, _MOMENT = 1, 2, 3  # styles of cells, in the order of the part styles.xml
_QUOTED = {0: 4, _BOLD: 5}
_UNPRINTABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LIKE_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read it as a character's number


def harmless(text: str) -> str:
    """A text that no program takes for a formula: an apostrophe stands before what could begin one."""
    return f"'{text}" if _could_be_formula(text) else text


def _could_be_formula(text: str) -> bool:
    """Whether a text begins as a formula does, behind blanks and marks that nobody sees."""
    first = next((mark for mark in text if not mark.isspace() and category(mark) not in {"Cf", "Cc"}), "")
    return first in _BEGINS


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
    letters = [_letter(at) for at in range(len(heads))]
    with path.open("wb") as file, ZipFile(file, "w", ZIP_DEFLATED) as book:
        for name, part in _PARTS.items():
            book.writestr(name, part)
        book.writestr("xl/workbook.xml", _WORKBOOK.format(name=escape(_sheet_name(title), {'"': "&quot;"})))
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_head_of(heads).encode())
            for number, row in zip(count(2), rows, strict=False):
                if number > _MOST_ROWS + 1:
                    raise UserError(
                        N_("A sheet holds at most {count} rows. Narrow the list, or write csv."), count=_MOST_ROWS
                    )
                cells = "".join(_cell(f"{letter}{number}", value) for letter, value in zip(letters, row, strict=True))
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            end = f'<autoFilter ref="A1:{letters[-1]}1"/>' if letters else ""
            sheet.write(f"</sheetData>{end}</worksheet>".encode())


def _letter(at: int) -> str:
    """The name of a column: A, B, … Z, AA."""
    return (_letter(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def _head_of(heads: Sequence[str]) -> str:
    """The sheet up to its first row of values: the heads, bold, stay in sight."""
    cells = "".join(_text(f"{_letter(at)}1", head, _BOLD) for at, head in enumerate(heads))
    widths = "".join(_widths(heads))
    pane = '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView>'
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews>{pane}</sheetViews>'
        f'{f"<cols>{widths}</cols>" if widths else ""}<sheetData><row r="1">{cells}</row>'
    )


def _widths(heads: Sequence[str]) -> Iterator[str]:
    for at, head in enumerate(heads, 1):
        yield f'<col min="{at}" max="{at}" width="{max(14, min(40, 2 * len(head) + 6))}" customWidth="1"/>'


def _cell(place: str, value: Value) -> str:
    match value:
        case None | "":
            return ""
        case str():
            return _text(place, value)
        case datetime():
            here = value.astimezone(ZONE)
            days = (here.date() - _DAY_NOUGHT).days + (here.hour * 3600 + here.minute * 60 + here.second) / 86_400
            return f'<c r="{place}" s="{_MOMENT}"><v>{days:.8f}</v></c>'
        case date():
            return f'<c r="{place}" s="{_DAY}"><v>{(value - _DAY_NOUGHT).days}</v></c>'
    return (
        f'<c r="{place}"><v>{value:f}</v></c>' if isinstance(value, Decimal) else f'<c r="{place}"><v>{value}</v></c>'
    )


def _text(place: str, text: str, style: int = 0) -> str:
    """A text is stored as one, whatever it begins with; a mark that Excel hides keeps it one when edited."""
    said = _LIKE_ESCAPE.sub("_x005F_", escape(_UNPRINTABLE.sub("", text)[:_LONGEST]))
    style = _QUOTED[style] if _could_be_formula(text) else style
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def _sheet_name(title: str) -> str:
    """What Excel takes as the name of a sheet: 31 characters, none of its own signs."""
    return "".join(mark for mark in title if mark not in "[]:*?/\\'")[:31] or "1"


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_FORMATS = "http://schemas.openxmlformats.org"
_MAIN = f"{_FORMATS}/spreadsheetml/2006/main"
_OFFICE = f"{_FORMATS}/officeDocument/2006/relationships"
_PACKAGE = f"{_FORMATS}/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WORKBOOK = (
    f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_PARTS = {
    "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
    "_rels/.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
