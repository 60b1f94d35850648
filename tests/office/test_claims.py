"""What a change claims to have seen: only what its author can have seen counts, now and when it was held."""

from collections.abc import Callable

from conftest import Played
from setting_out import LOOKED_AT
from sqlalchemy import insert, select

from fieldkit.forms import Values, natural_id, new_id, only_child_id
from fieldkit.office.held import settle
from fieldkit.office.house import House
from fieldkit.office.page import Sender
from fieldkit.office.tables import CHANGE, DEVICE
from fieldkit.records.tables import Stored, load
from fieldkit.store.database import get_meta
from fieldkit.store.store import Edit
from fieldkit.sync.messages import Base, Change, Push, Verdict

Make = Callable[[str], Played]
CUSTOMER = natural_id("customer", "C1900")
FAR = 2**52


def forged(
    one: Played, kind: str, rid: str, patch: Values, base: int, own: dict[str, int] | None = None, inc: str = ""
) -> Verdict:
    """What somebody sends who writes his messages by hand, with the true proof of his laptop."""
    proof, page = one.sync._proof(), new_id()
    with one.store.database.reading() as connection:
        history = get_meta(connection, "history")
    change = Change(
        id=new_id(), inc=inc or page, n=1, prev=None, kind=kind, rid=rid, patch=patch,
        base=Base(history=history, seq=base), own=own or {}, author=one.actor.person, device_ms=one.wire.clock.millis(),
    )  # fmt: skip
    return one.wire.push(Push(history=history, proof=proof, inc=page, changes=[change])).verdicts[0]


def write(one: Played, kind: str, rid: str, patch: Values) -> None:
    one.store.write(one.actor, [Edit(kind, rid, patch, one.store.open(rid) if one.store.get(rid) else None)])
    one.round()


def at_office(house: House, rid: str) -> Stored:
    with house.database.reading() as connection:
        stored = load(connection, rid)
    assert stored is not None
    return stored


def incarnation(house: House, one: Played) -> str:
    with house.database.reading() as connection:
        query = select(CHANGE.c.inc).where(CHANGE.c.device == one.wire.sender.device)
        return str(connection.execute(query).scalars().first())


def shown(house: House) -> set[object]:
    return {head.value for head in at_office(house, CUSTOMER).heads.get("contact", ())}


def two(laptop: Make) -> tuple[Played, Played]:
    engineer, manager = laptop("engineer"), laptop("line_manager")
    for one in (engineer, manager):
        one.pull()
    write(manager, "customer", CUSTOMER, {"contact": "manager"})
    return engineer, manager


def test_a_colleagues_numbers_are_not_an_own_context(laptop: Make, house: House) -> None:
    engineer, manager = two(laptop)
    own = {incarnation(house, manager): FAR}
    assert forged(engineer, "customer", CUSTOMER, {"contact": "engineer"}, 0, own).status == "ok"
    assert shown(house) == {"manager", "engineer"}


def test_a_colleagues_numbers_are_not_an_own_name(laptop: Make, house: House) -> None:
    """Else the colleague's own next edit would cover it unseen."""
    engineer, manager = two(laptop)
    forged(engineer, "customer", CUSTOMER, {"contact": "engineer"}, 0, inc=incarnation(house, manager))
    assert incarnation(house, manager) not in {head.inc for head in at_office(house, CUSTOMER).heads["contact"][1:]}
    write(manager, "customer", CUSTOMER, {"contact": "manager again"})
    assert "engineer" in shown(house)


def test_a_base_of_what_the_laptop_never_heard_of_counts_nothing(laptop: Make, house: House) -> None:
    engineer, _ = two(laptop)
    assert forged(engineer, "customer", CUSTOMER, {"contact": "engineer"}, FAR).status == "ok"
    assert shown(house) == {"manager", "engineer"}


def test_the_own_context_of_another_laptop_of_the_same_person_counts(laptop: Make, house: House) -> None:
    first, second = laptop("engineer"), laptop("engineer")
    with house.database.writing() as connection:
        for one in (first, second):
            row = {"person": one.actor.person, "name": "x", "device_key": "x", "enrolled_ms": 0}
            connection.execute(insert(DEVICE), {"id": one.wire.sender.device, **row})
    first.pull()
    write(first, "customer", CUSTOMER, {"contact": "first"})
    forged(second, "customer", CUSTOMER, {"contact": "second"}, 0, {incarnation(house, first): FAR})
    assert at_office(house, CUSTOMER).values["contact"] == "second"
    assert shown(house) == set()


def test_what_a_locked_out_laptop_claims_gains_nothing_when_a_person_takes_it(laptop: Make, house: House) -> None:
    engineer, manager = two(laptop)
    engineer.pull()
    own = {incarnation(house, manager): FAR}
    write(manager, "customer", CUSTOMER, {"contact": "manager again"})
    engineer.wire.sender = Sender(engineer.wire.sender.device, engineer.actor.person, revoked=True)
    verdict = forged(engineer, "customer", CUSTOMER, {"contact": "engineer"}, FAR, own)
    assert verdict.status == "held"
    with house.database.writing() as connection:
        settle(connection, verdict.id, house.clock.millis(), "test", take=True)
    assert shown(house) == {"manager again", "engineer"}


def test_who_was_a_manager_cannot_approve_by_what_he_never_saw(laptop: Make, house: House) -> None:
    """His rights of then count for what he had seen then: not the application that came later."""
    engineer, manager, head = laptop("engineer"), laptop("line_manager"), laptop("department_manager")
    for one in (engineer, manager, head):
        one.pull()
    of, journey, at = new_id(), new_id(), "2026-11-09T00:12:00Z"
    rid = only_child_id(journey, "trip_approval")
    who: Values = {"customer": CUSTOMER, "received_at": at, "received_by": engineer.actor.person}
    line = natural_id("product_line", "AN")
    write(engineer, "problem", of, {"summary": "x", "line": line, "status": "open", **who})
    trip: Values = {"problem": of, "customer": CUSTOMER, "engineer": engineer.actor.person, "purpose": "x"}
    write(engineer, "visit", journey, {**trip, "status": "preparing"})
    days: Values = {"leave_on": "2026-11-10", "back_on": "2026-11-11", "transport": "car", "plan": "x"}
    write(engineer, "trip_approval", rid, {"visit": journey, "applicant": engineer.actor.person, "status": "draft"})
    write(engineer, "checklist", only_child_id(journey, "checklist"), {"visit": journey, **LOOKED_AT})
    before = at_office(house, rid).last_seq
    write(engineer, "trip_approval", rid, {**days, "status": "submitted"})
    role = next(path for path in at_office(house, manager.actor.person).values if path.endswith(".role"))
    head.pull()
    write(head, "person", manager.actor.person, {role: "engineer"})
    manager.pull()
    name = at_office(house, manager.actor.person).values["person_name"]
    signed: Values = {"line_manager": {"name": name, "role": "x", "at": at}, "status": "line_approved"}
    verdict = forged(manager, "trip_approval", rid, signed, before, {incarnation(house, engineer): FAR})
    assert verdict.status == "rejected"
    assert at_office(house, rid).values["status"] == "submitted"
