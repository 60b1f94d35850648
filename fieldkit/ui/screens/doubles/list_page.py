"""The list of doubles: what is to be decided, and what was, from where it can be taken back."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.actions.doubles import Line, lines
from fieldkit.i18n import N_, _, translate
from fieldkit.ui.tokens import BETWEEN_CARDS
from fieldkit.ui.widgets.badges import Badge
from fieldkit.ui.widgets.labels import SectionHead
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.workplace import Workplace

MOST = 50
LEAD = 96
WHY = {
    "key": N_("the same number"),
    "name": N_("nearly the same name"),
    "late": N_("written to after it was merged"),
}
DECIDED = {"merged": ("done", N_("Merged")), "two": ("normal", N_("Two different ones"))}


class ListPage(QWidget):
    """At most MOST of each; the next come when these are decided."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._shown: list[Line] | None = None
        self._page = Page(name="doubles.page")
        self._states = StateStack(self._page, name="doubles.list")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._states)

    def refresh(self) -> None:
        if self._shown is None:
            self._states.show_loading()
        self._place.read(lines, self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, found: list[Line]) -> None:
        if found == self._shown:
            return
        self._shown = found
        if not found:
            says = _("Customers, sites, equipment, spare parts and people are compared after each synchronization.")
            self._states.show_empty(EmptyState("git-merge", _("Nothing is entered twice"), says, name="doubles.empty"))
            return
        column = self._page.column
        empty(column)
        self._section(_("To decide"), "open", [line for line in found if not line.verdict])
        self._section(_("Decided"), "decided", [line for line in found if line.verdict])
        column.addStretch(1)
        self._states.show_content()

    def _section(self, head: str, name: str, found: Sequence[Line]) -> None:
        if not found:
            return
        column = self._page.column
        if column.count():
            column.addSpacing(BETWEEN_CARDS)
        note = _("{shown} of {count}; the next come when these are decided").format(shown=MOST, count=len(found))
        column.addWidget(SectionHead(head, note if len(found) > MOST else str(len(found))))
        rows = Rows(name=f"doubles.{name}")
        for number, line in enumerate(found[:MOST], 1):
            rows.add(self._row(line, f"doubles.{name}.{number}"))
        column.addWidget(rows)

    def _row(self, line: Line, name: str) -> Row:
        row = Row(line.first, line.second, lead=line.title, lead_width=LEAD, chevron=True, name=name)
        status, says = DECIDED.get(line.verdict, ("gap", WHY.get(line.pair.why, "")))
        row.add(Badge(status, translate(says)))
        row.clicked.connect(partial(self._place.go.emit, f"doubles/{line.pair.first}/{line.pair.second}"))
        return row
