"""Two laptops and one office: what one writes, the other sees; what both write is kept and shown."""

from collections.abc import Callable

import pytest
from conftest import Played

from fieldkit.errors import OfflineError
from fieldkit.forms import Values, natural_id, new_id, row_ids
from fieldkit.office import pull as office_pull
from fieldkit.records.find import find
from fieldkit.store.ledger import conflicted, ledger, summary
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.store import Edit
from fieldkit.sync import client
from fieldkit.sync.line import LaterError
from fieldkit.sync.messages import Push, PushReply

CUSTOMER = natural_id("customer", "C1900")
Make = Callable[[str], Played]


def problem() -> Values:
    return {
        "summary": "心跳丢失",
        "customer": CUSTOMER,
        "line": natural_id("product_line", "AN"),
        "received_at": "2026-11-09T00:12:00Z",
        "received_by": natural_id("person", "E104"),
        "status": "open",
        "level": "2",
        "symptom": "主控板心跳丢失",
    }


def test_the_lists_reach_a_new_laptop_within_its_line(laptop: Make) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    assert len(engineer.store.find("customer")) == 15
    lines = {record.scope.line for record in engineer.store.find("equipment")}
    assert lines == {natural_id("product_line", "AN")}


def test_what_one_writes_the_other_sees(laptop: Make) -> None:
    engineer, manager = laptop("engineer"), laptop("line_manager")
    rid = new_id()
    manager.store.write(manager.actor, [Edit("problem", rid, problem())])
    manager.push()
    engineer.pull()
    shown = engineer.store.get(rid)
    assert shown is not None
    assert shown.values["summary"] == "心跳丢失"
    assert summary(manager.store)["stored"] == 1


def test_two_edits_of_one_field_are_both_kept_and_shown(laptop: Make) -> None:
    engineer, manager = laptop("engineer"), laptop("line_manager")
    for one in (engineer, manager):
        one.pull()
        one.store.write(one.actor, [Edit("customer", CUSTOMER, {"contact": one.actor.name}, one.store.open(CUSTOMER))])
    engineer.push()
    manager.push()
    for one in (engineer, manager):
        one.pull()
        record = one.store.get(CUSTOMER)
        assert record is not None
        assert {head.value for head in record.conflicts["contact"]} == {"engineer", "line_manager"}


def test_choosing_settles_a_conflict_everywhere(laptop: Make) -> None:
    engineer, manager = laptop("engineer"), laptop("line_manager")
    test_two = {"contact": "甲"}, {"contact": "乙"}
    for one, patch in zip((engineer, manager), test_two, strict=True):
        one.pull()
        one.store.write(one.actor, [Edit("customer", CUSTOMER, patch, one.store.open(CUSTOMER))])
    engineer.push()
    manager.round()
    manager.store.write(manager.actor, [Edit("customer", CUSTOMER, {"contact": "甲"}, manager.store.open(CUSTOMER))])
    manager.round()
    engineer.pull()
    for one in (engineer, manager):
        assert conflicted(one.store) == []
        record = one.store.get(CUSTOMER)
        assert record is not None
        assert record.values["contact"] == "甲"


def test_ones_own_edits_one_after_another_leave_one_head(laptop: Make) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    for number in range(5):
        opened = engineer.store.open(CUSTOMER)
        engineer.store.write(engineer.actor, [Edit("customer", CUSTOMER, {"contact": f"第{number}人"}, opened)])
        engineer.push()
    engineer.pull()
    record = engineer.store.get(CUSTOMER)
    assert record is not None
    assert record.conflicts == {}
    assert record.values["contact"] == "第4人"


def test_a_lost_reply_does_no_harm(laptop: Make) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    engineer.store.write(engineer.actor, [Edit("customer", CUSTOMER, {"contact": "甲"})])
    lost = iter([True])
    engineer.wire.lose = lambda what: what == "reply" and next(lost, False)
    assert engineer.push().pushed == 1
    engineer.pull()
    assert summary(engineer.store)["waiting"] == 0
    assert [line.state for line in ledger(engineer.store)] == ["stored"]


def test_without_a_line_everything_waits(laptop: Make) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    engineer.store.write(engineer.actor, [Edit("customer", CUSTOMER, {"contact": "甲"})])
    engineer.wire.lose = lambda what: True
    with pytest.raises(OfflineError):
        engineer.push()
    assert summary(engineer.store)["waiting"] == 1


def test_a_restored_laptop_starts_a_new_incarnation(laptop: Make) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    engineer.store.write(engineer.actor, [Edit("customer", CUSTOMER, {"contact": "甲"})])
    outgoing = Outgoing(engineer.store)
    before = outgoing.numbering()
    engineer.push()
    outgoing.put("numbering", [before.inc, before.n, before.last])
    engineer.store.write(engineer.actor, [Edit("customer", CUSTOMER, {"phone": "1"})])
    engineer.push()
    assert outgoing.numbering().inc != before.inc
    assert summary(engineer.store)["waiting"] == 0


