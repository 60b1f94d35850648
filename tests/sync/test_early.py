"""A record that comes to the office before the one it belongs to: nobody else sees it, and nothing of it is lost."""

from collections.abc import Callable

import pytest
from conftest import Played

from fieldkit.access import NOWHERE, Scope
from fieldkit.forms import Values, natural_id, new_id
from fieldkit.office.house import House
from fieldkit.office.rights import current
from fieldkit.records.tables import Stored, load
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit

Make = Callable[[str], Played]
CUSTOMER = natural_id("customer", "C1900")
LINE = natural_id("product_line", "AN")
AT = "2026-11-09T00:12:00Z"


def problem(one: Played) -> Values:
    who = {"received_at": AT, "received_by": one.actor.person}
    return {"summary": "心跳丢失", "customer": CUSTOMER, "line": LINE, "status": "open", **who}


def visit(one: Played, of: str) -> Values:
    who: Values = {"customer": CUSTOMER, "engineer": one.actor.person}
    return {"problem": of, "purpose": "x", "status": "preparing", **who}


def contact(of: str) -> Values:
    return {"problem": of, "contact_at": AT, "whom": "w", "said": "secret"}


def write(one: Played, kind: str, rid: str, patch: Values) -> None:
    one.store.write(one.actor, [Edit(kind, rid, patch)])


def at_office(house: House, rid: str) -> Stored:
    with house.database.reading() as connection:
        stored = load(connection, rid)
    assert stored is not None
    return stored


@pytest.mark.parametrize("pages", [1, 2])
def test_a_child_before_its_parent_is_nobodys_to_see(laptop: Make, house: House, pages: int) -> None:
    """In one page with its parent or in an earlier one: in the end it is where its parent is."""
    engineer, colleague = laptop("engineer"), laptop("second_engineer")
    of, journey, said, step = new_id(), new_id(), new_id(), new_id()
    write(engineer, "step", step, {"visit": journey, "playbook": "p", "step": "1", "order": "1", "question": "q"})
    write(engineer, "contact", said, contact(of))
    write(engineer, "visit", journey, visit(engineer, of))
    if pages == 2:
        engineer.round()
        write(engineer, "contact", said, {"said": "more of it"})
        engineer.round()
        colleague.pull()
        assert {at_office(house, rid).scope for rid in (step, said, journey)} == {NOWHERE}
        assert [colleague.store.get(rid) for rid in (step, said, journey)] == [None, None, None]
    write(engineer, "problem", of, problem(engineer))
    engineer.round()
    colleague.pull()
    assert summary(engineer.store)["rejected"] == 0
    for rid in (of, step, said, journey):
        assert at_office(house, rid).scope == Scope(CUSTOMER, LINE)
        assert colleague.store.get(rid) is not None
        mine = engineer.store.get(rid)
        assert mine is not None
    assert mine.values["purpose"] == "x"
    assert at_office(house, said).values["said"] == ("more of it" if pages == 2 else "secret")


def test_a_trip_of_no_problem_opens_nothing_to_its_engineer(laptop: Make, house: House) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    write(engineer, "visit", new_id(), visit(engineer, new_id()))
    engineer.round()
    assert summary(engineer.store)["rejected"] == 0
    with house.database.reading() as connection:
        assert NOWHERE not in current(connection, engineer.actor.person).scopes


def test_a_parent_refused_with_its_group_leaves_the_child_where_it_was(laptop: Make, house: House) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    of, said = new_id(), new_id()
    write(engineer, "contact", said, contact(of))
    engineer.round()
    bad = Edit("problem", new_id(), {**problem(engineer), "assigned_to": engineer.actor.person})
    engineer.store.write(engineer.actor, [Edit("problem", of, problem(engineer)), bad], together=True)
    engineer.round()
    assert summary(engineer.store)["rejected"] == 2
    assert at_office(house, said).scope == NOWHERE
    write(engineer, "contact", said, {"said": "it was refused"})
    engineer.round()
    assert at_office(house, said).values["said"] == "it was refused"
