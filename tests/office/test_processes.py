"""A head office of several processes, as it runs in earnest: killed, stopped, without the issuing key."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from postgres import Postgres
from prometheus_client.parser import text_string_to_metric_families
from served import served, until, works
from sqlalchemy import update

from fieldkit.clock import Clock
from fieldkit.forms import natural_id
from fieldkit.office.house import create_house, open_house
from fieldkit.office.importing import import_company
from fieldkit.office.tables import INVITATION

from .test_server import Caller

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
PEOPLE = """工号,姓名,角色,产品线
E100,何志强,工程师,AN
E110,赵海波,部门经理,
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An office of the present time, for processes with a real clock."""
    cluster: Postgres | None = request.getfixturevalue("cluster") if request.param == "postgresql" else None
    url = cluster.database() if cluster else f"sqlite:///{tmp_path / 'office.db'}"
    place = tmp_path / "office"
    house = create_house(place, "甲", Clock(), database=url)
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    taken = import_company(house.database, house.clock, [tmp_path / "people.csv"])
    assert taken["people"]["added"] == 2, taken
    house.close()
    return place


def calls(page: str) -> float:
    families = text_string_to_metric_families(page)
    samples = (sample for family in families for sample in family.samples)
    wanted = {"call": "POST /v1/pull", "status": "200"}
    return sum(one.value for one in samples if one.name == "fieldkit_office_calls_total" and one.labels == wanted)


def test_workers_serve_are_replaced_and_stop(folder: Path) -> None:
    house = open_house(folder, Clock())
    with served(folder, "--workers", "3") as office:
        laptop = Caller(office.client, house.clock, house, "E100")  # type: ignore[arg-type]
        before = set(office.workers())
        assert len(before) == 5, "three serve, one issues, one looks at papers"
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(lambda _: laptop.pull(), range(60))) == {200}
        assert calls(office.client.get("/metrics").text) == 60, "the calls of all workers are counted together"
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        until(lambda: len(set(office.workers()) - before) == len(before))
        office.wait()
        assert laptop.pull() == 200
        assert calls(office.client.get("/metrics").text) == 61, "and those of workers that are gone"
        guess = {"code": "A", "device_key": "x", "signing_key": "x"}
        until(lambda: office.client.post("/v1/enrol", json=guess).status_code != 503)
        again = Caller(office.client, house.clock, house, "E100")  # type: ignore[arg-type]
        assert again.pull() == 200, "the issuing process was killed too, and is there again"
        polling = threading.Thread(target=lambda: poll(laptop, office.url))
        polling.start()
        workers = office.workers()
        office.process.send_signal(signal.SIGTERM)
        office.process.wait(60)
        polling.join()
        assert office.process.returncode == 0
        assert not [worker for worker in workers if works(worker)]
        assert {line["call"] for line in office.log() if line["message"] == "call"} >= {
            "POST /v1/pull",
            "POST /v1/enrol",
        }
    house.close()


def poll(laptop: Caller, url: str) -> None:
    body = {"history": laptop.history, "proof": {}, "cursor": {"seq": 10**9}, "wait": 60}
    try:
        httpx.post(f"{url}/v1/pull", json=body, headers=laptop.headers(), timeout=100, trust_env=False)
    except httpx.TransportError:
        return


def test_workers_enrol_without_ever_seeing_the_issuing_key(folder: Path, tmp_path: Path) -> None:
    """Another process issues; the workers' folder has no key, and what they write into the database opens nothing."""
    web, place = tmp_path / "web", tmp_path / "issue"
    shutil.copytree(folder, web)
    for key in ("issuing.key", "root.key"):
        (web / key).unlink()
    house = open_house(folder, Clock())
    issuing = [sys.executable, "-m", "fieldkit", "office", "issue", "--data", str(folder), "--socket", str(place)]
    with served(web, "--workers", "2", FIELDKIT_OFFICE_ISSUER=str(place)) as office:
        code = house.enrolment.invite("E100")
        message = {"code": code, "device_key": "x", "signing_key": "x"}
        closed = office.client.post("/v1/enrol", json=message)
        assert (closed.status_code, closed.json()["code"]) == (503, "issuer")
        process = subprocess.Popen(issuing, stderr=subprocess.DEVNULL)
        try:
            until(place.exists)
            assert place.stat().st_mode & 0o777 == 0o660
            laptop = Caller(office.client, house.clock, house, "E100")  # type: ignore[arg-type]
            assert laptop.pull() == 200
            manager = Caller(office.client, house.clock, house, "E110")  # type: ignore[arg-type]
            wanted = natural_id("person", "E100")
            for caller, status in ((manager, 200), (laptop, 403)):
                order = {"person": wanted, "order": caller.order(wanted)}
                assert office.client.post("/v1/invitations", json=order, headers=caller.headers()).status_code == status
            forged = house.enrolment.invite("E100")
            with house.database.writing() as connection:
                connection.execute(update(INVITATION).values(expires_ms=INVITATION.c.expires_ms + 1))
            refused = office.client.post("/v1/enrol", json={**message, "code": forged})
            assert (refused.status_code, refused.json()["code"]) == (400, "refused")
        finally:
            process.terminate()
            process.wait(60)
        assert not place.exists()
    house.close()


def test_the_processes_beside_leave_with_the_one_that_serves(folder: Path) -> None:
    with served(folder) as office:
        beside = office.workers()
        assert len(beside) == 2, "one issues, one looks at papers"
        office.process.kill()
        office.process.wait(60)
        until(lambda: not any(works(one) for one in beside))
    assert json.loads((folder / "office.json").read_text("utf-8"))["url"] == office.url


def test_laptops_that_wait_for_news_hold_neither_a_thread_nor_a_connection(folder: Path) -> None:
    """More of them than a worker has threads, and one database connection for all."""
    house = open_house(folder, Clock())
    pool = {"FIELDKIT_OFFICE_POOL_SIZE": "1", "FIELDKIT_OFFICE_POOL_OVERFLOW": "0"}
    with served(folder, **pool) as office:
        laptop = Caller(office.client, house.clock, house, "E100")  # type: ignore[arg-type]
        body = {"history": laptop.history, "proof": {}, "cursor": {}}
        read = office.client.post("/v1/pull", json=body, headers=laptop.headers()).json()
        waiting = {**body, "cursor": read["cursor"], "wait": 60}

        async def poll(line: httpx.AsyncClient) -> int:
            return len((await line.post("/v1/pull", json=waiting, headers=laptop.headers())).json()["records"])

        async def play() -> list[int]:
            limits = httpx.Limits(max_connections=100)
            async with httpx.AsyncClient(base_url=office.url, limits=limits, timeout=100, trust_env=False) as line:
                polls = [asyncio.create_task(poll(line)) for _ in range(60)]
                await asyncio.sleep(2)
                assert (await line.post("/v1/pull", json=body, headers=laptop.headers())).status_code == 200
                assert not any(one.done() for one in polls)
                people = folder.parent / "people.csv"
                people.write_text(PEOPLE + "E101,刘洋,工程师,AN\n", "utf-8")
                await asyncio.to_thread(import_company, house.database, house.clock, [people])
                return await asyncio.gather(*polls)

        assert set(asyncio.run(play())) == {1}
    house.close()
