"""应收清欠: what a customer owes: repair money, spare-part money, faulty parts not returned (P7.10.3)."""

from fieldkit.access import HOUSE
from fieldkit.forms.field import When
from fieldkit.forms.form import Form
from fieldkit.forms.types import Choice, Day, LongText, Money, Status, Text, YesNo
from fieldkit.forms.values import File, Link, PersonLink
from fieldkit.i18n import N_


class Receivable(Form):
    """一笔欠款或一件欠返备件. The house writes what is owed; whoever goes there settles it (P7.10.3)."""

    kind = "receivable"
    title = N_("Receivable")
    key = ("customer", "debt", "due", "part_owed")
    heading = ("debt", "amount", "part_owed")
    kept_from = frozenset({"settled"})

    customer = Link("customer", N_("Customer"), required=When.ALWAYS, find=True, write=HOUSE)
    debt = Choice(
        N_("What is owed"),
        {"repair": N_("Repair money"), "parts": N_("Spare-part money"), "part_back": N_("Faulty part to return")},
        required=When.ALWAYS,
        find=True,
        write=HOUSE,
    )
    amount = Money(N_("Amount"), find=True, write=HOUSE)
    part_owed = Text(N_("Part to return"), write=HOUSE, find=True)
    due = Day(N_("Due"), find=True, write=HOUSE)
    status = Status(N_("Status"), {"open": N_("Open"), "settled": N_("Paid or returned")}, follow_up=True, find=True)
    agreed = LongText(N_("What was agreed"))
    listed = YesNo(N_("In the last list"), follow_up=True, write=HOUSE)
    deleted = YesNo(N_("Deleted"), internal=True, write=HOUSE)

    @property
    def is_owed(self) -> bool:
        """Whether it is to be asked for: not settled, and not gone from the company's own list of debts."""
        return self.status != "settled" and self.listed is not False


class Receipt(Form):
    """收据: money or a part that came in for a debt: when, where, by whom, under which number."""

    kind = "receipt"
    title = N_("Receipt")
    key = ("number",)
    heading = ("number", "amount")
    belongs_to = "receivable"

    receivable = Link("receivable", N_("Receivable"), required=When.ALWAYS, find=True)
    number = Text(N_("Receipt number"), required=When.ALWAYS, find=True)
    amount = Money(N_("Amount received"), find=True)
    received_on = Day(N_("Received on"), required=When.ALWAYS, find=True)
    where = Choice(
        N_("Where received"), {"office": N_("In the office"), "site": N_("On site")}, required=When.ALWAYS, find=True
    )
    received_by = PersonLink(N_("Received by"), find=True)
    paper = File(N_("Receipt as a file"))
    notes = LongText(N_("Notes"), internal=True)
    deleted = YesNo(N_("Deleted"), internal=True, write=HOUSE)
