"""现场技术服务报告: what was found and done on site, signed by engineer and customer (P7.12.3)."""

from datetime import datetime

from fieldkit.access import SUPERIORS
from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import AnsweredPaper
from fieldkit.forms.signature import WAYS
from fieldkit.forms.types import Choice, Duration, LongText, Moment, Number, Status, Text, YesNo
from fieldkit.forms.values import Link, PersonLink, Rows, Signature
from fieldkit.i18n import N_

REPORT_STATUS = {
    "draft": N_("Draft"),
    "signed": N_("Signed"),
    "returned": N_("Returned"),
    "approved": N_("Approved"),
}
SATISFACTION = {
    "5": N_("5, very satisfied"),
    "4": N_("4, satisfied"),
    "3": N_("3, fair"),
    "2": N_("2, not satisfied"),
    "1": N_("1, very dissatisfied"),
}


class Backup(Row):
    """备份: what was saved before work on a running system, and its checksum."""

    what = Text(N_("What was saved"), required=When.SIGNING)
    checksum = Text(N_("Checksum"))


class VersionChange(Row):
    """版本变化: a component before and after."""

    unit = Text(N_("Board"), required=When.SIGNING)
    before = Text(N_("Version before"))
    after = Text(N_("Version after"))


class Danger(Row):
    """隐患: another danger found on site, and how it was treated."""

    finding = Text(N_("Finding"), required=When.SIGNING)
    treated = Text(N_("Treatment"))


class ServiceReport(AnsweredPaper):
    """现场技术服务报告."""

    kind = "service_report"
    title = N_("Field service report")
    mark, place = "SR", 110
    heading = ("number",)
    belongs_to = "visit"
    only_child = True
    sealed_in = frozenset({"signed", "approved"})

    visit = Link("visit", N_("Visit"), required=When.ALWAYS, find=True)
    status = Status(N_("Status"), REPORT_STATUS, follow_up=True, find=True)
    revision = Number(N_("Revision"), low=1, high=99, follow_up=True)
    engineer_name = PersonLink(N_("Engineer"), required=When.ALWAYS, find=True)
    arrived = Moment(N_("Arrival"), required=When.SIGNING, find=True)
    left = Moment(N_("Leaving"), required=When.SIGNING)
    restored_at = Moment(N_("Fault gone"), find=True)
    travel = Duration(N_("Travel time"), internal=True)
    symptom = LongText(N_("Symptom as reported"), required=When.SIGNING)
    verified = LongText(N_("Symptom as verified"), required=When.SIGNING)
    cause = LongText(N_("Conclusion of the diagnosis"), required=When.SIGNING)
    done = LongText(N_("What was done"), required=When.SIGNING)
    backups = Rows(Backup, N_("Backups"))
    versions = Rows(VersionChange, N_("Versions before and after"))
    checked = LongText(N_("Test after the work"), required=When.SIGNING)
    dangers = Rows(Danger, N_("Hidden dangers"))
    cleanup = LongText(N_("Clean-up"), required=When.SIGNING)
    solved = YesNo(N_("Solved"), required=When.SIGNING)
    temporary = LongText(N_("Temporary measure"), required_if=lambda form: form.solved is False)
    plan = LongText(N_("Plan"), required_if=lambda form: form.solved is False)
    training = LongText(N_("Training on site"))
    settled = LongText(N_("Money and parts settled"))
    opinion = LongText(N_("Customer's opinion"))
    satisfaction = Choice(N_("Satisfaction"), SATISFACTION, find=True)
    customer = Signature(N_("The customer"), ways=tuple(WAYS), follow_up=True)
    engineer = Signature(N_("Engineer"), house=True, signer="engineer_name", follow_up=True)
    manager = Signature(N_("Product-line manager"), house=True, follow_up=True, write=SUPERIORS)

    sections = (
        Section(N_("Arrival and leaving"), ("arrived", "left", "restored_at", "travel")),
        Section(N_("Symptom"), ("symptom", "verified")),
        Section(N_("Diagnosis"), ("steps", "cause")),
        Section(N_("Work done"), ("backups", "done", "versions", "checked")),
        Section(N_("Parts"), ("parts",)),
        Section(N_("Hidden dangers and clean-up"), ("dangers", "cleanup")),
        Section(N_("Result and left over"), ("solved", "temporary", "plan", "leftovers")),
        Section(N_("Training and settlement"), ("training", "settled")),
        Section(N_("Photos"), ("photos",)),
        Section(N_("Customer's opinion"), ("opinion", "satisfaction")),
    )
    collects = {"steps": "step", "parts": "part_movement", "leftovers": "leftover", "photos": "photo"}

    @property
    def gone_at(self) -> datetime | None:
        """When the fault was gone, as far as it is written."""
        return self.restored_at
