"""One field of two records: what each holds as an option to take."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.joined import told
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import StatusText
from fieldkit.ui.widgets.labels import Label
from fieldkit.ui.widgets.option import Option

SIDE = 160


class FieldRow(QWidget):
    """`take` is the side that was chosen: `first`, `second`, or "" while nobody has."""

    chosen = Signal()

    def __init__(self, key: str, label: str, values: tuple[str, str], take: str) -> None:
        super().__init__()
        self.key, self.label = key, label
        self.setObjectName(f"pair.{key}")
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP[5], GAP[3], GAP[5], GAP[3])
        line.setSpacing(GAP[4])
        holder = QWidget()
        holder.setFixedWidth(SIDE)
        name = QVBoxLayout(holder)
        name.setContentsMargins(0, GAP[1], 0, 0)
        name.setSpacing(GAP[1])
        name.addWidget(Label(label, "body", bold=True, wrap=True))
        self._status = StatusText("gap", _("Not decided"), small=True, name=f"pair.{key}.state")
        name.addWidget(self._status)
        name.addStretch(1)
        line.addWidget(holder)
        self._group = QButtonGroup(self)
        self._options: dict[str, Option] = {}
        for side, value in zip(("first", "second"), values, strict=True):
            option = Option(value or _("(empty)"), name=f"pair.{key}.{side}")
            option.setAccessibleName(told((label, value or _("(empty)"))))
            option.clicked.connect(self._pick)
            self._group.addButton(option)
            self._options[side] = option
            line.addWidget(option, 1)
        self.set_take(take)

    @property
    def take(self) -> str:
        return next((side for side, option in self._options.items() if option.isChecked()), "")

    def set_take(self, side: str) -> None:
        if side:
            self._options[side].setChecked(True)
            self._status.set("done", _("Decided"))

    def take_keyboard(self) -> None:
        self._options["first"].setFocus()

    def _pick(self) -> None:
        self._status.set("done", _("Decided"))
        self.chosen.emit()
