"""One signed paper: whether its signatures hold, and a copy of it for a stick."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.documents.verify import Verification
from fieldkit.errors import UserError
from fieldkit.i18n import _
from fieldkit.ui.moments import size
from fieldkit.ui.screens.hand_over.sight import SealedPaper, check, save_copy
from fieldkit.ui.screens.hand_over.versions import Revising, VersionLines
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import Button, Link
from fieldkit.ui.widgets.labels import ElidedLabel, IconLabel, Label, caption
from fieldkit.ui.workplace import Workplace

VERDICTS = {"good": "signed", "altered": "altered", "untrusted": "untrusted", "unsigned": "draft"}


def verdict_words(found: Verification) -> tuple[str, str]:
    """The badge and the words for what a check of signatures found."""
    count = len(found.signers)
    words = {
        "good": _("1 signature valid") if count == 1 else _("{count} signatures valid").format(count=count),
        "altered": _("Altered after signing"),
        "untrusted": _("Signer not known here"),
        "unsigned": _("Not signed"),
    }
    return VERDICTS[found.verdict], words[found.verdict]


class PaperRow(QWidget):
    """`looked` asks to see the pages of a paper, or of an older version by its hash; `reopened` says that it is open
    for a new version."""

    looked = Signal(str, str)
    reopened = Signal(str)

    def __init__(self, place: Workplace, paper: SealedPaper) -> None:
        super().__init__()
        self._place, self.paper = place, paper
        name = f"paper.{paper.rid}"
        self.setObjectName(name)
        self.badge = Badge("waiting", _("Checking…"), name=f"{name}.verdict")
        self.signers = ElidedLabel("", "caption", tone="text_3", name=f"{name}.signers")
        self.said = Label("", "caption", tone="text_2", wrap=True, name=f"{name}.said")
        self.said.hide()
        self.look = Button(_("Look"), size="normal", icon="eye", name=f"{name}.look")
        self.look.clicked.connect(lambda: self.looked.emit(paper.rid, ""))
        self.more = Link(_("Check…"), "caption", name=f"{name}.check")
        self.more.clicked.connect(lambda: place.go.emit(f"verify/record/{paper.rid}"))
        self.copy = Button(_("Save a copy…"), size="normal", icon="download", name=f"{name}.copy")
        self.copy.clicked.connect(self._ask_newest)
        self.older = VersionLines(paper.older, name=f"{name}.version")
        self.older.looked.connect(lambda sha256: self.looked.emit(paper.rid, sha256))
        self.older.copied.connect(self.ask_where)
        self.revising = Revising(place, paper.rid, name=f"{name}.revise")
        self.revising.done.connect(lambda: self.reopened.emit(paper.rid))
        self._lay_out()
        self._check()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[5], GAP[3], GAP[5], GAP[3])
        column.setSpacing(GAP[2])
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        line.addWidget(IconLabel("file-check", "text_2"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(self.paper.title, "body", bold=True))
        revision = _("version {number}").format(number=self.paper.revision)
        words.addWidget(caption(f"{self.paper.number}·{revision}·{size(self.paper.file.size)}"))
        line.addLayout(words, 1)
        if self.paper.revisable:
            line.addWidget(self.revising.begin)
        line.addWidget(self.look)
        line.addWidget(self.copy)
        column.addLayout(line)
        second = QHBoxLayout()
        second.setSpacing(GAP[3])
        second.setContentsMargins(32, 0, 0, 0)
        second.addWidget(self.badge)
        second.addWidget(self.more)
        second.addWidget(self.signers, 1)
        column.addLayout(second)
        if self.paper.open_again:
            said = _("It is open for correction: this version no longer holds, and the new one has to be signed.")
            column.addWidget(Label(said, "caption", tone="warn", wrap=True, name=f"paper.{self.paper.rid}.open"))
        if self.paper.unsigned:
            name = f"paper.{self.paper.rid}.unsigned"
            unsigned = Label(self.paper.unsigned, "caption", tone="warn", wrap=True, name=name)
            unsigned.setContentsMargins(32, 0, 0, 0)
            column.addWidget(unsigned)
        column.addWidget(self.revising)
        if self.paper.older:
            column.addWidget(self.older)
        column.addWidget(self.said)

    def _check(self) -> None:
        desk, sha256 = self._place.desk, self.paper.file.sha256

        def ask() -> Verification:
            return check(desk, sha256)

        self._place.jobs.run(ask, self._show, self._not_checked, lane="work", owner=self)

    def _show(self, found: Verification) -> None:
        self.badge.set(*verdict_words(found))
        self.signers.setText(_(", ").join(signer.name for signer in found.signers))

    def _not_checked(self, error: Exception) -> None:
        self.badge.set("offline", _("Not here yet"))
        self._say(error)

    def _ask_newest(self) -> None:
        self.ask_where()

    def ask_where(self, sha256: str = "") -> None:
        """Lets the person choose the place: a folder, a stick. The newest version, or an older one by its hash."""
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Save a copy"), self.paper.file.name, "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen), sha256)

    def save_to(self, target: Path, sha256: str = "") -> None:
        desk, wanted = self._place.desk, sha256 or self.paper.file.sha256
        self._place.jobs.run(lambda: save_copy(desk, wanted, target), self._saved, self._say, lane="work", owner=self)

    def _saved(self, target: Path) -> None:
        self.said.set_tone("good")
        self.said.setText(_("Saved: {name}").format(name=target.name))
        self.said.show()

    def _say(self, error: Exception) -> None:
        self.said.set_tone("text_2")
        self.said.setText(error.say() if isinstance(error, UserError) else _("This could not be done. Try again."))
        self.said.show()
