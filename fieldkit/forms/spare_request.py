"""备用设备 / 备件申请: what a repair needs, lent or for good, from where, and when it comes back (P7.10.2, R)."""

from fieldkit.access import HOUSE
from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.types import Choice, Day, LongText, Number, Status, Text
from fieldkit.forms.values import Link, PersonLink, Rows
from fieldkit.i18n import N_


class Wanted(Row):
    """申请项: a part or a unit, how many, from where, and when it comes back."""

    part = Link("part", N_("Part"))
    what = Text(N_("Name or model"), required_if=lambda row: not row.part)
    purpose = Choice(N_("Use"), {"spare": N_("Spare part"), "loan": N_("Loan equipment")}, required=When.SUBMITTING)
    quantity = Number(N_("Quantity"), low=1, required=When.SUBMITTING)
    source = Text(N_("From where"), hint=N_("Store, region, manufacturer"))
    back_by = Day(N_("Back by"), required_if=lambda row: row.purpose == "loan")


class SpareRequest(Paper):
    """备用设备 / 备件申请."""

    kind = "spare_request"
    title = N_("Loan and spare request")
    mark, place = "SP", 90
    heading = ("number",)
    belongs_to = "problem"
    sealed_in = frozenset({"submitted", "granted", "refused", "out", "back"})

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    visit = Link("visit", N_("Visit"), find=True)
    status = Status(
        N_("Status"),
        {
            "draft": N_("Draft"),
            "submitted": N_("Submitted"),
            "granted": N_("Granted"),
            "refused": N_("Not granted"),
            "out": N_("Handed out"),
            "back": N_("All back"),
        },
        follow_up=True,
        find=True,
    )
    applicant = PersonLink(N_("Applicant"), required=When.ALWAYS, find=True)
    reason = LongText(N_("Reason"), required=When.SUBMITTING)
    wanted = Rows(Wanted, N_("Parts and equipment"), at_least=1)
    needed_by = Day(N_("Needed by"), required=When.SUBMITTING, find=True)
    back_by = Day(N_("When back"), hint=N_("The day by which everything lent is back"), find=True)
    decided_by = PersonLink(N_("Decided by"), follow_up=True)
    remark = LongText(N_("Remark"), follow_up=True)
    out_on = Day(N_("Handed out on"), follow_up=True, write=HOUSE)
    back_on = Day(N_("Came back on"), follow_up=True, find=True, write=HOUSE)

    sections = (
        Section(N_("Request"), ("reason", "needed_by", "back_by")),
        Section(N_("Parts and equipment"), ("wanted",)),
        Section(N_("Handing out and coming back"), ("decided_by", "out_on", "back_on", "remark")),
    )
