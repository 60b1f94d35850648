"""问题闭环: the audit of thoroughness, the question to the customer a week later, the closing (P7.15)."""

from datetime import timedelta

from fieldkit.access import SUPERIORS, Role
from fieldkit.forms.field import When
from fieldkit.forms.form import Gap, Row, Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.service_report import SATISFACTION
from fieldkit.forms.types import Choice, LongText, Moment, Status, Text, YesNo
from fieldkit.forms.values import Link, PersonLink, Rows
from fieldkit.i18n import N_

ASKED_AGAIN = timedelta(days=7)
# The call a week later (P7.15.2), in its order; what is asked is the field beside it.
CALL = (
    N_("Give your name and the company's, and ask whether it is a good moment."),
    N_("Has the fault come back since it was gone, even once? Does everything else run as before?"),
    N_("Was our engineer there in time, did he explain what he did, and leave the room in order?"),
    N_("Say what the cause was and what was done: whoever complained is told the outcome (P4.2.4)."),
    N_("How satisfied are you, from 1 to 5? What should we do better? Write the answer as it was said (P2.2)."),
    N_("If it came back: apologize, say that it is taken up at once, and reopen the problem. Thank for the talk."),
)
_QA = frozenset({Role.QA})
_DEPARTMENT = frozenset({Role.DEPARTMENT_MANAGER})


class AuditPoint(Row):
    """审核项: one point of the audit of thoroughness."""

    point = Text(N_("Point"), required=When.SUBMITTING, write=SUPERIORS)
    good = YesNo(N_("Fulfilled"), required=When.SUBMITTING, write=SUPERIORS)
    found = Text(N_("What was found"), write=SUPERIORS)
    deleted = YesNo(N_("Deleted"), internal=True, write=SUPERIORS)


class Closure(Paper):
    """问题闭环, one round of it: a problem that comes back gets another. Each part is written by whose turn it is."""

    kind = "closure"
    title = N_("Closure")
    mark, place = "CC", 170
    heading = ("number",)
    belongs_to = "problem"
    sealed_in = frozenset({"reopened", "closed"})

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    status = Status(
        N_("Status"),
        {
            "open": N_("Open"),
            "returned": N_("Returned"),
            "audited": N_("Audited"),
            "rechecked": N_("Asked again"),
            "closed": N_("Closed"),
            "reopened": N_("Reopened"),
        },
        follow_up=True,
        find=True,
    )
    engineer = PersonLink(N_("Engineer"), required=When.ALWAYS, hint=N_("Who handled the problem"))
    gone_at = Moment(N_("Fault gone"), required=When.SUBMITTING, find=True)
    audit = Rows(AuditPoint, N_("Audit of thoroughness"))
    thorough = YesNo(N_("Handled thoroughly"), required=When.SUBMITTING, write=SUPERIORS)
    audit_notes = LongText(N_("Remarks of the audit"), write=SUPERIORS)
    audited_by = PersonLink(N_("Audited by"), write=SUPERIORS)
    audited_at = Moment(N_("Audited at"), write=SUPERIORS)
    archived_at = Moment(N_("Reports archived"), write=_QA)
    reached = Text(N_("Reached whom"), required=When.SIGNING, personal=True, write=_QA)
    recheck_at = Moment(N_("Asked at"), required=When.SIGNING, find=True, write=_QA)
    recheck_said = LongText(N_("What the customer said"), required=When.SIGNING, write=_QA)
    gone = YesNo(N_("The fault is gone"), required=When.SIGNING, write=_QA)
    told_outcome = YesNo(N_("Who complained was told the outcome"), write=_QA)
    satisfaction = Choice(N_("Satisfaction"), SATISFACTION, find=True, write=_QA)
    recheck_by = PersonLink(N_("Asked by"), write=_QA)
    case_wanted = YesNo(N_("To be written as a case"), write=_DEPARTMENT)
    case_by = PersonLink(
        N_("Case to be written by"), required_if=lambda form: form.case_wanted, follow_up=True, write=_DEPARTMENT
    )
    closing_words = LongText(N_("Remarks on closing"), write=_DEPARTMENT)
    closed_by = PersonLink(N_("Closed by"), write=_DEPARTMENT)
    closed_at = Moment(N_("Closed at"), find=True, write=_DEPARTMENT)

    sections = (
        Section(N_("Audit of thoroughness"), ("audit", "thorough", "audited_by", "audited_at", "audit_notes")),
        Section(
            N_("Asked again after a week"),
            ("reached", "recheck_at", "recheck_by", "gone", "satisfaction", "told_outcome", "recheck_said"),
            CALL,
        ),
        Section(N_("Closing"), ("archived_at", "case_wanted", "case_by", "closed_by", "closed_at", "closing_words")),
    )

    def gaps(self, stage: When = When.SUBMITTING) -> list[Gap]:
        """Also a question that came too early to say that the fault is gone (P7.15.2)."""
        found = super().gaps(stage)
        early = self.recheck_at and self.gone_at and self.recheck_at < self.gone_at + ASKED_AGAIN
        if stage >= When.SIGNING and early and self.status != "reopened":
            said = N_("“{label}” is at least a week after the fault was gone (P7.15.2).")
            found.append(Gap.broken(Closure.recheck_at, said))
        return found
