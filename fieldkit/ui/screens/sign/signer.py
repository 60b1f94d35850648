"""Who answers for the customer: name, duty, phone, place, side by side."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from fieldkit.forms.seen import legible
from fieldkit.i18n import N_, _
from fieldkit.ui.screens.sign.sight import Signer
from fieldkit.ui.theme import restyle
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.labels import caption

LABELS = {"name": N_("Name"), "duty": N_("Duty"), "phone": N_("Phone"), "place": N_("Place")}
LONGEST = 60


class SignerLine(QWidget):
    """Four fields; `changed` says that one was typed in. The name has the most room."""

    changed = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.fields: dict[str, QLineEdit] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP[3])
        grid.setVerticalSpacing(GAP[1])
        for column, (key, label) in enumerate(LABELS.items()):
            field = QLineEdit()
            field.setObjectName(f"{name}.{key}")
            field.setAccessibleName(_(label))
            field.setMaxLength(LONGEST)
            field.setProperty("scale", "huge" if key == "name" else "")
            field.setMinimumHeight(44)
            field.textChanged.connect(self.changed)
            grid.addWidget(caption(_(label), tone="text_2"), 0, column)
            grid.addWidget(field, 1, column)
            grid.setColumnStretch(column, 4 if key in {"name", "place"} else 3)
            self.fields[key] = field

    @property
    def name(self) -> QLineEdit:
        return self.fields["name"]

    def show_signer(self, signer: Signer) -> None:
        """Who probably answers."""
        for key, field in self.fields.items():
            field.setText(str(getattr(signer, key)))

    @property
    def signer(self) -> Signer:
        return Signer(**{key: legible(field.text()) for key, field in self.fields.items()})

    def mark_name(self, wrong: bool) -> None:
        restyle(self.name, state="wrong" if wrong else "")
