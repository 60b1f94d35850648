"""Nameplates are read from photos, and each serial number is compared with the customer's equipment list."""

from pathlib import Path
from typing import Any

import pytest
from courier_trips import CUSTOMER, ENGINEER, Trips, new_problem
from nameplate import nameplate

from fieldkit.actions.nameplates import add_unit, find_serials, serials_of
from fieldkit.actions.photos import add_photo, clean_photo, draw_mark, take_mark_back
from fieldkit.actions.trips import plan_visit
from fieldkit.app import Laptop
from fieldkit.errors import UserError
from fieldkit.forms import Equipment, Photo, natural_id
from fieldkit.forms.photo import Drawn

BOARD = "AN240020200700901"
KINDS = ("QRCode", "DataMatrix", "Code128", "Code39")


@pytest.fixture
def engineer(trips: Trips) -> Laptop:
    return trips.laptop(ENGINEER)


@pytest.fixture
def visit(engineer: Laptop) -> str:
    problem = new_problem(engineer, line=natural_id("product_line", "AN"), equipment=natural_id("equipment", BOARD))
    return plan_visit(engineer.desk, problem, "处理心跳丢失").id


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("turned", [0.0, 7.0, 90.0])
def test_codes_are_read_from_a_photo(kind: str, turned: float) -> None:
    assert clean_photo(nameplate(BOARD, kind=kind, turned=turned), "plate.jpg").codes == BOARD


def test_several_codes_are_kept_from_the_top_down_each_once() -> None:
    assert clean_photo(nameplate("SN:A-0001", "MODEL:X", "SN:A-0001"), "plate.jpg").codes == "SN:A-0001 | MODEL:X"


def test_a_photo_brings_the_serial_numbers_on_it(engineer: Laptop, visit: str, tmp_path: Path) -> None:
    path = tmp_path / "plate.jpg"
    path.write_bytes(nameplate(f"SN:{BOARD};MODEL:AN-2400"))
    photo = add_photo(engineer.desk, visit, path, "主控板铭牌")
    assert photo.values["codes"] == f"SN:{BOARD};MODEL:AN-2400"
    assert serials_of(engineer.desk, visit) == [(BOARD, "主控板铭牌")]


def test_a_serial_number_is_here_elsewhere_or_unknown(engineer: Laptop, visit: str) -> None:
    units = [Equipment(one) for one in engineer.store.find("equipment")]
    other = next(unit for unit in units if unit.customer != CUSTOMER)
    found = find_serials(engineer.desk, visit, [BOARD, other.serial or "", "NEW-0001", " "])
    assert found[BOARD].standing == "here" and "AN-2400" in found[BOARD].said
    stranger = found[other.serial or ""]
    assert stranger.standing == "elsewhere"
    assert stranger.said == engineer.desk.form(other.customer or "").record.values["customer_name"]
    assert found["NEW-0001"].standing == "unknown" and found["NEW-0001"].model == "AN-2400"
    assert "" not in found


def test_many_serial_numbers_are_compared_in_as_few_readings_as_one(
    engineer: Laptop, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    for name in ("get", "find", "many"):
        real = getattr(engineer.store, name)

        def told(*asked: Any, name: str = name, real: Any = real, **more: Any) -> Any:
            read.append(name)
            return real(*asked, **more)

        monkeypatch.setattr(engineer.store, name, told)
    find_serials(engineer.desk, visit, ["NEW-0001", BOARD])
    few, read[:] = len(read), []
    assert len(find_serials(engineer.desk, visit, [BOARD, *(f"NEW-{number:04}" for number in range(60))])) == 61
    assert len(read) == few


def test_an_unknown_serial_number_is_put_on_the_customers_list_once(engineer: Laptop, visit: str) -> None:
    unit = Equipment(add_unit(engineer.desk, visit, "NEW-0001"))
    assert (unit.customer, unit.model, unit.line) == (CUSTOMER, "AN-2400", natural_id("product_line", "AN"))
    assert find_serials(engineer.desk, visit, ["NEW-0001"])["NEW-0001"].standing == "here"
    with pytest.raises(UserError):
        add_unit(engineer.desk, visit, "NEW-0001")


def test_marks_are_data_beside_the_photo(engineer: Laptop, visit: str, tmp_path: Path) -> None:
    path = tmp_path / "plate.jpg"
    path.write_bytes(nameplate(BOARD))
    photo = Photo(add_photo(engineer.desk, visit, path))
    arrow, blur = Drawn("arrow", 100, 100, 400, 300), Drawn("blur", 0, 0, 500, 500)
    for mark in (arrow, blur):
        drawn = Photo(draw_mark(engineer.desk, photo.id, mark))
    assert drawn.drawn == (arrow, blur) and drawn.picture == photo.picture
    assert Photo(take_mark_back(engineer.desk, photo.id)).drawn == (arrow,)
    assert Photo(take_mark_back(engineer.desk, photo.id)).drawn == ()
    with pytest.raises(UserError):
        take_mark_back(engineer.desk, photo.id)


@pytest.mark.parametrize(
    "mark",
    [
        Drawn("arrow", 5, 5, 6, 6),
        Drawn("box", 0, 0, 900, 2),
        Drawn("circle", 0, 0, 900, 900),
        Drawn("box", 0, 0, 1001, 9),
    ],
)
def test_what_is_no_mark_is_refused(engineer: Laptop, visit: str, tmp_path: Path, mark: Drawn) -> None:
    path = tmp_path / "plate.jpg"
    path.write_bytes(nameplate(BOARD))
    photo = add_photo(engineer.desk, visit, path)
    with pytest.raises(UserError):
        draw_mark(engineer.desk, photo.id, mark)
    assert not Photo(engineer.desk.form(photo.id).record).drawn
