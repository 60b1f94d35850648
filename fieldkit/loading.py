"""Loads a program without searching it for cyclic garbage: among modules there is none, and each search takes longer.

It was a fifth of the time that a process needs to load what papers are made and signed with. When a process ends
Python searches once more, through all that goes anyway.
"""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """For the imports of a program's first module. What is loaded inside stays, and no later search looks at it."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
        atexit.register(gc.freeze)
