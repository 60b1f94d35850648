"""The line about sending: how it stands, *Send now*, and while a round is on its way its count and *Cancel*."""

from datetime import timedelta

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.today import Machine, machine
from fieldkit.i18n import N_, _
from fieldkit.ui.moments import moment
from fieldkit.ui.standing import settled
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import ElidedLabel, IconLabel, stack
from fieldkit.ui.widgets.progress import ProgressPanel
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.workplace import Workplace

HEIGHT, PATIENCE_MS = 72, 400
LONG = timedelta(hours=24)  # without an answer of the office: then the way by hand is put forward
STEPS = {
    "push": N_("Sending records"),
    "files": N_("Sending files"),
    "ahead": N_("Fetching files for the trip"),
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
        self.by_hand = Button(_("By hand…"), icon="usb", name="deliveries.by_hand")
        self.by_hand.setToolTip(_("By stick, by e-mail or with a colleague, where there is no network."))
        self.by_hand.set_kind("quiet")
        self.by_hand.clicked.connect(lambda: place.go.emit("deliveries/by-hand"))
        line.addWidget(self._icon)
        line.addWidget(stack(self._title, self._second), 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP[2])
        buttons.addWidget(self.by_hand)
        buttons.addWidget(self.now)
        line.addLayout(buttons)
        self.busy = self._new_busy()
        self._begun: set[str] = set()
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
            self._begun.clear()
            self.removeWidget(old)
            old.deleteLater()
            self.addWidget(self.busy)
            self.setCurrentWidget(self.busy)
            self._draw_busy()

    def _draw_busy(self) -> None:
        what, done, total = self._carrier.what, self._carrier.done, self._carrier.total
        if what in STEPS:
            said = _(STEPS[what]).format(done=done)
            if what not in self._begun:
                self._begun.add(what)
                self.busy.begin(said)
            self.busy.title.setText(said)
        self.busy.bar.setVisible(bool(total))
        if total:
            self.busy.show_progress(done, total)
        else:
            self.busy.second.setText("")

    def _rest(self, found: Machine) -> None:
        trouble, now = self._carrier.trouble, self._place.desk.clock.now()
        stranded = self._carrier.offline and found.synced is not None and now - found.synced > LONG
        if trouble is not None:
            self._stand("circle-alert", "bad", trouble.say())
        elif stranded and found.waiting:
            self._stand("zap", "text", _("Offline for long. What waits here can also be taken along by hand."))
        elif self._carrier.offline:
            self._stand("zap", "text", _("Offline. Everything is kept and goes out by itself once there is a line."))
        elif found.waiting:
            said = _("{count} waiting; they go out by themselves").format(count=found.waiting)
            self._stand("arrow-up", "text_2", said)
        else:
            self._stand(*settled(found))
        last = _("Last connected: {when}.").format(when=moment(found.synced, now)) if found.synced else ""
        self._second.setText(last)
        self._second.setVisible(bool(last))
        self.by_hand.set_kind("primary" if stranded and found.waiting else "quiet")
        self.now.setText(_("Try now") if self._carrier.offline else _("Send now"))

    def _stand(self, icon: str, tone: str, said: str) -> None:
        self._icon.set_icon(icon, tone)
        self._title.setText(said)
