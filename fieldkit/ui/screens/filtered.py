"""A table with figures above it that filter it: problems, complaints. What it shows is read off the screen's thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.i18n import _
from fieldkit.ui.tokens import GAP, PAGE_MARGINS
from fieldkit.ui.widgets.labels import title
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.widgets.summary import Figure, SummaryStrip
from fieldkit.ui.widgets.table import Column, Line, Table
from fieldkit.ui.workplace import Screen, Workplace


@dataclass(frozen=True)
class Group:
    """One figure, and the lines that stand in the table when it is chosen."""

    key: str
    icon: str
    label: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class Listing:
    """What is shown of what was read: the title, the groups, and which of them stands there at first."""

    title: str
    groups: Sequence[Group]
    first: str


@dataclass(frozen=True)
class Manner:
    """How such a list looks: its name, the table's columns and accessible label, where a row leads (before its key).

    `empty` stands in place of everything where the house has none at all, `none` where a group has none.
    """

    name: str
    label: str
    columns: Sequence[Column]
    leads: str
    none: Callable[[], EmptyState]
    empty: Callable[[], EmptyState] | None = None


class FilteredList(QWidget):
    """Title and what stands `beside` it, figures that filter, and a table; a row opens its record."""

    def __init__(self, place: Workplace, manner: Manner, read: Callable[[Desk], Listing], *beside: QWidget) -> None:
        super().__init__()
        self.place, self._manner, self._read = place, manner, read
        self._listing: Listing | None = None
        self._chosen = ""
        name = manner.name
        self._title = title("", name=f"{name}.title")
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        for widget in beside:
            head.addWidget(widget)
        self._strip = SummaryStrip((), name=f"{name}.filter")
        self._strip.chosen.connect(self._choose)
        self._table = Table(manner.columns, manner.label, name=f"{name}.table")
        self._table.opened.connect(lambda key: place.go.emit(f"{manner.leads}/{key}"))
        card = Card(padding=1)
        card.body.addWidget(self._table)
        self._rows = StateStack(card, name=f"{name}.rows")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*PAGE_MARGINS)
        column.setSpacing(GAP[5])
        column.addLayout(head)
        column.addWidget(self._strip)
        column.addWidget(self._rows, 1)
        self._states = StateStack(inside, name=f"{name}.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)

    def refresh(self) -> None:
        if self._listing is None:
            self._states.show_loading()
        self.place.read(self._read, self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, listing: Listing) -> None:
        self._listing = listing
        if self._manner.empty is not None and not any(group.lines for group in listing.groups):
            self._states.show_empty(self._manner.empty())
            return
        self._states.show_content()
        self._chosen = self._chosen or listing.first
        self._fill(listing)

    def _choose(self, key: str) -> None:
        self._chosen = key
        if self._listing is not None:
            self._fill(self._listing)

    def _fill(self, listing: Listing) -> None:
        self._title.setText(listing.title)
        self._strip.set_figures([Figure(one.key, one.icon, str(len(one.lines)), one.label) for one in listing.groups])
        self._strip.set_chosen(self._chosen)
        shown = next(group.lines for group in listing.groups if group.key == self._chosen)
        self._table.set_lines(list(shown))
        if shown:
            self._rows.show_content()
        else:
            self._rows.show_empty(self._manner.none())


class FilteredScreen(Screen):
    """A screen that is such a list and nothing else."""

    def __init__(self, place: Workplace, manner: Manner, read: Callable[[Desk], Listing], *beside: QWidget) -> None:
        super().__init__(place)
        self.setObjectName(manner.name)
        self._name, self._label = manner.name, manner.label
        self._list = FilteredList(place, manner, read, *beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)
        place.changed.connect(self._hear)

    def refresh(self) -> None:
        self._list.refresh()

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def crumbs(self) -> list[tuple[str, str]]:
        return [(self._name, self._label)]


def every(lines: Sequence[Line]) -> Group:
    """The last group of such a list: all lines, those that are done with too."""
    return Group("all", "list", _("all, closed ones too"), lines)
