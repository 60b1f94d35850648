"""What every stage of a trip is: a page inside the trip's workspace, which shows its footer."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.access import Actor
from fieldkit.actions.desk import Desk
from fieldkit.process.dossier import Trip
from fieldkit.ui.jobs import Job
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Workplace

T = TypeVar("T")
NEXT_TURN_MS = 15  # long enough that what was built first is painted, and a click is heard, in between
Step = tuple[str, Callable[[], object]]


class Choice(NamedTuple):
    """A step beside the primary one: its words, what it does, its icon, and the button's name."""

    text: str
    do: Callable[[], object]
    icon: str = ""
    name: str = "secondary"


class Stage(QWidget):
    """One stage of one visit.

    The workspace asks for the footer whenever `footer_changed` says so: `missing` are the things that are
    lacking as (key, name), and `reveal` brings one of them before the person; `primary` is the one next step,
    and where it is None the workspace leads to the next missing thing, or to the next stage. `moved` says that
    reading wrote something that the rail of stages tells of.
    """

    go = Signal(str)
    footer_changed = Signal()
    moved = Signal()

    def __init__(self, place: Workplace, visit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self.visit = visit
        self._asked: Job[Any] | None = None

    def hold(self, content: QWidget, name: str = "") -> StateStack:
        """Gives the stage its content, to be filled afterwards: a tree hung in when it is whole is styled once more."""
        states = StateStack(content, name=name)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(states)
        return states

    def given(self, trip: Trip, actor: Actor) -> None:
        """The trip as the workspace has just read it, for what can be shown before `refresh` has read the rest."""

    def refresh(self) -> None:
        """Reads again what is shown, keeping what the person is typing."""

    def leave(self) -> None:
        """Keeps what is typed but not yet saved."""

    def primary(self) -> Step | None:
        return None

    def secondary(self) -> list[Choice]:
        return []

    def back(self) -> Choice | None:
        return None

    def missing(self) -> list[tuple[str, str]]:
        return []

    def note(self) -> str:
        """What stands in the footer after the missing things."""
        return ""

    def reveal(self, key: str) -> None:
        """Goes to something that is missing."""

    def show_rest(self, *parts: Callable[[], object], apart: bool) -> None:
        """Shows the lower parts; `apart` each in a turn of its own, since all at once hold the screen up."""
        for turn, part in enumerate(parts, 1):
            if apart:
                QTimer.singleShot(turn * NEXT_TURN_MS, self, part)
            else:
                part()

    def ask(
        self, question: Callable[[Desk], T], then: Callable[[T], object], failed: Callable[[Exception], object]
    ) -> None:
        """Reads from the store; a newer question takes the place of one that is still on its way."""
        if self._asked is not None:
            self._asked.cancel()
        self._asked = self.place.read(question, then, failed, owner=self)
