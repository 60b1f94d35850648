"""What the tests of doubles share: a customer typed in twice, with what hangs on it."""

from courier_trips import AN, CUSTOMER, new_problem

from fieldkit.app import Laptop
from fieldkit.forms import Values, new_id
from fieldkit.office.house import House
from fieldkit.records.tables import load

SECRETARY = "E112"


def add(laptop: Laptop, kind: str, **values: str) -> str:
    rid = new_id()
    laptop.desk.write(kind, rid, dict(values))
    return rid


def twin(laptop: Laptop, **more: str) -> str:
    """The customer of the case once more, as somebody typed it in by hand."""
    kept = laptop.store.get(CUSTOMER)
    assert kept is not None
    name = str(kept.values["customer_name"]) + "有限公司"
    values = {"number": "X77", "customer_name": name, "phone": str(kept.values["phone"])}
    return add(laptop, "customer", **(values | more))


def unit(laptop: Laptop, of: str, serial: str) -> str:
    return add(laptop, "equipment", customer=of, line=AN, model="AN-2400", serial=serial)


def visit(laptop: Laptop, of: str) -> str:
    problem = new_problem(laptop, customer=of, line=AN)
    person = laptop.desk.actor.person
    return add(laptop, "visit", problem=problem, customer=of, purpose="换板", status="preparing", engineer=person)


def at_office(house: House, rid: str) -> Values:
    with house.database.reading() as connection:
        stored = load(connection, rid)
        assert stored is not None
        return stored.values


def pointing(laptop: Laptop, kind: str, rid: str) -> set[str]:
    """The records of a kind that point at this customer itself, not at what is one with it."""
    return {one.id for one in laptop.store.find(kind) if one.values.get("customer") == rid}
