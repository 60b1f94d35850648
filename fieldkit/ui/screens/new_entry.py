"""A small form that unfolds for one more entry of a list: a part, something left over, a contact."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.errors import UserError
from fieldkit.forms import Values
from fieldkit.i18n import _
from fieldkit.ui.begun import Begun
from fieldkit.ui.editors import LinkPicker
from fieldkit.ui.form.fields import Candidates
from fieldkit.ui.form_view import FormView
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import quiet, secondary
from fieldkit.ui.widgets.keyboard import has_keyboard
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.workplace import Workplace

NAMES = "names"  # of the records that what is kept refers to


class NewEntry(QWidget):
    """A button; pressed, a form over a kind with *Add* and *Cancel*. `entered` carries what was typed.

    `close_form` folds it again once the entry was taken; `show_error` keeps it open and says why it was not.
    What is typed is kept on this laptop until then, once `keep_for` said what it is about; `restoring` carries what
    was kept before the form unfolds with it. `typed` says that something else stands in it.
    """

    entered = Signal(object)
    restoring = Signal(object)
    typed = Signal()

    def __init__(
        self,
        place: Workplace,
        kind: str,
        *,
        words: str,
        add: str = "",
        icon: str = "plus",
        fields: Sequence[str] = (),
        preset: Values | Callable[[], Values] | None = None,
        choices: Mapping[str, Candidates] | None = None,
        name: str = "",
    ) -> None:
        super().__init__()
        self._place, self._kind, self._fields = place, kind, fields
        self._preset, self._choices, self._needed = preset, choices, frozenset[str]()
        self._given: Values = {}
        self._name = name or f"new_{kind}"
        self._kept: Begun | None = None
        self.setObjectName(self._name)
        self.form: FormView | None = None
        self._begin = secondary(words, icon=icon, name=f"{self._name}.begin")
        self._begin.clicked.connect(self.begin)
        self._card = Card(padding=GAP[5], gap=GAP[3])
        self._card.hide()
        take = secondary(add or _("Add"), icon="check", name=f"{self._name}.add")
        take.clicked.connect(self._take)
        cancel = quiet(_("Cancel"), name=f"{self._name}.cancel")
        cancel.clicked.connect(self.close_form)
        self._line = QHBoxLayout()
        self._line.setSpacing(GAP[3])
        self._line.addWidget(take)
        self._line.addWidget(cancel)
        self._line.addStretch(1)
        self._card.body.addLayout(self._line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        begin = QHBoxLayout()
        begin.addWidget(self._begin)
        begin.addStretch(1)
        column.addLayout(begin)
        column.addWidget(self._card)

    def put_before(self, widget: QWidget) -> None:
        """Puts a widget above the form, such as the choice of which fields it has."""
        self._card.body.insertWidget(0, widget)

    @property
    def open(self) -> bool:
        return self.form is not None

    @property
    def begun(self) -> bool:
        """Whether something stands in it that nobody preset and that is not added yet."""
        values = self.form.fieldset.values if self.form is not None else {}
        return any(value not in {None, ""} and self._given.get(path) != value for path, value in values.items())

    def keep_for(self, about: str) -> None:
        """Says what its entries are about, such as a visit: what was begun there stands there again."""
        what = f"{self._name}/{about}"
        if self._kept is None or self._kept.what != what:
            self._kept = Begun(self._place, what, self._read, self)
            self._kept.refused.connect(self.show_error)
            self._kept.bring(self._bring)

    def _read(self) -> Values:
        if self.form is None or not self.begun:
            return {}
        return {**self.form.fieldset.values, NAMES: dict(self.form.fieldset.names)}

    def _bring(self, kept: Values) -> None:
        if self.form is None:
            values = {path: value for path, value in kept.items() if path != NAMES}
            names = kept.get(NAMES)
            known = {rid: str(name) for rid, name in names.items()} if isinstance(names, dict) else {}
            self.restoring.emit(values)
            self._unfold(values, known, keyboard=False)

    def begin(self) -> None:
        """Unfolds the form and puts the keyboard into its first field."""
        if self.form is None:
            self._unfold({}, {})

    def take(self) -> None:
        """As *Add*, and the first thing that is wrong comes into sight."""
        self._take()

    def _touched(self) -> None:
        if self._kept is not None:
            self._kept.touch()
        self.typed.emit()

    def _unfold(self, kept: Values, names: dict[str, str], *, keyboard: bool = True) -> None:
        self._given = dict((self._preset() if callable(self._preset) else self._preset) or {})
        preset = {**self._given, **kept}
        self.form = FormView(
            self._place, self._kind, fields=self._fields, preset=preset, choices=self._choices, name=self._name
        )
        for name in self._needed:
            self.form.fieldset.box(name).mark_required()
        for box in self.form.fieldset.boxes.values():
            if isinstance(box.editor, LinkPicker):
                box.editor.know(names)
        self._card.body.insertWidget(self._card.body.count() - 1, self.form)
        self.form.changed.connect(self._touched)
        self._begin.hide()
        self._card.show()
        self.typed.emit()
        if self._fields and keyboard:
            self.form.go_to(self._fields[0])

    def use(self, fields: Sequence[str], preset: Values | None = None, needed: Iterable[str] = ()) -> None:
        """Asks for other fields from now on, those `needed` with a star; what was typed into those that stay, stays."""
        self._fields, self._preset, self._needed = fields, preset, frozenset(needed)
        if self.form is not None:
            typed, names = self.form.fieldset.values, self.form.fieldset.names
            self._drop()
            self._unfold({name: typed[name] for name in fields if name in typed}, names)

    def close_form(self) -> None:
        """Folds it; what was typed goes, and the keyboard back to the button."""
        self._begin.show()
        if has_keyboard(self):
            self._begin.setFocus()
        self._drop()
        self._card.hide()
        if self._kept is not None:
            self._kept.drop()
        self.typed.emit()

    def show_error(self, error: Exception) -> None:
        if self.form is not None and isinstance(error, UserError):
            self.form.show_error(error)

    def _drop(self) -> None:
        if self.form is not None:
            self._card.body.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def _take(self) -> None:
        values = self.form.values() if self.form is not None else None
        if values is not None:
            self.entered.emit(values)
