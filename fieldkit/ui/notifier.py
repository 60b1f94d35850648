"""Desktop notifications of one's own duties: once each, and nothing while nothing is new."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QSystemTrayIcon

from fieldkit.actions.notices import untold
from fieldkit.i18n import _
from fieldkit.joined import listed
from fieldkit.process.clock import State
from fieldkit.process.duties import Duty
from fieldkit.ui.icons import icon
from fieldkit.ui.jobs import Job
from fieldkit.ui.workplace import Workplace

EVERY_MS, SETTLE_MS = 60_000, 1_500
NAMED = 3


class Notifier(QObject):
    """Looks every minute, and soon after records changed; `told` carries a title and a sentence.

    Where the system has a tray, they are shown there too; `opened` says that the person clicked on one.
    """

    told = Signal(str, str)
    opened = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self._place = place
        self._job: Job[list[Duty]] | None = None
        self._tray: QSystemTrayIcon | None = None
        self._minute = QTimer(self, interval=EVERY_MS)
        self._soon = QTimer(self, singleShot=True, interval=SETTLE_MS)
        for timer in (self._minute, self._soon):
            timer.timeout.connect(self.look)

    def start(self) -> None:
        """From now on; a second start changes nothing."""
        if self._minute.isActive():
            return
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._tray = QSystemTrayIcon(icon("bell"), self)
            self._tray.messageClicked.connect(self.opened)
            self._tray.activated.connect(self.opened)
            self._tray.show()
        self._place.changed.connect(self._soon.start)
        self._minute.start()
        self._soon.start()

    def stop(self) -> None:
        if not self._minute.isActive():
            return
        self._place.changed.disconnect(self._soon.start)
        for timer in (self._minute, self._soon):
            timer.stop()
        if self._tray is not None:
            self._tray.hide()

    def look(self) -> None:
        """Asks what is new, unless that is being asked."""
        if self._job is None:
            self._job = self._place.read(untold, self._tell, self._give_up, owner=self)

    def _give_up(self, _error: Exception) -> None:
        """The store's trouble is told by the screens that show it; it is asked again in a minute."""
        self._job = None

    def _tell(self, fresh: list[Duty]) -> None:
        self._job = None
        if not fresh:
            return
        title, text = said(fresh)
        if self._tray is not None:
            self._tray.showMessage(title, text, icon("bell"))
        self.told.emit(title, text)


def said(fresh: list[Duty]) -> tuple[str, str]:
    """One notification for all that is new: what it is, or how much."""
    late = [duty for duty in fresh if duty.state is State.MISSED]
    if len(fresh) == 1:
        (duty,) = fresh
        title = _("Overdue: {duty}") if late else _("Soon due: {duty}")
        return title.format(duty=_(duty.text)), duty.about
    title = _("{count} duties are due soon or overdue").format(count=len(fresh))
    names = listed(dict.fromkeys(_(duty.text) for duty in [*late, *fresh]))
    return title, names
