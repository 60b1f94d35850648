"""The store beside a part: how many lie where, what moved last, and what the secretary notes."""

from collections.abc import Mapping
from dataclasses import dataclass

from fieldkit.access import may
from fieldkit.actions.desk import Desk
from fieldkit.actions.lists.declared import Cell
from fieldkit.actions.lists.worked import LOOKS, STOCK_CODES, stock_cell
from fieldkit.actions.stock import STORE_MOVEMENTS, note_movement, stocks
from fieldkit.errors import UserError
from fieldkit.forms import Part, PartMovement, Values, Visit
from fieldkit.forms.part import MOVEMENTS
from fieldkit.i18n import N_, _, translate
from fieldkit.joined import phrases
from fieldkit.process.stock import Stock, minimums_of
from fieldkit.ui.editors.choices import Combo
from fieldkit.ui.moments import moment
from fieldkit.ui.screens.lists.panels import Panel
from fieldkit.ui.screens.new_entry import NewEntry
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import StatusText
from fieldkit.ui.widgets.labels import Label, SectionHead, caption, stack
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.workplace import Workplace

LAST = 8
ICONS = {
    "count": "list-checks", "taken": "briefcase", "used": "wrench", "returned": "undo-2", "settled": "package",
    "received": "download", "moved": "arrow-right-left", "faulty": "triangle-alert", "repair": "send",
}  # fmt: skip
FIELDS = {
    "taken": ("visit", "quantity", "place"),
    "returned": ("quantity", "place", "notes"),
    "faulty": ("quantity", "serial_old", "place", "notes"),
    "count": ("quantity", "place"),
    "received": ("quantity", "place", "serial_new", "notes"),
    "moved": ("quantity", "place", "to_place"),
    "repair": ("quantity", "serial_old", "notes"),
}
NEEDED = {"taken": ("visit",), "moved": ("to_place",)}  # what `note_movement` refuses to be without
HINTS = {
    "taken": N_("An engineer takes it along"),
    "returned": N_("Taken along and not needed"),
    "faulty": N_("Came back broken; it is no stock"),
    "count": N_("What lies there now"),
    "received": N_("Bought, or repaired"),
    "moved": N_("From one store to another"),
    "repair": N_("A faulty one leaves the store"),
}
# Which of a state's looks a stock has.
STATES = {"enough": "normal", "below": "gap", "owed": "over"}


@dataclass(frozen=True)
class Store:
    """What lies in store of a part, the words for it, the least of each place, and what moved last."""

    stock: Stock
    said: Cell
    minimums: Mapping[str, int]
    moves: tuple[tuple[str, str, str, str], ...]
    writable: bool


def store_of(desk: Desk, part: str) -> Store:
    form = Part(desk.form(part).record)
    stock = stocks(desk, [part])[part]
    found = desk.store.find("part_movement", {"part": part}, order="moved_at", newest=True, limit=LAST)
    moves = [PartMovement(record) for record in found]
    names = {record.id: str(record.values.get("person_name") or "") for record in desk.store.find("person")}
    trips = {record.id: Visit(record).name for record in desk.store.many({move.visit for move in moves if move.visit})}
    lines = tuple(_line(desk, move, names, trips) for move in moves)
    return Store(stock, stock_cell(stock, form), minimums_of(form), lines, may(desk.actor, "write", "part_movement"))


def _line(desk: Desk, move: PartMovement, names: dict[str, str], trips: dict[str, str]) -> tuple[str, str, str, str]:
    """A movement: its code, how many and where, when and by whom, for which trip."""
    where = " → ".join(place for place in (move.place, move.to_place) if place)
    what = phrases((f"{translate(MOVEMENTS.get(move.movement or '', ''))} {int(move.quantity or 0)}", where))
    when = moment(move.moved_at, desk.clock.now()) if move.moved_at else ""
    return (
        move.movement or "",
        what,
        phrases((when, names.get(move.moved_by or "", ""))),
        trips.get(move.visit or "", ""),
    )


