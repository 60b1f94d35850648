"""The screen of customers: `customers` is the list, `customers/<id>` one customer's file."""

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from fieldkit.i18n import _
from fieldkit.ui.screens.customers.customer_list import CustomerList
from fieldkit.ui.screens.customers.customer_page import CustomerPage
from fieldkit.ui.workplace import Screen, Workplace


class CustomersScreen(Screen):
    """The list, and the file that was opened last."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("customers")
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._list = CustomerList(place)
        self._stack.addWidget(self._list)
        self._page: CustomerPage | None = None
        place.changed.connect(self._hear)

    def open(self, parts: Sequence[str]) -> None:
        if not parts:
            self._stack.setCurrentWidget(self._list)
        else:
            if self._page is None or self._page.customer != parts[0]:
                self._replace(CustomerPage(self.place, parts[0]))
            if self._page is not None:
                self._stack.setCurrentWidget(self._page)
        self.refresh()

    def _replace(self, page: CustomerPage) -> None:
        if self._page is not None:
            self._stack.removeWidget(self._page)
            self._page.deleteLater()
        self._page = page
        self._stack.addWidget(page)

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        shown = self._stack.currentWidget()
        if isinstance(shown, CustomerList | CustomerPage):
            shown.refresh()

    def crumbs(self) -> list[tuple[str, str]]:
        first = [("customers", _("Customers"))]
        page = self._page
        if page is not None and self._stack.currentWidget() is page and page.title:
            return [*first, (f"customers/{page.customer}", page.title)]
        return first
