"""Doubles: found, merged, taken back; with laptops that did not know, people who may not, and kills in between."""

from typing import Any

import pytest
from courier_trips import AN, CUSTOMER, DEPARTMENT, ENGINEER, Trips, new_problem
from merged_trips import SECRETARY, add, at_office, pointing, twin, unit, visit

from fieldkit.actions import doubles, links
from fieldkit.actions.doubles import lines, look, open_pairs
from fieldkit.actions.enrol import sync
from fieldkit.actions.merging import keep_both, merge, pairing, settle_late, take_back
from fieldkit.actions.records import delete_record, set_values
from fieldkit.actions.today import today
from fieldkit.app import Laptop
from fieldkit.forms import new_id
from fieldkit.records.find import find
from fieldkit.records.tables import load_many
from fieldkit.store.store import Edit, Store


def test_a_double_is_due_side_by_side_and_merged_with_its_links(trips: Trips) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(DEPARTMENT)
    rid = twin(engineer)
    box, of = unit(engineer, rid, "NEW-1"), visit(engineer, rid)
    sync(engineer.desk)
    assert not [duty for duty in today(engineer.desk).duties if duty.code == "double"]
    sync(manager.desk)
    (due,) = [duty for duty in today(manager.desk).duties if duty.code == "double"]
    assert due.record == f"{CUSTOMER}/{rid}"
    seen = pairing(manager.desk, rid, CUSTOMER)
    assert seen.ids == (CUSTOMER, rid)
    assert {field.name: field.take for field in seen.fields if not field.same and field.take != "first"} == {
        "number": "",
        "customer_name": "",
    }
    assert {title: (one > 0, other) for title, one, other in seen.links}["设备"] == (True, 1)
    before = at_office(trips.house, CUSTOMER)
    merge(manager.desk, seen, ["customer_name"])
    assert not [duty for duty in today(manager.desk).duties if duty.code == "double"]
    sync(manager.desk)
    sync(engineer.desk)
    after = at_office(trips.house, CUSTOMER)
    assert after == before | {"customer_name": before["customer_name"] + "有限公司"}
    assert at_office(trips.house, rid)["merged_into"] == CUSTOMER
    assert at_office(trips.house, box)["customer"] == CUSTOMER
    for laptop in (engineer, manager):
        assert rid not in {record.id for record in laptop.store.find("customer")}
        assert box in pointing(laptop, "equipment", CUSTOMER)
        assert of in pointing(laptop, "visit", CUSTOMER)
        kept = laptop.store.get(rid)
        assert kept is not None
        assert kept.values["number"] == "X77"
    with trips.house.database.reading() as connection:
        assert rid not in find(connection, "customer")
    assert [line.verdict for line in lines(manager.desk)] == ["merged"]


def test_taking_back_restores_what_nobody_wrote_since(trips: Trips) -> None:
    manager = trips.laptop(DEPARTMENT)
    rid = twin(manager, address="新地址", contact="陈静")
    mine, theirs = unit(manager, rid, "NEW-1"), unit(manager, CUSTOMER, "NEW-2")
    before = {one: manager.store.get(one) for one in (rid, CUSTOMER, mine, theirs)}
    merge(manager.desk, pairing(manager.desk, CUSTOMER, rid), ["address", "contact"])
    assert pointing(manager, "equipment", rid) == set()
    sync(manager.desk)
    set_values(manager.desk, CUSTOMER, {"contact": "后来的人"})
    later = unit(manager, CUSTOMER, "NEW-3")
    take_back(manager.desk, pairing(manager.desk, CUSTOMER, rid))
    sync(manager.desk)
    for one, record in before.items():
        now = manager.store.get(one)
        assert now is not None and record is not None
        wanted = record.values | ({"contact": "后来的人"} if one == CUSTOMER else {})
        assert {path: value for path, value in now.values.items() if value is not None} == wanted
    assert at_office(trips.house, mine)["customer"] == rid
    assert at_office(trips.house, later)["customer"] == CUSTOMER
    assert rid in {record.id for record in manager.store.find("customer")}
    pair = [pair for pair in look(manager.desk) if rid in {pair.first, pair.second}]
    assert len(pair) == 1  # to be decided again
    merge(manager.desk, pairing(manager.desk, CUSTOMER, rid), [])
    assert pointing(manager, "equipment", rid) == set()
    assert sync(manager.desk).all_at_office


