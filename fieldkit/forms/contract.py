"""合同: what a customer is promised: the service level, until when, and the emergency plan (R)."""

from fieldkit.access import HOUSE, Role
from fieldkit.forms.field import When
from fieldkit.forms.form import Form, Section
from fieldkit.forms.types import Choice, Day, Duration, LongText, Money, Number, Text, YesNo
from fieldkit.forms.values import File, Link
from fieldkit.i18n import N_


class Contract(Form):
    """服务合同. Where it says nothing of a level, the house's own times are in force."""

    kind = "contract"
    title = N_("Contract")
    key = ("number",)
    heading = ("number", "contract_name")
    sections = (
        Section(N_("Contract"), ("number", "contract_name", "customer", "line", "begins", "ends", "amount", "paper")),
        Section(
            N_("Service level"),
            ("hours", "respond_1", "on_site_1", "respond_2", "on_site_2", "respond_3", "on_site_3"),
        ),
        Section(N_("What it includes"), ("inspections", "parts_included", "loan_included", "plan", "notes")),
    )

    number = Text(N_("Contract number"), required=When.ALWAYS, find=True)
    contract_name = Text(N_("Contract name"), required=When.ALWAYS, find=True)
    customer = Link("customer", N_("Customer"), required=When.ALWAYS, find=True)
    line = Link("product_line", N_("Product line"), find=True)
    begins = Day(N_("Begins"), required=When.ALWAYS, find=True)
    ends = Day(N_("Ends"), required=When.ALWAYS, find=True)
    amount = Money(N_("Amount"), internal=True, find=True, read=HOUSE | {Role.VICE_PRESIDENT})
    hours = Choice(N_("Hours of service"), {"always": N_("24×7"), "working": N_("Working hours")}, find=True)
    respond_1 = Duration(N_("Respond, level 1"), find=True)
    on_site_1 = Duration(N_("On site, level 1"), find=True)
    respond_2 = Duration(N_("Respond, level 2"), find=True)
    on_site_2 = Duration(N_("On site, level 2"), find=True)
    respond_3 = Duration(N_("Respond, level 3"))
    on_site_3 = Duration(N_("On site, level 3"))
    inspections = Number(N_("Inspections a year"), low=0, high=366, find=True)
    parts_included = YesNo(N_("Spare parts included"), find=True)
    loan_included = YesNo(N_("Loan equipment included"))
    plan = File(N_("Emergency plan"))
    paper = File(N_("Contract as a file"))
    notes = LongText(N_("Notes"), internal=True)
