"""人员投诉: a complaint about a person's skill, service or conduct, which that person never sees (P7.3.2, P7.4).

It is the call that was taken and the 问题受理单 at once: quality assurance issues it to the department, which answers.
"""

from fieldkit.access import Role
from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.problem import CHANNELS
from fieldkit.forms.service_report import SATISFACTION
from fieldkit.forms.types import Choice, Day, LongText, Moment, Status, Text, YesNo
from fieldkit.forms.values import File, Link, PersonLink, Rows
from fieldkit.i18n import N_

# Who stands in for whom it concerns, where he is the only one of his kind: the next above sees it and acts.
QUALITY = frozenset({Role.QA, Role.VICE_PRESIDENT})
DEPARTMENT = frozenset({Role.DEPARTMENT_MANAGER, Role.VICE_PRESIDENT})
COMPLAINT_ENDED = frozenset({"closed", "dismissed"})


class Evidence(Row):
    """凭据: a letter, a recording, a photo."""

    file = File(N_("File"), follow_up=True)
    note = Text(N_("Note"), follow_up=True)


class Complaint(Paper):
    """问题受理单 (人员投诉). What was said and judged stands fast once it is issued; the department answers below."""

    kind = "complaint"
    title = N_("Complaint about a person")
    mark, place = "CP", 35
    heading = ("number", "nature")
    sealed_in = frozenset({"issued", "answered", "closed"})
    kept_from = COMPLAINT_ENDED
    hidden_from = "concerns"

    status = Status(
        N_("Status"),
        {
            "received": N_("Taken in"),
            "issued": N_("Issued to the department"),
            "answered": N_("Answered"),
            "closed": N_("Closed"),
            "dismissed": N_("Dismissed"),
        },
        follow_up=True,
        find=True,
    )
    nature = Choice(
        N_("Class of complaint"),
        {"conduct": N_("Conduct"), "service": N_("Service"), "skill": N_("Skill")},
        required=When.SUBMITTING,
        find=True,
    )
    said = LongText(N_("What is complained of"), required=When.ALWAYS, personal=True)
    concerns = PersonLink(
        N_("Whom it concerns"),
        required=When.SUBMITTING,
        find=True,
        follow_up=True,
        hint=N_("He never sees it. While nobody is named, no engineer does."),
    )
    described = Text(
        N_("Who, in the caller's words"), personal=True, hint=N_("Where the name is not known: when and where he was")
    )
    complainant = Text(N_("Complainant"), required=When.SUBMITTING, personal=True)
    phone = Text(N_("Phone"), personal=True)
    channel = Choice(N_("Channel"), CHANNELS)
    customer = Link("customer", N_("Customer"), find=True)
    problem = Link("problem", N_("Problem"))
    received_at = Moment(N_("Received"), required=When.ALWAYS, find=True)
    received_by = PersonLink(N_("Received by"), required=When.ALWAYS)
    evidence = Rows(Evidence, N_("Evidence"), follow_up=True)

    grave = YesNo(
        N_("Serious complaint"),
        required=When.SUBMITTING,
        hint=N_("The vice president is told at once (P7.3.3)"),
        write=QUALITY,
    )
    judged_by = PersonLink(N_("Judged by"), write=QUALITY)
    due = Day(N_("Due"), required=When.SUBMITTING, find=True, write=QUALITY)
    phoned_at = Moment(
        N_("Told by phone at"),
        required_if=lambda form: form.grave,
        follow_up=True,
        hint=N_("Where it is urgent or the manager is away (P7.4.2)"),
        write=QUALITY,
    )
    president_at = Moment(
        N_("Vice president told at"), required_if=lambda form: form.grave, follow_up=True, write=QUALITY
    )
    delivered_by = Choice(
        N_("Delivered by"), {"email": N_("E-mail"), "paper": N_("On paper")}, follow_up=True, write=QUALITY
    )
    delivered_at = Moment(N_("Delivered at"), follow_up=True, write=QUALITY)
    answer = LongText(N_("Answer of the department"), follow_up=True, write=DEPARTMENT)
    answered_by = PersonLink(N_("Answered by"), follow_up=True, write=DEPARTMENT)
    answered_at = Moment(N_("Answered at"), follow_up=True, write=DEPARTMENT)
    told_at = Moment(N_("Complainant told the outcome at"), follow_up=True, write=QUALITY)
    satisfaction = Choice(N_("Satisfaction"), SATISFACTION, follow_up=True, find=True, write=QUALITY)
    remark = LongText(N_("Remark of quality assurance"), follow_up=True, write=QUALITY)

    sections = (
        Section(
            N_("The complaint"),
            ("nature", "said", "concerns", "described", "complainant", "phone", "channel", "customer", "problem",
             "received_at", "received_by", "evidence"),
        ),
        Section(N_("Judgement"), ("grave", "judged_by", "due")),
        Section(N_("Delivery"), ("phoned_at", "president_at", "delivered_by", "delivered_at")),
        Section(N_("Answer"), ("answer", "answered_by", "answered_at")),
        Section(N_("Outcome"), ("told_at", "satisfaction", "remark")),
    )  # fmt: skip
