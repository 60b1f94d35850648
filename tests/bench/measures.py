"""What is measured, each with a yardstick: the least that the same thing could take on this machine."""

import json
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

from run import show

from fieldkit.access import Actor, Role, scopes_of
from fieldkit.clock import Clock, PlayedClock
from fieldkit.forms import natural_id, new_id
from fieldkit.store.store import Edit, Store


class _Vault(dict[str, bytes]):
    def put(self, name: str, secret: bytes) -> None:
        self[name] = secret


ENGINEER = Actor(natural_id("person", "E100"), "E100", "x", frozenset({Role.ENGINEER}), scopes_of([Role.ENGINEER], []))


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
    theirs = [timed(lambda n=number: plain.execute("INSERT INTO t VALUES (?, ?, ?)", (rid, "c", n))) for number in range(200)]
    bare = statistics.median(theirs) * 1000
    show("plain SQLite commit", bare, "ms")
    show("save one field, median", statistics.median(ours) * 1000, "ms", bare)
    show("save one field, slowest of 200", max(ours) * 1000, "ms")
    store.close()


def report(_: Path) -> None:
    """The case's report with six photos: built and sealed twice; yardstick: the photos on bare reportlab pages."""
    import io

    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "documents"))
    import case

    from fieldkit.documents import build

    dossier = case.report()
    at = datetime(2026, 11, 10, 6, 0, tzinfo=UTC)

    def bare() -> None:
        canvas = Canvas(io.BytesIO())
        for photo in dossier.files.values():
            canvas.drawImage(ImageReader(io.BytesIO(photo)), 0, 0, 400, 300)
            canvas.showPage()
        canvas.save()

    yardstick = timed(bare)
    yardstick = min(yardstick, timed(bare))
    show("photos on bare reportlab pages", yardstick * 1000, "ms")
    show("report built, cold", timed(lambda: build(dossier, now=at)) * 1000, "ms", yardstick)
    show("report built, warm", timed(lambda: build(dossier, now=at)) * 1000, "ms", yardstick)
    _seal(build(dossier, now=at), at)


def _seal(pdf: bytes, at: datetime) -> None:
    import authority

    from fieldkit.documents import certify, sign, verify

    office = authority.Authority() if hasattr(authority, "Authority") else authority
    signer = office.signer("何志强", "engineer")
    laptop = office.signer("王𠅤", "customer")

    def seal() -> bytes:
        return sign(certify(pdf, signer, at=at), laptop, "Customer", at=at)

    show("report sealed by two, cold", timed(seal) * 1000, "ms")
    sealed = seal()
    show("report sealed by two, warm", timed(seal) * 1000, "ms")
    show("report verified", timed(lambda: verify(sealed, [])) * 1000, "ms")


def first_sync(folder: Path) -> None:
    """A new laptop takes 10,000 records; yardstick: the same rows as plain JSON over HTTP into plain SQLite."""
    from fieldkit import resource
    from fieldkit.actions.enrol import enrol, sync
    from fieldkit.app import Laptop
    from fieldkit.office.house import create_house
    from fieldkit.office.importing import import_company
    from fieldkit.office.serve import EmbeddedOffice

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
    values = [{"number": f"N{number}", "customer_name": f"平川县电信分公司第{number}局", "contact": "王𠅤", "phone": "139",
               "address": "临江路36号，机房二楼东侧，环网第 2 节点", "notes": "每月清理风扇滤网，数据修改前先备份。" * 3}
              for number in range(10_000)]  # fmt: skip
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
from PySide6.QtCore import QTimer
app = QApplication([]); window = QMainWindow(); window.setCentralWidget(QLabel("x")); window.resize(1366, 768)
window.show(); app.processEvents(); window.grab(); print(time.perf_counter() - begun)
"""
OURS = """
import time; begun = time.perf_counter()
import os, resource
from pathlib import Path
from fieldkit.ui.desktop import Desktop
from fieldkit.ui import desktop
print(desktop.time_to_first_screen(Path({home!r}), begun), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
