"""The screen of lists: `lists` is the one looked at last, `lists/parts` one of them, `lists/parts/<id>` one row."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from fieldkit.access import may_import
from fieldkit.actions.desk import Desk
from fieldkit.actions.lists.catalogue import BY_KEY, LISTS
from fieldkit.actions.lists.declared import ListOf
from fieldkit.actions.lists.reading import may_read
from fieldkit.i18n import _
from fieldkit.ui.screens.lists.list_page import ListPage
from fieldkit.ui.screens.lists.memory import Memory
from fieldkit.ui.screens.lists.record_page import NewPage, RecordPage
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.rows import Row
from fieldkit.ui.workplace import Screen, Workplace

WIDE = 176


class ListsScreen(Screen):
    """At the left which lists there are for this person; beside it the list, or one of its rows."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("lists")
        self._memory = Memory(place.laptop.home)
        self._pages: dict[str, ListPage] = {}
        self._entries: dict[str, Row] = {}
        self._row: RecordPage | NewPage | None = None
        self._listed: ListOf | None = None
        self._wanted: list[str] = []
        self._stack = QStackedWidget()
        self._side = QFrame()
        self._side.setProperty("role", "rail")
        self._side.setFixedWidth(WIDE)
        self._side_column = QVBoxLayout(self._side)
        self._side_column.setContentsMargins(0, GAP[3], 1, GAP[3])
        self._side_column.setSpacing(0)
        self._side_column.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self._side)
        line.addWidget(self._stack, 1)
        place.changed.connect(self._hear)

    def open(self, parts: Sequence[str]) -> None:
        self._wanted = list(parts)
        if self._entries:
            self._open()
        else:
            self.place.read(_readable, self._begin, owner=self)

    def _begin(self, found: tuple[list[ListOf], bool]) -> None:
        lists, takes_in = found
        if not self._entries:
            for listed in lists:
                row = self._entry(_(listed.title), listed.icon, f"lists/{listed.key}", f"lists.entry.{listed.key}")
                self._side_column.insertWidget(len(self._entries), row)
                self._entries[listed.key] = row
            if takes_in:
                self._side_column.addWidget(self._entry(_("Take lists in"), "upload", "import", "lists.import"))
        self._open()

    def _entry(self, words: str, icon: str, route: str, name: str) -> Row:
        row = Row(words, icon=icon, name=name)
        row.line.setContentsMargins(GAP[4], 0, GAP[2], 0)
        row.line.setSpacing(GAP[3])
        row.clicked.connect(lambda: self.place.go.emit(route))
        return row

    def _open(self) -> None:
        key, rest = (self._wanted[0] if self._wanted else ""), self._wanted[1:]
        if key not in self._entries:
            key, rest = (self._listed.key if self._listed else next(iter(self._entries), "")), []
        if not key:
            return
        self._listed = BY_KEY[key]
        for name, entry in self._entries.items():
            entry.set_chosen(name == key)
        if rest:
            self._show_row(rest[0])
        else:
            self._drop_row()
            self._stack.setCurrentWidget(self._page(key))
        self.refresh()
        self.place.settled.emit()

    def _page(self, key: str) -> ListPage:
        if key not in self._pages:
            self._pages[key] = ListPage(self.place, BY_KEY[key], self._memory)
            self._stack.addWidget(self._pages[key])
        return self._pages[key]

    def _show_row(self, rid: str) -> None:
        assert self._listed is not None
        known = self._row
        if isinstance(known, RecordPage) and known.rid == rid:
            self._stack.setCurrentWidget(known)
            return
        self._drop_row()
        self._row = NewPage(self.place, self._listed) if rid == "new" else RecordPage(self.place, self._listed, rid)
        self._stack.addWidget(self._row)
        self._stack.setCurrentWidget(self._row)

    def _drop_row(self) -> None:
        if self._row is not None:
            self._row.leave()
            self._stack.removeWidget(self._row)
            self._row.deleteLater()
            self._row = None

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        shown = self._stack.currentWidget()
        if isinstance(shown, ListPage | RecordPage):
            shown.refresh()

    def leave(self) -> None:
        if self._row is not None:
            self._row.leave()

    def crumbs(self) -> list[tuple[str, str]]:
        first = [("lists", _("Lists"))]
        if self._listed is None:
            return first
        here = (f"lists/{self._listed.key}", _(self._listed.title))
        if isinstance(self._row, NewPage):
            return [*first, here, (f"lists/{self._listed.key}/new", _(self._listed.add))]
        if isinstance(self._row, RecordPage) and self._row.name:
            return [*first, here, (f"lists/{self._listed.key}/{self._row.rid}", self._row.name)]
        return [*first, here]


def _readable(desk: Desk) -> tuple[list[ListOf], bool]:
    """The lists that this person may read, and whether he may take a company's files in."""
    return [listed for listed in LISTS if may_read(desk, listed)], may_import(desk.actor)