def open_trips(desk: Desk) -> list[tuple[str, str]]:
    """The trips for which a part can still be issued."""
    found = desk.store.find("visit", {"status": ["preparing", "approved", "on_site"]})
    customers = {record.id: str(record.values.get("customer_name") or "") for record in
                 desk.store.many({str(one.values.get("customer")) for one in found})}  # fmt: skip
    return [(one.id, phrases((customers.get(str(one.values.get("customer")), ""), Visit(one).name))) for one in found]


class StockPanel(Panel):
    """Stock by place with its state in words, a form for what happened, and the last movements."""

    def __init__(self, place: Workplace, rid: str) -> None:
        super().__init__(place, rid, "stock")
        self.state = StatusText("normal", "", bold=True, name="stock.state")
        self.places = Rows(name="stock.places")
        self.none = Label(_("Nothing was counted yet."), "body", tone="text_2", name="stock.none")
        self.ways = Combo()
        self.ways.setObjectName("stock.way")
        self.ways.setAccessibleName(_("What happened"))
        for code in STORE_MOVEMENTS:
            self.ways.addItem(translate(MOVEMENTS[code]), code)
        self.hint = caption("", name="stock.hint")
        self.ways.currentIndexChanged.connect(lambda _at: self._follow())
        self.entry = NewEntry(
            place, "part_movement", words=_("Note a movement"), choices={"visit": open_trips}, name="stock.new",
        )  # fmt: skip
        self.entry.put_before(stack(caption(_("What happened"), tone="text_2"), self.ways, self.hint, gap=GAP[1]))
        self._follow()
        self.entry.entered.connect(self._note)
        self.moves = Rows(name="stock.moves")
        self.moves_head = SectionHead(_("Last movements"))
        for widget in (SectionHead(_("In stock")), self.state, self.places, self.none, self.entry, self.error,
                       self.moves_head, self.moves):  # fmt: skip
            self.column.addWidget(widget)

    def refresh(self) -> None:
        self.place.read(lambda desk: store_of(desk, self.rid), self._show, owner=self)

    def _show(self, store: Store) -> None:
        total = _("{stock} in stock").format(stock=store.stock.total)
        self.state.set(STATES[store.said.code], phrases((total, store.said.text)))
        self.entry.setVisible(store.writable)
        self.places.clear()
        for place in sorted({*store.stock.places, *store.minimums}):
            self.places.add(_place_row(place, store.stock.places.get(place, 0), store.minimums.get(place)))
        if store.stock.faulty:
            number = str(store.stock.faulty)
            row = Row(_("Faulty ones"), _("no stock"), icon="triangle-alert", tone="warn", value=number,
                      opens=False, name="stock.faulty")  # fmt: skip
            self.places.add(row)
        anything = bool(store.stock.places or store.minimums or store.stock.faulty)
        self.places.setVisible(anything)
        self.none.setVisible(not anything)
        self.moves.clear()
        for movement, what, when, trip in store.moves:
            self.moves.add(Row(what, phrases((when, trip)), icon=ICONS.get(movement, "package"), opens=False))
        self.moves.setVisible(bool(store.moves))
        self.moves_head.setVisible(bool(store.moves))

    @property
    def way(self) -> str:
        return str(self.ways.currentData())

    def _follow(self) -> None:
        """Each movement asks for something else."""
        self.hint.setText(translate(HINTS[self.way]))
        self.entry.use(FIELDS[self.way], {"movement": self.way}, NEEDED.get(self.way, ()))

    def _note(self, values: Values) -> None:
        way = self.way
        self.do(lambda desk: note_movement(desk, self.rid, way, values), lambda _record: self.entry.close_form())

    def refused(self, error: UserError) -> None:
        self.entry.show_error(error)


def _place_row(place: str, count: int, minimum: int | None) -> Row:
    """How many lie at a place, and whether that is less than there should."""
    below = minimum is not None and count < minimum
    code = "owed" if count < 0 else "below" if below else ""
    icon, tone = LOOKS[code] if code else ("package", "text")
    least = "" if minimum is None else _("minimum {count}").format(count=minimum)
    said = phrases((translate(STOCK_CODES[code]) if code else "", least))
    return Row(place or _("no place"), said, icon=icon, tone=tone, value=str(count), value_tone=tone, opens=False,
               name=f"stock.place.{place}")  # fmt: skip
