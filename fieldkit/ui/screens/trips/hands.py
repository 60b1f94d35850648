"""What a step of a procedure sets going on a trip: photos taken in, a wait begun, a checksum worked out."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from fieldkit.actions import diagnosis
from fieldkit.actions.desk import Desk
from fieldkit.actions.photos import add_photo
from fieldkit.forms import Photo, Record
from fieldkit.playbooks import Run, Step, step_id
from fieldkit.ui.workplace import Workplace


class TripHands:
    """For one visit; what goes wrong is told to `refuse`."""

    def __init__(self, place: Workplace, visit: str, owner: QWidget, refuse: Callable[[Exception], object]) -> None:
        self._place, self._visit, self._owner, self._refuse = place, visit, owner, refuse
        self._counts: Counter[str] = Counter()

    def know(self, photos: Iterable[Photo]) -> None:
        """The photos of the visit as they are now."""
        self._counts = Counter(photo.step or "" for photo in photos)

    def now(self) -> datetime:
        return self._place.laptop.clock.now()

    def photos(self, run: Run, step: Step) -> int:
        return self._counts[step_id(self._visit, run.playbook.id, step.id)]

    def add_photos(self, run: Run, step: Step, paths: list[Path]) -> None:
        visit = self._visit
        for path in paths:

            def take(desk: Desk, path: Path = path) -> Record:
                return add_photo(desk, visit, path, step=diagnosis.begin_step(desk, visit, run, step.id).id)

            self._place.act(take, None, self._refuse, owner=self._owner)

    def begin(self, run: Run, step: Step) -> None:
        visit = self._visit
        self._place.act(
            lambda desk: diagnosis.begin_step(desk, visit, run, step.id), None, self._refuse, owner=self._owner
        )

    def checksum(self, path: Path, then: Callable[[str], object], failed: Callable[[Exception], object]) -> None:
        self._place.jobs.run(lambda: diagnosis.checksum_of(path), then, failed, owner=self._owner)
