"""Python's cyclic garbage is collected in the screen's thread only.

Widgets and what they are connected to form cycles. Left alone, Python collects those wherever it happens to
allocate, which may be a worker's thread, and a Qt object destroyed there brings the process down.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1_000


def settle() -> None:
    """What is loaded by now stays: no later collection walks through it, which would hold the screen up for 200 ms."""
    gc.freeze()


class Collector(QObject):
    """Takes over from the automatic collection as long as it lives; call `stop` to give it back."""

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collects the oldest generation that is due, by Python's own thresholds."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > thresholds[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        self._timer.stop()
        gc.collect()
        gc.enable()
