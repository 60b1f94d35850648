"""One person's eyes, mouse and keyboard before a window: nothing here does what a person could not do."""

import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QListWidget, QScrollArea, QTableView, QWidget

from fieldkit.demo.words import STROKES
from fieldkit.ui.desktop import Desktop

from .tongue import told

W = TypeVar("W", bound=QWidget)
PATIENCE = 30.0  # seconds; for slow machines, nothing is timed by it
QUIET = 3  # turns of the event loop without a job, before a person says that the screen stands still
LEFT = Qt.MouseButton.LeftButton


def wait_for(condition: Callable[[], object], what: str) -> Any:
    """What the condition gives once it gives something; `what` is said when it never does."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < end, f"waited {PATIENCE:.0f} s for {what}"
        QApplication.processEvents()
        time.sleep(0.002)  # lets the workers and the office run, which QTest.qWait does not
    return found


class Hands:
    """Finds by object name what is in sight, presses it where the window is pressed, types where the keyboard is."""

    def __init__(self, desktop: Desktop) -> None:
        self.desktop = desktop

    # -- looking

    @property
    def window(self) -> QWidget:
        return self.desktop.frame

    def idle(self) -> None:
        """Waits until everything asked for has come and is drawn."""
        quiet = 0

        def still() -> bool:
            nonlocal quiet
            quiet = quiet + 1 if self.desktop.jobs.idle else 0
            return quiet > QUIET

        wait_for(still, "the screen to stand still")

    def there(self, name: str, kind: type[W] = QWidget, *, inside: QWidget | None = None) -> list[W]:
        """Everything of this name that can be seen; * stands for anything."""
        found = (inside or self.window).findChildren(kind)
        pattern = re.compile(re.escape(name).replace(r"\*", ".*"))
        return [one for one in found if one.isVisible() and pattern.fullmatch(one.objectName())]

    def see(self, name: str, kind: type[W] = QWidget, *, inside: QWidget | None = None) -> W:
        """The one thing of this name, as soon as it can be seen."""
        found: list[W] = wait_for(lambda: self.there(name, kind, inside=inside), f"“{name}” on {self.desktop.route}")
        assert len(found) == 1, f"{len(found)} things are called {name}"
        return found[0]

    def text(self, name: str) -> str:
        """What stands in a field, a label or on a button."""
        widget: Any = self.see(name)
        return str(widget.toPlainText() if hasattr(widget, "toPlainText") else widget.text())

    # -- the mouse

    def click(self, what: str | QWidget, *, inside: QWidget | None = None) -> None:
        """Presses the middle of something, scrolling it into sight; it must be there to be hit."""
        self.idle()
        widget = self.see(what, inside=inside) if isinstance(what, str) else what
        wait_for(widget.isEnabled, f"“{widget.objectName()}” to be enabled")
        window, at = self._aim(widget, widget.rect().center())
        QTest.mouseClick(window, LEFT, Qt.KeyboardModifier.NoModifier, at)
        self.idle()

    def go_on(self, words: str) -> None:
        """Presses the primary button once it says so."""
        wait_for(lambda: told(words) in self.text("primary"), f"“{told(words)}” on the primary button")
        self.click("primary")

    def scroll_to(self, widget: QWidget) -> None:
        """Turns the wheel until it is in sight."""
        area = widget.parentWidget()
        while area is not None:
            if isinstance(area, QScrollArea) and area.isAncestorOf(widget):
                area.ensureWidgetVisible(widget, 0, 60)
            area = area.parentWidget() if not area.isWindow() else None
        QApplication.processEvents()

    def _aim(self, widget: QWidget, spot: QPoint) -> tuple[QWindow, QPoint]:
        """Where in which window a spot of a widget is, when nothing stands before it."""
        self.scroll_to(widget)
        window = widget.window()
        at = widget.mapTo(window, spot)
        under = window.childAt(at)
        hit = under is not None and (under is widget or widget.isAncestorOf(under))
        assert hit, f"“{widget.objectName()}” is covered by “{under.objectName() if under else 'nothing'}”"
        handle = window.windowHandle()
        assert handle is not None
        return handle, at

    def click_row(self, name: str, words: str) -> None:
        """Presses the row of a table in which these words stand."""
        table = self.see(name, QTableView)
        model = table.model()

        def row() -> int:
            every = range(model.rowCount())
            said = [" ".join(str(model.index(at, col).data()) for col in range(model.columnCount())) for at in every]
            return next((at + 1 for at, line in enumerate(said) if words in line), 0)

        words = told(words)
        index = model.index(wait_for(row, f"“{words}” in {name}") - 1, 1)
        table.scrollTo(index)
        window, at = self._aim(table.viewport(), table.visualRect(index).center())
        QTest.mouseClick(window, LEFT, Qt.KeyboardModifier.NoModifier, at)
        self.idle()

    def draw(self, name: str) -> None:
        """Signs as a hand does, the button held for each stroke."""
        pad = self.see(name)
        for stroke in STROKES:
            spots = [QPoint(x * pad.width() // 1000, y * pad.width() // 1000) for x, y, *_ in stroke]
            window, at = self._aim(pad, spots[0])
            away = at - spots[0]
            QTest.mousePress(window, LEFT, Qt.KeyboardModifier.NoModifier, at)
            for spot in spots[1:]:
                QTest.mouseMove(window, spot + away)
            QTest.mouseRelease(window, LEFT, Qt.KeyboardModifier.NoModifier, spots[-1] + away)

    # -- the keyboard

    @property
    def keyboard(self) -> str:
        """The name of what has the keyboard."""
        target = QApplication.focusWidget()
        return target.objectName() if target is not None else ""

    def keys(self, text: str) -> None:
        """Types where the keyboard is: letter by letter, Chinese as an input method hands it over."""
        for run in re.findall(r"[ -~]+|[^ -~]+", told(text)):
            target = QApplication.focusWidget()
            assert target is not None, "the keyboard is nowhere"
            if run.isascii():
                QTest.keyClicks(target, run)
            else:
                event = QInputMethodEvent()
                event.setCommitString(run)
                QApplication.sendEvent(target, event)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = QApplication.focusWidget()
        assert target is not None, "the keyboard is nowhere"
        QTest.keyClick(target, key, modifier)

    def type_text(self, name: str, text: str) -> None:
        """Presses a field and types into it, over what stood there."""
        self.click(name)
        field = self.see(name)
        assert QApplication.focusWidget() is field, f"the keyboard did not come to {name}: {QApplication.focusWidget()}"
        self.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.keys(text)
        assert self.text(name) == told(text)

    def choose(self, name: str, code: str) -> None:
        """Opens a list of choices and takes one by the arrow keys."""
        self.click(name)
        box = self.see(name, QComboBox)
        view = box.view()
        wait_for(view.isVisible, f"the list of {name}")
        wanted = box.findData(code) if box.findData(code) >= 0 else box.findText(code)
        assert wanted >= 0, f"{name} does not offer {code}"
        while view.currentIndex().row() != wanted:
            self.key(Qt.Key.Key_Down if view.currentIndex().row() < wanted else Qt.Key.Key_Up)
        self.key(Qt.Key.Key_Return)
        wait_for(lambda: not view.isVisible() and box.currentIndex() == wanted, f"{code} in {name}")
        self.idle()

    def pick(self, name: str, words: str) -> None:
        """Opens a list of records, narrows it by typing, and takes the first by Enter."""
        self.click(name)
        self.see(f"{name}.search")
        self.keys(words)
        found = self.see(f"{name}.list", QListWidget)
        wait_for(lambda: self._narrowed(found, words), f"“{words}” in the list of {name}")
        self.key(Qt.Key.Key_Return)
        wait_for(lambda: not self.there(f"{name}.search"), f"the list of {name} to close")
        assert words in self.text(name)
        self.idle()

    @staticmethod
    def _narrowed(found: QListWidget, words: str) -> bool:
        return found.count() > 0 and words in found.item(0).text()
