"""设备与软件: equipment at a customer, what runs on it, and what has been released for its model (P7.10.1)."""

from fieldkit.access import HOUSE
from fieldkit.forms.field import When
from fieldkit.forms.form import Form, Row
from fieldkit.forms.merging import merged_into
from fieldkit.forms.types import Day, LongText, Text, YesNo
from fieldkit.forms.values import File, Link, Rows, Serial
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
    serial = Serial(N_("Serial number"), required=When.ALWAYS, find=True)
    site = Link("site", N_("Site"), find=True)
    place = Text(N_("Place"), find=True)
    in_service = Day(N_("In service since"), find=True)
    warranty_until = Day(N_("Warranty until"), find=True)
    remote = YesNo(N_("Remote access"), find=True)
    remote_way = Text(N_("How it is reached"), hint=N_("Line, address, whom to ask; never a password"))
    configuration = LongText(N_("Configuration"))
    configuration_file = File(N_("Configuration as a file"))
    retired_on = Day(N_("Retired on"), find=True)
    retired_why = Text(N_("Why it was retired"))
    merged_into = merged_into("equipment")
    deleted = YesNo(N_("Deleted"), internal=True, write=HOUSE)


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
    patches = Text(N_("Patches"), hint=N_("Separated by ;"), find=True)
    special = Text(N_("Special setting"), find=True)
    special_why = Text(N_("Why it is special"), find=True)
    deleted = YesNo(N_("Deleted"), internal=True, write=HOUSE)


class Media(Row):
    """介质: one file that a version or patch is installed from, and the hash that its maker published."""

    holds = Text(N_("Version or patch"))
    file = File(N_("File"))
    published = Text(N_("Published SHA-256"), hint=N_("As the maker gives it; compared with the file"))

    @property
    def whole(self) -> bool:
        """Whether the file is what its maker published, as far as a hash was given."""
        wanted = "".join((self.published or "").split()).casefold()
        return self.file is None or not wanted or self.file.sha256 == wanted


class ReleasedVersion(Form):
    """发布版本: the version in force for a model, and the patches that must be on it."""

    kind = "released_version"
    version = 2  # of a product line
    title = N_("Released version")
    key = ("model", "component")
    heading = ("model", "component", "version_released")

    model = Text(N_("Model"), required=When.ALWAYS, find=True)
    component = Text(N_("Component"), required=When.ALWAYS, find=True)
    version_released = Text(N_("Released version"), required=When.ALWAYS, find=True)
    must_have = Text(N_("Required patches"), hint=N_("Separated by ;"), find=True)
    released_on = Day(N_("Released on"), find=True)
    line = Link("product_line", N_("Product line"), hint=N_("Empty for all product lines"), find=True)
    media = Rows(Media, N_("Media"))
