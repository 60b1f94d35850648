"""An office put back twice, once without telling: a laptop claims to have seen only what it can show the stamps of."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from conftest import Played
from sqlalchemy import Row, select

from fieldkit.forms import natural_id, new_id
from fieldkit.office.history import begin_history
from fieldkit.office.house import House
from fieldkit.office.tables import ORGANISATION
from fieldkit.records.tables import load
from fieldkit.store.database import OUTBOX
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.restored import sealed_again, try_again
from fieldkit.store.store import Edit
from fieldkit.sync.messages import Base, Change, Proof, Push

from .test_restore import CUSTOMER, back_up, restored, write

Make = Callable[[str], Played]


def tell(house: House) -> None:
    """What `restore` does: a new history, which agrees with the one before up to here."""
    with house.database.writing() as connection:
        organisation = connection.execute(select(ORGANISATION)).one()
        begin_history(connection, {organisation.history: organisation.last_seq})


@pytest.mark.copies_sqlite
@pytest.mark.parametrize("saved", ["before he hears of it", "after he heard of it", "by a field held since"])
def test_what_was_seen_in_a_history_that_is_gone_covers_nothing(laptop: Make, house: House, saved: str) -> None:
    engineer, manager = laptop("engineer"), laptop("line_manager")
    for one in (engineer, manager):
        one.pull()
    back_up(house)
    for number in range(5):
        write(engineer, phone=f"13{number}")
        engineer.round()
    form = engineer.store.open(CUSTOMER)
    again = restored(house, [engineer, manager])
    for contact in ("甲", "丙"):  # under the numbers that the engineer saw used for the phone
        write(manager, contact=contact)
        manager.round()
    tell(again)
    edit = Edit("customer", CUSTOMER, {"contact": "乙"}, form)
    if saved == "before he hears of it":
        engineer.store.write(engineer.actor, [edit])
    engineer.round()
    if saved == "by a field held since":
        edit = replace(edit, opened=engineer.store.open(CUSTOMER).as_seen(form))
    if saved != "before he hears of it":
        engineer.store.write(engineer.actor, [edit])
    engineer.round()
    record = engineer.store.get(CUSTOMER)
    assert record is not None
    assert {head.value for head in record.conflicts["contact"]} == {"丙", "乙"}
    again.close()


@pytest.mark.copies_sqlite
def test_what_both_have_seen_still_counts(laptop: Make, house: House) -> None:
    engineer, manager = laptop("engineer"), laptop("line_manager")
    manager.pull()
    write(manager, contact="甲")
    manager.round()
    engineer.pull()
    back_up(house)
    write(engineer, phone="139")
    engineer.round()
    again = restored(house, [engineer, manager])
    tell(again)
    write(engineer, contact="乙")
    engineer.round()
    record = engineer.store.get(CUSTOMER)
    assert record is not None
    assert (record.values["contact"], record.values["phone"], record.conflicts) == ("乙", "139", {})
    again.close()


def forked_before(manager: Played, house: House) -> tuple[Row[Any], str]:
    """The office before the manager wrote 甲, and the name of a history that agrees with its own up to there."""
    manager.pull()
    with house.database.reading() as connection:
        before = connection.execute(select(ORGANISATION)).one()
    write(manager, contact="甲")
    manager.round()
    with house.database.writing() as connection:
        return before, begin_history(connection, {before.history: before.last_seq})


def test_a_base_of_another_history_counts_up_to_the_fork_only(laptop: Make, house: House) -> None:
    """Whoever does not lower it himself, such as an older program."""
    engineer, manager = laptop("engineer"), laptop("line_manager")
    before, history = forked_before(manager, house)
    change = Change(
        id=new_id(), inc=str(uuid4()), n=1, prev=None, kind="customer", rid=CUSTOMER, patch={"contact": "乙"},
        base=Base(history=before.history, seq=before.last_seq + 1), author=engineer.actor.person, device_ms=1,
    )  # fmt: skip
    message = Push(history=history, proof=Proof(seq=0, stamp=""), inc=change.inc, changes=[change])
    assert engineer.wire.push(message).verdicts[0].status == "ok"
    with house.database.reading() as connection:
        stored = load(connection, CUSTOMER)
    assert stored is not None
    assert {head.value for head in stored.heads.get("contact", ())} == {"甲", "乙"}


def test_what_was_refused_is_not_covered_by_a_form_that_did_not_show_it(laptop: Make) -> None:
    """Taken by the former office, refused by the restored one, and tried again when what it builds on comes."""
    engineer = laptop("engineer")
    engineer.pull()
    number = natural_id("customer", "C1900")
    write(engineer, contact="甲")
    with engineer.store.database.writing() as connection:
        connection.execute(OUTBOX.update().values(state="rejected", was="ok"))
    form = engineer.store.open(number)
    with engineer.store.database.writing() as connection:
        assert try_again(connection, {number}) == {number}
    engineer.store.write(engineer.actor, [Edit("customer", number, {"contact": "乙"}, form)])
    rows = {row["patch"]["contact"]: row for row in Outgoing(engineer.store).page(10, 10_000)}
    assert rows["乙"]["own"].get(rows["甲"]["inc"], 0) < rows["甲"]["n"]


@pytest.mark.parametrize("again", ["tried again", "another restore"])
def test_what_is_tried_again_without_the_rest_of_its_group_goes_alone(laptop: Make, again: str) -> None:
    """One part was refused, as its record's time was over; the other had been taken before."""
    engineer = laptop("engineer")
    engineer.pull()
    gone, kept = new_id(), CUSTOMER
    first = Edit("customer", gone, {"customer_name": "乙"})
    edits = [first, Edit("customer", kept, {"contact": "甲"}, engineer.store.open(kept))]
    engineer.store.write(engineer.actor, edits, together=True)
    whole = Outgoing(engineer.store).page(10, 10_000)
    assert len({row["grp"] for row in whole} - {None}) == 1
    with engineer.store.database.writing() as connection:
        connection.execute(OUTBOX.update().values(state="ok", was="ok"))
        connection.execute(OUTBOX.update().where(OUTBOX.c.rid == gone).values(state="rejected"))
        if again == "tried again":
            assert try_again(connection, {gone}) == {gone}
        else:
            sealed_again(connection)
    Outgoing(engineer.store).rekey()
    rows = {row["rid"]: row for row in Outgoing(engineer.store).page(10, 10_000)}
    assert rows[gone]["grp"] is None
    assert rows[gone]["id"] not in {None, *(row["id"] for row in whole)}
    if again == "another restore":
        assert rows[kept]["grp"] == whole[0]["grp"]


def test_what_a_witness_tells_again_after_it_was_erased_is_the_same_word(laptop: Make, house: House) -> None:
    """The office kept nothing of it the first time, so nothing of it was there to be erased."""
    manager = laptop("line_manager")
    before, history = forked_before(manager, house)
    told = Change(
        id=new_id(), inc=str(uuid4()), n=1, prev=None, kind="customer", rid=CUSTOMER, patch={"contact": "甲"},
        base=Base(history=before.history, seq=before.last_seq), author=manager.actor.person, device_ms=1,
        was="witnessed",
    )  # fmt: skip
    erased = told.model_copy(update={"inc": str(uuid4()), "patch": {"contact": "***"}})
    for change in (told, erased):
        message = Push(history=history, proof=Proof(seq=0, stamp=""), inc=change.inc, changes=[change])
        reply = manager.wire.push(message)
        assert (reply.stop, [verdict.code for verdict in reply.verdicts]) == (None, ["known"])
