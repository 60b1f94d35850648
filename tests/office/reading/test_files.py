"""What kinds of files are read, and what is said of those that are not."""

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from fieldkit.errors import UserError
from fieldkit.office.reading import grid, parcel, tables, workbook
from fieldkit.office.reading.csv_text import read_csv
from fieldkit.office.reading.tables import Source, files_of, read_sheets

MOMENTS = (datetime(2026, 7, 27), datetime(2026, 7, 27, 8, 5))  # noqa: DTZ001 - Excel knows no zones
HEADER = "客户编号,客户名称\n".encode()
CUSTOMERS = "客户编号,客户名称\r\nC1,平川县电信分公司\r\n"


def source(path):
    return Source(path.name, path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_encodings_and_separators(encoding, mark, text):
    sheet = read_sheets(source(text(CUSTOMERS.replace(",", mark), encoding=encoding)))[0]
    assert sheet.grid == [(1, ["客户编号", "客户名称"]), (2, ["C1", "平川县电信分公司"])]


def test_rare_characters_of_gb18030(text):
    path = text("客户编号,联系人\r\nC1,陈䶮\r\nC2,王𠅤\r\n", encoding="gb18030")
    assert [cells[1] for _, cells in read_sheets(source(path))[0].grid[1:]] == ["陈䶮", "王𠅤"]


def test_rows_keep_the_number_of_the_line_they_begin_on(text):
    path = text('a,b\n\n"two\nlines",1\n,,\nlast,2\n')
    assert [row for row, _ in read_sheets(source(path))[0].grid] == [1, 3, 6]


def test_separator_marks_within_cells_do_not_count(text):
    path = text('序列号,补丁\nA,P01;P02;P03\nB,P01;P02;P03\nC,"a, b"\n')
    assert [len(cells) for _, cells in read_sheets(source(path))[0].grid] == [2, 2, 2, 2]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 no archive", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old or protected"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a table"),
        (b"\xff\xff\xff\xff", "not a table"),
        (b'a,b\n"open,1\n2,3\n', "quotation mark"),
    ],
)
def test_what_is_no_table_is_said_in_a_sentence(content, said, tmp_path):
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(UserError, match=said):
        read_sheets(Source("x.csv", tmp_path / "x.csv"))


def test_an_archive_that_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(UserError, match="not a table"):
        read_sheets(Source("x.xlsx", tmp_path / "x.xlsx"))


def test_an_archive_that_unpacks_without_end(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"\x00" * 40_000_000)
    with pytest.raises(UserError, match="not opened"):
        read_sheets(Source("x.xlsx", tmp_path / "x.xlsx"))


def test_limits(monkeypatch, text):
    path = text("a,b\n" * 10)
    monkeypatch.setattr(grid, "MOST_ROWS", 9)
    with pytest.raises(UserError, match="Split it"):
        read_sheets(source(path))
    monkeypatch.setattr(tables, "MOST_BYTES", 10)
    with pytest.raises(UserError, match="64 MB"):
        read_sheets(source(path))
    with pytest.raises(UserError, match="200 columns"):
        read_csv("x", b",".join([b"a"] * 201))


def test_a_sheet_of_more_rows_than_excel_has(monkeypatch):
    monkeypatch.setattr(workbook, "_LAST_ROW", 1)
    with pytest.raises(UserError, match="damaged"):
        workbook.read_workbook("x", _workbook_bytes())


def test_a_sheet_is_not_read_again_and_again(monkeypatch):
    """A workbook may name one sheet ten thousand times."""
    workbook.read_workbook("x", _workbook_bytes())
    monkeypatch.setattr(parcel, "MOST_AGAIN", 0)
    with pytest.raises(UserError, match="damaged"):
        workbook.read_workbook("x", _workbook_bytes())


