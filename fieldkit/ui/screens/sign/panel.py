"""The right side of the Sign window: read first, then the pad and the name, then that it is signed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.ui.theme import restyle
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import Button
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
    """What the signer states, the pad, the name; `changed` says that something of it changed."""

    changed = Signal()

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
        self.name = QLineEdit()
        self.name.setObjectName("sign.name")
        self.name.setAccessibleName(_("Name"))
        self.name.setProperty("scale", "huge")
        self.name.setMaximumWidth(420)
        self.name.textChanged.connect(self._touched)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[8], GAP[6], GAP[8], GAP[4])
        column.setSpacing(GAP[2])
        column.addWidget(self.statement)
        column.addWidget(self.place, 1)
        column.addWidget(self.reason)
        column.addWidget(caption(_("Name"), tone="text_2"))
        column.addWidget(self.name)
        column.addLayout(self._sealed_line())
        self.say("")

    def _sealed_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(GAP[2])
        line.addWidget(IconLabel("lock", "text_3", 16))
        said = _("After signing the content is sealed. A change makes a new version, to be signed again.")
        line.addWidget(caption(said, wrap=True), 1)
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
        restyle(self.name, state="wrong" if reason and name else "")


class SignedPanel(QWidget):
    """It is done: who signed what."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(GAP[8], GAP[8], GAP[8], GAP[6])
        self.column.setSpacing(GAP[3])
        self.column.addStretch(1)
        self.column.addWidget(Badge("signed", name="sign.done"))
        self.said = Label("", "title", wrap=True, name="sign.thanks")
        self.column.addWidget(self.said)
        self._where = Label("", "body", tone="text_2", wrap=True, name="sign.where")
        self.column.addWidget(self._where)
        self.show_where(at_office=False)
        self.papers = QHBoxLayout()
        self.papers.setSpacing(GAP[2])
        self.column.addLayout(self.papers)
        self.column.addStretch(2)

    def show_where(self, *, at_office: bool) -> None:
        """Where the signed pages are by now."""
        here = _("The signed pages are kept here and go to the office with the next connection.")
        self._where.setText(_("The signed pages are at the office.") if at_office else here)
