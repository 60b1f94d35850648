from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldkit.ui.theme import color
from fieldkit.ui.widgets.option import Option
from fieldkit.ui.widgets.page import Page


def test_what_does_not_fit_scrolls_and_keeps_its_height(shown) -> None:
    page = Page()
    options = [Option(f"option {n}", "second line", name=f"o{n}") for n in range(20)]
    for option in options:
        page.column.addWidget(option)
    shown(page, 400, 300)
    assert min(option.height() for option in options) >= 52
    assert page.verticalScrollBar().maximum() > 500
    page.activateWindow()
    options[-2].setFocus(Qt.FocusReason.TabFocusReason)
    page.focusNextChild()
    assert options[-1].hasFocus()
    assert page.verticalScrollBar().value() > 500


def test_its_ground(shown) -> None:
    for role in ("window", "surface", "sunken"):
        page = Page(role=role)
        page.column.addWidget(QWidget())
        shown(page, 200, 200)
        assert page.grab().toImage().pixelColor(5, 100) == color(role)
