"""The pages of the start window: one question each, the reason of a refusal below the field it belongs to."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldkit.errors import UserError
from fieldkit.i18n import LANGUAGES, _, language
from fieldkit.ui.theme import restyle
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, primary, secondary
from fieldkit.ui.widgets.labels import Label, body, caption, title
from fieldkit.ui.widgets.progress import ProgressBar
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.widgets.states import ErrorState

CARD_WIDTH = 520


class Ask(QWidget):
    """A label, a line to type in, and the reason when it was refused."""

    def __init__(self, label: str, *, secret: bool = False, hint: str = "", name: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[1])
        self.line = QLineEdit()
        self.line.setObjectName(name)
        self.line.setAccessibleName(label)
        self.line.setPlaceholderText(hint)
        if secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._reason = Label("", "caption", tone="bad", wrap=True, name=f"{name}.reason")
        self._reason.hide()
        column.addWidget(caption(label, tone="text_2"))
        column.addWidget(self.line)
        column.addWidget(self._reason)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(lambda _text: self.set_reason(""))

    @property
    def text(self) -> str:
        return self.line.text()

    def set_reason(self, reason: str) -> None:
        """Why it was refused; nothing takes the mark away."""
        restyle(self.line, state="wrong" if reason else "")
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        if reason:
            self.line.setFocus()
            self.line.selectAll()


def _middle(card: QWidget) -> QHBoxLayout:
    """A card in the middle of a line, so that its height is asked for at its own width."""
    line = QHBoxLayout()
    line.addStretch(1)
    line.addWidget(card)
    line.addStretch(1)
    return line


class LanguageChoice(QWidget):
    """中文 or English, each in its own words; `chosen` carries the code."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP[4], GAP[3], GAP[4], 0)
        line.setSpacing(GAP[1])
        line.addStretch(1)
        self._buttons = {code: Button(says, "quiet", "small", name=f"start.language.{code}")
                         for code, says in LANGUAGES.items()}  # fmt: skip
        for code, button in self._buttons.items():
            button.setCheckable(True)
            button.clicked.connect(partial(self._choose, code))
            line.addWidget(button)
        self.mark()

    def mark(self) -> None:
        """Which one is in force."""
        for code, button in self._buttons.items():
            button.setChecked(code == language())

    def _choose(self, code: str, _on: bool = False) -> None:
        self.mark()
        if code != language():
            self.chosen.emit(code)


