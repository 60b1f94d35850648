"""An office of several worker processes on PostgreSQL, besieged: workers killed, connections cut, laptops that go on.

usage: siege.py [laptops edits photos seed]      (20 2000 200 by default; says what it found, exit 1 for a fault)
"""

import contextlib
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any, NamedTuple

import httpx
from cutter import Cutter, free_port
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


class Asked(NamedTuple):
    """Something that the script asked a laptop to write: a value of its own that nothing else writes there."""

    kind: str
    path: str
    value: str


@dataclass
class Siege:
    """What was asked for and done to the office, and what was found afterwards; photos by the hash of their file."""

    edits: list[Asked] = field(default_factory=list)
    photos: dict[str, Asked] = field(default_factory=dict)

    killed: int = 0
    cut: int = 0
    broken_rounds: int = 0
    arrived: Counter[Asked] = field(default_factory=Counter)
    files: int = 0
    faults: list[str] = field(default_factory=list)


@contextmanager
def office(data: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`fieldkit office serve` with its workers, as a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "fieldkit", "office", "serve", "--data", str(data), "--port", str(port)]
    process = subprocess.Popen([*command, "--workers", str(WORKERS)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            if answers(port):
                break
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def answers(port: int) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200
    return False


def kill_workers(supervisor: int, port: int, rng: random.Random, until: Event, siege: Siege) -> None:
    """SIGKILL for a worker of ours at random, until it is enough.

    None before the office has answered since the last one: a busy machine would do nothing but start workers.
    """
    while not until.wait(0.1):
        if not answers(port) or until.wait(rng.uniform(0.5, 2.0)):
            continue
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
            siege.photos[hashlib.sha256(content).hexdigest()] = Asked("photo", "caption", mark)
        if number < edits and rng.random() < 0.5:
            values = {"number": mark, "customer_name": f"局 {mark}"}
            laptop.store.write(actor, [Edit("customer", new_id(), values)])
            siege.edits.append(Asked("customer", "number", mark))
        elif number < edits:
            rid = rng.choice(customers)
            # Two fields: an edit of one alone would take the place of an earlier one that was not sent yet.
            laptop.store.write(actor, [Edit("customer", rid, {"contact": mark, "notes": mark}, laptop.store.open(rid))])
            siege.edits.append(Asked("customer", "contact", mark))
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
    """What was asked for is there once, every file whole, every laptop as the office."""
    house = open_house(house_data, Clock())
    with house.database.reading() as connection:
        taken = list(
            connection.execute(select(CHANGE.c.id, CHANGE.c.kind, CHANGE.c.patch).where(CHANGE.c.status == "ok"))
        )
        truth = {person: _records(connection, _sight(connection, person)) for person in PEOPLE}
        files = {row.sha256: row.size for row in connection.execute(select(FILE))}
    siege.files = len(files)
    siege.arrived = Counter(
        Asked(row.kind, path, value) for row in taken for path, value in row.patch.items() if isinstance(value, str)
    )
    compare(siege, files)
    for sha256, size in files.items():
        content = b"".join(house.files.read(sha256, start, 1 << 20) for start in range(0, size, 1 << 20))
        if hashlib.sha256(content).hexdigest() != sha256:
            siege.faults.append(f"the file {sha256} is damaged at the office")
    there = Counter(row.id for row in taken)
    for laptop in laptops:
        with laptop.store.database.reading() as connection:
            mine = list(connection.execute(select(OUTBOX.c.id, OUTBOX.c.state)))
            base = _records(connection)
        siege.faults += [f"{row.id} is {row.state}" for row in mine if row.state != "ok" or there[row.id] != 1]
        theirs = truth[laptop.desk.actor.number]
        different = [rid for rid in theirs.keys() | base.keys() if theirs.get(rid) != base.get(rid)]
        if different:
            siege.faults.append(f"{laptop.home.name} differs from the office in {len(different)} records")
    house.close()


def compare(siege: Siege, files: Mapping[str, int]) -> None:
    """Adds what the script asked for and is not at the office exactly once; `files` are the sizes there, by hash."""
    for one in (*siege.edits, *siege.photos.values()):
        if siege.arrived[one] != 1:
            siege.faults.append(f"{one.kind}.{one.path} {one.value} is {siege.arrived[one]} times at the office")
    siege.faults += [
        f"the file of {one.value} is not at the office" for sha, one in siege.photos.items() if sha not in files
    ]
    siege.faults += [f"nobody asked for the file {sha}" for sha in files if sha not in siege.photos]


def _sight(connection: Connection, number: str) -> ColumnElement[bool]:
    """What a person may read."""
    return in_sight(RECORD, current(connection, natural_id("person", number)))


def _records(connection: Connection, *where: ColumnElement[bool]) -> dict[str, tuple[Any, ...]]:
    rows = connection.execute(select(RECORD).where(*where)).mappings()
    return {row["rid"]: (row["values"], row["stamps"], row["heads"], row["last_seq"]) for row in rows}


def _part(whole: int, number: int, parts: int) -> int:
    return whole // parts + (number < whole % parts)


def besiege(folder: Path, database: str, laptops: int, edits: int, photos: int, seed: int) -> Siege:
    """Plays it: `edits` and `photos` altogether, over so many laptops."""
    rng, siege, clock = random.Random(seed), Siege(), Clock()
    house = create_house(folder / "office", "围城", clock, database=database)
    import_company(house.database, clock, [resource("demo/company")])
    codes = [house.enrolment.invite(PEOPLE[number % len(PEOPLE)]) for number in range(laptops)]
    house.close()
    with ExitStack() as stack:
        port, process = stack.enter_context(office(folder / "office"))
        cutter = Cutter(port, random.Random(seed + 1))
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
        killer = Thread(target=kill_workers, args=(process.pid, port, random.Random(seed + 2), enough, siege))
        killer.start()
        share = [
            (_part(edits, n, laptops), _part(photos, n, laptops), random.Random(rng.random())) for n in range(laptops)
        ]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda pair: work(pair[0], *pair[1], siege), zip(homes, share, strict=True)))
        enough.set()
        killer.join()
        cutter.at_work = False
        siege.cut = cutter.cut
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
    for what, asked in (("edits", siege.edits), ("photos", list(siege.photos.values()))):
        print(
            f"{sum(siege.arrived[one] == 1 for one in asked)} of {len(asked)} {what} asked for are at the office once"
        )
    print(f"{siege.files} files at the office; faults: {len(siege.faults)}")
    for fault in siege.faults[:20]:
        print(" ", fault)
    return 1 if siege.faults else 0


if __name__ == "__main__":
    sys.exit(main())
