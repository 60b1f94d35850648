"""Desktop notifications: one for all that is new, then quiet until something is."""

from fieldkit.demo.company import at
from fieldkit.process.clock import State
from fieldkit.process.duties import Duty
from fieldkit.ui.notifier import Notifier, said


def test_what_is_new_is_told_once_and_then_it_is_quiet(qtbot, seat) -> None:
    sat = seat("return")
    notifier = Notifier(sat.place)
    heard: list[tuple[str, str]] = []
    notifier.told.connect(lambda title, text: heard.append((title, text)))
    notifier.look()
    sat.idle(qtbot)
    first = len(heard)
    assert first <= 1
    sat.place.desk.clock.set(at("11-17 18:01"))
    notifier.look()
    sat.idle(qtbot)
    assert len(heard) == first + 1
    title, text = heard[-1]
    assert "待办" in title
    assert "工程文档更新并移交" in text
    again = Notifier(sat.place)  # the program was closed and opened
    again.told.connect(lambda title, text: heard.append((title, text)))
    for one in (notifier, again):
        one.look()
        sat.idle(qtbot)
    assert len(heard) == first + 1


def test_a_change_is_looked_at_soon_and_a_stopped_one_hears_nothing(qtbot, seat) -> None:
    sat = seat("return")
    notifier = Notifier(sat.place)
    notifier.start()
    notifier.start()
    sat.place.desk.clock.set(at("11-17 18:01"))
    with qtbot.waitSignal(notifier.told, timeout=60_000):
        sat.place.changed.emit()
    notifier.stop()
    sat.place.desk.clock.set(at("12-11 09:00"))
    heard: list[str] = []
    notifier.told.connect(lambda title, _text: heard.append(title))
    sat.place.changed.emit()
    sat.idle(qtbot)
    assert heard == []


def test_one_duty_is_named_with_what_it_is_about() -> None:
    def duty(state: State) -> Duty:
        return Duty("watch", "72 hours of monitoring end", "平川电信·心跳丢失", at("11-13 11:52"), "", state=state)

    assert said([duty(State.AT_RISK)]) == ("即将到期：72 小时监控到期", "平川电信·心跳丢失")
    assert said([duty(State.MISSED)])[0].startswith("已逾期")
