"""An office of several worker processes on PostgreSQL, besieged: workers killed, connections cut, laptops that go on.

usage: siege.py [laptops edits photos seed]      (20 2000 200 by default; says what it found, exit 1 for a fault)
"""

import asyncio
import contextlib
import hashlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

import httpx
from postgres import postgres
from sqlalchemy import ColumnElement, Connection, select

from fieldkit import resource
from fieldkit.actions.enrol import enrol, sync
from fieldkit.app import Laptop
from fieldkit.clock import Clock
from fieldkit.errors import OfflineError
from fieldkit.forms import natural_id, new_id
from fieldkit.office.house import create_house, open_house
from fieldkit.office.importing import import_company
from fieldkit.office.rights import current, in_sight
from fieldkit.office.tables import CHANGE, FILE
from fieldkit.records.find import find
from fieldkit.records.tables import RECORD
from fieldkit.store.database import OUTBOX
from fieldkit.store.ledger import summary
from fieldkit.store.store import Edit

PEOPLE = ("E100", "E104")
WORKERS = 4
PHOTO_BYTES = 1_300_000  # two parts
QUIET_SECONDS = 240


@dataclass
class Siege:
    """What was done to the office, and what was found afterwards."""

    killed: int = 0
    cut: int = 0
    broken_rounds: int = 0
    changes: int = 0
    photos: int = 0
    faults: list[str] = field(default_factory=list)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def office(data: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`fieldkit office serve` with its workers, as a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "fieldkit", "office", "serve", "--data", str(data), "--port", str(port)]
    process = subprocess.Popen([*command, "--workers", str(WORKERS)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200:
                    break
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


class Cutter:
    """A line that is cut now and then: forwards to the office, and drops a connection after some thousand bytes."""

    def __init__(self, port: int, rng: random.Random, siege: Siege) -> None:
        self._target, self._rng, self._siege = port, rng, siege
        self.port, self.at_work = free_port(), True
        self._loop = asyncio.new_event_loop()
        self._ready = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(30)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self._ready.set()
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
            left = self._rng.randrange(2_000, 3_000_000) if self.at_work else 1 << 62
            both = [asyncio.create_task(self._pump(*pair, left)) for pair in ((reader, back), (there, writer))]
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in both:
                task.cancel()
            back.close()
        writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: int) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                left -= len(data)
                if left < 0:
                    self._siege.cut += 1
                    return
                writer.write(data)
                await writer.drain()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


def kill_workers(supervisor: int, rng: random.Random, until: Event, siege: Siege) -> None:
    """SIGKILL for a worker of ours at random, until it is enough."""
    while not until.wait(rng.uniform(0.5, 2.0)):
        workers = _workers(supervisor)
        if len(workers) > 1:
            with contextlib.suppress(ProcessLookupError):
                os.kill(rng.choice(workers), signal.SIGKILL)
                siege.killed += 1


def _workers(supervisor: int) -> list[int]:
    """Serving children of the supervisor, by /proc; Python's resource tracker is none of them."""
    found = []
    for task in Path(f"/proc/{supervisor}/task").glob("*/children"):
        for pid in task.read_text().split():
            with contextlib.suppress(OSError):
                if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text():
                    found.append(int(pid))
    return found


def work(laptop: Laptop, edits: int, photos: int, rng: random.Random, siege: Siege) -> None:
    """One laptop: writes and syncs by turns; a broken round is tried again, as the desktop does."""
    actor = laptop.desk.actor
    with laptop.store.database.reading() as connection:
        customers = find(connection, "customer")[:30]
    visit = _visit(laptop)
    for number in range(max(edits, photos)):
        mark = f"{laptop.desk.identity.device}-{number}"
        if number < photos:
            content = rng.randbytes(8) * (PHOTO_BYTES // 8)
            stored = laptop.store.put_file(content, "photo.jpg", "image/jpeg")
            picture = {"sha256": stored.sha256, "name": "photo.jpg", "size": len(content), "type": "image/jpeg"}
            laptop.store.write(actor, [Edit("photo", new_id(), {"visit": visit, "picture": picture, "caption": mark})])
        if number < edits and rng.random() < 0.5:
            values = {"number": mark, "customer_name": f"局 {mark}"}
            laptop.store.write(actor, [Edit("customer", new_id(), values)])
        elif number < edits:
            rid = rng.choice(customers)
            laptop.store.write(actor, [Edit("customer", rid, {"contact": mark}, laptop.store.open(rid))])
        if rng.random() < 0.15:
            attempt(laptop, siege)


def _visit(laptop: Laptop) -> str:
    actor, problem, visit = laptop.desk.actor, new_id(), new_id()
    line = natural_id("product_line", "AN")
    with laptop.store.database.reading() as connection:
        customer = find(connection, "customer")[0]
    values = {"customer": customer, "line": line, "summary": "心跳丢失", "status": "open", "received_by": actor.person}
    laptop.store.write(actor, [Edit("problem", problem, {**values, "received_at": "2026-11-09T00:12:00Z"})])
    more = {"problem": problem, "customer": customer, "purpose": "换板", "status": "preparing"}
    laptop.store.write(actor, [Edit("visit", visit, {**more, "engineer": actor.person})])
    return visit


def attempt(laptop: Laptop, siege: Siege) -> bool:
    """One round; False when the line broke."""
    try:
        return sync(laptop.desk).all_at_office
    except OfflineError:
        siege.broken_rounds += 1
        return False


def settle(laptops: list[Laptop], siege: Siege) -> None:
    """Quiet rounds until everything is at the office and everybody has everybody's."""
    until = time.monotonic() + QUIET_SECONDS
    while time.monotonic() < until and not all(attempt(laptop, siege) for laptop in laptops):
        pass
    for laptop in laptops:
        if not attempt(laptop, siege):
            siege.faults.append(f"{laptop.home.name} is not all at the office: {summary(laptop.store)}")


def inspect(house_data: Path, laptops: list[Laptop], siege: Siege) -> None:
    """Everything there once, every file whole, every laptop as the office."""
    house = open_house(house_data, Clock())
    with house.database.reading() as connection:
        taken = Counter(row.id for row in connection.execute(select(CHANGE.c.id).where(CHANGE.c.status == "ok")))
        truth = {person: _records(connection, _sight(connection, person)) for person in PEOPLE}
        files = {row.sha256: row.size for row in connection.execute(select(FILE))}
    for sha256, size in files.items():
        content = b"".join(house.files.read(sha256, start, 1 << 20) for start in range(0, size, 1 << 20))
        if hashlib.sha256(content).hexdigest() != sha256:
            siege.faults.append(f"the file {sha256} is damaged at the office")
    for laptop in laptops:
        with laptop.store.database.reading() as connection:
            mine = list(connection.execute(select(OUTBOX.c.id, OUTBOX.c.state)))
            base = _records(connection)
        siege.changes += len(mine)
        siege.faults += [f"{row.id} is {row.state}" for row in mine if row.state != "ok" or taken[row.id] != 1]
        theirs = truth[laptop.desk.actor.number]
        different = [rid for rid in theirs.keys() | base.keys() if theirs.get(rid) != base.get(rid)]
        if different:
            siege.faults.append(f"{laptop.home.name} differs from the office in {len(different)} records")
    siege.photos = len(files)
    house.close()


def _sight(connection: Connection, number: str) -> ColumnElement[bool]:
    """What a person may read."""
    return in_sight(RECORD, current(connection, natural_id("person", number)))


def _records(connection: Connection, *where: ColumnElement[bool]) -> dict[str, tuple[Any, ...]]:
    rows = connection.execute(select(RECORD).where(*where)).mappings()
    return {row["rid"]: (row["values"], row["stamps"], row["heads"], row["last_seq"]) for row in rows}


def besiege(folder: Path, database: str, laptops: int, edits: int, photos: int, seed: int) -> Siege:
    """Plays it: `edits` and `photos` altogether, over so many laptops."""
    rng, siege, clock = random.Random(seed), Siege(), Clock()
    house = create_house(folder / "office", "围城", clock, database=database)
    import_company(house.database, clock, [resource("demo/company")])
    codes = [house.enrolment.invite(PEOPLE[number % len(PEOPLE)]) for number in range(laptops)]
    house.close()
    with ExitStack() as stack:
        port, process = stack.enter_context(office(folder / "office"))
        cutter = Cutter(port, random.Random(seed + 1), siege)
        stack.callback(cutter.close)
        cutter.at_work = False
        homes = []
        for number, code in enumerate(codes):
            laptop = Laptop(folder / f"laptop{number}", clock=clock, passphrase=lambda: "a long passphrase")
            stack.callback(laptop.close)
            enrol(laptop.desk, f"http://127.0.0.1:{cutter.port}", code)
            sync(laptop.desk)
            homes.append(laptop)
        cutter.at_work, enough = True, Event()
        killer = Thread(target=kill_workers, args=(process.pid, random.Random(seed + 2), enough, siege))
        killer.start()
        share = [(edits // laptops, photos // laptops, random.Random(rng.random())) for _ in homes]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda pair: work(pair[0], *pair[1], siege), zip(homes, share, strict=True)))
        enough.set()
        killer.join()
        cutter.at_work = False
        settle(homes, siege)
        inspect(folder / "office", homes, siege)
    return siege


def main() -> int:
    numbers = [int(word) for word in sys.argv[1:]]
    laptops, edits, photos, seed = [*numbers, *(20, 2_000, 200, int(time.time()))[len(numbers) :]]
    begun = time.monotonic()
    with postgres() as cluster, TemporaryDirectory() as folder:
        siege = besiege(Path(folder), cluster.database(), laptops, edits, photos, seed)
    print(f"seed {seed}: {laptops} laptops, {WORKERS} workers, {time.monotonic() - begun:.0f} s")
    print(f"{siege.killed} workers killed, {siege.cut} connections cut, {siege.broken_rounds} rounds broken off")
    print(f"{siege.changes} changes and {siege.photos} photos at the office, each once; faults: {len(siege.faults)}")
    for fault in siege.faults[:20]:
        print(" ", fault)
    return 1 if siege.faults else 0


if __name__ == "__main__":
    sys.exit(main())
