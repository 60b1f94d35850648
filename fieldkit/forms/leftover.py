"""遗留问题: what remains to be done after the visit, by whom and until when (P7.12)."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Form
from fieldkit.forms.types import Choice, Day, LongText, Status, Text
from fieldkit.forms.values import Link, PersonLink
from fieldkit.i18n import N_


class Leftover(Form):
    """遗留问题."""

    kind = "leftover"
    title = N_("Left over")
    heading = ("what",)
    belongs_to = "visit"
    sealed_with = "service_report"

    visit = Link("visit", N_("Visit"), required=When.ALWAYS, find=True)
    what = Text(N_("What remains"), required=When.ALWAYS, find=True)
    responsible = Choice(
        N_("Responsible"),
        {"customer": N_("The customer"), "us": N_("Us"), "both": N_("Customer, tracked by us")},
        required=When.SIGNING,
    )
    holder = PersonLink(N_("Tracked by"), follow_up=True)
    due = Day(N_("Until"), required=When.SIGNING, find=True)
    status = Status(N_("Status"), {"open": N_("Open"), "done": N_("Done")}, follow_up=True, find=True)
    outcome = LongText(N_("Outcome"), follow_up=True)
