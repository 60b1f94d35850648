"""A call that waits for news: it comes back with them, and costs the office a look a second until then."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from courier_trips import COLLEAGUE, ENGINEER, Trips, write

from fieldkit.actions.enrol import sync
from fieldkit.office import server
from fieldkit.sync.client import RoundResult, Sync


def test_who_waits_hears_at_once_and_no_page_is_made_before(trips: Trips, monkeypatch: pytest.MonkeyPatch) -> None:
    writer, waiter = trips.laptop(COLLEAGUE), trips.laptop(ENGINEER)
    sync(waiter.desk)
    looks, made = threading.Semaphore(0), []
    moved_on, pulled = server.moved_on, server.pulled

    def looking(*given: object) -> bool:
        looks.release()
        return moved_on(*given)  # type: ignore[arg-type]

    def making(*given: object) -> object:
        made.append(given[1])
        return pulled(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(server, "moved_on", looking)
    monkeypatch.setattr(server, "pulled", making)
    line = waiter.desk.line()
    with ThreadPoolExecutor(1) as waiting:
        coming = waiting.submit(Sync(waiter.store, line).news_waiting, 60)
        assert looks.acquire(timeout=60)
        assert looks.acquire(timeout=60)
        assert len(made) == 1
        write(writer, address="新地址")
        writer_line = writer.desk.line()
        Sync(writer.store, writer_line).push(RoundResult())
        writer_line.close()
        assert coming.result(timeout=60)
    assert len(made) == 2
    line.close()
    sync(waiter.desk)
    kept = waiter.store.find("customer", {"address": "新地址"})
    assert len(kept) == 1
