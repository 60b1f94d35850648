"""The rehearsal on the Prepare stage: one button, what it found last, and while it runs its count and *Cancel*."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions import rehearsal
from fieldkit.errors import UserError
from fieldkit.forms import Checklist
from fieldkit.i18n import _
from fieldkit.ui.jobs import Job
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import Label, SectionHead, body, caption
from fieldkit.ui.widgets.progress import ProgressPanel
from fieldkit.ui.widgets.rows import Card, Row, Rows
from fieldkit.ui.workplace import Workplace


class RehearsalCard(QWidget):
    """Proves that everything for the trip is on this laptop; `done` says that the sheet may have changed."""

    done = Signal()

    def __init__(self, place: Workplace, visit: str) -> None:
        super().__init__()
        self._place, self._visit = place, visit
        self._job: Job[rehearsal.Rehearsal] | None = None
        self._shown: tuple[str, bool] = ("", False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        self._head = SectionHead(_("Rehearsal without network"))
        self._card = Card(padding=GAP[5], name="rehearsal")
        line = QHBoxLayout()
        line.setSpacing(GAP[5])
        self._verdict = body("", name="rehearsal.verdict")
        self._verdict.setWordWrap(True)
        self._button = secondary(_("Rehearse"), icon="play", name="rehearsal.start")
        self._button.clicked.connect(self.start)
        line.addWidget(self._verdict, 1)
        line.addWidget(self._button)
        self._card.body.addLayout(line)
        self._when = caption("", tone="text_3", name="rehearsal.when")
        self._card.body.addWidget(self._when)
        self._missing = Rows(name="rehearsal.missing")
        self._busy = ProgressPanel(_("Reading every file of the trip"), icon="play", name="rehearsal.progress")
        self._busy.cancelled.connect(self.cancel)
        self._busy.hide()
        self._error = Label("", "caption", tone="bad", wrap=True, name="rehearsal.error")
        self._error.hide()
        for widget in (self._head, self._card, self._busy, self._missing, self._error):
            column.addWidget(widget)
        self._missing.hide()

    def show_sheet(self, sheet: Checklist | None, by: str, *, writable: bool) -> None:
        """What the last rehearsal found."""
        self.setVisible(writable or (sheet is not None and sheet.rehearsed_at is not None))
        self._button.setVisible(writable)
        found = (sheet.rehearsed_found or "") if sheet is not None else ""
        verdict, *missing = found.split("\n")
        self._verdict.setText(
            verdict
            or _("Cuts the network and tries everything that the trip needs: records, files, procedures, papers.")
        )
        whole = bool(sheet is not None and sheet.rehearsed_whole)
        self._verdict.set_tone("text_2" if not verdict else "good" if whole else "bad")
        when = sheet.shown("rehearsed_at") if sheet is not None and sheet.rehearsed_at is not None else ""
        self._when.setText("·".join(word for word in (when, by) if word))
        self._when.setVisible(bool(when))
        if (found, whole) == self._shown:
            return
        self._shown = (found, whole)
        self._missing.clear()
        for at, said in enumerate(missing):
            self._missing.add(
                Row(said, icon="triangle-alert", tone="warn", opens=False, name=f"rehearsal.missing.{at}")
            )
        self._missing.setVisible(bool(missing))

    def start(self) -> None:
        """Begins, unless one is on its way."""
        if self._job is not None:
            return
        self._error.hide()
        self._busy.begin(_("Reading every file of the trip"))
        self._busy.show()
        self._button.setEnabled(False)
        desk, visit = self._place.desk, self._visit
        self._job = self._place.jobs.run_counted(
            lambda report: rehearsal.rehearse(desk, visit, report),
            lambda at, total: self._busy.show_progress(at, total, f"{at:,} / {total:,} MB"),
            lambda _found: self._end(),
            self._fail,
            owner=self,
        )

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._end()

    def _end(self) -> None:
        self._job = None
        self._busy.hide()
        self._button.setEnabled(True)
        self.done.emit()

    def _fail(self, error: Exception) -> None:
        self._end()
        ours = _("This did not work, and it is not your fault.")
        self._error.setText(error.say() if isinstance(error, UserError) else ours)
        self._error.show()
