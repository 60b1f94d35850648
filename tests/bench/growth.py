"""How the cost grows with records, laptops and workers, on PostgreSQL that flushes each commit: `make bench-growth`.

usage: growth.py [plot.svg]      prints `name value unit`; CPU is that of the office's processes and of the database's
"""

import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select, text

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[2])]

from costs import memory, most_children, spent
from crowds import Call, Load, Served, served
from offices import Office, enrolled, load, message, show
from plot import Panel, draw
from postgres import Postgres, postgres

from fieldkit.clock import Clock
from fieldkit.forms import natural_id, new_id
from fieldkit.office.database import stamp_of
from fieldkit.office.history import pulled
from fieldkit.office.house import House, open_house
from fieldkit.office.page import Sender
from fieldkit.office.pull import PAGE_ROWS
from fieldkit.office.push import push
from fieldkit.office.tables import ORGANISATION
from fieldkit.records.tables import RECORD
from fieldkit.sync.messages import Cursor, Proof, Pull, Push

RECORDS = (1_000, 10_000, 50_000, 100_000, 200_000)
FILES = (1_000, 10_000, 50_000, 100_000, 200_000)
LAPTOPS = (1, 3, 10, 30, 100)
WORKERS = (1, 2, 4)
PAGE = 100
NOW = 1_762_650_000_000
Points = dict[float, float]


@dataclass
class Curves:
    """What is plotted: name → {records, laptops or workers: value}."""

    points: dict[str, Points] = field(default_factory=dict)

    def add(self, name: str, at: int, value: float, unit: str, what: str) -> None:
        self.points.setdefault(name, {})[at] = value
        show(f"{name}, {at:,} {what}", value, unit)


def by_records(folder: Path, cluster: Postgres, curves: Curves) -> None:
    """One office that is filled further and further; processor time of its calls and of the database together."""
    Office(folder, cluster.database(), 1)
    history, person, _ = enrolled(folder, 0)
    there = 0
    for wanted in RECORDS:
        load(folder, wanted - there)
        there = wanted
        desk = Desk(open_house(folder, Clock()), cluster, history, person)
        desk.tidy()
        each = desk.cost([desk.push(message(history, person, 10**6, 500)) for _ in range(6)]) / 500
        curves.add("a new record pushed", wanted, each * 1000, "µs", "records")
        each = desk.cost([desk.push(desk.edits(500)) for _ in range(6)]) / 500
        curves.add("one field pushed", wanted, each * 1000, "µs", "records")
        curves.add("pull without news", wanted, desk.cost([desk.pull(0)] * 100), "ms", "records")
        curves.add("pull of 100 records", wanted, desk.cost([desk.pull(100)] * 50), "ms", "records")
        alone = desk.cost([desk.push(message(history, person, 10**6, 1)) for _ in range(51)])
        curves.add("a push of one change", wanted, alone, "ms", "records")
        show(f"database with {wanted:,} records", desk.size() / 1e6, "MB")
        there += 3_051
        desk.house.close()
    _sizes(Desk(open_house(folder, Clock()), cluster, history, person))
    _by_files(Desk(open_house(folder, Clock()), cluster, history, person), curves)


def _sizes(desk: "Desk") -> None:
    """What a change to a record that is there adds to the database."""
    before = desk.size()
    for _ in range(20):
        desk.push(desk.edits(500))()
    show("one changed field adds to the database", (desk.size() - before) / 10_000, "bytes")
    with desk.house.database.reading() as connection:
        for table in ("change", "record", "find_customer"):
            size = connection.execute(text(f"SELECT pg_total_relation_size('{table}')")).scalar_one()
            count = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            show(f"table {table}, with its indexes: a row", size / count, "bytes")
    desk.house.close()


def _by_files(desk: "Desk", curves: Curves) -> None:
    """Files that others brought and referred to; at last some thousand of the laptop's own person."""
    there = 0
    for wanted in FILES:
        desk.files(natural_id("person", "E104"), there, wanted)
        there = wanted
        curves.add("pull without news, files of others", wanted, desk.cost([desk.pull(0)] * 100), "ms", "files")
    for own in (1_000, 10_000):
        desk.files(desk.person, there, there + own)
        there += own
        show(f"pull without news, {own:,} more files of its person", desk.cost([desk.pull(0)] * 100), "ms")
    desk.house.close()


