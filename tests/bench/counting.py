"""A line that counts: stands on loopback before an HTTP server and says how many requests and bytes a client needed."""

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from threading import Event, Thread
from types import TracebackType
from typing import Self

LONGEST_HEAD = 1 << 20
PIECE = 1 << 16
Headers = dict[bytes, bytes]


@dataclass
class Count:
    """What crossed the line. Bytes are those of the bodies as they travelled (compressed if they were), no headers."""

    connections: int = 0
    requests: Counter[str] = field(default_factory=Counter)  # "POST /v1/push" (without the query) → how often
    up: int = 0
    down: int = 0

    @property
    def total(self) -> int:
        """All requests."""
        return self.requests.total()


class CountingProxy:
    """Forwards HTTP/1.1 to a port of this machine, byte for byte; used with `with`. Laptops are given its `url`."""

    def __init__(self, port: int) -> None:
        self._target, self._count = port, Count()
        self._serving: set[asyncio.Task[None]] = set()
        self._ready, self._thread = Event(), Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(30), "the counting line does not start"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(30)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def take(self) -> Count:
        """What was counted since the last time."""
        return asyncio.run_coroutine_threadsafe(self._take(), self._loop).result(30)

    async def _take(self) -> Count:
        taken, self._count = self._count, Count()
        return taken

    async def _run(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port: int = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._over.wait()
        server.close()
        await asyncio.gather(*self._serving)

    async def _connected(self, client: asyncio.StreamReader, reply: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(client, reply))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        await task

    async def _serve(self, client: asyncio.StreamReader, reply: asyncio.StreamWriter) -> None:
        self._count.connections += 1
        try:
            server, ahead = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            reply.close()  # as if nobody listened
            return
        asked: deque[str] = deque()
        sent, got = (asyncio.StreamReader(limit=LONGEST_HEAD) for _ in range(2))
        counting = [asyncio.create_task(one) for one in (self._requests(sent, asked), self._answers(got, asked))]
        forward = asyncio.create_task(_pump(client, ahead, sent))
        ends = [asyncio.create_task(one) for one in (_pump(server, reply, got), self._over.wait())]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for task in (forward, *ends):
            task.cancel()
        for copy in (sent, got):
            copy.feed_eof()
        for writer in (ahead, reply):
            writer.close()
        await asyncio.gather(*counting)

    async def _requests(self, sent: asyncio.StreamReader, asked: deque[str]) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):  # the connection has ended, as it may at any byte
            while True:
                line, headers = await _head(sent)
                method, path = line.split()[:2]
                self._count.requests[f"{method} {path.partition('?')[0]}"] += 1
                asked.append(method)
                async for size in _body(sent, headers):
                    self._count.up += size

    async def _answers(self, got: asyncio.StreamReader, asked: deque[str]) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                line, headers = await _head(got)
                status = int(line.split()[1])
                if status < 200:  # "continue": the answer itself is still to come
                    continue
                if asked.popleft() == "HEAD" or status in {204, 304}:
                    continue
                async for size in _body(got, headers, to_the_end=True):
                    self._count.down += size


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, copy: asyncio.StreamReader) -> None:
    """Passes on what comes exactly as it comes; the copy is counted before the other side has it."""
    with contextlib.suppress(OSError):
        while data := await reader.read(PIECE):
            copy.feed_data(data)
            await asyncio.sleep(0)
            writer.write(data)
            await writer.drain()
    with contextlib.suppress(OSError):
        writer.write_eof()  # the other side may still have something to say


async def _head(reader: asyncio.StreamReader) -> tuple[str, Headers]:
    head = await reader.readuntil(b"\r\n\r\n")
    line, *rest = head.rstrip().split(b"\r\n")
    pairs = (one.partition(b":") for one in rest)
    return line.decode("latin-1"), {name.strip().lower(): value.strip().lower() for name, _, value in pairs}


async def _body(reader: asyncio.StreamReader, headers: Headers, *, to_the_end: bool = False) -> AsyncIterator[int]:
    """Reads what follows a head; the bytes of it that are body, piece by piece (a chunk's frame is not)."""
    if headers.get(b"transfer-encoding", b"").endswith(b"chunked"):
        while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
            yield size
            await reader.readexactly(size + 2)
        while await reader.readuntil(b"\r\n") != b"\r\n":
            continue  # a trailer
    elif b"content-length" in headers or not to_the_end:
        left = int(headers.get(b"content-length", b"0"))
        while left and (piece := await reader.read(min(left, PIECE))):
            left -= len(piece)
            yield len(piece)
    else:
        while piece := await reader.read(PIECE):
            yield len(piece)
