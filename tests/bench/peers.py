"""The peers of our sync, measured on this machine with the same records: Anki, and PouchDB with Express.

usage: peers.py [anki] [pouchdb]

They are installed when missing (installing.py); where one cannot be, its row says so. The server and each of two
laptops is a process of its own. In another bench: `for figure in rows("anki"): …`
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from counting import Count, CountingProxy
from installing import PEERS, NotInstalledError, Peer, install
from run import show

RECORDS = 10_000
CHANGES = 15
ANSWER_SECONDS = 180  # for one request to a laptop, also on a machine with much else to do
START_SECONDS = 60


@dataclass(frozen=True)
class Figure:
    """One measured value: `peer` with its version, `what` such as "push" or "idle: requests"."""

    peer: str
    what: str
    value: float
    unit: str


def records(number: int) -> list[dict[str, str]]:
    """New records of about 330 bytes as JSON, in the words of the field; each has its own `number`."""
    common = {"contact": "王𠅤", "phone": "139", "address": "临江路36号，机房二楼东侧，环网第 2 节点"}
    common["notes"] = "每月清理风扇滤网，数据修改前先备份。" * 3
    return [{"number": f"N{one}", "customer_name": f"平川县电信分公司第{one}局", **common} for one in range(number)]


@contextmanager
def process(command: list[str], more: dict[str, str], log: Path, *, answers: bool) -> Iterator[subprocess.Popen[str]]:
    """A process of a peer, ended at the end; what is no answer goes to the log. No web proxy stands in between."""
    surroundings = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")} | more
    pipe = subprocess.PIPE
    with log.open("w") as rest:
        out = pipe if answers else rest
        started = subprocess.Popen(command, env=surroundings, stdin=pipe, stdout=out, stderr=rest, text=True)
        try:
            yield started
        finally:
            started.kill()
            started.communicate()


class Laptop:
    """A process that keeps one copy of the records, and does what it is asked, one request after another."""

    def __init__(self, running: subprocess.Popen[str], log: Path) -> None:
        self._running, self._log = running, log

    def ask(self, do: str, **details: str) -> dict[str, Any]:
        assert self._running.stdin and self._running.stdout
        patience = Timer(ANSWER_SECONDS, self._running.kill)
        patience.start()
        try:
            self._running.stdin.write(json.dumps({"do": do, **details}) + "\n")
            self._running.stdin.flush()
            answer = self._running.stdout.readline()
        finally:
            patience.cancel()
        if not answer:
            raise RuntimeError(f"{do}: no answer\n{self._log.read_text('utf-8')}")
        return dict(json.loads(answer))

    @property
    def pid(self) -> int:
        return self._running.pid

    def sync(self, url: str, way: str) -> float:
        """Milliseconds that one sync took; `way` is push, pull or both."""
        return float(self.ask("sync", url=url, way=way)["ms"])

    def check(self, number: str, contact: str, count: int) -> None:
        """All records must be here, and one of them with the value that another laptop gave it."""
        found = self.ask("read", number=number)
        assert found == {"contact": contact, "records": count}, found


def peak(pid: int) -> float:
    """Peak memory of a process, MB."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def busy(pid: int) -> float:
    """Seconds of a processor that a process has used: what it costs, also where others keep the processors busy."""
    after_name = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Bench:
    """A peer's server with a line that counts before it, and two laptops: the one writes, the other reads."""

    peer: Peer
    server: subprocess.Popen[str]
    url: str
    line: CountingProxy
    writer: Laptop
    reader: Laptop
    count: int
    figures: list[Figure] = field(default_factory=list)

    def add(self, what: str, value: float, unit: str) -> None:
        self.figures.append(Figure(self.peer.name, what, value, unit))

    def cost(self, what: str, count: Count, milliseconds: list[float]) -> None:
        self.add(f"{what}: requests", count.total, "")
        self.add(f"{what}: body bytes up", count.up, "B")
        self.add(f"{what}: body bytes down", count.down, "B")
        self.add(what, statistics.median(milliseconds), "ms")

    def many(self, folder: Path) -> None:
        """New records from one laptop to the other."""
        file = folder / "records.json"
        file.write_text(json.dumps(records(self.count)), "utf-8")
        self.writer.ask("create", file=str(file))
        for laptop, way in ((self.writer, "push"), (self.reader, "pull")):
            before = busy(laptop.pid), busy(self.server.pid)
            self.add(way, self.count / laptop.sync(self.url, way) * 1000, "records/s")
            self.add(f"{way}: processor, laptop", busy(laptop.pid) - before[0], "s")
            self.add(f"{way}: processor, server", busy(self.server.pid) - before[1], "s")
        self.reader.check(f"N{self.count - 1}", "王𠅤", self.count)

    def settle(self, url: str) -> None:
        """Until nothing is left to say: PouchDB remembers how far it came by the address and the direction."""
        for laptop in (self.writer, self.reader, self.writer):
            laptop.sync(url, "both")

    def few(self) -> None:
        """One changed field and an idle sync: counted on the line, then timed without it."""
        self.settle(self.line.url)
        self.line.take()
        counted = self.change(self.line.url, "第0人")
        self.settle(self.url)
        timed = [self.change(self.url, f"第{number}人") for number in range(1, CHANGES + 1)]
        for at, what in enumerate(("one change, up", "one change, down", "idle")):
            self.cost(what, counted[at][1], [one[at][0] for one in timed])

    def change(self, url: str, contact: str) -> list[tuple[float, Count]]:
        """A changed field from the writer to the reader, then an idle sync: milliseconds and count of each."""
        self.writer.ask("change", number="N5", contact=contact)
        moved = [self.step(self.writer, url, "push"), self.step(self.reader, url, "pull")]
        self.reader.check("N5", contact, self.count)
        self.step(self.writer, url, "both")  # PouchDB hears of its own change once
        return [*moved, self.step(self.writer, url, "both")]

    def step(self, laptop: Laptop, url: str, way: str) -> tuple[float, Count]:
        return laptop.sync(url, way), self.line.take()


