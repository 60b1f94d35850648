"""Python's cyclic garbage is collected in the screen's thread only.

Widgets and what they are connected to form cycles. Left alone, Python collects those wherever it happens to
allocate, which may be a worker's thread, and a Qt object destroyed there brings the process down.
"""

import ctypes
import gc
import sys

from PySide6.QtCore import QObject, QTimer

EVERY_MS, GIVE_BACK_AFTER = 1_000, 2
# So many objects more than before, and all of them are looked through. Python's own thresholds count collections, and
# these are rare here: reports that were opened one after the other left 50 MB behind.
MANY = 30_000


# glibc keeps what a thread has freed for itself: some 50 MB after papers with sixty photos. Others give it back.
_TRIM = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None


def give_back() -> None:
    """Gives freed memory back to the system; takes some 4 ms."""
    if _TRIM is not None:
        _TRIM(0)


def settle() -> None:
    """What is loaded by now stays: no later collection walks through it, which would hold the screen up for 200 ms."""
    gc.freeze()


class Collector(QObject):
    """Takes over from the automatic collection as long as it lives; call `stop` to give it back."""

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        self._collected = self._fresh = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collects when more came than went, all when there were many; what was freed goes back to the system, but
        not each time."""
        fresh, least = gc.get_count()[0], gc.get_threshold()[0]
        if fresh > least:
            self._fresh += fresh
            if self._fresh > MANY:
                self._fresh = 0
                gc.collect()
            else:
                gc.collect(1)
            self._collected += 1
        if self._collected >= GIVE_BACK_AFTER:
            self._collected = 0
            give_back()

    def stop(self) -> None:
        self._timer.stop()
        gc.collect()
        gc.enable()
