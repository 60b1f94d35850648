"""The list of procedures with the version in force; files are taken in here, and new ones begun."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.procedures import Shelf, begin_new, new_version
from fieldkit.errors import UserError
from fieldkit.forms import Record
from fieldkit.forms.procedure import PURPOSES
from fieldkit.i18n import _, translate
from fieldkit.playbooks import text_of
from fieldkit.ui.tokens import BETWEEN_CARDS, GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import Label, SectionHead, title
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Workplace


class ListPage(QWidget):
    """Procedures by what they are for; a click opens one."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._shown: list[Shelf] | None = None
        self._page = Page(name="procedures.page", gap=GAP[3])
        self.states = StateStack(self._page, name="procedures.list")
        self._error = Label("", "body", tone="bad", wrap=True, name="procedures.error")
        self._error.hide()
        self._code = QLineEdit()
        self._code.setObjectName("procedures.code")
        self._code.setAccessibleName(_("Code of a new procedure"))
        self._code.setPlaceholderText(_("Code, e.g. ups-alarm"))
        self._code.setFixedWidth(240)
        self._code.returnPressed.connect(self._begin)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(GAP[2])
        self._page.column.addLayout(self._head())
        self._page.column.addWidget(self._error)
        self._page.column.addLayout(self._cards)
        self._page.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.states)
        self.states.show_loading()

    def _head(self) -> QHBoxLayout:
        begin = secondary(_("Begin a new one"), icon="plus", name="procedures.begin")
        begin.clicked.connect(self._begin)
        take = secondary(_("Take a file in"), icon="upload", name="procedures.take_in")
        take.clicked.connect(self._choose)
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        line.addWidget(title(_("Procedures"), name="procedures.title"), 1)
        for widget in (self._code, begin, take):
            line.addWidget(widget)
        return line

    def show_shelves(self, found: list[Shelf]) -> None:
        if found == self._shown:
            return
        self._shown = found
        empty(self._cards)
        for purpose, label in PURPOSES.items():
            mine = [shelf for shelf in found if shelf.purpose == purpose]
            if not mine:
                continue
            if self._cards.count():
                self._cards.addSpacing(BETWEEN_CARDS)
            self._cards.addWidget(SectionHead(translate(label), str(len(mine))))
            rows = Rows(name=f"procedures.{purpose}")
            for shelf in mine:
                rows.add(self._row(shelf))
            self._cards.addWidget(rows)
        self.states.show_content()

    def _row(self, shelf: Shelf) -> Row:
        row = Row(shelf.title, shelf.models or _("any equipment"), chevron=True, name=f"procedure.{shelf.code}")
        draft = next((one for one in shelf.versions if one.status == "draft"), None)
        if draft is not None:
            row.add(Badge("draft", _("Draft of version {number}").format(number=draft.number)))
        used = next((one for one in shelf.versions if one.in_force), None)
        if used is None:
            row.add(Badge("waiting", _("Never released")))
        elif used.rid:
            row.add(Badge("approved", _("Version {number}, the company's").format(number=used.number)))
        else:
            row.add(Badge("stored", _("Version {number}, comes with FieldKit").format(number=used.number)))
        row.clicked.connect(lambda: self._place.go.emit(f"procedures/{shelf.code}"))
        return row

    # -- what is done

    def _choose(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(self, _("Take a file in"), "", "YAML (*.yaml *.yml)")
        if path:
            self.take_in(Path(path))

    def take_in(self, path: Path) -> None:
        """Makes a draft of a file; what is wrong with the file is said here, line by line."""

        def take(desk: Desk) -> Record:
            try:
                return new_version(desk, text_of(path.name, path.read_bytes()), path.name)
            except OSError as error:
                sentence = _("“{name}” cannot be read: {reason}.")
                raise UserError(sentence, name=path.name, reason=error.strerror) from None

        self._make(take)

    def _begin(self) -> None:
        code = self._code.text().strip()
        self._make(lambda desk: begin_new(desk, code))

    def _make(self, action: Callable[[Desk], Record]) -> None:
        self._error.hide()

        def done(record: Record) -> None:
            self._code.clear()
            self._place.go.emit(f"procedures/{record.values['code']}/{record.values['edition']}")

        self._place.act(action, done, self._refuse, owner=self)

    def _refuse(self, error: Exception) -> None:
        ours = _("This did not work, and it is not your fault.")
        self._error.setText(error.say() if isinstance(error, UserError) else ours)
        self._error.show()
