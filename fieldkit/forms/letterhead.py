"""公司信头: what stands at the head of every paper; one record of the house, in force on every laptop."""

from collections.abc import Mapping

from fieldkit.forms.field import When
from fieldkit.forms.form import Form
from fieldkit.forms.record import Json, natural_id
from fieldkit.forms.types import Choice, Text
from fieldkit.forms.values import File, WebAddress
from fieldkit.i18n import N_

LABELS = {"both": N_("Chinese and English"), "zh": N_("Chinese"), "en": N_("English")}


LETTERHEAD = natural_id("letterhead", "house")  # there is one


class Letterhead(Form):
    """信头. Where a line is left empty, the papers say what they said before it existed."""

    kind = "letterhead"
    version = 2  # where papers are checked: an office that does not know it holds it
    title = N_("Letterhead")
    heading = ("company_name",)

    company_name = Text(N_("Name of the company"), required=When.SUBMITTING)
    name_en = Text(N_("Name in English"))
    department = Text(N_("Department"))
    department_en = Text(N_("Department in English"))
    street = Text(N_("Address"))
    phone = Text(N_("Phone"))
    logo = File(N_("Logo"), hint=N_("PNG or JPEG, on white"))
    check_address = WebAddress(
        N_("Where papers are checked"),
        hint=N_("As phones reach the office from outside. Empty: the address at which laptops enrolled"),
    )
    labels = Choice(N_("Language of papers"), LABELS)

    @classmethod
    def may_have_id(cls, rid: str, values: Mapping[str, Json]) -> bool:  # noqa: ARG003 - its id is its own
        """Only the one: a second letterhead would never be read."""
        return rid == LETTERHEAD
