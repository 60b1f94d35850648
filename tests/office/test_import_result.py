"""What is said of an import: a stock counted anew is a change of its part, though no field of the part changed."""

from pathlib import Path

from fieldkit.clock import PlayedClock
from fieldkit.office.house import House
from fieldkit.office.importing import import_company

HEADER = "备件编码,备件名称,库存数量,单价"


def stock_list(folder: Path, *rows: str) -> list[Path]:
    path = folder / "stock.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", "utf-8")
    return [path]


def listed(folder: Path, *rows: str) -> Path:
    path = folder / "people.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def test_a_stock_counted_anew_is_a_change_of_its_part(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    import_company(house.database, clock, stock_list(tmp_path, "B1,线卡,5,10", "B2,风扇,,10", "B3,电源,3,10"))
    rows = stock_list(tmp_path, "B1,线卡,6,10", "B2,风扇,2,10", "B3,电源,4,11", "B4,光模块,8,10")
    dry = import_company(house.database, clock, rows, dry_run=True)["parts"]
    assert (dry["added"], dry["changed"], dry["unchanged"]) == (1, 3, 0)
    told = [(one["key"], one["name"], one["field"], one["before"], one["after"]) for one in dry["changes"]]
    assert told == [
        ("B1", "线卡·B1", "quantity", "5", "6"),
        ("B2", "风扇·B2", "quantity", "", "2"),
        ("B3", "电源·B3", "price", "¥10.00", "¥11.00"),
        ("B3", "电源·B3", "quantity", "3", "4"),
    ]
    assert import_company(house.database, clock, rows)["parts"]["changed"] == 3
    again = import_company(house.database, clock, rows)["parts"]
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 4)


def test_a_list_that_leaves_nobody_to_give_roles_says_so(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    head, manager = "工号,姓名,角色", "E110,赵海波,工程师"
    lost = import_company(house.database, clock, [listed(tmp_path, head, manager)], dry_run=True)["people"]
    assert lost["changed"] == 1 and "部门经理" in lost["warnings"][0]["reason"]
    both = listed(tmp_path, head, manager, "E900,钱,部门经理")
    assert import_company(house.database, clock, [both], dry_run=True)["people"]["warnings"] == []
    other = listed(tmp_path, head, "E901,孙,工程师")
    assert import_company(house.database, clock, [other], dry_run=True)["people"]["warnings"] == []
