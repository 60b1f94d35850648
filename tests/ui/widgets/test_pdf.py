import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from fieldkit.ui.widgets.pages import Highlight
from fieldkit.ui.widgets.pdf import PdfView
from fieldkit.ui.widgets.pictures import qimage

SHAPE = 850 / 600


class Shown(PdfView):
    """A view whose pictures come at once, blue ones; `asked` says which and how wide."""

    def __init__(self) -> None:
        super().__init__("Preview", thumbs=True)
        self.asked: list[tuple[int, int]] = []
        self.wanted.connect(self.give)

    def give(self, page: int, wide: int) -> None:
        self.asked.append((page, wide))
        self.set_picture(page, qimage(Image.new("RGB", (wide, round(wide * SHAPE)), "blue")), wide)


@pytest.fixture
def view(shown) -> Shown:
    made = Shown()
    shown(made, 700, 600)
    made.set_shapes([SHAPE] * 3)
    return made


def press(view: PdfView, name: str) -> None:
    QTest.mouseClick(view.findChild(QWidget, name), Qt.MouseButton.LeftButton)


def test_it_fits_the_width(view: PdfView) -> None:
    room = view._scroll.viewport().width()
    assert view.canvas.page_width == room - 56
    view.resize(900, 600)
    assert view.canvas.page_width > room - 56


def test_pages_are_counted_and_turned(qtbot, view: PdfView) -> None:
    assert view.findChild(QWidget, "pdf.page").text() == "1 / 3"
    with qtbot.waitSignal(view.page_changed) as told:
        press(view, "pdf.chevron-right")
    assert told.args == [1]
    assert view.findChild(QWidget, "pdf.page").text() == "2 / 3"
    press(view, "pdf.page.3")
    assert view.page == 2


def test_a_page_is_seen_when_its_end_was(qtbot, view: PdfView) -> None:
    assert view.seen == set()
    bar = view._scroll.verticalScrollBar()
    with qtbot.waitSignal(view.all_seen):
        for at in range(0, bar.maximum() + 50, 50):
            bar.setValue(at)
    assert view.seen == {0, 1, 2}


def test_jumping_to_the_end_is_not_seeing(view: PdfView) -> None:
    bar = view._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert view.seen == {2}


def test_zoom_keeps_the_place_and_asks_for_sharper_pictures(qtbot, view: Shown) -> None:
    bar = view._scroll.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    view.asked.clear()
    with qtbot.waitSignal(view.wanted):
        view.set_zoom(2.0)
    assert {wide for _, wide in view.asked} == {2 * (view._scroll.viewport().width() - 56)}
    assert bar.value() == pytest.approx(bar.maximum() / 2, rel=0.05)
    view.set_shapes([SHAPE] * 3)
    assert bar.value() == pytest.approx(bar.maximum() / 2, rel=0.05)
    view.fit_width()
    assert view.zoom == 1.0


def test_a_pin_can_be_clicked_and_found(qtbot, view: PdfView) -> None:
    view.set_highlights([Highlight(0, 0.2, 0.1, 0.5, 0.05, 1), Highlight(2, 0.2, 0.5, 0.5, 0.05, 2)])
    spot = view.canvas._pin_centre(view.canvas.highlights[0]).toPoint()
    with qtbot.waitSignal(view.pin_clicked) as told:
        QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=spot)
    assert told.args == [1]
    view.show_highlight(2)
    assert view.page == 2
    assert not view.grab().isNull()


def test_a_spot_on_a_page_is_told_in_shares(qtbot, view: PdfView) -> None:
    rect = view.canvas.page_rect(0)
    spot = QPoint(round(rect.x() + rect.width() / 2), round(rect.y() + rect.height() / 4))
    with qtbot.waitSignal(view.spot_clicked) as told:
        QTest.mouseClick(view.canvas, Qt.MouseButton.LeftButton, pos=spot)
    number, x, y = told.args
    assert (number, x, y) == (0, pytest.approx(0.5, abs=0.01), pytest.approx(0.25, abs=0.01))


def test_fewer_pages_are_another_document(view: PdfView) -> None:
    view.seen.add(0)
    view.set_shapes([SHAPE])
    assert view.page == 0
    view.set_shapes([])
    view.go_to(4)
    assert view.seen == set()


def test_only_pages_near_the_one_in_sight_have_pictures(view: Shown) -> None:
    view.set_shapes([SHAPE] * 100)
    view.go_to(50)
    assert {49, 50, 51} <= set(view.canvas.pictures)
    assert len(view.canvas.pictures) <= 9
    assert not {page for page, _ in view.asked} & {20, 80}
    view.go_to(0)
    assert 50 not in view.canvas.pictures
    assert view.grab().toImage().pixelColor(view.width() // 2, view.height() // 2) == QColor("blue")


def test_large_pictures_are_kept_of_fewer_pages(view: Shown) -> None:
    view.set_shapes([SHAPE] * 100)
    view.set_zoom(4.0)
    assert len(view.canvas.pictures) == 3


def test_a_page_that_has_not_come_or_cannot_be_drawn_was_not_seen(shown) -> None:
    made = PdfView("Preview", thumbs=True)
    shown(made, 700, 1200)
    made.set_shapes([SHAPE])
    assert made.seen == set()
    made.set_picture(0, QImage(), made.canvas.dots)
    assert made.seen == set()
    assert made.canvas.next_wanted(0, 500) is None
    made.set_picture(0, qimage(Image.new("RGB", (600, 850), "blue")), made.canvas.dots)
    assert made.seen == {0}


def test_the_picture_before_stays_until_the_new_one_comes(view: Shown) -> None:
    view.wanted.disconnect()
    view.set_shapes([SHAPE] * 3)
    assert 0 in view.canvas.pictures
    assert not view.canvas.shows(0)
    assert view.grab().toImage().pixelColor(view.width() // 2, view.height() // 2) == QColor("blue")
