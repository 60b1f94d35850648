"""`import` is where a company's lists are taken in: files, what they would change, and the taking in.

The office reads and compares; without a line there is nothing to see here, and the screen says so.
"""

import base64
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from fieldkit.actions.importing import Progress, take_in
from fieldkit.errors import OfflineError, UserError
from fieldkit.i18n import _
from fieldkit.sync.lists import ListsReply
from fieldkit.ui.screens.importing.files_card import FilesCard
from fieldkit.ui.screens.importing.outcome import Outcome
from fieldkit.ui.screens.importing.running import Running
from fieldkit.ui.screens.importing.telling import changes_anything, sum_up
from fieldkit.ui.tokens import GAP, PAGE_MARGINS
from fieldkit.ui.widgets.buttons import primary, secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import Label, body, title
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.workplace import Screen, Workplace


class ImportScreen(Screen):
    """Files, then a look at what they would change, then the taking in; at any time back to the files."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("import")
        self._reply: ListsReply | None = None
        self._taking = self._taken = self._stale = False
        self._folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.files = FilesCard()
        self.outcome = Outcome()
        self.running = Running(place.jobs)
        self._head = title(_("Take the company's lists in"))
        self._said = body("", tone="text_2", name="import.said")
        self._error = Label("", "body", tone="bad", wrap=True, name="import.error")
        self.look = primary(_("See what would change"), name="import.look")
        self.take = primary(_("Take in"), name="import.take")
        self.save = secondary(_("Save the refused rows…"), size="large", icon="download", name="import.save")
        self.again = secondary(_("Other files"), size="large", icon="arrow-left", name="import.again")
        self._lay_out()
        self._connect()
        self._draw()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(*PAGE_MARGINS)
        self._column.setSpacing(GAP[3])
        self._files = Page(margins=(0, 0, 0, 0), name="import.page")
        self._files.column.addWidget(self.files)
        self._files.column.addStretch(1)
        for widget in (self._head, self._said, self._error, self.running):
            self._column.addWidget(widget)
        self._column.addWidget(self._files, 1)
        self._column.addWidget(self.outcome, 1)
        self._rest = QWidget()
        self._column.addWidget(self._rest, 1)
        footer = Footer(name="import.footer")
        footer.add_left(self.again)
        for button in (self.save, self.look, self.take):
            footer.add_right(button)
        column.addWidget(inside, 1)
        column.addWidget(footer)

    def _connect(self) -> None:
        self.files.changed.connect(self._start_over)
        self.outcome.asked.connect(self._out_of_date)
        self.running.ended.connect(self._ended)
        self.running.failed.connect(self._failed)
        self.running.given_up.connect(self._given_up)
        self.look.clicked.connect(lambda: self._run(taking=False))
        self.take.clicked.connect(lambda: self._run(taking=True))
        self.save.clicked.connect(self._save)
        self.again.clicked.connect(self._other_files)

    def open(self, parts: Sequence[str]) -> None:
        self._draw()

    def crumbs(self) -> list[tuple[str, str]]:
        return [("import", _("Take lists in"))]

    # -- what is to be seen

    def _draw(self) -> None:
        reply, busy = self._reply, self.running.busy
        looked = reply is not None
        self._files.setVisible(not looked and not busy)
        self.outcome.setVisible(looked and not busy)
        self._rest.setVisible(busy)
        self.again.setVisible(looked and not busy)
        self.save.setVisible(looked and not busy and bool(reply and reply.book))
        fresh = looked and not self._stale
        self.look.setVisible(not busy and (not looked or self._stale))
        self.look.setEnabled(bool(self.files.paths))
        self.look.setText(_("Look again") if looked else _("See what would change"))
        self.take.setVisible(not busy and fresh and not self._taken)
        self.take.setEnabled(
            reply is not None and (changes_anything(reply.lists) or bool(self.outcome.meanings.lessons))
        )
        self._said.setText(self._sentence())
        self._error.setVisible(bool(self._error.text()))

    def _sentence(self) -> str:
        if self._reply is None:
            return _(
                "Excel and CSV files as the company keeps them: customers, sites, equipment, software, released "
                "versions, spare parts, receivables, people. First you see what would change; nothing is written "
                "before you take it in."
            )
        summed = sum_up(self._reply.lists)
        if self._taken:
            return _("Taken in: {sum}. Everybody has it with the next synchronization.").format(sum=summed)
        if self._stale:
            return _("You have explained something. Look again, to see what would change now.")
        if not changes_anything(self._reply.lists):
            return _("The files would change nothing: {sum}.").format(sum=summed)
        return _("This would change: {sum}. Nothing has been written yet.").format(sum=summed)

    # -- doing it

    def _run(self, *, taking: bool) -> None:
        desk, paths = self.place.desk, list(self.files.paths)
        whole, lessons = set(self.outcome.whole), dict(self.outcome.meanings.lessons)

        def work(progress: Progress) -> ListsReply:
            return take_in(desk, paths, progress, dry_run=not taking, whole=whole, lessons=lessons)

        self._taking = taking
        self._error.setText("")
        self.running.run(work)
        self._draw()

    def _ended(self, reply: ListsReply) -> None:
        self._reply, self._taken, self._stale = reply, self._taking, False
        self.outcome.show_reply(reply, final=self._taken)
        self._draw()
        if self._taken:
            self.place.sync_wanted.emit()
            self.again.setFocus()
        else:
            self.take.setFocus()
        self.place.settled.emit()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, OfflineError) and self._taking:
            said = _("The line to the head office broke. Look again: what was taken in by then shows as unchanged.")
            self._stale = True
        elif isinstance(error, OfflineError):
            said = _("There is no line to the head office now. Lists go straight to the office: try again on line.")
        else:
            ours = _("This did not work, and it is not your fault.")
            said = error.say() if isinstance(error, UserError) else ours
        self._error.setText(said)
        self._draw()

    def _given_up(self) -> None:
        self._error.setText("")
        self._draw()
        self._said.setText(_("Given up: nothing was changed."))

    def _out_of_date(self) -> None:
        self._stale = True
        self._draw()

    def _start_over(self) -> None:
        self._reply, self._taken, self._stale = None, False, False
        self.outcome.whole.clear()
        self.outcome.meanings.lessons.clear()
        self._error.setText("")
        self._draw()

    def _other_files(self) -> None:
        if self._taken:
            self.files.clear()
        else:
            self._start_over()

    def _save(self) -> None:
        if self._reply is None:
            return
        usual = str(Path(self._folder) / _("refused rows.xlsx"))
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Where the refused rows go"), usual, "Excel (*.xlsx)")
        if not chosen:
            return
        path = Path(chosen) if chosen.endswith(".xlsx") else Path(f"{chosen}.xlsx")
        try:
            path.write_bytes(base64.b64decode(self._reply.book))
        except OSError as error:
            self._error.setText(_("“{path}” cannot be written: {reason}.").format(path=path, reason=error.strerror))
        else:
            self._error.setText("")
            self._said.setText(
                _("The refused rows are in “{name}”. Correct them there, then take that file in.").format(
                    name=path.name
                )
            )
        self._error.setVisible(bool(self._error.text()))
