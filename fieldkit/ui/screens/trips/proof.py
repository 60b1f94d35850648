"""What a step asks for beside its answer: photos, a backup's checksum, a hazard confirmed, a timer, who said what."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldkit.errors import UserError
from fieldkit.forms.types import ZONE
from fieldkit.i18n import _
from fieldkit.playbooks import Answered, Kind, Proof, Run, Step
from fieldkit.ui.screens.trips.on_site import photos_said
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import IconLabel, Label, body, caption, stack

ASKS = frozenset({Kind.PHOTOGRAPH, Kind.BACKUP, Kind.ACT, Kind.WAIT, Kind.ASK})
TICK_MS = 1_000


class Hands(Protocol):
    """What is done outside the answer itself: on a trip for good, in a preview only as if."""

    def now(self) -> datetime: ...
    def photos(self, run: Run, step: Step) -> int: ...
    def add_photos(self, run: Run, step: Step, paths: list[Path]) -> None: ...
    def begin(self, run: Run, step: Step) -> None: ...
    def checksum(self, path: Path, then: Callable[[str], object], failed: Callable[[Exception], object]) -> None: ...


class ProofTaker(QWidget):
    """Built for one step; `changed` says that something else would be kept."""

    changed = Signal()

    def __init__(self, run: Run, step: Step, hands: Hands) -> None:
        super().__init__()
        self.setObjectName("proof")
        self.run, self.step, self._hands = run, step, hands
        self._lines: dict[str, QLineEdit] = {}
        self._box: QCheckBox | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP[3])
        self._said = Label("", "body", wrap=True, name="proof.said")
        answered = run.answered(step)
        build: dict[Kind, Callable[[Answered | None], None]] = {
            Kind.PHOTOGRAPH: self._photograph,
            Kind.BACKUP: self._backup,
            Kind.ACT: self._act,
            Kind.WAIT: self._wait,
            Kind.ASK: self._ask,
        }
        build[step.kind](answered)
        self.show_run(run)

    @property
    def proof(self) -> Proof:
        """What stands there; the photos are counted where it is kept."""
        said = {name: line.text() for name, line in self._lines.items()}
        hazard = self._box is not None and self._box.isChecked()
        return Proof(self._hands.photos(self.run, self.step), hazard=hazard, **said)

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by the name of its line; whether a hazard was confirmed is asked anew."""
        return {name: line.text() for name, line in self._lines.items() if line.text()}

    def put(self, typed: Mapping[str, object]) -> None:
        for name in self._lines.keys() & typed.keys():
            self._lines[name].setText(str(typed[name]))

    def start(self) -> bool:
        """Puts the keyboard to what is still to be given; False where there is nothing to type."""
        lines = list(self._lines.values())
        first = next((line for line in lines if not line.text()), None) or next(iter(lines), None) or self._box
        if first is not None:
            first.setFocus()
        return first is not None

    def show_run(self, run: Run) -> None:
        """What has come meanwhile: photos, the begin of a wait, a backup made before."""
        self.run = run
        if self.step.kind is Kind.PHOTOGRAPH:
            count = self._hands.photos(run, self.step)
            wanted = _("{count} of {least} photos").format(count=count, least=self.step.photos)
            self._said.setText(photos_said(count) if count > self.step.photos else wanted)
            self._said.set_tone("text_2" if count >= self.step.photos else "warn")
        elif self.step.kind is Kind.ACT and self.step.dangerous:
            done = _("A backup was made on this visit.")
            self._said.setText(done if run.saved else _("Nothing is backed up yet: this stays closed until it is."))
            self._said.set_tone("good" if run.saved else "bad")
            if self._box is not None:
                self._box.setEnabled(run.saved)
        elif self.step.kind is Kind.WAIT:
            self._tick()

    # -- by kind

    def _photograph(self, _answered: Answered | None) -> None:
        add = secondary(_("Add photos from files"), icon="camera", name="proof.photos")
        add.clicked.connect(self._choose_photos)
        self._beside(add, self._said)

    def _choose_photos(self) -> None:
        paths, _filter = QFileDialog.getOpenFileNames(self, _("Add photos from files"))
        self.add_photos([Path(path) for path in paths])

    def add_photos(self, paths: list[Path]) -> None:
        """Takes these pictures for this step."""
        if paths:
            self.changed.emit()  # what was said of the pictures before is over
            self._hands.add_photos(self.run, self.step, paths)

    def _backup(self, answered: Answered | None) -> None:
        for text, says in ((self.step.what, _("What: {text}")), (self.step.where, _("Where to: {text}"))):
            if text is not None:
                self._column.addWidget(body(says.format(text=text.say())))
        self._line("file", _("File of the backup"), answered, "backup_file")
        self._line("place", _("Kept at"), answered, "backup_place", self.step.where.say() if self.step.where else "")
        self._line("checksum", _("Checksum"), answered, "checksum")
        choose = secondary(_("Choose the file, work the checksum out"), icon="file-check", name="proof.choose_file")
        choose.clicked.connect(self._choose_backup)
        self._beside(choose, self._said)

    def _choose_backup(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(self, _("The file of the backup"))
        if path:
            self.take_backup(Path(path))

    def take_backup(self, path: Path) -> None:
        """Takes name and checksum of a file; the sum is worked out off the screen's thread."""
        self._lines["file"].setText(path.name)
        self._tell(_("working out the checksum …"), "text_2")

        def done(checksum: str) -> None:
            self._lines["checksum"].setText(checksum)
            self._tell(_("SHA-256, worked out from the file"), "good")

        def failed(error: Exception) -> None:
            self._tell(error.say() if isinstance(error, UserError) else str(error), "bad")

        self._hands.checksum(path, done, failed)

    def _act(self, answered: Answered | None) -> None:
        if self.step.hazard is not None:
            line = QHBoxLayout()
            line.setSpacing(GAP[2])
            line.addWidget(IconLabel("triangle-alert", "warn", says=_("Hazard")))
            line.addWidget(body(self.step.hazard.say(), name="proof.danger"), 1)
            self._column.addLayout(line)
        if self.step.no_backup is not None:
            self._said.setText(_("No backup is needed: {why}").format(why=self.step.no_backup.say()))
        self._column.addWidget(self._said)
        self._box = QCheckBox(_("I have read what can happen, and the customer knows it"))
        self._box.setObjectName("proof.hazard")
        self._box.setAccessibleName(self._box.text())
        self._box.setChecked(bool(answered and answered.values.get("hazard")))
        self._box.toggled.connect(lambda _on: self.changed.emit())
        self._column.addWidget(self._box, 0, Qt.AlignmentFlag.AlignLeft)  # all of it can be pressed

    def _wait(self, _answered: Answered | None) -> None:
        self._begin = secondary(_("Begin to watch"), icon="clock", name="proof.begin")
        self._begin.clicked.connect(lambda: self._hands.begin(self.run, self.step))
        self._beside(self._begin, self._said)
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        begun, minutes = self.run.begun(self.step), self.step.minutes or 0
        self._begin.setVisible(begun is None)
        if begun is None:
            self._tell(_("{minutes} minutes, counted from here").format(minutes=minutes), "text_2")
            return
        until = begun + timedelta(minutes=minutes)
        left = int((until - self._hands.now()).total_seconds())
        if left > 0:
            self._timer.start()
            facts = {"time": f"{left // 60}:{left % 60:02d}", "until": f"{until.astimezone(ZONE):%H:%M}"}
            self._tell(_("Still {time}, until {until}").format(**facts), "accent")
        else:
            self._timer.stop()
            at = f"{begun.astimezone(ZONE):%m-%d %H:%M}"
            self._tell(_("{minutes} minutes are over, begun {at}").format(minutes=minutes, at=at), "good")

    def _ask(self, answered: Answered | None) -> None:
        self._line("told_by", _("Who answered"), answered, "told_by")
        self._line("told", _("What the answer is"), answered, "answer")

    # -- parts

    def _beside(self, button: QWidget, said: QWidget) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        line.addWidget(button)
        line.addWidget(said, 1)
        self._column.addLayout(line)

    def _line(self, name: str, says: str, answered: Answered | None, path: str, usual: str = "") -> None:
        kept = answered.values.get(path) if answered is not None and answered.outcome != "skipped" else None
        line = QLineEdit(str(kept) if kept else "")
        line.setObjectName(f"proof.{name}")
        line.setAccessibleName(says)
        line.setPlaceholderText(usual)
        line.textChanged.connect(lambda _text: self.changed.emit())
        self._lines[name] = line
        self._column.addWidget(stack(caption(says, tone="text_2"), line, gap=4))

    def _tell(self, text: str, tone: str) -> None:
        self._said.setText(text)
        self._said.set_tone(tone)
