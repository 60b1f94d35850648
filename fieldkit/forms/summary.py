"""月度问题汇总分析 and 年度维护服务工作总结: what the records count, what is said to it, and that it was handed on in
time (P7.15.5, R). Each is one record, whoever begins it.
"""

from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.problem import LEVELS
from fieldkit.forms.types import Choice, Day, LongText, Number, Status, Term, Text
from fieldkit.forms.values import File, Link, PersonLink, Rows
from fieldkit.i18n import N_

# What is counted, in the order in which it stands; `of` says of which line, cause or deadline.
COUNTED = {
    "taken": N_("Problems taken in"),
    **{f"level_{level}": words for level, words in LEVELS.items()},
    "line": N_("Of the product line"),
    "cause": N_("With the cause"),
    "again": N_("Faults that came back"),
    "closed": N_("Closed"),
    "kept": N_("Deadlines kept"),
    "missed": N_("Deadlines missed"),
    "visits": N_("Visits"),
    "parts": N_("Parts built in"),
    "advice": N_("Maintenance advice given"),
    "replied": N_("Advice that was answered"),
}


class Count(Row):
    """统计: one figure, worked out from the records (process/counting.py); nobody types it."""

    what = Choice(N_("What is counted"), COUNTED, counted=True)
    of = Term(N_("Of which"), counted=True)
    number = Number(N_("Quantity"), low=0, counted=True)


class MonthlySummary(Paper):
    """月度问题汇总分析, of one month."""

    kind = "monthly_summary"
    title = N_("Monthly summary")
    mark, place = "MS", 200
    version = 2  # figures that are counted, where it had words
    key = ("month",)
    heading = ("month",)
    sealed_in = frozenset({"handed_over", "filed"})

    month = Text(N_("Month covered"), required=When.ALWAYS, find=True)
    status = Status(
        N_("Status"),
        {"draft": N_("Draft"), "handed_over": N_("Handed over"), "filed": N_("Filed")},
        follow_up=True,
        find=True,
    )
    written_by = PersonLink(N_("Written by"), required=When.ALWAYS)
    counts = Rows(Count, N_("Figures of the month"), counted=True)
    figures = LongText(N_("Remark on the figures"))
    analysis = LongText(N_("Analysis"), required=When.SUBMITTING)
    improvements = LongText(N_("Improvements"), required=When.SUBMITTING)
    file = File(N_("File"))
    handed_on = Day(N_("Handed to quality assurance on"), find=True, follow_up=True)
    filed_by = PersonLink(N_("Filed by"), follow_up=True)

    sections = (
        Section(N_("The month"), ("month", "counts", "figures")),
        Section(N_("Analysis"), ("analysis", "improvements", "file")),
    )


class YearlySummary(Paper):
    """年度维护服务工作总结, of one customer and one year."""

    kind = "yearly_summary"
    title = N_("Yearly service summary")
    mark, place = "YS", 210
    version = 2  # figures that are counted, where it had words
    key = ("year", "customer")
    heading = ("year",)
    sealed_in = frozenset({"delivered", "acknowledged"})

    year = Text(N_("Year covered"), required=When.ALWAYS, find=True)
    customer = Link("customer", N_("Customer"), required=When.ALWAYS, find=True)
    status = Status(
        N_("Status"),
        {"draft": N_("Draft"), "delivered": N_("Delivered"), "acknowledged": N_("Acknowledged")},
        follow_up=True,
        find=True,
    )
    written_by = PersonLink(N_("Written by"), required=When.ALWAYS)
    counts = Rows(Count, N_("Figures of the year"), counted=True)
    figures = LongText(N_("Remark on the figures"))
    work = LongText(N_("Work of the year"), required=When.SUBMITTING)
    advice = LongText(N_("Advice, and what became of it"))
    file = File(N_("File"))
    delivered_on = Day(N_("Delivered to the customer on"), find=True, follow_up=True)
    acknowledged_by = Text(N_("Acknowledged by"), personal=True, follow_up=True)

    sections = (
        Section(N_("The year"), ("year", "customer", "counts", "figures")),
        Section(N_("Work and advice"), ("work", "advice", "file")),
    )
