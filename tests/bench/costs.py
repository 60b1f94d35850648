"""What processes cost: their processor time and memory, read from /proc (Linux)."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def _tree(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            for children in Path(f"/proc/{one}/task").glob("*/children"):
                found += map(int, children.read_text().split())
    return found


def spent(pid: int) -> float:
    """Seconds of processor time of a process and all it started, those that have ended too."""
    ticks = 0
    for one in _tree(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            stat = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, stat[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> list[float]:
    """MB of each process below one, what several share by parts; largest first."""
    sizes = []
    for one in _tree(pid)[1:]:
        lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        sizes.append(next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024)
    return sorted(sizes, reverse=True)


@contextmanager
def most_children(pid: int) -> Iterator[list[int]]:
    """A list with one number: the most processes that there were below this one, meanwhile."""
    most, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(0.2):
            most[0] = max(most[0], len(_tree(pid)) - 1)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()
