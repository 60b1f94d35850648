"""One of several answers: a whole rectangle to press, at least 52 px high."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from fieldkit.ui.theme import color
from fieldkit.ui.tokens import GAP, ICON, TYPE
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.paint import box, painter_of


class Option(QAbstractButton):
    """A radio button that is all target: a title, and what choosing it means."""

    def __init__(self, text: str, second: str = "", *, name: str = "") -> None:
        super().__init__()
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setAccessibleDescription(second)
        if name:
            self.setObjectName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumHeight(52)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._title = Label(text, "body", wrap=True)
        self._second = Label(second, "caption", tone="text_2", wrap=True)
        if not second:
            self._second.hide()
        for label in (self._title, self._second):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP[3] + ICON + GAP[3], GAP[2], GAP[3], GAP[2])
        column = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._second)
        column.addStretch(1)
        line.addLayout(column)
        self.toggled.connect(self._title.set_bold)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint().expandedTo(QSize(120, 52)) if layout is not None else QSize(120, 52)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return max(layout.heightForWidth(width), 52) if layout is not None else 52

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self.update()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter answers as the space bar does; the group knows the arrows and the digits."""
        group = self.parent()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.click()
        elif not (isinstance(group, Options) and group.take_key(event)):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        on, live = self.isChecked(), self.isEnabled()
        fill = "accent_soft" if on else "hover" if self.underMouse() else "surface"
        strong = live and (on or self.hasFocus())
        edge = "accent" if strong else "line_strong" if live else "line"
        box(painter, QRectF(self.rect()), fill if live else "sunken", edge, 2 if strong else 1)
        top = self._title.y() + (TYPE["body"].line - ICON) / 2
        ring = QRectF(GAP[3], top, ICON, ICON)
        mark = ("accent" if on else "line_strong") if live else "text_3"
        box(painter, ring, "surface" if live else "sunken", mark, 2, ICON / 2)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(mark))
            painter.drawEllipse(ring.center(), 5, 5)
        painter.end()


class Options(QWidget):
    """A group of options, below or beside each other; `chosen` carries the key of the one picked.

    Tab comes to the one that is chosen, or to each while none is; arrows go from one to the next without choosing, and
    a digit chooses the how manieth.
    """

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str, str]], *, beside: bool = False, name: str = "options") -> None:
        """`options` are (key, text, second line)."""
        super().__init__()
        self.setObjectName(name)
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        line = QBoxLayout(way, self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[3] if beside else GAP[2])
        self._group = QButtonGroup(self)
        self._options: dict[str, Option] = {}
        for key, text, second in options:
            option = Option(text, second, name=f"{name}.{key}")
            option.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(option)
            self._options[key] = option
            line.addWidget(option, 1 if beside else 0)

    @property
    def value(self) -> str:
        return next((key for key, option in self._options.items() if option.isChecked()), "")

    def set_value(self, key: str) -> None:
        """Marks an option without emitting `chosen`; none with an empty key."""
        self._group.setExclusive(False)
        for name, option in self._options.items():
            option.setChecked(name == key)
            reached = name == key or key not in self._options
            option.setFocusPolicy(Qt.FocusPolicy.StrongFocus if reached else Qt.FocusPolicy.ClickFocus)
        self._group.setExclusive(True)

    def start(self) -> None:
        """Puts the keyboard to what is chosen, or to the first."""
        (self._options.get(self.value) or next(iter(self._options.values()))).setFocus(Qt.FocusReason.TabFocusReason)

    def take_key(self, event: QKeyEvent) -> bool:
        """Whether a key was for the group."""
        options = list(self._options.values())
        at = next((number for number, option in enumerate(options) if option.hasFocus()), 0)
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(options) and not event.modifiers() & COMMANDS:
            if not event.isAutoRepeat():
                options[number].setFocus(Qt.FocusReason.ShortcutFocusReason)
                options[number].click()
        elif (way := _ARROWS.get(event.key(), 0)) != 0:
            options[(at + way) % len(options)].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            return False
        return True


_ARROWS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
