"""A list of 100,000 rows on a laptop: made, read, ordered, narrowed, scrolled and written as a file."""

import statistics
from typing import Any

from fieldkit.forms import Record, natural_id
from fieldkit.records.find import index_records
from fieldkit.records.tables import Stored, save
from fieldkit.store.store import Store

ROWS, CUSTOMERS, MODELS = 100_000, 2_000, ("AN-2400", "AN-1200", "SW-8000", "TX-155")


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


def middle(seconds: list[float]) -> float:
    return statistics.median(seconds) * 1000
