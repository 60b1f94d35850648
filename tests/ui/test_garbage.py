"""What was freed is there for other programs."""

from pathlib import Path

import pytest

from fieldkit.ui import garbage


def resident() -> float:
    """MB of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


@pytest.mark.skipif(garbage._TRIM is None, reason="only glibc keeps what was freed")
def test_freed_memory_goes_back_to_the_system() -> None:
    pieces = [bytes(2_000) for _ in range(50_000)]  # too large for Python's own pools, too small for a map each
    last = bytes(2_000)  # what lies above the freed pieces keeps glibc from giving them back by itself
    del pieces
    garbage.give_back()  # all that was free before
    before = resident()
    pieces = [bytes(2_000) for _ in range(50_000)]
    kept = pieces[::500]
    full = resident()
    del pieces
    garbage.give_back()
    assert full - before > 80
    assert full - resident() > 60
    assert len(last) == len(kept[0])
