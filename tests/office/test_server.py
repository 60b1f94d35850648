"""The head office over HTTP: who may call, what is refused and how it says so, files in parts."""

import gzip
import hashlib
import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.testclient import TestClient

from fieldkit.clock import PlayedClock
from fieldkit.forms import natural_id
from fieldkit.office.house import House
from fieldkit.office.serve import app_of
from fieldkit.sync.messages import Enrol, Proof, Push

PART = 1024 * 1024


class Caller:
    """A laptop as the office sees it: a key and an id."""

    def __init__(self, client: TestClient, clock: PlayedClock, house: House, number: str) -> None:
        self.client, self.clock, self.house = client, clock, house
        self.key = ec.generate_private_key(ec.SECP256R1())
        public = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        code = house.enrolment.invite(number)
        message = Enrol(code=code, device_key=public, signing_key=public)
        reply = client.post("/v1/enrol", json=message.model_dump())
        assert reply.status_code == 200, reply.text
        self.code = code
        self.device, self.history = reply.json()["device"], reply.json()["history"]
        self.certificate = reply.json()["device_certificate"]

    def headers(self, age: int = 0, life: int = 300) -> dict[str, str]:
        now = self.clock.millis() // 1000 - age
        claims = {"iss": self.device, "iat": now, "exp": now + life}
        return {"Authorization": f"Bearer {jwt.encode(claims, self.key, algorithm='ES256')}"}

    def order(self, person: str) -> str:
        """An order of an invitation for a person."""
        now = self.clock.millis() // 1000
        claims = {"iss": self.device, "iat": now, "exp": now + 300, "invite": person}
        headers = {"x5c": ["".join(self.certificate.split("\n")[1:-2])]}
        return jwt.encode(claims, self.key, algorithm="ES256", headers=headers)

    def pull(self, **headers: str) -> int:
        body = {"history": self.history, "proof": {}, "cursor": {}}
        return self.client.post("/v1/pull", json=body, headers=headers or self.headers()).status_code


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(app_of(house)) as opened:
        yield opened


@pytest.fixture
def caller(client: TestClient, clock: PlayedClock, house: House) -> Caller:
    return Caller(client, clock, house, "E100")


def test_healthz_answers(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"


@pytest.mark.copies_sqlite
def test_healthz_is_503_when_the_database_is_gone(client: TestClient, house: House) -> None:
    house.database.close()
    for path in house.folder.glob("office.db*"):
        path.unlink()
    reply = client.get("/healthz")
    assert (reply.status_code, reply.json()["code"]) == (503, "away")


def test_a_laptop_with_its_token_is_let_in(caller: Caller) -> None:
    assert caller.pull() == 200


def test_a_refusal_for_time_carries_the_offices_time(caller: Caller, clock: PlayedClock) -> None:
    body = {"history": caller.history, "proof": {}, "cursor": {}}
    reply = caller.client.post("/v1/pull", json=body, headers=caller.headers(age=3_600))
    assert reply.status_code == 401
    assert abs(reply.json()["time"] - clock.millis()) < 60_000
    assert set(reply.json()["message"]) == {"zh", "en"}


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer nonsense", "Bearer a.b.c"])
def test_nonsense_is_no_token(caller: Caller, token: str) -> None:
    assert caller.pull(Authorization=token) == 401


def test_another_key_does_not_speak_for_a_laptop(caller: Caller) -> None:
    caller.key = ec.generate_private_key(ec.SECP256R1())
    assert caller.pull() == 401


def test_an_unsigned_token_is_refused(caller: Caller, clock: PlayedClock) -> None:
    now = clock.millis() // 1000
    token = jwt.encode({"iss": caller.device, "iat": now, "exp": now + 60}, "", algorithm="none")
    assert caller.pull(Authorization=f"Bearer {token}") == 401


def test_a_token_for_a_year_is_refused(caller: Caller) -> None:
    assert caller.pull(**caller.headers(life=365 * 86_400)) == 401


def test_an_invitation_serves_once(caller: Caller, client: TestClient) -> None:
    public = caller.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    message = Enrol(code=caller.code, device_key=public, signing_key=public)
    reply = client.post("/v1/enrol", json=message.model_dump())
    assert reply.status_code == 400
    assert "已使用" in reply.json()["message"]["zh"] or "用过" in reply.json()["message"]["zh"]


def test_an_invitation_expires(client: TestClient, clock: PlayedClock, house: House) -> None:
    code = house.enrolment.invite("E106")
    clock.forward(days=1, minutes=1)
    reply = client.post("/v1/enrol", json=Enrol(code=code, device_key="x", signing_key="x").model_dump())
    assert reply.status_code == 400


def test_a_locked_out_laptop_reads_nothing_and_what_it_sends_is_held(caller: Caller, house: House) -> None:
    house.enrolment.revoke(caller.device)
    assert caller.pull() == 401
    change = {
        "id": str(uuid.uuid4()),
        "inc": str(uuid.uuid4()),
        "n": 1,
        "prev": None,
        "kind": "customer",
        "rid": natural_id("customer", "C1900"),
        "patch": {"contact": "甲"},
        "base": {"history": caller.history, "seq": 0},
        "author": natural_id("person", "E100"),
        "device_ms": 0,
    }
    message = Push(history=caller.history, proof=Proof(), inc=change["inc"], changes=[change])  # type: ignore[arg-type,list-item]
    reply = caller.client.post("/v1/push", json=message.model_dump(), headers=caller.headers())
    assert [verdict["status"] for verdict in reply.json()["verdicts"]] == ["held"]


def test_a_bomb_is_refused(caller: Caller) -> None:
    bomb = gzip.compress(b"[" * 200_000_000, 9)
    headers = {**caller.headers(), "Content-Encoding": "gzip", "Content-Type": "application/json"}
    assert caller.client.post("/v1/push", content=bomb, headers=headers).status_code == 413


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[1]", b'{"changes": 7}', b"\xff\xfe", b'{"history":"' + b"a" * 99 + b'"}']
)
def test_what_is_no_message_is_refused_and_harms_nothing(caller: Caller, body: bytes) -> None:
    headers = {**caller.headers(), "Content-Type": "application/json"}
    assert caller.client.post("/v1/push", content=body, headers=headers).status_code == 422
    assert caller.pull() == 200


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", '"\\ud800"', '{"\\ud800": 1}'])
@pytest.mark.parametrize("kind", ["customer", "a kind of a newer form"])
def test_what_cannot_be_written_down_again_is_no_message(caller: Caller, kind: str, value: str) -> None:
    rid = natural_id("customer", "C1900")
    change = {"id": rid, "inc": rid, "n": 1, "prev": None, "kind": kind, "rid": rid, "author": rid, "device_ms": 0}
    change |= {"base": {"history": "", "seq": 0}, "patch": {"contact": "@"}}
    body = json.dumps({"history": caller.history, "proof": {}, "inc": rid, "changes": [change]}).replace('"@"', value)
    headers = {**caller.headers(), "Content-Type": "application/json"}
    reply = caller.client.post("/v1/push", content=body, headers=headers)
    assert reply.status_code == 422
    assert set(reply.json()) == {"code", "message", "time"}
    assert set(reply.json()["message"]) == {"zh", "en"}


