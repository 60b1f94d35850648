"""出差任务审批单: the trip, signed by the product-line and the department manager (P7.10.4)."""

from fieldkit.access import Role
from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import SignedPaper
from fieldkit.forms.types import Choice, Day, LongText, Moment, Money, Status, Text, YesNo
from fieldkit.forms.values import Link, PersonLink, Rows, Signature
from fieldkit.i18n import N_

APPROVAL_STATUS = {
    "draft": N_("Draft"),
    "submitted": N_("Submitted"),
    "line_approved": N_("With the department manager"),
    "approved": N_("Approved"),
    "returned": N_("Returned"),
}


class OnTheTrip(Row):
    """任务: a problem that this journey is for."""

    problem = Link("problem", N_("Problem"), required=When.SUBMITTING)


class PhoneWord(Row):
    """电话确认: a word by phone in place of a signature or a look at a list: who said what, and when (P7.10.5)."""

    about = Choice(
        N_("About"),
        {
            "trip": N_("The trip itself"),
            "file": N_("Customer file"),
            "versions": N_("Versions and patches"),
            "spares": N_("Spares, tools, documents"),
            "owed": N_("Debts to settle"),
        },
        required=When.SUBMITTING,
    )
    who = PersonLink(N_("Who said it"), required=When.SUBMITTING)
    said_at = Moment(N_("When"), required=When.SUBMITTING)
    said = Text(N_("What was said"), required=When.SUBMITTING)


class TripApproval(SignedPaper):
    """出差任务审批单."""

    kind = "trip_approval"
    version = 2  # who said what by phone: an office that does not know it holds it
    title = N_("Trip approval")
    mark, place = "TA", 70
    heading = ("plan",)
    belongs_to = "visit"
    only_child = True
    sealed_in = frozenset({"submitted", "line_approved", "approved"})

    visit = Link("visit", N_("Visit"), required=When.ALWAYS, find=True)
    status = Status(N_("Status"), APPROVAL_STATUS, follow_up=True, find=True)
    applicant = PersonLink(N_("Applicant"), required=When.ALWAYS)
    problems = Rows(OnTheTrip, N_("Problems of the trip"))
    plan = LongText(N_("Work plan"), required=When.SUBMITTING)
    leave_on = Day(N_("Leave on"), required=When.SUBMITTING)
    back_on = Day(N_("Back on"), required=When.SUBMITTING)
    transport = Choice(
        N_("Transport"),
        {"car": N_("Company car"), "train": N_("Train"), "bus": N_("Bus"), "plane": N_("Plane")},
        required=When.SUBMITTING,
    )
    cost = Money(N_("Estimated cost"))
    way_out = LongText(N_("Exception by phone (P7.10.5)"), hint=N_("Why somebody goes straight to the site"))
    calls = Rows(PhoneWord, N_("Said by phone"), follow_up=True)
    line_manager = Signature(
        N_("Product-line manager"), house=True, follow_up=True, write=frozenset({Role.LINE_MANAGER})
    )
    department_manager = Signature(
        N_("Department manager"),
        house=True,
        follow_up=True,
        write=frozenset({Role.DEPARTMENT_MANAGER, Role.VICE_PRESIDENT}),
    )
    to_president = YesNo(
        N_("Goes to the vice president"), hint=N_("Where the department's only manager travels"), internal=True
    )

    sections = (
        Section(N_("The trip"), ("problems", "plan", "leave_on", "back_on", "transport", "cost")),
        Section(N_("Exception"), ("way_out", "calls")),
        Section(N_("Pre-trip checklist"), ("checklist",)),
        Section(N_("Signatures"), ("line_manager", "department_manager")),
    )
    collects = {"checklist": "checklist"}
