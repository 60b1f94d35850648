"""施工任务审批单: work on a running system beyond the report: its steps, its window, the way back (P5.1)."""

from fieldkit.access import Role
from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import SignedPaper
from fieldkit.forms.trip_approval import APPROVAL_STATUS
from fieldkit.forms.types import Duration, LongText, Moment, Status, Text
from fieldkit.forms.values import Link, PersonLink, Rows, Signature
from fieldkit.i18n import N_


class WorkStep(Row):
    """施工步骤: what is done, and how it is seen that it went well."""

    what = LongText(N_("Step"), required=When.SUBMITTING)
    proof = Text(N_("How it is checked"))
    takes = Duration(N_("Takes"))


class TaskApproval(SignedPaper):
    """施工任务审批单."""

    kind = "task_approval"
    title = N_("Task approval")
    mark, place = "WA", 100
    heading = ("work",)
    belongs_to = "problem"
    sealed_in = frozenset({"submitted", "line_approved", "approved"})

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    visit = Link("visit", N_("Visit"), find=True)
    status = Status(N_("Status"), APPROVAL_STATUS, follow_up=True, find=True)
    applicant = PersonLink(N_("Applicant"), required=When.ALWAYS)
    work = Text(N_("The work"), required=When.SUBMITTING, find=True)
    reason = LongText(N_("Reason"), required=When.SUBMITTING)
    effect = LongText(N_("Effect on the service"))
    window_from = Moment(N_("Window from"), required=When.SUBMITTING, find=True)
    window_to = Moment(N_("Window to"), required=When.SUBMITTING)
    steps = Rows(WorkStep, N_("Steps of the work"), at_least=1)
    way_back = LongText(N_("Way back"), required=When.SUBMITTING)
    done_at = Moment(N_("Done at"), follow_up=True)
    outcome = LongText(N_("Outcome"), follow_up=True)
    remark = LongText(N_("Reason for the return"), follow_up=True, internal=True)
    line_manager = Signature(
        N_("Product-line manager"), house=True, follow_up=True, write=frozenset({Role.LINE_MANAGER})
    )
    department_manager = Signature(
        N_("Department manager"),
        house=True,
        follow_up=True,
        write=frozenset({Role.DEPARTMENT_MANAGER, Role.VICE_PRESIDENT}),
    )

    sections = (
        Section(N_("The work"), ("work", "reason", "effect", "window_from", "window_to")),
        Section(N_("Steps of the work"), ("steps",)),
        Section(N_("Way back"), ("way_back",)),
        Section(N_("Outcome"), ("done_at", "outcome")),
    )