def test_what_a_laptop_that_did_not_know_wrote_comes_to_the_one_that_stays(trips: Trips) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(DEPARTMENT)
    rid = twin(engineer)
    sync(engineer.desk)
    sync(manager.desk)
    merge(manager.desk, pairing(manager.desk, CUSTOMER, rid), [])
    sync(manager.desk)
    late = new_problem(engineer, customer=rid, line=AN)
    of = visit(engineer, rid)
    set_values(engineer.desk, rid, {"phone": "0579-1234567"})
    sync(engineer.desk)
    found = {record.id for record in engineer.store.find("problem", {"customer": CUSTOMER})}
    assert late in found, "shown under the one that stays before anybody moved it"
    assert found == {record.id for record in engineer.store.find("problem", {"customer": rid})}
    sync(manager.desk)  # its news are moved
    sync(manager.desk)
    sync(engineer.desk)
    assert at_office(trips.house, late)["customer"] == CUSTOMER
    assert at_office(trips.house, of)["customer"] == CUSTOMER
    (due,) = [duty for duty in today(manager.desk).duties if duty.code == "double"]
    assert due.record == f"{CUSTOMER}/{rid}"
    seen = pairing(manager.desk, CUSTOMER, rid)
    (came,) = seen.late
    assert (came.path, came.came) == ("phone", "0579-1234567")
    settle_late(manager.desk, seen, ["phone"])
    assert pairing(manager.desk, CUSTOMER, rid).late == ()
    sync(manager.desk)
    assert at_office(trips.house, CUSTOMER)["phone"] == "0579-1234567"
    assert not [duty for duty in today(manager.desk).duties if duty.code == "double"]


def test_a_secretary_merges_and_the_manager_moves_what_she_may_not(trips: Trips) -> None:
    secretary, manager, engineer = trips.laptop(SECRETARY), trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    rid = twin(engineer)
    box, of = unit(engineer, rid, "NEW-1"), visit(engineer, rid)
    sync(engineer.desk)
    sync(secretary.desk)
    merge(secretary.desk, pairing(secretary.desk, CUSTOMER, rid), [])
    assert sync(secretary.desk).rejected == 0
    assert at_office(trips.house, box)["customer"] == CUSTOMER
    assert at_office(trips.house, of)["customer"] == rid
    assert of in {record.id for record in secretary.store.find("visit", {"problem": _problem_of(secretary, of)})}
    sync(manager.desk)
    assert sync(manager.desk).rejected == 0
    assert at_office(trips.house, of)["customer"] == CUSTOMER
    sync(secretary.desk)
    take_back(secretary.desk, pairing(secretary.desk, CUSTOMER, rid))
    sync(secretary.desk)
    sync(manager.desk)
    sync(manager.desk)
    assert at_office(trips.house, of)["customer"] == rid, "moved back by who may"
    assert at_office(trips.house, box)["customer"] == rid


def _problem_of(laptop: Laptop, of: str) -> str:
    record = laptop.store.get(of)
    assert record is not None
    return str(record.values["problem"])


@pytest.mark.parametrize("stop", [1, 2, 3, 4, 5])
def test_a_merging_that_was_killed_goes_on_by_itself(trips: Trips, monkeypatch: pytest.MonkeyPatch, stop: int) -> None:
    manager, colleague = trips.laptop(DEPARTMENT), trips.laptop(SECRETARY)
    rid = twin(manager)
    units = {unit(manager, rid, f"NEW-{number}") for number in range(10)}
    seen = pairing(manager.desk, CUSTOMER, rid)
    monkeypatch.setattr(links, "AT_ONCE", 3)
    plain, count = Store.write, 0

    def dying(*args: object, **more: object) -> object:
        nonlocal count
        count += 1
        if count == stop:
            raise KeyboardInterrupt
        return plain(*args, **more)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Store, "write", dying)
        with pytest.raises(KeyboardInterrupt):
            merge(manager.desk, seen, [])
    moved = pointing(manager, "equipment", CUSTOMER) & units
    assert len(moved) < 10
    if stop == 1:
        assert not manager.store.find("double")
        merge(manager.desk, seen, [])
    assert {record.id for record in manager.store.find("equipment", {"customer": CUSTOMER})} >= units
    sync(manager.desk)
    assert pointing(manager, "equipment", rid) == set()
    sync(manager.desk)
    sync(colleague.desk)
    assert pointing(colleague, "equipment", CUSTOMER) >= units
    with monkeypatch.context() as patched:
        patched.setattr(Store, "write", dying)
        count = 0
        with pytest.raises(KeyboardInterrupt):
            take_back(manager.desk, pairing(manager.desk, CUSTOMER, rid))
    if stop == 1:
        take_back(manager.desk, pairing(manager.desk, CUSTOMER, rid))
    sync(manager.desk)  # somebody else's laptop does the rest when this one is gone
    sync(colleague.desk)
    sync(colleague.desk)
    with trips.house.database.reading() as connection:
        assert {one.values["customer"] for one in load_many(connection, units).values()} == {rid}


