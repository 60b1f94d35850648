"""Severity and response (R): within what time somebody answers, and stands on site."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Terms:
    """What was promised for a level; copied into the problem when it is taken in, so that it does not change."""

    respond: timedelta
    on_site: timedelta


DEFAULT_TERMS = {
    "1": Terms(timedelta(minutes=15), timedelta(hours=4)),
    "2": Terms(timedelta(minutes=30), timedelta(hours=8)),
    "3": Terms(timedelta(hours=2), timedelta(hours=24)),
}
WATCH = timedelta(hours=72)
RECHECK = timedelta(days=7)
DOCUMENT_WORKING_DAYS = 5


def promised(level: str, received: datetime) -> tuple[datetime, datetime]:
    """Respond by, on site by."""
    terms = DEFAULT_TERMS[level]
    return received + terms.respond, received + terms.on_site
