import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from fieldkit.ui.frame import Frame
from fieldkit.ui.widgets.rail import Entry

ENTRIES = (
    Entry("today", "house", "Today"),
    Entry("trips", "briefcase", "Trips"),
    Entry("review", "clipboard-check", "Review", 1),
)


@pytest.fixture
def kept() -> list[dict[str, int]]:
    return []


@pytest.fixture
def frame(shown, kept) -> Frame:
    return shown(Frame(ENTRIES, (Entry("settings", "settings", "Settings"),), person="何志强", keep=kept.append))


@pytest.mark.parametrize("key", ["today", "trips", "review", "settings"])
def test_a_click_in_the_rail_asks_to_go_there(qtbot, frame: Frame, key: str) -> None:
    with qtbot.waitSignal(frame.navigate) as asked:
        QTest.mouseClick(frame.findChild(QWidget, f"rail.{key}"), Qt.MouseButton.LeftButton)
    assert asked.args == [key]


def test_alt_and_a_digit(qtbot, frame: Frame) -> None:
    frame.activateWindow()
    for number, entry in enumerate(ENTRIES, 1):
        with qtbot.waitSignal(frame.navigate) as asked:
            QTest.keyClick(frame, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)
        assert asked.args == [entry.key]


def test_ctrl_k_leads_to_the_search(qtbot, frame: Frame) -> None:
    frame.activateWindow()
    QTest.keyClick(frame, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(frame.top.search.hasFocus)
    QTest.keyClicks(frame.top.search, "AN-2400")
    with qtbot.waitSignal(frame.search) as asked:
        QTest.keyClick(frame.top.search, Qt.Key.Key_Return)
    assert asked.args == ["AN-2400"]


def test_crumbs_and_chip(qtbot, frame: Frame) -> None:
    frame.set_place("trips", [("trips", "Trips"), ("trip:1", "AN-2400")])
    assert frame.findChild(QLabel, "crumb.here").text() == "AN-2400"
    with qtbot.waitSignal(frame.navigate) as asked:
        frame.findChild(QWidget, "crumb.trips").click()
    assert asked.args == ["trips"]
    frame.set_place("today", [("today", "Today")])
    with qtbot.waitSignal(frame.chip_clicked):
        QTest.mouseClick(frame.top.chip, Qt.MouseButton.LeftButton)


def test_screens_come_and_go(frame: Frame) -> None:
    one, other = QLabel("1"), QLabel("2")
    frame.show_screen(one)
    frame.show_screen(other)
    frame.show_screen(one)
    assert frame.screens.count() == 2
    assert frame.screens.currentWidget() is one
    frame.drop_screen(one)
    assert frame.screens.currentWidget() is other


def test_bare_for_signing(frame: Frame) -> None:
    frame.set_bare(True)
    assert not frame.rail.isVisible()
    assert not frame.top.isVisible()
    frame.set_bare(False)
    assert frame.rail.isVisible()


def test_the_window_opens_where_it_was(qtbot, frame: Frame, kept) -> None:
    frame.setGeometry(0, 0, 960, 600)
    frame.close()
    assert kept[-1] == {"x": 0, "y": 0, "width": 960, "height": 600, "maximized": 0}
    again = Frame(ENTRIES, place={"x": 10, "y": 20, "width": 760, "height": 560})
    qtbot.addWidget(again)
    assert (again.geometry().x(), again.geometry().y()) == (10, 20)


def test_a_place_that_is_no_more_is_forgotten(qtbot) -> None:
    frame = Frame(ENTRIES, place={"x": 90_000, "y": 0, "width": 1000, "height": 700})
    qtbot.addWidget(frame)
    assert frame.geometry().x() < 90_000
    assert (frame.width(), frame.height()) == (1366, 768)


def test_nothing_of_the_rail_is_cut_off_in_a_low_window(shown) -> None:
    many = [Entry(str(n), "house", str(n), n // 6) for n in range(9)]
    frame = shown(Frame(many, (Entry("settings", "settings", "Settings"),), person="何志强"), 900, 540)
    items = [frame.findChild(QWidget, f"rail.{n}") for n in range(9)]
    bottoms = [item.mapTo(frame, item.rect().bottomLeft()).y() for item in items]
    assert bottoms == sorted(bottoms)
    assert min(item.height() for item in items) >= 36
    assert frame.rail.avatar.mapTo(frame, frame.rail.avatar.rect().bottomLeft()).y() < frame.height()


def test_every_control_has_a_name_for_tools_and_for_people(frame: Frame) -> None:
    frame.set_place("today", [("trips", "Trips"), ("x", "y")])
    controls = [
        child
        for child in frame.findChildren(QWidget)
        if child.focusPolicy() != Qt.FocusPolicy.NoFocus and child is not frame.screens
    ]
    assert len(controls) >= 7
    assert [child for child in controls if not (child.objectName() and child.accessibleName())] == []
