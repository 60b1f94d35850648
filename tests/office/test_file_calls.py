"""Files over HTTP: two holders in two lines, no probing, hostile names, sizes and parts; references wait for files."""

import hashlib
import uuid
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import select
from starlette.testclient import TestClient

from fieldkit.clock import PlayedClock
from fieldkit.forms import natural_id
from fieldkit.office import uploads
from fieldkit.office.house import House
from fieldkit.office.serve import app_of
from fieldkit.office.tables import AWAITED, FILE, HOLDER, PART, REFERENCE
from fieldkit.records.tables import load
from fieldkit.sync.messages import FILE_BYTES, PART_BYTES, Enrol

CUSTOMER = natural_id("customer", "C1900")
AN, SW = natural_id("product_line", "AN"), natural_id("product_line", "SW")
PHOTO = b"a photo" * 10
SHA = hashlib.sha256(PHOTO).hexdigest()


class Phone:
    """A client of its own, after docs/protocol.md: it does what it likes."""

    def __init__(self, client: TestClient, clock: PlayedClock, house: House, number: str) -> None:
        self.client, self.clock = client, clock
        self.key = ec.generate_private_key(ec.SECP256R1())
        public = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        message = Enrol(code=house.enrolment.invite(number), device_key=public, signing_key=public)
        reply = client.post("/v1/enrol", json=message.model_dump()).json()
        self.device, self.person, self.history = reply["device"], reply["person"], reply["history"]
        self.inc, self.n, self.last = str(uuid.uuid4()), 0, None
        self.proof: dict[str, Any] = {}

    def call(self, method: str, path: str, **more: Any) -> Any:
        now = self.clock.millis() // 1000
        token = jwt.encode({"iss": self.device, "iat": now, "exp": now + 300}, self.key, algorithm="ES256")
        headers = {"Authorization": f"Bearer {token}", **more.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **more)

    def put(self, sha256: str, number: object, part: bytes) -> int:
        says = {"X-Part-SHA256": hashlib.sha256(part).hexdigest()}
        return int(self.call("PUT", f"/v1/files/{sha256}/{number}", content=part, headers=says).status_code)

    def complete(self, sha256: str, size: int) -> Any:
        return self.call("POST", f"/v1/files/{sha256}/complete", json={"size": size})

    def bring(self, content: bytes = PHOTO) -> None:
        sha256 = hashlib.sha256(content).hexdigest()
        assert self.put(sha256, 0, content) == 204
        assert self.complete(sha256, len(content)).status_code == 200

    def sees(self, sha256: str) -> tuple[Any, ...]:
        """All that the office tells about a hash."""
        parts = self.call("GET", f"/v1/files/{sha256}/parts")
        done, read = self.complete(sha256, len(PHOTO)), self.call("GET", f"/v1/files/{sha256}?start=0")
        return parts.json(), done.status_code, done.json()["message"], read.status_code, read.json().get("message")

    def push(self, *edits: tuple[str, str, dict[str, Any]], group: str | None = None) -> list[tuple[str, str]]:
        changes = []
        for kind, rid, patch in edits:
            self.n += 1
            change = {
                "id": str(uuid.uuid4()), "inc": self.inc, "n": self.n, "prev": self.last, "group": group, "kind": kind,
                "rid": rid, "patch": patch, "base": {"history": self.history, "seq": 0}, "own": {self.inc: self.n - 1},
                "author": self.person, "device_ms": self.clock.millis(),
            }  # fmt: skip
            self.last = change["id"]
            changes.append(change)
        body = {"history": self.history, "proof": self.proof, "inc": self.inc, "changes": changes}
        verdicts = self.call("POST", "/v1/push", json=body).json()["verdicts"]
        self.proof = {"seq": verdicts[-1]["seq"], "stamp": verdicts[-1]["stamp"]}
        return [(verdict["status"], verdict.get("code", "")) for verdict in verdicts]

    def pull(self) -> dict[str, Any]:
        body = {"history": self.history, "proof": self.proof, "cursor": {}, "page_bytes": 2**24}
        empty: dict[str, Any] = {"verdicts": [], "receipts": [], "want": []}
        return empty | self.call("POST", "/v1/pull", json=body).json()

    def visit(self, line: str) -> str:
        """A visit of this person in a line, for photos to belong to."""
        problem, visit = str(uuid.uuid4()), str(uuid.uuid4())
        seen = {"received_at": "2026-11-09T00:12:00Z", "received_by": self.person}
        values = {"summary": "x", "customer": CUSTOMER, "status": "open", "line": line, **seen}
        going = {"problem": problem, "customer": CUSTOMER, "engineer": self.person, "purpose": "x"}
        said = self.push(("problem", problem, values), ("visit", visit, {**going, "status": "preparing"}))
        assert said == [("ok", ""), ("ok", "")]
        return visit


