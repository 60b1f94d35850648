"""案例: a typical fault, as others will look for it: symptom, product, versions, analysis, cure, prevention (P7.15)."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.types import LongText, Status, Text
from fieldkit.forms.values import Link, PersonLink
from fieldkit.i18n import N_


class CaseStudy(Paper):
    """案例: its draft comes from the trail of the visit; what names the customer is for its author to leave out."""

    kind = "case_study"
    title = N_("Case")
    mark, place = "CS", 180
    heading = ("keywords",)
    belongs_to = "problem"
    only_child = True
    sealed_in = frozenset({"submitted", "accepted"})

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    status = Status(
        N_("Status"),
        {
            "draft": N_("Draft"),
            "submitted": N_("Submitted"),
            "accepted": N_("Accepted"),
            "returned": N_("Returned"),
        },
        follow_up=True,
        find=True,
    )
    author = PersonLink(N_("Written by"), required=When.ALWAYS, find=True)
    keywords = Text(N_("Keywords"), required=When.SUBMITTING, find=True, hint=N_("What somebody would look for"))
    product = Text(N_("Product"), required=When.SUBMITTING)
    versions = Text(N_("Versions"))
    symptom = LongText(N_("Symptom"), required=When.SUBMITTING)
    analysis = LongText(N_("Analysis"), required=When.SUBMITTING)
    cause = LongText(N_("Cause"), required=When.SUBMITTING)
    cure = LongText(N_("Cure"), required=When.SUBMITTING)
    prevention = LongText(N_("Prevention of a repeat"), required=When.SUBMITTING)
    remark = LongText(N_("Remark of the manager"), follow_up=True, internal=True)

    sections = (
        Section(N_("What to look for"), ("keywords", "product", "versions", "symptom")),
        Section(N_("Analysis"), ("analysis", "cause")),
        Section(N_("Cure"), ("cure",)),
        Section(N_("Prevention of a repeat"), ("prevention",)),
    )
