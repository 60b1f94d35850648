"""Saving as a person goes: what is typed is in the store half a second later, and before anything is left.

A value is written with what its author saw of the record. What came by sync while the field was being edited was not
seen: the store then shows a conflict instead of losing one of the two.
"""

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QTimer, Signal

from fieldkit.actions.desk import Desk
from fieldkit.actions.records import set_values
from fieldkit.errors import UserError
from fieldkit.forms import Json
from fieldkit.store.store import Opened
from fieldkit.ui.jobs import Job
from fieldkit.ui.workplace import Workplace

PATIENCE_MS = 400


@dataclass
class Written:
    """What became of one round of saving: the record afterwards, and the paths that were refused, with the reason."""

    opened: Opened
    paths: list[str] = field(default_factory=list)
    refused: dict[str, UserError] = field(default_factory=dict)


class Saver(QObject):
    """Collects what is typed into one record and writes it path by path."""

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, place: Workplace, opened: Opened, parent: QObject) -> None:
        super().__init__(parent)
        self._place = place
        self.opened = opened
        self.pending: dict[str, Json] = {}
        self._seen: dict[str, Opened] = {}
        self._running: list[Job[Written]] = []
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._timer.timeout.connect(self.send)

    @property
    def busy(self) -> bool:
        """Whether something typed is not in the store yet."""
        return bool(self.pending or self._running)

    def hold(self, path: str) -> None:
        """From now on this field shows what was seen now, whatever sync brings."""
        self._seen.setdefault(path, self.opened)

    def release(self, path: str) -> None:
        """The field shows again what the record says."""
        if path not in self.pending:
            self._seen.pop(path, None)

    def stage(self, path: str, value: Json) -> None:
        """A value to be written half a second after the last one."""
        self.hold(path)
        self.pending[path] = value
        self._timer.start()

    def drop(self, path: str) -> None:
        """What was typed is not a value any more; the last good one stays."""
        self.pending.pop(path, None)

    def send(self) -> None:
        """Writes what waits, now."""
        self._timer.stop()
        if not self.pending:
            return
        values, self.pending = self.pending, {}
        rid, seen = self.opened.record.id, dict(self._seen)

        def done(written: Written) -> None:
            self._running.remove(job)
            self._take(written)

        def failed(error: Exception) -> None:
            self._running.remove(job)
            self.pending = values | self.pending
            self.failed.emit(error)

        job = self._place.act(lambda desk: _write(desk, rid, values, seen), done, failed, owner=self)
        self._running.append(job)

    def flush(self) -> None:
        """Writes what waits and returns when it is in the store."""
        self.send()
        for job in self._running:
            if job.future is not None:
                job.future.result()

    def _take(self, written: Written) -> None:
        self.opened = written.opened
        for path in written.paths:
            if path not in written.opened.record.conflicts:
                self.release(path)
        self.saved.emit(written)


def _write(desk: Desk, rid: str, values: dict[str, Json], seen: dict[str, Opened]) -> Written:
    """One path at a time, so that a refused one keeps no other back, and the store can join edits of one field."""
    written = Written(desk.opened(rid))
    for path, value in values.items():
        try:
            now = written.opened
            set_values(desk, rid, {path: value}, now.as_seen(seen[path]) if path in seen else now)
            written.paths.append(path)
        except UserError as error:
            written.refused[path] = error
        written.opened = desk.opened(rid)
    return written
