"""Python's cyclic garbage is collected in the screen's thread only.

Widgets and what they are connected to form cycles. Left alone, Python collects those wherever it happens to
allocate, which may be a worker's thread, and a Qt object destroyed there brings the process down.
"""

import ctypes
import gc
import sys

from PySide6.QtCore import QObject, QTimer

EVERY_MS, GIVE_BACK_AFTER = 1_000, 5


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
        self._collected = 0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collects the oldest generation that is due, by Python's own thresholds; what was freed goes back to the
        system, but not each time."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                self._collected += 1
                break
        if self._collected >= GIVE_BACK_AFTER:
            self._collected = 0
            give_back()

    def stop(self) -> None:
        self._timer.stop()
        gc.collect()
        gc.enable()
