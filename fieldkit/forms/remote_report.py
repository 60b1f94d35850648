"""设备远程维护报告: the consent, every operation with its time, the backups, what came of it (P7.8.2 to P7.8.4)."""

from datetime import datetime

from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import SignedPaper
from fieldkit.forms.service_report import REPORT_STATUS, Backup
from fieldkit.forms.types import LongText, Moment, Number, Status, Text, YesNo
from fieldkit.forms.values import Link, PersonLink, Rows, Signature
from fieldkit.i18n import N_


class Operation(Row):
    """操作: one thing that was done from afar, when, and what was seen."""

    done_at = Moment(N_("When"), required=When.SIGNING)
    what = LongText(N_("Operation"), required=When.SIGNING)
    result = Text(N_("Result"))
    by = PersonLink(N_("By"))


class RemoteReport(SignedPaper):
    """设备远程维护报告. An operation is logged only under a consent that is on file: see `process.consent`.

    Who consented, when, and to which window is the request's: nobody types it here.
    """

    kind = "remote_report"
    title = N_("Remote maintenance report")
    mark, place = "RR", 60
    heading = ("number",)
    belongs_to = "problem"
    sealed_in = frozenset({"signed", "approved"})

    problem = Link("problem", N_("Problem"), required=When.ALWAYS, find=True)
    request = Link("remote_request", N_("Remote maintenance request"), required=When.ALWAYS, find=True)
    status = Status(N_("Status"), REPORT_STATUS, follow_up=True, find=True)
    revision = Number(N_("Revision"), low=1, high=99, follow_up=True)
    engineer_name = PersonLink(N_("Engineer"), required=When.ALWAYS, find=True)
    consented_by = Text(N_("Consented by"), required=When.SIGNING, counted=True, personal=True)
    consented_at = Moment(N_("Consented at"), required=When.SIGNING, counted=True)
    window_from = Moment(N_("Window from"), required=When.SIGNING, counted=True)
    window_to = Moment(N_("Window to"), required=When.SIGNING, counted=True)
    outside = LongText(N_("Why outside of the window"), required_if=lambda form: bool(form.outside_window))
    symptom = LongText(N_("Symptom as seen"), required=When.SIGNING)
    backups = Rows(Backup, N_("Backups"))
    operations = Rows(Operation, N_("Log of operations"), at_least=1)
    result = LongText(N_("Result"), required=When.SIGNING)
    solved = YesNo(N_("Solved"), required=When.SIGNING, find=True)
    further = LongText(N_("Proposal for further handling"), required_if=lambda form: form.solved is False)
    leftover = LongText(N_("Left over"))
    remark = LongText(N_("Reason for the return"), follow_up=True, internal=True)
    engineer = Signature(N_("Engineer"), house=True, signer="engineer_name", follow_up=True)

    sections = (
        Section(N_("Consent"), ("request", "consented_by", "consented_at", "window_from", "window_to")),
        Section(N_("Symptom"), ("symptom",)),
        Section(N_("Backups"), ("backups",)),
        Section(N_("Log of operations"), ("operations", "outside")),
        Section(N_("Result and left over"), ("solved", "result", "further", "leftover")),
    )

    @property
    def gone_at(self) -> datetime | None:
        """When the fault was gone: after the last operation of a remote maintenance that solved it."""
        return max((row.done_at for row in self.operations if row.done_at), default=None) if self.solved else None

    @property
    def outside_window(self) -> list[Operation]:
        """The operations that were done before or after the time that the customer allowed."""
        begins, ends = self.window_from, self.window_to
        timed = [(row, row.done_at) for row in self.operations if row.done_at]
        return [row for row, done in timed if (begins and done < begins) or (ends and done > ends)]
