"""Erased is erased everywhere: at the office, in its history, on every laptop; and nothing that is pending is lost."""

import pytest
from conftest import Played
from sqlalchemy import select, update

from fieldkit import resource
from fieldkit.clock import PlayedClock
from fieldkit.errors import BrokenOffError
from fieldkit.forms import FORMS, natural_id, new_id
from fieldkit.office import held
from fieldkit.office.house import House
from fieldkit.office.importing import import_company
from fieldkit.office.tables import CHANGE
from fieldkit.records.rows import dumps
from fieldkit.records.tables import load
from fieldkit.store.database import OUTBOX
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit

from .forgotten import CUSTOMER, NAME, PHONE, Make, erase, values, write, written_at, written_on


def test_erased_is_erased_at_the_office_and_on_every_laptop(two: tuple[Played, Played], house: House) -> None:
    write(two[0], contact="从前的人", phone=PHONE)
    write(two[0], contact=NAME)
    two[0].round()
    done = erase(house)
    assert [spot.path for spot in sorted(done.erased)] == ["contact", "phone"]
    assert NAME not in written_at(house)
    assert PHONE not in written_at(house)
    assert "从前的人" in written_at(house)
    for one in two:
        one.round()
        assert values(one)["contact"] is None
        assert values(one)["phone"] is None
        assert NAME not in written_on(one)
        assert PHONE not in written_on(one)
        assert one.store.search(NAME) == []
        assert one.store.find("customer", {"contact": NAME}) == []
        assert summary(one.store)["conflicts"] == 0
        assert summary(one.store)["rejected"] == 0


def test_to_erase_twice_is_to_erase_once(two: tuple[Played, Played], house: House) -> None:
    erase(house)
    for one in two:
        one.round()
    before = written_at(house)
    again = erase(house)
    assert again.erased == []
    assert written_at(house) == before
    for one in two:
        stands = written_on(one)
        one.round()
        one.round()
        assert written_on(one) == stands


def test_a_pending_edit_of_the_erased_field_is_not_lost(two: tuple[Played, Played], house: House) -> None:
    """Its author saw the old contact and wrote the new one: that replaces what was erased, as if it still stood."""
    engineer, manager = two
    write(manager, contact="李四")
    erase(house)
    manager.pull()
    assert values(manager)["contact"] == "李四"
    manager.round()
    engineer.round()
    for one in two:
        assert values(one)["contact"] == "李四"
        assert summary(one.store)["conflicts"] == 0
        assert NAME not in written_on(one)


@pytest.mark.parametrize("pulled_first", [True, False])
def test_a_pending_edit_that_repeats_it_brings_it_back_nowhere(
    two: tuple[Played, Played], house: House, pulled_first: bool
) -> None:
    engineer, manager = two
    write(manager, contact="李四")
    write(manager, contact=NAME)
    write(manager, phone=PHONE)
    erase(house)
    if pulled_first:
        manager.pull()
        assert NAME not in written_on(manager)
    manager.round()
    engineer.round()
    for one in two:
        assert values(one)["contact"] is None
        assert NAME not in written_on(one)
        assert summary(one.store)["waiting"] == 0
    assert NAME not in written_at(house)


def test_who_saw_it_erased_may_write_it_again(two: tuple[Played, Played], house: House) -> None:
    erase(house)
    engineer, manager = two
    manager.pull()
    write(manager, contact=NAME)
    manager.round()
    engineer.round()
    assert values(manager)["contact"] == NAME
    assert values(engineer)["contact"] == NAME
    assert values(engineer)["phone"] is None


def test_a_lost_reply_costs_nothing(two: tuple[Played, Played], house: House) -> None:
    """The office has the change and erased in it since; the laptop sends it once more as it was."""
    engineer, manager = two
    write(manager, contact="新名" + NAME, phone="139")
    manager.wire.lose = lambda what: what == "reply"
    with pytest.raises(BrokenOffError):
        manager.push()
    manager.wire.lose = lambda _what: False
    erase(house, "新名" + NAME)
    with house.database.reading() as connection:
        numbers = connection.execute(select(CHANGE.c.inc, CHANGE.c.n).order_by(CHANGE.c.seq.desc())).first()
    assert manager.push().pushed == 1
    with manager.store.database.reading() as connection:
        row = connection.execute(select(OUTBOX).order_by(OUTBOX.c.ord.desc())).mappings().first()
    assert row is not None
    assert (row["inc"], row["n"]) == tuple(numbers or ())
    assert row["state"] == "ok"
    manager.round()
    engineer.round()
    for one in two:
        assert values(one)["contact"] is None
        assert "新名" not in written_on(one)


def test_a_conflict_keeps_the_other_side(two: tuple[Played, Played], house: House) -> None:
    engineer, manager = two
    opened = manager.store.open(CUSTOMER)
    write(engineer, contact="赵六")
    engineer.round()
    write(manager, opened, contact="钱七")
    manager.round()
    engineer.round()
    assert summary(engineer.store)["conflicts"] == 1
    erase(house, "赵六")
    for one in two:
        one.round()
        record = one.store.get(CUSTOMER)
        assert record is not None
        assert {head.value for head in record.conflicts["contact"]} == {None, "钱七"}
        assert "赵六" not in written_on(one)
    write(engineer, contact="钱七")
    for one in (engineer, manager, engineer):
        one.round()
        assert summary(one.store)["waiting"] == 0
    assert values(manager)["contact"] == "钱七"
    assert summary(manager.store)["conflicts"] == 0