def photo(visit: str, sha256: str = SHA) -> tuple[str, str, dict[str, Any]]:
    picture = {"sha256": sha256, "name": "a.jpg", "size": len(PHOTO), "type": "image/jpeg"}
    return "photo", str(uuid.uuid4()), {"visit": visit, "picture": picture}


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(app_of(house)) as opened:
        yield opened


@pytest.fixture
def one(client: TestClient, clock: PlayedClock, house: House) -> Phone:
    return Phone(client, clock, house, "E100")


@pytest.fixture
def two(client: TestClient, clock: PlayedClock, house: House) -> Phone:
    """Somebody of another product line."""
    return Phone(client, clock, house, "E101")


def files_of(house: House) -> dict[str, list[Any]]:
    with house.database.reading() as connection:
        tables = (FILE, HOLDER, PART, REFERENCE, AWAITED)
        return {table.name: sorted(tuple(row) for row in connection.execute(select(table))) for table in tables}


# -- two lines


def test_the_same_file_in_two_lines_works_for_both(one: Phone, two: Phone) -> None:
    for phone, line in ((one, AN), (two, SW)):
        visit = phone.visit(line)
        phone.bring()
        assert phone.push(photo(visit)) == [("ok", "")]
        assert phone.call("GET", f"/v1/files/{SHA}?start=0").content == PHOTO
    receipts = [[receipt["sha256"] for receipt in phone.pull()["receipts"]] for phone in (one, two)]
    assert receipts == [[SHA], [SHA]]


def test_a_hash_cannot_be_probed(one: Phone, two: Phone) -> None:
    one.bring()
    unknown = hashlib.sha256(b"unknown").hexdigest()
    assert two.sees(SHA) == two.sees(unknown)
    visit = two.visit(SW)
    assert two.push(photo(visit)) == two.push(photo(visit, unknown)) == [("held", "file")]
    assert two.sees(SHA) == two.sees(unknown)
    assert two.put(SHA, 0, b"something else") == two.put(unknown, 0, b"something else") == 204
    assert two.sees(SHA) == two.sees(unknown)


def test_referring_before_the_upload_is_no_way_in(one: Phone, two: Phone, house: House) -> None:
    visit = two.visit(SW)
    assert two.push(photo(visit)) == [("held", "file")]
    one.bring()
    assert two.call("GET", f"/v1/files/{SHA}?start=0").status_code == 400
    assert files_of(house)["reference"] == []
    assert two.pull()["want"] == [SHA]
    assert one.pull()["want"] == []


# -- what refers to a file waits for it


def test_a_held_reference_is_taken_when_its_author_brings_the_file(one: Phone, house: House) -> None:
    visit = one.visit(AN)
    edit = photo(visit)
    caption = (edit[0], edit[1], {"caption": "板卡"})
    assert one.push(edit, caption) == [("held", "file"), ("held", "behind")]
    one.bring()
    news = one.pull()
    assert [verdict["status"] for verdict in news["verdicts"]] == ["ok", "ok"]
    assert news["want"] == []
    with house.database.reading() as connection:
        stored = load(connection, edit[1])
    assert stored is not None
    assert stored.values["caption"] == "板卡"
    assert one.call("GET", f"/v1/files/{SHA}?start=0").content == PHOTO


