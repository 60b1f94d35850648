"""设备与软件: equipment at a customer, what runs on it, and what has been released for its model (P7.10.1)."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Form
from fieldkit.forms.merging import merged_into
from fieldkit.forms.types import Day, LongText, Text, YesNo
from fieldkit.forms.values import Link
from fieldkit.i18n import N_


class Equipment(Form):
    """设备: one board or cabinet with a serial number."""

    kind = "equipment"
    title = N_("Equipment")
    key = ("serial",)
    heading = ("model", "serial")

    customer = Link("customer", N_("Customer"), required=When.ALWAYS, find=True)
    line = Link("product_line", N_("Product line"), required=When.ALWAYS, find=True)
    model = Text(N_("Model"), required=When.ALWAYS, find=True)
    serial = Text(N_("Serial number"), required=When.ALWAYS, find=True)
    place = Text(N_("Place"), find=True)
    in_service = Day(N_("In service since"))
    warranty_until = Day(N_("Warranty until"), find=True)
    remote = YesNo(N_("Remote access"))
    configuration = LongText(N_("Configuration"))
    merged_into = merged_into("equipment")


class Software(Form):
    """软件: an installed component with its version, patches, and what is special about it."""

    kind = "software"
    title = N_("Software")
    key = ("equipment", "component")
    heading = ("component", "version_installed")
    belongs_to = "equipment"

    equipment = Link("equipment", N_("Equipment"), required=When.ALWAYS, find=True)
    component = Text(N_("Component"), required=When.ALWAYS, find=True)
    version_installed = Text(N_("Version"), find=True)
    patches = Text(N_("Patches"), hint=N_("Separated by ;"))
    special = Text(N_("Special setting"), find=True)


class ReleasedVersion(Form):
    """发布版本: the version in force for a model, and the patches that must be on it."""

    kind = "released_version"
    title = N_("Released version")
    key = ("model", "component")
    heading = ("model", "component", "version_released")

    model = Text(N_("Model"), required=When.ALWAYS, find=True)
    component = Text(N_("Component"), required=When.ALWAYS, find=True)
    version_released = Text(N_("Released version"), required=When.ALWAYS)
    must_have = Text(N_("Required patches"), hint=N_("Separated by ;"))
    released_on = Day(N_("Released on"), find=True)
