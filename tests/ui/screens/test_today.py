from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from fieldkit.actions.records import set_values
from fieldkit.ui.screens.today import TodayScreen


def opened(shown, qtbot, seat) -> TodayScreen:
    screen = shown(TodayScreen(seat.place), 1286, 712)
    screen.open([])
    seat.idle(qtbot)
    return screen


def said(screen: QWidget, name: str) -> str:
    return screen.findChild(QLabel, name).text()


def test_a_returned_report_is_next_with_the_remark_and_the_way_there(qtbot, shown, seat) -> None:
    sat = seat("return")
    screen = opened(shown, qtbot, sat)
    assert said(screen, "today.title") == "改正《现场技术服务报告》"
    remark = [label.text() for label in screen.findChild(QWidget, "today.remark").findChildren(QLabel)]
    assert "旧板序列号与附图不一致" in remark[0]
    assert "李海波" in remark[1]
    with qtbot.waitSignal(sat.place.go) as asked:
        QTest.mouseClick(screen.findChild(QWidget, "today.primary"), Qt.MouseButton.LeftButton)
    assert asked.args == [f"trips/{sat.case.visit}/report"]
    back = screen.findChild(QWidget, "today.back.1")
    with qtbot.waitSignal(sat.place.go) as asked:
        QTest.keyClick(back, Qt.Key.Key_Return)
    assert asked.args == [f"trips/{sat.case.visit}/report"]


def test_what_is_due_stands_worst_first_and_leads_to_its_trip(qtbot, shown, seat) -> None:
    sat = seat("return")
    screen = opened(shown, qtbot, sat)
    due = [screen.findChild(QWidget, f"today.duty.{number}").accessibleName() for number in range(1, 6)]
    assert [name.split("，")[1] for name in due] == [
        "改正被退回的报告",
        "72 小时监控到期",
        "工程文档更新并移交",
        "跟进用户对建议书的回复",
        "遗留问题",
    ]
    with qtbot.waitSignal(sat.place.go) as asked:
        QTest.mouseClick(screen.findChild(QWidget, "today.duty.3"), Qt.MouseButton.LeftButton)
    assert asked.args == [f"trips/{sat.case.visit}/hand_over"]


def test_each_role_has_its_own_next_step(qtbot, shown, seat) -> None:
    for stage, who, title, route in (
        ("take_in", "engineer", "处理一个问题", "problems/{problem}"),
        ("submit", "line_manager", "审批一次出差", "review/{visit}"),
        ("diagnose", "engineer", "继续出差：后续处理", "trips/{visit}/follow_up"),
        ("come_back", "line_manager", "审核一份现场技术服务报告", "review/{visit}"),
        ("approve", "engineer", "确认问题已解决", "problems/{problem}"),
    ):
        sat = seat(stage, who)
        screen = opened(shown, qtbot, sat)
        assert said(screen, "today.title") == title
        with qtbot.waitSignal(sat.place.go) as asked:
            screen.findChild(QWidget, "today.primary").click()
        assert asked.args == [route.format(visit=sat.case.visit, problem=sat.case.problem)]


def test_an_empty_day_says_so_and_offers_a_call(qtbot, shown, seat) -> None:
    sat = seat("begin")
    screen = opened(shown, qtbot, sat)
    assert screen.findChild(QWidget, "today.no-duties") is not None
    assert screen.findChild(QWidget, "today.no-back") is not None
    with qtbot.waitSignal(sat.place.go) as asked:
        screen.findChild(QWidget, "today.primary").click()
    assert asked.args == ["problems/new"]


def test_it_reads_again_when_something_changed(qtbot, shown, seat) -> None:
    sat = seat("take_in", "line_manager")
    screen = opened(shown, qtbot, sat)
    before = said(screen, "today.computer.here")
    sat.place.act(lambda desk: set_values(desk, sat.case.problem, {"effect": "460 线"}), owner=screen)
    sat.idle(qtbot)
    qtbot.waitUntil(lambda: said(screen, "today.computer.here") != before)
    assert "1 份记录" in said(screen, "today.computer.here")


def test_what_has_gone_up_says_whose_it_is(qtbot, shown, seat) -> None:
    """Above him the engineer's name stands first; on his own Today neither he nor his role is named."""
    above = seat("return", "department_manager")
    above.place.desk.clock.set(above.place.desk.clock.now() + timedelta(days=9))
    screen = opened(shown, qtbot, above)
    late = screen.findChild(QWidget, "today.duty.1").accessibleName()
    assert "，何志强·已升级至：工程副总" in late
    own = seat("return")
    screen = opened(shown, qtbot, own)
    assert "何志强" not in screen.findChild(QWidget, "today.duty.1").accessibleName()
