"""The list of customers, narrowed as one types."""

from dataclasses import dataclass

from fieldkit.actions.desk import Desk
from fieldkit.forms import Customer
from fieldkit.forms.problem import UNSOLVED
from fieldkit.i18n import _
from fieldkit.joined import listed
from fieldkit.ui.widgets.search import SearchField
from fieldkit.ui.widgets.searched import SearchedTable
from fieldkit.ui.widgets.states import EmptyState
from fieldkit.ui.widgets.table import Column, Line, Table
from fieldkit.ui.workplace import Workplace


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
    for record in desk.store.find("problem", {"status": sorted(UNSOLVED)}):
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


class CustomerList(SearchedTable[CustomerLine]):
    """Every customer of this laptop."""

    def __init__(self, place: Workplace) -> None:
        search = SearchField(_("Name, number, model, contact"), cap="", wide=360, name="customers.search")
        search.setAccessibleName(_("Find a customer"))
        columns = (
            Column(_("Number"), 100), Column(_("Customer")), Column(_("Level"), 80), Column(_("Equipment"), 220),
            Column(_("Contact person"), 210), Column(_("Problems"), 120),
        )  # fmt: skip
        super().__init__(Table(columns, _("Customers"), name="customers.table"), search, "customers")
        self.place = place
        self.table.opened.connect(lambda key: place.go.emit(f"customers/{key}"))

    def refresh(self) -> None:
        if not self.lines:
            self.states.show_loading()
        self.place.read(customer_lines, self._show, self._fail, owner=self)

    def _fail(self, error: Exception) -> None:
        self.states.show_error(error, self.refresh)

    def _show(self, lines: list[CustomerLine]) -> None:
        if lines:
            self.show_lines(lines)
            return
        empty = EmptyState(
            "building-2", _("No customers on this laptop yet"),
            _("They come from the company's lists with the next synchronization."),
            _("To the deliveries"), name="customers.empty",
        )  # fmt: skip
        empty.acted.connect(lambda: self.place.go.emit("deliveries"))
        self.states.show_empty(empty)

    def heading(self, found: int | None) -> str:
        if found is not None:
            return _("{count} customers found").format(count=found)
        busy = sum(1 for line in self.lines if line.open)
        return _("{count} customers, {busy} with an open problem").format(count=len(self.lines), busy=busy)

    def nothing(self) -> EmptyState:
        hint = _("Try part of the name, the number, a model or a person.")
        return EmptyState("search", _("Nothing found"), hint, name="customers.none")

    def row(self, line: CustomerLine) -> Line:
        tones = {0: "text_2", 2: "text_2", 3: "text_2", 4: "text_2", 5: "warn"}
        icons = {5: ("siren", "warn")} if line.open else {}
        return Line(line.customer, line.cells, tones, icons, frozenset({1}))
