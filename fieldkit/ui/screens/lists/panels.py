"""What a row has besides its fields: the stock of a part, the receipts of a debt, where equipment stands."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.errors import UserError
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.workplace import Workplace

T = TypeVar("T")


class Panel(QWidget):
    """A column beside the form. `refresh` reads again; what it does, it does through `do`, and says why not."""

    def __init__(self, place: Workplace, rid: str, name: str) -> None:
        super().__init__()
        self.place, self.rid = place, rid
        self.setObjectName(name)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GAP[2])
        self.error = Label("", "body", tone="bad", wrap=True, name=f"{name}.error")
        self.error.hide()

    def refresh(self) -> None:
        """Reads again what it shows."""

    def do(self, action: Callable[[Desk], T], then: Callable[[T], object] | None = None) -> None:
        """Does something about the record; a sentence says why it could not be."""
        self.error.hide()

        def failed(error: Exception) -> None:
            if isinstance(error, UserError):
                self.refused(error)

        self.place.act(action, then, failed, owner=self)

    def refused(self, error: UserError) -> None:
        self.error.setText(error.say())
        self.error.show()
