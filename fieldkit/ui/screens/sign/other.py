"""When nobody signs on the screen: the customer stamps the printed pages, refuses, or is not there."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from fieldkit.actions.answers import Answer, read_scans
from fieldkit.actions.papers import Shown
from fieldkit.actions.stamping import printed_pages
from fieldkit.documents.preview import page_count
from fieldkit.errors import UserError
from fieldkit.forms.signature import ABSENT, REFUSED, STAMPED
from fieldkit.i18n import _
from fieldkit.ui.screens.sign.printed import write_printed
from fieldkit.ui.screens.sign.signer import SignerLine
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, Link, secondary
from fieldkit.ui.widgets.labels import IconLabel, Label, caption
from fieldkit.ui.widgets.option import Options
from fieldkit.ui.widgets.page import Page, bring_into_sight
from fieldkit.ui.widgets.signature import SignaturePad
from fieldkit.ui.workplace import Workplace

WITNESS_PAD = (420, 112)  # all of the form is in sight on a screen of 768 pixels


class StampSteps(QWidget):
    """First the printed pages, then the scans of them; `changed` says that one of the two is there."""

    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place, self._rid, self._title = place, "", ""
        self.printed: Shown | None = None
        self.scans: list[bytes] = []
        self.save = secondary(_("Save the pages to print…"), icon="printer", name="other.print")
        self.save.clicked.connect(self._ask_where)
        self.save_said = Label("", "caption", tone="text_2", wrap=True, name="other.print.said")
        self.add = secondary(_("Add scan or photos…"), icon="scan-line", name="other.scan")
        self.add.clicked.connect(self._ask_which)
        self.drop = Link(_("Take them out"), name="other.scan.drop")
        self.drop.clicked.connect(partial(self._take, []))
        self.scan_said = Label("", "caption", tone="text_2", wrap=True, name="other.scan.said")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        for said, line in (
            (_("1  Print these pages and have every one stamped."), (self.save, self.save_said)),
            (_("2  Scan or photograph the stamped pages, in order."), (self.add, self.scan_said, self.drop)),
        ):
            column.addWidget(Label(said, "body", wrap=True))
            row = QHBoxLayout()
            row.setSpacing(GAP[3])
            for widget in line:
                row.addWidget(widget, 1 if isinstance(widget, Label) else 0)
            column.addLayout(row)
        self._tell()

    def show_paper(self, rid: str, title: str) -> None:
        """Another paper; what was printed of it before is known again."""
        self._rid, self._title, self.printed, self.scans = rid, title, None, []
        self._tell()
        self._place.read(lambda desk: printed_pages(desk, rid), self._found, self._say, owner=self)

    def _found(self, shown: Shown | None) -> None:
        self.printed = shown
        self._tell()

    def _tell(self) -> None:
        there = _("Kept here as printed; it can be saved again.") if self.printed else ""
        self.save_said.set_tone("text_2")
        self.save_said.setText(there)
        count, pages = len(self.scans), page_count(self.printed.pdf) if self.printed else 0
        self.scan_said.set_tone("text_2")
        self.scan_said.setText(_("{count} of {pages} pages added").format(count=count, pages=pages) if count else "")
        self.add.setEnabled(self.printed is not None)
        self.drop.setVisible(bool(count))
        self.changed.emit()

    def _say(self, error: Exception) -> None:
        label = self.scan_said if self.printed is not None else self.save_said
        label.set_tone("bad")
        label.setText(error.say() if isinstance(error, UserError) else _("This could not be done. Try again."))
        label.show()

    def _ask_where(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(self, self.save.text(), f"{self._title}.pdf", "PDF (*.pdf)")
        if chosen:
            rid, target = self._rid, Path(chosen)
            self._place.act(lambda desk: write_printed(desk, rid, target), self._found, self._say, owner=self)

    def _ask_which(self) -> None:
        kinds = "PDF, JPEG, PNG (*.pdf *.jpg *.jpeg *.png)"
        chosen, _kind = QFileDialog.getOpenFileNames(self, self.add.text(), "", kinds)
        if chosen:
            self.take_files([Path(name) for name in chosen])

    def take_files(self, paths: Sequence[Path]) -> None:
        """Reads pages off the screen's thread, and adds them to those that are there."""
        self._place.jobs.run(lambda: read_scans(paths), self._more, self._say, lane="work", owner=self)

    def _more(self, pages: list[bytes]) -> None:
        self._take([*self.scans, *pages])

    def _take(self, pages: list[bytes]) -> None:
        self.scans = pages
        self._tell()


