"""The text of a procedure with the numbers of its lines; those with a finding are marked."""

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontDatabase, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from fieldkit.i18n import _
from fieldkit.ui.theme import color
from fieldkit.ui.tokens import GAP

INDENT = "  "


class TextEdit(QPlainTextEdit):
    """Tab indents by two spaces; Escape first lets Tab lead on to the next control."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("procedure.text")
        self.setAccessibleName(_("Text of the procedure"))
        self.setStyleSheet(f"font-family: '{_even_face()}'")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._marked: list[int] = []
        self._leaving = False
        self._numbers = _Numbers(self)
        self.blockCountChanged.connect(lambda _count: self._make_room())
        self.updateRequest.connect(self._follow)
        self._make_room()

    def mark(self, lines: Iterable[int]) -> None:
        """Marks the lines in which something is wrong."""
        self._marked = sorted(set(lines))
        marks = []
        for number in self._marked:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.document().findBlockByNumber(number - 1))
            mark.format.setBackground(color("warn_soft"))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            marks.append(mark)
        self.setExtraSelections(marks)
        self._numbers.update()

    @property
    def marked(self) -> list[int]:
        return self._marked

    def go_to(self, line: int) -> None:
        """Puts the keyboard at the beginning of a line, in the middle of what is in sight."""
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(line - 1)))
        self.centerCursor()
        self.setFocus()

    @property
    def line(self) -> int:
        return self.textCursor().blockNumber() + 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leaving = True
            return
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and (self._leaving or self.isReadOnly()):
            self._leaving = False
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            return
        self._leaving = False
        if event.key() == Qt.Key.Key_Tab:
            self.insertPlainText(INDENT)
            return
        super().keyPressEvent(event)

    def _make_room(self) -> None:
        self.setViewportMargins(self._numbers.sizeHint().width(), 0, 0, 0)

    def _follow(self, rect: QRect, dy: int) -> None:
        if dy:
            self._numbers.scroll(0, dy)
        else:
            self._numbers.update(0, rect.y(), self._numbers.width(), rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._numbers.setGeometry(inside.left(), inside.top(), self._numbers.sizeHint().width(), inside.height())

    def paint_numbers(self, painter: QPainter, wide: int) -> None:
        """The numbers of the lines in sight."""
        block = self.firstVisibleBlock()
        while block.isValid():
            rect = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if rect.top() > self.viewport().height():
                return
            number = block.blockNumber() + 1
            painter.setPen(color("warn" if number in self._marked else "text_3"))
            place = QRect(0, int(rect.top()), wide - GAP[2], int(rect.height()))
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number))
            block = block.next()


def _even_face() -> str:
    """The computer's face of one width, so that steps of indentation are seen; Chinese comes from the usual one."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()


class _Numbers(QWidget):
    def __init__(self, text: TextEdit) -> None:
        super().__init__(text)
        self._text = text

    def sizeHint(self) -> QSize:
        digits = len(str(self._text.blockCount()))
        return QSize(self._text.fontMetrics().horizontalAdvance("8") * max(digits, 3) + GAP[4], 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), color("sunken"))
        painter.setFont(self._text.font())
        self._text.paint_numbers(painter, self.width())
        painter.end()
