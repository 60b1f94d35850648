"""The office's disk is full: nothing of the page is kept, the laptop hears that it is the office's fault, and the same
page goes through as soon as there is room."""

import uuid
from typing import Any

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from fieldkit.clock import PlayedClock
from fieldkit.forms import natural_id, new_id
from fieldkit.office.house import House
from fieldkit.office.serve import app_of

from .test_server import Caller


def page(caller: Caller) -> dict[str, Any]:
    """A push of one large change."""
    inc = str(uuid.uuid4())
    patch = {"number": "Z1", "customer_name": "x", "address": "y" * 300_000}
    change = {
        "id": new_id(), "inc": inc, "n": 1, "prev": None, "kind": "customer", "rid": new_id(), "patch": patch,
        "base": {"history": caller.history, "seq": 0}, "author": natural_id("person", "E100"), "device_ms": 0,
    }  # fmt: skip
    return {"history": caller.history, "proof": {}, "inc": inc, "changes": [change]}


@pytest.mark.copies_sqlite
def test_a_push_that_finds_no_room_changes_nothing_and_goes_through_later(house: House, clock: PlayedClock) -> None:
    room = [False]

    @event.listens_for(house.database.engine, "checkout")
    def fill(connection: Any, *_more: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={1_000_000 if room[0] else pages}")

    with TestClient(app_of(house), raise_server_exceptions=False) as client:
        caller = Caller(client, clock, house, "E100")
        message = page(caller)
        refused = client.post("/v1/push", json=message, headers=caller.headers())
        assert (refused.status_code, refused.json()["code"]) == (500, "fault")
        room[0] = True
        taken = client.post("/v1/push", json=message, headers=caller.headers())
    assert taken.status_code == 200
    assert [one["n"] for one in taken.json()["verdicts"]] == [1]
    assert taken.json().get("stop") is None
