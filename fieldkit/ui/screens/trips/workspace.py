"""The workspace of one trip: its rail of stages, the stage one is at, and the footer that leads on."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from fieldkit.access import Actor
from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.i18n import translate
from fieldkit.process.dossier import Trip
from fieldkit.process.readiness import STAGES, current_stage
from fieldkit.ui.jobs import Job
from fieldkit.ui.screens.hand_over import HandOverStage
from fieldkit.ui.screens.report import ReportStage
from fieldkit.ui.screens.stage import Stage
from fieldkit.ui.screens.trips.diagnose import DiagnoseStage
from fieldkit.ui.screens.trips.ending import EndingLine
from fieldkit.ui.screens.trips.follow_up import FollowUpStage
from fieldkit.ui.screens.trips.footer import StageFooter
from fieldkit.ui.screens.trips.prepare import PrepareStage
from fieldkit.ui.screens.trips.rail import stage_rail
from fieldkit.ui.widgets.stages import Stage as RailStage
from fieldkit.ui.widgets.stages import StageRail
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Workplace

WIDGETS: dict[str, Callable[[Workplace, str, QWidget], Stage]] = {
    "prepare": PrepareStage,
    "diagnose": DiagnoseStage,
    "follow_up": FollowUpStage,
    "report": ReportStage,
    "hand_over": HandOverStage,
}


@dataclass(frozen=True)
class Outline:
    """What the frame of a workspace shows: its title, where each stage stands, where one would go on."""

    title: str
    stages: list[RailStage]
    current: str
    trip: Trip
    actor: Actor

    @property
    def report(self) -> str:
        return self.trip.report.id if self.trip.report else ""


def outline_of(desk: Desk, visit: str) -> Outline:
    trip = load_trip(desk, visit)
    customer = (trip.customer.customer_name or "") if trip.customer else ""
    title = "·".join(word for word in (customer, trip.visit.purpose or "") if word)
    return Outline(title, stage_rail(trip), current_stage(trip), trip, desk.actor)


class TripWorkspace(QWidget):
    """One trip. Stages are made when they are first shown; signing is a window of its own."""

    def __init__(self, place: Workplace, visit: str) -> None:
        super().__init__()
        self.setObjectName("trip")
        self.place, self.visit = place, visit
        self.title = ""
        self._outline: Outline | None = None
        self._wanted: str | None = None
        self._job: Job[Outline] | None = None
        self._stages: dict[str, Stage] = {}
        self._rail = StageRail([RailStage(key, translate(name)) for key, name in STAGES.items()])
        self._rail.chosen.connect(self._go_to)
        self._ending = EndingLine(place, visit)
        self._ending.ended.connect(self.refresh)
        self._stack = QStackedWidget()
        self._footer = StageFooter()
        self._footer.next_stage.connect(self._go_on)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._rail)
        column.addWidget(self._ending)
        column.addWidget(self._stack, 1)
        column.addWidget(self._footer)
        self._states = StateStack(inside, name="trip.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._footer.press_primary)

    def show_stage(self, key: str) -> None:
        """Shows a stage; without a key the one where the trip stands."""
        self._wanted = key if key in STAGES else ""
        if self._outline is None:
            self._states.show_loading()
        self._read()

    def refresh(self) -> None:
        stage = self._stage
        if stage is not None:
            stage.refresh()
        self._read()

    def leave(self) -> None:
        stage = self._stage
        if stage is not None:
            stage.leave()

    @property
    def _stage(self) -> Stage | None:
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Stage) else None

    def _read(self) -> None:
        if self._job is not None:
            self._job.cancel()
        visit = self.visit
        self._job = self.place.read(lambda desk: outline_of(desk, visit), self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, lambda: self.show_stage(self._wanted or ""))

    def _show(self, outline: Outline) -> None:
        self._outline = outline
        for stage in outline.stages:
            self._rail.set_stage(stage.key, stage.note, stage.state)
        self._ending.show_trip(outline.trip, outline.actor)
        self._states.show_content()
        self.title = outline.title
        if self._wanted is not None:
            wanted, self._wanted = self._wanted or outline.current, None
            self._bring(wanted if wanted != "sign" else self._before_signing())

    def _before_signing(self) -> str:
        """Signing has a window of its own, opened from the report; here the report stands for it."""
        return "report"

    def _bring(self, key: str) -> None:
        if key not in self._stages:
            made = WIDGETS[key](self.place, self.visit, self._stack)
            made.go.connect(self.place.go)
            made.footer_changed.connect(lambda made=made: self._tell(made))
            made.moved.connect(self._read)
            self._stages[key] = made
            self._stack.addWidget(made)
        stage = self._stages[key]
        self._stack.setCurrentWidget(stage)
        self._rail.set_current(key)
        if self._outline is not None:
            stage.given(self._outline.trip, self._outline.actor)
        self._tell(stage)
        stage.refresh()

    def _tell(self, stage: Stage) -> None:
        if stage is self._stage:
            self._footer.show_stage(stage, self._next())

    def _next(self) -> str:
        """The stage after this one, by name."""
        keys = list(STAGES)
        at = keys.index(self._rail.current) + 1
        return keys[at] if at < len(keys) else ""

    def _go_on(self) -> None:
        self._go_to(self._next())

    def _go_to(self, key: str) -> None:
        report = self._outline.report if self._outline else ""
        if key == "sign" and report:
            self.place.go.emit(f"sign/{report}")
        elif key:
            self.place.go.emit(f"trips/{self.visit}/{key}")
