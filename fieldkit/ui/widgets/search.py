"""The search field of the top line, with the keys that lead to it."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from fieldkit.i18n import _
from fieldkit.ui.icons import paint_icon
from fieldkit.ui.widgets.paint import key_cap, painter_of

PAUSE_MS = 200


class SearchField(QLineEdit):
    """280 × 36. `searched` carries the words once the person pauses, or at once with Enter; Escape empties.

    An empty text means that the search is over. `down` asks the list of results to take the keyboard, `entered`
    to open the one thing that was found.
    """

    searched = Signal(str)
    down = Signal()
    entered = Signal()

    def __init__(self, hint: str = "", *, cap: str = "Ctrl K", wide: int = 280, name: str = "search") -> None:
        super().__init__()
        self.setObjectName(name)
        self._cap = cap
        self.setProperty("role", "search")
        self.setPlaceholderText(hint or _("Search everywhere"))
        self.setAccessibleName(_("Search everywhere"))
        self.setMinimumWidth(min(wide, 160))
        self.setMaximumWidth(wide)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextMargins(24, 0, 56 if cap else 0, 0)
        self._wide, self._said = wide, ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._say)
        self.textEdited.connect(lambda _text: self._pause.start())
        self.returnPressed.connect(self._say_again)

    def sizeHint(self) -> QSize:
        return QSize(self._wide, 36)

    def empty(self) -> None:
        """Empties the field and says that the search is over."""
        self.clear()
        self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.empty()
        elif event.key() == Qt.Key.Key_Down:
            self.down.emit()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._said:
            self._said = text
            self.searched.emit(text)

    def _say_again(self) -> None:
        self._said = "\0"  # whatever it was: it is said again, an emptied field too
        self._say()
        self.entered.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = painter_of(self)
        paint_icon(painter, "search", "text_3", 12, (self.height() - 16) / 2, 16)
        if self._cap and not self.text():
            place = QRectF(self.width() - 54, (self.height() - 20) / 2, 45, 20)
            key_cap(painter, place, self._cap)
        painter.end()
