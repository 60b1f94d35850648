"""Reviewing many reports: which ones are simple, how many passed at once, and approving the simple ones together."""

from collections.abc import Callable, Iterable

from fieldkit.actions.desk import Desk
from fieldkit.actions.dossiers import load_trip
from fieldkit.actions.papers import standing_sheet
from fieldkit.actions.reports import approve_report
from fieldkit.errors import OfflineError, UserError
from fieldkit.forms import Review
from fieldkit.i18n import N_
from fieldkit.process.first_pass import FirstPass, first_pass
from fieldkit.process.thoroughness import not_green


def passed_at_once(desk: Desk) -> FirstPass:
    """How many of the approved reports on this laptop were never given back."""
    return first_pass(Review(record) for record in desk.store.find("review"))


def is_simple(desk: Desk, visit: str) -> bool:
    """Whether nothing about a report asks for a person's eye: every check is green, nothing is remarked or in doubt."""
    return not not_green(load_trip(desk, visit))


def approve_simple(desk: Desk, visits: Iterable[str], done: Callable[[int], object] = lambda _count: None) -> int:
    """Approves these reports one after the other, each with its own seal; returns how many.

    Each is looked at again first: UserError names the report that is no longer simple, and those before it stay
    approved. OfflineError when the PDF of one is neither here nor to be had.
    """
    count = 0
    for visit in visits:
        trip = load_trip(desk, visit)
        why = not_green(trip)
        if why or trip.report is None:
            raise UserError(
                N_("{count} approved. “{name}” needs a look of its own: {why}"),
                count=count, name=trip.visit.purpose or "", why=why[0] if why else "—",
            )  # fmt: skip
        sheet = standing_sheet(trip.report.record)
        if sheet is not None and not desk.store.files.has(sheet.sha256):
            try:
                desk.file(sheet.sha256)
            except OfflineError:
                raise UserError(
                    N_("{count} approved. The PDF of “{name}” is not on this laptop yet, and there is no line now."),
                    count=count, name=trip.visit.purpose or "",
                ) from None  # fmt: skip
        approve_report(desk, visit)
        count += 1
        done(count)
    return count
