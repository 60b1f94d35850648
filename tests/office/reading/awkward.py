"""Awkward files as companies, programs and enemies make them: each function makes one, named by its fault.

`CORPUS` says what is to become of each: the number of customers taken, rows of them refused, words of the sentences.
"""

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

HEADER = ("客户编号", "客户名称", "联系人", "电话")
ROWS = (("C1", "平川县电信分公司", "王敏", "13800138000"), ("C2", "临江市移动公司", "李强", "0451-82345678"))
LIST = (HEADER, *ROWS)
BOOK_XML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True)
class Fault:
    """A file with a fault: how it is made, and what is to become of it."""

    name: str
    content: Callable[[], bytes]
    taken: int = 2
    refused: int = 0
    says: str = ""
    warns: str = ""


CORPUS: list[Fault] = []


def fault(name: str, **expected: Any) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    def note(make: Callable[[], bytes]) -> Callable[[], bytes]:
        CORPUS.append(Fault(name, make, **expected))
        return make

    return note


def text(rows: Iterable[Iterable[object]], mark: str = ",", end: str = "\r\n", encoding: str = "utf-8") -> bytes:
    return "".join(mark.join(str(cell) for cell in row) + end for row in rows).encode(encoding)


def book(rows: Iterable[Iterable[object]], alter: Callable[[Workbook], object] = lambda _: None) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    alter(made)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def repacked(data: bytes, changed: dict[str, bytes | None], *, packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The archive with members replaced, added or, with None, left out."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w", packed) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, content in changed.items():
            if content is not None:
                new.writestr(name, content)
    return kept.getvalue()


SHEET, SHARED, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"


