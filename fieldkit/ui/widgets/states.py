"""The states of a screen besides its content: empty, loading, error; and the switch between them."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from fieldkit.errors import UserError
from fieldkit.i18n import _
from fieldkit.ui.theme import restyle
from fieldkit.ui.tokens import GAP, TALL_ROW_HEIGHT
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import IconLabel, Label
from fieldkit.ui.widgets.paint import box, painter_of

PATIENCE_MS = 150


class _Notice(QWidget):
    """An icon, a sentence, more about it, and what can be done, in the middle of the place."""

    def __init__(self, icon: str, tone: str, text: str, second: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(GAP[8], GAP[8], GAP[8], GAP[8])
        self.column.setSpacing(GAP[2])
        self.column.addStretch(2)
        self.column.addWidget(IconLabel(icon, tone, 32), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (
            Label(text, "heading", wrap=True),
            Label(second, "body", tone="text_2", wrap=True),
        ):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            if not label.text():
                label.hide()  # never shown here: what has no parent yet would be a window
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.column.addWidget(label)
        self.buttons = QHBoxLayout()
        self.buttons.setContentsMargins(0, GAP[2], 0, 0)
        self.buttons.setSpacing(GAP[3])
        self.buttons.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.column.addLayout(self.buttons)
        self.column.addStretch(3)


class EmptyState(_Notice):
    """Nothing there yet: what this place is for, and the button that begins it."""

    acted = Signal()

    def __init__(self, icon: str, text: str, second: str = "", button: str = "", *, name: str = "empty") -> None:
        super().__init__(icon, "text_3", text, second, name=name)
        if button:
            act = Button(button, "primary", name=f"{name}.act")
            act.clicked.connect(self.acted)
            self.buttons.addWidget(act)

    def offer(self, button: QPushButton) -> None:
        """One more way on, beside the first."""
        self.buttons.addWidget(button)


class ErrorState(_Notice):
    """What happened, what to do, a button to try again; the details are folded away but can be copied."""

    retried = Signal()

    def __init__(
        self, text: str, second: str = "", details: str = "", *, retry: bool = True, name: str = "error"
    ) -> None:
        super().__init__("circle-alert", "bad", text, second, name=name)
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setObjectName(f"{name}.details")
        self._details.setAccessibleName(_("Details"))
        self._details.setMaximumHeight(200)
        self._details.hide()
        if retry:
            again = Button(_("Try again"), icon="refresh-cw", name=f"{name}.retry")
            again.clicked.connect(self.retried)
            self.buttons.addWidget(again)
        if details:
            fold = Button(_("Details"), "quiet", trailing="chevron-down", name=f"{name}.fold")
            fold.setCheckable(True)
            fold.toggled.connect(self._details.setVisible)
            fold.toggled.connect(lambda on: fold.set_icons("", "chevron-up" if on else "chevron-down"))
            self.buttons.addWidget(fold)
        self.column.insertWidget(self.column.count() - 1, self._details)

    @classmethod
    def of(cls, error: BaseException, *, retry: bool = True) -> "ErrorState":
        """Of a UserError its sentence; of anything else that it is our fault, with what a developer needs."""
        if isinstance(error, UserError):
            return cls(error.say(), retry=retry)
        details = f"{type(error).__name__}: {error}"
        return cls(
            _("This did not work, and it is not your fault."),
            _("Nothing you wrote is lost. Try again; if it stays like this, send us the details."),
            details,
            retry=retry,
        )


class Skeleton(QWidget):
    """Grey bars where rows will be; still, because a screen at work should not flicker."""

    def __init__(self, rows: int = 6, *, name: str = "skeleton") -> None:
        super().__init__()
        self._rows = rows
        self.setObjectName(name)
        self.setAccessibleName(_("Loading"))
        self.setMinimumHeight(rows * TALL_ROW_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        for at in range(self._rows):
            top = at * TALL_ROW_HEIGHT
            wide = (0.46, 0.38, 0.52, 0.34)[at % 4]
            box(painter, QRectF(20, top + 20, 20, 20), fill="sunken", radius=10)
            box(painter, QRectF(56, top + 14, self.width() * wide, 12), fill="sunken", radius=4)
            box(painter, QRectF(56, top + 36, self.width() * wide * 0.6, 10), fill="sunken", radius=4)
        painter.end()


class StateStack(QStackedWidget):
    """A place that shows its content, or a skeleton (only after 150 ms), or why there is none."""

    def __init__(self, content: QWidget, *, rows: int = 6, name: str = "") -> None:
        super().__init__()
        if name:
            self.setObjectName(name)
        restyle(self, role="plain")
        self.content = content
        self._skeleton = Skeleton(rows)
        self._notice: QWidget | None = None
        for widget in (QWidget(), content, self._skeleton):  # the first: nothing, until there is something to show
            self.addWidget(widget)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(lambda: self.setCurrentWidget(self._skeleton))

    def show_loading(self) -> None:
        """What stands there stays for 150 ms, then the skeleton takes its place."""
        self._patience.start()

    def show_content(self) -> None:
        self._show(self.content)

    def show_empty(self, empty: EmptyState) -> None:
        self._show_notice(empty)

    def show_error(self, error: BaseException, retry: Callable[[], object] | None = None) -> None:
        notice = ErrorState.of(error, retry=retry is not None)
        if retry is not None:
            notice.retried.connect(retry)
        self._show_notice(notice)

    def _show_notice(self, notice: QWidget) -> None:
        self.addWidget(notice)
        self._show(notice)
        self._notice = notice

    def _show(self, widget: QWidget) -> None:
        self._patience.stop()
        self.setCurrentWidget(widget)
        old, self._notice = self._notice, None
        if old is not None and old is not widget:
            self.removeWidget(old)
            old.deleteLater()