@pytest.mark.parametrize("body", ['{"history": NaN}', '{"history": "\\ud800"}', '{"backfill": {"x": "\\ud800"}}'])
def test_a_refusal_never_repeats_what_it_cannot_write(caller: Caller, body: str) -> None:
    headers = {**caller.headers(), "Content-Type": "application/json"}
    assert caller.client.post("/v1/pull", content=body, headers=headers).status_code == 422


def put(caller: Caller, sha256: str, number: int, part: bytes) -> int:
    headers = {**caller.headers(), "X-Part-SHA256": hashlib.sha256(part).hexdigest()}
    return caller.client.put(f"/v1/files/{sha256}/{number}", content=part, headers=headers).status_code


def test_a_file_in_parts_gets_its_receipt(caller: Caller) -> None:
    content = bytes(range(256)) * 10_000
    sha256 = hashlib.sha256(content).hexdigest()
    complete = f"/v1/files/{sha256}/complete"
    assert put(caller, sha256, 0, content[:PART]) == 204
    early = caller.client.post(complete, json={"size": len(content)}, headers=caller.headers())
    assert early.status_code == 400
    assert put(caller, sha256, 2, content[2 * PART :]) == 204
    assert put(caller, sha256, 1, content[PART : 2 * PART]) == 204
    assert put(caller, sha256, 1, content[PART : 2 * PART]) == 204
    receipt = caller.client.post(complete, json={"size": len(content)}, headers=caller.headers()).json()
    again = caller.client.post(complete, json={"size": len(content)}, headers=caller.headers()).json()
    assert receipt == again
    assert receipt["size"] == len(content)
    read = caller.client.get(f"/v1/files/{sha256}?start={PART}", headers=caller.headers())
    assert read.content == content[PART : 2 * PART]


def test_a_damaged_part_is_refused(caller: Caller) -> None:
    sha256 = hashlib.sha256(b"photo").hexdigest()
    headers = {**caller.headers(), "X-Part-SHA256": sha256}
    assert caller.client.put(f"/v1/files/{sha256}/0", content=b"phot0", headers=headers).status_code == 400


def test_a_file_that_is_not_its_hash_is_not_kept(caller: Caller) -> None:
    sha256 = hashlib.sha256(b"one").hexdigest()
    assert put(caller, sha256, 0, b"two") == 204
    reply = caller.client.post(f"/v1/files/{sha256}/complete", json={"size": 3}, headers=caller.headers())
    assert reply.status_code == 400
    assert caller.client.get(f"/v1/files/{sha256}/parts", headers=caller.headers()).json()["parts"] == []


def test_a_file_is_read_only_by_who_may_read_what_refers_to_it(
    caller: Caller, client: TestClient, clock: PlayedClock, house: House
) -> None:
    sha256 = hashlib.sha256(b"photo").hexdigest()
    assert put(caller, sha256, 0, b"photo") == 204
    caller.client.post(f"/v1/files/{sha256}/complete", json={"size": 5}, headers=caller.headers())
    other = Caller(client, clock, house, "E106")
    assert client.get(f"/v1/files/{sha256}?start=0", headers=other.headers()).status_code == 400


def test_paths_in_a_file_name_are_refused(caller: Caller, tmp_path: Path) -> None:
    for name in ("..%2f..%2foffice.json", "a" * 63, "A" * 64):
        assert caller.client.get(f"/v1/files/{name}?start=0", headers=caller.headers()).status_code in {404, 422}
