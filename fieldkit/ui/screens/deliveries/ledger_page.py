"""The ledger: figures, the round that is on its way, and a line for every record and file written here."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.actions.deliveries import STATES, Deliveries, Delivery, deliveries
from fieldkit.i18n import N_, _
from fieldkit.joined import phrases
from fieldkit.ui.moments import moment, size
from fieldkit.ui.routes import route_of
from fieldkit.ui.screens.deliveries.send_panel import SendPanel
from fieldkit.ui.tokens import GAP, PAGE_MARGINS
from fieldkit.ui.widgets.badges import STATUSES
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.widgets.summary import Figure, SummaryStrip
from fieldkit.ui.widgets.table import Column, Line, Table
from fieldkit.ui.workplace import Workplace

# What each state is called in the strip: it says a little more than the badge.
LABELS = {
    "local": N_("Only here"),
    "stored": N_("At the office"),
    "backed_up": N_("Backed up"),
    "held": N_("Held at the office"),
    "rejected": N_("Rejected"),
    "conflict": N_("Conflict"),
}
KIND_ICONS = {
    "photo": "image",
    "file": "paperclip",
    "problem": "siren",
    "call_record": "phone",
    "contact": "phone",
    "visit": "briefcase",
    "checklist": "list-checks",
    "step": "clipboard-check",
    "part_movement": "package",
    "customer": "building-2",
    "site": "map-pin",
    "equipment": "server",
    "software": "cpu",
    "comment": "message-square",
    "review": "message-square",
    "leftover": "flag",
    "receivable": "banknote",
}
BELONGS, STATE, NOTE, ACT = 1, 2, 3, 4
WIDE = 1100


class LedgerPage(QWidget):
    """A click on a figure shows that state alone; a click on a line leads to the record, or to what is to be done."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._found: Deliveries | None = None
        self._only = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(*PAGE_MARGINS)
        column.setSpacing(GAP[4])
        self.strip = SummaryStrip([], name="deliveries.summary")
        self.strip.chosen.connect(self._filter)
        self.panel = SendPanel(place)
        column.addWidget(self.strip)
        column.addWidget(self.panel)
        columns = (
            Column(_("Records and files")),
            Column(_("Belongs to"), 260),
            Column(_("Where it is now"), 168),
            Column("", 250),
            Column("", 124),
        )
        self.table = Table(columns, _("Records and files"), name="deliveries.table")
        self.table.opened.connect(self._open)
        card = Card(padding=1, gap=0)
        card.body.addWidget(self.table)
        self._states = StateStack(card, name="deliveries.states")
        column.addWidget(self._states, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the names go before what they belong to."""
        super().resizeEvent(event)
        self.table.setColumnHidden(BELONGS, self.width() < WIDE)

    def refresh(self) -> None:
        if self._found is None:
            self._states.show_loading()
        self._place.read(deliveries, self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, found: Deliveries) -> None:
        if found != self._found:
            self._found = found
            self._draw(found)
        self.panel.refresh()

    def _draw(self, found: Deliveries) -> None:
        if self._only and not found.counts[self._only]:
            self._only = ""
        figures = []
        for state in STATES:
            count, status = found.counts[state], STATUSES[state]
            figures.append(Figure(state, status.icon, str(count), _(LABELS[state]), status.tone if count else "text_3"))
        self.strip.set_figures(figures)
        self.strip.set_chosen(self._only)
        if not found.lines:
            self._states.show_empty(
                EmptyState(
                    "send",
                    _("Nothing has been written on this computer yet"),
                    _("Here you see of every record and file whether it has reached the office and is backed up."),
                    name="deliveries.empty",
                )
            )
            return
        lines = [line for line in found.lines if not self._only or self._only in line.states]
        self.table.set_lines([self._line(line) for line in lines])
        self._states.show_content()

    def _filter(self, state: str) -> None:
        self._only = "" if state == self._only else state
        if self._found is not None:
            self._draw(self._found)

    def _line(self, item: Delivery) -> Line:
        status = STATUSES[item.state]
        act = {"rejected": _("See why"), "conflict": _("Choose"), "held": _("See why")}.get(item.state, "")
        where = phrases(_(STATUSES[state].label) for state in item.states)
        cells = (item.title, item.belongs, where, self._note(item), act)
        icons = {0: (KIND_ICONS.get(item.kind, "file-text"), "text_2"), STATE: (status.icon, status.tone)}
        tones = {BELONGS: "text_2", STATE: status.tone, NOTE: "text_3", ACT: "accent"}
        return Line(item.key, cells, tones, icons, frozenset({ACT}))

    def _note(self, item: Delivery) -> str:
        if item.reason:
            return item.reason
        words = [size(item.size)] if item.size else []
        if item.state == "local" and item.changes > 1:
            words.append(_("{count} changes").format(count=item.changes))
        if item.at is not None:
            words.append(moment(item.at, self._place.desk.clock.now()))
        return "·".join(words)

    def _open(self, key: str) -> None:
        item = next((line for line in self._found.lines if line.key == key), None) if self._found else None
        if item is None:
            return
        route = f"deliveries/{key}" if item.state in {"rejected", "conflict", "held"} else route_of(item.record)
        if route:
            self._place.go.emit(route)
