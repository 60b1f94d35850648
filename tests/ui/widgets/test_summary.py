from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from fieldkit.ui.widgets.summary import Figure, SummaryStrip


def test_figures_are_chosen_by_key_and_kept_when_only_numbers_change(qtbot, shown) -> None:
    figures = [Figure("local", "hard-drive", "9", "仅在本机"), Figure("stored", "circle-check", "41", "已入库", "good")]
    strip = shown(SummaryStrip(figures), 600, 74)
    part = strip.findChild(QWidget, "summary.stored")
    with qtbot.waitSignal(strip.chosen) as told:
        QTest.mouseClick(part, Qt.MouseButton.LeftButton)
    assert told.args == ["stored"]
    strip.set_figures([figures[0], figures[1]._replace(value="42")])
    assert strip.findChild(QWidget, "summary.stored") is part
    assert part.accessibleName() == "42 已入库"
    strip.set_chosen("stored")
    assert part.isChecked()
    strip.set_figures(figures[:1])
    assert not strip.grab().isNull()
