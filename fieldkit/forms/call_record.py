"""电话记录: the complaint as it came in (P7.1, P7.2)."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.problem import CHANNELS
from fieldkit.forms.types import Choice, LongText, Moment, Text
from fieldkit.forms.values import Link, PersonLink
from fieldkit.i18n import N_


class CallRecord(Paper):
    """电话记录."""

    kind = "call_record"
    title = N_("Call record")
    mark, place, prints = "CR", 10, False
    heading = ("called_at", "caller")
    belongs_to = "problem"

    problem = Link("problem", N_("Problem"), find=True)
    customer = Link("customer", N_("Customer"), required=When.ALWAYS, find=True)
    channel = Choice(N_("Channel"), CHANNELS, required=When.SUBMITTING)
    called_at = Moment(N_("When"), required=When.ALWAYS, find=True)
    caller = Text(N_("Caller"), required=When.SUBMITTING, find=True, personal=True)
    phone = Text(N_("Phone"), personal=True)
    description = LongText(N_("Description"), required=When.SUBMITTING)
    complaint = Choice(N_("Complaint or question"), {"complaint": N_("Complaint"), "question": N_("Question")})
    promised = LongText(N_("What was promised"))
    taken_by = PersonLink(N_("Taken by"), required=When.ALWAYS)
    handed_to = PersonLink(N_("Handed to"))

    sections = (
        Section(N_("The call"), ("called_at", "channel", "caller", "phone", "taken_by")),
        Section(N_("What it was about"), ("complaint", "description")),
        Section(N_("What follows"), ("promised", "handed_to")),
    )
