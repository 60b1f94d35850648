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
