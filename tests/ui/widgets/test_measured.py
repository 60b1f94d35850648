"""Gauge, trail, network: what is painted from values."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from fieldkit.i18n import set_language
from fieldkit.ui.theme import color
from fieldkit.ui.widgets.gauge import BAR_TOP, Gauge
from fieldkit.ui.widgets.network import NetworkDrawing, Node, ring
from fieldkit.ui.widgets.trail import Trail, TrailStep


def at(gauge: Gauge, share: float) -> str:
    return gauge.grab().toImage().pixelColor(round(share * gauge.width()), BAR_TOP + 6).name()


def test_over_the_limit_is_bad(shown) -> None:
    gauge = shown(Gauge(0, 100, "℃"), 400, 68)
    gauge.show_values(80, 60)
    assert [at(gauge, x) for x in (0.3, 0.7, 0.9)] == [color(t).name() for t in ("mute_mark", "bad", "sunken")]


def test_below_a_lower_limit_is_bad(shown) -> None:
    gauge = shown(Gauge(0, 100, "%"), 400, 68)
    gauge.show_values(6, 20, at_least=True)
    assert at(gauge, 0.03) == color("bad").name()
    gauge.show_values(40, 20, at_least=True)
    assert at(gauge, 0.1) == color("mute_mark").name()


def test_a_gauge_reads_itself_out(shown) -> None:
    set_language("en")
    gauge = shown(Gauge(20, 90, "℃"), 400, 68)
    gauge.show_values(71, 65, 52)
    assert gauge.accessibleName() == "71 ℃, Last 52, Limit 65"
    for value, limit, last in ((None, None, None), (500, 65, 64), (-5, 20, 20), (71, 90, 89)):
        gauge.show_values(value, limit, last)
        assert not gauge.grab().isNull()


def test_a_gauge_needs_two_ends() -> None:
    with pytest.raises(ValueError, match="a gauge from 5 to 5"):
        Gauge(5, 5)


def test_a_trail_leads_back_to_what_was_reached(qtbot, shown) -> None:
    trail = shown(Trail(), 240, 400)
    steps = [
        TrailStep("a", "核实故障", finding="重现", note="10:20", state="done"),
        TrailStep("b", "机房温度", "31.4 ℃", "偏高", state="noted", tone="warn"),
        TrailStep("c", "主用板温度", "71 ℃", "超限", state="current", tone="bad"),
        TrailStep("d", "版本比对", note="接下来"),
    ]
    trail.set_steps(steps)
    entries = {step.key: trail.findChild(QWidget, f"step.{step.key}") for step in steps}
    with qtbot.waitSignal(trail.chosen) as told:
        QTest.mouseClick(entries["b"], Qt.MouseButton.LeftButton)
    assert told.args == ["b"]
    assert not entries["d"].isEnabled()
    assert entries["b"].accessibleName() == "2 机房温度，31.4 ℃，偏高"
    assert not trail.grab().isNull()


STATIONS = [("0", "局端"), ("1", "1 城关"), ("2", "2 平川"), ("3", "3 河西"), ("4", "4 北乡")]


def test_a_ring_is_closed_and_names_the_one_node() -> None:
    nodes, links, notes = ring(STATIONS, "2", ["小区 A", "小区 B"], "155M 环", "约 460 线用户")
    assert [node.key for node in nodes if node.here] == ["2"]
    assert len(links) == 5 + 2
    assert {note.text for note in notes} == {"155M 环", "约 460 线用户"}
    places = [(node.column, node.row) for node in nodes]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("here", [0, -1])
def test_rings_of_any_length_are_drawn_without_overlap(shown, count: int, here: int) -> None:
    stations = STATIONS[:count]
    drawing = shown(NetworkDrawing(), 366, 260)
    nodes, links, notes = ring(stations, stations[here][0], ["A", "B", "C"])
    drawing.set_network(nodes, links, notes)
    boxes = [drawing._rect(node) for node in nodes]
    assert not [(a, b) for n, a in enumerate(boxes) for b in boxes[n + 1 :] if a.adjusted(1, 1, -1, -1).intersects(b)]
    assert not drawing.grab().isNull()


def test_a_node_can_be_asked_for(qtbot, shown) -> None:
    drawing = shown(NetworkDrawing(), 366, 260)
    drawing.set_network([Node("a", "A", 0, 0, True), Node("b", "B", 1, 0)], [("a", "b"), ("a", "gone")])
    with qtbot.waitSignal(drawing.chosen) as told:
        spot = drawing._rect(drawing._nodes["b"]).center().toPoint()
        QTest.mouseClick(drawing, Qt.MouseButton.LeftButton, pos=spot)
    assert told.args == ["b"]
