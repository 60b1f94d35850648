"""The line about sending: how it stands, *Send now*, and while a round is on its way its count and *Cancel*."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.today import Machine, machine
from fieldkit.i18n import N_, _
from fieldkit.ui.moments import moment
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import ElidedLabel, IconLabel, stack
from fieldkit.ui.widgets.progress import ProgressPanel
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.workplace import Workplace

HEIGHT, PATIENCE_MS = 72, 400
STEPS = {
    "push": N_("Sending records: {done} have arrived"),
    "files": N_("Sending file {done} of {total}"),
    "ahead": N_("Fetching file {done} of {total} for the trip"),
    "pull": N_("Fetching news: {done} records"),
}


class SendPanel(QStackedWidget):
    """Two faces of 72 px. A quiet round shows only when it takes longer than a moment."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place, self._carrier = place, place.carrier
        self.setFixedHeight(HEIGHT)
        self.rest = Card(padding=0, name="deliveries.rest")
        line = QHBoxLayout()
        line.setContentsMargins(GAP[5], 0, GAP[5], 0)
        line.setSpacing(GAP[5])
        self.rest.body.addLayout(line)
        self._icon = IconLabel("circle-check", "good")
        self._title = ElidedLabel("", bold=True, name="deliveries.stand")
        self._second = ElidedLabel("", "caption", tone="text_3", name="deliveries.last")
        self.now = Button(_("Send now"), icon="refresh-cw", name="deliveries.send")
        self.now.clicked.connect(place.sync_wanted)
        line.addWidget(self._icon)
        line.addWidget(stack(self._title, self._second), 1)
        line.addWidget(self.now)
        self.busy = self._new_busy()
        self.addWidget(self.rest)
        self.addWidget(self.busy)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._show_busy)
        self._carrier.moved.connect(self._follow)

    def refresh(self) -> None:
        self._place.read(self._ask, self._rest, owner=self)

    @staticmethod
    def _ask(desk: Desk) -> Machine:
        return machine(desk)

    def _new_busy(self) -> ProgressPanel:
        panel = ProgressPanel(_("Connecting to the office"), name="deliveries.progress")
        panel.cancelled.connect(self._carrier.cancel)
        return panel

    def _follow(self) -> None:
        if not self._carrier.running:
            self._patience.stop()
            self.setCurrentWidget(self.rest)
            self.refresh()
        elif self.currentWidget() is self.busy:
            self._draw_busy()
        elif not self._patience.isActive():
            self._patience.start()

    def _show_busy(self) -> None:
        if self._carrier.running:
            old, self.busy = self.busy, self._new_busy()
            self.removeWidget(old)
            old.deleteLater()
            self.addWidget(self.busy)
            self.setCurrentWidget(self.busy)
            self._draw_busy()

    def _draw_busy(self) -> None:
        what, done, total = self._carrier.what, self._carrier.done, self._carrier.total
        if what in STEPS:
            shown = done + 1 if what in {"files", "ahead"} else done
            self.busy.title.setText(_(STEPS[what]).format(done=shown, total=total))
        self.busy.bar.setVisible(bool(total))
        if total:
            self.busy.show_progress(done, total)

    def _rest(self, found: Machine) -> None:
        trouble, waiting = self._carrier.trouble, found.records + found.files
        if trouble is not None:
            self._icon.set_icon("circle-alert", "bad")
            self._title.setText(trouble.say())
        elif self._carrier.offline:
            self._icon.set_icon("zap", "text")
            self._title.setText(_("Offline. Everything is kept and goes out by itself once there is a line."))
        elif waiting:
            self._icon.set_icon("arrow-up", "text_2")
            self._title.setText(_("{count} waiting; they go out by themselves").format(count=waiting))
        else:
            self._icon.set_icon("circle-check", "good")
            self._title.setText(_("All at the office"))
        now = self._place.desk.clock.now()
        last = _("Last connected: {when}.").format(when=moment(found.synced, now)) if found.synced else ""
        self._second.setText(last)
        self._second.setVisible(bool(last))
        self.now.setText(_("Try now") if self._carrier.offline else _("Send now"))
