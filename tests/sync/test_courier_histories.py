"""Random histories in which bundles travel too: packed by laptops that sync, are restored and cloned; taken in late,
twice and out of order; their answers accepted whenever they come. The oracle is that of the other histories.

The seal is left out here (`test_bundle.py` has it): what is random is when a bundle comes, not how it is written.
FIELDKIT_HISTORIES=n runs n seeds.
"""

import os
from collections.abc import Callable, Iterable

import pytest
from conftest import Played
from plain_histories import History, office_heads, shown_values
from sqlalchemy import select

from fieldkit.forms import new_id
from fieldkit.office import courier as office_courier
from fieldkit.office.courier import Taken, question_of
from fieldkit.office.house import House
from fieldkit.office.tables import CHANGE
from fieldkit.store.ledger import summary
from fieldkit.sync.bundle import Opened, Piece, message_piece
from fieldkit.sync.courier import Courier
from fieldkit.sync.manifest import Manifest

SEEDS = range(int(os.environ.get("FIELDKIT_HISTORIES", "6")))
Make = Callable[[str], Played]


def posted(pieces: Iterable[Piece]) -> Opened:
    """A bundle as its reader finds it, without age between."""
    found = list(pieces)
    manifest = Manifest(id=new_id(), reader="x", parts=[piece.part for piece in found])
    return Opened(manifest, [(piece.part.type, b"".join(piece.chunks())) for piece in found])


class Posted(History):
    """Histories with a bag of bundles and answers that are never thrown away."""

    def __init__(self, seed: int, laptops: list[Played], house: House) -> None:
        super().__init__(seed, laptops, house)
        self.bundles: list[tuple[Played, Opened]] = []
        self.answers: list[tuple[Played, Opened]] = []
        self.fresh = 0

    def step(self) -> None:
        if self.dice.random() < 0.65:
            super().step()
            return
        acts = [self.pack, self.take, self.accept]
        self.dice.choices(acts, [3, 4, 5])[0]()

    def trip(self, one: Played) -> None:
        """A bundle out and back with nothing in between: its news are taken."""
        before = self.fresh
        self.pack(one)
        self.take(-1)
        self.accept(-1)
        assert self.fresh == before + 1

    def pack(self, one: Played | None = None) -> None:
        one = one or self.dice.choice(self.laptops)
        pieces, _ = Courier(one.store).pack()
        self.bundles.append((one, posted(pieces)))

    def take(self, which: int | None = None) -> None:
        if not self.bundles:
            return
        likely = self.bundles[-4:] if self.dice.random() < 0.7 else self.bundles
        one, bundle = self.dice.choice(likely) if which is None else self.bundles[which]
        office_courier.NEWS_PAGES = self.dice.choice([1, 3, 2_000])
        desk, sender, taken = self.house.courier, one.wire.sender, Taken("")
        pushed = [message_piece("pushed", reply) for reply in desk.pushed(sender, bundle, taken)]
        news = [message_piece("pulled", page) for page in desk.news(sender, question_of(bundle), taken)]
        self.answers.append((one, posted(pushed + news)))

    def accept(self, which: int | None = None) -> None:
        if not self.answers:
            return
        likely = self.answers[-3:] if self.dice.random() < 0.7 else self.answers
        one, answer = self.dice.choice(likely) if which is None else self.answers[which]
        if Courier(one.store).accept(answer).news:
            self.fresh += 1


@pytest.mark.parametrize("seed", SEEDS)
def test_bundles_lose_nothing_and_invent_nothing(
    seed: int, laptop: Make, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_courier, "NEWS_PAGES", 2_000)
    laptops = [laptop("engineer"), laptop("second_engineer"), laptop("line_manager")]
    for one in laptops:
        one.pull()
    history = Posted(seed, laptops, house)
    for _ in range(120):
        history.step()
    for one in laptops:
        history.trip(one)
    history.finish()
    heads = office_heads(house)
    with house.database.reading() as connection:
        rows = connection.execute(select(CHANGE.c.patch, CHANGE.c.status)).all()
    refused = {str(value) for row in rows if row.status == "rejected" for value in row.patch.values()}
    for value, key in history.oracle.where.items():
        if value in history.oracle.exempt or value in refused:
            continue
        assert value in heads[key] or history.oracle.covered(value), f"{value} at {key} vanished"
    for one in laptops:
        assert summary(one.store)["waiting"] == 0
        for (rid, path), values in heads.items():
            assert shown_values(one.store, rid, path) == values
