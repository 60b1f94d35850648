"""The list of customers, narrowed as one types."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.forms import Customer
from fieldkit.i18n import _
from fieldkit.joined import listed
from fieldkit.ui.tokens import GAP, PAGE_MARGINS
from fieldkit.ui.widgets.labels import title
from fieldkit.ui.widgets.rows import Card
from fieldkit.ui.widgets.search import SearchField
from fieldkit.ui.widgets.states import EmptyState, StateStack
from fieldkit.ui.widgets.table import Column, Line, Table
from fieldkit.ui.workplace import Workplace

OPEN = ("open", "assigned", "visit")


@dataclass(frozen=True)
class CustomerLine:
    """One customer of the list; `words` is what the search looks in."""

    customer: str
    cells: tuple[str, ...]
    open: int
    words: str


def customer_lines(desk: Desk) -> list[CustomerLine]:
    """Every customer on this laptop, those with open problems first."""
    problems: dict[str, int] = {}
    for record in desk.store.find("problem", {"status": list(OPEN)}):
        customer = str(record.values.get("customer"))
        problems[customer] = problems.get(customer, 0) + 1
    units: dict[str, set[str]] = {}
    for record in desk.store.find("equipment"):
        units.setdefault(str(record.values.get("customer")), set()).add(str(record.values.get("model") or ""))
    customers = [Customer(record) for record in desk.store.find("customer", order="number")]
    lines = [_line(one, sorted(units.get(one.id, set())), problems.get(one.id, 0)) for one in customers]
    return sorted(lines, key=lambda line: -line.open)


def _line(customer: Customer, models: list[str], count: int) -> CustomerLine:
    contact = " ".join(word for word in (customer.contact, customer.phone) if word)
    open_ = _("{count} open").format(count=count) if count else ""
    cells = (
        customer.number or "", customer.customer_name or "", customer.level or "", listed(models), contact, open_,
    )  # fmt: skip
    words = " ".join((*cells[:5], customer.address or "")).casefold()
    return CustomerLine(customer.id, cells, count, words)


class CustomerList(QWidget):
    """Search field and table; Down goes from the field into the table."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._lines: list[CustomerLine] | None = None
        self._words = ""
        self._title = title("")
        self._search = SearchField(_("Name, number, model, contact"), cap="", wide=360, name="customers.search")
        self._search.searched.connect(self._narrow)
        self._search.textEdited.connect(self._narrow)
        self._search.setAccessibleName(_("Find a customer"))
        columns = (
            Column(_("Number"), 100), Column(_("Customer")), Column(_("Level"), 80), Column(_("Equipment"), 220),
            Column(_("Contact person"), 210), Column(_("Problems"), 120),
        )  # fmt: skip
        self._table = Table(columns, _("Customers"), name="customers.table")
        self._table.opened.connect(lambda key: place.go.emit(f"customers/{key}"))
        self._search.down.connect(self._enter_table)
        card = Card(padding=1)
        card.body.addWidget(self._table)
        self._rows = StateStack(card)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._search, 0, Qt.AlignmentFlag.AlignVCenter)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*PAGE_MARGINS)
        column.setSpacing(GAP[5])
        column.addLayout(head)
        column.addWidget(self._rows, 1)
        self._states = StateStack(inside, name="customers.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)

    def refresh(self) -> None:
        if self._lines is None:
            self._states.show_loading()
        self.place.read(customer_lines, self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, lines: list[CustomerLine]) -> None:
        self._lines = lines
        if not lines:
            empty = EmptyState(
                "building-2", _("No customers on this laptop yet"),
                _("They come from the company's lists with the next synchronization."),
                _("To the deliveries"), name="customers.empty",
            )  # fmt: skip
            empty.acted.connect(lambda: self.place.go.emit("deliveries"))
            self._states.show_empty(empty)
            return
        self._states.show_content()
        self._fill()

    def _narrow(self, text: str) -> None:
        self._words = text.strip().casefold()
        self._fill()

    def _fill(self) -> None:
        lines = self._lines or []
        pieces = self._words.split()
        shown = [line for line in lines if all(piece in line.words for piece in pieces)]
        busy = sum(1 for line in lines if line.open)
        said = _("{count} customers, {busy} with an open problem").format(count=len(lines), busy=busy)
        self._title.setText(said if not pieces else _("{count} customers found").format(count=len(shown)))
        self._table.set_lines([_row(line) for line in shown])
        if shown:
            self._rows.show_content()
        else:
            hint = _("Try part of the name, the number, a model or a person.")
            self._rows.show_empty(EmptyState("search", _("Nothing found"), hint, name="customers.none"))

    def _enter_table(self) -> None:
        self._table.setFocus()
        if self._lines and not self._table.current:
            self._table.selectRow(0)


def _row(line: CustomerLine) -> Line:
    tones = {0: "text_2", 2: "text_2", 3: "text_2", 4: "text_2", 5: "warn"}
    icons = {5: ("siren", "warn")} if line.open else {}
    return Line(line.customer, line.cells, tones, icons, frozenset({1}))
