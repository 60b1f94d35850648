"""The receipts beside a debt: what came in, what is still owed, and the form for one more."""

from dataclasses import dataclass

from fieldkit.access import may
from fieldkit.actions.desk import Desk
from fieldkit.actions.receivables import receipts_of, take_receipt
from fieldkit.errors import UserError
from fieldkit.forms import Receipt, Receivable, Values
from fieldkit.i18n import _
from fieldkit.joined import phrases
from fieldkit.process.debts import Debt, debt_of
from fieldkit.ui.screens.lists.panels import Panel
from fieldkit.ui.screens.new_entry import NewEntry
from fieldkit.ui.widgets.badges import StatusText
from fieldkit.ui.widgets.labels import Label, SectionHead
from fieldkit.ui.widgets.rows import Row, Rows
from fieldkit.ui.workplace import Workplace

MONEY = ("number", "amount", "received_on", "where", "paper", "notes")
PART = ("number", "received_on", "where", "paper", "notes")
STATES = {"open": "waiting", "overdue": "overdue", "settled": "done"}


@dataclass(frozen=True)
class Account:
    """A debt, how it stands, what came in as (title, second line, amount), and what is asked of one more."""

    debt: Debt
    part: bool
    receipts: tuple[tuple[str, str, str], ...]
    today: str
    writable: bool


def account_of(desk: Desk, rid: str) -> Account:
    form = Receivable(desk.form(rid).record)
    receipts = receipts_of(desk, rid)
    names = {record.id: str(record.values.get("person_name") or "") for record in desk.store.find("person")}
    lines = tuple(
        (
            one.number or "",
            phrases((one.shown("received_on"), one.shown("where"), names.get(one.received_by or "", ""))),
            one.shown("amount"),
        )
        for one in receipts
    )
    today = str(Receipt.received_on.dump(desk.clock.today()))
    debt = debt_of(form, receipts, desk.clock.today())
    writable = may(desk.actor, "write", "receipt", form.record.scope) and debt.standing != "settled"
    return Account(debt, form.debt == "part_back", lines, today, writable)


class DebtPanel(Panel):
    """How a debt stands, and a receipt at the office: paid in full, it is settled with it."""

    def __init__(self, place: Workplace, rid: str) -> None:
        super().__init__(place, rid, "debt")
        self._today = ""
        self.state = StatusText("waiting", "", bold=True, name="debt.state")
        self.receipts = Rows(name="debt.receipts")
        self.none = Label(_("Nothing came in yet."), "body", tone="text_2", name="debt.none")
        self.entry = NewEntry(
            place, "receipt", words=_("Take a receipt"), icon="receipt", fields=MONEY,
            name="debt.new",
        )  # fmt: skip
        self.entry.entered.connect(self._take)
        for widget in (SectionHead(_("Receipts")), self.state, self.receipts, self.none, self.entry, self.error):
            self.column.addWidget(widget)

    def _preset(self) -> Values:
        return {"receivable": self.rid, "received_on": self._today, "where": "office"}

    def refresh(self) -> None:
        self.place.read(lambda desk: account_of(desk, self.rid), self._show, owner=self)

    def _show(self, account: Account) -> None:
        self._today = account.today
        self.state.set(STATES[account.debt.standing], _said(account))
        if not self.entry.open:
            self.entry.use(PART if account.part else MONEY, self._preset())
        self.entry.setVisible(account.writable)
        self.receipts.clear()
        for number, second, amount in account.receipts:
            row = Row(number, second, icon="receipt", value=amount, opens=False, name=f"debt.receipt.{number}")
            self.receipts.add(row)
        self.receipts.setVisible(bool(account.receipts))
        self.none.setVisible(not account.receipts)

    def _take(self, values: Values) -> None:
        number, where = str(values.get("number") or ""), str(values.get("where") or "office")
        amount, on = Receipt.amount.load(values.get("amount")), Receipt.received_on.load(values.get("received_on"))
        more: Values = {path: values[path] for path in ("paper", "notes") if path in values}
        self.do(
            lambda desk: take_receipt(desk, self.rid, number, amount, where=where, on=on, more=more),
            lambda _record: self.entry.close_form(),
        )

    def refused(self, error: UserError) -> None:
        if self.entry.open:
            self.entry.show_error(error)
        else:
            super().refused(error)


def _said(account: Account) -> str:
    debt = account.debt
    if debt.standing == "settled":
        return _("settled")
    late = _("Overdue") if debt.standing == "overdue" else _("Open")
    if account.part:
        return late
    rest, paid = Receivable.amount.show(debt.rest), Receivable.amount.show(debt.paid)
    if debt.paid:
        return phrases((late, _("{rest} of it still owed, {paid} paid").format(rest=rest, paid=paid)))
    return phrases((late, _("{rest} owed").format(rest=rest)))
