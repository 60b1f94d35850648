"""Files ahead of a trip on the screens: the readiness sheet names what is missing, the settings give it room."""

from collections.abc import Callable

import pytest
from courier_trips import CUSTOMER, DEPARTMENT, ENGINEER, Trips
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from fieldkit.actions import luggage
from fieldkit.actions.enrol import sync
from fieldkit.app import Laptop
from fieldkit.forms import FORMS, Visit, new_id
from fieldkit.ui.screens.settings import SettingsScreen
from fieldkit.ui.screens.trips.prepare import PrepareStage
from fieldkit.ui.workplace import Workplace
from tests.actions.test_luggage import stored, visit
from tests.ui.stillness import wait_still


@pytest.mark.skipif("manual" not in FORMS, reason="the lists of manuals and media are not declared yet")
def test_the_sheet_names_a_drawing_and_the_settings_give_it_room(
    qtbot, shown, before: Callable[[Laptop], Workplace], trips: Trips, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(luggage, "GIB", 1_000)
    manager, engineer = trips.laptop(DEPARTMENT), trips.laptop(ENGINEER)
    site = {"customer": CUSTOMER, "site_name": "城东机房", "drawing": stored(manager, "组网图.pdf", bytes(3_000))}
    manager.desk.write("site", new_id(), site)
    rid = visit(manager, engineer)
    sync(manager.desk)
    sync(engineer.desk)
    place = before(engineer)
    stage = shown(PrepareStage(place, rid), 1286, 712)
    stage.refresh()
    wait_still(qtbot, place.jobs)

    def said() -> str:
        points = [one for one in stage.findChildren(QWidget) if "组网图.pdf" in one.accessibleName()]
        return points[-1].accessibleName() if points and points[-1].isVisible() else ""

    assert "城东机房" in said()
    assert "比出差文件的空间还大" in said()
    settings = shown(SettingsScreen(place), 1286, 712)
    settings.open([])
    wait_still(qtbot, place.jobs)
    QTest.mouseClick(settings.findChild(QWidget, "settings.luggage.8"), Qt.MouseButton.LeftButton)
    assert engineer.settings.get("luggage") == "8"
    place.jobs.run(lambda: sync(engineer.desk), lambda _done: place.changed.emit())
    wait_still(qtbot, place.jobs)
    stage.refresh()
    wait_still(qtbot, place.jobs)
    assert "比出差文件的空间还大" not in said()
    assert luggage.along(engineer.desk, Visit(engineer.desk.form(rid).record)).missing == ()
