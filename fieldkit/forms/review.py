"""审核: a manager's decision on a paper, and comments pinned to its fields (P7.12, P7.15.1)."""

from fieldkit.access import SUPERIORS, Role
from fieldkit.forms.field import When
from fieldkit.forms.form import Form
from fieldkit.forms.types import Choice, LongText, Moment, Number, Status, Text
from fieldkit.forms.values import Link, PersonLink
from fieldkit.i18n import N_


class Review(Form):
    """审核: one decision: approved, returned, or a question."""

    kind = "review"
    title = N_("Review")
    heading = ("decision",)
    belongs_to = "visit"

    visit = Link("visit", N_("Visit"), required=When.ALWAYS, find=True)
    paper = Link("service_report", N_("Paper"), required=When.ALWAYS, find=True)
    revision = Number(N_("Revision"))
    decision = Choice(
        N_("Decision"),
        {"approved": N_("Approved"), "returned": N_("Returned"), "asked": N_("Asked")},
        required=When.ALWAYS,
        find=True,
        write=SUPERIORS | {Role.QA},
    )
    reason = LongText(N_("Reason"))
    decided_at = Moment(N_("When"), find=True)
    decided_by = PersonLink(N_("By"), find=True)


class Comment(Form):
    """意见: a remark pinned to one field of one record."""

    kind = "comment"
    title = N_("Comment")
    heading = ("text",)
    belongs_to = "visit"

    visit = Link("visit", N_("Visit"), required=When.ALWAYS, find=True)
    about = Link("service_report", N_("Record"), required=When.ALWAYS, find=True)
    path = Text(N_("Field"))
    text = LongText(N_("Comment"), required=When.ALWAYS)
    written_at = Moment(N_("When"), find=True)
    written_by = PersonLink(N_("By"))
    status = Status(N_("Status"), {"open": N_("Open"), "done": N_("Done")}, find=True)
    reply = LongText(N_("Answer"))
