"""The list of complaints about people: open ones, serious ones or all, the newest first; a row opens its paper."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.complaints import complaints
from fieldkit.actions.desk import Desk
from fieldkit.forms.complaint import COMPLAINT_ENDED
from fieldkit.i18n import _
from fieldkit.ui.form.sight import names_of
from fieldkit.ui.tokens import GAP, PAGE_MARGINS
from fieldkit.ui.widgets.buttons import primary
from fieldkit.ui.widgets.labels import title
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.widgets.summary import Figure, SummaryStrip
from fieldkit.ui.widgets.table import Column, Line, Table
from fieldkit.ui.workplace import Screen, Workplace


@dataclass(frozen=True)
class ComplaintLine:
    """One complaint of the list, as it is shown."""

    rid: str
    cells: tuple[str, ...]
    open: bool
    grave: bool


def complaint_lines(desk: Desk) -> list[ComplaintLine]:
    """Every complaint that this person may read."""
    found = complaints(desk, ended=True)
    linked = {rid for one in found for rid in (one.concerns, one.customer) if rid}
    names = names_of(desk.store.many(linked))
    return [
        ComplaintLine(
            one.id,
            (one.shown("received_at"), names.get(one.concerns or "", "") or _("not named yet"), one.shown("nature"),
             " ".join((one.said or "").split()), names.get(one.customer or "", ""), one.shown("status"),
             one.shown("due")),
            one.status not in COMPLAINT_ENDED,
            bool(one.grave),
        )
        for one in found
    ]  # fmt: skip


class ComplaintsScreen(Screen):
    """Figures that filter, and a table."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("complaints")
        self._lines: list[ComplaintLine] | None = None
        self._filter = "open"
        self._title = title("", name="complaints.title")
        take = primary(_("Take in a complaint"), icon="plus", size="normal", name="complaints.new")
        take.clicked.connect(lambda: place.go.emit("problems/complaint"))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(take)
        self._strip = SummaryStrip((), name="complaints.filter")
        self._strip.chosen.connect(self._choose)
        columns = (
            Column(_("Received"), 150), Column(_("Whom it concerns"), 150), Column(_("Class"), 90),
            Column(_("What is complained of")), Column(_("Customer"), 160), Column(_("Status"), 140),
            Column(_("Due"), 116),
        )  # fmt: skip
        self._table = Table(columns, _("Complaints"), name="complaints.table")
        self._table.opened.connect(lambda key: place.go.emit(f"papers/{key}"))
        card = Card(padding=1)
        card.body.addWidget(self._table)
        self._rows = StateStack(card, name="complaints.rows")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*PAGE_MARGINS)
        column.setSpacing(GAP[5])
        column.addLayout(head)
        column.addWidget(self._strip)
        column.addWidget(self._rows, 1)
        self._states = StateStack(inside, name="complaints.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)
        place.changed.connect(self._hear)

    def open(self, parts: Sequence[str]) -> None:
        self.refresh()

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        if self._lines is None:
            self._states.show_loading()
        self.place.read(complaint_lines, self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, lines: list[ComplaintLine]) -> None:
        self._lines = lines
        self._states.show_content()
        self._fill()

    def _choose(self, key: str) -> None:
        self._filter = key
        self._fill()

    def _fill(self) -> None:
        lines = self._lines or []
        groups = {
            "open": [line for line in lines if line.open],
            "grave": [line for line in lines if line.open and line.grave],
            "all": lines,
        }
        count = len(groups["open"])
        self._title.setText(
            _("{count} complaints are open").format(count=count) if count else _("No complaint is open")
        )
        self._strip.set_figures((
            Figure("open", "message-square", str(count), _("open")),
            Figure("grave", "siren", str(len(groups["grave"])), _("serious")),
            Figure("all", "list", str(len(lines)), _("all, closed ones too")),
        ))  # fmt: skip
        self._strip.set_chosen(self._filter)
        shown = groups[self._filter]
        self._table.set_lines([_row(line) for line in shown])
        if shown:
            self._rows.show_content()
        else:
            said = _("A complaint about a person's skill, service or conduct comes here, past whom it concerns.")
            self._rows.show_empty(EmptyState("message-square", _("Nothing here."), said, name="complaints.none"))

    def crumbs(self) -> list[tuple[str, str]]:
        return [("complaints", _("Complaints"))]


def _row(line: ComplaintLine) -> Line:
    tones = {0: "text_2", 2: "text_2", 4: "text_2", 6: "text_2"}
    icons = {5: ("siren", "bad")} if line.grave and line.open else {}
    return Line(line.rid, line.cells, tones, icons, frozenset({3}) if line.open else frozenset())
