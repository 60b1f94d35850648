"""Bodies that never come whole do not hold the office."""

import asyncio
import json
from typing import Any

import pytest
from starlette.types import Message

from fieldkit.office import gzip_body
from fieldkit.office.gzip_body import GzipBody


async def never(scope: Any, receive: Any, send: Any) -> None:
    pytest.fail("a half-sent body reached the application")


@pytest.mark.parametrize("way", ["silent", "slow"])
def test_a_body_that_does_not_come_is_given_up(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gzip_body, "SILENT_SECONDS", 0.05 if way == "silent" else 60)
    monkeypatch.setattr(gzip_body, "BODY_SECONDS", 60 if way == "silent" else 0.2)
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(3_600 if way == "silent" else 0.01)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/v1/push", "headers": [(b"content-length", b"100000")]}
    asyncio.run(GzipBody(never)(scope, receive, send))
    assert sent[0]["status"] == 503
    assert (b"connection", b"close") in sent[0]["headers"]
    assert json.loads(sent[1]["body"])["code"] == "slow"
