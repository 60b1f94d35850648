"""The right side of the Sign window: read first, then the pad and who signs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.ui.screens.sign.signer import SignerLine
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, Link
from fieldkit.ui.widgets.labels import IconLabel, Label, caption
from fieldkit.ui.widgets.signature import SignaturePad


class ReadFirst(QFrame):
    """What stands in the pad's place until every page was seen."""

    read_on = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName("sign.read_first")
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[8], GAP[8], GAP[8], GAP[8])
        column.setSpacing(GAP[3])
        column.addStretch(1)
        column.addWidget(IconLabel("eye", "text_3", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        self.said = Label("", "heading", wrap=True, name="sign.unseen")
        self.said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.said)
        self.button = Button(_("Read on"), "primary", "huge", trailing="arrow-down", name="sign.read_on")
        self.button.clicked.connect(self.read_on)
        column.addSpacing(GAP[2])
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)

    def show_unseen(self, pages: list[int]) -> None:
        """Which pages are still to be looked at, counted from 0."""
        named = _(", ").join(str(page + 1) for page in pages[:6])
        self.said.setText(_("Please look through every page first. Still to see: {pages}.").format(pages=named))


class SignPanel(QWidget):
    """What the signer states, the pad, who signs; `changed` says that something of it changed, `otherwise` that
    nobody signs on the screen."""

    changed = Signal()
    otherwise = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.statement = Label("", "heading", wrap=True, name="sign.statement")
        self.read_first = ReadFirst()
        self.pad = SignaturePad(name="sign.pad")
        self.pad.changed.connect(self._touched)
        self.place = QStackedWidget()
        self.place.addWidget(self.read_first)
        self.place.addWidget(self.pad)
        self.reason = Label("", "body", tone="bad", wrap=True, name="sign.reason")
        self.signer = SignerLine(name="sign")
        self.signer.changed.connect(self._touched)
        self.name = self.signer.name
        self.other = Link(_("The customer stamps paper, or does not sign…"), name="sign.other")
        self.other.clicked.connect(self.otherwise)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[8], GAP[6], GAP[8], GAP[4])
        column.setSpacing(GAP[2])
        column.addWidget(self.statement)
        column.addWidget(self.place, 1)
        column.addWidget(self.reason)
        column.addWidget(self.signer)
        column.addLayout(self._sealed_line())
        self.say("")

    def _sealed_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(GAP[2])
        line.addWidget(IconLabel("lock", "text_3", 16))
        said = _("After signing the content is sealed. A change makes a new version, to be signed again.")
        line.addWidget(caption(said, wrap=True), 1)
        line.addWidget(self.other)
        return line

    def _touched(self) -> None:
        self.say("")
        self.changed.emit()

    def begin(self, statement: str) -> None:
        """Another paper: an empty pad, the name stays."""
        self.statement.setText(statement)
        self.pad.clear()
        self.say("")

    def show_seen(self, unseen: list[int]) -> None:
        """The pad once everything was seen."""
        self.read_first.show_unseen(unseen)
        self.place.setCurrentWidget(self.read_first if unseen else self.pad)

    def say(self, reason: str, *, name: bool = False) -> None:
        """Why it cannot be signed, below the pad; `name` marks the name as what is wrong."""
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.signer.mark_name(bool(reason) and name)