def test_a_laptop_that_comes_later_reads_nothing_of_it(two: tuple[Played, Played], house: House, laptop: Make) -> None:
    erase(house)
    late = laptop("second_engineer")
    late.pull()
    assert values(late)["contact"] is None
    assert NAME not in written_on(late)


def test_an_erasure_between_two_pages_of_a_backfill(two: tuple[Played, Played], house: House) -> None:
    """Half of a grant's records are here when something is erased in the other half, and in this one."""
    engineer, _ = two
    engineer.round()
    with engineer.store.database.writing() as connection:
        grant = next(iter(engineer.sync._outgoing.meta("grants").values()))
        connection.exec_driver_sql("DELETE FROM record")
        connection.exec_driver_sql("UPDATE meta SET value = ? WHERE name = 'backfill'", (dumps({grant: ""}),))
    erase(house)
    engineer.pull()
    assert values(engineer)["contact"] is None
    assert NAME not in written_on(engineer)


def test_a_held_change_is_cleaned_and_decided_under_the_same_name(two: tuple[Played, Played], house: House) -> None:
    engineer, _ = two
    write(engineer, contact="何人", phone="139")
    with engineer.store.database.writing() as connection:
        later = {"form_version": FORMS["customer"].version + 1}
        connection.execute(update(OUTBOX).where(OUTBOX.c.state == "open").values(later))
    engineer.push()
    assert summary(engineer.store)["held"] == 1
    erase(house, "何人")
    assert "何人" not in written_at(house)
    with house.database.writing() as connection:
        (row,) = held.waiting(connection)
        connection.execute(update(CHANGE).where(CHANGE.c.id == row["id"]).values(form_version=1))
        held.settle(connection, row["id"], 0, "E110", take=True)
    with engineer.store.database.writing() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.state == "held").values(state="sealed"))
    engineer.round()
    assert summary(engineer.store)["waiting"] == summary(engineer.store)["held"] == 0
    assert values(engineer)["contact"] is None
    assert values(engineer)["phone"] == "139"


def test_an_import_of_the_old_list_does_not_bring_it_back(house: House, laptop: Make, clock: PlayedClock) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    name, phone = values(engineer)["contact"], values(engineer)["phone"]
    assert name
    erase(house, name)
    result = import_company(house.database, clock, [resource("demo/company")])
    assert result["customers"]["changed"] == 0
    engineer.pull()
    assert values(engineer)["contact"] is None
    with house.database.reading() as connection:
        stored = load(connection, CUSTOMER)
    assert stored is not None
    assert name not in repr(stored)
    assert phone not in repr(stored)


def test_texts_are_masked_only_when_that_is_asked_for(two: tuple[Played, Played], house: House) -> None:
    engineer, manager = two
    write(engineer, notes=f"找{NAME}，电话{PHONE}。")
    engineer.round()
    manager.round()
    left = erase(house)
    assert [spot.path for spot in left.mentioned] == ["notes"]
    assert NAME in written_at(house)
    done = erase(house, in_text=True)
    assert [spot.path for spot in done.erased] == ["notes"]
    for one in two:
        one.round()
        assert values(one)["notes"] == "找***，电话***。"
        assert NAME not in written_on(one)
    assert NAME not in written_at(house)


def test_own_words_about_what_went_out_of_sight_are_erased_too(laptop: Make, house: House) -> None:
    engineer, head = laptop("engineer"), laptop("department_manager")
    engineer.pull()
    problem, call = new_id(), new_id()
    now = "2026-11-09T00:12:00Z"
    taken_in = {
        "summary": "心跳丢失", "customer": CUSTOMER, "line": natural_id("product_line", "AN"), "received_at": now,
        "received_by": engineer.actor.person, "status": "open",
    }  # fmt: skip
    called = {"problem": problem, "contact_at": now, "whom": NAME, "said": "是"}
    edits = [Edit("problem", problem, dict(taken_in)), Edit("contact", call, dict(called))]
    engineer.store.write(engineer.actor, edits)
    engineer.round()
    head.pull()
    line = {"line": natural_id("product_line", "SW")}
    head.store.write(head.actor, [Edit("problem", problem, dict(line), head.store.open(problem))])
    head.round()
    engineer.round()
    assert engineer.store.get(call) is None
    assert NAME in written_on(engineer)
    erase(house)
    for one in (engineer, head):
        one.round()
        assert NAME not in written_on(one)
    shown = head.store.get(call)
    assert shown is not None
    assert shown.values["whom"] == "***"


def test_what_the_form_of_an_own_edit_showed_is_erased_too(two: tuple[Played, Played], house: House) -> None:
    """It is kept beside the edit, for the card of a conflict."""
    for one in two:
        one.store.write(one.actor, [Edit("customer", CUSTOMER, {"contact": "另一人"}, one.store.open(CUSTOMER))])
        assert NAME in shown_by(one)
    erase(house)
    for one in two:
        one.round()
        assert NAME not in shown_by(one)


def shown_by(one: Played) -> str:
    """What the forms of the own edits showed."""
    with one.store.database.reading() as connection:
        return dumps([row.shown for row in connection.execute(select(OUTBOX.c.shown))])
