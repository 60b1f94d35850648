"""The desktop's tests run off screen, in the real theme; an unexpected word from Qt fails the test."""

import gc
import os
import traceback
from collections.abc import Callable, Iterator
from typing import TypeVar
from weakref import WeakKeyDictionary

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QEvent, QMessageLogContext, QObject, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from fieldkit import i18n
from fieldkit.ui.garbage import settle
from fieldkit.ui.theme import theme
from tests.ui.stillness import PatientBot

# What the platform without a screen says about itself.
EXPECTED = ("This plugin does not support ",)

W = TypeVar("W", bound=QWidget)


@pytest.fixture(scope="session", autouse=True)
def themed(qapp: QApplication) -> QApplication:
    theme().apply(qapp, "light")
    settle()  # a fifth of a second after each test, otherwise
    return qapp


@pytest.fixture(autouse=True)
def qt_is_silent(qapp: QApplication) -> Iterator[None]:
    said: list[str] = []

    def hear(_kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
        if not message.startswith(EXPECTED):
            said.append(message)

    before = qInstallMessageHandler(hear)
    yield
    qapp.processEvents()
    qInstallMessageHandler(before)
    assert not said, f"Qt said: {said}"


class Strays(QObject):
    """Notices what was shown before it had a parent: it flashes up as a window of its own and takes the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._windows: WeakKeyDictionary[QObject, str] = WeakKeyDictionary()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            ours = [line for line in traceback.extract_stack() if "/fieldkit/" in line.filename]
            self._windows[watched] = f"{ours[-1].filename}:{ours[-1].lineno}" if ours else ""
        elif event.type() == QEvent.Type.ParentChange and (where := self._windows.pop(watched, "")):
            self.found.append(f"{type(watched).__name__} {watched.objectName()} by {where}")
        return False


@pytest.fixture(autouse=True)
def no_stray_windows(qapp: QApplication) -> Iterator[None]:
    strays = Strays()
    qapp.installEventFilter(strays)
    yield
    qapp.removeEventFilter(strays)
    assert not strays.found, f"shown before they had a place: {strays.found}"


@pytest.fixture(autouse=True)
def garbage_in_this_thread() -> Iterator[None]:
    """As in the application (fieldkit.ui.garbage): no Qt object is destroyed in a worker's thread."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Language and appearance are the process's: a test leaves them as it found them."""
    language, mode = i18n.language(), theme().mode
    yield
    i18n.set_language(language)
    theme().set_mode(mode)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    return PatientBot(request)


@pytest.fixture
def shown(qtbot: QtBot) -> Callable[..., QWidget]:
    """Shows a widget in a size and waits until it is there."""

    def show(widget: W, width: int = 0, height: int = 0) -> W:
        qtbot.addWidget(widget)
        if width:
            widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        return widget

    return show
