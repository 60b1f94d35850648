"""What is measured, each with a yardstick: the least that the same thing could take on this machine."""

import io
import json
import os
import resource as usage
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from run import show

from fieldkit import resource
from fieldkit.access import Actor, Post, Role, Scope
from fieldkit.actions.enrol import enrol, sync
from fieldkit.app import Laptop
from fieldkit.clock import Clock, PlayedClock
from fieldkit.documents.build import build
from fieldkit.documents.signing import certify, sign
from fieldkit.documents.verify import verify
from fieldkit.forms import natural_id, new_id
from fieldkit.office.house import create_house
from fieldkit.office.importing import import_company
from fieldkit.office.serve import EmbeddedOffice
from fieldkit.store.store import Edit, Store

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "documents"))

import case
from authority import Authority


class _Vault(dict[str, bytes]):
    def put(self, name: str, secret: bytes) -> None:
        self[name] = secret


ENGINEER = Actor(natural_id("person", "E100"), "E100", "x", frozenset({Post(Role.ENGINEER)}), frozenset({Scope()}))


def timed(act: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def save_field(folder: Path) -> None:
    """One field typed into a record, saved; yardstick: one commit of plain SQLite, as durable."""
    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA synchronous=FULL")
    plain.execute("CREATE TABLE t (rid TEXT, path TEXT, value TEXT)")
    store = Store(folder / "home", _Vault(), Clock())
    rid = new_id()
    store.write(ENGINEER, [Edit("customer", rid, {"number": "1", "customer_name": "平川县电信分公司"})])

    def one(number: int) -> None:
        opened = store.open(rid)
        store.write(ENGINEER, [Edit("customer", rid, {"contact": f"第{number}人"}, opened)])

    ours = [timed(lambda n=number: one(n)) for number in range(200)]
    insert = "INSERT INTO t VALUES (?, ?, ?)"
    theirs = [timed(lambda n=number: plain.execute(insert, (rid, "c", n))) for number in range(200)]
    bare = statistics.median(theirs) * 1000
    show("plain SQLite commit", bare, "ms")
    show("save one field, median", statistics.median(ours) * 1000, "ms", bare)
    show("save one field, slowest of 200", max(ours) * 1000, "ms")
    store.close()


def report(_: Path) -> None:
    """The case's report with six photos: built and sealed twice; yardstick: the photos on bare reportlab pages."""
    dossier = case.report()
    at = datetime(2026, 11, 10, 6, 0, tzinfo=UTC)

    def bare() -> None:
        canvas = Canvas(io.BytesIO())
        for photo in dossier.files.values():
            canvas.drawImage(ImageReader(io.BytesIO(photo)), 0, 0, 400, 300)
            canvas.showPage()
        canvas.save()

    yardstick = min(timed(bare), timed(bare)) * 1000
    show("photos on bare reportlab pages", yardstick, "ms")
    show("report built, cold", timed(lambda: build(dossier, now=at)) * 1000, "ms", yardstick)
    show("report built, warm", timed(lambda: build(dossier, now=at)) * 1000, "ms", yardstick)
    _seal(build(dossier, now=at), at)


def _seal(pdf: bytes, at: datetime) -> None:
    office = Authority()
    signer, laptop = office.engineer(), office.laptop("王𠅤")

    def seal() -> bytes:
        return sign(certify(pdf, signer, at=at), laptop, "Customer", at=at)

    show("report sealed by two, cold", timed(seal) * 1000, "ms")
    sealed = seal()
    show("report sealed by two, warm", timed(seal) * 1000, "ms")
    show("report verified", timed(lambda: verify(sealed, [])) * 1000, "ms")


def first_sync(folder: Path) -> None:
    """A new laptop takes 10,000 records; yardstick: the same rows as plain JSON over HTTP into plain SQLite."""
    clock = PlayedClock(datetime(2026, 11, 9, tzinfo=UTC))
    house = create_house(folder / "office", "x", clock)
    import_company(house.database, clock, [resource("demo/company")])
    office = EmbeddedOffice(house)
    office.start()

    def laptop(name: str) -> Laptop:
        made = Laptop(folder / name, clock=clock, passphrase=lambda: "a long passphrase")
        enrol(made.desk, office.url, house.enrolment.invite("E100"))
        sync(made.desk)
        return made

    first = laptop("first")
    common = {"contact": "王𠅤", "phone": "139", "address": "临江路36号，机房二楼东侧，环网第 2 节点"}
    common["notes"] = "每月清理风扇滤网，数据修改前先备份。" * 3
    names = [(f"N{number}", f"平川县电信分公司第{number}局") for number in range(10_000)]
    values = [{"number": number, "customer_name": name, **common} for number, name in names]
    actor = first.desk.actor
    for start in range(0, 10_000, 500):
        first.store.write(actor, [Edit("customer", new_id(), row) for row in values[start : start + 500]])
    pushed = timed(lambda: sync(first.desk))
    second = Laptop(folder / "second", clock=clock, passphrase=lambda: "a long passphrase")
    enrol(second.desk, office.url, house.enrolment.invite("E100"))
    pulled = timed(lambda: sync(second.desk))
    idle = timed(lambda: sync(second.desk))
    bare = _bare_sync(folder, values)
    show("10,000 rows as plain JSON into plain SQLite", bare, "s")
    show("push of 10,000 new records", pushed, "s", bare)
    show("first sync of 10,000 records", pulled, "s", bare)
    show("idle sync", idle * 1000, "ms")
    first.close()
    second.close()
    office.stop()
    house.close()


def _bare_sync(folder: Path, values: list[dict[str, str]]) -> float:
    body = json.dumps([{"id": str(uuid.uuid4()), **row} for row in values]).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    database = sqlite3.connect(folder / "bare.db")
    database.execute("CREATE TABLE r (id TEXT PRIMARY KEY, data TEXT)")

    def fetch() -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/") as reply:
            rows = json.loads(reply.read())
        database.executemany("INSERT INTO r VALUES (?, ?)", [(row["id"], json.dumps(row)) for row in rows])
        database.commit()

    seconds = timed(fetch)
    server.shutdown()
    return seconds


BARE = """
import time; begun = time.perf_counter()
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication([]); window = QMainWindow(); window.setCentralWidget(QLabel("x")); window.resize(1366, 768)
window.show(); app.processEvents(); window.grab(); print(time.perf_counter() - begun)
"""
OURS = """
import time; begun = time.perf_counter()
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QWidget
from fieldkit.ui.running import Application
app = QApplication([])
ours = Application(app, Path(sys.argv[1]))
ours.begin()
def shown():
    title = ours.desktop and ours.desktop.frame.findChild(QWidget, "today.title")
    return title is not None and title.isVisible()
while not shown():
    app.processEvents()
ours.desktop.frame.grab(); print(time.perf_counter() - begun)
ours.close()
"""


def start(folder: Path) -> None:
    """From the process's start to Today, filled, with the company's lists; yardstick: a bare PySide6 window."""
    passphrase = "a long passphrase"
    clock = PlayedClock(datetime(2026, 11, 9, tzinfo=UTC))
    house = create_house(folder / "office", "x", clock)
    import_company(house.database, clock, [resource("demo/company")])
    office = EmbeddedOffice(house)
    office.start()
    laptop = Laptop(folder / "laptop", clock=clock, passphrase=lambda: passphrase)
    enrol(laptop.desk, office.url, house.enrolment.invite("E100"))
    sync(laptop.desk)
    laptop.close()
    office.stop()
    house.close()
    (folder / "passphrase").write_text(passphrase)
    environment = {**os.environ, "FIELDKIT_PASSPHRASE_FILE": str(folder / "passphrase")}

    def run(code: str) -> float:
        command = [sys.executable, "-c", code, str(folder / "laptop")]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        return float(done.stdout.split()[0])

    bare = statistics.median(run(BARE) for _ in range(5))
    show("a bare PySide6 window", bare, "s")
    show("start to Today, filled, first time", run(OURS), "s", bare)
    show("start to Today, filled, median of 5", statistics.median(run(OURS) for _ in range(5)), "s", bare)
    show("start: peak memory of the desktop", usage.getrusage(usage.RUSAGE_CHILDREN).ru_maxrss / 1024, "MB")


SCREENS = """
import gc, sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
from fieldkit.demo.case import Case, play
from fieldkit.demo.company import Company
from fieldkit.ui.desktop import Desktop
from fieldkit.ui.garbage import Collector, settle
from fieldkit.ui.jobs import Jobs
from fieldkit.ui.spots import load_screens
from fieldkit.ui.theme import theme

app = QApplication([])
theme().apply(app, "light")
case = Case(Company(Path(sys.argv[1]) / "play"))
play(case, "write_report")
jobs = Jobs(print)
desktop = Desktop(case.company.laptops["engineer"], jobs)
desktop.frame.resize(1366, 768)
desktop.frame.show()
load_screens()  # as the desktop does in the background once its first screen stands
settle()
collector = Collector()
trip = f"trips/{case.visit}"
routes = ["today", "trips", f"{trip}/prepare", f"{trip}/diagnose", f"{trip}/follow_up", f"{trip}/report", "problems",
          f"problems/{case.problem}", "customers", "deliveries", "settings", f"sign/{case.report}"]

def longest(route):
    begun = time.perf_counter(); desktop.go(route); worst = time.perf_counter() - begun
    quiet = 0
    while quiet < 20:
        begun = time.perf_counter(); app.processEvents(); worst = max(worst, time.perf_counter() - begun)
        quiet = quiet + 1 if jobs.idle else 0
        time.sleep(0.005)
    return worst

for route in routes:
    first, again = longest(route), 0
    longest("today")
    print(route.split("/")[0] + "/" + route.split("/")[-1][:10], first * 1000, longest(route) * 1000)
begun = time.perf_counter(); gc.collect(); took = (time.perf_counter() - begun) * 1000
print("garbage/collected", took, took)
desktop.close(); jobs.close(); case.company.close()
"""


def screens(folder: Path) -> None:
    """The longest time that the screen's thread was busy when a screen was opened; yardstick: the promise, 50 ms."""
    command = [sys.executable, "-c", SCREENS, str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        name, first, again = line.split()
        show(f"{name}: longest block, first time", float(first), "ms", 50)
        show(f"{name}: longest block, again", float(again), "ms", 50)
