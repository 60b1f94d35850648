"""A comment beside its field, with its number on the page, and how it is answered."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldkit.actions.reports import answer_comment
from fieldkit.errors import UserError
from fieldkit.forms.seen import legible
from fieldkit.i18n import _
from fieldkit.ui.screens.report.sight import Remark
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.labels import Label, caption
from fieldkit.ui.widgets.paint import disc, painter_of
from fieldkit.ui.workplace import Workplace

PIN = 24


class Pin(QWidget):
    """The number of a comment, as on the page."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.setFixedSize(QSize(PIN, PIN))
        self.setAccessibleName(_("Comment {number}").format(number=number))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = painter_of(self)
        disc(painter, QPointF(PIN / 2, PIN / 2), str(self._number), "pin", PIN)
        painter.end()


class RemarkNote(QWidget):
    """What the manager said of a field; *Done* answers it, with a word if one likes."""

    def __init__(self, place: Workplace, remark: Remark, *, answerable: bool = True) -> None:
        super().__init__()
        self._place, self.remark = place, remark
        rid = remark.comment.id
        self.setObjectName(f"comment.{rid}")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, GAP[1])
        line.setSpacing(GAP[2])
        pin = Pin(remark.number)
        side = QVBoxLayout()
        side.addWidget(pin)
        side.addStretch(1)
        line.addLayout(side)
        column = QVBoxLayout()
        column.setSpacing(GAP[1])
        column.addWidget(Label(remark.comment.text or "", "body", wrap=True, name=f"comment.{rid}.text"))
        when = remark.comment.shown("written_at")[5:]
        column.addWidget(caption("·".join(word for word in (remark.by, when) if word)))
        self.error = Label("", "caption", tone="bad", wrap=True)
        self.error.hide()
        column.addWidget(self.error)
        self.reply = QLineEdit()
        self.reply.setObjectName(f"comment.{rid}.reply")
        self.reply.setAccessibleName(_("Answer"))
        self.reply.setPlaceholderText(_("Answer, if you like"))
        self.done = Button(_("Done"), icon="check", name=f"comment.{rid}.done")
        self.done.clicked.connect(self.answer)
        column.addWidget(self.reply)
        column.addWidget(self.done, 0, Qt.AlignmentFlag.AlignLeft)
        line.addLayout(column, 1)
        self.reply.setVisible(answerable)
        self.done.setVisible(answerable)

    def answer(self) -> None:
        """Tells the manager that it was seen to."""
        rid, said = self.remark.comment.id, legible(self.reply.text())
        self.setFocus()  # the button goes; the field has the keyboard afterwards
        self.done.setEnabled(False)
        self._place.act(lambda desk: answer_comment(desk, rid, said), failed=self._failed, owner=self)

    def _failed(self, error: Exception) -> None:
        self.done.setEnabled(True)
        if isinstance(error, UserError):
            self.error.setText(error.say())
            self.error.show()


def notes_of(place: Workplace, remarks: list[Remark], make: Callable[..., RemarkNote] = RemarkNote) -> QWidget:
    """Several comments on one field, one below the other."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP[2])
    for remark in remarks:
        column.addWidget(make(place, remark))
    return holder
