"""An office put back from its backup: laptops bring again what it lost, also of others; nothing is forged by that."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Played
from sqlalchemy import select

from fieldkit.clock import PlayedClock
from fieldkit.forms import Values, natural_id, new_id
from fieldkit.office.backup import back_up, mark_durable
from fieldkit.office.house import House, open_house
from fieldkit.office.restore import restore
from fieldkit.office.tables import AUDIT, CHANGE
from fieldkit.records.tables import load
from fieldkit.store.database import OUTBOX
from fieldkit.store.ledger import ledger, summary
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.store import Edit
from fieldkit.sync.messages import Base, Change, Push

CUSTOMER = natural_id("customer", "C1900")
LINE = natural_id("product_line", "AN")
Make = Callable[[str], Played]


class Yesterday:
    """A backup, and the office put back from it when the test says so."""

    def __init__(self, house: House, folder: Path, clock: PlayedClock) -> None:
        self.house, self.folder, self.clock = house, folder, clock
        self.opened: list[House] = []

    def back_up(self) -> None:
        back_up(self.house, self.folder / "backups")

    def restore(self, laptops: list[Played]) -> House:
        target = self.folder / f"again{len(self.opened)}"
        restore(target, self.folder / "backups", self.house.folder / "recovery.key", self.clock, database="")
        again = open_house(target, self.clock)
        self.opened.append(again)
        for one in laptops:
            one.wire.database = again.database
        return again


@pytest.fixture
def yesterday(house: House, tmp_path: Path, clock: PlayedClock) -> Iterator[Yesterday]:
    made = Yesterday(house, tmp_path, clock)
    yield made
    for again in made.opened:
        again.close()


def enrolled(laptop: Make, *names: str) -> list[Played]:
    """Laptops that know whose they are, as enrolment leaves them, with the company's lists."""
    made = [laptop(name) for name in names]
    for one in made:
        Outgoing(one.store).put("identity", {"person": one.actor.person})
        one.pull()
    return made


def write(one: Played, kind: str, rid: str, **patch: Any) -> None:
    opened = one.store.open(rid) if one.store.get(rid) else None
    one.store.write(one.actor, [Edit(kind, rid, dict(patch), opened)])


def problem(one: Played) -> Values:
    at = {"received_at": "2026-11-09T00:12:00Z", "received_by": one.actor.person}
    return {
        "summary": "心跳丢失",
        "customer": CUSTOMER,
        "line": LINE,
        "status": "open",
        "level": "2",
        "symptom": "x",
        **at,
    }


def heads(one: Played, path: str, rid: str = CUSTOMER) -> set[Any]:
    record = one.store.get(rid)
    if record is None:
        return set()
    return {head.value for head in record.conflicts.get(path, ())} or {record.values.get(path)}


def settle(laptops: list[Played], rounds: int = 3) -> None:
    for _ in range(rounds):
        for one in laptops:
            one.round()


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


def assigned(manager: Played, engineer: Played) -> str:
    rid = new_id()
    write(manager, "problem", rid, **problem(manager))
    write(manager, "problem", rid, status="assigned", assigned_to=engineer.actor.person)
    manager.round()
    return rid


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


def claim(one: Played, history: str, kind: str, rid: str, patch: Values) -> Any:
    """A witnessed change as a hostile laptop would make it up."""
    inc = new_id()
    change = Change(
        id=new_id(), inc=inc, n=1, prev=None, kind=kind, rid=rid, patch=patch, base=Base(history=history, seq=0),
        author=one.actor.person, device_ms=0, was="witnessed",
    )  # fmt: skip
    now = Outgoing(one.store).meta("history")
    return one.wire.push(Push(history=now, proof=one.sync._proof(), inc=inc, changes=[change])).verdicts[0]


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


def test_where_the_fork_is_not_known_nothing_is_handed_back(laptop: Make, yesterday: Yesterday) -> None:
    (engineer,) = enrolled(laptop, "engineer")
    engineer.sync._incoming.start_over(new_id(), 0)
    with engineer.store.database.reading() as connection:
        assert connection.execute(select(OUTBOX)).first() is None
