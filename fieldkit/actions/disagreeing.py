"""Signed papers of which the office found that their PDF does not agree with the record."""

from collections.abc import Iterator

from fieldkit.actions.calendars import work_calendar
from fieldkit.actions.desk import Desk
from fieldkit.forms import FORMS
from fieldkit.forms.paper import FINDINGS, SignedPaper
from fieldkit.process.duties import Duty, paper_duty
from fieldkit.process.transitions import is_sealed


def disagreeing(desk: Desk) -> Iterator[Duty]:
    """A duty each; one that was given back is nobody's any more."""
    for kind, form in FORMS.items():
        if issubclass(form, SignedPaper):
            for record in desk.store.find(kind, {"pdf_finding": list(FINDINGS)}):
                if is_sealed(kind, record.values.get("status")) and not record.deleted:
                    yield paper_duty(form(record), work_calendar(desk), desk.clock.now())
