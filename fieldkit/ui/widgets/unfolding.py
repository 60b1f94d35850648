"""A line of a list that unfolds to be answered: what is owed, what was left over."""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.keyboard import has_keyboard
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.rows import Row


class Unfolding(QWidget):
    """A row, and under it what is `put` there; `field` gets the keyboard when it unfolds, the row when it folds."""

    def __init__(self, row: Row, field: QLineEdit) -> None:
        super().__init__()
        self.row, self.field = row, field
        self._error = Label("", "caption", tone="bad", wrap=True, name=f"{row.objectName()}.error")
        self._error.hide()
        self._body = QWidget()
        self._inside = QVBoxLayout(self._body)
        self._inside.setContentsMargins(GAP[5] + 36, 0, GAP[5], GAP[4])
        self._inside.setSpacing(GAP[3])
        self._body.hide()
        row.clicked.connect(lambda: self.unfold(self._body.isHidden()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(row)
        column.addWidget(self._body)

    def put(self, *widgets: QWidget) -> None:
        """What stands under the row, and below it the place for what is refused."""
        for widget in (*widgets, self._error):
            self._inside.addWidget(widget)

    def unfold(self, on: bool) -> None:
        if not on and has_keyboard(self._body):
            self.row.setFocus()
        self._body.setVisible(on)
        self.row.set_chosen(on)
        if on:
            self.field.setFocus()

    def show_error(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.show()
