"""技术支持申请: what cannot be solved goes up, to the manager and to the vice president (P7.6, P7.8.3)."""

from fieldkit.access import SUPERIORS
from fieldkit.forms.field import When
from fieldkit.forms.form import Section
from fieldkit.forms.paper import SignedPaper
from fieldkit.forms.types import Choice, Day, LongText, Moment, Status
from fieldkit.forms.values import Link, PersonLink, Signature
from fieldkit.i18n import N_


class SupportRequest(SignedPaper):
    """技术支持申请."""

    kind = "support_request"
    title = N_("Support request")
    mark, place = "TS", 40
    heading = ("number",)
    belongs_to = "problem"
    sealed_in = frozenset({"submitted", "passed_up", "approved", "answered"})

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    status = Status(
        N_("Status"),
        {
            "draft": N_("Draft"),
            "submitted": N_("Submitted"),
            "passed_up": N_("With the department manager"),
            "approved": N_("With the vice president"),
            "answered": N_("Answered"),
            "returned": N_("Returned"),
        },
        follow_up=True,
        find=True,
    )
    applicant = PersonLink(N_("Applicant"), required=When.ALWAYS)
    tried = LongText(N_("What was tried"), required=When.SUBMITTING)
    needed = LongText(N_("What is needed"), required=When.SUBMITTING)
    from_whom = Choice(
        N_("From whom"),
        {
            "line_manager": N_("Product-line manager"),
            "department": N_("Department manager"),
            "company": N_("The company (vice president)"),
            "other": N_("Another department"),
            "maker": N_("The manufacturer"),
        },
        required=When.SUBMITTING,
    )
    needed_by = Day(N_("Needed by"), find=True)
    answer = LongText(N_("Answer"), follow_up=True, write=SUPERIORS)
    answered_by = PersonLink(N_("Answered by"), follow_up=True, write=SUPERIORS)
    answered_at = Moment(N_("Answered at"), follow_up=True, write=SUPERIORS)
    manager = Signature(N_("Manager"), house=True, follow_up=True, write=SUPERIORS)

    sections = (
        Section(N_("Request"), ("tried", "needed", "from_whom", "needed_by")),
        Section(N_("Answer"), ("answer", "answered_by", "answered_at")),
    )
