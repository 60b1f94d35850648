"""Benchmarks, each beside its yardstick in the same run: `name value unit ratio`. Each one is a process of its own.

usage: run.py [name …]
"""

import os
import resource as usage
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parent))

NAMES = ("start", "screens", "save_field", "report", "first_sync", "scroll", "lists", "trip")
ELSEWHERE = {"scroll": "lists", "lists": "lists_in", "trip": "trips"}  # what is not among the measures


def run_all(names: list[str]) -> None:
    for name in names or NAMES:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        subprocess.run([sys.executable, str(HERE), "--inside", name], check=True, env=environment)


def show(name: str, value: float, unit: str, yardstick: float | None = None) -> None:
    ratio = f"  ×{value / yardstick:.2f} of its yardstick" if yardstick else ""
    print(f"{name:<46} {value:>10.2f} {unit}{ratio}", flush=True)


def peak() -> float:
    """Peak memory of this process, MB."""
    return usage.getrusage(usage.RUSAGE_SELF).ru_maxrss / 1024


def inside(name: str) -> None:
    measures = import_module(ELSEWHERE.get(name, "measures"))  # each benchmark is a process of its own
    measure: Callable[[Path], None] = getattr(measures, name)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder))
    if name != "trip":  # which says so of its own process
        show(f"{name}: peak memory", peak(), "MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        inside(sys.argv[2])
    else:
        run_all(sys.argv[1:])
