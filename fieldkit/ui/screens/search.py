"""Search everywhere: `search/<words>` lists what was found, by kind; Enter opens a record's own screen."""

from collections.abc import Sequence
from functools import partial
from urllib.parse import unquote

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout

from fieldkit.actions.finding import Group, find_words
from fieldkit.i18n import _
from fieldkit.ui.jobs import Job
from fieldkit.ui.routes import route_of
from fieldkit.ui.spots import Spot, spots_named
from fieldkit.ui.tokens import BETWEEN_CARDS, GAP
from fieldkit.ui.widgets.labels import SectionHead, caption
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.workplace import Screen, Workplace

EACH = 8
ICONS = {
    "customer": "building-2",
    "equipment": "server",
    "software": "cpu",
    "problem": "siren",
    "visit": "briefcase",
    "person": "user",
    "part": "package",
    "site": "map-pin",
    "receivable": "banknote",
    "contact": "phone",
    "call_record": "phone",
    "photo": "image",
    "comment": "message-square",
    "review": "message-square",
    "leftover": "flag",
}


class SearchScreen(Screen):
    """Eight of each kind; the arrow key down leads here from the field."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("search-results")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._words = ""
        self._entered = False
        self._asked: Job[list[Group]] | None = None
        self._page = Page(name="search.page")
        self._states = StateStack(self._page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._states)
        place.changed.connect(self._hear)

    def open(self, parts: Sequence[str]) -> None:
        self._words = unquote(parts[0]) if parts else ""
        self._entered = False
        self.refresh()

    def enter(self) -> None:
        """A single hit is opened, as soon as it is found."""
        self._entered = True
        self.refresh()

    def refresh(self) -> None:
        if self._asked is not None:
            self._asked.cancel()
        words = self._words
        self._states.show_loading()
        self._asked = self.place.read(
            lambda desk: find_words(desk, words), self._show, lambda e: self._states.show_error(e, self.refresh),
            owner=self,
        )  # fmt: skip

    def crumbs(self) -> list[tuple[str, str]]:
        return [("search", _("Search")), (f"search/{self._words}", f"“{self._words}”")]

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        row = next(iter(self.findChildren(Row)), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.TabFocusReason)

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def _show(self, groups: list[Group]) -> None:
        entered, self._entered = self._entered, False
        spots = [spot for spot in spots_named(self._words, self.place.desk.actor.roles) if spot.key != "sign"]
        if entered and not groups and len(spots) == 1:
            self.place.go.emit(spots[0].key)
            return
        if (
            entered
            and not spots
            and sum(len(group.hits) for group in groups) == 1
            and (route := route_of(groups[0].hits[0].record))
        ):
            self.place.go.emit(route)
            return
        if not groups and not spots:
            said = _("Nothing on this computer holds “{words}”").format(words=self._words)
            tip = _("Fewer or shorter words find more. Any part of a name, number or sentence will do.")
            self._states.show_empty(EmptyState("search", said, tip, name="search.empty"))
            return
        column = self._page.column
        empty(column)
        if spots:
            self._add_spots(spots)
            column.addSpacing(BETWEEN_CARDS - GAP[2])
        for number, group in enumerate(groups):
            if number:
                column.addSpacing(BETWEEN_CARDS - GAP[2])
            self._add(group)
        column.addStretch(1)
        self._states.show_content()

    def _add_spots(self, spots: Sequence[Spot]) -> None:
        self._page.column.addWidget(SectionHead(_("Screens"), str(len(spots))))
        rows = Rows(name="search.screens")
        for spot in spots:
            row = Row(_(spot.label), icon=spot.icon, chevron=True, name=f"search.screen.{spot.key}")
            row.clicked.connect(partial(self.place.go.emit, spot.key))
            rows.add(row)
        self._page.column.addWidget(rows)

    def _add(self, group: Group) -> None:
        column = self._page.column
        column.addWidget(SectionHead(group.title, str(len(group.hits))))
        rows = Rows(name=f"search.{group.kind}")
        for number, hit in enumerate(group.hits[:EACH], 1):
            route = route_of(hit.record)
            row = Row(hit.title, icon=ICONS.get(group.kind, "file-text"), value=hit.belongs, opens=bool(route),
                      chevron=bool(route), name=f"search.{group.kind}.{number}")  # fmt: skip
            if route:
                row.clicked.connect(partial(self.place.go.emit, route))
            rows.add(row)
        column.addWidget(rows)
        if len(group.hits) > EACH:
            more = _("{count} more; type another word to narrow it down").format(count=len(group.hits) - EACH)
            column.addWidget(caption(more))