class _Page(QWidget):
    """A card in the middle of the window: title, what it is about, fields, one button."""

    def __init__(self, says: str, second: str, button: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(GAP[6], GAP[6], GAP[6], GAP[6])
        card = Card(padding=GAP[8], gap=GAP[4])
        card.setFixedWidth(CARD_WIDTH)
        outer.addStretch(1)
        outer.addLayout(_middle(card))
        outer.addStretch(2)
        card.body.addWidget(title(says, name=f"{name}.title"))
        card.body.addWidget(body(second, tone="text_2", name=f"{name}.about"))
        self.fields = QVBoxLayout()
        self.fields.setSpacing(GAP[4])
        card.body.addLayout(self.fields)
        line = QHBoxLayout()
        self.busy = caption("", name=f"{name}.busy")
        line.addWidget(self.busy, 1)
        self.go = primary(button, name=f"{name}.go")
        self.go.setDefault(True)
        self.go.clicked.connect(self.press)
        line.addWidget(self.go)
        card.body.addLayout(line)

    def add(self, field: Ask) -> None:
        self.fields.addWidget(field)
        field.line.returnPressed.connect(self.press)

    def set_busy(self, busy: bool, says: str = "") -> None:
        self.go.setEnabled(not busy)
        self.busy.setText(says)

    def press(self) -> None:
        """What the button and Enter do."""


class PassphrasePage(_Page):
    """Chooses a passphrase twice, or unlocks with it; `given` carries what was typed, and the repetition."""

    given = Signal(str, str)

    def __init__(self, *, new: bool) -> None:
        self.new = new
        says = _("Choose a passphrase") if new else _("Unlock this laptop")
        second = (
            _("This computer has no key store. A passphrase protects what lies on it; only you know it.")
            if new
            else _("What lies on this computer is encrypted. Your passphrase opens it.")
        )
        super().__init__(says, second, _("Go on") if new else _("Unlock"), name="start.passphrase")
        hint = _("At least 8 characters") if new else ""
        self.first = Ask(_("Passphrase"), secret=True, hint=hint, name="start.first")
        self.again = Ask(_("Once more"), secret=True, name="start.again")
        self.add(self.first)
        if new:
            self.add(self.again)
        self.setFocusProxy(self.first)

    def press(self) -> None:
        if self.go.isEnabled():
            self.given.emit(self.first.text, self.again.text)

    def set_busy(self, busy: bool, says: str = "") -> None:
        super().set_busy(busy, says or (_("Opening …") if busy else ""))


class EnrolPage(_Page):
    """The office's address and the invitation; `given` carries both."""

    given = Signal(str, str)

    def __init__(self) -> None:
        says = _("Join your company")
        second = _("The head office gave you an address and an invitation. They are needed once, with a network.")
        super().__init__(says, second, _("Join"), name="start.enrol")
        self.url = Ask(_("Address of the head office"), hint="https://", name="start.url")
        self.code = Ask(_("Invitation code"), name="start.code")
        for ask in (self.url, self.code):
            ask.line.textChanged.connect(partial(self._part, ask.line))
            ask.line.editingFinished.connect(lambda line=ask.line: self._split(line.text()))
        self.add(self.url)
        self.add(self.code)
        self.setFocusProxy(self.url)

    def _part(self, line: QLineEdit, text: str) -> None:
        """What is typed is split when it is whole, what is pasted at once."""
        pasted = len(text) - len(str(line.property("before") or "")) > 1
        line.setProperty("before", text)
        if pasted:
            self._split(text)

    def _split(self, text: str) -> None:
        """The whole line of an invitation, address and code, in one field fills both."""
        words = text.split()
        if len(words) == 2 and words[0].startswith(("http://", "https://")):
            self.url.line.setText(words[0])
            self.code.line.setText(words[1])
            self.url.set_reason("")
            self.code.set_reason("")
            self.go.setFocus()

    def press(self) -> None:
        if not self.go.isEnabled():
            return
        for ask in (self.url, self.code):
            self._split(ask.text)
        url, code = self.url.text.strip().rstrip("/"), self.code.text.strip()
        if not url:
            self.url.set_reason(_("Write the address that stands on the invitation."))
        elif not code:
            self.code.set_reason(_("Write the code of the invitation."))
        else:
            self.given.emit(url, code)

    def set_busy(self, busy: bool, says: str = "") -> None:
        super().set_busy(busy, says or (_("Connecting to the office") if busy else ""))

    def show_error(self, error: Exception) -> None:
        """Beside the field that it is about."""
        field = error.field if isinstance(error, UserError) else ""
        (self.url if field == "url" else self.code).set_reason(str(error))


class FetchPage(QWidget):
    """The first sync: how many records have come; or why none come, and *Try again*."""

    retried = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("start.fetch")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(GAP[8], GAP[8], GAP[8], GAP[8])
        self._card = Card(padding=GAP[8], gap=GAP[4])
        self._card.setFixedWidth(CARD_WIDTH)
        self._card.body.addWidget(title(_("Fetching what you need"), name="start.fetch.title"))
        about = _(
            "Customers, equipment, spares and your jobs come to this computer, so that all works without a network."
        )
        self._card.body.addWidget(body(about, tone="text_2"))
        self._bar = ProgressBar(name="start.fetch.bar")
        self._count = caption("", name="start.fetch.count")
        self._card.body.addWidget(self._bar)
        self._card.body.addWidget(self._count)
        self._column.addStretch(1)
        self._column.addLayout(_middle(self._card))
        self._column.addStretch(2)

    def show_count(self, done: int, total: int) -> None:
        """The office does not say how many there are: the bar fills ever more slowly."""
        self._bar.set_share(done / total if total else 1 - 1 / (1 + done / 2_000))
        self._count.setText(_("{count} records").format(count=f"{done:,}"))

    def show_error(self, error: Exception) -> None:
        notice = ErrorState.of(error)
        notice.retried.connect(self.retried)
        self._card.hide()
        self._column.insertWidget(1, notice, 6)


class TroublePage(QWidget):
    """Why the folder cannot be opened, what to do, and which folder it is."""

    retried, closed = Signal(), Signal()

    def __init__(self, error: Exception, home: Path) -> None:
        super().__init__()
        self.setObjectName("start.trouble")
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[6], GAP[6], GAP[6], GAP[6])
        notice = ErrorState.of(error, retry=False)
        again, close = Button(_("Try again"), icon="refresh-cw", name="start.again"), secondary(_("Close"))
        close.setObjectName("start.close")
        again.clicked.connect(self.retried)
        close.clicked.connect(self.closed)
        notice.buttons.addWidget(again)
        notice.buttons.addWidget(close)
        column.addWidget(notice, 1)
        line = QFrame()
        line.setProperty("role", "line")
        line.setFixedHeight(1)
        column.addWidget(line)
        where = caption(_("Folder: {home}").format(home=home), wrap=True, name="start.home")
        where.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(where)
