"""Two engineers take the last board, each off line: both movements stand, and the secretary is told by name."""

import pytest
from courier_trips import CUSTOMER, DEPARTMENT, ENGINEER, Trips

from fieldkit.actions.enrol import sync
from fieldkit.actions.nameplates import find_serials
from fieldkit.actions.stock import note_movement, stocks
from fieldkit.actions.today import today
from fieldkit.actions.trips import move_part, take_part
from fieldkit.app import Laptop
from fieldkit.errors import UserError
from fieldkit.forms import natural_id, new_id
from fieldkit.process.duties import Duty
from tests.actions.test_luggage import add, visit

SECRETARY = "E112"


def short(laptop: Laptop) -> list[Duty]:
    return [duty for duty in today(laptop.desk).duties if duty.code == "short"]


def test_both_took_the_last_one_and_the_secretary_gets_a_duty(trips: Trips) -> None:
    engineer, manager, secretary = (trips.laptop(number) for number in (ENGINEER, DEPARTMENT, SECRETARY))
    part = add(secretary, "part", code="BK-1", part_name="主控板")
    note_movement(secretary.desk, part, "count", {"quantity": "1"})
    sync(secretary.desk)
    mine, theirs = visit(manager, engineer), visit(manager, manager)
    for laptop in (manager, engineer, manager):
        sync(laptop.desk)
    trips.off_line()
    trips.clock.forward(minutes=5)
    take_part(engineer.desk, mine, part)
    trips.clock.forward(minutes=5)
    take_part(manager.desk, theirs, part)
    assert short(secretary) == []
    trips.on_line()
    for laptop in (engineer, manager, secretary):
        assert sync(laptop.desk).rejected == 0
    assert stocks(secretary.desk, [part])[part].total == -1
    moves = secretary.store.find("part_movement", {"part": part, "movement": "taken"})
    assert {move.values["visit"] for move in moves} == {mine, theirs}
    (duty,) = short(secretary)
    assert "主控板" in duty.about and duty.record == part
    assert duty.about.index(manager.desk.actor.name) < duty.about.index(engineer.desk.actor.name)
    assert "1" in duty.about
    assert short(engineer) == []
    note_movement(secretary.desk, part, "received", {"quantity": "1"})
    assert short(secretary) == []


def test_a_serial_number_of_another_customer_is_refused_beside_its_field(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    other = add(engineer, "customer", number="N1", customer_name="别的客户")
    add(engineer, "equipment", customer=other, line=natural_id("product_line", "AN"), model="AN-2400", serial="X-1")
    add(engineer, "equipment", customer=CUSTOMER, line=natural_id("product_line", "AN"), model="AN-2400", serial="M1")
    rid = visit(engineer, engineer)
    part = new_id()
    secretary = trips.laptop(SECRETARY)
    secretary.desk.write("part", part, {"code": "BK-1", "part_name": "主控板"})
    sync(secretary.desk)
    sync(engineer.desk)
    for spelt in ("X1", " x1", "x-1", "Ｘ１", "X\u200b1"):
        assert find_serials(engineer.desk, rid, [spelt])[spelt.strip()].said == "别的客户"
        for field, numbers in (("serial_old", (spelt, "N2")), ("serial_new", ("M1", spelt))):
            with pytest.raises(UserError, match="别的客户") as refused:
                move_part(engineer.desk, rid, part, "used", serial_old=numbers[0], serial_new=numbers[1])
            assert refused.value.field == field
    assert move_part(engineer.desk, rid, part, "used", serial_old="M1", serial_new="N2").values["serial_old"] == "M1"
    back = move_part(engineer.desk, rid, part, "faulty", serial_old="unknown so far")
    assert back.values["movement"] == "faulty"
    assert stocks(engineer.desk, [part])[part].faulty == 1