@dataclass
class Desk:
    """Calls of one laptop to an office in this process."""

    house: House
    cluster: Postgres
    history: str
    person: str

    def cost(self, calls: list[Callable[[], None]]) -> float:
        """Milliseconds of processor time that a call takes here and in the database; the first is for practice."""
        calls[0]()
        before = time.process_time() + spent(self.cluster.pid())
        for call in calls[1:]:
            call()
        return (time.process_time() + spent(self.cluster.pid()) - before) / (len(calls) - 1) * 1000

    def push(self, body: bytes) -> Callable[[], None]:
        def call() -> None:
            taken = Push.model_validate_json(body)
            with self.house.database.writing() as connection:
                reply = push(connection, Sender(taken.inc, self.person), taken, NOW)
            assert {one.status for one in reply.verdicts} == {"ok"}, reply.verdicts[:1]

        return call

    def edits(self, count: int) -> bytes:
        """A push that changes one field each of so many records, wherever they are."""
        with self.house.database.reading() as connection:
            last = connection.execute(select(ORGANISATION.c.last_seq)).scalar_one()
            rids = connection.execute(select(RECORD.c.rid).where(RECORD.c.kind == "customer")).scalars().all()
        pushed = json.loads(message(self.history, self.person, 0, count))
        for change, rid in zip(pushed["changes"], random.sample(rids, count), strict=True):
            change |= {"rid": rid, "patch": {"contact": new_id()}, "base": {"history": self.history, "seq": last}}
        return json.dumps(pushed).encode()

    def pull(self, behind: int) -> Callable[[], None]:
        """A pull by a laptop that is so many numbers behind."""
        with self.house.database.reading() as connection:
            seq = connection.execute(select(ORGANISATION.c.last_seq)).scalar_one() - behind
            cursor = Cursor(floor=seq, seq=seq, stamp=stamp_of(connection, seq))
        asked = Pull(history=self.history, proof=Proof(), cursor=cursor)

        def call() -> None:
            reply = pulled(self.house.database, Sender("bench", self.person), asked, NOW)
            assert len(reply.model_dump_json(exclude_defaults=True)) and (len(reply.records) > 0) == (behind > 0)

        return call

    def files(self, person: str, start: int, end: int) -> None:
        """Rows of files that a person brought and refers to, two to a record."""
        numbers = {"start": start, "end": end - 1, "person": person}
        with self.house.database.writing() as connection:
            for statement in _FILES:
                connection.execute(text(statement), numbers)
        self.tidy()

    def tidy(self) -> None:
        """What PostgreSQL does by itself sooner or later."""
        with self.house.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))

    def size(self) -> int:
        """Bytes of the database."""
        with self.house.database.engine.connect() as connection:
            return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


_SHA = "encode(sha256(n::text::bytea), 'hex')"
_FROM = "FROM generate_series(CAST(:start AS integer), CAST(:end AS integer)) AS n"
_FILES = (
    f"INSERT INTO file (sha256, size, type, place) SELECT {_SHA}, 400000, 'image/jpeg', 'x' {_FROM}",
    f"INSERT INTO holder (sha256, person, seq, at_ms) SELECT {_SHA}, :person, 1, 0 {_FROM}",
    f"INSERT INTO reference (sha256, rid, person) SELECT {_SHA}, md5((n / 2)::text)::uuid::text, :person {_FROM}",
)


def by_laptops(folder: Path, cluster: Postgres, curves: Curves) -> None:
    """More and more laptops send at once, as fast as they are answered."""
    for laptops in LAPTOPS:
        with served(folder / str(laptops), cluster, 2, laptops) as one:
            pages = max(100, 2 * laptops)
            done = one.run(one.pages(laptops, pages, PAGE))
            curves.add("push together", laptops, done.a_second(len(done.took) * PAGE), "changes/s", "laptops")
            curves.add("push, median", laptops, done.percentile(0.5), "ms", "laptops")
            curves.add("push, p99", laptops, done.percentile(0.99), "ms", "laptops")


