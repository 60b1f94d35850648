"""The next page of changes travels while the verdicts of the one before are written down."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from conftest import Played
from sqlalchemy import func, select

from fieldkit.forms import new_id
from fieldkit.office.tables import CHANGE
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit
from fieldkit.sync import client
from fieldkit.sync.client import RoundResult, Sync
from fieldkit.sync.messages import Push, PushReply

Make = Callable[[str], Played]
PAGE, PAGES = 5, 4


class KilledError(Exception):
    pass


@pytest.fixture
def full(laptop: Make, monkeypatch: pytest.MonkeyPatch) -> Played:
    """A manager's laptop with some pages of new customers, nothing sent yet."""
    monkeypatch.setattr(client, "PAGE_CHANGES", PAGE)
    manager = laptop("line_manager")
    manager.pull()
    names = [f"平川{number}局" for number in range(PAGE * PAGES)]
    edits = [Edit("customer", new_id(), {"number": name, "customer_name": name}) for name in names]
    manager.store.write(manager.actor, edits)
    return manager


def sent(played: Played) -> list[tuple[Push, PushReply]]:
    """Fills with every page that reaches the office from now on, and its answer."""
    pages: list[tuple[Push, PushReply]] = []
    push = played.wire.push

    def kept(message: Push) -> PushReply:
        reply = push(message)
        pages.append((message, reply))
        return reply

    played.wire.push = kept  # type: ignore[method-assign]
    return pages


def told(played: Played, what: Callable[[int], None]) -> Sync:
    """A sync that calls `what` with the changes taken so far, after each answer and before its verdicts are kept."""
    return Sync(played.store, played.wire, lambda _, done, __: what(done))  # type: ignore[arg-type]


def test_a_page_proves_what_the_answer_before_it_said(full: Played) -> None:
    pages = sent(full)
    full.push()
    assert [change.n for message, _ in pages for change in message.changes] == list(range(1, PAGE * PAGES + 1))
    for (_, before), (message, _) in pairwise(pages):
        last = before.verdicts[-1]
        assert (message.proof.seq, message.proof.stamp) == (last.seq, last.stamp)


def test_who_is_killed_with_a_page_under_way_sends_again_and_nothing_is_taken_twice(full: Played) -> None:
    pages = sent(full)

    def kill(done: int) -> None:
        if done == 2 * PAGE:
            raise KilledError

    with pytest.raises(KilledError):
        told(full, kill).push(RoundResult())
    assert len(pages) == 3, "the third page was under way"
    assert summary(full.store)["stored"] == PAGE, "the verdicts of the first page alone were written down"
    full.push()
    assert summary(full.store)["stored"] == PAGE * PAGES
    assert [change.n for change in pages[3][0].changes] == list(range(PAGE + 1, 2 * PAGE + 1))
    with full.wire.database.reading() as connection:
        taken = select(func.count()).where(CHANGE.c.author == full.actor.person)
        assert connection.execute(taken).scalar_one() == PAGE * PAGES


def test_what_is_written_meanwhile_goes_last_and_covers_what_its_form_showed(full: Played) -> None:
    pages = sent(full)
    rid = full.store.find("customer", {"number": "平川0局"})[0].id

    def edit(done: int) -> None:
        if done == PAGE:
            full.store.write(full.actor, [Edit("customer", rid, {"customer_name": "新名"}, full.store.open(rid))])

    told(full, edit).push(RoundResult())
    assert [change.rid for change in pages[-1][0].changes] == [rid]
    full.pull()
    record = full.store.get(rid)
    assert record is not None
    assert (record.values["customer_name"], record.conflicts) == ("新名", {})


def test_a_round_without_news_writes_nothing(full: Played) -> None:
    full.round()
    full.round()
    before = {path.name: path.read_bytes() for path in full.home.glob("fieldkit.db*") if path.suffix != ".db-shm"}
    assert len(before) == 2, "the database and its log"
    full.round()
    assert {name: (full.home / name).read_bytes() for name in before} == before
