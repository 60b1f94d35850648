"""Certificates are renewed by themselves, off line a laptop goes on, and who was locked out gets none."""

import base64
from typing import Any

import jwt
import pytest
from courier_trips import COLLEAGUE, ENGINEER, Trips
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select

from fieldkit.actions.enrol import sync
from fieldkit.actions.renewing import renew_certificates
from fieldkit.app import Laptop
from fieldkit.clock import PlayedClock
from fieldkit.errors import OfflineError, UserError
from fieldkit.office.certifying import Certifying, device_of
from fieldkit.office.house import House
from fieldkit.office.revoking import list_revoked
from fieldkit.office.tables import CERTIFICATE
from fieldkit.sync.line import LockedOutError
from fieldkit.sync.manifest import chain_header
from fieldkit.sync.messages import Renew


def ends(laptop: Laptop) -> tuple[x509.Certificate, x509.Certificate]:
    identity = laptop.desk.identity
    device, signing = identity.device_certificate, identity.signing_certificate
    return x509.load_pem_x509_certificate(device.encode()), x509.load_pem_x509_certificate(signing.encode())


def test_half_their_time_over_both_are_renewed_for_the_same_keys(trips: Trips, clock: PlayedClock) -> None:
    laptop = trips.laptop(ENGINEER)
    before = ends(laptop)
    clock.forward(days=400)
    sync(laptop.desk)
    assert ends(laptop) == before
    clock.forward(days=200)
    sync(laptop.desk)
    after = ends(laptop)
    for old, new in zip(before, after, strict=True):
        assert new.not_valid_after_utc > old.not_valid_after_utc
        assert (new.public_key(), new.subject) == (old.public_key(), old.subject)
        assert device_of(new) == laptop.desk.identity.device
    sync(laptop.desk)
    assert ends(laptop) == after


def test_off_line_a_laptop_goes_on_and_asks_when_there_is_a_line(trips: Trips, clock: PlayedClock) -> None:
    laptop = trips.laptop(ENGINEER)
    before = ends(laptop)
    clock.forward(days=1_000)
    trips.off_line()
    with pytest.raises(OfflineError):
        sync(laptop.desk)
    assert ends(laptop) == before
    trips.on_line()
    sync(laptop.desk)
    assert ends(laptop) != before


def test_all_that_a_laptop_ever_had_is_revoked_with_it(house: House, trips: Trips, clock: PlayedClock) -> None:
    laptop = trips.laptop(ENGINEER)
    before = ends(laptop)
    clock.forward(days=600)
    sync(laptop.desk)
    house.enrolment.revoke(laptop.desk.identity.device)
    listed = x509.load_pem_x509_crl(list_revoked(house.database, house.authority, clock).crl.encode())
    had = {one.serial_number for one in (*before, *ends(laptop))}
    assert {entry.serial_number for entry in listed} == had
    assert len(had) == 4


def test_who_was_locked_out_is_not_renewed(house: House, trips: Trips, clock: PlayedClock) -> None:
    laptop = trips.laptop(ENGINEER)
    before = ends(laptop)
    house.enrolment.revoke(laptop.desk.identity.device)
    clock.forward(days=600)
    with pytest.raises(LockedOutError):
        sync(laptop.desk)
    line = laptop.desk.line()
    assert not renew_certificates(laptop.desk, line)
    line.close()
    assert ends(laptop) == before


def order(laptop: Laptop, clock: PlayedClock, **wrong: Any) -> str:
    """An order as a laptop signs it, but for what is wrong."""
    now = clock.millis() // 1000
    identity = laptop.desk.identity
    claims = {"iss": identity.device, "iat": now, "exp": now + 300}
    device, signing = ends(laptop)
    key, shown = wrong.pop("key", laptop.desk.key("signing")), wrong.pop("shown", signing)
    proof = jwt.encode(claims | wrong, key, algorithm="ES256", headers=chain_header(shown))
    said = claims | {"renew": proof}
    return jwt.encode(said, laptop.desk.key("device"), algorithm="ES256", headers=chain_header(device))


WRONG = {
    "another key": lambda mine, other: {"key": ec.generate_private_key(ec.SECP256R1())},
    "a colleague's certificate": lambda mine, other: {"shown": ends(other)[1]},
    "a colleague's key and certificate": lambda mine, other: {
        "shown": ends(other)[1],
        "key": other.desk.key("signing"),
    },
    "the laptop's own": lambda mine, other: {"shown": ends(mine)[0], "key": mine.desk.key("device")},
    "of another laptop": lambda mine, other: {"iss": other.desk.identity.device},
    "old": lambda mine, other: {"iat": 1, "exp": 300},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_nobody_renews_a_key_that_he_does_not_hold(house: House, trips: Trips, clock: PlayedClock, wrong: str) -> None:
    mine, other = trips.laptop(ENGINEER), trips.laptop(COLLEAGUE)
    certifying = Certifying(house.database, house.authority, clock)

    def issued() -> int:
        with house.database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(CERTIFICATE)).scalar_one())

    before = issued()
    with pytest.raises(UserError):
        certifying.renew(Renew(order=order(mine, clock, **WRONG[wrong](mine, other))))
    for rubbish in ("x", base64.b64encode(b"x" * 99).decode(), "a.b.c"):
        with pytest.raises(UserError):
            certifying.renew(Renew(order=rubbish))
    assert issued() == before
    assert certifying.renew(Renew(order=order(mine, clock))).signing_certificate
    assert issued() == before + 2
