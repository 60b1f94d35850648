"""Hostile messages of an enrolled laptop: huge, deep, of wrong types, with tricks in names: a 4xx, nothing changed."""

import base64
import gzip
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from conftest import START
from courier_trips import all_of_office

from fieldkit.clock import PlayedClock
from fieldkit.forms import natural_id, new_id
from fieldkit.office.gzip_body import BODY_BYTES
from fieldkit.office.house import House, open_house
from fieldkit.office.serve import EmbeddedOffice
from fieldkit.records.tables import GROUP_CHANGES

from .test_server import Caller

CUSTOMER = natural_id("customer", "C1900")
SHA256 = hashlib.sha256(b"a file").hexdigest()


class Siege:
    """A laptop that sends what it likes."""

    def __init__(self, house: House, client: httpx.Client, clock: PlayedClock) -> None:
        self.house, self.client = house, client
        self.caller = Caller(client, clock, house, "E100")  # type: ignore[arg-type]

    def change(self, **wrong: Any) -> dict[str, Any]:
        """A change that is taken, but for what is wrong."""
        made = {"id": new_id(), "inc": "", "n": 1, "prev": None, "kind": "customer", "rid": CUSTOMER,
                "patch": {"contact": "甲"}, "base": {"history": self.caller.history, "seq": 0},
                "author": natural_id("person", "E100"), "device_ms": 0}  # fmt: skip
        return {**made, **wrong}

    def push(self, *changes: dict[str, Any], **wrong: Any) -> dict[str, Any]:
        inc = new_id()
        each = [{**change, "inc": change["inc"] or inc} for change in changes]
        return {"history": self.caller.history, "proof": {}, "inc": inc, "changes": each, **wrong}

    def pull(self, **wrong: Any) -> dict[str, Any]:
        return {"history": self.caller.history, "proof": {}, "cursor": {}, **wrong}

    def sent(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        said = {"Content-Type": "application/json", **self.caller.headers(), **headers}
        return self.client.request(method, path, content=content, headers=said)

    def refused(self, method: str, path: str, body: Any = None, **headers: str) -> int:
        """The status of a refusal that says why and changed nothing."""
        before = all_of_office(self.house)
        reply = self.sent(method, path, body, **headers)
        assert 400 <= reply.status_code < 500, reply.text[:300]
        assert set(reply.json()) == {"code", "message", "time"}
        assert all_of_office(self.house) == before
        return reply.status_code


@pytest.fixture(scope="module")
def siege(offices: Callable[[Path], None], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Siege]:
    """One office for all tests here: each compares what it finds with what it leaves."""
    folder, clock = tmp_path_factory.mktemp("siege") / "office", PlayedClock(START)
    offices(folder)
    house = open_house(folder, clock)
    office = EmbeddedOffice(house)
    office.start()
    with httpx.Client(base_url=office.url, trust_env=False, timeout=60) as client:
        yield Siege(house, client, clock)
    office.stop()
    house.close()


def test_what_is_varied_here_is_taken_when_nothing_is_wrong(siege: Siege) -> None:
    reply = siege.sent("POST", "/v1/push", siege.push(siege.change())).json()
    assert [verdict["status"] for verdict in reply["verdicts"]] == ["ok"]
    assert siege.sent("POST", "/v1/pull", siege.pull()).status_code == 200


Make = Callable[[Siege], dict[str, Any]]
NUL = "a\x00b"
PUSHES: dict[str, Make] = {
    "too many changes": lambda s: s.push(*[s.change()] * (GROUP_CHANGES + 1)),
    "too many paths": lambda s: s.push(s.change(patch={f"p{number}": 1 for number in range(2_001)})),
    "no paths": lambda s: s.push(s.change(patch={})),
    "a long path": lambda s: s.push(s.change(patch={"p" * 201: 1})),
    "an empty path": lambda s: s.push(s.change(patch={"": 1})),
    "a long kind": lambda s: s.push(s.change(kind="k" * 41)),
    "a kind that no database keeps": lambda s: s.push(s.change(kind=NUL)),
    "a history that no database keeps": lambda s: s.push(s.change(base={"history": NUL, "seq": 0})),
    "a way up for an id": lambda s: s.push(s.change(rid="../../../../../../../etc/passwd")),
    "a line end after an id": lambda s: s.push(s.change(rid=f"{CUSTOMER}\n")),
    "an id in capitals": lambda s: s.push(s.change(rid=CUSTOMER.upper())),
    "a list for an id": lambda s: s.push(s.change(rid=[CUSTOMER])),
    "a list for a patch": lambda s: s.push(s.change(patch=["contact"])),
    "a text for a number": lambda s: s.push(s.change(n="1")),
    "yes for a number": lambda s: s.push(s.change(n=True)),
    "a fraction for a number": lambda s: s.push(s.change(n=1.5)),
    "zero": lambda s: s.push(s.change(n=0)),
    "a number beyond all": lambda s: s.push(s.change(n=10**400)),
    "a number beyond a database's": lambda s: s.push(s.change(n=2**63)),
    "a time beyond all": lambda s: s.push(s.change(device_ms=2**80)),
    "a base before all": lambda s: s.push(s.change(base={"history": "", "seq": -1})),
    "own numbers of no incarnation": lambda s: s.push(s.change(own={"x": 1})),
    "own numbers before all": lambda s: s.push(s.change(own={new_id(): -1})),
    "a past of its own making": lambda s: s.push(s.change(was="approved")),
    "a form from nowhere": lambda s: s.push(s.change(form_version=10**9)),
    "no changes but a text": lambda s: s.push() | {"changes": "none"},
    "nothing": lambda s: {},
}
PULLS: dict[str, Make] = {
    "a cursor before all": lambda s: s.pull(cursor={"seq": -1}),
    "a cursor beyond all": lambda s: s.pull(cursor={"seq": 2**70}),
    "a text for a cursor": lambda s: s.pull(cursor="0"),
    "a page without end": lambda s: s.pull(page_bytes=10**12),
    "a page of nothing": lambda s: s.pull(page_bytes=0),
    "waiting for ever": lambda s: s.pull(wait=10**6),
    "waiting backwards": lambda s: s.pull(wait=-1),
    "a backfill of no grant": lambda s: s.pull(backfill={"*": ""}),
    "a backfill from a query": lambda s: s.pull(backfill={new_id(): "' OR 1=1 --"}),
    "grants that no database keeps": lambda s: s.pull(grants_version=NUL),
    "a long stamp": lambda s: s.pull(proof={"seq": 1, "stamp": "x" * 41}),
}


@pytest.mark.parametrize("wrong", PUSHES)
def test_a_push_with_one_thing_wrong_changes_nothing(siege: Siege, wrong: str) -> None:
    assert siege.refused("POST", "/v1/push", PUSHES[wrong](siege)) == 422


@pytest.mark.parametrize("wrong", PULLS)
def test_a_pull_with_one_thing_wrong_is_refused(siege: Siege, wrong: str) -> None:
    assert siege.refused("POST", "/v1/pull", PULLS[wrong](siege)) == 422


def test_one_wrong_change_among_many_takes_none_of_them(siege: Siege) -> None:
    sound = [siege.change() for _ in range(50)]
    assert siege.refused("POST", "/v1/push", siege.push(*sound, siege.change(n=-1))) == 422


def test_what_is_huge_is_refused(siege: Siege) -> None:
    huge = b'{"history": "' + b"a" * BODY_BYTES + b'"}'
    for path in ("/v1/push", "/v1/pull", "/v1/enrol", f"/v1/files/{SHA256}/complete"):
        assert siege.refused("POST", path, huge) == 413
        assert siege.refused("POST", path, gzip.compress(huge, 1), **{"Content-Encoding": "gzip"}) == 413
    part = b"x" * (1024 * 1024 + 1)
    assert (
        siege.refused("PUT", f"/v1/files/{SHA256}/0", part, **{"X-Part-SHA256": hashlib.sha256(part).hexdigest()})
        == 413
    )


@pytest.mark.parametrize("way", ["lists", "objects"])
@pytest.mark.parametrize("place", ["history", "patch"])
def test_what_is_nested_for_ever_is_refused(siege: Siege, place: str, way: str) -> None:
    for depth in (300, 900, 1_100, 100_000):
        opening, closing = ("[", "]") if way == "lists" else ('{"a":', "}")
        deep = opening * depth + "1" + closing * depth
        body = siege.push(siege.change(patch={"contact": "@"}))
        body |= {"history": "@"} if place == "history" else {}
        content = json.dumps(body).replace('"@"', deep, 1).encode()
        assert siege.refused("POST", "/v1/push", content) == 422


@pytest.mark.parametrize("way", ["cut", "altered", "none", "twice"])
def test_what_is_not_what_it_says_it_is_packed_as_is_refused(siege: Siege, way: str) -> None:
    packed = gzip.compress(json.dumps(siege.push(siege.change())).encode())
    content = {
        "cut": packed[:-9],
        "altered": packed[:20] + bytes([packed[20] ^ 0x41]) + packed[21:],
        "none": b"{}",
        "twice": gzip.compress(packed),
    }[way]
    assert siege.refused("POST", "/v1/push", content, **{"Content-Encoding": "gzip"}) in {413, 422}


TRICKS = [
    "..", "../../office.json", "....//office.json", "%2e%2e%2foffice.json", "..\\office.json", "/etc/passwd",
    "C:\\office.json", "office.json\x00.jpg", "a" * 63, "a" * 65, "A" * 64, f"{SHA256}\n", f" {SHA256[1:]}", "ａ" * 64,
]  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_no_name_of_a_file_leads_elsewhere(siege: Siege, name: str) -> None:
    outside = {path: path.stat().st_size for path in siege.house.folder.parent.rglob("*") if path.is_file()}
    body, path = b"x", f"/v1/files/{quote(name, safe='')}"
    part = {"X-Part-SHA256": hashlib.sha256(body).hexdigest()}
    assert siege.refused("PUT", f"{path}/0", body, **part) in {404, 405, 422}
    assert siege.refused("POST", f"{path}/complete", {"size": 1}) in {404, 405, 422}
    assert siege.refused("GET", f"{path}?start=0") in {404, 405, 422}
    assert siege.refused("GET", f"{path}/parts") in {404, 405, 422}
    after = {path: path.stat().st_size for path in siege.house.folder.parent.rglob("*") if path.is_file()}
    assert set(after) == set(outside)


@pytest.mark.parametrize("number", ["-1", "2048", "1e3", "..", "0x1", "٣", str(10**30), "0\x00"])
def test_no_part_has_such_a_number(siege: Siege, number: str) -> None:
    part = {"X-Part-SHA256": hashlib.sha256(b"x").hexdigest()}
    assert siege.refused("PUT", f"/v1/files/{SHA256}/{quote(number, safe='')}", b"x", **part) in {404, 405, 422}


@pytest.mark.parametrize("start", ["-1", "1.5", "", "all", str(2**70), "1;0"])
def test_no_file_is_read_from_such_a_place(siege: Siege, start: str) -> None:
    assert siege.refused("GET", f"/v1/files/{SHA256}?start={quote(start)}") == 422


@pytest.mark.parametrize(
    "wrong", [{"size": 1, "type": NUL}, {"size": 1, "type": "x" * 81}, {"size": "1"}, {"size": True}]
)
def test_no_file_is_completed_like_that(siege: Siege, wrong: dict[str, Any]) -> None:
    siege.sent("PUT", f"/v1/files/{SHA256}/0", b"a file", **{"X-Part-SHA256": SHA256})
    assert siege.refused("POST", f"/v1/files/{SHA256}/complete", wrong) == 422


@pytest.mark.parametrize("name", ["../../x.jpg", "C:\\x.jpg", "x\x00.jpg", "a/b.jpg", "x" * 10_000])
def test_a_photo_s_own_name_is_data_and_leads_nowhere(siege: Siege, name: str) -> None:
    """A field of a record holds it; objects are named by hash, and no file gets such a name."""
    before = {path for path in siege.house.folder.parent.rglob("*") if path.is_file()}
    photo = {"image": {"sha256": SHA256, "name": name, "size": 6, "type": "image/jpeg"}}
    reply = siege.sent("POST", "/v1/push", siege.push(siege.change(kind="photo", rid=new_id(), patch=photo)))
    assert [verdict["status"] for verdict in reply.json()["verdicts"]] in (["rejected"], ["held"])
    after = {path for path in siege.house.folder.parent.rglob("*") if path.is_file()}
    assert {path.name for path in after - before} <= {"office.db-wal", "office.db-shm"}


@pytest.mark.parametrize("value", ["a\x00b", "x" * 600, 7, True, [], {"a": 1}, {"zh": "甲"}])
def test_a_value_of_no_use_is_rejected_and_leaves_the_record(siege: Siege, value: Any) -> None:
    """A sound message: its verdict stays at the office for its author to see, the record is as it was."""

    def record() -> Any:
        return [row for row in all_of_office(siege.house)["record"] if CUSTOMER in row]

    before = record()
    reply = siege.sent("POST", "/v1/push", siege.push(siege.change(patch={"contact": value}))).json()
    assert [(verdict["status"], verdict["code"]) for verdict in reply["verdicts"]] == [("rejected", "value")]
    assert record() == before


ENGINEER = natural_id("person", "E100")


@pytest.mark.parametrize(
    "body",
    [
        {"person": ENGINEER},
        {"person": ENGINEER, "order": ""},
        {"person": ENGINEER, "order": "a" * 16_001},
        {"person": ENGINEER, "order": ["a.b.c"]},
        {"person": "../E100", "order": "a.b.c"},
        {"person": ENGINEER.upper(), "order": "a.b.c"},
        [ENGINEER],
    ],
    ids=str,
)
def test_no_invitation_is_asked_for_like_that(siege: Siege, body: Any) -> None:
    assert siege.refused("POST", "/v1/invitations", body) == 422


def test_an_engineer_invites_nobody_and_locks_out_nobody_else(siege: Siege) -> None:
    body = {"person": ENGINEER, "order": siege.caller.order(ENGINEER)}
    assert siege.refused("POST", "/v1/invitations", body) == 403
    for header in ({"alg": "none"}, {"alg": "HS256"}, {"x5c": ["AA=="]}, {"x5c": "x"}, {"x5c": {}}, {}):
        signed = siege.caller.order(ENGINEER).split(".")
        signed[0] = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()
        assert siege.refused("POST", "/v1/invitations", {**body, "order": ".".join(signed)}) == 400
    manager = Caller(siege.client, siege.caller.clock, siege.house, "E110")  # type: ignore[arg-type]
    assert siege.refused("POST", f"/v1/devices/{manager.device}/revoke") == 403
    assert siege.refused("POST", f"/v1/devices/{new_id()}/revoke") == 403
    for name in ("..", "x", manager.device.upper(), quote(f"{manager.device}\n")):
        assert siege.refused("POST", f"/v1/devices/{name}/revoke") in {404, 405, 422}
