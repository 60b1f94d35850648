"""The screen of the trips before somebody's laptop, driven as a person drives it."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.forms import Step
from fieldkit.ui.screens.trips import TripsScreen
from fieldkit.ui.screens.trips.footer import StageFooter
from fieldkit.ui.widgets.buttons import Button

W = TypeVar("W", bound=QWidget)


class Trips:
    """The screen before somebody's laptop, driven as a person drives it."""

    def __init__(self, seat, qtbot, shown, *route: str) -> None:
        self.seat, self.qtbot = seat, qtbot
        self.screen = TripsScreen(seat.place)
        self.went: list[str] = []
        seat.place.go.connect(self._go)
        shown(self.screen, 1286, 712)
        self._go("/".join(("trips", *route)))

    @property
    def desk(self) -> Desk:
        return self.seat.place.desk

    def _go(self, route: str) -> None:
        self.went.append(route)
        first, *parts = route.split("/")
        if first == "trips":
            self.screen.open(parts)
            self.idle()

    def idle(self) -> None:
        self.seat.idle(self.qtbot)
        QApplication.processEvents()  # what was put into a layout is shown by the event loop

    def find(self, name: str, kind: type[W] = QWidget) -> W:
        found = [widget for widget in self.screen.findChildren(kind, name) if widget.isVisible()]
        assert found, name
        return found[-1]

    def press(self, name: str) -> None:
        self.qtbot.mouseClick(self.find(name), Qt.MouseButton.LeftButton)
        self.idle()

    @property
    def primary(self) -> Button:
        return self.screen.findChild(StageFooter).findChild(Button, "primary")

    def on(self) -> None:
        self.qtbot.mouseClick(self.primary, Qt.MouseButton.LeftButton)
        self.idle()


def steps_of(desk: Desk, visit: str) -> dict[str, Step]:
    """The steps of a visit by their ids in the procedure."""
    return {str(record.values["step"]): Step(record) for record in desk.store.find("step", {"visit": visit})}
