"""The summaries that were begun: of months and of years, the newest first; a row opens its paper."""

from fieldkit.actions.desk import Desk
from fieldkit.forms import MonthlySummary, Record, YearlySummary
from fieldkit.i18n import _
from fieldkit.ui.form.sight import names_of
from fieldkit.ui.screens.filtered import FilteredScreen, Group, Listing, Manner
from fieldkit.ui.widgets.states import EmptyState
from fieldkit.ui.widgets.table import Column, Line
from fieldkit.ui.workplace import Workplace


class SummariesScreen(FilteredScreen):
    """Begun from Today, where they fall due; found again here."""

    def __init__(self, place: Workplace) -> None:
        columns = (
            Column(_("Of"), 110), Column(_("Customer")), Column(_("Status"), 150), Column(_("Written by"), 180),
            Column(_("Handed on"), 130),
        )  # fmt: skip
        manner = Manner("summaries", _("Summaries"), columns, "papers", _none, _none)
        super().__init__(place, manner, summaries_listed)

    def crumbs(self) -> list[tuple[str, str]]:
        return [("problems", _("Problems")), ("summaries", _("Summaries"))]


def summaries_listed(desk: Desk) -> Listing:
    """Every summary on this laptop, those of months first."""
    months, years = _of(desk, MonthlySummary.kind), _of(desk, YearlySummary.kind)
    linked = {str(one.values.get(name)) for one in (*months, *years) for name in ("customer", "written_by")}
    names = names_of(desk.store.many(linked))
    by_month = [_line(MonthlySummary(one), "month", "handed_on", names) for one in months]
    by_year = [_line(YearlySummary(one), "year", "delivered_on", names) for one in years]
    groups = (
        Group("monthly", "calendar-days", _("of months"), by_month),
        Group("yearly", "calendar", _("of years"), by_year),
    )
    return Listing(_("Summaries"), groups, "monthly" if months else "yearly")


def _of(desk: Desk, kind: str) -> list[Record]:
    found = [record for record in desk.store.find(kind) if not record.deleted]
    return sorted(found, key=lambda one: str(one.values.get("month") or one.values.get("year")), reverse=True)


def _line(form: MonthlySummary | YearlySummary, period: str, handed: str, names: dict[str, str]) -> Line:
    values = form.record.values
    customer, author = (names.get(str(values.get(name)), "") for name in ("customer", "written_by"))
    cells = (form.shown(period), customer, form.shown("status"), author, form.shown(handed))
    return Line(form.id, cells, {3: "text_2", 4: "text_2"}, {}, frozenset({0}))


def _none() -> EmptyState:
    said = _("A summary is begun from Today, when the month or the year is over, and is found here afterwards.")
    return EmptyState("chart-column", _("No summary yet"), said, name="summaries.none")
