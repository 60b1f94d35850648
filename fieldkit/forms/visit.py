"""现场: one journey to one site; the trip approval, the checklist, the steps and the report belong to it."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Form, Gap
from fieldkit.forms.types import Day, LongText, Moment, Status, Text
from fieldkit.forms.values import Link, PersonLink
from fieldkit.i18n import N_

VISIT_STATUS = {
    "preparing": N_("Preparing"),
    "approved": N_("Approved"),
    "on_site": N_("On site"),
    "left": N_("Left the site"),
    "closed": N_("Closed"),
}


class Visit(Form):
    """现场."""

    kind = "visit"
    title = N_("Visit")
    heading = ("purpose",)
    belongs_to = "problem"

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    customer = Link("customer", N_("Customer"), required=When.ALWAYS, find=True)
    site = Link("site", N_("Site"))
    equipment = Link("equipment", N_("Equipment"))
    engineer = PersonLink(N_("Engineer"), required=When.ALWAYS, find=True)
    purpose = Text(N_("Purpose"), required=When.ALWAYS, find=True)
    status = Status(N_("Status"), VISIT_STATUS, find=True, follow_up=True)
    planned_from = Day(N_("From"), find=True)
    planned_to = Day(N_("To"))
    playbook = Text(N_("Diagnosis procedure"))
    arrived = Moment(N_("Arrival"), find=True)
    left = Moment(N_("Leaving"))
    verified = LongText(N_("Symptom as verified"))
    watch_ended = Moment(N_("72 hours passed without the fault"), follow_up=True)
    watch_by = PersonLink(N_("Watched by"), follow_up=True)
    documents_on = Day(N_("Engineering documents handed over"), follow_up=True)
    documents_by = PersonLink(N_("Documents handed over by"), follow_up=True)
    reason = LongText(N_("Reason"), internal=True, follow_up=True)

    def gaps(self, stage: When = When.SUBMITTING) -> list[Gap]:
        """Also a leaving that is dated back before the arrival."""
        found = super().gaps(stage)
        if self.left and self.arrived and self.left < self.arrived:
            found.append(Gap.broken(Visit.left, N_("“{label}” cannot lie before the arrival.")))
        return found
