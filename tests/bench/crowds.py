"""Laptops that call a served office at once, each one call after the other, and what that costs both."""

import asyncio
import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from costs import spent
from offices import Office, enrolled, message
from postgres import Postgres
from sqlalchemy import select

from fieldkit.clock import Clock
from fieldkit.office.database import stamp_of
from fieldkit.office.house import open_house
from fieldkit.office.tables import ORGANISATION
from fieldkit.sync.messages import Cursor, Proof, Pull


@dataclass
class Call:
    """What a laptop sends."""

    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Load:
    """What laptops, each sending its calls one after the other, got out of an office."""

    seconds: float
    took: list[float]
    office: float
    database: float

    def a_second(self, count: int) -> float:
        return count / self.seconds

    def percentile(self, share: float) -> float:
        """In milliseconds."""
        return sorted(self.took)[min(len(self.took) - 1, int(len(self.took) * share))] * 1000


class Served:
    """An office on PostgreSQL that serves, and laptops that it knows."""

    def __init__(self, office: Office, pid: int, cluster: Postgres, known: tuple[str, str, list[str]]) -> None:
        self.office, self.pid, self.cluster = office, pid, cluster
        self.history, self.person, self.tokens = known

    def run(self, laptops: list[list[Call]]) -> Load:
        before = spent(self.pid), spent(self.cluster.pid())
        took, seconds = asyncio.run(_all(self.office.url, list(zip(self.tokens, laptops, strict=False))))
        return Load(seconds, took, spent(self.pid) - before[0], spent(self.cluster.pid()) - before[1])

    def pages(self, laptops: int, pages: int, size: int) -> list[list[Call]]:
        """New records: so many pages, spread over so many laptops."""
        made = []
        for laptop in range(laptops):
            inc, n, prev, calls = str(uuid.uuid4()), 0, "", []
            for _ in range(max(1, pages // laptops)):
                body = message(self.history, self.person, laptop, size, inc=inc, n=n, prev=prev)
                n, prev = n + size, json.loads(body)["changes"][-1]["id"]
                calls.append(Call("POST", "/v1/push", body, _JSON))
            made.append(calls)
        return made

    def pulls(self, laptops: int, each: int, **asked: Any) -> list[list[Call]]:
        """Pulls that find nothing, or what `asked` says."""
        house = open_house(self.office.data, Clock())
        with house.database.reading() as connection:
            seq = connection.execute(select(ORGANISATION.c.last_seq)).scalar_one()
            cursor = Cursor(floor=seq, seq=seq, stamp=stamp_of(connection, seq))
        house.close()
        usual = Pull(history=self.history, proof=Proof(), cursor=cursor)
        body = usual.model_copy(update=asked).model_dump_json().encode()
        return [[Call("POST", "/v1/pull", body, _JSON)] * each] * laptops


_JSON = {"Content-Type": "application/json"}


async def _all(url: str, laptops: list[tuple[str, list[Call]]]) -> tuple[list[float], float]:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=300, trust_env=False, limits=limits) as client:

        async def one(token: str, calls: list[Call]) -> list[float]:
            took = []
            for call in calls:
                begun = time.perf_counter()
                headers = {"Authorization": f"Bearer {token}", **call.headers}
                reply = await client.request(call.method, call.path, content=call.body, headers=headers)
                took.append(time.perf_counter() - begun)
                assert reply.status_code in {200, 204}, reply.text[:500]
                assert b'"rejected"' not in reply.content
            return took

        begun = time.perf_counter()
        took = await asyncio.gather(*(one(token, calls) for token, calls in laptops))
        return [seconds for each in took for seconds in each], time.perf_counter() - begun


@contextmanager
def served(folder: Path, cluster: Postgres, workers: int, laptops: int) -> Iterator[Served]:
    office = Office(folder, cluster.database(), 1)
    known = enrolled(folder, laptops)
    with office.serving(workers) as pid:
        made = Served(office, pid, cluster, known)
        made.run(made.pulls(laptops, 2))  # every worker has its connections and has read its code
        yield made
