"""重大事故通报: how grave, since when, what is done about it, who was told and when, until it is over (P7.5.2, R)."""

from fieldkit.access import Role
from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import SignedPaper
from fieldkit.forms.problem import CHANNELS
from fieldkit.forms.types import Choice, LongText, Moment, Status, Text
from fieldkit.forms.values import Link, PersonLink, Rows, Signature
from fieldkit.i18n import N_


class Told(Row):
    """通报对象: somebody who was told, how and when, and when he confirmed that he knows."""

    whom = Text(N_("Told to"), required=When.SUBMITTING, personal=True, follow_up=True)
    channel = Choice(N_("Channel"), CHANNELS, follow_up=True)
    told_at = Moment(N_("Told at"), required=When.SUBMITTING, follow_up=True)
    told_by = PersonLink(N_("Told by"), follow_up=True)
    confirmed_at = Moment(N_("Confirmed at"), follow_up=True)


class FollowUp(Row):
    """跟进: how it stands, at one time."""

    seen_at = Moment(N_("When"), required=When.SUBMITTING, follow_up=True)
    state = LongText(N_("How it stands"), required=When.SUBMITTING, follow_up=True)
    by = PersonLink(N_("By"), follow_up=True)


class MajorNotice(SignedPaper):
    """重大事故通报. The department manager's signature issues it; telling people does not wait for that."""

    kind = "major_notice"
    title = N_("Major-incident notice")
    mark, place = "MN", 20
    heading = ("number",)
    belongs_to = "problem"
    only_child = True
    sealed_in = frozenset({"issued", "ended"})

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    status = Status(
        N_("Status"),
        {"draft": N_("Draft"), "issued": N_("Issued"), "ended": N_("Over")},
        follow_up=True,
        find=True,
    )
    written_by = PersonLink(N_("Written by"), required=When.ALWAYS)
    grade = Text(N_("Level by the product's table"), required=When.SUBMITTING)
    table = Text(N_("Table it was judged by"), hint=N_("Name and edition"))
    since = Moment(N_("Since"), required=When.SUBMITTING)
    effect = LongText(N_("Effect on the service"), required=When.SUBMITTING)
    measures = LongText(N_("Measures"), required=When.SUBMITTING)
    told = Rows(Told, N_("Told to whom and when"), at_least=1, follow_up=True)
    follow_ups = Rows(FollowUp, N_("Follow-ups"), follow_up=True)
    recovered_at = Moment(N_("Recovered"), follow_up=True, find=True)
    department_manager = Signature(
        N_("Department manager"), house=True, follow_up=True, write=frozenset({Role.DEPARTMENT_MANAGER})
    )

    sections = (
        Section(N_("The incident"), ("grade", "table", "since", "effect", "measures")),
        Section(N_("Who was told"), ("told",)),
        Section(N_("Until recovered"), ("follow_ups", "recovered_at")),
    )
