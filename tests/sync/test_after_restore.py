"""An office put back from its backup: laptops bring again what it lost, also of others; nothing is forged by that."""

from sqlalchemy import select

from fieldkit.forms import new_id
from fieldkit.office.backup import mark_durable
from fieldkit.records.tables import load
from fieldkit.store.database import OUTBOX
from fieldkit.store.ledger import ledger, summary

from .yesterday import CUSTOMER, Make, Yesterday, assigned, enrolled, heads, problem, settle, write


def test_everything_acknowledged_is_there_again(laptop: Make, yesterday: Yesterday) -> None:
    """Three laptops wrote after the backup, one of them beside another; the office of yesterday gets it all back."""
    three = enrolled(laptop, "engineer", "second_engineer", "line_manager")
    engineer, second, manager = three
    write(engineer, "customer", CUSTOMER, contact="before")
    settle(three)
    yesterday.back_up()
    rids = [new_id() for _ in three]
    for one, rid in zip(three, rids, strict=True):
        write(one, "problem", rid, **problem(one))
        write(one, "customer", CUSTOMER, contact=one.actor.name)
    settle(three)
    write(engineer, "customer", CUSTOMER, phone="1")
    engineer.push()
    write(second, "customer", CUSTOMER, phone="2")  # not sent before the office falls back
    before = {path: heads(manager, path) for path in ("contact", "phone")}
    again = yesterday.restore(three)
    settle(three)
    for one in three:
        assert heads(one, "contact") == before["contact"] == {"engineer", "second_engineer", "line_manager"}
        assert heads(one, "phone") == {"1", "2"}
        assert all(one.store.get(rid) is not None for rid in rids)
        assert summary(one.store)["waiting"] == 0
        assert summary(one.store)["rejected"] == summary(one.store)["held"] == 0
    with again.database.reading() as connection:
        assert all(load(connection, rid) is not None for rid in rids)


def test_backed_up_is_said_only_while_it_is_true(laptop: Make, yesterday: Yesterday) -> None:
    (engineer,) = enrolled(laptop, "engineer")
    write(engineer, "customer", CUSTOMER, contact="one")
    engineer.round()
    assert [line.state for line in ledger(engineer.store)] == ["stored"]
    yesterday.back_up()
    engineer.pull()
    assert [line.state for line in ledger(engineer.store)] == ["backed_up"]
    write(engineer, "customer", CUSTOMER, phone="two")
    engineer.round()
    assert [line.state for line in ledger(engineer.store)] == ["stored"]
    with yesterday.house.database.reading() as connection:
        last = connection.exec_driver_sql("SELECT last_seq FROM organisation").scalar_one()
    mark_durable(yesterday.house, last)
    engineer.pull()
    assert [line.state for line in ledger(engineer.store)] == ["backed_up"]
    yesterday.restore([engineer])
    engineer.sync._resettle(engineer.sync._ask())
    engineer.push()  # the numbers up to `last` are given again: nothing covers them
    assert [line.state for line in ledger(engineer.store)] == ["stored"]
    engineer.round()
    assert [line.state for line in ledger(engineer.store)] == ["stored"]


def test_nothing_acknowledged_leaves_the_laptop_by_a_backup(laptop: Make, yesterday: Yesterday) -> None:
    (engineer,) = enrolled(laptop, "engineer")
    write(engineer, "customer", CUSTOMER, contact="one")
    engineer.round()
    yesterday.back_up()
    settle([engineer])
    with engineer.store.database.reading() as connection:
        assert [row.state for row in connection.execute(select(OUTBOX.c.state))] == ["ok"]


def test_what_builds_on_a_record_that_is_missing_is_tried_again_when_it_comes(
    laptop: Make, yesterday: Yesterday
) -> None:
    """The engineer is the first to speak to the restored office; the job he works on is the manager's."""
    manager, engineer = enrolled(laptop, "line_manager", "engineer")
    yesterday.back_up()
    rid = assigned(manager, engineer)
    settle([engineer])
    write(engineer, "problem", rid, symptom="灯灭")
    journey = new_id()
    visit = {"problem": rid, "customer": CUSTOMER, "engineer": engineer.actor.person, "purpose": "x"}
    write(engineer, "visit", journey, **visit, status="preparing")
    write(engineer, "problem", rid, status="solved")
    engineer.round()
    assert summary(engineer.store)["rejected"] == 0
    again = yesterday.restore([engineer, manager])
    settle([engineer])
    assert summary(engineer.store)["rejected"] > 0  # for now, and it says so
    settle([manager, engineer], 5)
    assert summary(engineer.store)["rejected"] == summary(manager.store)["rejected"] == 0
    with again.database.reading() as connection:
        stored, trip = load(connection, rid), load(connection, journey)
    assert stored is not None
    assert trip is not None
    assert (stored.values["symptom"], stored.values["status"]) == ("灯灭", "solved")


def test_what_was_refused_before_stays_refused(laptop: Make, yesterday: Yesterday) -> None:
    manager, engineer = enrolled(laptop, "line_manager", "engineer")
    yesterday.back_up()
    rid = new_id()
    write(engineer, "problem", rid, **problem(engineer))
    write(engineer, "problem", rid, status="assigned", assigned_to=engineer.actor.person)
    settle([engineer, manager])
    assert summary(engineer.store)["rejected"] == 1
    yesterday.restore([engineer, manager])
    settle([engineer, manager], 5)
    assert summary(engineer.store)["rejected"] == 1
    assert heads(manager, "status", rid) == {"open"}


def test_where_the_fork_is_not_known_nothing_is_handed_back(laptop: Make, yesterday: Yesterday) -> None:
    (engineer,) = enrolled(laptop, "engineer")
    engineer.sync._incoming.start_over(new_id(), 0)
    with engineer.store.database.reading() as connection:
        assert connection.execute(select(OUTBOX)).first() is None
