"""What was freed is there for other programs."""

import gc
import subprocess
import sys
import weakref

import pytest
from pytestqt.qtbot import QtBot

from fieldkit.ui import garbage

# Asked in a process of its own: in one that has run for long, holes that are free already take the pieces in.
FREED = """
from pathlib import Path
from fieldkit.ui import garbage

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

pieces = [bytes(2_000) for _ in range(50_000)]  # too large for Python's own pools, too small for a map each
kept = pieces[::500]  # what lies among and above the freed pieces keeps glibc from giving them back by itself
full = resident()
del pieces
left = resident()
garbage.give_back()
print(full - left, left - resident())
"""


@pytest.mark.skipif(garbage._TRIM is None, reason="only glibc keeps what was freed")
def test_freed_memory_goes_back_to_the_system() -> None:
    said = subprocess.run([sys.executable, "-c", FREED], capture_output=True, text=True, check=True).stdout
    by_itself, when_asked = map(float, said.split())
    assert when_asked > 60 > by_itself


def test_all_is_looked_through_once_many_came(qtbot: QtBot) -> None:
    """Objects that outlived young collections and hold each other go, too."""

    class Knot:
        def __init__(self) -> None:
            self.me = self

    collector = garbage.Collector()
    try:
        old = [Knot() for _ in range(100)]
        seen = weakref.ref(old[0])
        gc.collect()  # they are of the oldest generation now
        old.clear()
        several = [[number] for number in range(2 * garbage.MANY)]
        collector.look()
        assert seen() is None
        assert len(several) == 2 * garbage.MANY
    finally:
        collector.stop()