def test_what_files_hold_together_is_limited(monkeypatch, text, read):
    """All of an import is in memory at once; what was given up took no room."""
    head = "客户编号,客户名称\n"
    rows = ["".join(f"{mark}{number},局{mark}{number}\n" for number in range(6)) for mark in "ABC"]
    wide, first, second, last = (
        text(head + said, f"{name}.csv")
        for name, said in zip("0123", ("a," * 300, rows[0], rows[1] * 2, rows[2]), strict=True)
    )
    for limit, most in (("MOST_ROWS", 15), ("MOST_CELLS", 30), ("MOST_MARKS", 80)):
        with monkeypatch.context() as patched:
            patched.setattr(grid, limit, most)
            lists = read(wide, first, second, last)
        assert [entry.values["number"][0] for entry in lists["customers"].entries] == ["A"] * 6 + ["C"] * 6
        assert [notice.file for notice in lists["files"].refused] == ["0.csv", "2.csv"]
        assert "Take it in alone" in lists["files"].refused[1].reason


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    for head in (b"", b"PK\x03\x04", HEADER):
        try:
            if head.startswith(b"PK"):
                workbook.read_workbook("x", head + data)
            else:
                read_csv("x", head + data)
        except UserError as error:
            assert error.say("en")


@given(st.integers(0, 4000), st.integers(0, 255))
@settings(max_examples=40)
def test_a_damaged_workbook_is_read_or_refused(place, value):
    data = bytearray(_workbook_bytes())
    data[place % len(data)] = value
    try:
        workbook.read_workbook("x", bytes(data))
    except UserError as error:
        assert error.say("en")


def _workbook_bytes() -> bytes:
    kept = io.BytesIO()
    made = Workbook()
    made.active.append(["客户编号", "客户名称"])
    made.active.append(["C1", "平川"])
    made.save(kept)
    return kept.getvalue()


def test_cells_of_excel(book):
    path = book(
        ("h", 1, 1.0, 0.1 + 0.2, True, None, *MOMENTS, date(2026, 7, 28)),
        (18063469421, 12345678901234567, "#N/A", " x "),
    )
    sheet = read_sheets(source(path))[0]
    first = ["h", "1", "1", "0.3", "是", "", "2026-07-27", "2026-07-27 08:05:00", "2026-07-28"]
    assert sheet.grid == [(1, first), (2, ["18063469421", "####", "#N/A", " x "])]
    assert sheet.name == ""


def test_leading_zeros_that_a_format_shows(tmp_path):
    made = Workbook()
    made.active["A1"] = 42
    made.active["A1"].number_format = "00000"
    made.save(tmp_path / "x.xlsx")
    assert read_sheets(Source("x.xlsx", tmp_path / "x.xlsx"))[0].grid == [(1, ["00042"])]


def test_days_counted_from_1904(tmp_path, read):
    made = Workbook()
    made.epoch = CALENDAR_MAC_1904
    for row in (("型号", "组件", "发布版本", "发布日期"), ("AN-2400", "主控", "V1", 44_767)):
        made.active.append(row)
    made.save(tmp_path / "x.xlsx")
    assert read(tmp_path / "x.xlsx")["released"].entries[0].values["released_on"] == "2026-07-26"


def test_merged_cells_are_repeated_down_and_hidden_sheets_left_out(tmp_path):
    made = Workbook()
    for row in (("客户", "序列号"), ("甲", "S1"), (None, "S2"), (None, None), (None, "S3"), ("乙", "S4")):
        made.active.append(row)
    made.active.merge_cells("A2:A5")
    made.create_sheet("hidden").append(("x",))
    made["hidden"].sheet_state = "hidden"
    made.save(tmp_path / "x.xlsx")
    (sheet,) = read_sheets(Source("x.xlsx", tmp_path / "x.xlsx"))
    assert sheet.grid[1:] == [(2, ["甲", "S1"]), (3, ["甲", "S2"]), (5, ["甲", "S3"]), (6, ["乙", "S4"])]


def test_files_of_a_folder(tmp_path):
    for name in ("b.csv", "a.xlsx", "~$a.xlsx", ".hidden.csv", "read.me", "photo.jpg"):
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in files_of([tmp_path, tmp_path / "read.me"])] == ["a.xlsx", "b.csv", "read.me"]
    with pytest.raises(UserError, match=r"no\.csv"):
        files_of([tmp_path / "no.csv"])
