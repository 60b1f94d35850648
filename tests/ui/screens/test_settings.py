import json

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from fieldkit.actions.finding import find_words
from fieldkit.i18n import set_language
from fieldkit.ui.screens.search import SearchScreen
from fieldkit.ui.screens.settings import SettingsScreen


def test_a_choice_is_kept_at_once_and_told(qtbot, shown, seat) -> None:
    sat = seat("begin")
    screen = shown(SettingsScreen(sat.place), 1286, 712)
    screen.open([])
    sat.idle(qtbot)
    with qtbot.waitSignal(sat.place.setting) as told:
        screen.findChild(QAbstractButton, "settings.language.en").click()
    assert told.args == ["language", "en"]
    assert json.loads((sat.place.laptop.home / "settings.json").read_text())["language"] == "en"


def test_the_language_in_use_is_chosen_though_another_is_kept(qtbot, shown, seat) -> None:
    """`--lang en` is for one run; somebody who then chooses Chinese must be able to."""
    sat = seat("begin")
    set_language("en")
    try:
        screen = shown(SettingsScreen(sat.place), 1286, 712)
        assert screen.findChild(QAbstractButton, "settings.language.en").isChecked()
        assert sat.place.laptop.settings.get("language") == "zh"
    finally:
        set_language("zh")


def test_who_i_am_and_whether_the_laptop_is_well(qtbot, shown, seat) -> None:
    sat = seat("begin")
    screen = shown(SettingsScreen(sat.place), 1286, 712)
    screen.open([])
    sat.idle(qtbot)
    facts = [label.text() for label in screen.findChild(QWidget, "settings.me").findChildren(QLabel)]
    assert {"何志强", "E100", "技术支持工程师"} <= set(facts)
    found = [label.text() for label in screen.findChild(QWidget, "settings.doctor").findChildren(QLabel)]
    assert "数据库完好。" in found
    licence = screen.findChild(QWidget, "settings.licence.fonts")
    licence.clicked.emit()
    text = screen.findChild(QWidget, "settings.licence.fonts.text")
    assert text.isVisible()
    assert "SIL" in text.toPlainText()


def test_search_finds_by_any_part_and_opens_the_record(qtbot, shown, seat) -> None:
    sat = seat("take_in")
    screen = shown(SearchScreen(sat.place), 1286, 712)
    screen.open(["%E5%BF%83%E8%B7%B3%E4%B8%A2%E5%A4%B1"])
    sat.idle(qtbot)
    with qtbot.waitSignal(sat.place.go) as asked:
        screen.findChild(QWidget, "search.problem.1").clicked.emit()
    assert asked.args == [f"problems/{sat.case.problem}"]
    for words in ("核验", "check%20a%20paper", "pdf"):
        screen.open([words])
        sat.idle(qtbot)
        with qtbot.waitSignal(sat.place.go) as asked:
            screen.findChild(QWidget, "search.screen.verify").clicked.emit()
        assert asked.args == ["verify"]
    assert screen.findChild(QWidget, "search.screen.letterhead") is None, "an engineer has no such screen"
    screen.open(["nowhere"])
    sat.idle(qtbot)
    assert screen.findChild(QWidget, "search.empty") is not None
    assert not find_words(sat.place.desk, "nowhere")
