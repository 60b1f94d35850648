"""What every screen is handed, and what every screen is: the laptop, the jobs, and the news between screens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from fieldkit.actions.desk import Desk
from fieldkit.app import Laptop
from fieldkit.store.keys import WrongKeyError
from fieldkit.store.pin import PinNeededError
from fieldkit.ui.carrier import Carrier
from fieldkit.ui.jobs import Job, Jobs

T = TypeVar("T")


@dataclass(frozen=True)
class Unconfirmed:
    """An action that waits for the person's code: `confirm(typed, wrong)` does it, or tells `wrong` why the code did
    not do; `give_up` leaves it undone."""

    confirm: Callable[[str, Callable[[Exception], object]], object]
    give_up: Callable[[], object]


class Workplace(QObject):
    """One laptop behind its screens. Screens read and act through it, never on the screen's thread.

    `changed` says that records may have changed; open screens read again. `go` asks for a place by its route,
    such as `trips/<visit>/report`. `line` says how things stand: all, waiting, offline, held, needs; and how many.
    `settled` says that a screen got what it asked for: where it is (its crumbs, `bare`) may be known only now.
    `pin_wanted` carries an action (`Unconfirmed`) that is done once the person has typed his code (`ui/pin.py`).
    `setting` says that a setting got a new value. `carrier` brings records to the office and back.
    """

    changed = Signal()
    go = Signal(str)
    line = Signal(str, int)
    settled = Signal()
    sync_wanted = Signal()
    pin_wanted = Signal(object)
    setting = Signal(str, str)

    def __init__(self, laptop: Laptop, jobs: Jobs) -> None:
        super().__init__()
        self.laptop = laptop
        self.jobs = jobs
        self.carrier = Carrier(self)

    @property
    def desk(self) -> Desk:
        return self.laptop.desk

    def read(
        self,
        question: Callable[[Desk], T],
        then: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject,
    ) -> Job[T]:
        """Asks the store off the screen's thread; `then` gets the answer in it."""

        def done(answer: T) -> None:
            then(answer)
            self.settled.emit()

        return self.jobs.run(lambda: question(self.desk), done, failed, lane="store", owner=owner)

    def act(
        self,
        action: Callable[[Desk], T],
        then: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject,
    ) -> Job[T]:
        """Does one action off the screen's thread; afterwards open screens read again.

        One that signs waits for the person's code, where he has one; `failed` is told when he does not type it.
        """

        def done(result: T) -> None:
            if then is not None:
                then(result)
            self.changed.emit()

        def refused(error: Exception) -> None:
            if isinstance(error, PinNeededError):
                self.pin_wanted.emit(Unconfirmed(confirmed, lambda: failed(error) if failed else None))
            elif failed is not None:
                failed(error)

        def confirmed(typed: str, wrong: Callable[[Exception], object]) -> None:
            def again() -> T:
                with self.desk.pin.given(typed):
                    return action(self.desk)

            def sort_out(error: Exception) -> None:
                (wrong if isinstance(error, WrongKeyError) else failed or wrong)(error)

            self.jobs.run(again, done, sort_out, lane="store", owner=owner)

        heard = refused if failed is not None else None
        return self.jobs.run(lambda: action(self.desk), done, heard, lane="store", owner=owner)


class Screen(QWidget):
    """One page of the desktop. `open` shows what the rest of its route names; `refresh` reads again."""

    bare = False

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place

    def open(self, parts: Sequence[str]) -> None:
        """Shows what the route after the screen's own name says; without any, the screen's own beginning."""
        self.refresh()

    def refresh(self) -> None:
        """Reads again what is shown, keeping what the person is typing."""

    def enter(self) -> None:
        """Enter was pressed in the search field while this screen shows what was found."""

    def leave(self) -> None:
        """Keeps what is typed but not yet saved; called before another screen is shown and before closing."""

    def crumbs(self) -> list[tuple[str, str]]:
        """Where this is: (route, words), outermost first."""
        return []