def by_workers(folder: Path, cluster: Postgres, curves: Curves) -> None:
    laptops = 30
    for workers in WORKERS:
        with served(folder / str(workers), cluster, workers, laptops) as one:
            for name, count, calls in (
                ("pages of 100 new records", PAGE, one.pages(laptops, 120, PAGE)),
                ("pushes of one change", 1, one.pages(laptops, 900, 1)),
            ):
                done = one.run(calls)
                total = len(done.took) * count
                curves.add(name, workers, done.a_second(total), "changes/s", "workers")
                _processors(f"{name}, {workers} workers: a change", done, total)
            done = one.run(one.pulls(laptops, 60))
            curves.add("pulls without news", workers, done.a_second(len(done.took)), "calls/s", "workers")
            _processors(f"pulls without news, {workers} workers: a call", done, len(done.took))
            for number, size in enumerate(memory(one.pid)[: workers + 2]):
                show(f"memory of process {number}, {workers} workers", size, "MB")
            if workers == 2:
                _one_by_one(one)


def _processors(name: str, done: Load, count: int) -> None:
    show(f"{name}, processor of the office", done.office / count * 1e6, "µs")
    show(f"{name}, processor of PostgreSQL", done.database / count * 1e6, "µs")


def _one_by_one(one: Served) -> None:
    """The other calls of a working day, and what waits."""
    content = os.urandom(1024 * 1024)
    digest = hashlib.sha256(content).hexdigest()
    calls = [
        [Call("PUT", f"/v1/files/{os.urandom(32).hex()}/0", content, {"X-Part-SHA256": digest}) for _ in range(10)]
    ]
    done = one.run(calls * 10)
    show("parts of 1 MiB", done.a_second(len(done.took)), "a second")
    _processors("a part of 1 MiB", done, len(done.took))
    done = one.run(one.pulls(10, 2, cursor=Cursor()))
    records = PAGE_ROWS * len(done.took)
    show("pull of pages from the beginning", done.a_second(records), "records/s")
    _processors("pull of pages from the beginning: a record", done, records)
    with most_children(one.cluster.pid()) as most:
        done = one.run(one.pulls(30, 1, wait=20))
    show("laptops that wait: processor of the office, a laptop and minute", done.office / 30 * 3_000, "ms")
    show("laptops that wait: processor of PostgreSQL, a laptop and minute", done.database / 30 * 3_000, "ms")
    show("database connections, at most", most[0], "")


def _relative(points: Points) -> Points:
    return {at: value / points[1] for at, value in points.items()}


def panels(curves: Curves) -> list[Panel]:
    at = curves.points
    return [
        Panel("A change pushed", "µs of processor", "records at the office", {
            "one field": at["one field pushed"], "a new record": at["a new record pushed"]}),
        Panel("A pull", "ms of processor", "records at the office", {
            "100 records": at["pull of 100 records"], "no news": at["pull without news"]}),
        Panel("A pull without news", "ms of processor", "files at the office", {
            "files of others": at["pull without news, files of others"]}),
        Panel("Laptops that push at once", "changes/s", "laptops, 2 workers", {"together": at["push together"]}),
        Panel("How long one waits", "ms", "laptops, 2 workers", {
            "99 of 100": at["push, p99"], "half of them": at["push, median"]}),
        Panel("More workers, two cores", "× one worker", "workers", {
            "pages of 100": _relative(at["pages of 100 new records"]),
            "one change": _relative(at["pushes of one change"]), "no news": _relative(at["pulls without news"])}),
    ]  # fmt: skip


def main() -> None:
    os.environ["PYTHONPATH"] = str(HERE.parents[2])
    curves = Curves()
    with postgres(durable=True) as cluster, TemporaryDirectory() as folder:
        place = Path(folder)
        runs: list[Callable[[], None]] = [
            lambda: by_records(place / "records", cluster, curves),
            lambda: by_laptops(place / "laptops", cluster, curves),
            lambda: by_workers(place / "workers", cluster, curves),
        ]
        for run in runs:
            run()
    for path in sys.argv[1:]:
        Path(path).write_text(draw(panels(curves)), "utf-8")


if __name__ == "__main__":
    main()
