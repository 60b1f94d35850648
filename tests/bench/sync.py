"""How fast records travel, office and laptop in processes of their own on loopback: `make bench-sync`.

usage: sync.py [single | crowd | first | growth …]      each prints `name value unit`, beside its target or its peers
"""

import asyncio
import json
import os
import random
import resource as usage
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import select

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[2])]

from postgres import Postgres, postgres

from fieldkit import resource
from fieldkit.actions.enrol import enrol, sync
from fieldkit.app import Laptop
from fieldkit.clock import Clock
from fieldkit.forms import natural_id, new_id
from fieldkit.office.house import create_house, open_house
from fieldkit.office.importing import import_company
from fieldkit.office.page import Sender
from fieldkit.office.push import push
from fieldkit.office.tables import DEVICE, ORGANISATION
from fieldkit.store.store import Edit
from fieldkit.sync.client import RoundResult, Sync
from fieldkit.sync.line import Line
from fieldkit.sync.messages import Push

COMMON = {"contact": "王𠅤", "phone": "139", "address": "临江路36号，机房二楼东侧，环网第 2 节点"}
COMMON["notes"] = "每月清理风扇滤网，数据修改前先备份。" * 3
MANY = 10_000


def show(name: str, value: float, unit: str, goal: str = "") -> None:
    print(f"{name:<58} {value:>10,.1f} {unit}{'   goal ' + goal if goal else ''}", flush=True)


def values(number: int) -> dict[str, str]:
    """A customer of about 330 bytes."""
    return {"number": f"N{number}", "customer_name": f"平川县电信分公司第{number}局", **COMMON}


class Office:
    """`fieldkit office serve`, with invitations made beforehand."""

    def __init__(self, data: Path, database: str = "", invitations: int = 3) -> None:
        self.data = data
        house = create_house(data, "测试", Clock(), database=database)
        import_company(house.database, house.clock, [resource("demo/company")])
        self.codes = [house.enrolment.invite("E100") for _ in range(invitations)]
        house.close()

    @contextmanager
    def serving(self, workers: int = 1) -> Iterator[int]:
        """Serves for as long as the block runs; the supervisor's process id."""
        with httpx.Client(trust_env=False) as probe:
            self.port = random.randrange(20_000, 60_000)
            command = ["office", "serve", "--data", str(self.data), "--port", str(self.port), "--workers", str(workers)]
            process = subprocess.Popen([sys.executable, "-m", "fieldkit", *command], stderr=subprocess.DEVNULL)
            try:
                for _ in range(600):
                    try:
                        if probe.get(f"{self.url}/healthz").status_code == 200:
                            break
                    except httpx.HTTPError:
                        time.sleep(0.1)
                yield process.pid
            finally:
                process.terminate()
                process.wait(60)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def laptop(self, home: Path) -> Laptop:
        laptop = Laptop(home, passphrase=lambda: "a long passphrase")
        enrol(laptop.desk, self.url, self.codes.pop())
        return laptop


