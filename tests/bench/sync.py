"""How fast records travel, office and laptop in processes of their own on loopback: `make bench-sync`.

usage: sync.py [--records N] [single | crowd | first | peers …]      each prints `name value unit`, beside its target

`peers` (not without being named; it installs what is missing) also runs Anki and PouchDB in the same minutes, after
`single`, and prints how many times a peer's figure ours is.
"""

import asyncio
import os
import resource as usage
import statistics
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[2])]

from offices import Office, enrolled, load, message, show, values
from peers import PEERS, rows
from postgres import postgres

from fieldkit.actions.enrol import sync
from fieldkit.app import Laptop
from fieldkit.forms import new_id
from fieldkit.store.store import Edit
from fieldkit.sync.client import RoundResult, Sync
from fieldkit.sync.line import Line

MANY = 10_000
Ours = dict[str, float]  # a figure of ours by what peers.py calls it


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


def single(folder: Path, name: str, database: str, many: int) -> Ours:
    """One laptop pushes many new records, a new one pulls them; then one field, and nothing."""
    ours: Ours = {}
    office = Office(folder / "office", database)
    with office.serving(), ExitStack() as stack:
        first = office.laptop(folder / "first")
        stack.callback(first.close)
        sync(first.desk)
        fill(first, many)
        line = first.desk.line()
        begun = time.perf_counter()
        Sync(first.store, line).push(RoundResult())
        ours["push"] = many / (time.perf_counter() - begun)
        show(f"push of {many:,} new records, {name}", ours["push"], "changes/s", "10,000")
        line.close()
        second = office.laptop(folder / "second")
        stack.callback(second.close)
        begun = time.perf_counter()
        pulled = sync(second.desk).pulled
        ours["pull"] = pulled / (time.perf_counter() - begun)
        show(f"pull of {pulled:,} by a new laptop, {name}", ours["pull"], "records/s", "15,000")
        sync(first.desk)
        return ours | _one_field(second, name)


def _one_field(laptop: Laptop, name: str) -> Ours:
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
    median = statistics.median(seconds for _, seconds in rounds) * 1000
    show(f"one changed field, {name}: median", median, "ms", "30")
    idle, seconds = counted(laptop)
    show(f"idle, {name}: requests", idle.requests, "", "1")
    show(f"idle, {name}", seconds * 1000, "ms")
    change = {"": median, ": requests": line.requests, ": body bytes up": line.up, ": body bytes down": line.down}
    ours = {f"one change, up{what}": float(value) for what, value in change.items()}
    return ours | {"idle": seconds * 1000, "idle: requests": float(idle.requests)}


def beside_peers(folder: Path, many: int) -> None:
    """Ours on SQLite, then each peer with as many records: each of its figures that we have too, and how many times it
    ours is. Our round of a changed field also asks for news, a peer's only sends it."""
    ours = single(folder, "SQLite", "", many)
    for peer in PEERS:
        for figure in rows(peer, many):
            if figure.what in ours and figure.value:
                print(f"ours, of {figure.peer}: {figure.what:<35} × {ours[figure.what] / figure.value:.2f}", flush=True)


def crowd(folder: Path, database: str, laptops: int = 100, each: int = 100, workers: int = 2) -> None:
    """Many laptops push at about the same time: their messages are made beforehand, so that the office is measured."""
    office = Office(folder / "office", database, 1)
    history, person, tokens = enrolled(folder / "office", laptops)
    calls = [(token, message(history, person, number * each, each)) for number, token in enumerate(tokens)]
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


def main() -> None:
    if sys.argv[1:2] == ["--take"]:
        take(Path(sys.argv[2]))
        return
    os.environ["PYTHONPATH"] = str(HERE.parents[2])
    asked = ArgumentParser()
    asked.add_argument("--records", type=int, default=MANY)
    asked.add_argument("wanted", nargs="*", default=["single", "crowd", "first"])
    said = asked.parse_args()
    many: int = said.records
    with postgres() as cluster, TemporaryDirectory() as folder:
        place = Path(folder)
        runs: dict[str, list[Callable[[], object]]] = {
            "single": [
                lambda: single(place / "sqlite", "SQLite", "", many),
                lambda: single(place / "pg", "PostgreSQL", cluster.database(), many),
            ],
            "crowd": [lambda: crowd(place / "crowd", cluster.database())],
            "first": [lambda: first(place / "first")],
            "peers": [lambda: beside_peers(place / "peers", many)],
        }
        for name in said.wanted:
            for run in runs[name]:
                run()


if __name__ == "__main__":
    main()
