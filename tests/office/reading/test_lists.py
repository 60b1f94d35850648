"""What is taken from rows, and the sentence for each row that is not."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from fieldkit.forms import FORMS, Record, When, accept_patch, natural_id
from fieldkit.i18n import set_language
from fieldkit.office.reading import Entry, read_company

COMPANY = Path(__file__).parents[3] / "resources" / "demo" / "company"
CUSTOMERS = "客户编号,客户名称\nC1,平川县电信分公司\nC2,临江 \n"
PEOPLE = "工号,姓名,角色,产品线\nE1,何志强,工程师,AN\n"
EQUIPMENT = "客户编号,产品线,型号,序列号\nC1,AN,AN-2400,S1\n"


@pytest.fixture
def files(text):
    """Reads the contents given, each as a file of its own, f1.csv, f2.csv …"""

    def take(*contents, **more):
        paths = [text(content, f"f{place}.csv") for place, content in enumerate(contents, 1)]
        return {one.name: one for one in read_company(paths, **more)}

    return take


def reasons(lists, name):
    return [(one.file, one.row, one.reason) for one in lists[name].refused]


def test_the_company(read):
    lists = read(COMPANY)
    counts = {name: len(one.entries) for name, one in lists.items()}
    assert counts == {
        "product_lines": 4, "customers": 15, "people": 14, "equipment": 43, "software": 43, "released": 7,
        "parts": 42, "receivables": 12,
    }  # fmt: skip
    assert next(iter(counts)) == "product_lines"
    assert not any(one.refused for one in lists.values())
    stock = [entry for entry in lists["parts"].entries if entry.kind == "part_movement"]
    assert sum(int(str(entry.values["quantity"])) for entry in stock) == 64
    assert sum(int(str(entry.values.get("amount", 0))) for entry in lists["receivables"].entries) == 120_250


def test_the_company_holds_the_worked_case(read):
    lists = read(COMPANY)
    customer, boards = natural_id("customer", "C1900"), ("AN240020200700901", "AN240020200700902")
    by_id = {entry.id: entry.values for one in lists.values() for entry in one.entries}
    assert by_id[customer]["customer_name"] == "平川县电信分公司"
    for serial in boards:
        board = by_id[natural_id("equipment", serial)]
        assert (board["customer"], board["in_service"], board["remote"]) == (customer, "2020-07-16", True)
    software = by_id[natural_id("software", natural_id("equipment", boards[0]), "主控软件")]
    assert (software["version_installed"], software["patches"]) == ("V3.1.4", "P01")
    owed = [entry.values for entry in lists["receivables"].entries if entry.values["customer"] == customer]
    assert [(one["debt"], one.get("amount"), one.get("part_owed"), one["due"]) for one in owed] == [
        ("repair", "4550", None, "2026-09-30"),
        ("part_back", None, "BK-AN2400-00", "2026-10-15"),
    ]
    manager = by_id[natural_id("person", "E106")]
    assert manager["roles.r1.role"] == "line_manager"
    assert manager["roles.r1.line"] == natural_id("product_line", "AN")


def test_every_entry_is_a_complete_record_and_a_second_reading_gives_the_same(read):
    lists, again = read(COMPANY), read(COMPANY)
    for name, one in lists.items():
        assert one.entries == again[name].entries
        for entry in one.entries:
            assert accept_patch(entry.kind, entry.values) == entry.values
            assert not FORMS[entry.kind](Record(entry.id, entry.kind, values=entry.values)).gaps(When.ALWAYS)


def test_links_are_there_before_what_points_at_them(read):
    seen: set[str] = set()
    for one in read(COMPANY).values():
        for entry in one.entries:
            ids = {value for value in entry.values.values() if isinstance(value, str) and len(value) == 36}
            assert ids <= seen
            seen.add(entry.id)


def test_a_double_is_one_and_one_that_differs_is_refused(files):
    lists = files(CUSTOMERS + "C1,平川县电信分公司 \nC2,别名\n")
    assert len(lists["customers"].entries) == 2
    ((_, row, reason),) = reasons(lists, "customers")
    assert row == 5 and "row 3 of f1.csv" in reason and "Customer name" in reason


def test_a_serial_number_at_two_customers(files):
    lists = files(CUSTOMERS, PEOPLE, EQUIPMENT + "C2,AN,AN-2400,s1\n")
    assert [row for _, row, _ in reasons(lists, "equipment")] == [3]


def test_a_warranty_without_end_and_a_day_that_is_only_a_number(files):
    head, row = "客户编号,产品线,型号,序列号,开通日期,保修截止", "C1,AN,AN-2400"
    read = files(CUSTOMERS, f"{head}\n{row},S1,45000,长期\n{row},S2,2024-01-01,2027-01-01\n")["equipment"]
    assert not read.refused
    first, second = (entry.values for entry in read.entries)
    assert (first["in_service"], first["warranty_until"]) == ("2023-03-15", None)
    assert second["warranty_until"] == "2027-01-01"
    (said,) = read.warnings
    assert (said.row, "2023-03-15" in said.reason) == (2, True)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("C9,AN,M,S2,,", "no customer “C9”"),
        (",AN,M,S2,,", "“客户编号” is missing"),
        ("C1,AN,M,,,", "“序列号” is missing"),
        ("C1,ANN,M,S2,,", "no product line “ANN”"),
        ("C1,AN,M,S2,2026-02-30,", "“2026-02-30” is not a day"),
        ("C1,AN,M,S2,2026-02-03,2025-02-03", "before the equipment was in service"),
        ("C1,AN,M,2.02007E+16,,", "lost the value"),
        ("C1,AN,M,#N/A,,", "lost the value"),
        ("C1,AN,M\x07,S2,,", "cannot be printed"),
        (f"C1,AN,{'M' * 501},S2,,", "at most 500"),
    ],
)
def test_equipment_that_cannot_be(files, row, said):
    lists = files(CUSTOMERS, PEOPLE, f"客户编号,产品线,型号,序列号,开通日期,保修截止\n{row}\n")
    ((file, number, reason),) = reasons(lists, "equipment")
    assert (file, number) == ("f3.csv", 2) and said in reason, reason
    assert not lists["equipment"].entries


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("无此公司,维修款,100,", "no customer “无此公司”"),
        ("临江,维修款,,", "amount is missing"),
        ("临江,维修款,-100,", "negative"),
        ("临江,维修款,一百,", "not a number"),
        ('临江,维修款,"1,28",', "not a number"),
        ("临江,维修款,1.005,", "two decimals"),
        ("临江,赔偿,100,", "not one of"),
        ("临江,备件清欠,,", "which part"),
        ("临江,备件清欠,,BK-9", "no spare part “BK-9”"),
    ],
)
def test_receivables_that_cannot_be(files, row, said):
    parts = "备件编码,备件名称,库存数量\nBK-1,主控板,2\n"
    lists = files(CUSTOMERS, parts, f"客户名称,类别,金额,欠返备件\n{row}\n")
    ((_, _, reason),) = reasons(lists, "receivables")
    assert said in reason, reason


def test_receivables_as_people_write_them(files):
    parts = "备件编码,备件名称,库存数量\nBK-1,主控板,2 块\n"
    rows = '临江　,备件款,"￥1,280.50",,－\n平川县 电信分公司,备件清欠,,主控板,2026.7.1\nC2,维修款,0.3万,,无\n'
    lists = files(CUSTOMERS, parts, f"客户名称,类别,金额,欠返备件,到期日\n{rows}")
    values = [entry.values for entry in lists["receivables"].entries]
    assert [one.get("amount") for one in values] == ["1280.50", None, "3000"]
    assert values[1]["part_owed"] == "BK-1" and values[1]["due"] == "2026-07-01"
    assert all(entry.initial == {"status": "open"} for entry in lists["receivables"].entries)


def test_a_column_of_ten_thousands(files):
    lists = files(CUSTOMERS, "客户名称,类别,金额（万元）\n临江,维修款,1.3\n")
    assert lists["receivables"].entries[0].values["amount"] == "13000"


def test_two_customers_of_one_name_must_be_told_apart_by_number(files):
    lists = files(
        CUSTOMERS + "C3,临江\n",
        "客户编号,客户名称,类别,金额\n,临江,维修款,1\nC3,临江,维修款,2\nC3,平川县电信分公司,维修款,3\n",
    )
    first, second = lists["receivables"].refused
    assert "Several are called" in first.reason and "is not the number of" in second.reason
    assert [entry.values["amount"] for entry in lists["receivables"].entries] == ["2"]


def test_people_hold_several_roles(files):
    rows = "E2,李,产品线经理,AN;SW\nE3,王,质检、工程秘书,\nE3,王,受理,\nE4,赵,产品线经理,\nE5,孙,董事长,\nE3,汪,质检,\n"
    lists = files(PEOPLE + rows)
    people = {entry.values["number"]: entry.values for entry in lists["people"].entries}
    lines = [people["E2"][f"roles.r{place}.line"] for place in (1, 2)]
    assert lines == [natural_id("product_line", "AN"), natural_id("product_line", "SW")]
    assert [people["E3"][f"roles.r{place}.role"] for place in (1, 2, 3)] == ["qa", "secretary", "receiver"]
    assert [(one.row, one.reason[:20]) for one in lists["people"].refused] == [
        (6, "A product-line manag"),
        (7, "“董事长” is not a role "),
        (8, "The same as row 4 of"),
    ]


def test_stock_is_a_count_and_never_a_field(files):
    lists = files(
        "备件编码,备件名称,库存数量,单价\nBK-1,板,３,12800\nBK-2,板,1.5,1\nBK-3,板,-1,1\nBK-4,板,,\nBK-5,板,1,-2\n"
    )
    first, count, last = lists["parts"].entries
    assert (first.kind, first.values["price"], last.values["code"]) == ("part", "12800", "BK-4")
    assert count.id == natural_id("part_movement", "count", "BK-1")
    assert count.values == {"part": first.id, "movement": "count", "quantity": "3"}
    assert [row for _, row, _ in reasons(lists, "parts")] == [3, 4, 6]


def test_what_the_office_knows_already_resolves_links_and_keeps_its_ids(files):
    known = [
        Entry("customer", "0190c4a0-0000-7000-8000-000000000001", {"number": "c1", "customer_name": "平川"}),
        Entry("product_line", natural_id("product_line", "AN"), {"code": "AN", "line_name": "接入"}),
    ]
    lists = files(
        "客户编号,客户名称\nC1,平川县电信分公司\n",
        "客户名称,产品线,型号,序列号\n平川,接入,M,S1\n平川,XX,M,S2\n",
        known=known,
    )
    assert lists["customers"].entries[0].id == known[0].id
    assert lists["equipment"].entries[0].values["customer"] == known[0].id
    assert len(lists["equipment"].refused) == 1 and "product_lines" not in lists


def test_lines_are_free_where_no_list_says_which_there_are(files):
    lists = files(CUSTOMERS, "客户编号,产品线,型号,序列号\nC1,TX,M,S1\n")
    assert lists["product_lines"].entries[0].values == {"code": "TX", "line_name": "TX"}


def test_a_header_without_a_needed_column_and_a_file_that_is_no_list(files, tmp_path):
    (tmp_path / "x.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    lists = files("客户编号,型号,序列号,安装位置\nC1,M,S,x\n", "日期,天气\n1,2\n", "")
    assert reasons(lists, "equipment") == [("f1.csv", 1, "The header lacks “产品线”.")]
    assert [(one.file, one.row) for one in lists["files"].refused] == [("f2.csv", 1), ("f3.csv", 0)]


def test_several_sheets_of_a_workbook(tmp_path, read):
    made = Workbook()
    made.active.title = "客户"
    made.active.append(("客户编号", "客户名称"))
    made.active.append((1001, "甲"))
    sheet = made.create_sheet("局点")
    for row in (("客户编号", "局点名称", "进入方式"), (1001, "县局", "需陪同"), (1002, "乡所", "")):
        sheet.append(row)
    made.save(tmp_path / "x.xlsx")
    lists = read(tmp_path / "x.xlsx")
    assert lists["sites"].entries[0].values["access"] == "escort"
    assert [(one.file, one.row) for one in lists["sites"].refused] == [("x.xlsx[局点]", 3)]


def test_reasons_are_said_in_chinese(files):
    set_language("zh")
    lists = files(CUSTOMERS, PEOPLE, "客户编号,产品线,型号,序列号\nC9,AN,M,S1\n")
    assert lists["equipment"].refused[0].reason.startswith("清单里没有客户")


def test_a_long_file(text, read):
    rows = "".join(f"K{number},客户{number}\n" for number in range(20_000))
    assert len(read(text("客户编号,客户名称\n" + rows))["customers"].entries) == 20_000


def test_a_version_is_of_the_line_of_its_models_equipment(files):
    units = "C1,SW,SX-1,S2\nC1,AN,M-2,S3\nC1,SW,M-2,S4\n"
    versions = "AN-2400、SX-1/A,主控,V1,\nM-2,主控,V2,\nM-2,业务板,V2,交换\nＳＸ-1,主控,V3,\nX-9,主控,V1,\n"
    lists = files(PEOPLE, CUSTOMERS, EQUIPMENT + units, "型号,组件,发布版本,产品线\n" + versions)
    found = {
        (entry.values["model"], entry.values["component"]): entry.values.get("line")
        for entry in lists["released"].entries
    }
    an, sw = (natural_id("product_line", code) for code in ("AN", "SW"))
    assert found == {
        ("AN-2400", "主控"): an, ("SX-1/A", "主控"): None, ("M-2", "主控"): None, ("M-2", "业务板"): sw,
        ("SX-1", "主控"): sw, ("X-9", "主控"): None,
    }  # fmt: skip
    assert not lists["released"].refused


def test_a_table_that_lacks_a_column_is_not_taken_for_customers_without_numbers(files):
    lists = files(
        "客户名称,产品线,型号,联系人,电话,地址\n甲局,AN,AN-1,王,1,东街\n", "客户名称,类别说明,备注\n甲局,x,y\n"
    )
    assert "customers" not in lists or not lists["customers"].entries
    assert [one.row for one in lists["equipment"].refused] == [1]


def test_who_had_no_number_is_the_same_once_he_has_one(files):
    first = files("客户名称,电话\n甲局,1\n乙局,2\n")["customers"].entries
    assert len({entry.id for entry in first}) == 2
    lists = files("客户编号,客户名称,电话\nN1,甲 局,\nN2,丙局,\n,乙局,5\n", known=first)
    assert [entry.id for entry in lists["customers"].entries] == [
        first[0].id, natural_id("customer", "N2"), first[1].id
    ]  # fmt: skip
    assert not lists["customers"].refused
