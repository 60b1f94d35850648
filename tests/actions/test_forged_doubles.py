"""What somebody who keeps the lists writes into a `Double` by hand never becomes a manager's own act.

Links follow by themselves on every keeper's laptop, with the rights of whoever sits there.
"""

from typing import Any

import pytest
from courier_trips import COLLEAGUE, CUSTOMER, DEPARTMENT, ENGINEER, Trips
from merged_trips import SECRETARY, at_office

from fieldkit.access import Role
from fieldkit.actions.enrol import sync
from fieldkit.actions.records import set_values
from fieldkit.app import Laptop
from fieldkit.forms import Person, Record, natural_id
from fieldkit.forms.merging import double_id, goes_before
from fieldkit.office.house import House
from fieldkit.office.rights import current
from fieldkit.store.store import Edit


def person(number: str) -> str:
    return natural_id("person", number)


def taken_back(laptop: Laptop, kind: str, first: str, second: str, path: str, *rids: str) -> None:
    """A decision as no screen writes it: taken back, with links that no merging ever moved."""
    values: dict[str, Any] = {"of_kind": kind, "first": first, "second": second, "verdict": "undone"}
    rows = {"moved.r1.path": path, "moved.r1.ids": " ".join(rids)}
    laptop.store.write(laptop.desk.actor, [Edit("double", double_id(first, second), {**values, **rows})])
    assert sync(laptop.desk).rejected == 0


def followed(trips: Trips, *laptops: Laptop) -> None:
    for laptop in (*laptops, *laptops):
        assert sync(laptop.desk).rejected == 0


def roles(house: House, number: str) -> frozenset[Role]:
    with house.database.reading() as connection:
        return current(connection, person(number)).roles


def test_a_secretary_does_not_become_a_manager_through_the_managers_laptop(trips: Trips) -> None:
    secretary, manager = trips.laptop(SECRETARY), trips.laptop(DEPARTMENT)
    own = Person(Record(person(SECRETARY), "person", values=at_office(trips.house, person(SECRETARY)))).roles[0]
    path = f"{own.prefix}role"
    taken_back(secretary, "person", "secretary", "department_manager", path, person(SECRETARY))
    followed(trips, manager)
    assert at_office(trips.house, person(SECRETARY))[path] == "secretary"
    assert roles(trips.house, SECRETARY) == {Role.SECRETARY}


@pytest.mark.parametrize("forged", [True, False])
def test_a_deputy_is_never_changed_by_a_merging(trips: Trips, forged: bool) -> None:
    secretary, manager = trips.laptop(SECRETARY), trips.laptop(DEPARTMENT)
    stays, goes = sorted((person(ENGINEER), person(COLLEAGUE)), key=goes_before)
    set_values(manager.desk, person(SECRETARY), {"deputy": goes})
    sync(manager.desk)
    sync(secretary.desk)
    if forged:
        taken_back(secretary, "person", goes, stays, "deputy", person(SECRETARY))
    else:
        secretary.desk.write("person", goes, {"merged_into": stays})
    followed(trips, secretary, manager)
    assert at_office(trips.house, person(SECRETARY))["deputy"] == goes


@pytest.mark.parametrize("path", ["phone", "customer_name", "no_such_field"])
def test_what_is_no_link_is_never_moved(trips: Trips, path: str) -> None:
    secretary, manager = trips.laptop(SECRETARY), trips.laptop(DEPARTMENT)
    before = at_office(trips.house, CUSTOMER)
    taken_back(secretary, "customer", str(before.get(path) or "x"), "made up", path, CUSTOMER)
    followed(trips, manager)
    assert at_office(trips.house, CUSTOMER) == before


@pytest.mark.parametrize("into", ["00000000-0000-5000-8000-000000000000", person(SECRETARY)])
def test_nothing_is_merged_into_what_is_not_there(trips: Trips, into: str) -> None:
    """A customer merged so would be gone from all lists with all that points at it, and no screen brings it back."""
    secretary = trips.laptop(SECRETARY)
    secretary.desk.write("customer", CUSTOMER, {"merged_into": into})
    assert sync(secretary.desk).rejected == 1
    assert "merged_into" not in at_office(trips.house, CUSTOMER)
    assert CUSTOMER in {record.id for record in secretary.store.find("customer")}
