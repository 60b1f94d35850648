"""What a laptop saw of others, told to an office that was restored: nothing newer gives way."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from conftest import Played
from sqlalchemy import select

from fieldkit.errors import BrokenOffError
from fieldkit.forms import Values, natural_id, new_id
from fieldkit.office.backup import back_up
from fieldkit.office.erasing import Eraser
from fieldkit.office.tables import AUDIT, CHANGE
from fieldkit.records.tables import load
from fieldkit.store.database import OUTBOX
from fieldkit.store.ledger import ledger, summary
from fieldkit.store.outgoing import Outgoing
from fieldkit.sync import client
from fieldkit.sync.messages import Base, Change, Push

from .yesterday import CUSTOMER, Make, Yesterday, enrolled, heads, problem, settle, write


def claim(one: Played, history: str, kind: str, rid: str, patch: Values) -> Any:
    """A witnessed change as a hostile laptop would make it up."""
    inc = new_id()
    change = Change(
        id=new_id(), inc=inc, n=1, prev=None, kind=kind, rid=rid, patch=patch, base=Base(history=history, seq=0),
        author=one.actor.person, device_ms=0, was="witnessed",
    )  # fmt: skip
    now = Outgoing(one.store).meta("history")
    return one.wire.push(Push(history=now, proof=one.sync._proof(), inc=inc, changes=[change])).verdicts[0]


def test_an_edit_of_someone_whose_laptop_is_gone_is_handed_back(laptop: Make, yesterday: Yesterday) -> None:
    gone, witness, third = enrolled(laptop, "second_engineer", "line_manager", "engineer")
    write(gone, "customer", CUSTOMER, contact="old")
    settle([gone, witness, third])
    yesterday.back_up()
    write(gone, "customer", CUSTOMER, contact="new", phone="139")
    rid = new_id()
    write(gone, "problem", rid, **problem(gone))
    gone.round()
    witness.pull()
    again = yesterday.restore([witness, third])
    settle([witness, third])
    for one in (witness, third):
        assert (heads(one, "contact"), heads(one, "phone")) == ({"new"}, {"139"})
        assert heads(one, "summary", rid) == {"心跳丢失"}
    with again.database.reading() as connection:
        rows = connection.execute(select(CHANGE).where(CHANGE.c.code == "witnessed")).all()
        assert {row.author for row in rows} == {witness.actor.person}
        assert connection.execute(select(AUDIT).where(AUDIT.c.what == "witness")).all()
    # What it hands back is no delivery of this laptop.
    assert ledger(witness.store) == []
    assert summary(witness.store)["stored"] == 0


def test_the_author_himself_and_his_witnesses_do_not_stand_against_each_other(
    laptop: Make, yesterday: Yesterday
) -> None:
    three = enrolled(laptop, "engineer", "second_engineer", "line_manager")
    yesterday.back_up()
    for number, one in enumerate(three):  # each sees what the one before wrote
        one.pull()
        write(one, "customer", CUSTOMER, contact=f"v{number}", **{("phone", "address", "notes")[number]: "x"})
        one.push()
    settle(three)
    yesterday.restore(three)
    settle(list(reversed(three)))
    for one in three:
        assert "v2" in heads(one, "contact")
        assert heads(one, "phone") == heads(one, "address") == {"x"}
        record = one.store.get(CUSTOMER)
        assert record is not None
        assert set(record.conflicts) <= {"contact"}


def test_a_witness_overrides_nothing_newer(laptop: Make, yesterday: Yesterday) -> None:
    gone, witness, third = enrolled(laptop, "second_engineer", "line_manager", "engineer")
    yesterday.back_up()
    write(gone, "customer", CUSTOMER, contact="seen")
    gone.round()
    witness.pull()
    yesterday.restore([witness, third])
    third.pull()
    write(third, "customer", CUSTOMER, contact="newer")
    third.round()
    settle([witness, third])
    for one in (witness, third):
        assert heads(one, "contact") == {"seen", "newer"}
        record = one.store.get(CUSTOMER)
        assert record is not None
        assert record.values["contact"] == "newer"


def test_two_witnesses_tell_it_once_and_a_second_restore_asks_again(laptop: Make, yesterday: Yesterday) -> None:
    gone, one, two = enrolled(laptop, "second_engineer", "line_manager", "engineer")
    yesterday.back_up()
    write(gone, "customer", CUSTOMER, contact="seen")
    gone.round()
    for number in range(2):
        one.pull()
        two.pull()
        again = yesterday.restore([one, two])
        settle([one, two])
        with again.database.reading() as connection:
            rows = connection.execute(select(CHANGE.c.code).where(CHANGE.c.rid == CUSTOMER, CHANGE.c.code != "")).all()
            assert [row.code for row in rows].count("witnessed") == 1, number
        # The second time the fork is not known to the laptops: a needless conflict at worst.
        assert "seen" in heads(one, "contact") & heads(two, "contact")


def test_what_a_witness_may_not_write_is_held_and_bars_nobody(laptop: Make, yesterday: Yesterday) -> None:
    manager, engineer = enrolled(laptop, "line_manager", "engineer")
    rid = new_id()
    write(manager, "problem", rid, **problem(manager))
    settle([manager, engineer])
    yesterday.back_up()
    write(manager, "problem", rid, status="assigned", assigned_to=engineer.actor.person)
    manager.round()
    engineer.pull()
    again = yesterday.restore([engineer])  # the manager's laptop is away
    write(engineer, "problem", rid, symptom="灯灭")
    settle([engineer])
    with again.database.reading() as connection:
        stored = load(connection, rid)
        held = connection.execute(select(CHANGE).where(CHANGE.c.status == "held")).all()
    assert stored is not None
    assert (stored.values["status"], stored.values["symptom"]) == ("open", "灯灭")
    assert {path for row in held for path in row.patch} == {"status", "assigned_to"}
    assert {row.code for row in held} == {"witnessed"}
    assert summary(engineer.store)["held"] == 0
    manager.wire.database = again.database  # it comes after all
    settle([manager, engineer])
    assert heads(engineer, "status", rid) == {"assigned"}
    assert summary(manager.store)["rejected"] == 0


def test_a_made_up_witness_gains_nothing(laptop: Make, yesterday: Yesterday) -> None:
    manager, engineer = enrolled(laptop, "line_manager", "engineer")
    rid = new_id()
    write(manager, "problem", rid, **problem(manager))
    settle([manager, engineer])
    old = Outgoing(engineer.store).meta("history")
    yesterday.back_up()
    again = yesterday.restore([manager, engineer])
    settle([manager, engineer])
    me = natural_id("person", "E100")
    for kind, what, patch in (
        ("problem", rid, {"status": "assigned", "assigned_to": me}),
        ("person", me, {"roles": ["department_manager"]}),
        ("trip_approval", new_id(), {"status": "approved"}),
        ("receivable", new_id(), {"amount": "0"}),
        ("no_such_kind", new_id(), {"x": 1}),
        ("customer", CUSTOMER, {"no_such_field": 1}),
    ):
        assert claim(engineer, old, kind, what, patch).status == "held", kind
    with again.database.reading() as connection:
        stored, person = load(connection, rid), load(connection, me)
    assert stored is not None
    assert person is not None
    assert stored.values["status"] == "open"
    assert "department_manager" not in str(person.values)
    # In the present history nobody needs a witness: the change is judged as any other.
    present = Outgoing(engineer.store).meta("history")
    verdict = claim(engineer, present, "problem", rid, {"status": "assigned", "assigned_to": me})
    assert verdict.status == "rejected"


def test_a_witness_of_one_of_several_values_says_of_none_that_it_was_replaced(
    laptop: Make, yesterday: Yesterday
) -> None:
    """What stood before may have been replaced by the other one, and that one may be refused this time."""
    engineer, manager = enrolled(laptop, "engineer", "line_manager")
    yesterday.back_up()
    write(engineer, "customer", CUSTOMER, contact="甲")
    for contact in ("乙", "丙"):
        write(manager, "customer", CUSTOMER, contact=contact)
        manager.push()
    engineer.round()
    manager.pull()
    yesterday.restore([engineer, manager])
    manager.round()
    with manager.store.database.reading() as connection:
        told = connection.execute(select(OUTBOX).where(OUTBOX.c.was == "witnessed")).all()
    assert [(row.patch, row.base_seq, row.opos) for row in told] == [({"contact": "甲"}, 0, 0)]


@contextmanager
def only(one: Played, requests: int) -> Iterator[None]:
    """The line breaks when so many pushes have gone."""
    left = iter(range(requests))
    one.wire.lose = lambda what: what == "request" and next(left, None) is None
    try:
        yield
    finally:
        one.wire.lose = lambda _what: False


def test_a_push_ends_where_something_is_missing_of_what_is_told(
    laptop: Make, yesterday: Yesterday, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office asks for a number of what is told, and a change of the laptop's own has that number as well."""
    monkeypatch.setattr(client, "PAGE_CHANGES", 1)
    gone, witness = enrolled(laptop, "second_engineer", "line_manager")
    yesterday.back_up()
    rids = [new_id() for _ in range(3)]
    for rid in rids:
        write(gone, "problem", rid, **problem(gone))
    gone.round()
    witness.pull()
    again = yesterday.restore([witness])
    with only(witness, 1), pytest.raises(BrokenOffError):
        witness.round()
    back_up(again, yesterday.folder / "backups")
    with only(witness, 1), pytest.raises(BrokenOffError):
        witness.round()
    with again.database.writing() as connection:
        second = connection.execute(select(CHANGE).where(CHANGE.c.code == "witnessed", CHANGE.c.n == 2)).one()
        eraser = Eraser(connection, again.clock.millis())
        eraser.do_away(second.rid, "problem")
        eraser.done()
    witness.pull()
    yesterday.restore([witness])
    other = natural_id("customer", "C1000")
    for rid in (CUSTOMER, other):
        write(witness, "customer", rid, contact="mine")
    with only(witness, 100):
        settle([witness])
    assert heads(witness, "contact") == heads(witness, "contact", other) == {"mine"}
    assert {rid for rid in rids if witness.store.get(rid)} == {*rids} - {second.rid}