class WitnessLines(QWidget):
    """Why nobody signs, and who saw it; the witness may sign, too. `changed` says that something was typed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.reason = QPlainTextEdit()
        self.reason.setObjectName("other.reason")
        self.reason.setAccessibleName(_("Why it is not signed"))
        self.reason.setFixedHeight(72)
        self.reason.setTabChangesFocus(True)
        self.witness = QLineEdit()
        self.witness.setObjectName("other.witness")
        self.witness.setAccessibleName(_("Witness: name, number or phone"))
        self.witness.setMinimumHeight(44)
        self.witness.setMaxLength(100)
        self.pad = SignaturePad(name="other.pad")
        self.pad.setMinimumWidth(WITNESS_PAD[0])
        self.pad.setFixedHeight(WITNESS_PAD[1])
        for signal in (self.reason.textChanged, self.witness.textChanged, self.pad.changed):
            signal.connect(self.changed)
        clear = Link(_("Clear"), name="other.pad.clear")
        clear.clicked.connect(self.pad.clear)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[1])
        told = QHBoxLayout()
        told.setSpacing(GAP[3])
        for field, room in ((self.reason, 3), (self.witness, 2)):
            beside = QVBoxLayout()
            beside.setSpacing(GAP[1])
            beside.addWidget(caption(field.accessibleName(), tone="text_2"))
            beside.addWidget(field)
            beside.addStretch(1)
            told.addLayout(beside, room)
        hand = QHBoxLayout()
        hand.addWidget(caption(_("The witness may sign here"), tone="text_2"), 1)
        hand.addWidget(clear)
        column.addLayout(told)
        column.addLayout(hand)
        column.addWidget(self.pad)

    def clear(self) -> None:
        self.reason.clear()
        self.witness.clear()
        self.pad.clear()


class OtherPanel(Page):
    """The engineer chooses what happened, and fills in what stands for the signature. `by_hand` leads back."""

    changed = Signal()
    by_hand = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__(margins=(GAP[8], GAP[5], GAP[8], GAP[4]), gap=GAP[3], name="other")
        self.options = Options(
            (
                (STAMPED, _("The customer stamps the paper"), _("Print, stamp, scan: the scan is the evidence")),
                (REFUSED, _("The customer refuses to sign"), ""),
                (ABSENT, _("Nobody of the customer is there"), ""),
            ),
            name="other.how",
        )
        self.options.chosen.connect(self._choose)
        self.stamp, self.witness = StampSteps(place), WitnessLines()
        self.signer = SignerLine(name="other.signer")
        self.why = Label("", "body", tone="bad", wrap=True, name="other.why")
        self._sign = IconLabel("circle-alert", "bad")
        back = Button(_("Sign on the screen after all"), "quiet", icon="signature", name="other.by_hand")
        back.clicked.connect(self.by_hand)
        head = QHBoxLayout()
        head.addWidget(Label(_("Not signed on the screen"), "heading", wrap=True), 1)
        head.addWidget(back)
        wrong = QHBoxLayout()
        wrong.addWidget(self._sign)
        wrong.addWidget(self.why, 1)
        self.column.addLayout(head)
        for widget in (self.options, self.stamp, self.witness, self.signer):
            self.column.addWidget(widget)
        self.column.addLayout(wrong)
        self.column.addStretch(1)
        for part in (self.stamp, self.witness, self.signer):
            part.changed.connect(self._touched)
        self._choose("")

    @property
    def how(self) -> str:
        return self.options.value

    def begin(self, rid: str, title: str) -> None:
        """Another paper: nothing is chosen."""
        self.options.set_value("")
        self.stamp.show_paper(rid, title)
        self.witness.clear()
        self._choose("")

    def _choose(self, how: str) -> None:
        self.stamp.setVisible(how == STAMPED)
        self.witness.setVisible(how in {REFUSED, ABSENT})
        self.signer.setVisible(bool(how))
        self._touched()

    def _touched(self) -> None:
        self.say("")
        self.changed.emit()

    def say(self, words: str) -> None:
        self.why.setText(words)
        self.why.setVisible(bool(words))
        self._sign.setVisible(bool(words))
        if words:
            bring_into_sight(self, self.why)

    def answer(self) -> Answer:
        """What was filled in, to be checked by the action."""
        who, stamped = self.signer.signer, self.how == STAMPED
        return Answer(
            who.name, () if stamped else self.witness.pad.strokes, self.how, who.duty, who.phone, who.place,
            "" if stamped else self.witness.reason.toPlainText(), "" if stamped else self.witness.witness.text(),
            self.stamp.scans if stamped else (),
        )  # fmt: skip
