"""工程文档更新: what the work changed at the customer's, handed to the secretary in five working days (P7.14)."""

from fieldkit.access import Role
from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.types import Choice, Day, LongText, Status, Text
from fieldkit.forms.values import Link, PersonLink, Rows
from fieldkit.i18n import N_

AREAS = {
    "network": N_("Network"),
    "configuration": N_("Configuration"),
    "versions": N_("Versions"),
    "none": N_("No change"),
}
_SECRETARY = frozenset({Role.SECRETARY})


class Changed(Row):
    """变更: one thing that is not as the documents said."""

    area = Choice(N_("What changed"), AREAS, required=When.SUBMITTING)
    where = Text(N_("Where"))
    before = Text(N_("Before"))
    after = Text(N_("After"))


class DocumentUpdate(Paper):
    """工程文档更新. Kept in the system; the engineering document itself is the secretary's."""

    kind = "document_update"
    title = N_("Document update")
    mark, place, prints = "DD", 140, False
    heading = ("number",)
    belongs_to = "problem"
    sealed_in = frozenset({"handed_over", "filed"})

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    visit = Link("visit", N_("Visit"), find=True)
    status = Status(
        N_("Status"),
        {
            "draft": N_("Draft"),
            "handed_over": N_("Submitted to the secretary"),
            "filed": N_("Filed"),
            "returned": N_("Returned"),
        },
        follow_up=True,
        find=True,
    )
    engineer = PersonLink(N_("Engineer"), required=When.ALWAYS, find=True)
    document = Text(N_("Engineering document"), required=When.SUBMITTING, hint=N_("Name and edition"))
    ended_on = Day(N_("Service ended on"), required=When.SUBMITTING, find=True)
    due = Day(N_("Due"), required=When.SUBMITTING, find=True)
    changes = Rows(Changed, N_("Changes"), at_least=1)
    handed_on = Day(N_("Handed over on"), find=True)
    handed_to = PersonLink(N_("Handed to"))
    filed_on = Day(N_("Filed on"), follow_up=True, write=_SECRETARY)
    filed_by = PersonLink(N_("Filed by"), follow_up=True, write=_SECRETARY)
    remark = LongText(N_("Remark of the secretary"), follow_up=True, write=_SECRETARY)

    sections = (
        Section(N_("Engineering document"), ("document", "ended_on", "due")),
        Section(N_("Changes"), ("changes",)),
        Section(N_("Handing over"), ("handed_on", "handed_to", "filed_on", "filed_by", "remark")),
    )
