"""A head office served by processes of its own, as `fieldkit office serve` does it, on a free port of this computer."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx

_PATIENCE = 120


class Served:
    """`process` is the supervisor; `log()` are the lines on its standard error."""

    def __init__(
        self, process: subprocess.Popen[bytes], port: int, error: IO[bytes], authority: Path | None = None
    ) -> None:
        self.process, self.port, self._error = process, port, error
        self.url = f"{'https' if authority else 'http'}://127.0.0.1:{port}"
        trusted: ssl.SSLContext | bool = ssl.create_default_context(cafile=authority) if authority else True
        self.client = httpx.Client(base_url=self.url, timeout=60, trust_env=False, verify=trusted)

    def log(self) -> list[dict[str, Any]]:
        self._error.seek(0)
        return [json.loads(line) for line in self._error.read().decode().splitlines()]

    def text(self) -> str:
        self._error.seek(0)
        return self._error.read().decode()

    def wait(self) -> None:
        """Until it answers."""
        until(lambda: self.process.poll() is not None or self._answers())
        assert self.process.poll() is None, self.text()

    def _answers(self) -> bool:
        try:
            return self.client.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def workers(self) -> list[int]:
        """The processes that work for it, the issuing one too: their ids."""
        return [pid for pid in children(self.process.pid) if works(pid)]


def until(true: Any) -> None:
    end = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def children(pid: int) -> list[int]:
    """Of all its threads."""
    return [int(one) for found in Path(f"/proc/{pid}/task").glob("*/children") for one in found.read_text().split()]


def works(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, *arguments: str, authority: Path | None = None, **environment: str) -> Iterator[Served]:
    """Serves a head office's folder, and stops it; by https when its `authority` is given."""
    port = free_port()
    command = [sys.executable, "-m", "fieldkit", "office", "serve", "--data", str(folder), "--port", str(port)]
    with tempfile.TemporaryFile() as error:
        environ = {**os.environ, **environment}
        process = subprocess.Popen([*command, *arguments], stderr=error, env=environ)
        try:
            office = Served(process, port, error, authority)
            with office.client:
                office.wait()
                yield office
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(_PATIENCE)
