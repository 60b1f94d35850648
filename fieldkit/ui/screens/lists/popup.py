"""What unfolds below a button of a list: which columns are shown, and a filter on one of them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fieldkit.actions.lists.declared import AnyColumn, Column, ListOf, Worked
from fieldkit.actions.lists.reading import words_of
from fieldkit.errors import FieldError
from fieldkit.forms.types import Choice, Day, Duration, Moment, Number, YesNo
from fieldkit.i18n import N_, _
from fieldkit.records.listing import Condition
from fieldkit.ui.editors.choices import Combo
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import IconButton, primary, quiet
from fieldkit.ui.widgets.labels import Label, caption

KEY = Qt.ItemDataRole.UserRole
ITEM = 40  # px; a line of a list with ticks
ANSWERS = {"True": N_("Yes"), "False": N_("No")}


class Popup(QFrame):
    """A card below a button; a click elsewhere or Escape closes it."""

    def __init__(self, below: QWidget, name: str, wide: int) -> None:
        super().__init__(below, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "card")
        self.setObjectName(name)
        self.setFixedWidth(wide)
        self._below = below
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(GAP[4], GAP[3], GAP[4], GAP[4])
        self.column.setSpacing(GAP[2])

    def show_below(self) -> None:
        """Below its button, as far as the window has room."""
        self.adjustSize()
        window = self._below.window()
        right = self._below.mapTo(window, QPoint(self._below.width(), 0)).x()
        shift = max(self.width() - right + GAP[4], 0) if right < self.width() else 0
        left = self._below.width() - self.width() + shift
        at = self._below.mapTo(window, QPoint(0, 0)).x()
        self.move(
            self._below.mapToGlobal(QPoint(0 if at + self.width() < window.width() else left, self._below.height() + 4))
        )
        self.show()


class ColumnsPopup(Popup):
    """Every column with a tick; the order is dragged, or moved with the arrows. `chosen` carries the keys."""

    chosen = Signal(object)
    reset = Signal()

    def __init__(self, below: QWidget, listed: ListOf, columns: Sequence[AnyColumn], shown: Sequence[str]) -> None:
        super().__init__(below, "lists.columns.popup", 320)
        head = QHBoxLayout()
        head.addWidget(caption(_("Columns"), tone="text_2"), 1)
        for step, icon, says in (
            (-1, "arrow-up", _("Further to the left")),
            (1, "arrow-down", _("Further to the right")),
        ):
            button = IconButton(icon, says, name=f"lists.columns.{'left' if step < 0 else 'right'}")
            button.clicked.connect(lambda _=False, step=step: self._move(step))
            head.addWidget(button)
        self.column.addLayout(head)
        self.list = QListWidget()
        self.list.setObjectName("lists.columns.list")
        self.list.setAccessibleName(_("Columns"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        rest = [column for column in columns if column.key not in shown]
        known = {column.key: column for column in columns}
        for column in (*(known[key] for key in shown), *rest):
            self.list.addItem(_ticked(_(column.heading(listed.kind)), column.key, on=column.key in shown))
        self.list.setFixedHeight(min(len(columns), 10) * ITEM + 2)
        self.list.setCurrentRow(0)
        self.list.itemChanged.connect(lambda _item: self._say())
        self.list.model().rowsMoved.connect(lambda *_: self._say())
        self.column.addWidget(self.list)
        again = quiet(_("As in the beginning"), icon="rotate-ccw", name="lists.columns.reset")
        again.clicked.connect(self._reset)
        self.column.addWidget(again)

    def _move(self, step: int) -> None:
        at = self.list.currentRow()
        goal = at + step
        if 0 <= goal < self.list.count():
            item = self.list.takeItem(at)
            self.list.insertItem(goal, item)
            self.list.setCurrentRow(goal)
            self._say()

    def _say(self) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        keys = [str(item.data(KEY)) for item in items if item.checkState() == Qt.CheckState.Checked]
        if keys:  # the last one stays
            self.chosen.emit(keys)

    def _reset(self) -> None:
        self.reset.emit()
        self.close()


def _ticked(text: str, key: str, *, on: bool) -> QListWidgetItem:
    """A line of a list with a tick."""
    item = QListWidgetItem(text)
    item.setData(KEY, key)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
    item.setSizeHint(QSize(0, ITEM))
    return item


def options_of(listed: ListOf, column: AnyColumn) -> Mapping[str, str] | None:
    """The codes that a column can have, with their words; None when it is not one of a few."""
    if isinstance(column, Worked):
        return column.options
    field = column.field(listed.kind)
    if isinstance(field, Choice):
        return field.options
    return ANSWERS if isinstance(field, YesNo) else None


def ranged(listed: ListOf, column: AnyColumn) -> bool:
    """Whether a column is filtered by the least and the most."""
    if isinstance(column, Worked):
        return column.number and column.options is None
    return isinstance(column.field(listed.kind), Number | Duration | Day | Moment)


class FilterPopup(Popup):
    """A column, and what it must be: a text, from … to …, one of some words, or nothing. `made` carries conditions."""

    made = Signal(object)

    def __init__(self, below: QWidget, listed: ListOf, columns: Sequence[AnyColumn]) -> None:
        super().__init__(below, "lists.filter.popup", 320)
        self._listed, self._columns = listed, {column.key: column for column in columns}
        self._which = Combo()
        self._which.setObjectName("lists.filter.column")
        self._which.setAccessibleName(_("Column"))
        for column in columns:
            self._which.addItem(_(column.heading(listed.kind)), column.key)
        self._text = self._line("lists.filter.text", _("Holds"))
        self._low = self._line("lists.filter.from", _("From"))
        self._high = self._line("lists.filter.to", _("To"))
        self._options = QListWidget()
        self._options.setObjectName("lists.filter.options")
        self._options.setAccessibleName(_("One of"))
        self._way = 0
        self._ways = (
            _stacked(caption(_("Holds"), tone="text_2"), self._text),
            _stacked(caption(_("From"), tone="text_2"), self._low, caption(_("To"), tone="text_2"), self._high),
            _stacked(caption(_("One of"), tone="text_2"), self._options),
        )
        self._error = Label("", "caption", tone="bad", wrap=True, name="lists.filter.error")
        self._error.hide()
        self._lay_out()
        self._which.currentIndexChanged.connect(lambda _at: self._follow())
        self._follow()

    def _lay_out(self) -> None:
        empty = quiet(_("Only where nothing stands"), name="lists.filter.empty")
        empty.clicked.connect(lambda: self._make(Condition(self._key, "empty")))
        act = primary(_("Filter"), size="normal", icon="filter", name="lists.filter.apply")
        act.clicked.connect(self._apply)
        for widget in (caption(_("Column"), tone="text_2"), self._which, *self._ways, self._error, empty, act):
            self.column.addWidget(widget)

    def _line(self, name: str, says: str) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName(name)
        line.setAccessibleName(says)
        line.returnPressed.connect(self._apply)
        return line

    @property
    def _key(self) -> str:
        return str(self._which.currentData())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._which.setFocus()

    def _follow(self) -> None:
        """Asks for what fits the column."""
        column = self._columns[self._key]
        options = options_of(self._listed, column)
        self._options.clear()
        for code, label in (options or {}).items():
            self._options.addItem(_ticked(_(label), code, on=False))
        self._options.setFixedHeight(min(len(options or ()), 6) * ITEM + 2)
        self._way = 2 if options is not None else 1 if ranged(self._listed, column) else 0
        for at, widget in enumerate(self._ways):
            widget.setVisible(at == self._way)
        self._error.hide()
        self.adjustSize()

    def _apply(self) -> None:
        try:
            conditions = self._conditions()
        except FieldError as error:
            self._error.setText(error.say())
            self._error.show()
            return
        if conditions:
            self._make(*conditions)

    def _conditions(self) -> list[Condition]:
        if self._way == 0:
            words = words_of(self._text.text())
            return [Condition(self._key, "holds", tuple(words))] if words else []
        if self._way == 2:
            items = [self._options.item(row) for row in range(self._options.count())]
            codes = [str(item.data(KEY)) for item in items if item.checkState() == Qt.CheckState.Checked]
            return [Condition(self._key, "is", tuple(codes))] if codes else []
        found = []
        for how, line in (("from", self._low), ("to", self._high)):
            if line.text().strip():
                found.append(Condition(self._key, how, (self._limit(line.text(), how),)))
        return found

    def _limit(self, text: str, how: str) -> str:
        """What was typed, as the column is compared."""
        column = self._columns[self._key]
        field = column.field(self._listed.kind) if isinstance(column, Column) else Number("")
        if isinstance(field, Moment):
            with suppress(FieldError):
                day = Day("").parse(text)
                text = f"{day} 00:00" if how == "from" else f"{day} 23:59:59"
        stored = field.dump(field.parse(text))
        return str(stored)

    def _make(self, *conditions: Condition) -> None:
        self.made.emit(conditions)
        self.close()


def _stacked(*widgets: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP[1])
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return holder


def said(listed: ListOf, columns: Mapping[str, AnyColumn], condition: Condition) -> str:
    """A condition in words: `Amount from 1000`."""
    column = columns[condition.path]
    head = _(column.heading(listed.kind))
    options = options_of(listed, column) or {}
    values = [_(options.get(value, value)) for value in condition.value]
    if not isinstance(column, Worked) and condition.how in {"from", "to"}:
        field = column.field(listed.kind)
        values = [field.show(field.load(int(value) if isinstance(field, Duration) else value)) for value in values]
    words = {
        "holds": N_("{column} holds {value}"),
        "is": N_("{column}: {value}"),
        "from": N_("{column} from {value}"),
        "to": N_("{column} to {value}"),
        "empty": N_("{column}: nothing"),
        "filled": N_("{column}: something"),
    }
    return _(words[condition.how]).format(column=head, value=_(", ").join(values))
