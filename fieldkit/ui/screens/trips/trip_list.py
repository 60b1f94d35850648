"""The list of trips: mine first, each with the stage it has reached and what that stage still misses."""

from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.forms import Visit
from fieldkit.i18n import _, translate
from fieldkit.joined import listed
from fieldkit.process.readiness import STAGES, current_stage, lacks
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import secondary
from fieldkit.ui.widgets.labels import SectionHead, title
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.workplace import Workplace

ICONS = {
    "prepare": "list-checks", "diagnose": "search", "follow_up": "wrench",
    "report": "file-text", "sign": "signature", "hand_over": "send",
}  # fmt: skip
CLOSED_SHOWN = 20


@dataclass(frozen=True)
class TripLine:
    """One trip of the list, as it is shown."""

    visit: str
    mine: bool
    closed: bool
    stage: str
    title: str
    second: str
    when: str


def trip_lines(desk: Desk) -> list[TripLine]:
    """Every trip on this laptop: mine first, by stage; closed ones last."""
    me = desk.actor.person
    visits = [Visit(record) for record in desk.store.find("visit", newest=True)]
    lines = [_line(desk, visit, me) for visit in visits]
    order = list(STAGES)
    return sorted(lines, key=lambda line: (line.closed, not line.mine, order.index(line.stage)))


def _line(desk: Desk, visit: Visit, me: str) -> TripLine:
    trip = load_trip(desk, visit.id)
    stage = current_stage(trip)
    missing = lacks(trip)[stage]
    name = (trip.customer.customer_name or "") if trip.customer else ""
    said = [visit.purpose or "", trip.person_name(visit.engineer) if visit.engineer != me else ""]
    if missing:
        said.append(_("missing: {things}").format(things=listed(lack.text for lack in missing[:2])))
    day = visit.shown("arrived")[:10] or (trip.approval.shown("leave_on") if trip.approval else "")
    closed = visit.status == "closed" or (stage == "hand_over" and not missing)
    return TripLine(visit.id, visit.engineer == me, closed, stage, name, "·".join(w for w in said if w), day)


class TripList(QWidget):
    """All trips as rows; a row opens its trip."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._shown: list[TripLine] | None = None
        self._page = Page(name="trips.page", gap=GAP[5])
        self._title = title(_("Trips"))
        self._page.column.addWidget(self._title)
        self._groups = QVBoxLayout()
        self._groups.setSpacing(GAP[2])
        self._page.column.addLayout(self._groups)
        self._page.column.addStretch(1)
        self._states = StateStack(self._page, name="trips.states")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._states)
        self._all = False

    def refresh(self) -> None:
        self._states.show_loading()
        self.place.read(trip_lines, self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, lines: list[TripLine]) -> None:
        if not lines:
            empty = EmptyState(
                "briefcase",
                _("No trips yet"),
                _("A trip begins with a problem: open it and plan a visit. From then on everything of it is here."),
                _("To the problems"),
                name="trips.empty",
            )
            empty.acted.connect(lambda: self.place.go.emit("problems"))
            self._states.show_empty(empty)
            self._shown = None
            return
        self._states.show_content()
        if lines != self._shown:
            self._shown = lines
            self._fill(lines)

    def _fill(self, lines: list[TripLine]) -> None:
        empty(self._groups)
        mine = [line for line in lines if line.mine and not line.closed]
        others = [line for line in lines if not line.mine and not line.closed]
        closed = [line for line in lines if line.closed]
        self._title.setText(_say(len(mine), len(others)))
        self._add_group(_("My trips"), mine)
        self._add_group(_("Trips of others"), others)
        self._add_group(_("Finished"), closed if self._all else closed[:CLOSED_SHOWN])
        if len(closed) > CLOSED_SHOWN and not self._all:
            more = secondary(_("Show all {count}").format(count=len(closed)), name="trips.more")
            more.clicked.connect(self._show_all)
            self._groups.addWidget(more)

    def _show_all(self) -> None:
        self._all = True
        self._fill(self._shown or [])

    def _add_group(self, text: str, lines: list[TripLine]) -> None:
        if not lines:
            return
        self._groups.addWidget(SectionHead(text, str(len(lines))))
        rows = Rows(name="trips.rows")
        for line in lines:
            stage = _("Done") if line.closed else translate(STAGES[line.stage])
            row = Row(
                line.title, line.second, icon="circle-check" if line.closed else ICONS[line.stage],
                tone="good" if line.closed else "accent", lead=stage, lead_width=96, value=line.when,
                chevron=True, name=f"trip.{line.visit}",
            )  # fmt: skip
            row.clicked.connect(lambda visit=line.visit: self.place.go.emit(f"trips/{visit}"))
            rows.add(row)
        self._groups.addWidget(rows)
        self._groups.addSpacing(GAP[4])


def _say(mine: int, others: int) -> str:
    if mine == 1:
        return _("One trip of yours is under way")
    if mine:
        return _("{count} trips of yours are under way").format(count=mine)
    if others == 1:
        return _("One trip of others is under way")
    if others:
        return _("{count} trips of others are under way").format(count=others)
    return _("No trip is under way")
