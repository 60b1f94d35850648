"""One field of a conflict: its values as options, and one more to write something else."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.conflicts import Disputed, Version
from fieldkit.forms import Json
from fieldkit.i18n import _
from fieldkit.joined import phrases, told
from fieldkit.ui.editors import Editor, editor_for
from fieldkit.ui.moments import moment
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import StatusText
from fieldkit.ui.widgets.labels import Label, body
from fieldkit.ui.widgets.option import Option

SIDE = 160
State = tuple[int, str]


class ChoiceRow(QWidget):
    """`chosen` says that something was picked; `value` is what is then to be written."""

    chosen = Signal()

    def __init__(self, path: Disputed, now: datetime, *, before: bool) -> None:
        super().__init__()
        self.path = path
        self.setObjectName(f"conflict.{path.path}")
        self._options: list[Option] = []
        self._group = QButtonGroup(self)
        self._editor: Editor | None = None
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP[5], GAP[3], GAP[5], GAP[3])
        line.setSpacing(GAP[4])
        line.addWidget(self._name())
        if before:
            earlier = body(path.before or _("not known"), tone="text_2", name=f"conflict.{path.path}.before")
            earlier.setFixedWidth(SIDE)
            line.addWidget(earlier, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(GAP[2])
        line.addLayout(right, 1)
        values = QHBoxLayout()
        values.setSpacing(GAP[4])
        right.addLayout(values)
        for number, version in enumerate(path.versions, 1):
            second = _second(version, now)
            option = Option(version.shown or _("(empty)"), second, name=f"conflict.{path.path}.{number}")
            option.setAccessibleName(told((path.label, phrases((version.shown, second)))))
            self._add(option)
            values.addWidget(option, 1)
        if path.free:
            right.addLayout(self._other())
        self._reason = Label("", "caption", tone="bad", wrap=True, name=f"conflict.{path.path}.reason")
        self._reason.hide()
        right.addWidget(self._reason)

    def _name(self) -> QWidget:
        holder = QWidget()
        holder.setFixedWidth(SIDE)
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, GAP[1], 0, 0)
        column.setSpacing(GAP[1])
        column.addWidget(Label(self.path.label, "body", bold=True, wrap=True))
        self._status = StatusText("gap", _("Not decided"), small=True, name=f"conflict.{self.path.path}.state")
        column.addWidget(self._status)
        column.addStretch(1)
        return holder

    def _add(self, option: Option) -> None:
        self._group.addButton(option)
        self._options.append(option)
        option.clicked.connect(self._pick)

    def _other(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(GAP[3])
        option = Option(_("Something else"), name=f"conflict.{self.path.path}.other")
        option.setAccessibleName(told((self.path.label, _("Something else"))))
        option.setMinimumWidth(180)
        self._add(option)
        option.setFixedHeight(52)
        line.addWidget(option, 0, Qt.AlignmentFlag.AlignTop)
        self._editor = editor_for(self.path.field, f"conflict.{self.path.path}.text")
        self._editor.typed.connect(self._typed)
        line.addWidget(self._editor, 1)
        line.addStretch(0)
        option.clicked.connect(self._editor.setFocus)
        return line

    # -- what was chosen

    @property
    def decided(self) -> bool:
        return self._group.checkedButton() is not None

    @property
    def state(self) -> State:
        """Which option is chosen, and what was written beside the last."""
        at = next((at for at, option in enumerate(self._options) if option.isChecked()), -1)
        return at, self._editor.text if self._editor is not None else ""

    def set_state(self, state: State) -> None:
        at, text = state
        if self._editor is not None and text:
            self._editor.show_text(text)
        if at >= 0:
            self._options[at].setChecked(True)
            self._mark()

    def choose_side(self, *, mine: bool) -> None:
        """Chooses the own value or the first other one."""
        at = next((at for at, version in enumerate(self.path.versions) if version.mine == mine), -1)
        if at >= 0:
            self._options[at].setChecked(True)
            self._mark()

    def value(self) -> Json:
        """The stored form of what was chosen; FieldError when what was written cannot be stored."""
        at = self.state[0]
        if at < len(self.path.versions):
            return self.path.versions[at].value
        assert self._editor is not None
        return self._editor.take()

    def set_reason(self, reason: str) -> None:
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))

    def take_keyboard(self) -> None:
        self._options[0].setFocus(Qt.FocusReason.TabFocusReason)

    def _typed(self) -> None:
        self._options[-1].setChecked(True)
        self._pick()

    def _pick(self) -> None:
        self.set_reason("")
        self._mark()
        self.chosen.emit()

    def _mark(self) -> None:
        self._status.set("done", _("Decided"))


def _second(version: Version, now: datetime) -> str:
    """By whom, and when as far as it is known."""
    author = _("{name} (you)").format(name=version.author) if version.mine else version.author
    return phrases((author, moment(version.at, now) if version.at else ""))
