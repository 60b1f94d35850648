from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fieldkit.i18n import set_language
from fieldkit.ui.widgets.progress import ProgressBar, ProgressPanel


def test_a_share_is_kept_between_nothing_and_all(shown) -> None:
    bar = shown(ProgressBar(), 200, 8)
    for share, value in ((-1, 0), (0.5, 500), (7, 1000)):
        bar.set_share(share)
        assert bar.value() == value
        assert not bar.grab().isNull()
    assert ProgressBar(thin=True).sizeHint().height() == 6


def test_it_counts_and_after_ten_seconds_tells_the_time_left(qtbot, shown) -> None:
    set_language("en")
    now = [0.0]
    panel = shown(ProgressPanel("Sending", clock=lambda: now[0]), 800, 70)
    now[0] = 5
    panel.show_progress(1, 12)
    assert panel.second.text() == "1 of 12"
    now[0] = 60
    panel.show_progress(3, 12)
    assert panel.second.text() == "3 of 12, about 3 min left"
    now[0] = 61
    panel.show_progress(11, 12, "28.4 / 31.0 MB")
    assert panel.second.text() == "28.4 / 31.0 MB, less than a minute left"
    with qtbot.waitSignal(panel.cancelled):
        QTest.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)


def test_nothing_to_do_is_no_error(shown) -> None:
    panel = shown(ProgressPanel("Sending"))
    panel.show_progress(0, 0)
    assert panel.bar.value() == 0
