"""The deadlines of a problem: what runs is in sight, what ended is one click away, and no time left is cut off."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from fieldkit.demo.company import at
from fieldkit.process.clock import Clock, Evidence
from fieldkit.ui.deadlines import LEAD_WIDTH, left_of
from fieldkit.ui.screens.problems.clock_rows import ClockRows
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.paint import width_of
from fieldkit.ui.widgets.rows import Row

NOW = at("11-11 16:05")


def clock(code: str, hours: int, *ends: Evidence) -> Clock:
    due = NOW + timedelta(hours=hours)
    return Clock(code, "Be on site", "r", due, due, NOW - timedelta(days=3), ends=ends)


def shown_rows(rows: ClockRows) -> int:
    return sum(row.isVisible() for row in rows.findChildren(Row))


def test_what_ended_is_asked_for(qtbot) -> None:
    rows = ClockRows()
    qtbot.addWidget(rows)
    rows.show()
    ended = clock("respond", -30, Evidence("c", "contact", "contact_at", NOW - timedelta(hours=40)))
    rows.show_clocks([ended, clock("watch", 20), clock("left", -2)], {}, NOW)
    more = rows.findChild(Button, "clocks.more")
    qtbot.waitUntil(lambda: shown_rows(rows) == 2 and more.isVisible())
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown_rows(rows) == 3 and not more.isVisible())
    rows.show_clocks([clock("watch", 20)], {}, NOW)
    qtbot.waitUntil(lambda: shown_rows(rows) == 1)


@pytest.mark.parametrize("minutes", [23 * 60 + 59, -(23 * 60 + 59), 6 * 24 * 60 + 23 * 60])
def test_the_longest_span_fits(qtbot, minutes: int) -> None:
    due = NOW + timedelta(minutes=minutes)
    assert width_of(left_of(due, due, NOW), bold=True) <= LEAD_WIDTH
