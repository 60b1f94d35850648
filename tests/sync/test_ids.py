"""Ids that are derived belong to their record alone: nobody sits down in the place of one that is still to come."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Played
from sqlalchemy import select

from fieldkit.access import Scope
from fieldkit.clock import PlayedClock
from fieldkit.forms import Values, natural_id, new_id, only_child_id
from fieldkit.forms.step import CONCLUSION, step_id
from fieldkit.office.house import House
from fieldkit.office.importing import import_company
from fieldkit.office.tables import CHANGE
from fieldkit.records.tables import Stored, load, save
from fieldkit.store.store import Edit

Make = Callable[[str], Played]
CUSTOMER = natural_id("customer", "C1900")
AT = "2026-11-09T00:12:00Z"


@pytest.fixture
def engineer(laptop: Make) -> Played:
    made = laptop("engineer")
    made.pull()
    return made


def write(one: Played, kind: str, rid: str, patch: Values) -> str:
    one.store.write(one.actor, [Edit(kind, rid, patch)])
    one.round()
    with one.wire.database.reading() as connection:
        query = select(CHANGE.c.code).where(CHANGE.c.rid == rid).order_by(CHANGE.c.seq.desc())
        return str(connection.execute(query).scalars().first())


def problem(one: Played) -> Values:
    who: Values = {"received_at": AT, "received_by": one.actor.person, "customer": CUSTOMER}
    return {"summary": "x", "line": natural_id("product_line", "AN"), "status": "open", **who}


def visit(one: Played) -> str:
    of, journey = new_id(), new_id()
    trip: Values = {"problem": of, "customer": CUSTOMER, "engineer": one.actor.person, "purpose": "x"}
    assert write(one, "problem", of, problem(one)) == ""
    assert write(one, "visit", journey, {**trip, "status": "preparing"}) == ""
    return journey


def test_a_derived_id_is_its_own_records_alone(engineer: Played) -> None:
    journey = visit(engineer)
    approval = only_child_id(journey, "trip_approval")
    draft: Values = {"visit": journey, "applicant": engineer.actor.person, "status": "draft"}
    for rid in (approval, natural_id("person", "E199"), natural_id("customer", "C9999")):
        assert write(engineer, "problem", rid, problem(engineer)) == "value"
    assert write(engineer, "trip_approval", new_id(), draft) == "value"
    assert write(engineer, "trip_approval", only_child_id(journey, "checklist"), draft) == "value"
    assert write(engineer, "trip_approval", only_child_id(new_id(), "trip_approval"), draft) == "value"
    assert write(engineer, "checklist", only_child_id(journey, "checklist"), {"visit": journey}) == ""


def test_a_step_has_the_id_of_its_place_or_one_of_its_own(engineer: Played) -> None:
    journey = visit(engineer)
    step: Values = {"visit": journey, "playbook": "p", "step": "1", "order": "1", "question": "q"}
    assert write(engineer, "step", only_child_id(journey, "trip_approval"), step) == "value"
    assert write(engineer, "step", step_id(journey, "p", "2"), step) == "value"
    for rid in (step_id(journey, "p", "1"), step_id(journey, "p", CONCLUSION), new_id()):
        assert write(engineer, "step", rid, step) == ""


def test_a_natural_id_is_for_what_bears_the_number(engineer: Played) -> None:
    """Else who may write customers could sit down where the company's next one comes."""
    rid = natural_id("customer", "C9999")
    assert write(engineer, "site", rid, {"customer": CUSTOMER, "site_name": "squatter"}) == "value"
    assert write(engineer, "customer", rid, {"number": "C1", "customer_name": "squatter"}) == "value"
    assert write(engineer, "customer", rid, {"number": "C9999", "customer_name": "新客户"}) == ""


def test_an_import_takes_no_row_into_a_record_of_another_kind(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    """Offices of before let a site have the id of a customer to come."""
    rid = natural_id("customer", "C9999")
    with house.database.writing() as connection:
        values: Values = {"customer": CUSTOMER, "site_name": "squatter"}
        save(connection, [Stored(rid, "site", Scope(), values, dict.fromkeys(values, 1))], set())
    listed = tmp_path / "客户.csv"
    listed.write_text("客户编号,客户名称\nC9999,新客户\nC9998,另一个客户\n", "utf-8")
    result = import_company(house.database, clock, [listed])["customers"]
    assert (result["added"], [row["row"] for row in result["refused"]]) == (1, [2])
    assert "squatter" in result["refused"][0]["reason"]
    with house.database.reading() as connection:
        stored = load(connection, rid)
    assert stored is not None
    assert "customer_name" not in stored.values
