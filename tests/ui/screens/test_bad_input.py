"""What cannot be right, put in on site: each gets a sentence beside the place where it was put in, and is not kept.

A broken procedure: test_procedures.py; another customer's serial number: test_photos.py.
"""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit

from fieldkit.actions import diagnosis
from fieldkit.ui.screens.trips.photo_column import PhotoColumn
from fieldkit.ui.screens.trips.proof import ProofTaker
from tests.ui.screens.trips_screen import Trips, steps_of

MEGABYTE = 1024 * 1024


@pytest.fixture
def trip(seat, qtbot, shown):
    """The engineer's screen on site, at the step that asks for photos."""
    seat = seat("arrive", "engineer")
    return Trips(seat, qtbot, shown, seat.case.visit, "diagnose")


def huge(folder: Path) -> Path:
    """A photo of 200 MB, as far as the disk says."""
    path = folder / "全景.jpg"
    with path.open("wb") as file:
        file.write(b"\xff\xd8\xff")
        file.truncate(200 * MEGABYTE)
    return path


def pdf(folder: Path) -> Path:
    path = folder / "扫描.jpg"
    path.write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    return path


@pytest.mark.parametrize(("make", "said"), [(huge, "超过 64 MB"), (pdf, "是 PDF，不是照片")])
def test_what_is_no_photo_for_a_step_is_said_beneath_it(trip, tmp_path, make, said):
    trip.find("proof", ProofTaker).add_photos([make(tmp_path)])
    trip.idle()
    trip.idle()
    assert said in trip.find("answer.error").text()
    assert trip.find("proof.said").text() == "照片 0 / 2 张"
    assert not trip.desk.store.find("photo", {"visit": trip.seat.case.visit})


@pytest.mark.parametrize(("make", "said"), [(huge, "超过 64 MB"), (pdf, "是 PDF，不是照片")])
def test_what_is_no_photo_is_said_in_the_column_of_photos(trip, tmp_path, make, said):
    column = trip.screen.findChild(PhotoColumn)
    column.take_in([make(tmp_path)])
    trip.idle()
    trip.idle()
    shown = [one.text() for one in column.findChildren(QLabel) if one.isVisible()]
    assert any(said in text for text in shown), shown


@pytest.mark.parametrize(("typed", "said"), [("710", "不合理"), ("很热", "不是数字"), ("7１.2.3", "不是数字")])
def test_a_reading_that_cannot_be_is_said_beneath_it(trip, typed, said):
    visit = trip.seat.case.visit
    for step in ("lamps", "room"):
        diagnosis.skip_step(trip.desk, visit, diagnosis.run_for(trip.desk, visit), step, "先测主用板")
    trip._go(f"trips/{visit}/diagnose")
    trip.find("reading.value", QLineEdit).insert(typed)
    trip.on()
    assert said in trip.find("answer.error").text()
    assert "board" not in steps_of(trip.desk, visit)
