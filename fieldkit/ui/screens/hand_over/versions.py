"""The versions of a signed paper that a later one took the place of; and taking the paper up for a new one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldkit.actions.revisions import Revision, revise
from fieldkit.errors import UserError
from fieldkit.i18n import _
from fieldkit.ui.tokens import FIELD_HEIGHT, GAP
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.buttons import Button, primary, secondary
from fieldkit.ui.widgets.labels import ElidedLabel, IconLabel, Label, caption
from fieldkit.ui.workplace import Workplace


class VersionLines(QWidget):
    """One line a version, the newest first; `looked` and `copied` carry the hash of its PDF."""

    looked = Signal(str)
    copied = Signal(str)

    def __init__(self, versions: Sequence[Revision], *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[1])
        for version in versions:
            column.addLayout(self._line(version, f"{name}.{version.number}"))

    def _line(self, version: Revision, name: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        line.addWidget(IconLabel("history", "text_3", 16))
        said = _("Version {number}, sealed {moment}").format(number=version.number, moment=version.sealed_at)
        words = ElidedLabel(said, "caption", tone="text_2", name=f"{name}.said")
        words.setToolTip(version.why)
        line.addWidget(words, 1)
        line.addWidget(Badge("draft", _("Replaced"), name=f"{name}.state"))
        look = Button(_("Look"), size="small", icon="eye", name=f"{name}.look")
        look.clicked.connect(lambda: self.looked.emit(version.file.sha256))
        copy = Button(_("Save a copy…"), size="small", icon="download", name=f"{name}.copy")
        copy.clicked.connect(lambda: self.copied.emit(version.file.sha256))
        line.addWidget(look)
        line.addWidget(copy)
        return line


class Revising(QWidget):
    """Asks why a signed paper is changed, and says what follows; `done` says that it is open for correction."""

    done = Signal()

    def __init__(self, place: Workplace, rid: str, *, name: str) -> None:
        super().__init__()
        self._place, self._rid = place, rid
        self.begin = Button(_("Correct…"), size="normal", icon="pencil", name=f"{name}.begin")
        self.begin.clicked.connect(self._open)
        self.asked = QWidget()
        self.asked.setObjectName(f"{name}.asked")
        self.why = QLineEdit()
        self.why.setObjectName(f"{name}.why")
        self.why.setAccessibleName(_("Why it is changed"))
        self.why.setPlaceholderText(_("Such as: the customer found a wrong serial number"))
        self.why.setMinimumHeight(FIELD_HEIGHT)
        self.why.returnPressed.connect(self._do)
        self.error = Label("", "caption", tone="bad", wrap=True, name=f"{name}.error")
        self.error.hide()
        self.go = primary(_("Make a new version"), size="normal", icon="file-plus", name=f"{name}.go")
        self.go.clicked.connect(self._do)
        back = secondary(_("Leave it as it is"), name=f"{name}.back")
        back.clicked.connect(self._close)
        inside = QVBoxLayout(self.asked)
        inside.setContentsMargins(0, GAP[2], 0, 0)
        inside.setSpacing(GAP[2])
        said = _("The signed version stays and can be opened. The new one says what it replaces, and is signed anew.")
        inside.addWidget(Label(said, "body", tone="text_2", wrap=True))
        inside.addWidget(caption(self.why.accessibleName(), tone="text_2"))
        inside.addWidget(self.why)
        inside.addWidget(self.error)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP[3])
        buttons.addStretch(1)
        buttons.addWidget(back)
        buttons.addWidget(self.go)
        inside.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.asked)
        self.asked.hide()

    def _open(self) -> None:
        self.asked.show()
        self.begin.setEnabled(False)
        self.why.setFocus()

    def _close(self) -> None:
        self.asked.hide()
        self.error.hide()
        self.begin.setEnabled(True)

    def _do(self) -> None:
        rid, why = self._rid, self.why.text()
        self.go.setEnabled(False)
        self._place.act(lambda desk: revise(desk, rid, why), lambda _record: self.done.emit(), self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self.go.setEnabled(True)
        said = error.say() if isinstance(error, UserError) else _("This could not be done. Try again.")
        self.error.setText(said)
        self.error.show()
