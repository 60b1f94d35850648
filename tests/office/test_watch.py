"""The log and the metrics: every call is there, and nothing that anybody wrote."""

import io
import json
import logging
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from starlette.testclient import TestClient

from fieldkit.clock import PlayedClock
from fieldkit.forms import natural_id
from fieldkit.office.house import House
from fieldkit.office.log import LOG, JsonLines
from fieldkit.office.options import NUMBERS
from fieldkit.office.serve import EmbeddedOffice, app_of

from .test_server import Caller

SECRETS = ("王小明心脏病", "13800138000", "E100")


class Log:
    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    """What the office writes down, down to the last detail."""
    kept = Log()
    handler = logging.StreamHandler(kept.stream)
    handler.setFormatter(JsonLines())
    root, before = logging.getLogger(), LOG.level
    LOG.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield kept
    root.removeHandler(handler)
    LOG.setLevel(before)


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with TestClient(app_of(house), client=("127.0.0.1", 5)) as opened:
        yield opened


@pytest.fixture
def caller(client: TestClient, clock: PlayedClock, house: House) -> Caller:
    return Caller(client, clock, house, "E100")


def personal(caller: Caller) -> dict[str, Any]:
    """A push with a person's name and number in it."""
    inc, rid = str(uuid.uuid4()), natural_id("customer", "C1900")
    change = {
        "id": str(uuid.uuid4()),
        "inc": inc,
        "n": 1,
        "prev": None,
        "kind": "customer",
        "rid": rid,
        "patch": {"contact": SECRETS[0], "phone": SECRETS[1]},
        "base": {"history": caller.history, "seq": 0},
        "author": natural_id("person", "E100"),
        "device_ms": 0,
    }
    return {"history": caller.history, "proof": {}, "inc": inc, "changes": [change]}


def test_a_call_leaves_a_line_and_nothing_of_what_was_said(caller: Caller, log: Log) -> None:
    reply = caller.client.post("/v1/push?contact=13800138000", json=personal(caller), headers=caller.headers())
    assert reply.status_code == 200
    line = log.lines[-1]
    assert (line["call"], line["status"], line["device"]) == ("POST /v1/push", 200, caller.device)
    assert line["request"] == reply.headers["X-Request-Id"]
    assert line["level"] == "info"
    assert line["ms"] > 0
    assert set(line) == {"time", "level", "logger", "message", "request", "call", "status", "ms", "device"}
    for secret in (*SECRETS, "eyJ", "contact"):
        assert secret not in log.text


@pytest.mark.parametrize("broken", ["change", "record", "incarnation"])
def test_a_fault_is_told_by_its_place_and_not_by_values(caller: Caller, house: House, log: Log, broken: str) -> None:
    with house.database.writing() as connection:
        connection.execute(text(f"ALTER TABLE {broken} RENAME TO gone"))
    reply = caller.client.post("/v1/push", json=personal(caller), headers=caller.headers())
    assert (reply.status_code, reply.json()["code"]) == (500, "fault")
    fault = next(line for line in log.lines if line["message"] == "fault")
    assert fault["request"] == reply.headers["X-Request-Id"]
    assert fault["request"] in reply.json()["message"]["zh"]
    assert "sqlalchemy" in fault["trace"]
    assert "post_push" in fault["trace"]
    for secret in (*SECRETS, "eyJ", "contact"):
        assert secret not in log.text
        assert secret not in reply.text


def test_what_a_database_says_of_a_double_is_not_repeated(house: House, log: Log) -> None:
    row = {"id": 1, "name": SECRETS[0], "history": "", "last_seq": 0, "durable_seq": 0}
    try:
        with house.database.writing() as connection:
            insert = "INSERT INTO organisation VALUES (:id, :name, :history, :last_seq, :durable_seq)"
            connection.execute(text(insert), row)
    except IntegrityError:
        LOG.exception("fault")
    assert "IntegrityError" in log.lines[-1]["trace"]
    assert SECRETS[0] not in log.text


