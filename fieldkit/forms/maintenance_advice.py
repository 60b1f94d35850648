"""设备维护建议书: what the customer should change, and by when (P7.12.4)."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import AnsweredPaper
from fieldkit.forms.signature import WAYS
from fieldkit.forms.types import Choice, Day, LongText, Number, Status, Text
from fieldkit.forms.values import Link, Rows, Signature
from fieldkit.i18n import N_


class Finding(Row):
    """A finding, its risk, and the advice."""

    finding = Text(N_("Finding"), required=When.SIGNING)
    risk = Text(N_("Risk"))
    weight = Choice(N_("Weight"), {"advice": N_("Advice"), "demand": N_("Demand")}, required=When.SIGNING)
    advice = LongText(N_("What to do"), required=When.SIGNING)
    by = Day(N_("By when"))


class MaintenanceAdvice(AnsweredPaper):
    """设备维护建议书."""

    kind = "maintenance_advice"
    title = N_("Maintenance advice")
    mark, place = "MA", 120
    heading = ("number",)
    belongs_to = "visit"
    only_child = True
    sealed_in = frozenset({"signed"})

    visit = Link("visit", N_("Visit"), required=When.ALWAYS, find=True)
    status = Status(
        N_("Status"),
        {"draft": N_("Draft"), "signed": N_("Signed"), "withdrawn": N_("Withdrawn")},
        follow_up=True,
        find=True,
    )
    revision = Number(N_("Revision"), low=1, high=99, follow_up=True)
    findings = Rows(Finding, N_("Findings"), at_least=1)
    reply_by = Day(N_("Reply by"), required=When.SIGNING, find=True)
    reply = LongText(N_("Customer's reply"), follow_up=True)
    customer = Signature(N_("The customer"), ways=tuple(WAYS), follow_up=True)
    engineer = Signature(N_("Engineer"), house=True, follow_up=True)

    sections = (
        Section(N_("Findings and advice"), ("findings",)),
        Section(N_("Reply"), ("reply_by", "reply")),
    )