class Counted(Line):
    """A line that counts its requests and the bytes of their bodies, as they travel."""

    requests = up = down = 0

    def _once(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> httpx.Response:
        response = super()._once(method, path, body, headers)
        self.requests, self.up = self.requests + 1, self.up + len(body)
        self.down += response.num_bytes_downloaded
        return response


def counted(laptop: Laptop) -> tuple[Counted, float]:
    """One round over a counting line, and its seconds."""
    identity = laptop.desk.identity
    line = Counted(identity.url, identity.device, laptop.desk.key("device"), laptop.clock)
    begun = time.perf_counter()
    Sync(laptop.store, line).round()
    seconds = time.perf_counter() - begun
    line.close()
    return line, seconds


def fill(laptop: Laptop, count: int) -> None:
    for start in range(0, count, 500):
        edits = [Edit("customer", new_id(), values(number)) for number in range(start, min(count, start + 500))]
        laptop.store.write(laptop.desk.actor, edits)


def single(folder: Path, name: str, database: str) -> None:
    """One laptop pushes 10,000 new records, a new one pulls them; then one field, and nothing."""
    office = Office(folder / "office", database)
    with office.serving(), ExitStack() as stack:
        first = office.laptop(folder / "first")
        stack.callback(first.close)
        sync(first.desk)
        fill(first, MANY)
        line = first.desk.line()
        begun = time.perf_counter()
        Sync(first.store, line).push(RoundResult())
        show(f"push of {MANY:,} new records, {name}", MANY / (time.perf_counter() - begun), "changes/s", "10,000")
        line.close()
        second = office.laptop(folder / "second")
        stack.callback(second.close)
        begun = time.perf_counter()
        pulled = sync(second.desk).pulled
        speed = pulled / (time.perf_counter() - begun)
        show(f"pull of {pulled:,} by a new laptop, {name}", speed, "records/s", "15,000")
        sync(first.desk)
        _one_field(second, name)


def _one_field(laptop: Laptop, name: str) -> None:
    rid = laptop.store.find("customer")[0].id
    rounds = []
    for number in range(21):
        laptop.store.write(
            laptop.desk.actor, [Edit("customer", rid, {"contact": f"第{number}人"}, laptop.store.open(rid))]
        )
        rounds.append(counted(laptop))
    line = rounds[-1][0]
    show(f"one changed field, {name}: requests", line.requests, "", "2")
    show(f"one changed field, {name}: up", line.up, "bytes", "1,024")
    show(f"one changed field, {name}: down", line.down, "bytes", "1,024")
    show(f"one changed field, {name}: median", statistics.median(s for _, s in rounds) * 1000, "ms", "30")
    idle, seconds = counted(laptop)
    show(f"idle, {name}: requests", idle.requests, "", "1")
    show(f"idle, {name}", seconds * 1000, "ms")


def crowd(folder: Path, database: str, laptops: int = 100, each: int = 100, workers: int = 2) -> None:
    """Many laptops push at about the same time: their messages are made beforehand, so that the office is measured."""
    office = Office(folder / "office", database, 1)
    house = open_house(folder / "office", Clock())
    person = natural_id("person", "E100")
    keys = {str(uuid.uuid4()): ec.generate_private_key(ec.SECP256R1()) for _ in range(laptops)}
    pem = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    with house.database.writing() as connection:
        for device, key in keys.items():
            row = {"id": device, "person": person, "name": "x", "enrolled_ms": 0}
            connection.execute(DEVICE.insert(), {**row, "device_key": key.public_key().public_bytes(*pem).decode()})
        history = str(connection.execute(select(ORGANISATION.c.history)).scalar())
    house.close()
    now = int(time.time())
    calls = []
    for number, (device, key) in enumerate(keys.items()):
        token = jwt.encode({"iss": device, "iat": now, "exp": now + 590}, key, algorithm="ES256")
        calls.append((token, message(history, person, number * each, each)))
    with office.serving(workers):
        took, seconds = asyncio.run(_all_at_once(office.url, calls, 3.0))
    name = f"{laptops} laptops × {each} changes, {workers} workers"
    show(f"{name}: together", laptops * each / seconds, "changes/s", "3,000")
    show(f"{name}: p99 of a push", sorted(took)[int(len(took) * 0.99) - 1] * 1000, "ms", "1,000")


async def _all_at_once(url: str, calls: list[tuple[str, bytes]], spread: float) -> tuple[list[float], float]:
    async with httpx.AsyncClient(base_url=url, timeout=120, trust_env=False) as client:
        begun = time.perf_counter()

        async def one(number: int, token: str, body: bytes) -> float:
            await asyncio.sleep(spread * number / len(calls))
            started = time.perf_counter()
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            reply = await client.post("/v1/push", content=body, headers=headers)
            assert all(one["status"] == "ok" for one in reply.json()["verdicts"]), reply.text[:500]
            return time.perf_counter() - started

        took = await asyncio.gather(*(one(number, *call) for number, call in enumerate(calls)))
        return list(took), time.perf_counter() - begun


def message(history: str, person: str, start: int, count: int, *, inc: str = "", n: int = 0, prev: str = "") -> bytes:
    """A push of new records, as bytes."""
    inc = inc or str(uuid.uuid4())
    changes, last = [], prev or None
    for number in range(start, start + count):
        n += 1
        change = {"id": new_id(), "inc": inc, "n": n, "prev": last, "kind": "customer", "rid": new_id(),
                  "patch": values(number), "base": {"history": history, "seq": 0}, "author": person,
                  "device_ms": 1_762_650_000_000}  # fmt: skip
        changes.append(change)
        last = str(change["id"])
    proof = {"seq": 0, "stamp": ""}
    return json.dumps({"history": history, "proof": proof, "inc": inc, "changes": changes}, ensure_ascii=False).encode()


def load(data: Path, count: int) -> None:
    """Puts so many records into an office, straight through the merge."""
    house = open_house(data, Clock())
    person = natural_id("person", "E100")
    with house.database.reading() as connection:
        history = str(connection.execute(select(ORGANISATION.c.history)).scalar())
    inc, n, prev = str(uuid.uuid4()), 0, ""
    for start in range(0, count, 1_000):
        taken = Push.model_validate_json(message(history, person, start, 1_000, inc=inc, n=n, prev=prev))
        with house.database.writing() as connection:
            push(connection, Sender("bench", person), taken, 1_762_650_000_000)
        n, prev = taken.changes[-1].n, taken.changes[-1].id
    house.close()


def first(folder: Path, count: int = 200_000) -> None:
    """A new laptop takes 200,000 records, is killed on the way, and goes on; the memory of both sides."""
    office = Office(folder / "office")
    load(folder / "office", count)
    with office.serving() as server:
        office.laptop(folder / "home").close()
        command = [sys.executable, str(HERE), "--take", str(folder / "home")]
        killed = 0
        for seconds in (2.0, 4.0, 6.0):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
        begun = time.perf_counter()
        taken, memory = map(float, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
        seconds = time.perf_counter() - begun
        show(f"first sync of {count:,}, killed {killed} times: records there", taken, "", f"{count:,} and the lists")
        show("first sync: the last part", seconds, "s")
        show("first sync: peak memory of the laptop", memory, "MB", "300")
        show("first sync: peak memory of the office", _peak(server), "MB", "300")


def _peak(pid: int) -> float:
    """Peak memory of a process, MB."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def take(home: Path) -> None:
    """In a process of its own: one round, how many records are there then, and the peak memory."""
    laptop = Laptop(home, passphrase=lambda: "a long passphrase")
    sync(laptop.desk)
    with laptop.store.database.reading() as connection:
        there = connection.exec_driver_sql("SELECT count(*) FROM record").scalar_one()
    laptop.close()
    print(there, usage.getrusage(usage.RUSAGE_SELF).ru_maxrss / 1024)


def growth(folder: Path, cluster: Postgres) -> None:
    """How the cost grows: with the records that are there, with laptops, with workers."""
    for there in (0, 50_000, 200_000):
        data = folder / f"there{there}"
        Office(data, cluster.database(), 1)
        load(data, there) if there else None
        house = open_house(data, Clock())
        with house.database.reading() as connection:
            history = str(connection.execute(select(ORGANISATION.c.history)).scalar())
        taken = Push.model_validate_json(message(history, natural_id("person", "E100"), 10**6, 500))
        begun = time.perf_counter()
        with house.database.writing() as connection:
            push(connection, Sender("bench", natural_id("person", "E100")), taken, 1_762_650_000_000)
        show(f"push of 500 onto {there:,} records, PostgreSQL", 500 / (time.perf_counter() - begun), "changes/s")
        house.close()
    for laptops in (10, 100, 400):
        crowd(folder / f"laptops{laptops}", cluster.database(), laptops, 25)
    for workers in (1, 2, 4):
        crowd(folder / f"workers{workers}", cluster.database(), 100, 25, workers)


def main() -> None:
    if sys.argv[1:2] == ["--take"]:
        take(Path(sys.argv[2]))
        return
    os.environ["PYTHONPATH"] = str(HERE.parents[2])
    wanted = sys.argv[1:] or ["single", "crowd", "first", "growth"]
    with postgres() as cluster, TemporaryDirectory() as folder:
        place = Path(folder)
        runs: dict[str, list[Callable[[], None]]] = {
            "single": [
                lambda: single(place / "sqlite", "SQLite", ""),
                lambda: single(place / "pg", "PostgreSQL", cluster.database()),
            ],
            "crowd": [lambda: crowd(place / "crowd", cluster.database())],
            "first": [lambda: first(place / "first")],
            "growth": [lambda: growth(place / "growth", cluster)],
        }
        for name in wanted:
            for run in runs[name]:
                run()


if __name__ == "__main__":
    main()
