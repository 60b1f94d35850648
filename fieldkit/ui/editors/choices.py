"""Editors for what is chosen: one of several, and yes or no."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from fieldkit.forms import Json
from fieldkit.forms.types import Choice, YesNo
from fieldkit.i18n import _
from fieldkit.joined import told
from fieldkit.ui.editors.base import Editor
from fieldkit.ui.theme import restyle
from fieldkit.ui.tokens import FIELD_HEIGHT
from fieldkit.ui.widgets.option import Option, Options

NOTHING = "—"


class Combo(QComboBox):
    """A list to choose from; the wheel scrolls the page instead of changing a value in passing."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(FIELD_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.setCurrentIndex(0)
        else:
            super().keyPressEvent(event)


class OneOf(Editor):
    """One of several codes; — takes the choice back."""

    def __init__(self, field: Choice, name: str) -> None:
        super().__init__(field, name)
        self.box = Combo()
        self.box.addItem(NOTHING, "")
        for code, label in field.options.items():
            self.box.addItem(_(label), code)
        self.box.currentIndexChanged.connect(self._chosen)
        self.keep_watch(self.box)
        self.line.addWidget(self.box)

    def _chosen(self) -> None:
        if not self._showing:
            self.typed.emit()
            self.left.emit()

    def draw(self, raw: Json) -> None:
        code = raw if isinstance(raw, str) else ""
        at = self.box.findData(code)
        if at < 0:  # a code of a newer program is shown as it is, and kept
            self.box.addItem(code, code)
            at = self.box.count() - 1
        self.box.setCurrentIndex(at)

    def take(self) -> Json:
        return str(self.box.currentData()) or None

    def set_wrong(self, wrong: bool) -> None:
        restyle(self.box, state="wrong" if wrong else "")


class YesOrNo(Editor):
    """Yes, no, or not yet answered; Delete takes the answer back."""

    def __init__(self, field: YesNo, name: str) -> None:
        super().__init__(field, name)
        self.box = Options((("yes", _("Yes"), ""), ("no", _("No"), "")), beside=True, name=name)
        self.box.setAccessibleName(self.says)
        self.box.chosen.connect(self._chosen)
        options = self.box.findChildren(Option)
        for option in options:
            option.installEventFilter(self)
            option.setAccessibleName(told((self.says, option.accessibleName())))
        self.setFocusProxy(options[0])
        self.line.addWidget(self.box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Delete:
            self.box.set_value("")
            self._chosen()
            return True
        return super().eventFilter(watched, event)

    def _chosen(self) -> None:
        self.typed.emit()
        self.left.emit()

    def draw(self, raw: Json) -> None:
        self.box.set_value("" if not isinstance(raw, bool) else "yes" if raw else "no")

    def take(self) -> Json:
        return {"yes": True, "no": False}.get(self.box.value)
