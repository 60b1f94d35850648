"""规程: one version of a guided procedure, as a manager wrote and released it."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Form
from fieldkit.forms.types import Choice, LongText, Moment, Number, Status, Text
from fieldkit.forms.values import PersonLink
from fieldkit.i18n import N_

LONGEST = 100_000
PURPOSES = {
    "diagnosis": N_("Diagnosis"),
    "checklist": N_("Clean-up list"),
    "inspection": N_("Preventive inspection"),
}
PROCEDURE_STATUS = {"draft": N_("Draft"), "released": N_("Released"), "withdrawn": N_("Withdrawn")}


class Procedure(Form):
    """规程: its text in YAML; what else is written here is drawn from the text, for lists and search.

    What was released stays as it is: a run that was begun by it goes on by it. A change is a new version.
    """

    kind = "procedure"
    title = N_("Procedure")
    key = ("code", "edition")
    heading = ("name_zh", "edition")
    sealed_in = frozenset({"released", "withdrawn"})

    code = Text(N_("Code"), required=When.ALWAYS, find=True)
    edition = Number(N_("Version"), low=1, high=9999, required=When.ALWAYS, find=True)
    name_zh = Text(N_("Title in Chinese"), find=True)
    name_en = Text(N_("Title in English"))
    purpose = Choice(N_("Kind"), PURPOSES, find=True)
    models = Text(N_("Models"), hint=N_("Separated by ;"), find=True)
    lines = Text(N_("Product lines"), hint=N_("Separated by ;"))
    text = LongText(N_("Text of the procedure"), longest=LONGEST, required=When.ALWAYS)
    status = Status(N_("Status"), PROCEDURE_STATUS, find=True, follow_up=True)
    reason = LongText(N_("Reason of the release"))
    changes = LongText(N_("What changed"))
    released_by = PersonLink(N_("Released by"))
    released_at = Moment(N_("Released"), find=True)
    withdrawn_why = LongText(N_("Why it was withdrawn"), follow_up=True)
    withdrawn_by = PersonLink(N_("Withdrawn by"), follow_up=True)
