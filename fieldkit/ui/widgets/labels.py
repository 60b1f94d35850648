"""Words on the screen: the steps of the type scale, and lines that shorten themselves."""

import re

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from fieldkit.ui.icons import paint_icon
from fieldkit.ui.theme import font, restyle
from fieldkit.ui.tokens import GAP, ICON, TYPE

_LONG, _PIECE = re.compile(r"[!-~]{24,}"), re.compile(r".{8}(?!$)")
_HERE = "\u200b"  # no width; a line may break at it


def breakable(text: str) -> str:
    """A text whose long words without a gap, such as checksums, may break: else they would widen their whole page."""
    return _LONG.sub(lambda word: _PIECE.sub(rf"\g<0>{_HERE}", word[0]), text)


class Label(QLabel):
    """Plain text in one step of the type scale; never rich text, so that data cannot bring markup along.

    `tone` names a colour of the palette. With `wrap` it breaks into lines, else it asks for its full width.
    """

    def __init__(
        self,
        text: str = "",
        kind: str = "body",
        *,
        tone: str = "text",
        bold: bool | None = None,
        wrap: bool = False,
        name: str = "",
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.kind = kind
        self.setFont(font(kind, bold=bold))
        self.setWordWrap(wrap)
        if not wrap:
            self.setMinimumHeight(TYPE[kind].line)
        if name:
            self.setObjectName(name)
        self.set_tone(tone)
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        restyle(self, tone=tone)

    def set_bold(self, bold: bool) -> None:
        self.setFont(font(self.kind, bold=bold))


class ElidedLabel(Label):
    """One line that is shortened with … where there is no room, and then has the whole as its tool tip."""

    def __init__(
        self,
        text: str = "",
        kind: str = "body",
        *,
        tone: str = "text",
        bold: bool | None = None,
        name: str = "",
    ) -> None:
        super().__init__(text, kind, tone=tone, bold=bold, name=name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(super().sizeHint().width(), 40), TYPE[self.kind].line)

    def sizeHint(self) -> QSize:
        # One px more than measured: fractions must not cost the last letter.
        return QSize(super().sizeHint().width() + 1, TYPE[self.kind].line)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._explain()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment() | Qt.TextFlag.TextSingleLine), self._shown())

    def _shown(self) -> str:
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())

    def _explain(self) -> None:
        self.setToolTip(self.text() if self._shown() != self.text() else "")


class IconLabel(QWidget):
    """An icon that stands by itself, in a colour by name; `says` is what it tells who cannot see it."""

    def __init__(self, icon: str, tone: str = "text_2", size: int = ICON, *, says: str = "") -> None:
        super().__init__()
        self._icon, self._tone, self._size = icon, tone, size
        self.setFixedSize(size, size)
        self.setAccessibleName(says)

    def set_icon(self, icon: str, tone: str = "text_2", says: str = "") -> None:
        self._icon, self._tone = icon, tone
        self.setAccessibleName(says)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_icon(QPainter(self), self._icon, self._tone, 0, 0, self._size)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()


def title(text: str = "", *, name: str = "title") -> Label:
    """The one title of a screen: it says what is the matter."""
    return Label(text, "title", wrap=True, name=name)


def heading(text: str = "", *, name: str = "") -> Label:
    """The heading of a section."""
    return Label(text, "heading", name=name)


def body(text: str = "", *, tone: str = "text", wrap: bool = True, name: str = "") -> Label:
    """Running text."""
    return Label(text, "body", tone=tone, wrap=wrap, name=name)


def caption(text: str = "", *, tone: str = "text_3", wrap: bool = False, name: str = "") -> Label:
    """A second line, or the label above a field."""
    return Label(text, "caption", tone=tone, wrap=wrap, name=name)


def tiny(text: str = "", *, tone: str = "text_3", name: str = "") -> Label:
    """Where a value came from. Nothing on the screen is smaller."""
    return Label(text, "tiny", tone=tone, name=name)


class SectionHead(QWidget):
    """The line above a card: heading, a note beside it, and what can be done with the section at the right."""

    def __init__(self, text: str, note: str = "", *, name: str = "") -> None:
        super().__init__()
        self.heading = heading(text, name=f"{name}.heading" if name else "")
        self.note = ElidedLabel(note, "body", tone="text_3")
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(GAP[2])
        self._line.addWidget(self.heading)
        self._line.addWidget(self.note)
        self._line.addStretch(1)

    def set_note(self, note: str) -> None:
        self.note.setText(note)

    def add(self, widget: QWidget) -> None:
        """Puts a widget, mostly a link, at the right end."""
        self._line.addWidget(widget)


def stack(*widgets: QWidget, gap: int = 0) -> QWidget:
    """Widgets one below the other, without margins."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(gap)
    for widget in widgets:
        column.addWidget(widget)
    return holder


def beside(*widgets: QWidget, gap: int = GAP[3], stretched: bool = True) -> QWidget:
    """Widgets in a line, without margins: of one width when `stretched`, else each as wide as it needs."""
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(gap)
    for widget in widgets:
        line.addWidget(widget, int(stretched))
    if not stretched:
        line.addStretch(1)
    return holder
