"""The door, over real HTTP: sizes, rates, proxies; a refusal for rate is no refusal of what was sent."""

import hashlib
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from starlette.datastructures import Headers

from fieldkit.clock import PlayedClock
from fieldkit.errors import NotAllowedError, OfflineError
from fieldkit.office.door import caller
from fieldkit.office.gzip_body import BODY_BYTES, SMALL_BYTES
from fieldkit.office.house import House
from fieldkit.office.options import trusted_proxies
from fieldkit.office.serve import EmbeddedOffice
from fieldkit.sync.line import LaterError, Line
from fieldkit.sync.messages import Cursor, Enrol, Proof, Pull

from .test_server import Caller

Start = Callable[..., httpx.Client]


@pytest.fixture
def start(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Serves the office with options, and gives a client."""
    offices: list[tuple[EmbeddedOffice, httpx.Client]] = []

    def begin(**options: object) -> httpx.Client:
        for name, value in options.items():
            monkeypatch.setenv(f"FIELDKIT_OFFICE_{name}", str(value))
        office = EmbeddedOffice(house)
        office.start()
        client = httpx.Client(base_url=office.url, trust_env=False, timeout=60)
        offices.append((office, client))
        return client

    yield begin
    for office, client in offices:
        client.close()
        office.stop()


def laptop(client: httpx.Client, clock: PlayedClock, house: House) -> Caller:
    return Caller(client, clock, house, "E100")  # type: ignore[arg-type]


def said(response: httpx.Response) -> dict[str, Any]:
    body = response.json()
    assert set(body) == {"code", "message", "time"}
    assert set(body["message"]) == {"zh", "en"}
    return dict(body)


def test_a_laptop_may_call_so_often_and_is_then_asked_to_wait(start: Start, clock: PlayedClock, house: House) -> None:
    client = start(CALLS_A_MINUTE=10)
    one = laptop(client, clock, house)
    assert [one.pull() for _ in range(10)] == [200] * 10
    body = {"history": one.history, "proof": {}, "cursor": {}}
    late = client.post("/v1/pull", json=body, headers=one.headers())
    assert late.status_code == 429
    assert 1 <= int(late.headers["Retry-After"]) <= 6
    assert said(late)["code"] == "later"
    assert laptop(client, clock, house).pull() == 200, "another laptop is not kept waiting"


def test_the_line_takes_it_for_later_and_not_for_a_refusal(start: Start, clock: PlayedClock, house: House) -> None:
    client = start(CALLS_A_MINUTE=10)
    one = laptop(client, clock, house)
    line = Line(str(client.base_url), one.device, one.key, clock)
    asked = Pull(history=one.history, proof=Proof(), cursor=Cursor())
    for _ in range(10):
        line.pull(asked)
    with pytest.raises(LaterError) as later:
        line.pull(asked)
    assert isinstance(later.value, OfflineError)
    assert 1 <= later.value.wait <= 6
    line.close()


def test_who_guesses_at_invitations_is_stopped_and_others_are_not(
    start: Start, clock: PlayedClock, house: House
) -> None:
    client = start(ENROLMENTS_A_MINUTE=3)
    guess = Enrol(code="AAAAAAAAAAAAAAAA-A", device_key="x", signing_key="x").model_dump()
    codes = [client.post("/v1/enrol", json=guess).status_code for _ in range(5)]
    assert codes == [400, 400, 400, 429, 429]
    clock.forward(minutes=1)
    for _ in range(5):
        laptop(client, clock, house)


def test_who_has_no_token_may_not_ask_for_ever(start: Start, clock: PlayedClock, house: House) -> None:
    client = start(REFUSED_A_MINUTE=10)
    codes = [client.get("/v1/courier", headers={"Authorization": "Bearer x"}).status_code for _ in range(12)]
    assert codes == [401] * 10 + [429] * 2
    assert client.get("/healthz").status_code == 429


def test_what_is_too_large_is_refused_before_it_is_read(start: Start, clock: PlayedClock, house: House) -> None:
    client = start()
    one = laptop(client, clock, house)
    sizes = {
        "POST /v1/push": BODY_BYTES,
        "POST /v1/enrol": SMALL_BYTES,
        f"POST /v1/files/{'a' * 64}/complete": SMALL_BYTES,
        f"PUT /v1/files/{'a' * 64}/0": 1024 * 1024,
    }
    for call, most in sizes.items():
        method, path = call.split()
        token = one.headers()["Authorization"]
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nX-Part-SHA256: x\r\n"
            f"Content-Length: {most + 1}\r\n\r\n"
        )
        with socket.create_connection((client.base_url.host, client.base_url.port or 0), 60) as raw:
            raw.sendall(head.encode())
            assert b" 413 " in raw.makefile("rb").readline(), call


def test_what_says_no_size_is_counted_as_it_comes(start: Start, clock: PlayedClock, house: House) -> None:
    client = start()
    one = laptop(client, clock, house)
    path = f"/v1/files/{'a' * 64}/0"
    headers = {**one.headers(), "X-Part-SHA256": "x"}
    refused = client.put(path, content=iter([b"x" * 100_000] * 11), headers=headers)
    assert (refused.status_code, said(refused)["code"]) == (413, "size")


def test_a_stranger_s_large_body_is_not_taken_in(start: Start, clock: PlayedClock, house: House) -> None:
    client = start()
    refused = client.post("/v1/push", content=b"[" * 20_000_000, headers={"Authorization": "Bearer x"})
    assert (refused.status_code, said(refused)["code"]) == (401, "token")


def test_deep_nesting_is_no_message(start: Start, clock: PlayedClock, house: House) -> None:
    client = start()
    one = laptop(client, clock, house)
    body = '{"history": ' + "[" * 1_000_000 + "]" * 1_000_000 + "}"
    headers = {**one.headers(), "Content-Type": "application/json"}
    assert client.post("/v1/push", content=body, headers=headers).status_code == 422
    assert one.pull() == 200


def test_a_file_s_part_of_full_size_goes_through(start: Start, clock: PlayedClock, house: House) -> None:
    client = start()
    one = laptop(client, clock, house)
    content = b"x" * 1024 * 1024
    sha256 = hashlib.sha256(content).hexdigest()
    headers = {**one.headers(), "X-Part-SHA256": sha256}
    assert client.put(f"/v1/files/{sha256}/0", content=content, headers=headers).status_code == 204


PROXY = trusted_proxies("10.0.0.4")


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.4", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.4", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.4", None, "10.0.0.4"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "127.0.0.1"),
    ],
)
def test_the_proxy_says_who_calls_and_nobody_else(peer: str, forwarded: str | None, address: str) -> None:
    headers = Headers({"X-Forwarded-For": forwarded} if forwarded else {})
    assert caller(peer, headers, PROXY) == address


@pytest.mark.parametrize("peer", ["10.0.0.5", "203.0.113.9", "", "testclient"])
def test_who_passes_the_proxy_by_is_refused(peer: str) -> None:
    with pytest.raises(NotAllowedError):
        caller(peer, Headers({"X-Forwarded-For": "10.0.0.4"}), PROXY)


def test_without_a_proxy_nobody_is_believed() -> None:
    assert caller("203.0.113.9", Headers({"X-Forwarded-For": "127.0.0.1"}), ()) == "203.0.113.9"


def test_behind_a_proxy_each_laptop_s_address_counts_for_itself(start: Start, clock: PlayedClock, house: House) -> None:
    client = start(BEHIND_PROXY="127.0.0.1", ENROLMENTS_A_MINUTE=1)
    guess = json.loads(Enrol(code="A", device_key="x", signing_key="x").model_dump_json())

    def from_(address: str) -> int:
        return client.post("/v1/enrol", json=guess, headers={"X-Forwarded-For": address}).status_code

    assert [from_("203.0.113.9"), from_("203.0.113.9"), from_("203.0.113.10")] == [400, 429, 400]
