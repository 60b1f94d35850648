"""A program is loaded, and ends, without being searched for cyclic garbage."""

import subprocess
import sys

PROGRAM = """
import atexit, gc
atexit.register(lambda: print(len(gc.get_objects())))  # the last of all; what stays is not among them
before = sum(one["collections"] for one in gc.get_stats())
import fieldkit.__main__
print(sum(one["collections"] for one in gc.get_stats()) - before, gc.isenabled(), gc.get_freeze_count())
"""


def test_the_program_is_loaded_and_ends_without_a_search_for_garbage() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True)
    searches, on, loaded, left = done.stdout.split()
    assert int(searches) < 50  # 410 otherwise
    assert on == "True"
    assert int(loaded) > 50_000
    assert int(left) < 1_000
