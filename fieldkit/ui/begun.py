"""Keeps what is typed but not noted yet, so that it stands there again after the program was killed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from fieldkit.actions.begun import begun, keep_begun
from fieldkit.forms import Values
from fieldkit.ui.workplace import Workplace

PAUSE_MS = 300  # after the last stroke


class Begun(QObject):
    """About one thing, such as a step of a visit; `read` says what stands there now.

    `touch` after each stroke, `drop` once it is noted or given up. `bring` hands over what was kept before, unless
    the person was quicker and has typed already. `refused` carries why what stands there cannot be kept.
    """

    refused = Signal(object)

    def __init__(self, place: Workplace, what: str, read: Callable[[], Values], owner: QObject) -> None:
        super().__init__(owner)
        self._place, self.what, self._read = place, what, read
        self._touched = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._keep)
        owner.installEventFilter(self)

    def touch(self) -> None:
        self._touched = True
        self._pause.start()

    def bring(self, put: Callable[[Values], object]) -> None:
        def given(values: Values) -> None:
            if values and not self._touched:
                self._touched = True
                put(values)

        self._place.read(lambda desk: begun(desk, self.what), given, owner=self)

    def go_on(self) -> None:
        """What was kept before stands there already."""
        self._touched = True

    def drop(self) -> None:
        self._pause.stop()
        if self._touched:
            self._touched = False
            self._store({})

    def end(self) -> None:
        """What it reads from goes: what was typed last is kept at once."""
        if self._pause.isActive():
            self._pause.stop()
            self._keep()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Its owner is hidden: another screen is shown, or the window closes."""
        if event.type() == QEvent.Type.Hide:
            self.end()
        return super().eventFilter(watched, event)

    def _keep(self) -> None:
        self._store(self._read())

    def _store(self, values: Values) -> None:
        place, what = self._place, self.what
        if not place.jobs.closed:
            place.jobs.run(
                lambda: keep_begun(place.desk, what, values), failed=self.refused.emit, lane="store", owner=self
            )
