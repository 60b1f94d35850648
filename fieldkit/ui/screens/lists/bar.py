"""The line above a list: words to find, filters one click away, filters of a person's own, columns, export."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.lists.declared import DELETED, AnyColumn, ListOf
from fieldkit.i18n import _
from fieldkit.records.listing import Condition
from fieldkit.ui.screens.lists.popup import FilterPopup, said
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button
from fieldkit.ui.widgets.chips import Chip
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.search import SearchField

EVERYTHING = "all"
NARROWEST = 200  # px of the search, beside the usual filters


class FilterBar(QWidget):
    """`changed` says that other rows are wanted, `quick_chosen` carries the key of a usual filter, "" for none."""

    changed = Signal()
    quick_chosen = Signal(str)
    down = Signal()

    def __init__(self, listed: ListOf) -> None:
        super().__init__()
        self._listed = listed
        self._known: dict[str, AnyColumn] = {}
        self.words = self._quick_now = ""
        self.conditions: tuple[Condition, ...] = ()
        self.search = SearchField(_("Find in this list"), cap="Ctrl F", wide=260, name="lists.search")
        self.search.setAccessibleName(_("Find in this list"))
        self.search.searched.connect(self._find)
        self.search.down.connect(self.down)
        self._chips: dict[str, Chip] = {}
        self.deleted = Chip(_("deleted"), icon="trash-2", name=f"lists.quick.{DELETED}")
        self.deleted.clicked.connect(self._choose_deleted)
        self.deleted.hide()
        self.filter = Button(_("Filter"), "quiet", "small", icon="filter", name="lists.filter")
        self.filter.clicked.connect(self._ask_filter)
        self.columns = Button(_("Columns"), "quiet", "small", icon="sliders-horizontal", name="lists.columns")
        self.export = Button(_("Export"), "quiet", "small", icon="download", name="lists.export")
        self._own = QHBoxLayout()
        self._own.setSpacing(GAP[2])
        self._own_line = QWidget()
        self._own_line.setLayout(self._own)
        self._own.setContentsMargins(0, 0, 0, 0)
        self._own_line.hide()
        self.setMinimumWidth(NARROWEST)  # else it never gets so narrow that its filters move
        self._lay_out()

    def _lay_out(self) -> None:
        self._line = line = QHBoxLayout()
        line.setSpacing(GAP[2])
        line.addWidget(self.search)
        self._quick = QWidget()
        chips = QHBoxLayout(self._quick)
        chips.setContentsMargins(0, 0, 0, 0)
        chips.setSpacing(GAP[2])
        quick = ([(EVERYTHING, _("all"), False)] if self._listed.quick else []) + [
            (one.key, _(one.label), one.tells) for one in self._listed.quick
        ]
        for key, label, tells in quick:
            chip = Chip(label, icon="triangle-alert" if tells else "", name=f"lists.quick.{key}")
            chip.clicked.connect(partial(self._choose, key))
            self._chips[key] = chip
            chips.addWidget(chip)
        line.addWidget(self._quick)
        line.addStretch(1)
        self._chips[DELETED] = self.deleted
        line.addWidget(self.deleted)
        for button in (self.filter, self.columns, self.export):
            button.setMinimumWidth(button.sizeHint().width())
            line.addWidget(button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        column.addLayout(line)
        column.addWidget(self._own_line, 0, Qt.AlignmentFlag.AlignLeft)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where words are long first the search gives way, and then the usual filters get a line of their own."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        beside = (
            self._quick,
            *([] if self.deleted.isHidden() else [self.deleted]),
            self.filter,
            self.columns,
            self.export,
        )
        needed = NARROWEST + sum(widget.sizeHint().width() + GAP[2] for widget in beside)
        wide, there = self.width() >= needed, self._line.indexOf(self._quick) >= 0
        if wide and not there:
            self._column.removeWidget(self._quick)
            self._line.insertWidget(1, self._quick)
        elif there and not wide:
            self._line.removeWidget(self._quick)
            self._column.insertWidget(1, self._quick, 0, Qt.AlignmentFlag.AlignLeft)

    def know(self, columns: Sequence[AnyColumn], quick: str, *, deletes: bool) -> None:
        """The columns that this person may filter by, the filter that was left on, whether he may put rows back."""
        self._known = {column.key: column for column in columns}
        self.deleted.setVisible(deletes)
        self.set_quick(quick)
        self._arrange()

    def set_quick(self, quick: str) -> None:
        self._quick_now = quick
        for key, chip in self._chips.items():
            chip.setChecked(key == (quick or EVERYTHING))

    def _choose(self, key: str) -> None:
        chosen = "" if key == EVERYTHING else key
        self.set_quick(chosen)
        self.quick_chosen.emit(chosen)

    def _choose_deleted(self) -> None:
        """What was deleted instead of the list; once more, and the list is there again."""
        self._choose(DELETED if self._quick_now != DELETED else "")

    def _find(self, words: str) -> None:
        self.words = words
        self.changed.emit()

    def _ask_filter(self) -> None:
        popup = FilterPopup(self.filter, self._listed, list(self._known.values()))
        popup.made.connect(self._add)
        popup.show_below()

    def _add(self, conditions: Sequence[Condition]) -> None:
        """One more filter; another of the same kind on the same column gives way."""
        fresh = {(one.path, one.how) for one in conditions}
        self.conditions = (*(one for one in self.conditions if (one.path, one.how) not in fresh), *conditions)
        self._show_own()
        self.changed.emit()

    def _remove(self, condition: Condition) -> None:
        self.conditions = tuple(one for one in self.conditions if one != condition)
        self._show_own()
        self.changed.emit()
        self.filter.setFocus()

    def _show_own(self) -> None:
        empty(self._own)
        for condition in self.conditions:
            words = said(self._listed, self._known, condition)
            chip = Chip(words, trailing="x", name=f"lists.own.{condition.path}.{condition.how}")
            chip.setChecked(True)
            chip.setToolTip(_("Take this filter away"))
            chip.clicked.connect(lambda _=False, condition=condition: self._remove(condition))
            self._own.addWidget(chip)
        self._own_line.setVisible(bool(self.conditions))
