"""The screen of doubles: `doubles` is the list, `doubles/<id>/<id>` one pair."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from fieldkit.actions.merging import Pairing, pairing
from fieldkit.i18n import _
from fieldkit.ui.screens.doubles.list_page import ListPage
from fieldkit.ui.screens.doubles.pair_page import PairPage
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Screen, Workplace


class DoublesScreen(Screen):
    """The list; and, over it, the pair that was opened from it."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("doubles")
        self._pair: tuple[str, ...] = ()
        self._list = ListPage(place)
        self._one = QStackedWidget()
        self._states = StateStack(self._one, name="doubles.states")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._list)
        self._stack.addWidget(self._states)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        place.changed.connect(self._hear)

    def open(self, parts: Sequence[str]) -> None:
        pair = tuple(parts[:2]) if len(parts) > 1 else ()
        if pair != self._pair:
            self._clear()
        self._pair = pair
        self._stack.setCurrentWidget(self._states if pair else self._list)
        self.refresh()

    def refresh(self) -> None:
        if not self._pair:
            self._list.refresh()
            return
        one, other = self._pair
        if self._one.count() == 0:
            self._states.show_loading()
        self.place.read(lambda desk: pairing(desk, one, other), self._show, self._fail, owner=self)

    def crumbs(self) -> list[tuple[str, str]]:
        first = [("doubles", _("Doubles"))]
        page = self._one.currentWidget()
        if self._pair and isinstance(page, PairPage):
            return [*first, ("doubles/" + "/".join(self._pair), page.title)]
        return first

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def _show(self, found: Pairing) -> None:
        page = self._one.currentWidget()
        if set(found.ids) != set(self._pair):
            return  # what was asked for before
        if isinstance(page, PairPage):
            page.update_to(found)
        else:
            self._one.addWidget(PairPage(self.place, found))
        self._states.show_content()

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _clear(self) -> None:
        while (old := self._one.currentWidget()) is not None:
            self._one.removeWidget(old)
            old.deleteLater()
