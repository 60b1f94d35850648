"""故障处理文件: why it happened, what was done against it, and how it is kept from happening again (R)."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.types import LongText, Moment, Status
from fieldkit.forms.values import Link, PersonLink
from fieldkit.i18n import N_


class FaultAnalysis(Paper):
    """故障处理文件. A fault that came back is analysed anew."""

    kind = "fault_analysis"
    title = N_("Fault analysis")
    mark, place = "FA", 160
    heading = ("number",)
    belongs_to = "problem"
    sealed_in = frozenset({"submitted", "accepted"})

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    status = Status(
        N_("Status"),
        {
            "draft": N_("Draft"),
            "submitted": N_("Submitted"),
            "accepted": N_("Accepted"),
            "returned": N_("Returned"),
        },
        follow_up=True,
        find=True,
    )
    author = PersonLink(N_("Written by"), required=When.ALWAYS, find=True)
    began_at = Moment(N_("Fault began"))
    ended_at = Moment(N_("Fault gone"), required=When.SUBMITTING)
    course = LongText(N_("Course of events"))
    cause = LongText(N_("Cause"), required=When.SUBMITTING)
    countermeasure = LongText(N_("Countermeasure"), required=When.SUBMITTING)
    prevention = LongText(N_("Prevention of a repeat"), required=When.SUBMITTING)
    remark = LongText(N_("Remark of the manager"), follow_up=True, internal=True)

    sections = (
        Section(N_("Course of events"), ("began_at", "ended_at", "course")),
        Section(N_("Cause"), ("cause",)),
        Section(N_("Countermeasure"), ("countermeasure",)),
        Section(N_("Prevention of a repeat"), ("prevention",)),
    )
