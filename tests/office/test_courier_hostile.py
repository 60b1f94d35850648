"""Courier bundles that were cut, altered, or are somebody else's: a sentence, and nothing changed."""

import os

import pytest
from courier_trips import (
    COLLEAGUE,
    CUSTOMER,
    ENGINEER,
    MANAGER,
    Trips,
    all_of_laptop,
    all_of_office,
    write,
)

from fieldkit.actions.courier import accept
from fieldkit.actions.enrol import sync
from fieldkit.errors import DamagedError
from fieldkit.store.ledger import summary
from fieldkit.sync.manifest import SealedForOthersError


def regions(size: int) -> list[int]:
    """Places all over a file: every byte of age's header, then spread."""
    return sorted({*range(0, 220, 3), *range(220, size, max(1, size // 60)), size - 1})


@pytest.mark.parametrize("way", ["cut", "altered", "longer"])
def test_a_damaged_file_gets_a_sentence_and_changes_nothing(trips: Trips, way: str) -> None:
    engineer = trips.laptop(ENGINEER)
    trips.off_line()
    write(engineer, contact="甲")
    engineer.store.put_file(os.urandom(150_000), "x.bin", "application/octet-stream")
    bundle = trips.pack(engineer)
    answer, _ = trips.take(bundle)
    harmed = trips.path("harmed")
    for file, take, state in (
        (bundle, lambda: trips.take(harmed), lambda: all_of_office(trips.house)),
        (answer, lambda: accept(engineer.desk, harmed), lambda: all_of_laptop(engineer)),
    ):
        content, before = file.read_bytes(), state()
        for place in regions(len(content)):
            flipped = bytes([content[place] ^ 0x41])
            new = {
                "cut": content[:place],
                "altered": content[:place] + flipped + content[place + 1 :],
                "longer": content + content[place:],
            }[way]
            harmed.write_bytes(new)
            with pytest.raises((DamagedError, SealedForOthersError)):
                take()
        assert state() == before
    assert accept(engineer.desk, answer).verdicts["ok"] == 1


def test_an_answer_opens_on_its_own_laptop_only(trips: Trips) -> None:
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    again = trips.laptop(ENGINEER)
    trips.off_line()
    write(engineer, contact="甲")
    bundle = trips.pack(engineer)
    answer, _ = trips.take(bundle)
    trips.pack(colleague)
    for other in (colleague, again):
        before = all_of_laptop(other)
        for file in (answer, bundle):
            with pytest.raises(SealedForOthersError):
                accept(other.desk, file)
        assert all_of_laptop(other) == before
    with pytest.raises(SealedForOthersError):
        accept(engineer.desk, bundle)
    before_office = all_of_office(trips.house)
    with pytest.raises(SealedForOthersError):
        trips.take(answer)
    assert all_of_office(trips.house) == before_office


def test_a_carrier_finds_nothing_readable_in_either_file(trips: Trips) -> None:
    engineer = trips.laptop(ENGINEER)
    secret = b"the secret of the customer " * 40
    engineer.store.put_file(secret, "x.txt", "text/plain")
    write(engineer, contact="甲乙丙丁")
    bundle = trips.pack(engineer)
    for file in (bundle, trips.take(bundle)[0]):
        content = file.read_bytes()
        assert content.startswith(b"age-encryption.org/v1\n")
        for plain in (secret[:20], "甲乙丙丁".encode(), engineer.desk.identity.device.encode(), b"history"):
            assert plain not in content


def test_the_bundle_of_a_laptop_that_was_locked_out_is_held(trips: Trips) -> None:
    engineer, manager = trips.laptop(ENGINEER), trips.laptop(MANAGER)
    trips.off_line()
    write(engineer, contact="甲")
    stored = engineer.store.put_file(b"photo", "x.jpg", "image/jpeg")
    bundle = trips.pack(engineer)
    trips.house.enrolment.revoke(engineer.desk.identity.device)
    answer, taken = trips.take(bundle)
    assert (taken.changes, taken.files, taken.pages) == (1, 0, 0)
    done = accept(engineer.desk, answer)
    assert (dict(done.verdicts), done.files, done.news) == ({"held": 1}, 0, False)
    assert trips.house.files.receipt(stored.sha256) is None
    assert summary(engineer.store)["held"] == 1
    trips.on_line()
    sync(manager.desk)
    assert manager.store.get(CUSTOMER).values.get("contact") != "甲"
