"""Editors for what is typed: one line with its unit inside, and paragraphs that grow."""

from dataclasses import replace
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from fieldkit.forms import Field, Json
from fieldkit.forms.types import Duration, Money, Number
from fieldkit.forms.values import Measured, Reading
from fieldkit.i18n import _
from fieldkit.ui.editors.base import MIDDLE, Editor
from fieldkit.ui.theme import restyle
from fieldkit.ui.tokens import FIELD_HEIGHT, GAP
from fieldkit.ui.widgets.labels import IconLabel, Label

LINES_LEAST, LINES_MOST = 2, 12
FRAME = 30  # px; edge and padding of a paragraph, above and below


class EndedLine(QLineEdit):
    """A line with something at its right end, inside the edge: the unit, a mark, a button."""

    def __init__(self) -> None:
        super().__init__()
        self._end = QWidget(self)
        self._things = QHBoxLayout(self._end)
        self._things.setContentsMargins(0, 0, 0, 0)
        self._things.setSpacing(GAP[2])
        self._mark = IconLabel("circle-alert", "bad", says=_("Wrong"))
        self._mark.hide()
        self.add_end(self._mark)

    def add_end(self, widget: QWidget) -> None:
        self._things.addWidget(widget)
        self._make_room()

    def set_wrong(self, wrong: bool) -> None:
        self._mark.setVisible(wrong)
        restyle(self, state="wrong" if wrong else "")
        self._make_room()

    def _make_room(self) -> None:
        wide = self._end.sizeHint().width() if not self._end.isHidden() else 0
        self.setTextMargins(0, 0, wide + GAP[2] if wide else 0, 0)
        self._end.setGeometry(self.width() - wide - GAP[3], 2, wide, self.height() - 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._make_room()
        return done


class Line(Editor):
    """One line of text; Enter saves as leaving does."""

    def __init__(self, field: Field[Any], name: str) -> None:
        super().__init__(field, name)
        self.box = EndedLine()
        self.box.setMinimumHeight(FIELD_HEIGHT)
        self.box.setPlaceholderText(_(field.hint))
        self.unit = Label("", "body", tone="text_3")
        self.set_unit(getattr(field, "unit", ""))
        self.box.add_end(self.unit)
        self.box.textChanged.connect(self.say_typed)
        self.box.returnPressed.connect(self.left)
        self.keep_watch(self.box)
        self.line.addWidget(self.box)

    def set_unit(self, unit: str) -> None:
        self.unit.setText(unit)
        self.unit.setVisible(bool(unit))

    def draw(self, raw: Json) -> None:
        shown = self.said(raw)
        if shown != self.box.text():
            self.box.setText(shown)
            self.box.setCursorPosition(0)

    def said(self, raw: Json) -> str:
        """A stored value as it stands in the line."""
        return self.field.show(self.field.load(raw))

    def take(self) -> Json:
        return self.field.dump(self.field.parse(self.box.text()))

    @property
    def text(self) -> str:
        return self.box.text()

    def show_text(self, text: str) -> None:
        self.box.setText(text)

    def set_writable(self, writable: bool) -> None:
        self.box.setReadOnly(not writable)

    def set_wrong(self, wrong: bool) -> None:
        self.box.set_wrong(wrong)


class WordsLine(Line):
    """One line of words: wider than a number."""

    most = MIDDLE


class NumberLine(Line):
    """A number without its unit, which stands at the right; an amount with ¥ there."""

    def __init__(self, field: Number, name: str) -> None:
        super().__init__(field, name)
        if isinstance(field, Money):
            self.set_unit("¥")

    def said(self, raw: Json) -> str:
        value = self.field.load(raw)
        return "" if value is None else format(value, "f")


class DurationLine(Line):
    """A span of time, shown in words and typed as 1:30, 90 or in words."""

    def __init__(self, field: Duration, name: str) -> None:
        super().__init__(field, name)
        if not field.hint:
            self.box.setPlaceholderText("1:30")


class ReadingLine(Line):
    """A measured value; its unit and the limits it was held against stay as they were."""

    def __init__(self, field: Reading, name: str) -> None:
        super().__init__(field, name)
        self._read: Measured | None = None

    def draw(self, raw: Json) -> None:
        self._read = self.field.load(raw)
        self.set_unit(self._read.unit if self._read else getattr(self.field, "unit", ""))
        super().draw(raw)

    def said(self, raw: Json) -> str:
        return "" if self._read is None else format(self._read.value, "f")

    def take(self) -> Json:
        typed = self.field.parse(self.box.text().strip().removesuffix(self.unit.text()))
        if typed is not None and self._read is not None:
            typed = replace(self._read, value=typed.value)
        return self.field.dump(typed)


class Paragraph(Editor):
    """Paragraphs, as high as what stands in them; Tab goes on to the next field."""

    most = 0

    def __init__(self, field: Field[Any], name: str) -> None:
        super().__init__(field, name)
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setPlaceholderText(_(field.hint))
        self.box.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.textChanged.connect(self.say_typed)
        self.keep_watch(self.box)
        self.box.textChanged.connect(self._grow)
        self.line.addWidget(self.box)
        self._grow()

    def draw(self, raw: Json) -> None:
        shown = self.field.show(self.field.load(raw))
        if shown != self.box.toPlainText():
            self.box.setPlainText(shown)

    def take(self) -> Json:
        return self.field.dump(self.field.parse(self.box.toPlainText()))

    @property
    def text(self) -> str:
        return self.box.toPlainText()

    def show_text(self, text: str) -> None:
        self.box.setPlainText(text)

    def set_writable(self, writable: bool) -> None:
        self.box.setReadOnly(not writable)

    def set_wrong(self, wrong: bool) -> None:
        restyle(self.box, state="wrong" if wrong else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.box.height())

    def _grow(self) -> None:
        """As high as the text at this width; past twelve lines it scrolls."""
        letters = self.box.font()
        heights = heights_of(self.box.toPlainText(), letters, self.width() - 26)
        least = LINES_LEAST * QFontMetrics(letters).lineSpacing()
        tall = max(ceil(sum(heights[:LINES_MOST])), least) + FRAME
        if self.box.height() != tall:
            self.box.setFixedHeight(tall)


def heights_of(text: str, letters: QFont, room: float) -> list[float]:
    """How tall each line of a text is in a width, broken as a field breaks it: a quotation mark makes one taller."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    heights = []
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, letters)
        layout.setTextOption(option)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(room, 40))
            heights.append(line.height())
        layout.endLayout()
        if not layout.lineCount():
            heights.append(QFontMetrics(letters).height())
    return heights