def test_a_customer_with_more_links_than_are_moved_at_once(trips: Trips) -> None:
    manager = trips.laptop(DEPARTMENT)
    rid = twin(manager)
    units = [new_id() for _ in range(1_100)]
    values = {"customer": rid, "line": AN, "model": "AN-2400"}
    manager.store.write(
        manager.desk.actor, [Edit("equipment", one, {**values, "serial": f"N{no}"}) for no, one in enumerate(units)]
    )
    merge(manager.desk, pairing(manager.desk, CUSTOMER, rid), [])
    assert pointing(manager, "equipment", rid) == set()
    assert len(pointing(manager, "equipment", CUSTOMER)) >= 1_100
    result = sync(manager.desk)
    assert result.all_at_office
    assert result.rejected == 0


def test_two_people_merge_the_same_pair_at_once(trips: Trips) -> None:
    manager, secretary = trips.laptop(DEPARTMENT), trips.laptop(SECRETARY)
    rid = twin(manager)
    box = unit(manager, rid, "NEW-1")
    sync(manager.desk)
    sync(secretary.desk)
    merge(manager.desk, pairing(manager.desk, CUSTOMER, rid), ["customer_name"])
    merge(secretary.desk, pairing(secretary.desk, rid, CUSTOMER), ["number"])
    for laptop in (manager, secretary, manager, secretary):
        assert sync(laptop.desk).rejected == 0
    assert at_office(trips.house, rid)["merged_into"] == CUSTOMER
    assert "merged_into" not in at_office(trips.house, CUSTOMER)
    assert at_office(trips.house, box)["customer"] == CUSTOMER
    for laptop in (manager, secretary):
        assert [line.verdict for line in lines(laptop.desk)] == ["merged"]


def test_two_is_remembered_everywhere_and_can_be_taken_back(trips: Trips) -> None:
    manager, secretary = trips.laptop(DEPARTMENT), trips.laptop(SECRETARY)
    rid = twin(manager)
    sync(manager.desk)
    sync(secretary.desk)
    assert len(open_pairs(secretary.desk)) == 1
    keep_both(manager.desk, pairing(manager.desk, CUSTOMER, rid))
    sync(manager.desk)
    sync(secretary.desk)
    assert open_pairs(secretary.desk) == look(secretary.desk) == []
    assert [line.verdict for line in lines(secretary.desk)] == ["two"]
    take_back(secretary.desk, pairing(secretary.desk, CUSTOMER, rid))
    assert len(look(secretary.desk)) == 1


def test_only_lists_of_which_something_came_are_compared_again(trips: Trips, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = trips.laptop(DEPARTMENT)
    compared: list[str] = []
    plain = doubles.doubles

    def noted(kind: str, records: Any) -> Any:
        compared.append(kind)
        return plain(kind, records)

    monkeypatch.setattr(doubles, "doubles", noted)
    look(manager.desk)
    assert compared == []  # the first round of sync did
    rid = twin(manager)
    part = add(manager, "part", code="bk-an2400-OO", part_name="主控板")
    assert {pair.kind for pair in look(manager.desk)} == {"customer", "part"}
    assert compared == ["customer", "part"]
    compared.clear()
    new_problem(manager)
    delete_record(manager.desk, part)
    assert [pair.second for pair in look(manager.desk)] == [rid]
    assert compared == ["part"]
