"""One version of a procedure: its text at the left; beside it what is wrong, a walk through it, and its release."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.procedures import Shelf, Version, in_force, keep_text, new_version, release, withdraw
from fieldkit.errors import UserError
from fieldkit.forms import Record
from fieldkit.forms.seen import legible
from fieldkit.i18n import _
from fieldkit.playbooks import Checked, Playbook, changes, check_against
from fieldkit.ui.screens.procedures.findings import FindingsPane
from fieldkit.ui.screens.procedures.preview import Preview
from fieldkit.ui.screens.procedures.release_pane import ReleasePane
from fieldkit.ui.screens.procedures.text_edit import TextEdit
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, primary, secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.rows import rule
from fieldkit.ui.workplace import Workplace

CHECK_MS = 400


class BookPage(QWidget):
    """A draft can be written and is kept as it stands; every other version can be read, and a new one begun from it."""

    def __init__(self, place: Workplace, shelf: Shelf, version: Version) -> None:
        super().__init__()
        self.setObjectName("procedure")
        self._place, self.shelf, self.version = place, shelf, version
        self._stored = version.text
        self._before: Playbook | None = None
        self._text = TextEdit()
        self._text.setPlainText(version.text)
        self._text.setReadOnly(version.status != "draft")
        self._findings = FindingsPane()
        self._findings.chosen.connect(self._text.go_to)
        self._preview = Preview(place.laptop.clock)
        self._release = ReleasePane(version)
        self._release.chosen.connect(lambda number: place.go.emit(f"procedures/{shelf.code}/{number}"))
        self._release.withdrawn.connect(self._withdraw)
        self._beside = QStackedWidget()
        self._tabs: dict[str, Button] = {}
        self._footer = Footer(name="procedure.footer")
        self._lay_out()
        self._build_footer()
        self._timer = QTimer(self, singleShot=True, interval=CHECK_MS)
        self._timer.timeout.connect(self.keep)
        self._text.textChanged.connect(self._typed)
        self._release.show_versions(shelf)
        self._check()

    def _lay_out(self) -> None:
        names = {"check": _("Check"), "preview": _("Walk through"), "release": _("Release and versions")}
        panes = {"check": self._findings, "preview": self._preview, "release": self._release}
        heads, group = QHBoxLayout(), QButtonGroup(self)
        heads.setContentsMargins(GAP[5], GAP[2], GAP[5], 0)
        for key, words in names.items():
            tab = secondary(words, size="small", name=f"procedure.{key}")
            tab.setCheckable(True)
            tab.clicked.connect(partial(self.show_tab, key))
            group.addButton(tab)
            self._tabs[key] = tab
            heads.addWidget(tab)
            self._beside.addWidget(panes[key])
        heads.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(GAP[2])
        right.addLayout(heads)
        right.addWidget(self._beside, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self._text, 11)
        middle.addWidget(rule(upright=True))
        middle.addLayout(right, 10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self._footer)
        self.show_tab("check")

    def _build_footer(self) -> None:
        export = secondary(_("Save as a file"), icon="download", name="procedure.export")
        export.clicked.connect(self._choose_file)
        self._footer.add_left(export)
        if self._draft:
            self._main = primary(_("Release"), icon="badge-check")
            self._main.clicked.connect(self._go_release)
        else:
            self._main = primary(_("New version from this"), icon="pencil")
            self._main.clicked.connect(self._begin_new)
        self._footer.add_right(self._main)

    @property
    def _draft(self) -> bool:
        return self.version.status == "draft"

    def show_tab(self, key: str) -> None:
        self._tabs[key].setChecked(True)
        self._beside.setCurrentIndex(list(self._tabs).index(key))

    def update_to(self, shelf: Shelf, version: Version) -> None:
        """What others wrote; what is being typed here stays."""
        if shelf != self.shelf:
            self._release.show_versions(shelf)
        untouched = self._text.toPlainText() == self._stored
        self.shelf, self.version, self._stored = shelf, version, version.text
        if untouched and version.text != self._text.toPlainText():
            self._text.setPlainText(version.text)

    # -- text, kept and checked

    def _typed(self) -> None:
        if not self._text.isReadOnly():
            self._timer.start()

    def keep(self) -> None:
        """Keeps what is typed, and checks it."""
        self._timer.stop()
        text, rid = self._text.toPlainText(), self.version.rid
        if self._draft and text != self._stored:
            self._stored = text
            self._place.act(lambda desk: keep_text(desk, rid, text), None, self._refuse, owner=self)
            self._check()

    def _check(self) -> None:
        text, code, draft = self._text.toPlainText(), self.shelf.code, self.version.status == "draft"

        def look(desk: Desk) -> tuple[Checked, Playbook | None]:
            before = in_force(desk, code) if draft else None
            return check_against(text, before), before

        self._place.read(look, self._show, self._refuse, owner=self)

    def _show(self, found: tuple[Checked, Playbook | None]) -> None:
        checked, self._before = found
        self._findings.show_findings(checked)
        self._text.mark(one.line for one in checked.findings)
        self._preview.show_book(checked.playbook)
        count = len(checked.findings)
        self._tabs["check"].setText(_("Check ({count})").format(count=count) if count else _("Check"))
        if self._draft:
            told = (
                changes(self._before, checked.playbook) if checked.playbook else [_("What the check says comes first.")]
            )
        else:
            told = self.version.changes.split("\n") if self.version.changes else [_("Nothing is written down.")]
        self._release.show_changes(told)
        told_kept = (
            _("Draft of version {number}, kept") if self._draft else _("Version {number}: to be read, not changed")
        )
        kept = told_kept.format(number=self.version.number)
        wrong = _("{count} wrong").format(count=count) if count else ""
        self._footer.set_missing(wrong, note=kept, status="wrong")

    # -- what is done

    def _refuse(self, error: Exception) -> None:
        ours = _("This did not work, and it is not your fault.")
        self.show_tab("release")
        self._release.show_error(error.say() if isinstance(error, UserError) else ours)

    def _go(self, record: Record) -> None:
        self._place.go.emit(f"procedures/{record.values['code']}/{record.values['edition']}")

    def _go_release(self) -> None:
        """First to what it changes and the reason; with a reason it is released."""
        self.keep()
        rid, reason = self.version.rid, self._release.reason
        if self._beside.currentWidget() is not self._release and not legible(reason):
            self.show_tab("release")
            self._release.start()
            return
        self._place.act(lambda desk: release(desk, rid, reason), self._go, self._refuse, owner=self)

    def _begin_new(self) -> None:
        text = self.version.text
        self._place.act(lambda desk: new_version(desk, text), self._go, self._refuse, owner=self)

    def _withdraw(self, reason: str) -> None:
        rid = self.version.rid
        self._place.act(lambda desk: withdraw(desk, rid, reason), self._go, self._refuse, owner=self)

    def _choose_file(self) -> None:
        name = f"{self.shelf.code}.yaml"
        path, _filter = QFileDialog.getSaveFileName(self, _("Save as a file"), name, "YAML (*.yaml)")
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Writes the text as it stands."""
        try:
            path.write_bytes(self._text.toPlainText().encode())
        except OSError as error:
            sentence = _("“{name}” cannot be written: {reason}.")
            self._refuse(UserError(sentence, name=path.name, reason=error.strerror))
