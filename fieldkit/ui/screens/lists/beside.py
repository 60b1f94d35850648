"""Which kinds have a panel beside their form."""

from collections.abc import Callable

from fieldkit.ui.screens.lists.debt_panel import DebtPanel
from fieldkit.ui.screens.lists.panels import Panel
from fieldkit.ui.screens.lists.stock_panel import StockPanel
from fieldkit.ui.screens.lists.unit_panel import CustomerPanel, UnitPanel
from fieldkit.ui.workplace import Workplace

PANELS: dict[str, Callable[[Workplace, str], Panel]] = {
    "customer": CustomerPanel,
    "equipment": UnitPanel,
    "part": StockPanel,
    "receivable": DebtPanel,
}
