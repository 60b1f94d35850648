"""A store of several places, taken in: what lies at each, how many should, and what a person said in between."""

from pathlib import Path
from typing import Any

import pytest

from fieldkit.clock import PlayedClock
from fieldkit.forms import Part, PartMovement, Values, natural_id
from fieldkit.office.comparing import Step
from fieldkit.office.database import Sequence
from fieldkit.office.house import House
from fieldkit.office.import_writer import ImportWriter
from fieldkit.office.importing import import_company
from fieldkit.office.reading import Entry
from fieldkit.office.reading.lists import quietly
from fieldkit.process.stock import Stock, minimums_of, move_of, stock_of
from fieldkit.records.find import find
from fieldkit.records.tables import load

HEADER = "备件编码,备件名称,仓库,库存数量,最低库存,单价"
B1 = natural_id("part", "B1")


def taken(
    house: House, clock: PlayedClock, folder: Path, *rows: str, header: str = HEADER, **more: Any
) -> dict[str, Any]:
    path = folder / "stock.csv"
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    clock.forward(minutes=5)
    result: dict[str, Any] = import_company(house.database, clock, [path], **more)["parts"]
    return result


def stock(house: House, part: str = B1) -> Stock:
    with house.database.reading() as connection:
        found = [load(connection, rid) for rid in find(connection, "part_movement", {"part": part})]
    return stock_of(move_of(PartMovement(one.record())) for one in found if one is not None)


def part_of(house: House, rid: str = B1) -> Part:
    with house.database.reading() as connection:
        found = load(connection, rid)
    assert found is not None
    return Part(found.record())


def by_hand(house: House, clock: PlayedClock, kind: str, rid: str, values: Values) -> None:
    with house.database.writing() as connection:
        step = Step(Entry(kind, rid, values), values, load(connection, rid), remember=False)
        ImportWriter(connection, Sequence(connection), clock).write([step], quietly)


def test_each_row_is_the_count_and_the_minimum_of_its_place(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    rows = ("B1,线卡,中心库,5,2,10", "B2,风扇,中心库,0,,7", "B1,线卡,华东 库,３,4,10")
    dry = taken(house, clock, tmp_path, *rows, dry_run=True)
    assert (dry["added"], dry["refused"]) == (2, [])
    assert taken(house, clock, tmp_path, *rows)["added"] == 2
    assert stock(house).places == {"中心库": 5, "华东 库": 3}
    part = part_of(house)
    assert part.minimum is None and minimums_of(part) == {"中心库": 2, "华东 库": 4}
    assert stock(house).below(None, minimums_of(part)) and not stock(house).below(None, {"中心库": 5})
    again = taken(house, clock, tmp_path, *rows)
    assert (again["added"], again["changed"], again["unchanged"], again["warnings"]) == (0, 0, 2, [])


def test_a_changed_count_names_its_place_and_a_place_that_is_gone_is_said(
    house: House, clock: PlayedClock, tmp_path: Path
) -> None:
    taken(house, clock, tmp_path, "B1,线卡,中心库,5,2,10", "B2,风扇,中心库,1,,7", "B1,线卡,华东库,3,4,10")
    result = taken(house, clock, tmp_path, "B2,风扇,中心库,1,,7", "B1,线卡,中心库,6,2,10")
    assert (result["changed"], result["unchanged"]) == (1, 1)
    told = [(one["key"], one["field"], one["before"], one["after"]) for one in result["changes"]]
    assert told == [("B1·中心库", "quantity", "5", "6")]
    (warning,) = result["warnings"]
    assert "B1" in warning["reason"] and "华东库" in warning["reason"] and "3" in warning["reason"]
    assert stock(house).places == {"中心库": 6, "华东库": 3}, "nothing is taken away by itself"
    assert taken(house, clock, tmp_path, "B1,线卡,中心库,6,2,10", "B1,线卡,华东库,0,4,10")["warnings"] == []
    assert stock(house).places == {"中心库": 6, "华东库": 0}
    assert taken(house, clock, tmp_path, "B1,线卡,中心库,6,2,10")["warnings"] == []


def test_what_moved_since_a_list_stays_moved_when_the_list_comes_again(
    house: House, clock: PlayedClock, tmp_path: Path
) -> None:
    rows = ("B1,线卡,中心库,5,,10", "B1,线卡,华东库,3,,10")
    taken(house, clock, tmp_path, *rows)
    clock.forward(minutes=5)
    moved = {"part": B1, "movement": "moved", "quantity": "2", "place": "中心库", "to_place": "华东库"}
    by_hand(house, clock, "part_movement", natural_id("x", "1"), moved)
    assert stock(house).places == {"中心库": 3, "华东库": 5}
    taken(house, clock, tmp_path, *rows)
    assert stock(house).places == {"中心库": 3, "华东库": 5}


def test_a_list_by_place_follows_one_of_the_whole_store(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    taken(house, clock, tmp_path, "B1,线卡,9,1", header="备件编码,备件名称,库存,最低库存")
    assert stock(house).places == {"": 9} and part_of(house).minimum == 1
    result = taken(house, clock, tmp_path, "B1,线卡,中心库,5,2,10", "B1,线卡,华东库,3,,10")
    assert result["warnings"] == [] and stock(house).places == {"中心库": 5, "华东库": 3}
    assert part_of(house).minimum == 1 and minimums_of(part_of(house)) == {"中心库": 2}


def test_minimums_that_somebody_set_stay_until_the_list_says_another(
    house: House, clock: PlayedClock, tmp_path: Path
) -> None:
    by = ("B1,线卡,中心库,5,2,10", "B1,线卡,华东库,3,4,10")
    taken(house, clock, tmp_path, *by)
    row = f"minimums.{natural_id('place', '中心库')}.minimum"
    by_hand(house, clock, "part", B1, {row: "9", "minimums.hand.place": "西南库", "minimums.hand.minimum": "1"})
    taken(house, clock, tmp_path, *by)
    assert minimums_of(part_of(house)) == {"中心库": 9, "华东库": 4, "西南库": 1}
    taken(house, clock, tmp_path, "B1,线卡,中心库,5,3,10", "B1,线卡,华东库,3,,10", "B1,线卡,西南库,0,6,10")
    assert minimums_of(part_of(house)) == {"中心库": 3, "华东库": 4, "西南库": 6}
    assert [(one.place, str(one.minimum)) for one in part_of(house).minimums if one.place == "西南库"] == [
        ("西南库", "6")
    ]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("B1,线卡,中心库,7,2,10", "数量"),
        ("B1,线卡,中心库,5,3,10", "各库房下限"),
        ("B1,线卡,华东库,3,,11", "单价"),
        ("B1,线卡,,3,,10", "每一行"),
    ],
)
def test_rows_that_contradict_are_refused(
    house: House, clock: PlayedClock, tmp_path: Path, second: str, said: str
) -> None:
    result = taken(house, clock, tmp_path, "B1,线卡,中心库,5,2,10", second)
    (refused,) = result["refused"]
    assert refused["row"] == 3 and said in refused["reason"], refused["reason"]
    assert stock(house).places == {"中心库": 5}
