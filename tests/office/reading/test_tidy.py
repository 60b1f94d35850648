from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.errors import FieldError
from fieldkit.forms import Equipment
from fieldkit.office.reading import tidy

DAYS = st.dates(date(1980, 1, 1), date(2099, 12, 31))
WRITINGS = (
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}/{day.month:02d}/{day.day:02d}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f" {day.year} 年 {day.month} 月 {day.day} 日 ",
    lambda day: f"{day:%Y-%m-%d} 00:00:00",
    lambda day: f"{day:%d %b %Y}",
    lambda day: f"{day:%B %d, %Y}",
    lambda day: str((day - tidy.EXCEL_ZERO).days),
)


@given(DAYS, st.sampled_from(WRITINGS), st.booleans())
def test_a_day_is_the_same_however_it_is_written(day, write, wide):
    said = write(day)
    if wide:
        said = "".join(chr(ord(mark) + 0xFEE0) if mark.isascii() and mark.isdigit() else mark for mark in said)
    assert tidy.day(said) == day.isoformat()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("二〇二六年七月二十七日", "2026-07-27"),
        ("二零二六年十一月十日", "2026-11-10"),
        ("２０２２年２月８日", "2022-02-08"),
        ("2026-7-27 (星期一)", "2026-07-27"),
        ("2026.7.27.", "2026-07-27"),
    ],
)
def test_days_of_people(said, meant):
    assert tidy.day(said) == meant


@given(st.text(max_size=30))
def test_a_day_is_understood_as_itself_or_refused_by_the_field(said):
    assert isinstance(tidy.day(said), str)


@pytest.mark.parametrize(
    "said", ["2026-02-30", "2026-13-01", "7/27/2026", "26.7.27", "2026-7", "下月底", "20260230", "123"]
)
def test_what_is_no_day_or_two_days_is_refused(said):
    with pytest.raises(FieldError, match="not a day"):
        Equipment.in_service.parse(tidy.day(said))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("¥12,800.00", "12,800.00"),
        ("￥１２８００", "12800"),
        ("人民币 4,550 元", "4,550"),
        ("3 块", "3"),
        ("1.28万", "12800"),
        ("1.28 万元", "12800"),
        ("12（台）", "12(台)"),
    ],
)
def test_numbers_of_people(said, meant):
    assert tidy.number(said) == meant


def test_a_column_in_units_of_ten_thousand():
    assert tidy.number("2.405", 10_000) == "24050"


@pytest.mark.parametrize(
    ("said", "meant"),
    [("P03；SP1", "P03;SP1"), ("P03+SP1", "P03;SP1"), ("P03 SP1 P03", "P03;SP1"), ("临时 补丁", "临时 补丁")],
)
def test_patches_are_written_one_way(said, meant):
    assert tidy.patches(said) == meant


def test_rows_that_sum_up_or_close_a_table():
    for cells in (
        ["合计", "16"],
        ["", "小 计：", "3"],
        ["C1000小计", "3"],
        ["Grand total", "9"],
        ["制表人：张三"],
        ["备注: 略", ""],
    ):
        assert tidy.is_total(cells), cells
    for cells in (["C1000", "合计路", "x"], ["计费", "1"], [], ["", ""]):
        assert not tidy.is_total(cells), cells


def test_invisible_marks_go_and_names_stay():
    assert tidy.clean("平川县\u200b电信分公司\u3000 （西区）") == "平川县电信分公司 （西区）"
    assert tidy.same("平川县 电信分公司（西区）") == tidy.same("平川县电信分公司(西区) ")
    assert tidy.plain('="00123"') == tidy.plain("'00123") == "00123"


def test_what_is_no_number_is_handed_on_at_once() -> None:
    assert tidy.number("个" * 50_000) == "个" * 50_000


@pytest.mark.parametrize(
    ("said", "meant"), [("8000元", "8000"), ("8000元整", "8000"), ("0.8万元", "8000"), ("0.8", "8000")]
)
def test_a_cell_that_says_its_unit_goes_before_the_header(said, meant):
    assert tidy.number(said, 10_000) == meant
