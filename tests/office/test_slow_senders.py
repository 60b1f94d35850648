"""Bodies that never come whole do not hold the office."""

import json
import socket
from collections.abc import Iterator

import httpx
import pytest

from fieldkit.office import gzip_body
from fieldkit.office.house import House
from fieldkit.office.serve import EmbeddedOffice

HEAD = b"POST /v1/enrol HTTP/1.1\r\nHost: office\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"


@pytest.fixture
def office(house: House) -> Iterator[EmbeddedOffice]:
    served = EmbeddedOffice(house)
    served.start()
    yield served
    served.stop()


@pytest.mark.parametrize("way", ["silent", "slow"])
def test_a_body_that_does_not_come_is_given_up(
    office: EmbeddedOffice, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gzip_body, "SILENT_SECONDS", 0.5 if way == "silent" else 60)
    monkeypatch.setattr(gzip_body, "BODY_SECONDS", 60 if way == "silent" else 0.5)
    with socket.create_connection(("127.0.0.1", office.port), timeout=0.1) as line:
        line.sendall(HEAD)
        assert httpx.get(f"{office.url}/healthz", timeout=60).status_code == 200
        answer = b""
        for _ in range(600):
            try:
                answer = line.recv(65_536)
                break
            except TimeoutError:
                if way == "slow":
                    line.sendall(b" ")
        line.settimeout(60)
        while more := line.recv(65_536):
            answer += more
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503")
    assert b"connection: close" in head.lower()
    assert json.loads(body)["code"] == "slow"
