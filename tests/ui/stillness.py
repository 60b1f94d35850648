"""Waiting for a screen: as long as a slow machine needs, and until it stands still."""

from functools import partialmethod

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fieldkit.ui.jobs import Jobs

PATIENCE = 60_000  # ms


class PatientBot(QtBot):
    """pytest-qt's hands with patience: nothing that is waited for is a measure of speed."""

    waitUntil = partialmethod(QtBot.waitUntil, timeout=PATIENCE)  # noqa: N815 - pytest-qt's own names
    waitSignal = partialmethod(QtBot.waitSignal, timeout=PATIENCE)  # noqa: N815
    waitExposed = partialmethod(QtBot.waitExposed, timeout=PATIENCE)  # noqa: N815


def wait_still(qtbot: QtBot, jobs: Jobs) -> None:
    """Waits until every read and write has been delivered, and what came of it is in sight."""

    def still() -> bool:
        before = jobs.idle
        QApplication.processEvents()  # only now does Qt show what was hung in, which may ask for more
        return before and jobs.idle

    qtbot.waitUntil(still)
