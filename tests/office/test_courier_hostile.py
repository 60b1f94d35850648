"""Courier bundles that were cut, altered, or are somebody else's: a sentence, and nothing changed."""

import os

import pyrage
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
from cryptography import x509

from fieldkit.actions.courier import accept
from fieldkit.actions.enrol import sync
from fieldkit.errors import DamagedError, UserError
from fieldkit.forms import new_id
from fieldkit.office.courier_keys import courier_keys
from fieldkit.store.ledger import summary
from fieldkit.sync.bundle import seal
from fieldkit.sync.manifest import Manifest, SealedForOthersError, chain_header, sign


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
    assert (dict(done.verdicts), done.files, done.news, done.late) == ({"held": 1}, 0, False, False)
    assert not trips.house.files.has(stored.sha256)
    assert summary(engineer.store)["held"] == 1
    trips.on_line()
    sync(manager.desk)
    assert manager.store.get(CUSTOMER).values.get("contact") != "甲"


def test_nobody_speaks_for_another_laptop(trips: Trips) -> None:
    """A laptop of the house signs a bundle in a colleague's name."""
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    keys = courier_keys(trips.house.authority)
    said = manifest(engineer.desk.identity.device, keys.recipient, keys.recipient)
    forged = trips.path("forged")
    before = all_of_office(trips.house)
    for key, sentence in ((colleague.desk.key("device"), DamagedError), (engineer.desk.key("signing"), DamagedError)):
        with forged.open("wb") as file:
            seal(file, keys.recipient, sign(said, key), [])
        with pytest.raises(sentence):
            trips.take(forged)
    unknown = said.model_copy(update={"sender": new_id()})
    with forged.open("wb") as file:
        seal(file, keys.recipient, sign(unknown, engineer.desk.key("device")), [])
    with pytest.raises(UserError, match="登记"):
        trips.take(forged)
    elsewhere = said.model_copy(update={"reader": str(pyrage.x25519.Identity.generate().to_public())})
    with forged.open("wb") as file:
        seal(file, keys.recipient, sign(elsewhere, engineer.desk.key("device")), [])
    with pytest.raises(SealedForOthersError):
        trips.take(forged)
    assert all_of_office(trips.house) == before


def test_nobody_answers_for_the_office(trips: Trips) -> None:
    """Every laptop and person has a certificate of the pinned root; none of them may sign an answer."""
    engineer, colleague = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    write(engineer, contact="甲")
    trips.pack(engineer)
    mine = engineer.desk.vault.get("courier")
    assert mine is not None
    reader = str(pyrage.x25519.Identity.from_str(mine.decode()).to_public())
    said = manifest("", engineer.desk.identity.device, "")
    identity, forged = colleague.desk.identity, trips.path("forged")
    chains = {
        "device": chain_header(x509.load_pem_x509_certificate(identity.device_certificate.encode())),
        "signing": chain_header(x509.load_pem_x509_certificate(identity.signing_certificate.encode())),
        "courier": chain_header(*courier_keys(trips.house.authority).chain),
        "none": {},
        "nonsense": {"x5c": ["AAAA"]},
        "empty": {"x5c": []},
    }
    before = all_of_laptop(engineer)
    for name, chain in chains.items():
        key = colleague.desk.key("signing" if name == "signing" else "device")
        with forged.open("wb") as file:
            seal(file, reader, sign(said, key, chain), [])
        with pytest.raises(UserError):
            accept(engineer.desk, forged)
    assert all_of_laptop(engineer) == before


def manifest(sender: str, reader: str, answer_to: str) -> Manifest:
    return Manifest(id=new_id(), sender=sender, reader=reader, answer_to=answer_to, parts=[])
