"""问题: from the first call to closing; everything on paper links to it (P7.1 to P7.15)."""

from collections.abc import Iterator

from fieldkit.access import MANAGERS, SUPERIORS, Role
from fieldkit.forms.field import When
from fieldkit.forms.form import Form, Gap, Row
from fieldkit.forms.service_report import SATISFACTION
from fieldkit.forms.types import Choice, LongText, Moment, Status, Text, YesNo
from fieldkit.forms.values import Link, PersonLink, Rows
from fieldkit.i18n import N_

LEVELS = {"1": N_("Level 1, urgent"), "2": N_("Level 2, severe"), "3": N_("Level 3, ordinary")}
NATURES = {
    "fault": N_("Equipment fault"),
    "performance": N_("Product performance"),
    "question": N_("Question"),
}
# Where a problem stands is what a person decided last; the rest of its life follows from its records (docs/process.md).
PROBLEM_STATUS = {
    "open": N_("Taken in"),
    "judged": N_("Judged"),
    "market": N_("With the market department"),
    "answered": N_("Answered"),
    "assigned": N_("Assigned"),
    "proposed": N_("Proposal put forward"),
    "visit": N_("Visit decided"),
    "solved": N_("Solved"),
    "closed": N_("Closed"),
    "cancelled": N_("Cancelled"),
    "merged": N_("Entered twice"),
}
ENDED = frozenset({"closed", "cancelled", "merged"})
UNASSIGNED = frozenset({"open", "judged"})  # whoever was asked first is responsible (P7.1.2)
IN_HAND = frozenset({"assigned", "proposed", "visit"})  # somebody works on it
UNSOLVED = UNASSIGNED | IN_HAND | {"market"}
JUDGES = MANAGERS | {Role.QA}
_PRESIDENT, _QA = frozenset({Role.VICE_PRESIDENT}), frozenset({Role.QA})
# Who is told of a grave problem at once, and takes note of it himself: by role, the fields that say who and when.
TAKE_NOTE = {
    Role.VICE_PRESIDENT: ("president_told", "president_told_at"),
    Role.QA: ("quality_told", "quality_told_at"),
}
CHANNELS = {
    "phone": N_("Phone"),
    "fax": N_("Fax"),
    "email": N_("E-mail"),
    "visit": N_("In person"),
    "inside": N_("Inside department"),
}


class TeamMember(Row):
    """保障小组成员: one of the named support team, and what he sees to (R)."""

    person = PersonLink(N_("Member"), required=When.SUBMITTING)
    task = Text(N_("Sees to"))


class Problem(Form):
    """问题."""

    kind = "problem"
    title = N_("Problem")
    heading = ("summary",)
    kept_from = ENDED
    version = 2  # whom the outcome was told: an office that does not know it holds it

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
    judged_by = PersonLink(N_("Judged by"), write=JUDGES)
    answer = LongText(N_("Answer to the question"))
    market_to = Text(N_("Whom at the market department"), write=JUDGES)
    market_answer = LongText(N_("Answer of the market department"), write=JUDGES)
    further = LongText(N_("Proposal for further handling"))
    proposal = LongText(N_("Decision on the visit"), internal=True, write=SUPERIORS)
    outcome_said = LongText(N_("Whom the outcome was told, and what he said"), write=JUDGES, personal=True)
    satisfaction = Choice(N_("Satisfaction"), SATISFACTION, write=JUDGES)
    reason = LongText(N_("Reason"), internal=True)
    reopened_at = Moment(N_("Reopened"))
    same_as = Link("problem", N_("Same as"), write=JUDGES)
    other_level = Choice(N_("Severity in another opinion"), LEVELS)
    other_level_by = Text(N_("Whose opinion"), personal=True)
    level_decided_by = PersonLink(N_("Severity decided by"), write=JUDGES)
    level_reason = LongText(N_("Why this severity"), write=JUDGES)
    team = Rows(TeamMember, N_("Named support team"))
    loan = Choice(
        N_("Loan equipment"),
        {"short": N_("Not needed, the repair is short"), "offered": N_("Offered and declined"), "lent": N_("Lent")},
    )
    replacement = Choice(
        N_("Replacement from the technical department"),
        {"requested": N_("Requested"), "not_needed": N_("Not needed")},
    )
    president_told = PersonLink(N_("Vice president who took note"), write=_PRESIDENT)
    president_told_at = Moment(N_("Vice president took note at"), write=_PRESIDENT)
    quality_told = PersonLink(N_("Who took note at quality assurance"), write=_QA)
    quality_told_at = Moment(N_("Quality assurance took note at"), write=_QA)
    faulty_part = Text(N_("Part to be repaired or replaced"), hint=N_("Or why none is"))

    def gaps(self, stage: When = When.SUBMITTING) -> list[Gap]:
        """Also, before it is closed, what its severity asked for (R), and who decided on a disputed one (P7.5.2)."""
        found = super().gaps(stage)
        asked = self.asked() if stage >= When.SIGNING else ()
        for name in asked:
            found.append(Gap.missing(name, self.fields[name].label))
        return found

    @property
    def grave(self) -> bool:
        """Whether it is of level 1, or major: then those above are told at once (R, P7.5.2)."""
        return self.level == "1" or bool(self.major)

    def to_note(self, roles: frozenset[Role]) -> list[tuple[str, str]]:
        """The fields by which somebody in these roles still has to take note of it."""
        if not self.grave or self.status in ENDED:
            return []
        return [said for role, said in TAKE_NOTE.items() if role in roles and not self.record.values.get(said[1])]

    def asked(self) -> Iterator[str]:
        """The fields that the severity asks for and that are empty: work never waits for them, closing does.

        What the market department answered is told to whoever complained (P4.2.4), who is asked how satisfied he is
        (P2.2); of what was worked on, the closed loop asks it.
        """
        grave = self.grave
        beside = self.nature == "performance" and not self.assigned_to
        wanted = [
            ("outcome_said", beside),
            ("satisfaction", beside),
            ("team", grave and not beside),
            ("loan", grave and not beside),
            ("replacement", self.level == "2" and self.nature in {None, "fault"}),
            ("faulty_part", self.level == "3" and self.nature in {None, "fault"}),
            *((name, bool(self.disputed)) for name in ("other_level_by", "level_decided_by", "level_reason")),
        ]
        return (name for name, due in wanted if due and not getattr(self, name))

    @property
    def disputed(self) -> bool:
        """Whether somebody holds another severity to be right: both opinions stay, and who decided."""
        return self.other_level is not None and self.other_level != self.level

    @property
    def holder(self) -> str:
        """Who is responsible now, by id: who was asked first, until it was given to somebody; "" once it has ended."""
        if self.status in ENDED:
            return ""
        with_handler = self.status in IN_HAND | {"solved"}
        return (self.assigned_to if with_handler else None) or self.received_by or ""


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
