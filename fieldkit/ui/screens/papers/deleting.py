"""A draft is taken back: asked once, with its name; and put back as long as its page is open."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldkit.actions.records import delete_record, put_back
from fieldkit.errors import UserError
from fieldkit.forms import Record
from fieldkit.i18n import _
from fieldkit.ui.screens.papers.sight import PaperSight
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, secondary
from fieldkit.ui.widgets.labels import IconLabel, Label
from fieldkit.ui.workplace import Workplace


class DeleteLine(QWidget):
    """Hidden until `ask`, and while there is nothing to say. `done` says that the paper is deleted or there again."""

    done = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setObjectName("paper.deleting")
        self._place, self._rid, self._deleted = place, "", False
        self.words = Label("", "body", wrap=True, name="paper.deleting.words")
        self.keep = secondary(_("Keep it"), name="paper.deleting.keep")
        self.keep.clicked.connect(self.hide)
        self.go = Button(_("Delete the draft"), "danger", "normal", icon="trash-2", name="paper.deleting.go")
        self.go.clicked.connect(self._delete)
        self.back = secondary(_("Take it back"), icon="undo-2", name="paper.deleting.back")
        self.back.clicked.connect(self._put_back)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP[3])
        line.addWidget(IconLabel("trash-2", "text_2"))
        line.addWidget(self.words, 1)
        for button in (self.keep, self.go, self.back):
            line.addWidget(button)
        self.hide()

    def show_sight(self, sight: PaperSight) -> None:
        """Another state of the paper: what was deleted says so, and can be put back by who may delete it."""
        was, self._rid, self._deleted = self._deleted, sight.record.id, sight.record.deleted
        if self._deleted:
            self.words.setText(_("This draft is deleted. As long as you stay here it can be taken back."))
        elif was:
            self.hide()
        self._offer()
        if self._deleted:
            self.show()

    def ask(self, name: str) -> None:
        words = _("“{name}” and all that is written in it will be deleted. Its number is not used again.")
        self.words.setText(words.format(name=name))
        self._offer()
        self.show()

    def _offer(self) -> None:
        for button in (self.keep, self.go):
            button.setVisible(not self._deleted)
        self.back.setVisible(self._deleted)

    def _delete(self) -> None:
        rid = self._rid
        self._place.act(lambda desk: delete_record(desk, rid), self._done, self._fail, owner=self)

    def _put_back(self) -> None:
        rid = self._rid
        self._place.act(lambda desk: put_back(desk, rid), self._done, self._fail, owner=self)

    def _done(self, _record: Record) -> None:
        self.done.emit()

    def _fail(self, error: Exception) -> None:
        self.words.setText(error.say() if isinstance(error, UserError) else _("This could not be done. Try again."))
