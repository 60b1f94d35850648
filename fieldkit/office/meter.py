"""What a monitor reads at /metrics, in the Prometheus format: the calls of all workers, and the office's figures.

Calls are counted in memory, by several workers in files that they share (PROMETHEUS_MULTIPROC_DIR, set by `serve`). The
figures come from the database when they are asked for. No label tells of a person, a laptop or a customer.
"""

import os
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import case, func, select

from fieldkit import __version__
from fieldkit.clock import Clock
from fieldkit.office.database import Database
from fieldkit.office.tables import CHANGE, DEVICE, FILE, LOST, ORGANISATION

SHARED = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Meter:
    """Counts for one worker, reads for all of them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._own = CollectorRegistry()
        self._figures = CollectorRegistry()
        self._figures.register(_Figures(database, clock))
        named = "fieldkit_office"
        self._calls = Counter(f"{named}_calls", "Calls by status.", ["call", "status"], registry=self._own)
        self._seconds = Histogram(
            f"{named}_call_seconds", "How long calls took.", ["call"], buckets=_SECONDS, registry=self._own
        )
        self._verdicts = Counter(f"{named}_verdicts", "Verdicts on pushes.", ["status"], registry=self._own)

    def called(self, call: str, status: int, seconds: float) -> None:
        """`status` 0: broken off before an answer."""
        self._calls.labels(call, str(status)).inc()
        self._seconds.labels(call).observe(seconds)

    def judged(self, statuses: Iterable[str]) -> None:
        """Verdicts that a push was answered with, those of repeated changes too."""
        for status in statuses:
            self._verdicts.labels(status).inc()

    def page(self) -> bytes:
        calls = self._own
        if os.environ.get(SHARED):
            calls = CollectorRegistry()
            MultiProcessCollector(calls)  # type: ignore[no-untyped-call]
        return generate_latest(calls) + generate_latest(self._figures)


class _Figures(Collector):
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def describe(self) -> Iterable[Metric]:
        return ()  # asked when it is registered: no query then

    def collect(self) -> Iterator[Metric]:
        with self._database.reading() as connection:
            office = connection.execute(select(ORGANISATION.c.last_seq, ORGANISATION.c.durable_seq)).one()
            waiting = select(func.count(), func.min(CHANGE.c.received_ms)).where(CHANGE.c.status == "held")
            held, oldest = connection.execute(waiting).one()
            revoked = case((DEVICE.c.revoked_ms.is_(None), "active"), else_="locked_out")
            counted = connection.execute(select(revoked, func.count()).group_by(revoked))
            devices = {"active": 0, "locked_out": 0} | {str(state): int(count) for state, count in counted}
            files, size = connection.execute(select(func.count(), func.coalesce(func.sum(FILE.c.size), 0))).one()
            lost = connection.execute(select(func.count()).select_from(LOST)).scalar_one()
        age = (self._clock.millis() - oldest) / 1000 if oldest is not None else 0
        yield _gauge("last_seq", "The last number that the office gave.", office.last_seq)
        yield _gauge("durable_seq", "The number up to which a backup covers everything.", office.durable_seq)
        yield _gauge("held_changes", "Changes that wait for a person at the office.", held)
        yield _gauge("oldest_held_seconds", "How long the oldest of them has waited.", max(0, age))
        yield _gauge("files", "Files stored.", files)
        yield _gauge("file_bytes", "Bytes of them.", int(size))
        yield _gauge("lost_files", "Files that the office had and has no more.", lost)
        laptops = GaugeMetricFamily("fieldkit_office_devices", "Laptops.", labels=["state"])
        for name, number in devices.items():
            laptops.add_metric([name], number)
        yield laptops
        version = GaugeMetricFamily("fieldkit_office_version", "This version.", labels=["version"])
        version.add_metric([__version__], 1)
        yield version


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"fieldkit_office_{name}", says, value=value)
