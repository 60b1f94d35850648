"""The frame around the screens: routes, history, languages; what starts it, and what carries its records."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from fieldkit import i18n
from fieldkit.demo.case import CUSTOMER
from fieldkit.errors import OfflineError
from fieldkit.sync.client import RoundResult
from fieldkit.ui import carrier
from fieldkit.ui.desktop import Desktop
from fieldkit.ui.words import Language
from tests.ui.stillness import wait_still


@pytest.fixture
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    def sync(_desk: object, _progress: object) -> RoundResult:
        raise OfflineError

    monkeypatch.setattr(carrier, "sync", sync)


@pytest.fixture
def desktop(seat, qtbot, qapp: QApplication, no_office):
    made: list[Desktop] = []

    def make(stage: str, who: str = "engineer") -> Desktop:
        sat = seat(stage, who)
        opened = Desktop(sat.place.laptop, sat.place.jobs, Language(qapp, "zh"))
        made.append(opened)
        opened.case = sat.case
        opened.show()
        wait_still(qtbot, opened.jobs)
        return opened

    yield make
    for opened in made:
        opened.close()
        opened.frame.close()
        opened.frame.deleteLater()


def here(desktop: Desktop) -> str:
    return desktop.frame.findChildren(QLabel, "crumb.here")[-1].text()


def idle(qtbot, desktop: Desktop) -> None:
    wait_still(qtbot, desktop.jobs)


def test_one_goes_by_route_and_comes_back_by_key(qtbot, desktop) -> None:
    shown = desktop("return")
    assert here(shown) == "今日"
    shown.place.go.emit("deliveries")
    shown.frame.chip_clicked.emit()
    shown.place.go.emit("settings")
    assert here(shown) == "设置"
    QTest.keyClick(shown.frame, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shown.route == "deliveries"
    shown.back()
    assert shown.route == "today"
    shown.back()
    assert shown.route == "today"
    shown.go("nowhere/at/all")
    assert shown.route == "today"


def test_the_chip_says_off_line_and_today_counts_what_came_back(qtbot, desktop) -> None:
    shown = desktop("return")
    qtbot.waitUntil(lambda: shown.frame.top.chip.state == "offline")
    name = shown.frame.findChild(QWidget, "rail.today").accessibleName
    qtbot.waitUntil(lambda: name() == "今日 1")


def test_review_is_for_managers(desktop) -> None:
    assert desktop("begin").frame.findChild(QWidget, "rail.review") is None
    assert desktop("begin", "line_manager").frame.findChild(QWidget, "rail.review") is not None


def test_a_switch_of_language_keeps_the_place(qtbot, desktop) -> None:
    shown = desktop("begin")
    shown.go("settings")
    idle(qtbot, shown)
    before = shown.frame
    shown.frame.findChild(QWidget, "settings.language.en").click()
    qtbot.waitUntil(lambda: shown.frame is not before)
    idle(qtbot, shown)
    assert (shown.route, here(shown)) == ("settings", "Settings")
    assert i18n.language() == "en"


def test_the_search_opens_and_ends_where_it_began(qtbot, desktop) -> None:
    shown = desktop("begin")
    shown.go("deliveries")
    shown.frame.top.search.setText("电信")
    QTest.keyClick(shown.frame.top.search, Qt.Key.Key_Return)
    idle(qtbot, shown)
    assert shown.frame.findChild(QWidget, "search.customer.1") is not None
    QTest.keyClick(shown.frame.top.search, Qt.Key.Key_Escape)
    assert shown.route == "deliveries"


def test_enter_in_the_search_opens_the_only_hit(qtbot, desktop) -> None:
    shown = desktop("begin")
    shown.frame.top.search.setText("平川")
    QTest.keyClick(shown.frame.top.search, Qt.Key.Key_Return)
    idle(qtbot, shown)
    assert shown.route == f"customers/{CUSTOMER}"


def test_the_window_is_kept_and_what_is_typed_is_kept_at_closing(desktop) -> None:
    shown = desktop("begin")
    left: list[str] = []
    shown.screen.leave = lambda: left.append(shown.route)
    shown.frame.close()
    assert left == ["today"]
    kept = json.loads((shown.laptop.home / "window.json").read_text())
    assert kept["width"] == shown.frame.width()


def test_a_round_that_brought_news_tells_the_screens_once(qtbot, desktop, monkeypatch) -> None:
    shown = desktop("begin")
    monkeypatch.setattr(carrier, "sync", lambda _desk, _progress: RoundResult(pulled=3))
    with qtbot.waitSignal(shown.place.changed):
        shown.place.sync_wanted.emit()
    idle(qtbot, shown)
    qtbot.waitUntil(lambda: shown.frame.top.chip.state == "all")
    assert not shown.place.carrier._soon.isActive()


def test_a_local_change_is_carried_soon(desktop) -> None:
    shown = desktop("begin")
    shown.place.changed.emit()
    assert shown.place.carrier._soon.isActive()