@contextmanager
def bench(peer: str, folder: Path, count: int) -> Iterator[Bench]:
    """The peer's server, the line before it and two open laptops, all in the folder."""
    asked, home, port = PEERS[peer], install(peer), _free_port()
    surroundings = asked.surroundings(home, folder / "server", port)
    for name in ("server", "writer", "reader"):
        (folder / name).mkdir()
    with ExitStack() as stack:
        log = folder / "server.log"
        server = stack.enter_context(
            process(asked.server(home, folder / "server", port), surroundings, log, answers=False)
        )
        _wait(server, port, log)
        laptops = []
        for name, way in (("writer", "push"), ("reader", "pull")):
            log = folder / f"{name}.log"
            laptop = Laptop(stack.enter_context(process(asked.laptop(home), surroundings, log, answers=True)), log)
            laptop.ask("open", folder=str(folder / name), url=f"http://127.0.0.1:{port}", way=way)
            laptops.append(laptop)
        line = stack.enter_context(CountingProxy(port))
        yield Bench(asked, server, f"http://127.0.0.1:{port}", line, *laptops, count)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[str], port: int, log: Path) -> None:
    for _ in range(START_SECONDS * 10):
        if server.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the server does not start\n{log.read_text('utf-8')}")


def measure(peer: str, count: int) -> list[Figure]:
    """All figures of "anki" or "pouchdb", with so many records. Raises NotInstalledError."""
    with TemporaryDirectory() as folder, bench(peer, Path(folder), count) as running:
        running.many(Path(folder))
        running.few()
        running.add("peak memory, server", peak(running.server.pid), "MB")
        running.add("peak memory, laptop", peak(running.reader.pid), "MB")
        return running.figures


def rows(peer: str, count: int = RECORDS) -> list[Figure]:
    """Measures and prints one peer, a figure a line; nothing but a sentence where it cannot be installed."""
    try:
        figures = measure(peer, count)
    except NotInstalledError as error:
        print(f"{PEERS[peer].name}: not installed here ({error})", flush=True)
        return []
    print(PEERS[peer].about)
    for one in figures:
        show(f"{one.peer}: {one.what}", one.value, one.unit)
    return figures


if __name__ == "__main__":
    for named in sys.argv[1:] or PEERS:
        rows(named)
