"""月度问题汇总分析 and 年度维护服务工作总结: that they were written, and handed on in time (P7.15.5, R).

What they say is written here in words; each is one record, whoever begins it.
"""

from fieldkit.forms.field import When
from fieldkit.forms.form import Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.types import Day, LongText, Status, Text
from fieldkit.forms.values import File, Link, PersonLink
from fieldkit.i18n import N_


class MonthlySummary(Paper):
    """月度问题汇总分析, of one month."""

    kind = "monthly_summary"
    title = N_("Monthly summary")
    mark, place = "MS", 200
    prints = False
    key = ("month",)
    heading = ("month",)
    sealed_in = frozenset({"handed_over", "filed"})

    month = Text(N_("Month"), required=When.ALWAYS, find=True)
    status = Status(
        N_("Status"),
        {"draft": N_("Draft"), "handed_over": N_("Handed over"), "filed": N_("Filed")},
        follow_up=True,
        find=True,
    )
    written_by = PersonLink(N_("Written by"), required=When.ALWAYS)
    figures = LongText(N_("Figures of the month"), required=When.SUBMITTING)
    analysis = LongText(N_("Analysis"), required=When.SUBMITTING)
    improvements = LongText(N_("Improvements"), required=When.SUBMITTING)
    file = File(N_("File"))
    handed_on = Day(N_("Handed to quality assurance on"), find=True, follow_up=True)
    filed_by = PersonLink(N_("Filed by"), follow_up=True)

    sections = (
        Section(N_("The month"), ("month", "figures")),
        Section(N_("Analysis"), ("analysis", "improvements", "file")),
    )


class YearlySummary(Paper):
    """年度维护服务工作总结, of one customer and one year."""

    kind = "yearly_summary"
    title = N_("Yearly service summary")
    mark, place = "YS", 210
    prints = False
    key = ("year", "customer")
    heading = ("year",)
    sealed_in = frozenset({"delivered", "acknowledged"})

    year = Text(N_("Year"), required=When.ALWAYS, find=True)
    customer = Link("customer", N_("Customer"), required=When.ALWAYS, find=True)
    status = Status(
        N_("Status"),
        {"draft": N_("Draft"), "delivered": N_("Delivered"), "acknowledged": N_("Acknowledged")},
        follow_up=True,
        find=True,
    )
    written_by = PersonLink(N_("Written by"), required=When.ALWAYS)
    figures = LongText(N_("Figures of the year"), required=When.SUBMITTING)
    work = LongText(N_("What was done"), required=When.SUBMITTING)
    advice = LongText(N_("Advice, and what became of it"))
    file = File(N_("File"))
    delivered_on = Day(N_("Delivered to the customer on"), find=True, follow_up=True)
    acknowledged_by = Text(N_("Acknowledged by"), personal=True, follow_up=True)

    sections = (
        Section(N_("The year"), ("year", "customer", "figures")),
        Section(N_("Work and advice"), ("work", "advice", "file")),
    )
