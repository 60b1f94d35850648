"""`deliveries` is the ledger; `deliveries/<record>` one record that is in conflict, was refused or is held.

`deliveries/by-hand` is where bundles are packed, carried and taken in.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from fieldkit.actions.conflicts import Conflict, conflict_of
from fieldkit.actions.deliveries import Refused, refused
from fieldkit.actions.desk import Desk
from fieldkit.actions.held import HeldRecord, held
from fieldkit.i18n import _
from fieldkit.store.ledger import held_up
from fieldkit.ui.screens.deliveries.by_hand_page import ByHandPage
from fieldkit.ui.screens.deliveries.conflict_page import ConflictPage
from fieldkit.ui.screens.deliveries.held_page import HeldPage
from fieldkit.ui.screens.deliveries.ledger_page import LedgerPage
from fieldkit.ui.screens.deliveries.refused_page import RefusedPage
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Screen, Workplace

BY_HAND = "by-hand"
Found = Conflict | Refused | HeldRecord


class DeliveriesScreen(Screen):
    """The ledger; and, over it, the record that was opened from it."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("deliveries")
        self._rid = self._path = ""
        self._crumb = ""
        self._ledger = LedgerPage(place)
        self._by_hand: ByHandPage | None = None  # kept once it is there: its errands go on meanwhile
        self._one = QStackedWidget()
        self._states = StateStack(self._one)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._ledger)
        self._stack.addWidget(self._states)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        place.changed.connect(self._hear)
        place.line.connect(self._hear)

    def open(self, parts: Sequence[str]) -> None:
        rid, path = (parts[0] if parts else ""), (parts[1] if len(parts) > 1 else "")
        if rid != self._rid:
            self._clear()
        self._rid, self._path = rid, path
        self._stack.setCurrentWidget(self._states if rid else self._ledger)
        if rid == BY_HAND:
            self._stack.setCurrentWidget(self._hands())
        self.refresh()

    def _hands(self) -> ByHandPage:
        if self._by_hand is None:
            self._by_hand = ByHandPage(self.place)
            self._stack.addWidget(self._by_hand)
        return self._by_hand

    def refresh(self) -> None:
        if not self._rid:
            self._ledger.refresh()
            return
        if self._rid == BY_HAND:
            self._hands().refresh()
            return
        if self._one.count() == 0:
            self._states.show_loading()
        self.place.read(self._ask, self._show, self._fail, owner=self)

    def crumbs(self) -> list[tuple[str, str]]:
        first = [("deliveries", _("Deliveries"))]
        if self._rid == BY_HAND:
            return [*first, (f"deliveries/{BY_HAND}", _("By hand"))]
        return [*first, (f"deliveries/{self._rid}", self._crumb)] if self._rid and self._crumb else first

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def _ask(self, desk: Desk) -> Found:
        rid = self._rid
        if held_up(desk.store, rid):  # first: once it was seen, the conflict beside it comes in sight
            return refused(desk, rid)
        found = conflict_of(desk, rid) if desk.store.get(rid) is not None else None
        return found if found is not None and found.paths else held(desk, rid) or refused(desk, rid)

    def _show(self, found: Found) -> None:
        page = self._one.currentWidget()
        if isinstance(found, Conflict):
            if isinstance(page, ConflictPage):
                page.update_to(found)
            else:
                self._put(ConflictPage(self.place, found, self._path))
        elif isinstance(found, HeldRecord):
            if isinstance(page, HeldPage):
                page.update_to(found)
            else:
                self._put(HeldPage(self.place, found))
        elif not found.reasons and isinstance(page, ConflictPage | HeldPage):
            self.place.go.emit("deliveries")  # it was settled meanwhile, or taken
            return
        elif not isinstance(page, RefusedPage):
            self._put(RefusedPage(self.place, found))
        self._crumb = found.title
        self._states.show_content()

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _put(self, page: ConflictPage | RefusedPage | HeldPage) -> None:
        self._clear()
        self._one.addWidget(page)
        self._one.setCurrentWidget(page)

    def _clear(self) -> None:
        self._crumb = ""
        while (old := self._one.currentWidget()) is not None:
            self._one.removeWidget(old)
            old.deleteLater()