def test_a_foreign_author_is_refused_and_says_so(laptop: Make) -> None:
    engineer, manager = laptop("engineer"), laptop("line_manager")
    engineer.pull()
    engineer.store.write(manager.actor, [Edit("customer", CUSTOMER, {"contact": "甲"})])
    engineer.push()
    (line,) = ledger(engineer.store)
    assert line.state == "rejected"
    assert set(line.reason) == {"zh", "en"}


def test_a_group_is_taken_or_refused_whole(laptop: Make) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    rid = new_id()
    wrong = Edit("problem", rid, {"status": "closed"})
    engineer.store.write(engineer.actor, [Edit("problem", rid, problem()), wrong], together=True)
    engineer.push()
    assert {line.state for line in ledger(engineer.store)} == {"rejected"}
    manager = laptop("line_manager")
    manager.pull()
    assert manager.store.get(rid) is None


def test_the_first_step_accepted_stands(laptop: Make) -> None:
    first, second = laptop("line_manager"), laptop("department_manager")
    engineer = natural_id("person", "E100")
    rid = new_id()
    first.store.write(first.actor, [Edit("problem", rid, problem())])
    first.round()
    second.pull()
    for one in (first, second):
        patch: Values = {"status": "assigned", "assigned_to": engineer}
        one.store.write(one.actor, [Edit("problem", rid, patch, one.store.open(rid))])
    first.push()
    second.push()
    assert [line.state for line in ledger(second.store)] == ["rejected"]
    second.pull()
    shown = second.store.get(rid)
    assert shown is not None
    assert shown.values["status"] == "assigned"


def test_an_engineer_may_not_assign(laptop: Make) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    rid = new_id()
    engineer.store.write(engineer.actor, [Edit("problem", rid, problem())])
    patch: Values = {"status": "assigned", "assigned_to": engineer.actor.person}
    engineer.store.write(engineer.actor, [Edit("problem", rid, patch)])
    engineer.push()
    states = summary(engineer.store)
    assert (states["stored"], states["rejected"]) == (1, 1)


@pytest.mark.parametrize(("rows", "size"), [(3, 1_000_000), (1_000, 1_000), (1, 1_000)])
def test_news_in_many_small_pages_are_the_same_news(
    laptop: Make, monkeypatch: pytest.MonkeyPatch, rows: int, size: int
) -> None:
    whole = laptop("engineer")
    whole.pull()
    monkeypatch.setattr(office_pull, "PAGE_ROWS", rows)
    monkeypatch.setattr(client, "_PULL_BYTES", size)
    paged = laptop("engineer")
    paged.pull()
    for kind in ("customer", "equipment", "software", "person"):
        assert paged.store.find(kind) == whole.store.find(kind)


def test_who_is_given_a_foreign_job_sees_its_records_and_loses_them_when_it_is_closed(laptop: Make) -> None:
    """A grant given is backfilled; one taken away is evicted."""
    engineer, head = laptop("engineer"), laptop("department_manager")
    engineer.pull()
    head.pull()
    other = next(unit for unit in head.store.find("equipment") if unit.scope.line != engineer_line())
    assert engineer.store.get(other.id) is None
    rid = new_id()
    values = problem() | {"customer": other.scope.customer, "line": other.scope.line}
    head.store.write(head.actor, [Edit("problem", rid, values)])
    patch: Values = {"status": "assigned", "assigned_to": engineer.actor.person}
    head.store.write(head.actor, [Edit("problem", rid, patch, head.store.open(rid))])
    head.round()
    engineer.pull()
    engineer.pull()
    assert engineer.store.get(rid) is not None
    assert engineer.store.get(other.id) is not None
    for status in ("solved", "closed"):
        head.store.write(head.actor, [Edit("problem", rid, {"status": status}, head.store.open(rid))])
        head.round()
    assert summary(head.store)["rejected"] == 0
    engineer.pull()
    engineer.pull()
    assert engineer.store.get(other.id) is None
    assert engineer.store.find("equipment", {"serial": other.values["serial"]}) == []


def test_a_record_that_moves_away_leaves(laptop: Make) -> None:
    engineer, head = laptop("engineer"), laptop("department_manager")
    engineer.pull()
    head.pull()
    unit = engineer.store.find("equipment")[0]
    other = next(one for one in head.store.find("product_line") if one.id != engineer_line())
    head.store.write(head.actor, [Edit("equipment", unit.id, {"line": other.id}, head.store.open(unit.id))])
    head.round()
    engineer.pull()
    assert engineer.store.get(unit.id) is None
    assert engineer.store.find("software", {"equipment": unit.id}) == []
    head.store.write(head.actor, [Edit("equipment", unit.id, {"line": engineer_line()}, head.store.open(unit.id))])
    head.round()
    engineer.pull()
    back = engineer.store.get(unit.id)
    assert back is not None
    assert back.values["serial"] == unit.values["serial"]
    assert engineer.store.find("software", {"equipment": unit.id}) != []


