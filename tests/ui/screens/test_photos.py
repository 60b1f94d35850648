"""Photos of a trip on its screens: dropped, pasted, drawn on; nameplates read into serial number fields."""

from pathlib import Path

import pytest
from nameplate import nameplate
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from fieldkit.forms import Equipment, Photo
from fieldkit.ui.editors import SerialLine
from fieldkit.ui.screens.trips.photo_canvas import PhotoCanvas
from fieldkit.ui.screens.trips.photo_column import PhotoColumn
from fieldkit.ui.screens.trips.photo_view import PhotoView
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.pictures import PhotoTile, qimage
from tests.ui.screens.trips_screen import Trips

BOARD = "AN240020200700901"


@pytest.fixture
def trip(seat, qtbot, shown):
    """The Follow-up stage of the trip, before anything was noted there."""
    screen = Trips(seat("arrive"), qtbot, shown)
    screen._go(f"trips/{screen.seat.case.visit}/follow_up")
    return screen


def photos_of(screen: Trips) -> list[Photo]:
    return [Photo(one) for one in screen.desk.store.find("photo", {"visit": screen.seat.case.visit})]


def drop(widget: QWidget, path: Path) -> None:
    """A file is dragged over a widget and let go of."""
    held = QMimeData()
    held.setUrls([QUrl.fromLocalFile(str(path))])
    copy, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (QDragEnterEvent(QPoint(5, 5), copy, held, button, key),
                  QDropEvent(QPointF(5, 5), copy, held, button, key)):  # fmt: skip
        QApplication.sendEvent(widget, event)
        assert event.isAccepted()


def plate(folder: Path, *said: str) -> Path:
    path = folder / "铭牌.jpg"
    path.write_bytes(nameplate(*said))
    return path


def test_a_photo_is_dropped_and_pasted(trip, tmp_path):
    column = trip.screen.findChild(PhotoColumn)
    drop(column, plate(tmp_path, BOARD))
    trip.idle()
    QGuiApplication.clipboard().setImage(qimage(nameplate("SN:NEW-0001")))
    trip.press("photos.paste")
    trip.idle()
    first, second = photos_of(trip)
    assert (first.codes, second.codes) == (BOARD, "SN:NEW-0001")
    assert first.picture.name == "铭牌.jpg" and second.picture.type == "image/jpeg"
    said = sorted(label.text() for label in trip.screen.findChildren(Label, "serial.said") if label.isVisible())
    assert len(said) == 2 and said[0].startswith(f"{BOARD}\n本用户在册") and said[1].startswith("NEW-0001\n")


def test_a_clipboard_without_a_picture_and_what_is_no_photo_get_a_sentence(trip, tmp_path):
    QGuiApplication.clipboard().setText("words")
    trip.press("photos.paste")
    assert "剪贴板" in trip.find("photos.error", Label).text()
    scan = tmp_path / "扫描.jpg"
    scan.write_bytes(b"%PDF-1.7 scan")
    trip.screen.findChild(PhotoColumn).take_in([scan])
    trip.idle()
    assert "PDF" in trip.find("photos.error", Label).text()
    assert photos_of(trip) == []


def test_one_draws_on_a_photo_and_takes_it_back(trip, tmp_path, qtbot):
    trip.screen.findChild(PhotoColumn).take_in([plate(tmp_path, BOARD)])
    trip.idle()
    (photo,) = photos_of(trip)
    tile = trip.find(f"photo.{photo.id}", PhotoTile)
    plain = tile.grab().toImage()
    trip.press(f"photo.{photo.id}")
    view = trip.screen.window().findChild(PhotoView)
    trip.idle()
    canvas = view.findChild(PhotoCanvas)
    qtbot.mouseClick(view.findChild(QWidget, "photo_view.blur"), Qt.MouseButton.LeftButton)
    frame = canvas.frame.toRect()
    start, end = frame.topLeft() + QPoint(2, 2), frame.bottomRight() - QPoint(2, 2)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(canvas, end)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)
    trip.idle()
    (drawn,) = photos_of(trip)
    (mark,) = drawn.drawn
    assert mark.shape == "blur" and mark.x < 10 and mark.to_x > 990 and drawn.picture == photo.picture
    assert tile.grab().toImage() != plain
    qtbot.mouseClick(view.findChild(QWidget, "photo_view.undo"), Qt.MouseButton.LeftButton)
    trip.idle()
    assert photos_of(trip)[0].drawn == ()
    assert tile.grab().toImage() == plain
    view.reject()


