"""Asks before a row is taken off its list, and says what hangs on it."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from fieldkit.actions.desk import Desk
from fieldkit.actions.hanging import Hanging, hanging, merged_ones
from fieldkit.actions.records import show_record
from fieldkit.actions.reopening import reopens
from fieldkit.i18n import _
from fieldkit.joined import listed
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, quiet
from fieldkit.ui.widgets.labels import Label, body
from fieldkit.ui.widgets.rows import Card


@dataclass(frozen=True)
class Consequences:
    """What hangs on a record, how many were merged into it, and whether a debt is owed again without it."""

    on_it: tuple[Hanging, ...]
    merged: int
    reopens: bool


def consequences(desk: Desk, rid: str) -> Consequences:
    return Consequences(tuple(hanging(desk, rid)), merged_ones(desk, rid), reopens(desk, show_record(desk, rid)))


class DeletionQuestion(Card):
    """`agreed` says that it is to be deleted all the same; the focus begins at *Cancel*."""

    agreed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("lists.record.question")
        self._asked = Label("", "body", bold=True, wrap=True, name="lists.record.question.asked")
        self._on_it = body(tone="warn", name="lists.record.question.on_it")
        self._after = body(
            _("Nothing is lost: the filter “deleted” of the list shows it, and there it can be put back."),
            tone="text_2",
        )  # fmt: skip
        do = Button(_("Delete"), "danger", "small", icon="trash-2", name="lists.record.question.do")
        do.clicked.connect(self._agree)
        self.cancel = quiet(_("Cancel"), size="small", name="lists.record.question.cancel")
        self.cancel.clicked.connect(self.hide)
        for line in (self._asked, self._on_it, self._after):
            self.body.addWidget(line)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP[2])
        buttons.addWidget(do)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self.hide()

    def ask(self, name: str, found: Consequences) -> None:
        self._asked.setText(_("Delete “{name}”?").format(name=name))
        sentences = []
        if found.on_it:
            words = listed(_counted(one) for one in found.on_it)
            sentences.append(_("It is named by: {records}. These stay, and go on naming it.").format(records=words))
        if found.merged:
            sentences.append(_("Merged into it, and gone with it: {count}.").format(count=found.merged))
        if found.reopens:
            sentences.append(_("The debt that it settled is owed again."))
        self._on_it.setText("\n".join(sentences))
        self._on_it.setVisible(bool(sentences))
        self.show()
        self.cancel.setFocus()

    def _agree(self) -> None:
        self.hide()
        self.agreed.emit()


def _counted(one: Hanging) -> str:
    if one.open:
        return _("{records} {count} ({open} not settled)").format(records=one.title, count=one.count, open=one.open)
    return _("{records} {count}").format(records=one.title, count=one.count)
