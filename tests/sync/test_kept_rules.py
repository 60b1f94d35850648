"""Rules of sync that would fall silently: each of these fails when one line of the program is switched off."""

from collections.abc import Callable

import pytest
from conftest import Played

from fieldkit.errors import BrokenOffError
from fieldkit.forms import natural_id, new_id, row_ids
from fieldkit.store.ledger import summary
from fieldkit.store.outgoing import Outgoing
from fieldkit.store.store import Edit
from fieldkit.sync.messages import Pull, PullReply, Verdict

from .test_client import CUSTOMER, problem
from .test_posts import both

__all__ = ["both"]
Make = Callable[[str], Played]


def write(one: Played, **patch: str) -> None:
    one.store.write(one.actor, [Edit("customer", CUSTOMER, dict(patch), one.store.open(CUSTOMER))])


def test_news_that_do_not_get_through_are_asked_for_in_smaller_pages(
    laptop: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    engineer = laptop("engineer")
    asked: list[int] = []
    pull = engineer.wire.pull

    def narrow(message: Pull) -> PullReply:
        asked.append(message.page_bytes)
        if message.page_bytes > 20_000:
            raise BrokenOffError("too much for this line")
        return pull(message)

    monkeypatch.setattr(engineer.wire, "pull", narrow)
    engineer.pull()
    assert len(engineer.store.find("customer")) == 15
    sizes = list(dict.fromkeys(asked))
    assert len(sizes) > 2
    assert sizes == sorted(sizes, reverse=True)


def test_who_had_the_right_when_he_wrote_is_not_refused_after_he_lost_it(both: tuple[Played, Played]) -> None:
    person, head = both
    line, rid = natural_id("product_line", "AN"), new_id()
    unit = next(unit for unit in head.store.find("equipment") if unit.scope.line == line)
    values = problem() | {"customer": unit.scope.customer, "line": line, "equipment": unit.id}
    head.store.write(head.actor, [Edit("problem", rid, values)])
    for one in (head, person):
        one.round()
    person.store.write(person.actor, [Edit("problem", rid, {"effect": "全部中断"}, person.store.open(rid))])
    known = head.store.open(person.actor.person)
    managing = next(row for row in row_ids(known.record.values, "roles") if row != "r9")
    head.store.write(head.actor, [Edit("person", known.record.id, {f"roles.{managing}.deleted": True}, known)])
    head.round()
    person.push()
    state = summary(person.store)
    assert (state["waiting"], state["rejected"], state["stored"]) == (0, 0, 1)
    head.pull()
    seen = head.store.get(rid)
    assert seen is not None
    assert seen.values["effect"] == "全部中断"


@pytest.mark.parametrize("status", ["ok", "rejected"])
def test_a_late_held_does_not_replace_a_final_verdict(laptop: Make, status: str) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    write(engineer, contact="甲")
    outgoing = Outgoing(engineer.store)
    (row,) = outgoing.page(10, 10_000)
    for number, said in enumerate((status, "held"), 900):
        verdict = Verdict(id=row["id"], status=said, seq=number, stamp="s", inc=row["inc"], n=row["n"])  # type: ignore[arg-type]
        outgoing.take_verdicts([verdict], None)
    state = summary(engineer.store)
    assert (state["held"], state["stored"] + state["rejected"]) == (0, 1)


def test_a_replay_consumes_its_number_so_that_what_follows_fits(laptop: Make) -> None:
    engineer = laptop("engineer")
    engineer.pull()
    write(engineer, contact="甲")
    message = engineer.sync._push_message(Outgoing(engineer.store).page(10, 100_000))
    first = engineer.wire.push(message).verdicts[0]
    inc, second = new_id(), new_id()
    again = message.changes[0].model_copy(update={"inc": inc, "n": 1, "prev": None})
    update = {"id": second, "inc": inc, "n": 2, "prev": again.id, "patch": {"phone": "139"}}
    reply = engineer.wire.push(
        message.model_copy(update={"inc": inc, "changes": [again, message.changes[0].model_copy(update=update)]})
    )
    assert reply.stop is None
    assert [(one.id, one.status, one.seq == first.seq) for one in reply.verdicts] == [
        (again.id, "ok", True),
        (second, "ok", False),
    ]
