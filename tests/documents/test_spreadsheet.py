"""Tables as files: whatever is in a cell comes back as it is, and no program takes it for a formula."""

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from fieldkit.documents.spreadsheet import harmless, write_table
from fieldkit.errors import UserError

HEADS = ("a", "b")
FIRST = (
    *("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"),
    *(" =", "\u200b=", "\ufeff+", "\t=", "\n@", ""),
)
TEXTS = st.builds(str.__add__, st.sampled_from(FIRST), st.text(st.characters(codec="utf-8"), max_size=30))


def rows_of(path: Path) -> list[tuple[object, ...]]:
    return [tuple(cell.value for cell in row) for row in load_workbook(path).active.iter_rows()]


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_no_text_is_a_formula(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("out")
    write_table(folder / "a.xlsx", "清单", HEADS, rows)
    write_table(folder / "a.csv", "清单", HEADS, rows)
    sheet = load_workbook(folder / "a.xlsx").active
    with (folder / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.reader(file))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    for text in (cell for row in table for cell in row):
        seen = "".join(mark for mark in text if category(mark) not in {"Cf", "Cc"})
        assert not seen.lstrip().startswith(FIRST[:12]), text
    for cell in (cell for row in sheet.iter_rows(min_row=2) for cell in row):
        assert cell.quotePrefix or not str(cell.value or "").lstrip().startswith(FIRST[:12]), cell.value
    assert [list(row) for row in table[1:]] == [[harmless(text) for text in row] for row in rows]


def test_a_number_as_people_write_it_reads_so_in_a_sheet(tmp_path):
    write_table(tmp_path / "a.xlsx", "清单", ["电话"], [("+86 139",), ("139",)])
    cells = [row[0] for row in load_workbook(tmp_path / "a.xlsx").active.iter_rows(min_row=2)]
    assert [(cell.value, bool(cell.quotePrefix)) for cell in cells] == [("+86 139", True), ("139", False)]


def test_numbers_days_and_times_stay_what_they_are(tmp_path):
    row = (Decimal("-12800.50"), date(2026, 11, 9))
    late = (7, datetime(2026, 11, 9, 1, 30, tzinfo=UTC))
    write_table(tmp_path / "a.xlsx", "x", HEADS, [row, late, (None, "")])
    assert rows_of(tmp_path / "a.xlsx") == [
        HEADS,
        (-12800.5, datetime.fromisoformat("2026-11-09 00:00")),
        (7, datetime.fromisoformat("2026-11-09 09:30")),
    ]
    write_table(tmp_path / "a.csv", "x", HEADS, [row, late, (None, "")])
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines() == [
        "a,b", "-12800.50,2026-11-09", "7,2026-11-09 09:30", ",",
    ]  # fmt: skip


def test_what_a_sheet_cannot_hold_is_left_out(tmp_path):
    write_table(tmp_path / "a.xlsx", "a/b:c*[x]'y", ["头"], [("a\x00b\x0bc<&>",), ("_x0041_",), ("王𠅤",)])
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["abcxy"]
    assert rows_of(tmp_path / "a.xlsx") == [("头",), ("abc<&>",), ("_x005F_x0041_",), ("王𠅤",)]


def test_a_file_is_whole_or_as_it_was(tmp_path):
    target = tmp_path / "a.csv"
    target.write_text("before")

    def broken():
        yield ("1", "2")
        raise KeyError

    with pytest.raises(KeyError):
        write_table(target, "x", HEADS, broken())
    assert target.read_text() == "before" and [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    with pytest.raises(UserError, match="无法写入"):
        write_table(tmp_path / "none" / "a.xlsx", "x", HEADS, [])
