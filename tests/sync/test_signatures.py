"""Signatures of the house: everybody signs in his own name, and the engineer of a report signs it himself."""

from collections.abc import Callable

import pytest
from conftest import Played
from sqlalchemy import select

from fieldkit.clock import PlayedClock
from fieldkit.forms import Values, natural_id, new_id, only_child_id
from fieldkit.office.held import settle, waiting
from fieldkit.office.history import begin_history
from fieldkit.office.house import House
from fieldkit.office.tables import CHANGE, ORGANISATION
from fieldkit.records.tables import load
from fieldkit.store.store import Edit
from fieldkit.sync.messages import Base, Change, Push

Make = Callable[[str], Played]
CUSTOMER = natural_id("customer", "C1900")
AT = "2026-11-09T00:12:00Z"
FULL = ("symptom", "verified", "cause", "done", "checked", "cleanup")


def write(one: Played, kind: str, rid: str, patch: Values) -> str:
    """Writes and syncs; returns the verdict's code, "" when it was taken."""
    one.store.write(one.actor, [Edit(kind, rid, patch, one.store.open(rid) if one.store.get(rid) else None)])
    one.round()
    with one.wire.database.reading() as connection:
        query = select(CHANGE.c.code).where(CHANGE.c.rid == rid).order_by(CHANGE.c.seq.desc())
        return str(connection.execute(query).scalars().first())


def job(one: Played) -> tuple[str, str]:
    """A report and a trip approval, as drafts."""
    of, journey = new_id(), new_id()
    who: Values = {"received_at": AT, "received_by": one.actor.person, "customer": CUSTOMER}
    write(one, "problem", of, {"summary": "x", "line": natural_id("product_line", "AN"), "status": "open", **who})
    trip: Values = {"problem": of, "customer": CUSTOMER, "engineer": one.actor.person, "purpose": "x"}
    write(one, "visit", journey, {**trip, "status": "preparing"})
    report, approval = (only_child_id(journey, kind) for kind in ("service_report", "trip_approval"))
    write(one, "service_report", report, {"visit": journey, "engineer_name": one.actor.person, "status": "draft"})
    write(one, "trip_approval", approval, {"visit": journey, "applicant": one.actor.person, "status": "draft"})
    return report, approval


def name_of(house: House, one: Played) -> str:
    with house.database.reading() as connection:
        person = load(connection, one.actor.person)
    assert person is not None
    return str(person.values["person_name"])


def signature(name: str) -> Values:
    return {"name": name, "role": "x", "at": AT}


def by_hand(name: str) -> Values:
    return {**signature(name), "strokes": [[[100, 100, 5], [300, 200, 5]]]}


@pytest.fixture
def team(laptop: Make) -> tuple[Played, Played]:
    engineer, manager = laptop("engineer"), laptop("line_manager")
    for one in (engineer, manager):
        one.pull()
    return engineer, manager


def test_nobody_signs_in_anothers_name(team: tuple[Played, Played], house: House) -> None:
    engineer, manager = team
    report, approval = job(engineer)
    manager.pull()
    for name in (name_of(house, engineer), "nobody"):
        assert write(manager, "trip_approval", approval, {"line_manager": signature(name)}) == "rights"
        assert write(manager, "service_report", report, {"engineer": signature(name)}) == "rights"
    assert write(manager, "service_report", report, {"engineer": signature(name_of(house, manager))}) == "rights"
    assert write(manager, "trip_approval", approval, {"line_manager": signature(name_of(house, manager))}) == ""
    mine: Values = {"engineer": signature(name_of(house, engineer)), "customer": by_hand("who was there")}
    full: Values = {**dict.fromkeys(FULL, "x"), "arrived": AT, "left": AT, "solved": True}
    assert write(engineer, "service_report", report, {**full, **mine, "status": "signed"}) == ""


def test_who_was_renamed_meanwhile_signs_by_the_name_that_his_laptop_knows(laptop: Make, house: House) -> None:
    engineer, head = laptop("engineer"), laptop("department_manager")
    for one in (engineer, head):
        one.pull()
    report, _ = job(engineer)
    former = name_of(house, engineer)
    write(head, "person", engineer.actor.person, {"person_name": "another"})
    assert write(engineer, "service_report", report, {"engineer": signature(former)}) == ""


def test_what_stands_under_a_signed_report_stands_fast(team: tuple[Played, Played], house: House) -> None:
    engineer, manager = team
    report, _ = job(engineer)
    other, _ = job(engineer)
    journey, elsewhere = (engineer.store.open(rid).record.values["visit"] for rid in (report, other))
    assert isinstance(journey, str)
    of = str(engineer.store.open(journey).record.values["problem"])
    step, asked = new_id(), {"playbook": "p", "step": "1", "order": "1", "question": "q"}
    assert write(engineer, "step", step, {"visit": elsewhere, "answer": "smuggled", **asked}) == ""
    mine: Values = {"engineer": signature(name_of(house, engineer)), "customer": by_hand("who was there")}
    full: Values = {**dict.fromkeys(FULL, "x"), "arrived": AT, "left": AT, "solved": True}
    assert write(engineer, "service_report", report, {**full, **mine, "status": "signed"}) == ""
    manager.pull()
    assert write(engineer, "step", step, {"visit": journey}) == "sealed"
    assert write(engineer, "step", step, {"answer": "where it was"}) == ""
    another = natural_id("customer", "C1901")
    tries: tuple[tuple[str, str, Values], ...] = (
        ("visit", journey, {"deleted": True}),
        ("visit", journey, {"customer": another}),
        ("visit", journey, {"problem": new_id()}),
        ("problem", of, {"deleted": True}),
        ("problem", of, {"customer": another}),
    )
    for kind, rid, patch in tries:
        assert write(manager, kind, rid, patch) == "sealed", patch
    assert write(manager, "problem", of, {"deleted": False, "summary": "y"}) == ""
    assert write(manager, "visit", str(elsewhere), {"deleted": True}) == ""


def test_what_a_witness_tells_of_a_signature_is_taken_when_a_person_says_so(
    team: tuple[Played, Played], house: House, clock: PlayedClock
) -> None:
    engineer, manager = team
    report, _ = job(engineer)
    manager.pull()
    with house.database.writing() as connection:
        former, seq = connection.execute(select(ORGANISATION.c.history, ORGANISATION.c.last_seq)).one()
        begin_history(connection, {former: seq})
    manager.pull()
    told = signature(name_of(house, engineer))
    history, inc = house_history(house), new_id()
    change = Change(
        id=new_id(), inc=inc, n=1, prev=None, kind="service_report", rid=report, patch={"engineer": told},
        base=Base(history=former, seq=seq), author=manager.actor.person, device_ms=0, was="witnessed",
    )  # fmt: skip
    push = Push(history=history, proof=manager.sync._proof(), inc=inc, changes=[change])
    assert [verdict.code for verdict in manager.wire.push(push).verdicts] == ["witnessed"]
    with house.database.writing() as connection:
        settle(connection, waiting(connection)[0]["id"], clock.millis(), "test", take=True)
    with house.database.reading() as connection:
        stored = load(connection, report)
    assert stored is not None
    assert stored.values["engineer"] == {**told, "shown_sha256": "", "strokes": [], "evidence": ""}


def house_history(house: House) -> str:
    with house.database.reading() as connection:
        return str(connection.execute(select(ORGANISATION.c.history)).scalar_one())
