"""The equipment of a customer as a table in a card: versions, what they lack, and what is special about them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.i18n import _
from fieldkit.joined import listed, phrases
from fieldkit.ui.screens.customers.reading import UnitLine
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import Badge, StatusText
from fieldkit.ui.widgets.buttons import quiet
from fieldkit.ui.widgets.labels import ElidedLabel, caption, stack
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.rows import Row, rule

FIRST = 20
WIDTHS = (120, 165, 100, 0, 185)


class EquipmentCard(QFrame):
    """Head, a row a component, and a warning row for each special setting."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setObjectName("equipment")
        self._units: tuple[UnitLine, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)

    def show_units(self, units: Sequence[UnitLine], *, everything: bool = False) -> None:
        self._units = tuple(units)
        empty(self._column)
        if not units:
            self._column.addWidget(Row(_("No equipment on file."), opens=False, name="unit.none"))
            return
        heads = (_("Equipment"), _("Serial number"), _("Place"), _("Version on site"), _("Status"))
        self._column.addWidget(_line([caption(head, tone="text_2") for head in heads], 36))
        shown = units if everything else units[:FIRST]
        for unit in shown:
            self._column.addWidget(rule())
            self._column.addWidget(_unit_row(unit))
        for special, serials in _specials(units).items():
            self._column.addWidget(rule())
            row = Row(special, serials, opens=False, bold=True, name="unit.special")
            row.tint = "warn_soft"
            row.last = True
            row.add(StatusText("special", bold=True))
            self._column.addWidget(row)
        if len(shown) < len(units):
            more = quiet(_("Show all {count}").format(count=len(units)), icon="chevron-down", name="unit.more")
            more.clicked.connect(lambda: self.show_units(self._units, everything=True))
            self._column.addWidget(rule())
            self._column.addWidget(more)


def _unit_row(unit: UnitLine) -> QWidget:
    lacks = _("lacks {what}").format(what=unit.lacks) if unit.lacks else ""
    version = unit.installed or _("no software")
    model = stack(ElidedLabel(unit.model, bold=True), ElidedLabel(unit.component, "caption", tone="text_2"))
    under = _("warranty until {day}").format(day=unit.warranty) if unit.warranty else ""
    serial = stack(ElidedLabel(unit.serial, tone="text_2"), ElidedLabel(under, "caption", tone="text_3"))
    runs = stack(ElidedLabel(version), ElidedLabel(lacks, "caption", tone="text_2"))
    if not lacks:
        runs = ElidedLabel(version)
    state = "behind" if unit.behind else "gap" if unit.differs else "normal"
    said = phrases((_("Behind") if unit.behind else "", _("not the same") if unit.differs else ""))
    row = _line([model, serial, ElidedLabel(unit.place, tone="text_2"), runs, Badge(state, said)], 60)
    row.setObjectName(f"unit.{unit.serial}")
    row.setAccessibleName(phrases((unit.model, unit.component, unit.serial, version, lacks, said)))
    return row


def _line(cells: Sequence[QWidget], height: int) -> QWidget:
    holder = QWidget()
    holder.setFixedHeight(height)
    line = QHBoxLayout(holder)
    line.setContentsMargins(GAP[5], 0, GAP[4], 0)
    line.setSpacing(GAP[3])
    for cell, wide in zip(cells, WIDTHS, strict=True):
        if not wide:
            line.addWidget(cell, 1)
            continue
        room = QHBoxLayout()
        room.addWidget(cell)
        if isinstance(cell, Badge):
            room.addStretch(1)
        box = QWidget()
        box.setFixedWidth(wide)
        room.setContentsMargins(0, 0, 0, 0)
        box.setLayout(room)
        line.addWidget(box)
    return holder


def _specials(units: Sequence[UnitLine]) -> dict[str, str]:
    """Every special setting with the units that have it."""
    found: dict[str, list[str]] = {}
    for unit in units:
        if unit.special:
            found.setdefault(unit.special, []).append(f"{unit.model} {unit.serial}")
    return {special: listed(serials) for special, serials in found.items()}
