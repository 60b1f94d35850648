"""问题受理单, also 问题处理单: quality assurance puts a complaint to a department, and hears what came of it (P7.4)."""

from fieldkit.access import MANAGERS, Role
from fieldkit.forms.field import When
from fieldkit.forms.form import Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.problem import LEVELS, NATURES
from fieldkit.forms.types import Choice, Day, LongText, Moment, Status, Text, YesNo
from fieldkit.forms.values import Link, PersonLink
from fieldkit.i18n import N_

_QA = frozenset({Role.QA})


class ProblemSlip(Paper):
    """问题受理单. What QA judged stands fast once it is issued; the department answers below it."""

    kind = "problem_slip"
    title = N_("Problem slip")
    mark, place = "PS", 30
    heading = ("number",)
    belongs_to = "problem"
    sealed_in = frozenset({"issued", "taken", "answered", "closed"})

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    status = Status(
        N_("Status"),
        {
            "draft": N_("Draft"),
            "issued": N_("Issued"),
            "taken": N_("Accepted by the department"),
            "answered": N_("Answered"),
            "closed": N_("Closed"),
        },
        follow_up=True,
        find=True,
    )
    nature = Choice(N_("Class"), NATURES, required=When.SUBMITTING, find=True, write=_QA)
    level = Choice(N_("Severity"), LEVELS, required=When.SUBMITTING, find=True, write=_QA)
    product_line = Link("product_line", N_("Product line"), write=_QA)
    symptom = LongText(N_("Symptom as reported"), required=When.SUBMITTING, write=_QA)
    effect = LongText(N_("Effect on the business"), write=_QA)
    grave = YesNo(
        N_("Serious complaint"),
        required=When.SUBMITTING,
        hint=N_("The vice president is told at once (P7.3.3)"),
        write=_QA,
    )
    judged_by = PersonLink(N_("Judged by"), required=When.ALWAYS, write=_QA)
    assigned_to = PersonLink(N_("Assigned to"), required=When.SUBMITTING, find=True, write=_QA)
    due = Day(N_("Due"), required=When.SUBMITTING, find=True, write=_QA)
    phoned_at = Moment(
        N_("Told by phone at"),
        required_if=lambda form: form.grave,
        follow_up=True,
        hint=N_("Where it is urgent or the manager is away (P7.4.2)"),
        write=_QA,
    )
    president_at = Moment(N_("Vice president told at"), required_if=lambda form: form.grave, follow_up=True, write=_QA)
    delivered_by = Choice(
        N_("Delivered by"), {"email": N_("E-mail"), "paper": N_("On paper")}, follow_up=True, write=_QA
    )
    delivered_at = Moment(N_("Delivered at"), follow_up=True, write=_QA)
    answer = LongText(N_("Answer of the department"), follow_up=True, write=MANAGERS)
    answered_by = PersonLink(N_("Answered by"), follow_up=True, write=MANAGERS)
    answered_at = Moment(N_("Answered at"), follow_up=True, write=MANAGERS)
    remark = Text(N_("Remark of quality assurance"), follow_up=True, write=_QA)

    sections = (
        Section(N_("Judgement"), ("nature", "level", "product_line", "grave", "judged_by", "symptom", "effect")),
        Section(N_("Assignment"), ("assigned_to", "due")),
        Section(N_("Delivery"), ("phoned_at", "president_at", "delivered_by", "delivered_at")),
        Section(N_("Answer"), ("answer", "answered_by", "answered_at", "remark")),
    )
