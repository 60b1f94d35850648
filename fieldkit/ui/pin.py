"""The person's code: asked before his key signs, and set on the screen of settings."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldkit.errors import UserError
from fieldkit.i18n import _
from fieldkit.ui.tokens import FIELD_HEIGHT, GAP
from fieldkit.ui.widgets.buttons import primary, secondary
from fieldkit.ui.widgets.labels import Label, caption, heading
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.workplace import Unconfirmed, Workplace

WIDE = 420


def secret_line(name: str, label: str) -> QLineEdit:
    """A line whose signs are hidden."""
    line = QLineEdit()
    line.setObjectName(name)
    line.setAccessibleName(label)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setMinimumHeight(FIELD_HEIGHT)
    line.setMaxLength(64)
    return line


class PinDialog(QDialog):
    """Asks for the code until it is right, or the person gives up."""

    def __init__(self, place: Workplace, asked: Unconfirmed, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("pin")
        self.setWindowTitle(_("Your code"))
        self.setFixedWidth(WIDE)
        self._asked, self._place = asked, place
        self.line = secret_line("pin.line", _("Your code"))
        self.error = Label("", "caption", tone="bad", wrap=True, name="pin.error")
        self.error.hide()
        self.go = primary(_("Sign"), icon="signature", name="pin.go")
        self.go.setDefault(True)
        self.go.clicked.connect(self._confirm)
        back = secondary(_("Do not sign"), size="large", name="pin.back")
        back.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP[6], GAP[6], GAP[6], GAP[6])
        column.setSpacing(GAP[3])
        column.addWidget(heading(_("Type your code to sign")))
        column.addWidget(Label(_("Your signature is put under this paper with your own key."), "body", wrap=True))
        column.addWidget(self.line)
        column.addWidget(self.error)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP[3])
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        column.addLayout(buttons)
        self.rejected.connect(asked.give_up)
        place.changed.connect(self.accept)  # it was done
        self.line.setFocus()

    def _confirm(self) -> None:
        self.go.setEnabled(False)
        self._asked.confirm(self.line.text(), self._wrong)

    def _wrong(self, error: Exception) -> None:
        self.go.setEnabled(True)
        self.line.clear()
        self.line.setFocus()
        self.error.setText(error.say() if isinstance(error, UserError) else _("This could not be done. Try again."))
        self.error.show()


class PinKeeper(QObject):
    """Hears that a code is wanted, and asks for it above the window of the moment."""

    def __init__(self, place: Workplace, window: QWidget) -> None:
        super().__init__(window)
        self._place, self._window = place, window
        place.pin_wanted.connect(self._ask)

    def _ask(self, asked: Unconfirmed) -> None:
        PinDialog(self._place, asked, self._window).open()


class PinCard(Card):
    """Sets the code to sign with, changes it, or takes it off; `changed` says that one of them was done."""

    changed = Signal()

    def __init__(self, place: Workplace) -> None:
        super().__init__(padding=GAP[5], gap=GAP[2], name="settings.pin")
        self._place = place
        self.said = Label("", "body", wrap=True, name="settings.pin.said")
        self.old = secret_line("settings.pin.old", _("Present code"))
        self.new = secret_line("settings.pin.new", _("New code"))
        self.old_label = caption(_("Present code"), tone="text_2")
        self.error = Label("", "caption", tone="bad", wrap=True, name="settings.pin.error")
        self.keep = secondary(_("Keep this code"), icon="key-round", name="settings.pin.keep")
        self.keep.clicked.connect(lambda: self._change(self.new.text() or " "))  # nothing typed takes no code off
        self.off = secondary(_("Sign without a code"), name="settings.pin.off")
        self.off.clicked.connect(lambda: self._change(""))
        self.body.addWidget(self.said)
        self.body.addWidget(self.old_label)
        self.body.addWidget(self.old)
        self.body.addWidget(caption(_("New code, at least 6 signs"), tone="text_2"))
        self.body.addWidget(self.new)
        self.body.addWidget(self.error)
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        line.addStretch(1)
        line.addWidget(self.off)
        line.addWidget(self.keep)
        self.body.addLayout(line)
        self.error.hide()
        self.look()

    def look(self) -> None:
        """Reads whether there is a code, off the screen's thread."""
        self._place.read(lambda desk: desk.pin.is_set, self._show, owner=self)

    def _show(self, there: bool) -> None:
        on = _("Before your key signs, your code is asked for.")
        off = _("Your key signs without a question. A code keeps others from signing on your laptop.")
        self.said.setText(on if there else off)
        for widget in (self.old_label, self.old, self.off):
            widget.setVisible(there)

    def _change(self, new: str) -> None:
        old = self.old.text()
        self._place.act(lambda desk: desk.pin.change(new, old), self._changed, self._fail, owner=self)

    def _changed(self, _done: None) -> None:
        self.old.clear()
        self.new.clear()
        self.error.hide()
        self.look()
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        self.error.setText(error.say() if isinstance(error, UserError) else _("This could not be done. Try again."))
        self.error.show()
