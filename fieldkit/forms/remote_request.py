"""设备远程维护申请: what is to be done from afar; nothing is, before the customer has agreed to it (P7.8.1)."""

from datetime import datetime

from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import SignedPaper
from fieldkit.forms.record import Json
from fieldkit.forms.types import Choice, LongText, Moment, Status, Text
from fieldkit.forms.values import File, Link, PersonLink, Rows, Signature
from fieldkit.i18n import N_


class PlannedOperation(Row):
    """计划操作: one thing that is to be done, and what it does to the service."""

    what = Text(N_("Operation"), required=When.SUBMITTING)
    purpose = Text(N_("Purpose"))
    effect = Text(N_("Effect on the service"))


class RemoteRequest(SignedPaper):
    """设备远程维护申请. Consent is drawn on the screen, or written on the paper and photographed."""

    kind = "remote_request"
    version = 2  # who signed and where: an office that does not know it holds it
    title = N_("Remote maintenance request")
    mark, place = "RQ", 50
    heading = ("number",)
    belongs_to = "problem"
    sealed_in = frozenset({"sent", "consented", "refused", "withdrawn"})

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    equipment = Link("equipment", N_("Equipment"))
    status = Status(
        N_("Status"),
        {
            "draft": N_("Draft"),
            "sent": N_("Sent to the customer"),
            "consented": N_("Consented"),
            "refused": N_("Refused by the customer"),
            "withdrawn": N_("Consent withdrawn"),
        },
        follow_up=True,
        find=True,
    )
    applicant = PersonLink(N_("Engineer"), required=When.ALWAYS)
    operations = Rows(PlannedOperation, N_("Planned operations"), at_least=1)
    window_from = Moment(N_("Window from"), required=When.SUBMITTING, find=True)
    window_to = Moment(N_("Window to"), required=When.SUBMITTING)
    access = LongText(N_("Access"), required=When.SUBMITTING, hint=N_("Line, address, who opens it; never a password"))
    risks = LongText(N_("Risks"), required=When.SUBMITTING)
    backup = LongText(N_("Backups and precautions"), required=When.SUBMITTING)
    way_back = LongText(N_("Way back"), required=When.SUBMITTING)
    promise = Choice(
        N_("Promise on accounts"),
        {"given": N_("We change no account name, no password and nothing else of how the customer logs in.")},
        required=When.SUBMITTING,
    )
    sent_at = Moment(N_("Sent to the customer at"), follow_up=True, hint=N_("Left empty: when you say that it is sent"))
    signed_paper = File(N_("Signed paper"), hint=N_("Photo or fax of the signed request"), follow_up=True)
    consented_by = Text(N_("Consented by"), required_if=lambda form: form.signed_paper, follow_up=True, personal=True)
    consented_at = Moment(N_("Consented at"), required_if=lambda form: form.signed_paper, follow_up=True)
    ended_at = Moment(N_("Consent ended"), follow_up=True)
    said = LongText(N_("What the customer said"), follow_up=True)
    customer = Signature(N_("The customer"), follow_up=True)

    sections = (
        Section(N_("Planned operations"), ("operations",)),
        Section(N_("Window and access"), ("window_from", "window_to", "access")),
        Section(N_("Risks and precautions"), ("risks", "backup", "way_back")),
        Section(N_("Promise on accounts"), ("promise",)),
        Section(N_("Consent"), ("sent_at", "consented_by", "consented_at", "signed_paper", "ended_at", "said")),
    )

    @property
    def agreed_at(self) -> datetime | None:
        """Since when the customer's consent is on file: the hand on the screen, or on the photographed paper."""
        if self.status not in {"consented", "withdrawn"}:
            return None
        drawn = Moment("").load(self.customer.at) if self.customer else None
        return drawn or (self.consented_at if self.signed_paper else None)

    @property
    def agreed(self) -> dict[str, Json]:
        """What the customer consented to, by the names that the report has for it: by whom, when, for which window."""
        by = self.customer.name if self.customer else self.consented_by
        window = {name: self.values.get(name) for name in ("window_from", "window_to")}
        return {"consented_by": by, "consented_at": Moment("").dump(self.agreed_at), **window}
