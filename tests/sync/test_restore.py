"""An office restored from a backup: laptops find it out, send again what it lost, and nothing is lost or invented."""

import shutil
from collections.abc import Callable

import pytest
from conftest import START, Played
from sqlalchemy import select

from fieldkit.clock import PlayedClock
from fieldkit.errors import OfflineError, UserError
from fieldkit.forms import Record, Values, natural_id, new_id
from fieldkit.office import pull
from fieldkit.office.house import House, open_house
from fieldkit.office.push import proof_holds
from fieldkit.office.tables import AUDIT, FORK, ORGANISATION
from fieldkit.store.ledger import summary
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.store import Edit
from fieldkit.sync.messages import Cursor, Proof, Pull, Push

CUSTOMER = natural_id("customer", "C1900")
PROBLEM: Values = {
    "summary": "心跳丢失",
    "received_at": "2026-11-09T00:12:00Z",
    "received_by": natural_id("person", "E104"),
    "status": "open",
    "level": "2",
    "symptom": "主控板心跳丢失",
}
Make = Callable[[str], Played]


def write(one: Played, **patch: str) -> None:
    one.store.write(one.actor, [Edit("customer", CUSTOMER, dict(patch), one.store.open(CUSTOMER))])


def restored(house: House, laptops: list[Played]) -> House:
    """The office as it was when `backup` was taken, on the same place."""
    house.close()
    shutil.rmtree(house.folder)
    shutil.copytree(house.folder.with_name("backup"), house.folder)
    again = open_house(house.folder, PlayedClock(START))
    for one in laptops:
        one.wire.database = again.database
    return again


@pytest.mark.copies_sqlite
def test_a_form_that_was_open_while_the_office_was_restored_saw_nothing_of_what_came_since(
    laptop: Make, house: House
) -> None:
    engineer, manager = laptop("engineer"), laptop("line_manager")
    for one in (engineer, manager):
        one.pull()
    back_up(house)
    for number in range(5):
        write(engineer, phone=f"13{number}")
        engineer.round()
    form = engineer.store.open(CUSTOMER)
    again = restored(house, [engineer, manager])
    write(manager, contact="甲")
    manager.round()
    manager.round()
    engineer.round()
    engineer.store.write(engineer.actor, [Edit("customer", CUSTOMER, {"contact": "乙"}, form)])
    engineer.round()
    record = engineer.store.get(CUSTOMER)
    assert record is not None
    assert {head.value for head in record.conflicts["contact"]} == {"甲", "乙"}
    again.close()


def foreign_units(one: Played) -> tuple[Record, Record]:
    """Two units of two lines that are not the engineer's, the first early in the order of ids."""
    line = natural_id("product_line", "AN")
    units = sorted((unit for unit in one.store.find("equipment") if unit.scope.line != line), key=lambda unit: unit.id)
    return units[0], next(unit for unit in units if unit.scope.line != units[0].scope.line)


def back_up(house: House) -> None:
    house.database.close()
    shutil.copytree(house.folder, house.folder.with_name("backup"))


@pytest.mark.copies_sqlite
def test_what_the_office_forgot_is_sent_again(laptop: Make, house: House) -> None:
    engineer, manager = laptop("engineer"), laptop("line_manager")
    for one in (engineer, manager):
        one.pull()
    write(engineer, contact="甲")
    engineer.round()
    back_up(house)
    write(engineer, phone="139")
    rid = new_id()
    engineer.store.write(engineer.actor, [Edit("customer", rid, {"number": "C9", "customer_name": "新客户"})])
    engineer.round()
    again = restored(house, [engineer, manager])
    write(manager, address="新街 1 号")
    manager.round()
    engineer.round()
    manager.round()
    for one in (engineer, manager):
        record = one.store.get(CUSTOMER)
        assert record is not None
        assert record.values["contact"] == "甲"
        # Where the histories part is not known, so a base of before counts for nothing: a needless conflict at worst.
        heads = {path: {head.value for head in found} for path, found in record.conflicts.items()}
        assert "139" in heads.get("phone", {record.values["phone"]})
        assert "新街 1 号" in heads.get("address", {record.values["address"]})
        assert one.store.get(rid) is not None
        assert summary(one.store)["waiting"] == 0
        assert len(one.store.find("customer")) == 16
    with again.database.reading() as connection:
        assert connection.execute(select(FORK)).first() is not None
    again.close()


@pytest.mark.copies_sqlite
def test_a_base_of_before_does_not_cover_what_came_after(laptop: Make, house: House) -> None:
    """Numbers are given twice by a restore; an edit made before it may not replace one that its author never saw."""
    engineer, manager = laptop("engineer"), laptop("line_manager")
    for one in (engineer, manager):
        one.pull()
    back_up(house)
    for number in range(5):
        write(engineer, phone=str(number))
        engineer.round()
    opened = engineer.store.open(CUSTOMER)
    again = restored(house, [engineer, manager])
    write(manager, contact="经理写的")
    manager.round()
    engineer.store.write(engineer.actor, [Edit("customer", CUSTOMER, {"contact": "工程师写的"}, opened)])
    engineer.round()
    manager.round()
    for one in (engineer, manager):
        record = one.store.get(CUSTOMER)
        assert record is not None
        assert {head.value for head in record.conflicts["contact"]} == {"经理写的", "工程师写的"}
    again.close()


