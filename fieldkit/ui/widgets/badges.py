"""States of things: always an icon and a word, in the state's colour; never the colour alone."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldkit.i18n import N_, _
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.tokens import BADGE_HEIGHT, ICON, RADIUS_SMALL, SMALL_ICON
from fieldkit.ui.widgets.paint import box, painter_of, width_of, words


class Status(NamedTuple):
    """What a state is shown as: icon, word (marked for translation), colour of the words, colour behind."""

    icon: str
    label: str
    tone: str
    soft: str


STATUSES = {
    "stored": Status("circle-check", N_("At the office"), "good", "good_soft"),
    "verified": Status("check", N_("Verified"), "good", "good_soft"),
    "backed_up": Status("shield-check", N_("Backed up"), "good", "good_soft"),
    "sent": Status("arrow-up", N_("Sent"), "text_2", "sunken"),
    "sending": Status("arrow-up", N_("Sending"), "accent", "accent_soft"),
    "local": Status("hard-drive", N_("Only here"), "text_2", "sunken"),
    "held": Status("archive", N_("Held at the office"), "text_2", "sunken"),
    "rejected": Status("circle-x", N_("Rejected"), "bad", "bad_soft"),
    "conflict": Status("git-compare", N_("Conflict"), "bad", "bad_soft"),
    "gap": Status("triangle-alert", N_("Gap"), "warn", "warn_soft"),
    "wrong": Status("circle-alert", N_("Wrong"), "bad", "bad_soft"),
    "over": Status("circle-alert", N_("Over the limit"), "bad", "bad_soft"),
    "overdue": Status("circle-alert", N_("Overdue"), "bad", "bad_soft"),
    "due": Status("clock", N_("Due soon"), "warn", "warn_soft"),
    "later": Status("calendar-clock", N_("Due later"), "text", "sunken"),
    "returned": Status("corner-up-left", N_("Returned"), "warn", "warn_soft"),
    "approved": Status("circle-check", N_("Approved"), "good", "good_soft"),
    "asked": Status("message-square", N_("Question"), "accent", "accent_soft"),
    "answered": Status("message-square", N_("Answer"), "accent", "accent_soft"),
    "special": Status("flag", N_("Special setting"), "warn", "warn_soft"),
    "behind": Status("arrow-up", N_("Behind"), "bad", "bad_soft"),
    "done": Status("check", N_("Done"), "good", "good_soft"),
    "normal": Status("check", N_("Normal"), "good", "good_soft"),
    "signed": Status("shield-check", N_("Signed"), "good", "good_soft"),
    "altered": Status("shield-x", N_("Altered"), "bad", "bad_soft"),
    "untrusted": Status("shield-alert", N_("Signer not known"), "warn", "warn_soft"),
    "draft": Status("pencil", N_("Draft"), "text_2", "sunken"),
    "waiting": Status("hourglass", N_("Waiting"), "text_2", "sunken"),
    "offline": Status("zap", N_("Offline"), "text", "sunken"),
}


class _Painted(QWidget):
    """What the three ways to show a state share: a status, a word, a size of their own."""

    def __init__(self, text: str, *, name: str) -> None:
        super().__init__()
        self._text = text
        self.setAccessibleName(text)
        if name:
            self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        return self._text

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _say(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()


class Badge(_Painted):
    """A state on its soft colour, 24 px high; `text` replaces the status's own word."""

    def __init__(self, status: str, text: str = "", *, bold: bool = False, name: str = "") -> None:
        super().__init__(text or _(STATUSES[status].label), name=name)
        self._status, self._bold = STATUSES[status], bold

    def set(self, status: str, text: str = "") -> None:
        self._status = STATUSES[status]
        self._say(text or _(self._status.label))

    def sizeHint(self) -> QSize:
        wide = width_of(self._text, "caption", bold=self._bold)
        return QSize(round(8 + SMALL_ICON + 4 + wide + 8.5), BADGE_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        rect = QRectF(self.rect())
        box(painter, rect, fill=self._status.soft, radius=RADIUS_SMALL)
        paint_icon(painter, self._status.icon, self._status.tone, 8, (rect.height() - SMALL_ICON) / 2, 16)
        place = rect.adjusted(12 + SMALL_ICON, 0, -4, 0)
        words(painter, place, self._text, kind="caption", tone=self._status.tone, bold=self._bold)
        painter.end()


class StatusText(_Painted):
    """A state without a background, for lists: icon and word in the state's colour."""

    def __init__(self, status: str, text: str = "", *, bold: bool = False, small: bool = False, name: str = "") -> None:
        super().__init__(text or _(STATUSES[status].label), name=name)
        self._status, self._bold = STATUSES[status], bold
        self._icon, self._kind = (SMALL_ICON, "caption") if small else (ICON, "body")

    def set(self, status: str, text: str = "") -> None:
        self._status = STATUSES[status]
        self._say(text or _(self._status.label))

    def sizeHint(self) -> QSize:
        wide = width_of(self._text, self._kind, bold=self._bold)
        return QSize(round(self._icon + 8 + wide + 1), BADGE_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        rect = QRectF(self.rect())
        paint_icon(painter, self._status.icon, self._status.tone, 0, (rect.height() - self._icon) / 2, self._icon)
        place = rect.adjusted(self._icon + 8, 0, 0, 0)
        words(painter, place, self._text, kind=self._kind, tone=self._status.tone, bold=self._bold)
        painter.end()


class Tag(_Painted):
    """A fact about a thing, such as the level of a customer: neutral, without an icon."""

    def sizeHint(self) -> QSize:
        return QSize(round(width_of(self._text, "caption") + 16.5), BADGE_HEIGHT)

    def __init__(self, text: str, *, name: str = "") -> None:
        super().__init__(text, name=name)

    def set(self, text: str) -> None:
        self._say(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        rect = QRectF(self.rect())
        box(painter, rect, fill="sunken", radius=RADIUS_SMALL)
        words(painter, rect.adjusted(8, 0, -6, 0), self._text, kind="caption", tone="text_2")
        painter.end()
