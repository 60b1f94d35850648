"""100,000 rows of a company's lists, taken in: how long, how much memory, and again without a change."""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from openpyxl import Workbook, load_workbook
from run import peak, show
from sqlalchemy import Connection

from fieldkit.clock import Clock
from fieldkit.office.house import create_house
from fieldkit.office.importing import Asked, take_in
from fieldkit.office.reading.tables import files_of

CUSTOMERS, UNITS = 10_000, 90_000


def company(folder: Path) -> Path:
    """A workbook of customers and one of equipment."""
    folder.mkdir()
    customers = Workbook(write_only=True)
    sheet = customers.create_sheet()
    sheet.append(["客户编号", "客户名称", "等级", "地址", "联系人", "电话"])
    for number in range(CUSTOMERS):
        sheet.append(
            [f"C{number:05}", f"第{number}电信分公司", "A", f"人民路{number}号", "王敏", 13_800_000_000 + number]
        )
    customers.save(folder / "客户.xlsx")
    units = Workbook(write_only=True)
    sheet = units.create_sheet()
    sheet.append(["客户编号", "产品线", "型号", "序列号", "安装位置", "开通日期", "保修截止", "可远程"])
    for number in range(UNITS):
        place = f"{number % 7}号机房"
        sheet.append(
            [f"C{number % CUSTOMERS:05}", "AN", "AN-2400", f"SN{number:08}", place, "2024-03-05", "2027/3/5", "是"]
        )
    units.save(folder / "设备.xlsx")
    return folder


def _yardstick(folder: Path) -> float:
    """The least that it could take: openpyxl reads the cells, SQLite keeps them as JSON."""
    began = time.perf_counter()
    with sqlite3.connect(folder / "plain.db") as plain:
        plain.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, value TEXT)")
        for path in files_of([folder / "files"]):
            book = load_workbook(path.path, read_only=True, data_only=True)
            rows = ((json.dumps(row, ensure_ascii=False),) for row in book.worksheets[0].iter_rows(values_only=True))
            plain.executemany("INSERT INTO row (value) VALUES (?)", rows)
            book.close()
    plain.close()
    return time.perf_counter() - began


def lists(folder: Path) -> None:
    files = files_of([company(folder / "files")])
    house = create_house(folder / "office", "公司", Clock())
    plain = _yardstick(folder)
    before = peak()
    turn, locked = house.database.turn, []

    @contextmanager
    def watched(connection: Connection, *, reading: bool) -> Iterator[Connection]:
        began, cpu = time.perf_counter(), time.process_time()
        with turn(connection, reading=reading):
            yield connection
        if not reading:
            locked.append((time.perf_counter() - began, time.process_time() - cpu))

    house.database.turn = watched  # type: ignore[method-assign]
    for says, asked in (("looked at", Asked(dry_run=True)), ("taken in", Asked()), ("again, nothing new", Asked())):
        locked.clear()
        began, cpu = time.perf_counter(), time.process_time()
        results = take_in(house.database, house.clock, files, asked)
        spent = time.perf_counter() - began
        assert sum(one.added + one.unchanged for one in results.values()) == CUSTOMERS + UNITS
        show(f"lists: 100,000 rows {says}", spent, "s", plain)
        show("lists: of these, processor", time.process_time() - cpu, "s")
        for lasted, of_it in locked:
            show("lists: of these, others had to wait", lasted, "s")
            show("lists: of that, processor", of_it, "s")
    show("lists: memory before", before, "MB")
    house.close()
