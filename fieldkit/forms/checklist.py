"""出差准备清单: four groups to be settled before leaving (P7.10.1 to P7.10.3)."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.types import Choice, Text
from fieldkit.forms.values import Link, Rows
from fieldkit.i18n import N_

GROUPS = {
    "file": N_("Customer file"),
    "versions": N_("Versions and patches"),
    "spares": N_("Spares, tools, documents"),
    "owed": N_("What is owed"),
}


class CheckItem(Row):
    """One point of the list."""

    group = Choice(N_("Group"), GROUPS, required=When.ALWAYS)
    item = Text(N_("Point"), required=When.ALWAYS)
    state = Choice(
        N_("State"), {"done": N_("Settled"), "gap": N_("Gap"), "na": N_("Not needed")}, required=When.SUBMITTING
    )
    found = Text(N_("What was found"))
    answer = Text(N_("What is done about it"))


class Checklist(Paper):
    """出差准备清单."""

    kind = "checklist"
    title = N_("Pre-trip checklist")
    mark, place = "CK", 80
    belongs_to = "visit"
    only_child = True

    visit = Link("visit", N_("Visit"), required=When.ALWAYS, find=True)
    items = Rows(CheckItem, N_("Points"))

    sections = (Section(N_("Points"), ("items",)),)