@pytest.mark.parametrize("path", ["/v1/no/such/call/13800138000", "/v1/files/13800138000", "/13800138000?x=E100"])
def test_what_no_call_matches_is_not_written_down(caller: Caller, log: Log, path: str) -> None:
    caller.client.get(path, headers=caller.headers())
    assert log.lines[-1]["status"] >= 400
    assert "13800138000" not in log.text
    assert "E100" not in log.text


def figures(client: TestClient, **headers: str) -> dict[tuple[str, ...], float]:
    page = client.get("/metrics", headers=headers)
    assert page.status_code == 200, page.text
    return {
        (sample.name.removeprefix("fieldkit_office_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }


def test_metrics_tell_of_calls_and_of_the_office(caller: Caller, client: TestClient, house: House) -> None:
    house.enrolment.revoke(Caller(client, caller.clock, house, "E106").device)
    client.post("/v1/push", json=personal(caller), headers=caller.headers())
    client.get("/v1/courier")
    found = figures(client)
    with house.database.reading() as connection:
        last, durable = connection.execute(text("SELECT last_seq, durable_seq FROM organisation")).one()
    assert found["last_seq",] == last
    assert found["durable_seq",] == durable
    assert found["devices", "active"] == 1
    assert found["devices", "locked_out"] == 1
    assert found["calls_total", "POST /v1/push", "200"] == 1
    assert found["calls_total", "other", "401"] == 1
    assert found["call_seconds_count", "POST /v1/push"] == 1
    assert sum(value for name, value in found.items() if name[0] == "verdicts_total") == 1
    assert found["files",] == found["file_bytes",] == 0


def test_held_changes_are_seen(caller: Caller, client: TestClient, house: House, clock: PlayedClock) -> None:
    house.enrolment.revoke(caller.device)
    client.post("/v1/push", json=personal(caller), headers=caller.headers())
    clock.forward(hours=2)
    found = figures(client)
    assert (found["held_changes",], found["verdicts_total", "held"]) == (1, 1)
    assert found["oldest_held_seconds",] == pytest.approx(7_200, abs=60)


def test_metrics_name_nobody(caller: Caller, client: TestClient) -> None:
    client.post("/v1/push", json=personal(caller), headers=caller.headers())
    page = client.get("/metrics").text
    for secret in (*SECRETS, caller.device, natural_id("person", "E100"), natural_id("customer", "C1900")):
        assert secret not in page


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_metrics_are_for_this_computer(house: House, header: str) -> None:
    for address in ("10.0.0.7", "testclient"):
        with TestClient(app_of(house), client=(address, 5)) as far:
            assert far.get("/metrics").status_code == 401
    office = EmbeddedOffice(house)
    office.start()
    with httpx.Client(base_url=office.url, trust_env=False) as near:
        assert near.get("/metrics").status_code == 200
        assert near.get("/metrics", headers={header: "127.0.0.1"}).status_code == 401, "a proxy handed it on"
    office.stop()


def test_with_a_token_set_only_who_has_it_sees_metrics(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = tmp_path / "token"
    token.write_text("0123456789abcdef\n")
    monkeypatch.setenv("FIELDKIT_OFFICE_METRICS_TOKEN_FILE", str(token))
    with TestClient(app_of(house), client=("10.0.0.7", 5)) as far:
        assert far.get("/metrics").status_code == 401
        assert far.get("/metrics", headers={"Authorization": "Bearer 0123456789abcdeF"}).status_code == 401
        assert figures(far, Authorization="Bearer 0123456789abcdef")[("last_seq",)] > 0
    with TestClient(app_of(house), client=("127.0.0.1", 5)) as near:
        assert near.get("/metrics").status_code == 401


def test_the_operations_guide_knows_every_metric_and_option(client: TestClient) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8")
    families = [family.name for family in text_string_to_metric_families(client.get("/metrics").text)]
    assert len(families) > 8
    missing = [name for name in (*families, *(f"`{option}`" for option in NUMBERS)) if name not in guide]
    assert missing == []
