"""What is asked as a step is taken: an editor for each field that the step writes."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from fieldkit.forms import Problem, Values
from fieldkit.forms.field import Field
from fieldkit.forms.seen import legible
from fieldkit.forms.types import Choice, LongText
from fieldkit.forms.values import Link
from fieldkit.i18n import _, translate
from fieldkit.ui.editors.choices import Combo
from fieldkit.ui.widgets.labels import caption, stack
from fieldkit.ui.widgets.layouts import empty

NAMES = {"assigned_to": "engineer", "proposal": "decision"}
Options = Mapping[str, list[tuple[str, str]]]


class StepInputs(QWidget):
    """One editor below the other, with its label; `options` gives what a link may be set to, as (words, id)."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._editors: dict[str, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def ask(self, names: tuple[str, ...], options: Options, given: Values) -> None:
        """Builds the editors anew, filled with what is `given`."""
        empty(self._column)
        self._editors = {name: self._editor(Problem.fields[name], options.get(name, [])) for name in names}
        for name, editor in self._editors.items():
            label = _("Engineer") if name == "assigned_to" else translate(Problem.fields[name].label)
            editor.setObjectName(f"problem.{NAMES.get(name, name)}")
            editor.setAccessibleName(label)
            self._column.addWidget(stack(caption(label, tone="text_2"), editor, gap=4))
            self._fill(editor, str(given.get(name) or ""))
        self.setVisible(bool(names))

    def _editor(self, field: Field[object], options: list[tuple[str, str]]) -> QWidget:
        if isinstance(field, Choice | Link):
            combo = Combo()
            combo.addItem("—", "")
            fixed = field.options.items() if isinstance(field, Choice) else ()
            for words, key in options or [(translate(words), key) for key, words in fixed]:
                combo.addItem(words, key)
            combo.currentIndexChanged.connect(lambda _at: self.changed.emit())
            return combo
        if not isinstance(field, LongText):
            return QLineEdit()
        text = QPlainTextEdit()
        text.setTabChangesFocus(True)
        text.setFixedHeight(104)
        return text

    @staticmethod
    def _fill(editor: QWidget, value: str) -> None:
        if isinstance(editor, Combo):
            editor.setCurrentIndex(max(editor.findData(value), 0))
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(value)
        elif isinstance(editor, QLineEdit):
            editor.setText(value)
            editor.setCursorPosition(0)

    def values(self) -> dict[str, str]:
        """What was written, by field; "" for what was not."""
        return {name: _text(editor) for name, editor in self._editors.items()}


def _text(editor: QWidget) -> str:
    if isinstance(editor, Combo):
        return str(editor.currentData() or "")
    if isinstance(editor, QPlainTextEdit):
        return legible(editor.toPlainText())
    return legible(editor.text()) if isinstance(editor, QLineEdit) else ""