def test_a_restore_that_nobody_can_prove_changes_nothing(laptop: Make, house: House) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    with house.database.reading() as connection:
        before = connection.execute(select(ORGANISATION.c.history)).scalar()
    engineer.round()
    with house.database.reading() as connection:
        assert connection.execute(select(ORGANISATION.c.history)).scalar() == before


@pytest.mark.parametrize("page", ["leaves a record out", "brings a record by backfill"])
def test_a_page_proves_the_state_it_was_made_from(
    laptop: Make, house: House, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    """The office falls back to a state after a page's end but before the one that the page was made from.

    Such a page said something of what was lost: it left out a record that had moved ahead, or brought one by backfill.
    """
    engineer, head = laptop("engineer"), laptop("department_manager")
    for one in (engineer, head):
        one.pull()
    far, near = foreign_units(head)
    customers = [record.id for record in head.store.find("customer")]
    rid = new_id()
    given = PROBLEM | {"customer": near.scope.customer, "line": near.scope.line}
    head.store.write(head.actor, [Edit("problem", rid, given)])
    if page == "brings a record by backfill":
        step: Values = {"status": "assigned", "assigned_to": engineer.actor.person}
        head.store.write(head.actor, [Edit("problem", rid, step, head.store.open(rid))])
    for customer in customers:
        head.store.write(head.actor, [Edit("customer", customer, {"contact": "一"}, head.store.open(customer))])
    head.round()
    back_up(house)
    head.store.write(head.actor, [Edit("customer", customers[0], {"phone": "二"}, head.store.open(customers[0]))])
    head.store.write(head.actor, [Edit("equipment", far.id, near.scope._asdict(), head.store.open(far.id))])
    head.round()

    monkeypatch.setattr(pull, "PAGE_ROWS", 1)
    for count in (
        1,
        len(customers) - 3,
    ):  # the first page names the new grant; only the next pull asks for its backfill
        pages = iter(range(count))
        engineer.wire.lose = lambda what, left=pages: what == "reply" and next(left, None) is None
        with pytest.raises(OfflineError):
            engineer.pull()
    assert (engineer.store.get(far.id) is not None) == (page == "brings a record by backfill")
    engineer.wire.lose = lambda _what: False
    monkeypatch.setattr(pull, "PAGE_ROWS", 1_000)

    again = restored(house, [engineer])
    second = laptop("line_manager")
    second.wire.database = again.database
    for _ in range(3):
        second.pull()
        write(second, address="三")
        second.push()
    engineer.round()
    fresh = laptop("engineer")
    fresh.wire.database = again.database
    with again.database.reading() as connection:
        history = connection.execute(select(ORGANISATION.c.history)).scalar_one()
    Outgoing(fresh.store).begin(history)
    fresh.pull()
    for kind in ("customer", "equipment", "problem"):
        assert engineer.store.find(kind) == fresh.store.find(kind)
    again.close()


def test_a_made_up_word_begins_a_history_once_a_day_and_is_written_down(
    laptop: Make, house: House, clock: PlayedClock
) -> None:
    engineer = laptop("engineer")
    engineer.pull()

    def history() -> str:
        with house.database.reading() as connection:
            return str(connection.execute(select(ORGANISATION.c.history)).scalar_one())

    def say(history: str, proof: Proof) -> bool:
        return engineer.wire.pull(Pull(history=history, proof=proof, cursor=Cursor())).fork

    before = history()
    assert say(new_id(), Proof())
    now = history()
    assert now != before
    for made_up in (Proof(seq=2**50, stamp="x"), Proof(seq=1, stamp="")):
        with pytest.raises(UserError, match="总部"):
            say(now, made_up)
    with pytest.raises(UserError, match="总部"):
        say(new_id(), Proof())
    assert history() == now
    assert say(before, Proof())
    with house.database.reading() as connection:
        said = connection.execute(select(AUDIT.c.who, AUDIT.c.about).where(AUDIT.c.what == "history")).all()
    assert [tuple(row) for row in said] == [(engineer.wire.sender.device, f"person {engineer.actor.person}")]
    clock.forward(days=1)
    assert say(new_id(), Proof())


def test_a_number_to_come_is_proved_by_no_empty_stamp(laptop: Make, house: House) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    with house.database.reading() as connection:
        now = str(connection.execute(select(ORGANISATION.c.history)).scalar_one())
        assert not proof_holds(connection, 2**40, "")
    push = Push(history=now, proof=Proof(seq=2**40, stamp=""), inc=new_id(), changes=[])
    stop = engineer.wire.push(push).stop
    assert stop is not None
    assert stop.reason == "FORK"
