"""A list of 100,000 rows on a laptop: made, read, ordered, narrowed, scrolled and written as a file."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QApplication
from run import show

from fieldkit.access import Actor, Post, Role, Scope
from fieldkit.actions.lists.catalogue import EQUIPMENT
from fieldkit.actions.lists.declared import Query
from fieldkit.actions.lists.export import export_list
from fieldkit.actions.lists.reading import find_rows, read_cells
from fieldkit.clock import Clock
from fieldkit.forms import Record, natural_id
from fieldkit.records.find import index_records
from fieldkit.records.tables import Stored, save
from fieldkit.store.store import Store
from fieldkit.ui.jobs import Jobs
from fieldkit.ui.screens.lists.list_page import ListPage
from fieldkit.ui.screens.lists.memory import Memory
from fieldkit.ui.theme import theme
from fieldkit.ui.widgets.paged import PAGE
from fieldkit.ui.workplace import Workplace

FRAME = 16.0  # ms
ROWS, CUSTOMERS, MODELS = 100_000, 2_000, ("AN-2400", "AN-1200", "SW-8000", "TX-155")


class _Vault(dict[str, bytes]):
    def put(self, name: str, secret: bytes) -> None:
        self[name] = secret


def fill(store: Store, rows: int = ROWS) -> None:
    """Puts equipment of some customers into the laptop's base, as sync does."""
    line = natural_id("product_line", "AN")
    records: list[tuple[str, str, dict[str, Any]]] = [("product_line", line, {"code": "AN", "line_name": "接入网"})]
    for number in range(CUSTOMERS):
        values = {"number": f"C{number:04}", "customer_name": f"{'平川江阳安宁'[number % 6]}县第{number}电信分公司"}
        records.append(("customer", natural_id("customer", str(number)), values))
    for number in range(rows):
        values = {
            "customer": natural_id("customer", str(number % CUSTOMERS)),
            "line": line,
            "model": MODELS[number % len(MODELS)],
            "serial": f"AN24-{number * 7919 % 1_000_003:07}",
            "place": f"第{number % 40}列第{number % 7}架",
            "warranty_until": f"{2024 + number % 6}-0{1 + number % 9}-15",
            "remote": number % 3 == 0,
        }
        records.append(("equipment", natural_id("equipment", str(number)), values))
    with store.database.writing() as connection:
        for begin in range(0, len(records), 5_000):
            some = [
                Stored(rid, kind, Record(rid, kind).scope, values)
                for kind, rid, values in records[begin : begin + 5_000]
            ]
            save(connection, some, set())
            index_records(connection, [stored.record() for stored in some], fresh=True)


class _Person:
    """What the lists ask of a desk: the store, the clock, a secretary."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock = store, Clock()
        self.actor = Actor("p", "S", "s", frozenset({Post(Role.SECRETARY)}), frozenset({Scope()}))


def _reading(desk: Any, folder: Path) -> tuple[str, ...]:
    """Rows found, ordered and narrowed, a page of cells, the files; yardstick of the first: the ids by bare SQL."""
    columns = tuple(column.key for column in EQUIPMENT.columns if column.shown)

    def bare() -> None:
        with desk.store.database.reading() as connection:
            connection.exec_driver_sql("SELECT rid FROM find_equipment WHERE deleted = 0").fetchall()

    least = _timed(bare)
    show("100,000 ids by bare SQL", least * 1000, "ms")
    for name, query in (
        ("100,000 rows found", Query(columns)),
        ("ordered by the customer's name", Query(columns, order="customer.customer_name")),
        ("narrowed by two words", Query(columns, words="平川 7919")),
    ):
        show(name, _timed(lambda query=query: find_rows(desk, EQUIPMENT, query)) * 1000, "ms", least * 1000)
    ids = find_rows(desk, EQUIPMENT, Query(columns)).ids
    known = [EQUIPMENT.column(key) for key in columns]
    pages = [
        _timed(lambda at=at: read_cells(desk, EQUIPMENT, known, ids[at : at + PAGE])) for at in range(0, 50_000, 1_000)
    ]
    show("one page of cells", statistics.median(pages) * 1000, "ms")
    for ending in ("xlsx", "csv"):
        file = folder / f"out.{ending}"
        took = _timed(lambda file=file: export_list(desk, EQUIPMENT, Query(columns), file, lambda _done, _whole: None))
        show(f"100,000 rows as {ending}", took, "s")
    return ids


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def scroll(folder: Path) -> None:
    """A list of 100,000 rows: read, exported, and scrolled through; yardstick of a frame: 16 ms.

    Each step scrolls, paints the table, and takes in whatever pages have come: all that the screen's thread does.
    """
    app = QApplication.instance() or QApplication(["bench"])
    assert isinstance(app, QApplication)
    theme().apply(app, "light")
    store = Store(folder / "home", _Vault(), Clock())
    fill(store)
    desk: Any = _Person(store)
    _reading(desk, folder)
    laptop = SimpleNamespace(desk=desk, home=folder, settings=None)
    bugs: list[Exception] = []
    jobs = Jobs(bugs.append)
    page = ListPage(Workplace(laptop, jobs), EQUIPMENT, Memory(folder))  # type: ignore[arg-type]
    page.resize(1110, 712)
    page.show()
    page.refresh()
    _until(app, lambda: bool(page.table.paged.keys) and jobs.idle)
    bar = page.table.verticalScrollBar()
    for name, steps in (
        ("wheel, 3 rows a frame", range(0, 300 * 132, 132)),
        ("thumb dragged, 0.3 % a frame", range(0, bar.maximum(), bar.maximum() // 300)),
    ):
        frames = [_frame(app, page, to) for to in steps]
        for what, spent in zip(("work", "wall"), zip(*frames, strict=True), strict=True):
            show(f"scroll by {name}: {what}, median", statistics.median(spent), "ms", FRAME)
            show(f"scroll by {name}: {what}, worst of {len(spent)}", max(spent), "ms", FRAME)
    _until(app, lambda: jobs.idle)
    seen = page.table.model().index(page.table.rowAt(10), 3).data()
    assert seen, "the rows that were scrolled to never came"
    assert not bugs, bugs
    page.close()
    jobs.close()
    store.close()


def _frame(app: QApplication, page: ListPage, to: int) -> tuple[float, float]:
    """Milliseconds that the screen's thread works for one frame, and that pass; in between others have their turn."""
    time.sleep(FRAME / 1000)
    begun, worked = time.perf_counter(), time.thread_time()
    page.table.verticalScrollBar().setValue(to)
    app.processEvents()
    return (time.thread_time() - worked) * 1000, (time.perf_counter() - begun) * 1000


def _until(app: QApplication, ready: Callable[[], bool]) -> None:
    while not ready():
        app.processEvents()
        time.sleep(0.005)
