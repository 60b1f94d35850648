"""The list of complaints about people: open ones, serious ones or all, the newest first; a row opens its paper."""

from collections.abc import Mapping

from fieldkit.actions.complaints import complaints
from fieldkit.actions.desk import Desk
from fieldkit.forms import Complaint
from fieldkit.forms.complaint import COMPLAINT_ENDED
from fieldkit.i18n import _
from fieldkit.ui.form.sight import names_of
from fieldkit.ui.screens.filtered import FilteredScreen, Group, Listing, Manner, every
from fieldkit.ui.widgets.buttons import primary
from fieldkit.ui.widgets.states import EmptyState
from fieldkit.ui.widgets.table import Column, Line
from fieldkit.ui.workplace import Workplace


class ComplaintsScreen(FilteredScreen):
    """Every complaint that this person may read."""

    def __init__(self, place: Workplace) -> None:
        take = primary(_("Take in a complaint"), icon="plus", size="normal", name="complaints.new")
        take.clicked.connect(lambda: place.go.emit("problems/complaint"))
        columns = (
            Column(_("Received"), 150), Column(_("Whom it concerns"), 150), Column(_("Class"), 90),
            Column(_("What is complained of")), Column(_("Customer"), 160), Column(_("Status"), 140),
            Column(_("Due"), 116),
        )  # fmt: skip
        manner = Manner("complaints", _("Complaints"), columns, "papers", _none)
        super().__init__(place, manner, complaints_listed, take)


def complaints_listed(desk: Desk) -> Listing:
    """Every complaint that this person may read."""
    found = complaints(desk, ended=True)
    names = names_of(desk.store.many({rid for one in found for rid in (one.concerns, one.customer) if rid}))
    lines = {one.id: _line(one, names) for one in found}
    still = [one for one in found if one.status not in COMPLAINT_ENDED]
    groups = (
        Group("open", "message-square", _("open"), [lines[one.id] for one in still]),
        Group("grave", "siren", _("serious"), [lines[one.id] for one in still if one.grave]),
        every(list(lines.values())),
    )
    return Listing(_say(len(still)), groups, "open")


def _say(count: int) -> str:
    if not count:
        return _("No complaint is open")
    return _("One complaint is open") if count == 1 else _("{count} complaints are open").format(count=count)


def _line(one: Complaint, names: Mapping[str, str]) -> Line:
    is_open = one.status not in COMPLAINT_ENDED
    cells = (
        one.shown("received_at"), names.get(one.concerns or "", "") or _("not named yet"), one.shown("nature"),
        " ".join((one.said or "").split()), names.get(one.customer or "", ""), one.shown("status"), one.shown("due"),
    )  # fmt: skip
    tones = {0: "text_2", 2: "text_2", 4: "text_2", 6: "text_2"}
    icons = {5: ("siren", "bad")} if one.grave and is_open else {}
    return Line(one.id, cells, tones, icons, frozenset({3}) if is_open else frozenset())


def _none() -> EmptyState:
    said = _("A complaint about a person's skill, service or conduct comes here, past whom it concerns.")
    return EmptyState("message-square", _("Nothing here."), said, name="complaints.none")
