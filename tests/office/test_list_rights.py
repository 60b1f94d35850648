"""Changes to the lists that a laptop pushes past its own checks: the office refuses what the person may not."""

from typing import Any

import pytest
from courier_trips import AN, CUSTOMER, DEPARTMENT, ENGINEER, MANAGER, SW, Trips

from fieldkit.actions.enrol import sync
from fieldkit.actions.lists.records import put_away
from fieldkit.actions.records import delete_record
from fieldkit.app import Laptop
from fieldkit.errors import NotAllowedError
from fieldkit.forms import natural_id, new_id
from fieldkit.records.find import find
from fieldkit.records.tables import load
from fieldkit.store.store import Edit

SECRETARY = "E112"


def one_of(trips: Trips, kind: str, number: str, **where: Any) -> str:
    if kind == "person":
        return natural_id("person", number)
    with trips.house.database.reading() as connection:
        return find(connection, kind, where)[0]


def refused(trips: Trips, laptop: Laptop, kind: str, rid: str, patch: dict[str, Any]) -> bool:
    """Whether the office refuses what the laptop never checked, and holds what it held before."""
    with trips.house.database.reading() as connection:
        before = load(connection, rid)
    laptop.store.write(laptop.desk.actor, [Edit(kind, rid, patch)])
    rejected = sync(laptop.desk).rejected
    with trips.house.database.reading() as connection:
        after = load(connection, rid)
    return rejected > 0 and after == before


@pytest.mark.parametrize(
    ("number", "kind", "patch"),
    [
        (ENGINEER, "receivable", {"amount": "1"}),
        (ENGINEER, "receivable", {"deleted": True}),
        (ENGINEER, "receivable", {"listed": False}),
        (ENGINEER, "customer", {"deleted": True}),
        (ENGINEER, "equipment", {"deleted": True}),
        (MANAGER, "equipment", {"deleted": True}),
        (ENGINEER, "software", {"deleted": True}),
        (ENGINEER, "receivable", {"customer": CUSTOMER}),
        (ENGINEER, "part", {"price": "1"}),
        (ENGINEER, "part", {"deleted": True}),
        (ENGINEER, "person", {"phone": "1"}),
        (ENGINEER, "customer", {"merged_into": natural_id("customer", "C1901")}),
        (ENGINEER, "released_version", {"must_have": "P99"}),
        (MANAGER, "receivable", {"deleted": True}),
        (MANAGER, "person", {"support_group": True}),
        (SECRETARY, "released_version", {"must_have": "P99"}),
        (SECRETARY, "person", {"number": "E110x"}),
        (SECRETARY, "person", {"roles.r1.role": "department_manager"}),
        (SECRETARY, "person", {"roles.r9.role": "department_manager"}),
        (SECRETARY, "person", {"deputy": natural_id("person", ENGINEER)}),
        (DEPARTMENT, "person", {"roles.r9.role": "vice_president"}),
        (DEPARTMENT, "person", {"roles.r1.deleted": True}),
    ],
)  # fmt: skip
def test_what_a_role_may_not_write(trips: Trips, number: str, kind: str, patch: dict[str, Any]) -> None:
    laptop = trips.laptop(number)
    assert refused(trips, laptop, kind, one_of(trips, kind, number), patch)


def test_what_the_house_entered_only_the_house_takes_away(trips: Trips) -> None:
    secretary, debt = trips.laptop(SECRETARY), one_of(trips, "receivable", ENGINEER, customer=CUSTOMER)
    receipt = {"receivable": debt, "number": "R-1", "received_on": "2026-11-09", "where": "office", "amount": "1"}
    made = [
        secretary.desk.write("site", new_id(), {"customer": CUSTOMER, "site_name": "平川二站"}),
        secretary.desk.write("receipt", new_id(), dict[str, Any](receipt)),
    ]
    assert sync(secretary.desk).rejected == 0
    engineer = trips.laptop(ENGINEER)
    for record in made:
        with pytest.raises(NotAllowedError):
            delete_record(engineer.desk, record.id)
        assert refused(trips, engineer, record.kind, record.id, {"deleted": True})
    put_away(secretary.desk, made[0].id)
    assert sync(secretary.desk).rejected == 0


def test_a_manager_writes_nothing_of_another_line(trips: Trips) -> None:
    manager = trips.laptop(MANAGER)
    unit = one_of(trips, "equipment", MANAGER, line=SW)
    assert refused(trips, manager, "equipment", unit, {"place": "x"})
    assert refused(trips, manager, "equipment", unit, {"line": AN})


def test_a_version_is_released_by_the_managers_of_its_line(trips: Trips) -> None:
    """The list of versions puts each into the line of its model's equipment; what has no line is for all of them."""
    manager, department = trips.laptop(MANAGER), trips.laptop(DEPARTMENT)
    mine, theirs = (one_of(trips, "released_version", DEPARTMENT, model=model) for model in ("AN-2400", "SX-10"))
    assert manager.store.get(mine) is not None and manager.store.get(theirs) is None
    manager.desk.write("released_version", mine, {"must_have": "P04"})
    assert sync(manager.desk).rejected == 0
    assert refused(trips, manager, "released_version", theirs, {"must_have": "P99"})
    for values in ({"line": SW}, {"line": None}):
        with pytest.raises(NotAllowedError):
            manager.desk.write("released_version", mine, values)
        assert refused(trips, manager, "released_version", mine, values)
    new = {"model": "SX-10", "component": "业务板", "version_released": "R9"}
    for values in (new, {**new, "line": SW}):
        with pytest.raises(NotAllowedError):
            manager.desk.write("released_version", new_id(), values)
        rid = new_id()
        manager.store.write(manager.desk.actor, [Edit("released_version", rid, values)])
        assert sync(manager.desk).rejected > 0
        with trips.house.database.reading() as connection:
            assert load(connection, rid) is None
    made = department.desk.write("released_version", new_id(), new)
    department.desk.write("released_version", theirs, {"must_have": "P05"})
    assert sync(department.desk).rejected == 0
    assert refused(trips, manager, "released_version", made.id, {"must_have": "P99"}), "it is of all lines"
    assert refused(trips, manager, "released_version", made.id, {"line": AN})
