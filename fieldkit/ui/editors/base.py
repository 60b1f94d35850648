"""What every editor of a field can do; the form around it saves, the editor only shows and takes."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldkit.forms import Field, Json
from fieldkit.i18n import _

NARROW = 344  # px; what a short field takes
MIDDLE = 480  # px; what one line of words takes where there is room


class Editor(QWidget):
    """One field's value as a person types it.

    `typed` tells of every change by the person, `left` that the keyboard went elsewhere or the value is final
    (a choice), `entered` that the keyboard came. `take` gives the stored form or raises FieldError. `most` is its
    greatest width, 0 for any.
    """

    typed = Signal()
    entered = Signal()
    left = Signal()
    most = NARROW

    def __init__(self, field: Field[Any], name: str) -> None:
        super().__init__()
        self.field, self.name = field, name
        self._showing = False
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(0)
        if self.most:
            self.setMaximumWidth(self.most)

    @property
    def wide(self) -> bool:
        """Whether it takes the whole width."""
        return not self.most

    @property
    def says(self) -> str:
        """The accessible name of its control."""
        return _(self.field.label)

    def keep_watch(self, control: QWidget) -> None:
        """Takes a control in: it gets its names, and tells when the keyboard comes and goes."""
        control.setObjectName(self.name)
        control.setAccessibleName(self.says)
        control.installEventFilter(self)
        self.setFocusProxy(control)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        elif event.type() == QEvent.Type.FocusOut:
            self.left.emit()
        return super().eventFilter(watched, event)

    def show_value(self, raw: Json) -> None:
        """Shows a stored value; it does not count as typing."""
        self._showing = True
        try:
            self.draw(raw)
        finally:
            self._showing = False

    def draw(self, raw: Json) -> None:
        raise NotImplementedError

    def say_typed(self) -> None:
        """What a control calls when it changed, whoever changed it."""
        if not self._showing:
            self.typed.emit()

    def take(self) -> Json:
        """The value in stored form; FieldError when it is none."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """What stands there as it was typed, to be kept when it cannot be stored."""
        return ""

    def show_text(self, text: str) -> None:
        """Puts back what was typed before."""

    def set_writable(self, writable: bool) -> None:
        self.setEnabled(writable)

    def set_wrong(self, wrong: bool) -> None:
        """Marks that the value cannot be stored."""
