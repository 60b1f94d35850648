"""What the customer owes: money and parts, as far as receipts do not cover it (P7.10.3)."""

from fieldkit.forms import Receivable
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_, translate
from fieldkit.joined import phrases
from fieldkit.process.debts import debt_of
from fieldkit.process.ready.point import Facts, Point, Points, code, good

_GROUP = "owed"


def owed_points(facts: Facts) -> Points:
    open_debts = [debt for debt in facts.trip.receivables if debt.is_owed]
    for debt in open_debts:
        yield Point(code("o1", debt.id), _GROUP, debt.shown("debt"), "gap", _said(facts, debt), debt.id)
    if not open_debts:
        yield good("o0", _GROUP, N_("Nothing owed"))


def _said(facts: Facts, debt: Receivable) -> str:
    standing = debt_of(debt, facts.receipts.get(debt.id, ()), facts.now.astimezone(ZONE).date())
    what = debt.part_owed or ""
    if debt.amount is not None:
        what = f"{Receivable.amount.show(standing.rest)} {what}".strip()
    paid = translate(N_("{paid} paid already")).format(paid=Receivable.amount.show(standing.paid))
    words = N_("overdue since {day}") if standing.standing == "overdue" else N_("due {day}")
    due = translate(words).format(day=debt.shown("due")) if debt.due else ""
    return phrases((what, due, paid if standing.paid else "", debt.agreed or ""))
