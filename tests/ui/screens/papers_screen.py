"""Hands on the screen of papers: what is typed and pressed as a person would, in any paper."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldkit.forms.types import Day, Duration, LongText, Moment, Money, Number, Text
from fieldkit.forms.values import Rows
from fieldkit.ui.editors import LinkPicker
from fieldkit.ui.editors.choices import OneOf, YesOrNo
from fieldkit.ui.form_view import FormView
from fieldkit.ui.screens.papers import PapersScreen
from fieldkit.ui.screens.papers.page import PaperPage
from fieldkit.ui.screens.problems import ProblemsScreen
from fieldkit.ui.widgets.option import Option
from fieldkit.ui.workplace import Screen, Workplace
from tests.ui.stillness import wait_still

TYPED = {
    Text: "as agreed",
    LongText: "as agreed with the customer",
    Number: "2",
    Money: "480",
    Duration: "1:30",
    Day: "2026-11-12",
    Moment: "2026-11-12 09:30",
}


class Hands:
    """One person at a workplace, going from screen to screen as the desktop would."""

    def __init__(self, place: Workplace, qtbot: QtBot, shown: Any) -> None:
        self.place, self.qtbot = place, qtbot
        self.went: list[str] = []
        place.go.connect(self.went.append)
        self.screens: dict[str, Screen] = {"papers": PapersScreen(place), "problems": ProblemsScreen(place)}
        for screen in self.screens.values():
            shown(screen, 1286, 712)
            screen.hide()

    def idle(self) -> None:
        wait_still(self.qtbot, self.place.jobs)
        self.qtbot.waitUntil(lambda: not any(page.opening for page in self.screens["papers"].findChildren(PaperPage)))
        wait_still(self.qtbot, self.place.jobs)

    def go(self, route: str) -> None:
        key, *parts = route.split("/")
        for screen in self.screens.values():
            screen.setVisible(screen is self.screens[key])
        self.screen = self.screens[key]
        self.screen.open(parts)
        self.idle()

    def find(self, name: str) -> Any:
        found = [widget for widget in self.screen.findChildren(QWidget, name) if widget.isVisible()]
        assert found, name
        return found[-1]

    def has(self, name: str) -> bool:
        return any(widget.isVisible() for widget in self.screen.findChildren(QWidget, name))

    def press(self, name: str) -> None:
        QTest.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        self.idle()

    def type(self, path: str, words: str) -> None:
        self.box(path).editor.focusProxy().setFocus()
        control = self.box(path).editor.focusProxy()
        QTest.keyClick(control, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(control, words)
        self.idle()

    @property
    def form(self) -> FormView:
        return self.find("paper.form")

    def box(self, path: str) -> Any:
        return self.form.fieldset.boxes[path]

    def settle(self) -> None:
        """Leaves the field one is in, so that everything typed is written."""
        self.form.flush()
        self.idle()

    # -- filling in whatever a form asks

    def fill(self) -> list[str]:
        """Fills in every field that this person may write and that is empty; the paths that were written."""
        for _section, fold in self.form.folds:
            if not fold.open:
                QTest.mouseClick(fold.head, Qt.MouseButton.LeftButton)
        self.idle()
        for name, cards in self.form.cards.items():
            rows = self.form.form.fields[name]
            assert isinstance(rows, Rows)
            if cards.add.isVisible():
                QTest.mouseClick(cards.add, Qt.MouseButton.LeftButton)
        before = {path for path, value in self.form.fieldset.values.items() if value is not None}
        for path in [*self.form.fieldset.boxes, *self.form.fieldset.boxes]:  # an answer may ask for another field
            if path not in before and self.form.fieldset.values.get(path) is None and self.box(path).isVisible():
                self._answer(path)
        self.settle()
        return [path for path, value in self.form.fieldset.values.items() if value is not None and path not in before]

    def _answer(self, path: str) -> None:
        editor = self.box(path).editor
        sight = self.form.fieldset.sight
        if sight is None or not sight.may_write(editor.field):
            return
        if isinstance(editor, LinkPicker):
            found: list[Any] = []
            editor.seek("", found.extend)
            self.idle()
            if found:
                editor.pick(*found[0])
        elif isinstance(editor, OneOf):
            editor.box.setFocus()
            QTest.keyClick(editor.box, Qt.Key.Key_Down)
        elif isinstance(editor, YesOrNo):
            QTest.mouseClick(editor.box.findChildren(Option)[0], Qt.MouseButton.LeftButton)
        elif type(editor.field) in TYPED:
            self.type(path, TYPED[type(editor.field)])