def test_a_held_group_waits_for_all_of_its_files(one: Phone, house: House) -> None:
    visit, other = one.visit(AN), b"another photo"
    second = photo(visit, hashlib.sha256(other).hexdigest())
    said = one.push(photo(visit), ("visit", visit, {"planned_from": "2026-11-20"}), second, group=str(uuid.uuid4()))
    assert said == [("held", "file")] * 3
    assert sorted(one.pull()["want"]) == sorted([SHA, second[2]["picture"]["sha256"]])
    one.bring()
    assert one.pull()["verdicts"] == []
    assert one.pull()["want"] == [second[2]["picture"]["sha256"]]
    one.bring(other)
    assert [verdict["status"] for verdict in one.pull()["verdicts"]] == ["ok"] * 3
    assert files_of(house)["awaited"] == []


def test_a_colleague_s_upload_releases_nothing(one: Phone, two: Phone) -> None:
    visit = two.visit(SW)
    two.push(photo(visit))
    one.bring()
    assert two.pull()["verdicts"] == []


def test_who_may_read_a_file_may_refer_to_it(one: Phone, client: TestClient, clock: PlayedClock, house: House) -> None:
    one.bring()
    visit = one.visit(AN)
    assert one.push(photo(visit)) == [("ok", "")]
    manager = Phone(client, clock, house, "E106")
    assert manager.call("GET", f"/v1/files/{SHA}/parts").json()["complete"] is True
    assert manager.call("GET", f"/v1/files/{SHA}?start=0").content == PHOTO
    assert manager.complete(SHA, len(PHOTO)).json()["sha256"] == SHA


# -- hostile


@pytest.mark.parametrize(
    "name", ["..%2f..%2foffice.json", "..", "%00" * 64, "a" * 63, "a" * 65, "A" * 64, "g" * 64, "a" * 62 + "%2f."]
)
def test_tricks_in_names_change_nothing(one: Phone, house: House, name: str) -> None:
    before = files_of(house)
    assert one.put(name, 0, PHOTO) in range(400, 500)
    for method, path in (("GET", f"{name}/parts"), ("POST", f"{name}/complete"), ("GET", f"{name}?start=0")):
        assert one.call(method, f"/v1/files/{path}", json={"size": 1}).status_code in range(400, 500)
    assert files_of(house) == before


@pytest.mark.parametrize("number", [-1, FILE_BYTES // PART_BYTES, 10**30, "0x1", "..%2f0", "1.5", "", "parts"])
def test_tricks_in_part_numbers_change_nothing(one: Phone, house: House, number: object) -> None:
    before = files_of(house)
    assert one.put(SHA, number, PHOTO) in range(400, 500)
    assert files_of(house) == before


@pytest.mark.parametrize("size", [-1, FILE_BYTES + 1, 2**63, "many", None, 1.5, True, []])
def test_tricks_in_sizes_change_nothing(one: Phone, house: House, size: object) -> None:
    one.put(SHA, 0, PHOTO)
    before = files_of(house)
    assert one.call("POST", f"/v1/files/{SHA}/complete", json={"size": size}).status_code in range(400, 500)
    assert files_of(house)["file"] == before["file"] == []


@pytest.mark.parametrize("start", ["-5", str(10**30), "x", ""])
def test_tricks_in_ranges_give_nothing_that_is_not_there(one: Phone, start: str) -> None:
    one.bring()
    reply = one.call("GET", f"/v1/files/{SHA}?start={start}")
    assert reply.status_code in {200, 422}
    assert reply.status_code == 422 or reply.content in {b"", PHOTO}


def test_a_part_that_is_too_large_or_damaged_is_refused(one: Phone, house: House) -> None:
    assert one.put(SHA, 0, bytes(PART_BYTES + 1)) == 413
    says = {"X-Part-SHA256": SHA}
    assert one.call("PUT", f"/v1/files/{SHA}/0", content=b"phot0", headers=says).status_code == 400
    assert one.call("PUT", f"/v1/files/{SHA}/0", content=PHOTO).status_code == 422
    assert files_of(house)["part"] == []


def test_a_full_quota_is_said(one: Phone, two: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "UNFINISHED_BYTES", 10)
    says = {"X-Part-SHA256": SHA}
    reply = one.call("PUT", f"/v1/files/{SHA}/0", content=PHOTO, headers=says)
    assert reply.status_code == 400
    assert set(reply.json()["message"]) == {"zh", "en"}
    assert two.put(hashlib.sha256(b"small").hexdigest(), 0, b"small") == 204
    one.visit(AN)
