"""A laptop that was enrolled after the backup: the office that was put back lets it in by its certificate."""

import base64
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import jwt
import pytest
from conftest import DictVault
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from sqlalchemy import select

from fieldkit.actions.desk import Desk
from fieldkit.actions.enrol import enrol, sync
from fieldkit.clock import PlayedClock
from fieldkit.errors import UserError
from fieldkit.forms import natural_id
from fieldkit.office.authority import Authority
from fieldkit.office.backup import back_up
from fieldkit.office.house import House, open_house
from fieldkit.office.restore import restore
from fieldkit.office.serve import EmbeddedOffice
from fieldkit.office.server import Office, TokenError
from fieldkit.office.tables import AUDIT, CHANGE, DEVICE
from fieldkit.records.tables import load
from fieldkit.store.store import Store
from fieldkit.sync.line import LockedOutError

CUSTOMER = natural_id("customer", "C1900")


@pytest.fixture
def restored(house: House, tmp_path: Path, clock: PlayedClock) -> Iterator[Callable[[], House]]:
    """The office as it was when the test began, when the test asks for it."""
    back_up(house, tmp_path / "backups")
    made: list[House] = []

    def put_back() -> House:
        restore(tmp_path / "again", tmp_path / "backups", house.folder / "recovery.key", clock, database="")
        made.append(open_house(tmp_path / "again", clock))
        return made[0]

    yield put_back
    for one in made:
        one.close()


@pytest.fixture
def desk(tmp_path: Path, clock: PlayedClock) -> Iterator[Desk]:
    vault = DictVault()
    store = Store(tmp_path / "home", vault, clock)
    yield Desk(store, vault, clock)
    store.close()


def edit(desk: Desk, **patch: str) -> None:
    desk.write("customer", CUSTOMER, dict(patch), desk.store.open(CUSTOMER))


def devices(house: House) -> dict[str, str]:
    with house.database.reading() as connection:
        return {row.id: row.person for row in connection.execute(select(DEVICE))}


def test_its_pending_work_arrives(house: House, restored: Callable[[], House], desk: Desk) -> None:
    """Over HTTP: enrolled, synced, the office falls back behind the enrolment, and the laptop just goes on."""
    office = EmbeddedOffice(house)
    office.start()
    enrol(desk, office.url, house.enrolment.invite("E106"))
    sync(desk)
    edit(desk, contact="sent")
    sync(desk)
    edit(desk, phone="pending")
    office.stop()
    again = restored()
    assert desk.identity.device not in devices(again)
    office.house = again
    office.start()
    for _ in range(2):
        result = sync(desk)
    office.stop()
    assert result.all_at_office
    assert devices(again)[desk.identity.device] == desk.identity.person
    with again.database.reading() as connection:
        stored = load(connection, CUSTOMER)
        assert connection.execute(select(AUDIT).where(AUDIT.c.what == "readmit")).one()
    assert stored is not None
    assert (stored.values["contact"], stored.values["phone"]) == ("sent", "pending")


def test_one_that_was_locked_out_again_reads_nothing_and_its_work_is_held(
    house: House, restored: Callable[[], House], desk: Desk
) -> None:
    office = EmbeddedOffice(house)
    office.start()
    enrol(desk, office.url, house.enrolment.invite("E106"))
    sync(desk)
    edit(desk, contact="pending")
    office.stop()
    again = restored()
    again.enrolment.revoke(desk.identity.device)
    with pytest.raises(UserError):
        again.enrolment.revoke("not an id")
    office.house = again
    office.start()
    with pytest.raises(LockedOutError):
        sync(desk)
    office.stop()
    with again.database.reading() as connection:
        assert connection.execute(select(DEVICE.c.revoked_ms)).scalar_one() is not None
        held = connection.execute(select(CHANGE.c.patch, CHANGE.c.code).where(CHANGE.c.status == "held")).all()
        assert [tuple(row) for row in held] == [({"contact": "pending"}, "revoked")]
        stored = load(connection, CUSTOMER)
    assert stored is not None
    assert stored.values["contact"] != "pending"


class Token:
    """A token with a certificate, as anybody could put it together."""

    def __init__(self, house: House, clock: PlayedClock) -> None:
        self.house, self.clock = house, clock
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.device = str(uuid.uuid4())

    def certificate(self, authority: Authority | None = None, **more: str) -> str:
        public = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        facts = {"name": "FieldKit E106", "number": self.device, "unit": "device"} | more
        return (authority or self.house.authority).issue(public, **facts)

    def ask(self, certificate: str | None, key: ec.EllipticCurvePrivateKey | None = None) -> str:
        now = self.clock.millis() // 1000
        claims = {"iss": self.device, "iat": now, "exp": now + 60}
        headers = None
        if certificate is not None:
            loaded = x509.load_pem_x509_certificate(certificate.encode())
            headers = {"x5c": [base64.b64encode(loaded.public_bytes(Encoding.DER)).decode()]}
        return jwt.encode(claims, key or self.key, algorithm="ES256", headers=headers)


def test_only_this_offices_certificate_of_this_laptop_lets_in(house: House, clock: PlayedClock, tmp_path: Path) -> None:
    office = Office(house.database, house.authority, house.files, clock)
    token = Token(house, clock)
    good = token.certificate()
    other = Authority.create(tmp_path / "other", "华信通达设备有限公司", clock)
    ca_key = load_pem_private_key((house.folder / "issuing.key").read_bytes(), None)
    assert isinstance(ca_key, ec.EllipticCurvePrivateKey)
    for wrong in (
        token.ask(None),
        token.ask(good, ec.generate_private_key(ec.SECP256R1())),
        token.ask(token.certificate(other)),
        token.ask(token.certificate(unit="person")),
        token.ask(token.certificate(number=str(uuid.uuid4()))),
        token.ask(token.certificate(name="FieldKit E999")),
        token.ask(house.authority.issuing_pem, ca_key),
    ):
        with pytest.raises(TokenError):
            office.sender(wrong)
    for header in ({"x5c": []}, {"x5c": "x"}, {"x5c": [7]}, {"x5c": ["!"]}, {"x5c": ["A" * 100_000]}, {"x5c": {}}):
        claims = {"iss": token.device, "iat": clock.millis() // 1000, "exp": clock.millis() // 1000 + 60}
        with pytest.raises(TokenError):
            office.sender(jwt.encode(claims, token.key, algorithm="ES256", headers=header))
    assert devices(house) == {}
    sender = office.sender(token.ask(good))
    assert (sender.device, sender.person, sender.revoked) == (token.device, natural_id("person", "E106"), False)
    assert office.sender(token.ask(None)).device == token.device


def test_a_certificate_that_has_run_out_lets_nobody_in(house: House, clock: PlayedClock) -> None:
    office = Office(house.database, house.authority, house.files, clock)
    token = Token(house, clock)
    certificate = token.certificate()
    clock.forward(days=3_700)
    with pytest.raises(TokenError):
        office.sender(token.ask(certificate))


def test_a_known_laptop_cannot_take_another_key(house: House, clock: PlayedClock) -> None:
    office = Office(house.database, house.authority, house.files, clock)
    token = Token(house, clock)
    office.sender(token.ask(token.certificate()))
    thief = Token(house, clock)
    thief.device = token.device
    with pytest.raises(TokenError):
        office.sender(thief.ask(thief.certificate()))
