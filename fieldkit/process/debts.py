"""What is still owed of a debt, from its receipts (P7.10.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fieldkit.forms import Receipt, Receivable


@dataclass(frozen=True)
class Debt:
    """A debt with what came in for it, in yuan; `standing` is open, overdue or settled."""

    paid: Decimal
    rest: Decimal
    standing: str


def debt_of(debt: Receivable, receipts: Iterable[Receipt], today: date) -> Debt:
    """How a debt stands. What was paid too much is not owed back here: nothing is left of it."""
    paid = sum((one.amount or Decimal(0) for one in receipts), Decimal(0))
    rest = max((debt.amount or Decimal(0)) - paid, Decimal(0))
    if debt.status == "settled":
        return Debt(paid, Decimal(0), "settled")
    return Debt(paid, rest, "overdue" if debt.due is not None and debt.due < today else "open")
