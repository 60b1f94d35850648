"""Files made to harm whoever opens them, damaged and decorated ones: the other part of the corpus (`awkward.py`)."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Font

from .awkward import BOOK_XML as _XML
from .awkward import HEADER, LIST, ROWS, SHARED, SHEET, book, fault, member, repacked, text


@fault("zip-bomb", taken=0, says="not opened")
def _bomb() -> bytes:
    return repacked(book(LIST), {SHEET: b"<x>" + b" " * 60_000_000})


@fault("zip-bomb-of-many-members", taken=0, says="not opened")
def _many() -> bytes:
    return repacked(book(LIST), {f"xl/media/{number}.bin": b"" for number in range(5_001)})


@fault("entities-that-expand-without-end", taken=0, says="hides instructions")
def _laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE sst [<!ENTITY a0 "ha">{entities}]><sst xmlns="{_XML}"><si><t>&a9;</t></si></sst>'
    return repacked(book(LIST), {SHARED: bomb.encode()})


@fault("an-entity-that-names-a-file", taken=0, says="hides instructions")
def _outside() -> bytes:
    declared = '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    trick = f'{declared}<sst xmlns="{_XML}"><si><t>&x;</t></si></sst>'
    return repacked(book(LIST), {SHARED: trick.encode()})


@fault("a-document-type-in-utf-16", taken=0, says="hides instructions")
def _wide_trick() -> bytes:
    trick = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>'
    return repacked(book(LIST), {"docProps/app.xml": trick.encode("utf-16")})


@fault("xml-in-an-odd-encoding", taken=0, says="damaged")
def _odd() -> bytes:
    trick = '<?xml version="1.0" encoding="cp037"?><!DOCTYPE x><x/>'
    return repacked(book(LIST), {"docProps/app.xml": trick.encode("cp037")})


_SIZE = 2_100_000  # bytes: more than any row has

TYPES = "[Content_Types].xml"


def _with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    data = book(LIST)
    return repacked(data, {SHEET: change(member(data, SHEET)), "xl/media/noise.bin": Random(7).randbytes(200_000)})


@fault("a-row-of-cells-without-end", taken=0, says="damaged")
def _wide_row() -> bytes:
    return _with_sheet(
        lambda sheet: sheet.replace(b"</sheetData>", b"<row>" + b"<c/>" * (_SIZE // 4) + b"</row></sheetData>")
    )


@fault("elements-before-the-rows", taken=0, says="damaged")
def _before() -> bytes:
    return _with_sheet(lambda sheet: sheet.replace(b"<sheetData>", b"<x>" * (_SIZE // 3) + b"<sheetData>"))


@fault("elements-behind-the-rows")
def _behind() -> bytes:
    return _with_sheet(lambda sheet: sheet.replace(b"</sheetData>", b"</sheetData>" + b"<x>" * (_SIZE // 3)))


@fault("a-remark-without-end", taken=0, says="damaged")
def _remark() -> bytes:
    return _with_sheet(lambda sheet: sheet.replace(b"</sheetData>", b"<!--" + b"<" * _SIZE + b"--></sheetData>"))


@fault("a-text-without-end", taken=0, says="damaged")
def _text() -> bytes:
    cell = b'<row><c t="inlineStr"><is><t>' + b"a" * _SIZE + b"</t></is></c></row>"
    return _with_sheet(lambda sheet: sheet.replace(b"</sheetData>", cell + b"</sheetData>"))


@fault("a-shared-text-without-end", taken=0, says="damaged")
def _shared() -> bytes:
    parts = b"<r><t>a</t></r>" * (_SIZE // 15)
    trick = f'<sst xmlns="{_XML}"><si>'.encode() + parts + b"</si></sst>"
    data, kind = book(LIST), "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/texts.xml" ContentType="{kind}"/></Types>'.encode()
    types = member(data, TYPES).replace(b"</Types>", part)
    return repacked(data, {TYPES: types, "xl/texts.xml": trick, "xl/media/noise.bin": Random(7).randbytes(200_000)})


@fault("formats-without-end", taken=0, says="damaged")
def _formats() -> bytes:
    trick = f'<styleSheet xmlns="{_XML}"><cellXfs>'.encode() + b"<xf/>" * 300_001 + b"</cellXfs></styleSheet>"
    return repacked(book(LIST), {"xl/styles.xml": trick, "xl/media/noise.bin": Random(7).randbytes(200_000)})


@fault("merged-cells-that-never-end")
def _merged() -> bytes:
    return _with_sheet(lambda sheet: sheet.replace(b"</worksheet>", b"<mergeCell" * 100_000))


@fault("brackets-that-never-close")
def _brackets() -> bytes:
    return text([("(" * 30_000,), *LIST])


@fault("marks-out-of-order")
def _marks() -> bytes:
    return text([("\u0301\u0316" * 16_000,)] * 20 + list(LIST))


@fault("a-cell-longer-than-excel-has", taken=0, says="32,767")
def _long_cell() -> bytes:
    return text([*LIST, ("C3", "a" * 40_000)])


@fault("commas-without-end", taken=0, says="too long")
def _commas() -> bytes:
    return text(LIST) + b"," * _SIZE


@fault("a-row-over-lines-without-end", taken=0, says="too long")
def _lines() -> bytes:
    return text(LIST) + b'"x\n","y' * (_SIZE // 7)


@fault("macros", warns="macros")
def _macros() -> bytes:
    return repacked(book(LIST), {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub Auto_Open"})


@fault("links-to-other-files")
def _links() -> bytes:
    target = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
    target += 'Type="externalLinkPath" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    link = f'<externalLink xmlns="{_XML}"/>'
    return repacked(
        book(LIST),
        {
            "xl/externalLinks/externalLink1.xml": link.encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": target.encode(),
        },
    )


@fault("a-row-number-beyond-everything")
def _far_row() -> bytes:
    data = book(LIST)
    return repacked(data, {SHEET: member(data, SHEET).replace(b'<row r="3"', b'<row r="999999999"')})


@fault("a-size-that-is-not-true")
def _size() -> bytes:
    data = book(LIST)
    return repacked(data, {SHEET: member(data, SHEET).replace(b'ref="A1:D3"', b'ref="A1:XFD1048576"')})


@fault("members-of-one-name", taken=0, says="not a table")
def _doubled() -> bytes:
    kept = io.BytesIO(book(LIST))
    with zipfile.ZipFile(kept, "a") as archive:
        archive.writestr(SHEET + "x", b"")
        archive.filelist[-1].filename = SHEET
        archive.NameToInfo[SHEET] = archive.filelist[-1]
    return kept.getvalue()


@fault("cut-in-the-middle", taken=0, says="damaged")
def _half() -> bytes:
    data = book(LIST)
    return data[: len(data) // 2]


@fault("a-shared-text-that-is-not-there", taken=0, says="damaged")
def _no_text() -> bytes:
    data = book(LIST)
    cell = b'<c r="A2" t="s"><v>99</v></c>'
    return repacked(data, {SHEET: re.sub(rb'<c r="A2".*?</c>', cell, member(data, SHEET))})


@fault("dates-styles-and-colours")
def _styled() -> bytes:
    def style(made: Workbook) -> None:
        made.active["A1"].font = Font(bold=True, color="FF0000")
        made.active["E1"], made.active["E2"] = "建档", datetime(2024, 3, 5)  # noqa: DTZ001 - Excel knows no zones

    return book(LIST, style)


@fault("numbered-notes-below-the-table")
def _notes_below() -> bytes:
    notes = (("注：1. 本表由工程部维护",), ("2. 有变更请通知秘书",), ("（3）仅供内部使用",))
    return book((HEADER, *ROWS, (), *notes))


@fault("customers-without-numbers")
def _no_numbers() -> bytes:
    return text((("用户名称", "联系人", "电话"), *(row[1:] for row in ROWS)))


@fault("the-same-as-above", taken=1, refused=1, says="only “同上”")
def _ditto() -> bytes:
    return text((HEADER, ROWS[0], ("C2", "同上", "李强", "")))
