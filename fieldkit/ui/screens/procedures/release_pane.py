"""What a version changes and why it was released; a draft is released here, a released version withdrawn."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from fieldkit.actions.procedures import Shelf, Version
from fieldkit.i18n import N_, _, translate
from fieldkit.joined import phrases
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import Label, SectionHead, body, caption, stack
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Row, Rows

BADGES = {
    "draft": ("draft", N_("Draft")),
    "released": ("approved", N_("Released")),
    "withdrawn": ("returned", N_("Withdrawn")),
    "shipped": ("stored", N_("Comes with FieldKit")),
}


class ReleasePane(Page):
    """`chosen` carries the number of another version, `withdrawn` the reason why this one is taken back."""

    chosen = Signal(int)
    withdrawn = Signal(str)

    def __init__(self, version: Version) -> None:
        super().__init__(role="surface", gap=GAP[2], margins=(GAP[5], GAP[3], GAP[5], GAP[4]), name="release")
        self._version = version
        self._changes: tuple[str, ...] = ()
        self._list = Rows(name="release.changes")
        self._versions = Rows(name="release.versions")
        self._reason = QPlainTextEdit()
        self._reason.setObjectName("release.reason")
        self._reason.setTabChangesFocus(True)
        self._reason.setFixedHeight(72)
        draft = version.status == "draft"
        label = _("Why this version is released") if draft else _("Why this version is withdrawn")
        self._reason.setAccessibleName(label)
        ask = stack(caption(label, tone="text_2"), self._reason, gap=4)
        self.column.addWidget(
            SectionHead(_("What it changes against the version in force") if draft else _("What it changed"))
        )
        self.column.addWidget(self._list)
        if version.reason:
            said = phrases((version.who, version.when))
            self.column.addWidget(stack(caption(said, tone="text_2"), body(version.reason, name="release.said"), gap=2))
        if draft or version.status == "released":
            self.column.addWidget(ask)
        else:
            ask.deleteLater()
        if version.status == "released":
            take = secondary(_("Withdraw this version"), icon="undo-2", name="release.withdraw")
            take.clicked.connect(lambda: self.withdrawn.emit(self.reason))
            self.column.addWidget(take)
        self._error = Label("", "body", tone="bad", wrap=True, name="release.error")
        self._error.hide()
        self.column.addWidget(self._error)
        self.column.addSpacing(GAP[3])
        self.column.addWidget(SectionHead(_("All versions")))
        self.column.addWidget(self._versions)
        self.column.addStretch(1)

    @property
    def reason(self) -> str:
        return self._reason.toPlainText()

    def start(self) -> None:
        self._reason.setFocus()

    def show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.show()
        self.ensureWidgetVisible(self._error)

    def show_changes(self, changes: Sequence[str]) -> None:
        """A line for each change."""
        if tuple(changes) == self._changes:
            return
        self._changes = tuple(changes)
        _refill(self._list, [Row(line, opens=False, name=f"change.{at}") for at, line in enumerate(changes, 1)])

    def show_versions(self, shelf: Shelf) -> None:
        """Every version; a click opens it."""
        rows = []
        for one in shelf.versions:
            second = phrases((one.when, one.reason.split("\n")[0]))
            row = Row(
                _("Version {number}").format(number=one.number), second, name=f"version.{one.number}.{one.status}"
            )
            if one.in_force:
                row.add(Badge("done", _("In force")))
            status, word = BADGES[one.status]
            row.add(Badge(status, translate(word)))
            row.set_chosen(one.number == self._version.number and one.status == self._version.status)
            row.clicked.connect(lambda number=one.number: self.chosen.emit(number))
            rows.append(row)
        _refill(self._versions, rows)


def _refill(card: Rows, rows: Sequence[QWidget]) -> None:
    card.clear()
    for row in rows:
        card.add(row)
