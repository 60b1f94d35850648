"""What is too large for one change goes in parts; what fits into no message, left by an older one, stops nothing."""

from typing import Any

import pytest
from conftest import Played
from courier_trips import ENGINEER, Trips, new_problem
from sqlalchemy import insert, select, update

from fieldkit.access import Actor
from fieldkit.actions.courier import pack
from fieldkit.actions.enrol import sync
from fieldkit.forms import Values, new_id, only_child_id
from fieldkit.records.tables import GROUP_CHANGES, PATCH_PATHS
from fieldkit.store.database import OUTBOX, get_meta
from fieldkit.store.ledger import ledger, summary
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.shown import WITNESSED
from fieldkit.store.store import Edit, Store

from .yesterday import CUSTOMER, Make, Yesterday, enrolled, heads, problem, settle, write


def points(number: int) -> Values:
    """So many points of a checklist, of three values each."""
    said = {"group": "file", "item": "查一查", "state": "gap"}
    return {f"items.p{row}.{name}": value for row in range(number) for name, value in said.items()}


def visit_of(one: Played) -> str:
    """A visit that this laptop prepares."""
    rid, visit = new_id(), new_id()
    write(one, "problem", rid, **problem(one))
    write(
        one, "visit", visit,
        problem=rid, purpose="换板", status="preparing", customer=CUSTOMER, engineer=one.actor.person,
    )  # fmt: skip
    return visit


def left_behind(store: Store, actor: Actor, *edits: Edit, group: str | None = None) -> None:
    """Changes as an older program wrote them, without a look at their size."""
    rows: list[dict[str, Any]] = []
    for edit in edits:
        opened = store.open_all([edit.rid])
        rows.append(
            {
                "grp": group, "kind": edit.kind, "rid": edit.rid, "patch": edit.patch, "base_history": "",
                "base_seq": opened[0].base_seq if opened else 0, "opos": 0, "author": actor.person,
                "device_ms": store.clock.millis(), "form_version": 1, "state": "open",
            }
        )  # fmt: skip
    with store.database.writing() as connection:
        history = get_meta(connection, "history")
        for row in rows:
            connection.execute(insert(OUTBOX), row | {"base_history": history})


def test_a_record_of_more_paths_than_a_change_takes_goes_in_parts(laptop: Make) -> None:
    engineer, manager = enrolled(laptop, "engineer", "line_manager")
    visit = visit_of(engineer)
    sheet = only_child_id(visit, "checklist")
    write(engineer, "checklist", sheet, visit=visit, **points(1_000))
    with engineer.store.database.reading() as connection:
        rows = connection.execute(select(OUTBOX).where(OUTBOX.c.rid == sheet)).all()
    assert [len(row.patch) for row in rows] == [PATCH_PATHS, 1_001]
    assert len({row.grp for row in rows} - {None}) == 1  # taken or refused whole, as it was written
    settle([engineer, manager])
    assert (summary(engineer.store)["waiting"], summary(engineer.store)["rejected"]) == (0, 0)
    record = manager.store.get(sheet)
    assert record is not None
    assert record.values == {"visit": visit, **points(1_000)}


@pytest.mark.parametrize("sealed", [False, True])
def test_an_old_change_that_fits_into_no_message_is_refused_here_and_all_else_goes_on(
    laptop: Make, sealed: bool
) -> None:
    engineer, manager = enrolled(laptop, "engineer", "line_manager")
    visit = visit_of(engineer)
    sheet = only_child_id(visit, "checklist")
    left_behind(engineer.store, engineer.actor, Edit("checklist", sheet, {"visit": visit, **points(700)}))
    write(engineer, "customer", CUSTOMER, contact="后来")
    if sealed:
        Outgoing(engineer.store).page(500, 1_000_000)
    settle([engineer, manager])
    assert heads(manager, "contact") == {"后来"}
    state = summary(engineer.store)
    assert (state["waiting"], state["rejected"], state["rejected_unseen"]) == (0, 1, 1)
    (line,) = [line for line in ledger(engineer.store) if line.rid == sheet]
    assert line.state == "rejected"
    assert "too large" in line.reason["en"]
    assert manager.store.get(visit) is not None
    with engineer.store.database.reading() as connection:
        assert connection.execute(select(OUTBOX.c.code).where(OUTBOX.c.rid == sheet)).scalars().all() == ["size"]


def test_its_group_is_refused_with_it_and_so_is_a_group_of_too_many(laptop: Make) -> None:
    (engineer,) = enrolled(laptop, "engineer")
    visit = visit_of(engineer)
    sheet = only_child_id(visit, "checklist")
    edits = (
        Edit("customer", CUSTOMER, {"contact": "一起"}),
        Edit("checklist", sheet, {"visit": visit, **points(700)}),
    )
    left_behind(engineer.store, engineer.actor, *edits, group=new_id())
    many = [Edit("customer", CUSTOMER, {"phone": str(number)}) for number in range(GROUP_CHANGES + 1)]
    left_behind(engineer.store, engineer.actor, *many, group=new_id())
    write(engineer, "customer", CUSTOMER, address="新街 1 号")
    settle([engineer])
    record = engineer.store.get(CUSTOMER)
    assert record is not None
    assert record.values["address"] == "新街 1 号"
    assert record.values.get("contact") != "一起"
    state = summary(engineer.store)
    assert (state["waiting"], state["rejected"]) == (0, 2 + len(many))


def test_an_old_word_of_others_that_fits_into_no_message_is_nothing_that_this_person_must_look_at(laptop: Make) -> None:
    engineer, manager = enrolled(laptop, "engineer", "line_manager")
    sheet = only_child_id(visit_of(engineer), "checklist")
    left_behind(engineer.store, engineer.actor, Edit("checklist", sheet, points(700)))
    told = {"was": WITNESSED, "state": "sealed", "id": new_id(), "inc": new_id(), "n": 1}
    with engineer.store.database.writing() as connection:
        connection.execute(update(OUTBOX).where(OUTBOX.c.rid == sheet).values(told))
    write(engineer, "customer", CUSTOMER, contact="后来")
    settle([engineer, manager])
    assert heads(manager, "contact") == {"后来"}
    state = summary(engineer.store)
    assert (state["waiting"], state["rejected"], state["rejected_unseen"]) == (0, 0, 0)
    assert not [line for line in ledger(engineer.store) if line.rid == sheet]


def test_a_bundle_is_packed_without_it(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    mine = new_problem(engineer)
    left_behind(
        engineer.store,
        engineer.desk.actor,
        Edit("problem", mine, {f"people.p{row}.name": "x" for row in range(PATCH_PATHS + 1)}),
    )
    trips.off_line()
    assert pack(engineer.desk, trips.path("bundle")).changes == 1
    assert summary(engineer.store)["rejected"] == 1
    trips.on_line()
    sync(engineer.desk)
    assert summary(engineer.store)["waiting"] == 0


def test_a_witness_of_a_large_record_is_told_in_parts(laptop: Make, yesterday: Yesterday) -> None:
    gone, witness, third = enrolled(laptop, "second_engineer", "line_manager", "engineer")
    visit = visit_of(gone)
    settle([gone, witness, third])
    yesterday.back_up()
    sheet = only_child_id(visit, "checklist")
    write(gone, "checklist", sheet, visit=visit, **points(1_000))
    gone.round()
    witness.pull()
    yesterday.restore([witness, third])
    settle([witness, third])
    record = third.store.get(sheet)
    assert record is not None
    assert record.values == {"visit": visit, **points(1_000)}
