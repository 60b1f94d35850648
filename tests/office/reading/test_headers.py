import pytest

from fieldkit.forms import FORMS, When
from fieldkit.forms.values import Link
from fieldkit.office.reading.columns import LISTS
from fieldkit.office.reading.grid import Sheet
from fieldkit.office.reading.headers import heading, recognise

BY_RULE = {"customer_number", "customer_name", "serial", "stock", "place", "role", "line"}


def headed(*cells: str):
    return recognise(Sheet("f", "", [(1, ["一览表"]), (3, list(cells)), (4, ["x"] * len(cells))]))


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (("客户编号", "客户名称", "等级"), "customers"),
        (("客户名称", "局点名称", "地址"), "sites"),
        (("客户编号", "客户名称", "联系人", "联系电话", "地址", "产品线", "型号", "序列号"), "equipment"),
        (("序列号", "型号", "组件", "版本", "补丁"), "software"),
        (("型号", "组件", "版本", "必打补丁"), "released"),
        (("编码", "名称", "数量", "单价"), "parts"),
        (("客户名称", "类别", "金额（万元）"), "receivables"),
        (("工号", "姓名", "岗位"), "people"),
        (("Customer No.", "Customer name", "Level"), "customers"),
        (("Customer No.", "Product line", "Model", "S/N", "Warranty until"), "equipment"),
        (("Serial number", "Component", "Version", "Patches"), "software"),
        (("Staff no.", "Name", "Role", "Product line"), "people"),
        (("Part code", "Part name", "Qty"), "parts"),
        (("Customer", "Category", "Amount", "Due date"), "receivables"),
    ],
)
def test_a_list_is_recognised_by_its_header(cells, name):
    found = headed(*cells)
    assert found is not None and found.wanted.name == name and not found.lacks
    assert found.table.header_row == 3


def test_what_is_no_list():
    assert headed("日期", "天气", "心情") is None
    assert recognise(Sheet("f", "", [(1, ["x"])])) is None


def test_a_header_that_lacks_a_column_says_which():
    found = headed("客户编号", "型号", "序列号", "安装位置")
    assert found is not None and found.wanted.name == "equipment" and found.lacks == ("产品线",)


def test_headings_are_compared_without_what_changes():
    assert heading(" 金 额（元）* ") == heading("金额") and heading("S/N") == heading("sn") != heading("")


def test_the_table_of_columns_fits_the_forms():
    for wanted in LISTS:
        fields = FORMS[wanted.kind].fields
        names = {column.name for column in wanted.columns}
        assert names - BY_RULE <= set(fields), wanted.name
        needed = {name for name, field in fields.items() if field.required is When.ALWAYS}
        met = {name for either in wanted.needs for name in either}
        links = {name for name, field in fields.items() if isinstance(field, Link)}
        assert needed - links <= met, wanted.name
        words = [heading(word) for column in wanted.columns for word in column.words.split("|")]
        assert len(words) == len(set(words)) and all(words), wanted.name


def test_repeated_headers_totals_and_notes_are_no_rows():
    grid = [
        (2, ["客户编号", "客户名称"]),
        (3, ["C1", "甲"]),
        (4, ["客户编号", "客户名称"]),
        (5, ["合计", "1"]),
        (6, ["制表: 张"]),
    ]
    found = recognise(Sheet("f", "", grid))
    assert found is not None and [row for row, _ in found.table.rows] == [3]


def test_the_number_of_a_row_is_asked_about_by_nobody():
    found = headed("序号", "客户编号", "客户名称", "座机")
    assert found is not None and found.unknown == ("座机",)
    assert headed("序 号", "编号", "名称", "联系人").unknown == ()


@pytest.mark.parametrize(
    ("above", "head", "times"),
    [
        (["应收一览表", "", "单位：万元"], "金额", 10_000),
        (["应收一览表（万元）"], "金额", 10_000),
        (["金额单位: 人民币 千元"], "金额", 1_000),
        (["单位：元"], "金额", 1),
        (["单位：万元"], "金额（元）", 1),
        (["单位：元"], "金额（万元）", 10_000),
        (["使用单位：平川局", "2024 年"], "金额", 1),
    ],
)
def test_money_is_counted_in_the_unit_above_its_table(above, head, times):
    found = recognise(Sheet("f", "", [(1, above), (3, ["客户名称", "类别", head]), (4, ["x", "备件款", "1.25"])]))
    assert found is not None and found.times == {"customer_name": 1, "debt": 1, "amount": times}


def test_a_unit_above_the_table_is_of_money_only():
    found = recognise(Sheet("f", "", [(1, ["单位：万元"]), (2, ["编码", "名称", "数量", "单价", "最低库存"])]))
    assert found is not None and found.wanted.name == "parts" and found.unknown == ()
    assert (found.times["stock"], found.times["price"], found.times["minimum"]) == (1, 10_000, 1)
