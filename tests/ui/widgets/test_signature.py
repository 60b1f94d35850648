import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fieldkit.ui.theme import color, theme
from fieldkit.ui.widgets.signature import THICK, THIN, SignaturePad


class Clock:
    now = 100.0

    def __call__(self) -> float:
        self.now += 0.008
        return self.now


@pytest.fixture
def pad(shown) -> SignaturePad:
    return shown(SignaturePad(clock=Clock()), 600, 400)


def draw(pad: SignaturePad, *spots: tuple[int, int]) -> None:
    """By mouse, as Qt delivers it."""
    first, last = QPoint(*spots[0]), QPoint(*spots[-1])
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=first)
    for x, y in spots[1:]:
        move(pad, x, y)
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=last)


def move(pad: SignaturePad, x: float, y: float) -> None:
    left = Qt.MouseButton.LeftButton
    spot = QPointF(x, y)
    event = QMouseEvent(QEvent.Type.MouseMove, spot, pad.mapToGlobal(spot), left, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(pad, event)


def test_a_stroke_in_thousandths_of_the_width(qtbot, pad: SignaturePad) -> None:
    with qtbot.waitSignal(pad.changed):
        draw(pad, (60, 120), (300, 120), (600, 400))
    (stroke,) = pad.strokes
    assert [point[:2] for point in stroke] == [(100, 200), (500, 200), (1000, 667)]
    assert pad.aspect == pytest.approx(1.5)
    assert not pad.is_empty()


def test_time_runs_in_milliseconds_from_the_first_touch(pad: SignaturePad) -> None:
    draw(pad, (10, 10), (60, 60), (110, 110))
    draw(pad, (200, 10), (260, 60))
    times = [point[2] for stroke in pad.strokes for point in stroke]
    assert times[0] < 20
    assert times == sorted(times)
    assert len(set(times)) == len(times)


def test_widths_stay_between_thin_and_thick(pad: SignaturePad) -> None:
    draw(pad, *[(20 + n * n, 100 + n) for n in range(20)])
    widths = [point[3] * 600 / 1000 for point in pad.strokes[0]]
    assert min(widths) >= THIN - 1
    assert max(widths) <= THICK + 1
    assert widths[-1] < widths[2], "the faster the thinner"


@pytest.mark.parametrize(
    "spots", [[], [(300, 200)], [(300, 200), (302, 201)], [(300, 200)] * 5], ids=["none", "dot", "slip", "still"]
)
def test_a_dot_is_no_signature(pad: SignaturePad, spots: list[tuple[int, int]]) -> None:
    if spots:
        draw(pad, *spots)
    assert pad.is_empty()


def test_dots_are_no_signature(pad: SignaturePad) -> None:
    for n in range(10):
        draw(pad, (50 * n + 20, 100))
    assert len(pad.strokes) == 10
    assert pad.is_empty()


def test_clear_begins_anew(qtbot, pad: SignaturePad) -> None:
    draw(pad, (60, 120), (300, 120))
    with qtbot.waitSignal(pad.changed):
        pad.clear()
    assert pad.strokes == []
    assert pad.is_empty()


def test_a_line_that_leaves_the_pad_stays_at_its_edge(pad: SignaturePad) -> None:
    draw(pad, (60, 120), (900, -50))
    assert pad.strokes[0][-1][:2] == (1000, 0)


def test_only_the_left_button_writes(pad: SignaturePad) -> None:
    QTest.mousePress(pad, Qt.MouseButton.RightButton, pos=QPoint(50, 50))
    move(pad, 90, 90)
    QTest.mouseRelease(pad, Qt.MouseButton.RightButton, pos=QPoint(90, 90))  # Qt goes on with a button that is held
    assert pad.strokes == []


def test_a_pen_writes_by_pressure(pad: SignaturePad) -> None:
    device = QPointingDevice(
        "pen", 1, QInputDevice.DeviceType.Stylus, QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Pressure, 1, 1,
    )  # fmt: skip
    steps = [
        (QEvent.Type.TabletPress, 60, 0.1),
        (QEvent.Type.TabletMove, 300, 1.0),
        (QEvent.Type.TabletRelease, 300, 0),
    ]
    for kind, x, pressure in steps:
        spot = QPointF(x, 100)
        event = QTabletEvent(
            kind, device, spot, pad.mapToGlobal(spot), pressure, 0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier,
            Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton,
        )  # fmt: skip
        QApplication.sendEvent(pad, event)
        assert event.isAccepted()
    (stroke,) = pad.strokes
    assert stroke[0][3] < stroke[1][3]
    assert stroke[1][3] == round(THICK * 1000 / 600)


def test_a_finger_writes(pad: SignaturePad) -> None:
    device = QTest.createTouchDevice()
    QTest.touchEvent(pad, device).press(0, QPoint(60, 100), pad).commit()
    QTest.touchEvent(pad, device).move(0, QPoint(300, 150), pad).commit()
    QTest.touchEvent(pad, device).release(0, QPoint(300, 150), pad).commit()
    (stroke,) = pad.strokes
    assert [point[:2] for point in stroke] == [(100, 167), (500, 250)]


def test_the_paper_stays_white_in_the_dark(pad: SignaturePad) -> None:
    theme().set_mode("dark")
    draw(pad, (60, 120), (300, 120))
    image = pad.grab().toImage()
    assert image.pixelColor(20, 20).name() == "#ffffff"
    assert image.pixelColor(180, 120) == color("ink")


def test_strokes_can_be_shown_again(pad: SignaturePad) -> None:
    draw(pad, (60, 120), (300, 120))
    before = pad.strokes
    pad.clear()
    pad.show_strokes(before)
    assert pad.strokes == before
    assert not pad.is_empty()
