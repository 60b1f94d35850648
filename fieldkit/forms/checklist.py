"""出差准备清单: four groups to be settled before leaving (P7.10.1 to P7.10.3), and the laptop that goes along."""

from fieldkit.forms.field import When
from fieldkit.forms.form import Row, Section
from fieldkit.forms.paper import Paper
from fieldkit.forms.types import Choice, LongText, Moment, Text, YesNo
from fieldkit.forms.values import Link, PersonLink, Rows
from fieldkit.i18n import N_

GROUPS = {
    "file": N_("Customer file"),
    "versions": N_("Versions and patches"),
    "spares": N_("Spares, tools, documents"),
    "owed": N_("Debts to settle"),
    "laptop": N_("The laptop itself"),
}
DECISIONS = {
    "settle": N_("Is being settled"),
    "go": N_("Goes along with the gap"),
    "packed": N_("Packed"),
}


class CheckItem(Row):
    """One point of the list: what was found, and what a person decided about it."""

    group = Choice(N_("Group"), GROUPS, required=When.ALWAYS)
    item = Text(N_("Point"), required=When.ALWAYS)
    state = Choice(
        N_("State"), {"done": N_("Settled"), "gap": N_("Gap"), "na": N_("Not needed")}, required=When.SUBMITTING
    )
    found = Text(N_("What was found"))
    alarm = YesNo(N_("Special, must stay"))
    decided = Choice(N_("Decision"), DECISIONS)
    answer = Text(N_("What is done about it"))
    agreed_by = PersonLink(N_("Who agreed"))
    agreed_how = Text(N_("When, and how"))
    answered_by = PersonLink(N_("Written by"), byline=True)
    answered_at = Moment(N_("Written on"), byline=True)


class Checklist(Paper):
    """出差准备清单."""

    kind = "checklist"
    version = 2  # who decided about a gap, and the rehearsal: an office that does not know them holds them
    title = N_("Pre-trip checklist")
    mark, place = "CK", 80
    belongs_to = "visit"
    only_child = True

    visit = Link("visit", N_("Visit"), required=When.ALWAYS, find=True)
    items = Rows(CheckItem, N_("Points"))
    rehearsed_at = Moment(N_("Rehearsed"))
    rehearsed_by = PersonLink(N_("Rehearsed by"))
    rehearsed_whole = YesNo(N_("Everything was there"))
    rehearsed_found = LongText(N_("What the rehearsal found"))
    rehearsed_of = Text(N_("Mark of what was rehearsed"), internal=True)

    sections = (Section(N_("Points"), ("items",)),)