def test_a_slip_of_the_hand_draws_nothing_and_says_why(trip, tmp_path, qtbot):
    trip.screen.findChild(PhotoColumn).take_in([plate(tmp_path, BOARD)])
    trip.idle()
    (photo,) = photos_of(trip)
    trip.press(f"photo.{photo.id}")
    view = trip.screen.window().findChild(PhotoView)
    trip.idle()
    qtbot.mouseClick(view.findChild(QWidget, "photo_view.arrow"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.findChild(PhotoCanvas), Qt.MouseButton.LeftButton)
    trip.idle()
    assert view.findChild(Label, "photo_view.error").text()
    assert photos_of(trip)[0].drawn == ()
    view.reject()


def test_a_serial_number_is_read_from_the_photos_and_compared_with_the_list(trip, tmp_path):
    trip.screen.findChild(PhotoColumn).take_in([plate(tmp_path, f"SN:{BOARD}")])
    trip.idle()
    trip.press("moved.new.begin")
    trip.press("moved.new.serial_old.read")
    menu = trip.screen.findChild(QMenu, "moved.new.serial_old.menu")
    assert menu.actions()[0].text().startswith(BOARD)
    menu.actions()[0].trigger()
    menu.close()
    trip.idle()
    assert trip.find("moved.new.serial_old", QLineEdit).text() == BOARD
    assert "本用户在册" in beside(trip, "moved.new.serial_old")


def test_a_strangers_serial_number_is_said_and_an_unknown_one_added(trip, tmp_path):
    mine = trip.desk.form(trip.seat.case.visit).record.values["customer"]
    units = [Equipment(one) for one in trip.desk.store.find("equipment")]
    other = next(unit for unit in units if unit.customer != mine)
    trip.press("moved.new.begin")
    old = line_of(trip, "moved.new.serial_old")
    drop(old.box, plate(tmp_path, other.serial))
    trip.idle()
    trip.idle()
    assert "其他用户" in beside(trip, "moved.new.serial_old")

    fresh = line_of(trip, "moved.new.serial_new")
    fresh.look_at(qimage(nameplate("SN:NEW-0001")))
    trip.idle()
    trip.idle()
    assert fresh.text == "NEW-0001" and "不在" in beside(trip, "moved.new.serial_new")
    trip.press("serial.add")
    trip.idle()
    assert "本用户在册" in beside(trip, "moved.new.serial_new")
    (unit,) = trip.desk.store.find("equipment", {"serial": "NEW-0001"})
    assert unit.values["customer"] == mine


def test_a_picture_without_a_code_says_so_beside_the_field(trip):
    trip.press("moved.new.begin")
    line = line_of(trip, "moved.new.serial_new")
    blank = QImage(300, 200, QImage.Format.Format_RGB888)
    blank.fill(Qt.GlobalColor.white)
    line.look_at(blank)
    trip.idle()
    assert "读不出" in beside(trip, "moved.new.serial_new") and line.text == ""


def line_of(trip: Trips, name: str) -> SerialLine:
    line = trip.find(name, QLineEdit).parent()
    assert isinstance(line, SerialLine)
    return line


def beside(trip: Trips, name: str) -> str:
    """What stands beside a field."""
    box = line_of(trip, name).parent()
    return " ".join(label.text() for label in box.findChildren(Label, "serial.said") if label.isVisible())
