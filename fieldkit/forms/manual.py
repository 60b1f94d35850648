"""资料与工具: manuals and tools that the engineers of a product line take along (R)."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Form
from fieldkit.forms.types import Choice, Day, LongText, Text
from fieldkit.forms.values import File, Link
from fieldkit.i18n import N_


class Manual(Form):
    """资料或工具: a file, what it is for, and its version."""

    kind = "manual"
    title = N_("Manual or tool")
    key = ("manual_name", "version_of")
    heading = ("manual_name", "version_of")

    manual_name = Text(N_("Title"), required=When.ALWAYS, find=True)
    sort = Choice(
        N_("Sort"),
        {"manual": N_("Manual"), "tool": N_("Tool"), "template": N_("Template"), "drawing": N_("Drawing")},
        required=When.ALWAYS,
        find=True,
    )
    line = Link("product_line", N_("Product line"), find=True)
    models = Text(N_("Models"), hint=N_("Separated by ;"), find=True)
    version_of = Text(N_("Version"), find=True)
    issued_on = Day(N_("Issued on"), find=True)
    file = File(N_("File"), find=True)
    notes = LongText(N_("Notes"))
