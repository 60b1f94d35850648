"""问题: from the first call to closing; everything on paper links to it (P7.1 to P7.15)."""

from fieldkit.access import MANAGERS
from fieldkit.forms.field import When
from fieldkit.forms.form import Form
from fieldkit.forms.types import Choice, LongText, Moment, Status, Text, YesNo
from fieldkit.forms.values import Link, PersonLink
from fieldkit.i18n import N_

LEVELS = {"1": N_("Level 1, urgent"), "2": N_("Level 2, severe"), "3": N_("Level 3, ordinary")}
NATURES = {
    "fault": N_("Equipment fault"),
    "performance": N_("Product performance"),
    "conduct": N_("Skill, service or conduct"),
    "question": N_("Question"),
}
PROBLEM_STATUS = {
    "open": N_("Taken in"),
    "assigned": N_("Assigned"),
    "visit": N_("Visit decided"),
    "solved": N_("Solved"),
    "closed": N_("Closed"),
}
CHANNELS = {
    "phone": N_("Phone"),
    "fax": N_("Fax"),
    "email": N_("E-mail"),
    "visit": N_("In person"),
    "inside": N_("Inside department"),
}


class Problem(Form):
    """问题."""

    kind = "problem"
    title = N_("Problem")
    heading = ("summary",)
    kept_from = frozenset({"closed"})

    summary = Text(N_("Problem in one line"), required=When.ALWAYS, find=True)
    customer = Link("customer", N_("Customer"), required=When.ALWAYS, find=True)
    line = Link("product_line", N_("Product line"), required=When.SUBMITTING, find=True)
    equipment = Link("equipment", N_("Equipment"), find=True)
    status = Status(N_("Status"), PROBLEM_STATUS, find=True, follow_up=True)
    level = Choice(N_("Severity"), LEVELS, required=When.SUBMITTING, find=True)
    nature = Choice(N_("Class"), NATURES, find=True)
    major = YesNo(N_("Major problem"))
    symptom = LongText(N_("Symptom as reported"), required=When.SUBMITTING)
    effect = LongText(N_("Effect on the service"))
    since = Moment(N_("Since"))
    received_at = Moment(N_("Received"), required=When.ALWAYS, find=True)
    received_by = PersonLink(N_("Received by"), required=When.ALWAYS, find=True)
    respond_by = Moment(N_("Respond by"), find=True)
    on_site_by = Moment(N_("On site by"), find=True)
    assigned_to = PersonLink(N_("Assigned to"), find=True, write=MANAGERS, hands_on=True)
    assigned_by = PersonLink(N_("Assigned by"), write=MANAGERS)
    proposal = LongText(N_("Decision on the visit"), internal=True, write=MANAGERS)


class Contact(Form):
    """联系记录: one call, message or talk about a problem: who, when, what was said."""

    kind = "contact"
    title = N_("Contact")
    heading = ("contact_at", "whom")
    belongs_to = "problem"

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    purpose = Choice(
        N_("Purpose"),
        {
            "told": N_("Superior told"),
            "guidance": N_("Guidance by phone"),
            "confirmation": N_("Confirmation"),
            "other": N_("Other"),
        },
        find=True,
    )
    channel = Choice(N_("Channel"), CHANNELS)
    contact_at = Moment(N_("When"), required=When.ALWAYS, find=True)
    by = PersonLink(N_("By"))
    whom = Text(N_("With whom"), required=When.ALWAYS, personal=True)
    said = LongText(N_("What was said"), required=When.ALWAYS)
    helped = YesNo(N_("Solved by it"))