def member(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


# -- text


@fault("utf8")
def _utf8() -> bytes:
    return text(LIST)


@fault("utf8-with-mark")
def _mark() -> bytes:
    return text(LIST, encoding="utf-8-sig")


@fault("gb18030")
def _gb() -> bytes:
    return text(LIST, encoding="gb18030")


@fault("utf16")
def _utf16() -> bytes:
    return text(LIST, mark="\t", encoding="utf-16")


@fault("utf16-without-mark")
def _utf16_bare() -> bytes:
    return text(LIST, mark="\t", encoding="utf-16-le")


@fault("utf16-big-end-first")
def _utf16_big() -> bytes:
    return text(LIST, mark=";", encoding="utf-16-be")


@fault("semicolons")
def _semicolons() -> bytes:
    return text(LIST, mark=";")


@fault("old-macintosh-line-ends")
def _returns() -> bytes:
    return text(LIST, end="\r")


@fault("excels-own-hint-of-the-separator")
def _hint() -> bytes:
    return b"sep=;\r\n" + text(LIST, mark=";")


@fault("quoted-line-breaks")
def _breaks() -> bytes:
    return text((HEADER, ("C1", '"平川县\n电信分公司"', "王敏", ""), ROWS[1]))


@fault("open-quotation", taken=0, says="quotation mark")
def _open_quotation() -> bytes:
    return text((HEADER, ("C1", '"平川', "", ""), ROWS[1]))


@fault("rows-of-different-length")
def _ragged() -> bytes:
    return text((HEADER, ROWS[0][:2], (*ROWS[1], "", "", "")))


@fault("half-a-character-at-the-end", taken=0, says="not a table")
def _cut() -> bytes:
    return text(LIST)[:-3] + "司".encode()[:2]


@fault("nothing-in-it", taken=0, says="empty")
def _nothing() -> bytes:
    return b""


@fault("only-a-header", taken=0)
def _only_header() -> bytes:
    return text((HEADER,))


@fault("a-picture", taken=0, says="not a table")
def _picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x00"


@fault("an-old-excel-file", taken=0, says="old or protected")
def _old_excel() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@fault("ten-thousand-columns", taken=0, says="200 columns")
def _columns() -> bytes:
    return text((["列"] * 10_000, ["x"] * 10_000))


# -- cells


@fault("telephone-as-1.38E+10", taken=1, refused=1, says="lost the value")
def _scientific() -> bytes:
    return text((HEADER, (*ROWS[0][:3], "1.38E+10"), ROWS[1]))


@fault("telephone-in-scientific-notation-with-every-digit")
def _whole_scientific() -> bytes:
    return text((HEADER, (*ROWS[0][:3], "1.3800138000E+10"), ROWS[1]), encoding="gb18030")


@fault("telephone-as-a-number")
def _number() -> bytes:
    return book((HEADER, (*ROWS[0][:3], 13800138000), ROWS[1]))


@fault("number-with-sixteen-digits", taken=1, refused=1, says="lost the value")
def _long_number() -> bytes:
    return book((HEADER, (4_401_021_990_010_112, *ROWS[0][1:]), ROWS[1]))


@fault("full-width-digits-and-letters")
def _full_width() -> bytes:
    return text(
        (("客户编号", "客户名称", "联系人", "电话"), ("Ｃ１", *ROWS[0][1:3], "１３８００１３８０００"), ROWS[1])
    )


@fault("numbers-forced-to-text")
def _forced() -> bytes:
    return text((HEADER, ("'C1", *ROWS[0][1:]), ('="C2"', *ROWS[1][1:])))


@fault("error-values", taken=1, refused=1, says="lost the value")
def _errors() -> bytes:
    return book((HEADER, ("#N/A", *ROWS[0][1:]), ROWS[1]))


@fault("formulas-with-their-values")
def _formulas() -> bytes:
    data = book((HEADER, ("=A9", *ROWS[0][1:]), ROWS[1]))
    sheet = (
        member(data, SHEET)
        .replace(b"<f>A9</f><v/>", b"<f>A9</f><v>C1</v>")
        .replace(b"<f>A9</f><v></v>", b"<f>A9</f><v>C1</v>")
    )
    return repacked(data, {SHEET: sheet.replace(b'<c r="A2"', b'<c r="A2" t="str"', 1)})


@fault("formulas-whose-values-were-never-saved", taken=1, refused=1, says="a formula whose result")
def _uncounted() -> bytes:
    data = book((HEADER, ("=A9", *ROWS[0][1:]), ROWS[1]))
    return repacked(data, {SHEET: member(data, SHEET).replace(b"<v/>", b"").replace(b"<v></v>", b"")})


@fault("formulas-that-would-run-in-excel")
def _commands() -> bytes:
    return text((HEADER, (*ROWS[0][:2], "\"=cmd|' /C calc'!A0\"", ""), (*ROWS[1][:2], "@SUM(1+1)", "")))


@fault("control-characters", taken=1, refused=1, says="cannot be printed")
def _control() -> bytes:
    return text((HEADER, ("C1", "平川\x07", "", ""), ROWS[1]))


@fault("invisible-characters-around-names")
def _invisible() -> bytes:
    return text((HEADER, ("\u200bC1", "\ufeff平川县电信分公司\u00a0", "", ""), ROWS[1]))


# -- tables


@fault("merged-title-note-and-blank-rows")
def _title() -> bytes:
    rows = (("客户档案一览表",), ("制表日期：2024-03-05",), (), HEADER, (), *ROWS, (), ("合计", 2), ("制表：张三",))
    return book(rows, lambda made: made.active.merge_cells("A1:D1"))


@fault("blank-columns-and-another-order")
def _order() -> bytes:
    return book(((None, "用户名称", None, "客户代码"), (None, "甲局", None, "C1"), (None, "乙局", None, "C2")))


@fault("header-repeated-on-every-page")
def _repeated() -> bytes:
    return text((HEADER, ROWS[0], HEADER, ("小计", "1", "", ""), ROWS[1], ("总计：", "2", "", "")))


@fault("several-sheets")
def _sheets() -> bytes:
    def more(made: Workbook) -> None:
        second = made.create_sheet("二")
        for row in (HEADER, ROWS[1]):
            second.append(row)
        made.create_sheet("空")

    return book((HEADER, ROWS[0]), more)


@fault("a-hidden-sheet-with-others")
def _hidden() -> bytes:
    def more(made: Workbook) -> None:
        made.create_sheet("旧").append(HEADER)
        made["旧"].append(("C9", "旧客户"))
        made["旧"].sheet_state = "hidden"

    return book(LIST, more)


@fault("no-header-at-all", taken=0, says="No row was recognised")
def _no_header() -> bytes:
    return text(ROWS)


@fault("two-rows-of-one-customer-that-differ", taken=2, refused=1, says="other content")
def _twice() -> bytes:
    return text((*LIST, ("C1", "另一个名字", "", "")))


@fault("the-same-row-twice")
def _same() -> bytes:
    return text((*LIST, ROWS[0]))


@fault("headings-over-two-lines-with-marks")
def _marked_headings() -> bytes:
    return book(((("客户\n编号*"), "客户名称（全称）", "联系人：", "电 话"), *ROWS))
