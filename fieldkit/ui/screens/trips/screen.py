"""The screen of trips: `trips` is the list, `trips/<visit>` one trip, `trips/<visit>/<stage>` one of its stages."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from fieldkit.i18n import _
from fieldkit.ui.screens.trips.trip_list import TripList
from fieldkit.ui.screens.trips.workspace import TripWorkspace
from fieldkit.ui.workplace import Screen, Workplace


class TripsScreen(Screen):
    """The list of trips, and the workspace of the trip that was opened last."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("trips")
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._list = TripList(place)
        self._stack.addWidget(self._list)
        self._trip: TripWorkspace | None = None
        place.changed.connect(self._hear)

    def open(self, parts: Sequence[str]) -> None:
        self.leave()
        if not parts:
            self._stack.setCurrentWidget(self._list)
            self._list.refresh()
            return
        if self._trip is None or self._trip.visit != parts[0]:
            self._replace(parts[0])
        assert self._trip is not None
        self._stack.setCurrentWidget(self._trip)
        self._trip.show_stage(parts[1] if len(parts) > 1 else "")

    def _replace(self, visit: str) -> None:
        if self._trip is not None:
            self._stack.removeWidget(self._trip)
            self._trip.deleteLater()
        self._trip = TripWorkspace(self.place, visit)
        self._stack.addWidget(self._trip)

    @property
    def _shows_trip(self) -> bool:
        return self._trip is not None and self._stack.currentWidget() is self._trip

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        if self._shows_trip and self._trip is not None:
            self._trip.refresh()
        else:
            self._list.refresh()

    def leave(self) -> None:
        if self._shows_trip and self._trip is not None:
            self._trip.leave()

    def crumbs(self) -> list[tuple[str, str]]:
        first = [("trips", _("Trips"))]
        if self._shows_trip and self._trip is not None and self._trip.title:
            first.append((f"trips/{self._trip.visit}", self._trip.title))
        return first
