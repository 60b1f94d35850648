"""One list: a table of any length, its filters, its columns, its export; everything from the list's declaration."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.access import may, may_import
from fieldkit.actions.desk import Desk
from fieldkit.actions.lists.declared import DELETED, AnyColumn, Cell, ListOf, Query
from fieldkit.actions.lists.reading import Found, columns_of, find_rows, read_cells
from fieldkit.actions.lists.records import may_put_away
from fieldkit.i18n import _
from fieldkit.ui.jobs import Job
from fieldkit.ui.screens.lists.bar import FilterBar
from fieldkit.ui.screens.lists.exporting import Exporting
from fieldkit.ui.screens.lists.memory import Look, Memory, first_look
from fieldkit.ui.screens.lists.popup import ColumnsPopup, options_of
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import primary, secondary
from fieldkit.ui.widgets.labels import title
from fieldkit.ui.widgets.paged import PagedTable
from fieldkit.ui.widgets.paint import width_of
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.widgets.table import Column, Line
from fieldkit.ui.workplace import Workplace

AGAIN_MS = 250
HEAD_ROOM, CELL_ROOM = 52, 54  # px; the arrow of the order and the margins, an icon and the margins


class ListPage(QWidget):
    """Reads which rows there are off the screen's thread, then the pages that come into sight."""

    def __init__(self, place: Workplace, listed: ListOf, memory: Memory) -> None:
        super().__init__()
        self.place, self.listed, self._memory = place, listed, memory
        self.setObjectName(f"lists.{listed.key}")
        self._columns: tuple[AnyColumn, ...] = ()
        self._look = first_look(listed)
        self._found: Found | None = None
        self._asking: Job[Found] | None = None
        self._fetching = self._takes_in = False
        self.title = title(name="lists.title")
        self.title.setWordWrap(False)
        self.new = primary(_(listed.add) if listed.add else "", size="normal", icon="plus", name="lists.new")
        self.new.clicked.connect(lambda: place.go.emit(f"lists/{listed.key}/new"))
        self.new.hide()
        self.bar = FilterBar(listed)
        self.bar.changed.connect(self._ask)
        self.bar.quick_chosen.connect(self._choose_quick)
        self.bar.down.connect(self._enter_table)
        self.bar.columns.clicked.connect(self._choose_columns)
        self.table = PagedTable(_(listed.title), name="lists.table")
        self.table.opened.connect(lambda key: place.go.emit(f"lists/{listed.key}/{key}"))
        self.table.ordered.connect(self._order)
        self.table.moved.connect(self._move)
        self.table.sized.connect(self._size)
        self.table.paged.wanted.connect(self._fetch)
        self.exporting = Exporting(place, listed, self.query)
        self.bar.export.clicked.connect(self.exporting.ask)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._ask)
        self._lay_out()
        QShortcut(
            QKeySequence("Ctrl+F"), self, self._start_search, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.new)
        card = Card(padding=1)
        card.body.addWidget(self.table)
        self._rows = StateStack(card, name="lists.rows")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(GAP[6], GAP[6], GAP[6], GAP[5])
        column.setSpacing(GAP[4])
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.exporting)
        column.addWidget(self._rows, 1)
        self._states = StateStack(inside, name="lists.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)

    # -- what is asked for

    def query(self) -> Query:
        """What is seen now."""
        look = self._look
        return Query(tuple(look.columns), self.bar.words, look.quick, self.bar.conditions, look.order, look.down)

    @property
    def shown(self) -> list[AnyColumn]:
        known = {column.key: column for column in self._columns}
        return [known[key] for key in self._look.columns if key in known]

    def refresh(self) -> None:
        """Reads again, soon: several changes that come together are read once."""
        if self._columns:
            self._again.start()
            return
        self._states.show_loading()
        kind = self.listed.kind

        def begin(desk: Desk) -> tuple[tuple[AnyColumn, ...], bool, bool, bool]:
            actor = desk.actor
            writable, deletes = may(actor, "write", kind), may_put_away(desk, kind)
            return columns_of(desk, self.listed), writable, deletes, may_import(actor)

        self.place.read(begin, self._begin, self._fail, owner=self)

    def _begin(self, known: tuple[tuple[AnyColumn, ...], bool, bool, bool]) -> None:
        self._columns, writable, deletes, self._takes_in = known
        self._look = self._memory.look(self.listed, self._columns)
        self.new.setVisible(bool(self.listed.add) and writable)
        self.bar.know(self._columns, self._look.quick, deletes=deletes)
        self._ask()

    def _ask(self) -> None:
        """Which rows there are; of several questions only the last one's answer counts."""
        if not self._columns:
            return
        if self._asking is not None:
            self._asking.cancel()
        if self._found is None:
            self._states.show_loading()
        query = self.query()
        self._asking = self.place.read(
            lambda desk: find_rows(desk, self.listed, query), self._show, self._fail, owner=self
        )

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, found: Found) -> None:
        self._found, self._asking = found, None
        self.bar.export.setEnabled(bool(found.ids))
        self.title.setText(self._say(found))
        if not found.whole and not found.deleted:
            self._states.show_empty(self._empty())
            return
        self._states.show_content()
        kind = self.listed.kind
        heads = [Column(_(one.heading(kind)), self._width(one), one.right(kind)) for one in self.shown]
        self.table.show_rows(heads, found.ids)
        self.table.paged.set_order(self._ordered_at(), self._look.down)
        if found.ids:
            self._rows.show_content()
        else:
            self._rows.show_empty(self._none(found))

    def _none(self, found: Found) -> EmptyState:
        if self._look.quick == DELETED:
            return EmptyState("trash-2", _("Nothing was deleted here"), "", name="lists.none")
        if not found.whole:
            return self._empty()
        hint = _("Other words, or fewer filters, find more.")
        return EmptyState("search", _("Nothing found"), hint, name="lists.none")

    def _width(self, column: AnyColumn) -> int:
        """As it was left; else as declared, but at least as wide as its head and the words that it is one of."""
        if not column.width:
            return 0
        head = width_of(_(column.heading(self.listed.kind)), "caption") + HEAD_ROOM
        words = (options_of(self.listed, column) or {}).values()
        widest = max((width_of(_(word), "body") for word in words), default=0)
        needed = max(head, widest + CELL_ROOM if widest else 0, column.width)
        return self._look.widths.get(column.key, round(needed))

    def _say(self, found: Found) -> str:
        name = _(self.listed.title)
        if self._look.quick == DELETED:
            return _("{list}, deleted: {count}").format(list=name, count=f"{len(found.ids):,}")
        if len(found.ids) == found.whole:
            return _("{list}: {count}").format(list=name, count=f"{found.whole:,}")
        return _("{list}: {count} of {whole}").format(list=name, count=f"{len(found.ids):,}", whole=f"{found.whole:,}")

    def _empty(self) -> EmptyState:
        add = _(self.listed.add) if self.listed.add and not self.new.isHidden() else ""
        nothing = _("Nothing in “{list}” yet").format(list=_(self.listed.title))
        empty = EmptyState(self.listed.icon, nothing, _(self.listed.about), add, name="lists.empty")
        empty.acted.connect(lambda: self.place.go.emit(f"lists/{self.listed.key}/new"))
        if self._takes_in:
            take = secondary(_("Take lists in"), icon="upload", name="lists.empty.import")
            take.clicked.connect(lambda: self.place.go.emit("import"))
            empty.offer(take)
        return empty

    # -- pages in sight

    def _fetch(self) -> None:
        """Fetches what is looked at; the next fetch waits for this one, and asks for what is seen then."""
        if self._fetching:
            return
        pages = self.table.paged.take_wanted()
        if not pages:
            return
        self._fetching = True
        columns = self.shown
        bold = frozenset(at for at, column in enumerate(columns) if column.bold)

        def read(desk: Desk) -> dict[str, Line]:
            rids = [rid for _page, keys in pages for rid in keys]
            cells = read_cells(desk, self.listed, columns, rids)
            return {rid: line_of(rid, row, bold) for rid, row in cells.items()}

        def done(lines: dict[str, Line]) -> None:
            self._fetching = False
            if columns == self.shown:
                for page, keys in pages:
                    self.table.paged.put(page, keys, lines)
            self._fetch()

        def failed(error: Exception) -> None:
            self._fetching = False
            self._fail(error)

        self.place.read(read, done, failed, owner=self)

    # -- how it is seen

    def _change(self, look: Look) -> None:
        self._look = look
        self._memory.keep(self.listed, look)
        self._ask()

    def _ordered_at(self) -> int:
        return self._look.columns.index(self._look.order) if self._look.order in self._look.columns else -1

    def _order(self, at: int) -> None:
        """The first click puts the smallest first, the second the greatest."""
        key = self._look.columns[at]
        self._look.down = not self._look.down if self._look.order == key else False
        self._look.order = key
        self._change(self._look)

    def _move(self, order: Sequence[int]) -> None:
        self._look.columns = [self._look.columns[at] for at in order]
        self._change(self._look)

    def _size(self, at: int, width: int) -> None:
        self._look.widths[self._look.columns[at]] = width
        self._memory.keep(self.listed, self._look)

    def _choose_quick(self, key: str) -> None:
        self._look.quick = key
        self._change(self._look)

    def _choose_columns(self) -> None:
        popup = ColumnsPopup(self.bar.columns, self.listed, self._columns, self._look.columns)
        popup.chosen.connect(self._take_columns)
        popup.reset.connect(self._reset)
        popup.show_below()

    def _take_columns(self, keys: list[str]) -> None:
        self._look.columns = keys
        self._change(self._look)

    def _reset(self) -> None:
        look = first_look(self.listed)
        known = {column.key for column in self._columns}
        look.columns = [key for key in look.columns if key in known]
        self.bar.set_quick(look.quick)
        self._change(look)

    def _start_search(self) -> None:
        self.bar.search.setFocus()
        self.bar.search.selectAll()

    def _enter_table(self) -> None:
        self.table.setFocus()
        if self._found and self._found.ids and not self.table.current:
            self.table.selectRow(0)


def line_of(rid: str, cells: Sequence[Cell], bold: frozenset[int]) -> Line:
    """A row of the table."""
    tones = {at: cell.tone for at, cell in enumerate(cells) if cell.tone}
    icons = {at: (cell.icon, cell.tone or "text_2") for at, cell in enumerate(cells) if cell.icon}
    return Line(rid, tuple(cell.text for cell in cells), tones, icons, bold)
