"""A line to a server that is cut now and then."""

import asyncio
import contextlib
import random
import socket
from threading import Event, Thread


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cutter:
    """A line that is cut now and then: forwards to the office, and drops a connection after some thousand bytes."""

    def __init__(self, port: int, rng: random.Random) -> None:
        self._target, self._rng, self.cut = port, rng, 0
        self.port, self.at_work = free_port(), True
        self._loop = asyncio.new_event_loop()
        self._ready = Event()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        self._ready.wait(30)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", self.port))
        self._ready.set()
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            there, back = await asyncio.open_connection("127.0.0.1", self._target)
            left = self._rng.randrange(2_000, 3_000_000) if self.at_work else 1 << 62
            both = [asyncio.create_task(self._pump(*pair, left)) for pair in ((reader, back), (there, writer))]
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            for task in both:
                task.cancel()
            back.close()
        writer.close()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: int) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65_536):
                left -= len(data)
                if left < 0:
                    self.cut += 1
                    return
                writer.write(data)
                await writer.drain()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
