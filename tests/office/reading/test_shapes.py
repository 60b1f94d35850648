"""Random customers, written in random shapes: order, words, encoding, separator, titles, blanks. They read back."""

import csv
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from fieldkit.forms import natural_id
from fieldkit.office.reading import read_company
from fieldkit.office.reading.columns import LISTS
from fieldkit.office.reading.headers import heading
from fieldkit.office.reading.tidy import clean, empty, is_total, plain

CUSTOMERS = next(one for one in LISTS if one.name == "customers")
FIELDS = ("number", "customer_name", "contact", "phone", "address")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le")
HAN = "平川县电信分公司临江市移动王敏李强张陈䶮中华人民路号楼机房"
FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}

names = (
    st.text(HAN + "abcXYZ -()&.", min_size=2, max_size=14)
    .map(clean)
    .filter(lambda said: len(said) > 1 and not empty(said) and not is_total([said]) and not heading(said).isdigit())
)
numbers = st.from_regex(r"[A-Z]{1,2}[0-9]{2,5}", fullmatch=True)
phones = st.from_regex(r"1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8}", fullmatch=True)
rows = st.lists(
    st.fixed_dictionaries({name: {"number": numbers, "phone": phones}.get(name, names) for name in FIELDS}),
    min_size=1, max_size=8, unique_by=lambda row: row["number"],
)  # fmt: skip


@dataclass
class Shape:
    """How one company writes its list."""

    columns: list[tuple[str, str]]
    title: bool
    blank_rows: bool
    blank_column: bool
    full_width: bool
    repeated: bool
    total: bool
    encoding: str
    mark: str
    as_book: bool


def words_of(name: str) -> st.SearchStrategy[str]:
    column = next(column for column in CUSTOMERS.columns if column.name == name)
    return st.sampled_from(column.words.split("|"))


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    order = draw(st.permutations(FIELDS))
    dressed = st.sampled_from(("{}", " {} ", "{}*", "{}（必填）", "{}："))
    columns = [(name, draw(dressed).format(draw(words_of(name)))) for name in order]
    yes = st.booleans()
    return Shape(
        columns, draw(yes), draw(yes), draw(yes), draw(yes), draw(yes), draw(yes), draw(st.sampled_from(ENCODINGS)),
        draw(st.sampled_from(",;\t|")), draw(yes),
    )  # fmt: skip


def grid(table: list[dict[str, str]], shape: Shape) -> list[list[str]]:
    """The cells of a file, row by row."""
    header = [word for _, word in shape.columns]
    lines = [["客户一览表", *[""] * 4], ["2026年", *[""] * 4]] if shape.title else []
    lines.append(header)
    for place, row in enumerate(table):
        cells = [row[name] for name, _ in shape.columns]
        codes = {"number", "phone"}
        if shape.full_width:
            pairs = zip(cells, shape.columns, strict=True)
            cells = [cell.translate(FULL) if name in codes else cell for cell, (name, _) in pairs]
        lines.append(cells)
        if shape.blank_rows and place % 2:
            lines.append([""] * len(header))
        if shape.repeated and place % 3 == 2:
            lines.append(header)
    if shape.total:
        lines.append(["合计", str(len(table)), "", "", ""])
    return [["", *cells] for cells in lines] if shape.blank_column else lines


def written(lines: list[list[str]], shape: Shape) -> tuple[str, bytes]:
    if shape.as_book:
        made = Workbook()
        for cells in lines:
            made.active.append([cell or None for cell in cells])
        kept = io.BytesIO()
        made.save(kept)
        return "list.xlsx", kept.getvalue()
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=shape.mark).writerows(lines)
    return "list.csv", text.getvalue().encode(shape.encoding)


@settings(max_examples=120, deadline=None)
@given(rows, shapes())
def test_whatever_its_shape_a_list_is_read_as_it_was_meant(table: list[dict[str, str]], shape: Shape) -> None:
    name, data = written(grid(table, shape), shape)
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        read = {one.name: one for one in read_company([path])}
    assert "files" not in read, read["files"].refused[0].reason
    customers = read["customers"]
    assert [notice.reason for notice in customers.refused] == []
    assert [entry.id for entry in customers.entries] == [natural_id("customer", row["number"]) for row in table]
    for entry, row in zip(customers.entries, table, strict=True):
        meant = {name: plain(value) if name in {"number", "phone"} else value for name, value in row.items()}
        assert entry.values == {name: unicodedata.normalize("NFC", value) for name, value in meant.items()}
    assert customers.unknown == {} and customers.warnings == []
