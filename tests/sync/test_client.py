"""Two laptops and one office: what one writes, the other sees; what both write is kept and shown."""

from collections.abc import Callable

import pytest
from conftest import Played

from fieldkit.errors import OfflineError
from fieldkit.forms import Values, natural_id, new_id
from fieldkit.office import pull as office_pull
from fieldkit.store.ledger import conflicted, ledger, summary
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.store import Edit
from fieldkit.sync import exchange
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
    monkeypatch.setattr(exchange, "PULL_BYTES", size)
    paged = laptop("engineer")
    paged.pull()
    for kind in ("customer", "equipment", "software", "person"):
        assert paged.store.find(kind) == whole.store.find(kind)


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
