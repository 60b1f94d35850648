"""The line above a list: in the smallest window and in long words nothing lies upon another, or beyond the edge."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractButton, QApplication

from fieldkit.actions.lists.catalogue import LISTS
from fieldkit.i18n import set_language
from fieldkit.ui.screens.lists.bar import FilterBar
from fieldkit.ui.widgets.chips import Chip

SMALLEST, USUAL = 596, 1062  # px that the bar has in a window of 900, and in one of 1366


def places(bar: FilterBar) -> dict[str, QRect]:
    """Where the search and each button are, in the bar."""
    found = {one.objectName(): one for one in bar.findChildren(QAbstractButton) if one.objectName()[:6] == "lists."}
    shown = {name: one for name, one in {**found, "search": bar.search}.items() if one.isVisibleTo(bar)}
    return {name: QRect(one.mapTo(bar, one.rect().topLeft()), one.size()) for name, one in shown.items()}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_lies_upon_another_however_narrow(shown, language):
    set_language(language)
    for listed in LISTS:
        bar = shown(FilterBar(listed), USUAL, 100)
        bar.know([], "", deletes=True)
        for width in (USUAL, SMALLEST, USUAL):
            bar.resize(width, 100)
            QApplication.processEvents()
            at = places(bar)
            beside = [pair for pair in combinations(at, 2) if at[pair[0]].intersects(at[pair[1]])]
            assert beside == [], (listed.key, width)
            assert all(place.left() >= 0 and place.right() < width for place in at.values()), (listed.key, width)
            for chip in bar.findChildren(Chip):
                assert chip.width() >= chip.sizeHint().width(), (listed.key, width, chip.text())