def test_a_record_that_moves_within_ones_sight_stays(laptop: Make) -> None:
    """Its tombstone and its new place come in one page."""
    head = laptop("department_manager")
    head.pull()
    unit = next(one for one in head.store.find("equipment") if one.scope.line == engineer_line())
    other = next(one for one in head.store.find("product_line") if one.id != engineer_line())
    head.store.write(head.actor, [Edit("equipment", unit.id, {"line": other.id}, head.store.open(unit.id))])
    head.round()
    (shown,) = head.store.find("equipment", {"serial": unit.values["serial"]})
    assert shown.values == unit.values | {"line": other.id}


def test_what_one_wrote_in_a_record_goes_with_it_out_of_sight(laptop: Make) -> None:
    engineer, head = laptop("engineer"), laptop("department_manager")
    engineer.pull()
    unit = engineer.store.find("equipment")[0]
    engineer.store.write(engineer.actor, [Edit("equipment", unit.id, {"place": "A3"}, engineer.store.open(unit.id))])
    engineer.round()
    head.pull()
    other = next(one for one in head.store.find("product_line") if one.id != engineer_line())
    head.store.write(head.actor, [Edit("equipment", unit.id, {"line": other.id}, head.store.open(unit.id))])
    head.round()
    engineer.pull()
    assert engineer.store.get(unit.id) is None
    assert engineer.store.find("equipment", {"place": "A3"}) == []
    assert summary(engineer.store)["stored"] == 1


def test_a_late_verdict_takes_a_record_that_went_out_of_sight_from_the_lists(laptop: Make) -> None:
    """The office took it and gave it away; the laptop pulled before it heard so."""
    manager, head = laptop("line_manager"), laptop("department_manager")
    for one in (manager, head):
        one.pull()
    rid = new_id()
    manager.store.write(manager.actor, [Edit("problem", rid, problem())])
    manager.wire.lose = lambda what: what == "reply"
    with pytest.raises(OfflineError):
        manager.push()
    manager.wire.lose = lambda _what: False
    head.pull()
    other = next(one for one in head.store.find("product_line") if one.id != engineer_line())
    head.store.write(head.actor, [Edit("problem", rid, {"line": other.id}, head.store.open(rid))])
    head.push()
    manager.pull()
    assert listed(manager, "problem") == {rid}
    manager.push()
    assert summary(manager.store)["stored"] == 1
    assert manager.store.get(rid) is None
    assert listed(manager, "problem") == set()


def listed(one: Played, kind: str) -> set[str]:
    """The ids in the derived table, whether their records are shown or not."""
    with one.store.database.reading() as connection:
        return set(find(connection, kind))


def test_other_roles_read_other_kinds(laptop: Make) -> None:
    """What a person may no longer read leaves the laptop, though the scope stays."""
    engineer, head = laptop("engineer"), laptop("department_manager")
    for one in (engineer, head):
        one.pull()
    assert engineer.store.find("receivable")
    person = head.store.get(engineer.actor.person)
    assert person is not None
    (row,) = row_ids(person.values, "roles")
    edit = Edit("person", person.id, {f"roles.{row}.role": "qa"}, head.store.open(person.id))
    head.store.write(head.actor, [edit])
    head.round()
    assert summary(head.store)["rejected"] == 0
    engineer.pull()
    assert engineer.store.find("receivable") == []
    assert engineer.store.find("equipment")


def engineer_line() -> str:
    return natural_id("product_line", "AN")


def test_an_office_that_asks_to_wait_gets_no_further_and_no_smaller_page(laptop: Make) -> None:
    """A 429 says nothing of the page's size: the round ends, and the same page goes out at its time."""
    engineer = laptop("engineer")
    engineer.pull()
    for number in range(8):
        opened = engineer.store.open(CUSTOMER)
        engineer.store.write(engineer.actor, [Edit("customer", CUSTOMER, {"contact": str(number)}, opened)])
        Outgoing(engineer.store).page(500, 1_000_000)
    pages: list[int] = []
    send, busy = engineer.wire.push, True

    def asked(message: Push) -> PushReply:
        pages.append(len(message.changes))
        if busy:
            raise LaterError(30)
        return send(message)

    engineer.wire.push = asked  # type: ignore[method-assign]
    with pytest.raises(LaterError):
        engineer.push()
    busy = False
    assert engineer.push().pushed == 8
    assert pages == [8, 8]
