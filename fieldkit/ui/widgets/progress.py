"""How far something is: a bar, and a panel that also counts, estimates and can be cancelled."""

import time
from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy

from fieldkit.i18n import _
from fieldkit.joined import phrases
from fieldkit.ui.tokens import GAP, RADIUS_SMALL
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import ElidedLabel, IconLabel, stack
from fieldkit.ui.widgets.paint import box, painter_of

TELL_TIME_AFTER = 10.0


class ProgressBar(QProgressBar):
    """8 px high, 6 in a row; the words stand beside it, not in it."""

    def __init__(self, *, thin: bool = False, tone: str = "accent", name: str = "progress") -> None:
        super().__init__()
        self._thick, self._tone = (6 if thin else 8), tone
        self.setObjectName(name)
        self.setTextVisible(False)
        self.setRange(0, 1000)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float) -> None:
        """From 0 to 1."""
        self.setValue(round(1000 * min(max(share, 0.0), 1.0)))

    def sizeHint(self) -> QSize:
        return QSize(96, self._thick)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, self._thick)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        rect = QRectF(0, (self.height() - self._thick) / 2, self.width(), self._thick)
        box(painter, rect, fill="sunken", radius=min(RADIUS_SMALL, self._thick / 2))
        share = (self.value() - self.minimum()) / max(self.maximum() - self.minimum(), 1)
        if share > 0:
            rect.setWidth(max(self._thick, share * rect.width()))
            box(painter, rect, fill=self._tone, radius=min(RADIUS_SMALL, self._thick / 2))
        painter.end()


class ProgressPanel(QFrame):
    """Long work: what is done, how many of how many, after ten seconds the time left; *Cancel*."""

    cancelled = Signal()

    def __init__(
        self,
        text: str,
        *,
        icon: str = "arrow-up",
        clock: Callable[[], float] = time.monotonic,
        name: str = "progress-panel",
    ) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName(name)
        self._clock, self._started = clock, clock()
        self.title = ElidedLabel(text, "body", bold=True)
        self.second = ElidedLabel("", "caption", tone="text_3", name=f"{name}.second")
        self.bar = ProgressBar(name=f"{name}.bar")
        self.cancel = Button(_("Cancel"), icon="x", name=f"{name}.cancel")
        self.cancel.clicked.connect(self.cancelled)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(GAP[5], GAP[3], GAP[5], GAP[3])
        self.line.setSpacing(GAP[5])
        self.line.addWidget(IconLabel(icon, "accent"))
        self.line.addWidget(stack(self.title, self.second), 2)
        self.line.addWidget(self.bar, 3)
        self.line.addWidget(self.cancel)

    def begin(self, text: str) -> None:
        """Another kind of work: its time is counted anew."""
        self._started = self._clock()
        self.title.setText(text)
        self.second.setText("")

    def show_progress(self, done: float, total: float, counted: str = "") -> None:
        """`counted` replaces "done of total", such as by megabytes."""
        self.bar.set_share(done / total if total else 0)
        said = counted or _("{done} of {total}").format(done=round(done), total=round(total))
        spent = self._clock() - self._started
        if spent >= TELL_TIME_AFTER and 0 < done < total:
            said = phrases((said, _time_left(spent * (total - done) / done)))
        self.second.setText(said)


def _time_left(seconds: float) -> str:
    if seconds < 60:
        return _("less than a minute left")
    return _("about {minutes} min left").format(minutes=round(seconds / 60))
