"""News that come page by page while others write on: what a form shows between two pages is worth no more than that.

Each scene fails when the rule that it is about is switched off (test_mutations.py).
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from threading import Event

import pytest
from conftest import Played
from sqlalchemy import select

from fieldkit.errors import OfflineError
from fieldkit.forms import Values, new_id
from fieldkit.office import pull
from fieldkit.office.house import House
from fieldkit.office.push import push
from fieldkit.office.tables import SEQ
from fieldkit.store.store import Edit
from fieldkit.sync.messages import Push

from .test_restore import CUSTOMER, PROBLEM, foreign_units, write

Make = Callable[[str], Played]


def one_page(one: Played) -> None:
    """The line breaks after a page, if that was not the last."""
    pages = iter(range(1))
    one.wire.lose = lambda what: what == "reply" and next(pages, None) is None
    with suppress(OfflineError):
        one.pull()
    one.wire.lose = lambda _what: False


def jumped_ahead(laptop: Make, monkeypatch: pytest.MonkeyPatch) -> tuple[Played, Played]:
    """An engineer between two pages: a record that was to come next has moved behind what came instead."""
    engineer, manager = laptop("engineer"), laptop("line_manager")
    for one in (engineer, manager):
        one.pull()
    first, second = [record.id for record in manager.store.find("customer") if record.id != CUSTOMER][:2]
    monkeypatch.setattr(pull, "PAGE_ROWS", 1)
    for rid, patch in ((first, "一"), (CUSTOMER, "二")):
        manager.store.write(manager.actor, [Edit("customer", rid, {"contact": patch}, manager.store.open(rid))])
    manager.push()
    one_page(engineer)
    manager.store.write(manager.actor, [Edit("customer", second, {"contact": "三"}, manager.store.open(second))])
    write(manager, phone="139")
    manager.push()
    one_page(engineer)
    return engineer, manager


def test_a_form_between_two_pages_saw_only_what_had_come(laptop: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    engineer, _ = jumped_ahead(laptop, monkeypatch)
    write(engineer, contact="四")
    engineer.push()
    engineer.pull()
    record = engineer.store.get(CUSTOMER)
    assert record is not None
    assert {head.value for head in record.conflicts.get("contact", ())} == {"二", "四"}


def test_a_record_that_jumped_ahead_between_two_pages_loses_nothing(
    laptop: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    engineer, _ = jumped_ahead(laptop, monkeypatch)
    engineer.pull()
    record = engineer.store.get(CUSTOMER)
    assert record is not None
    assert (record.values["contact"], record.values["phone"]) == ("二", "139")


def test_a_record_is_not_shown_before_it_is_whole(laptop: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change to a record that a new grant opens comes before its backfill has reached the record."""
    engineer, head = laptop("engineer"), laptop("department_manager")
    for one in (engineer, head):
        one.pull()
    unit = foreign_units(head)[1]
    rid = new_id()
    given: Values = PROBLEM | {"customer": unit.scope.customer, "line": unit.scope.line}
    head.store.write(head.actor, [Edit("problem", rid, given)])
    step: Values = {"status": "assigned", "assigned_to": engineer.actor.person}
    head.store.write(head.actor, [Edit("problem", rid, step, head.store.open(rid))])
    head.push()
    monkeypatch.setattr(pull, "PAGE_ROWS", 1)
    for _ in range(20):
        one_page(engineer)
        if engineer.sync._position()[1]:
            break
    assert engineer.store.get(unit.id) is None
    head.store.write(head.actor, [Edit("equipment", unit.id, {"place": "新柜"}, head.store.open(unit.id))])
    head.push()
    whole = unit.values | {"place": "新柜"}
    while engineer.sync._position()[1]:
        one_page(engineer)
        record = engineer.store.get(unit.id)
        assert record is None or record.values == whole
    shown = engineer.store.get(unit.id)
    assert shown is not None
    assert shown.values == whole


def test_a_number_is_given_when_all_below_it_can_be_read(laptop: Make, house: House) -> None:
    """A second worker waits for the first; else a reader passes a number whose change he will never see."""
    told: list[Push] = []
    senders = [laptop(name) for name in ("engineer", "line_manager")]
    for one in senders:
        one.pull()
        straight = one.wire.push
        write(one, notes=one.actor.name)
        one.wire.push = lambda message, straight=straight: (told.append(message), straight(message))[1]  # type: ignore[method-assign]
        one.wire.lose = lambda what: what == "request"
        with pytest.raises(OfflineError):
            one.push()
    begun = Event()

    def second() -> None:
        begun.set()
        with house.database.writing() as connection:
            push(connection, senders[1].wire.sender, told[-1], house.clock.millis())

    with ThreadPoolExecutor(1) as worker:
        with house.database.writing() as connection:
            push(connection, senders[0].wire.sender, told[0], house.clock.millis())
            waits = worker.submit(second)
            begun.wait()
            assert not wait([waits], timeout=0.3).done
        waits.result()
    with house.database.reading() as connection:
        numbers = connection.execute(select(SEQ.c.first, SEQ.c.last).order_by(SEQ.c.first.desc()).limit(2)).all()
    assert numbers[0].first == numbers[1].last + 1
