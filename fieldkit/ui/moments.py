"""Times and spans as a person says them: `today 11:52`, `11-13 11:52`, `3 h 32 min left`."""

from datetime import datetime, timedelta

from fieldkit.forms.types import ZONE
from fieldkit.i18n import _

SOON = timedelta(days=2)
DAY, HOUR, MINUTE = 86_400, 3_600, 60


def moment(at: datetime, now: datetime) -> str:
    """A time, without what goes without saying: the year of this year, the date of today."""
    here, today = at.astimezone(ZONE), now.astimezone(ZONE)
    if here.date() == today.date():
        return _("today {time}").format(time=f"{here:%H:%M}")
    return f"{here:%m-%d %H:%M}" if here.year == today.year else f"{here:%Y-%m-%d}"


def span(length: timedelta) -> str:
    """A span in at most two units, and in days alone from a week on."""
    seconds = max(int(length.total_seconds()), 0)
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    if days >= 7 or (days and not hours):
        return _("{n} d").format(n=days)
    if days:
        return _("{n} d").format(n=days) + " " + _("{n} h").format(n=hours)
    if hours and minutes:
        return _("{n} h").format(n=hours) + " " + _("{n} min").format(n=minutes)
    return _("{n} h").format(n=hours) if hours else _("{n} min").format(n=max(minutes, 1))


def until(due: datetime, now: datetime) -> tuple[str, str]:
    """How a duty stands: its status (overdue, due, later) and the words."""
    if due < now:
        return "overdue", _("{span} late").format(span=span(now - due))
    status = "due" if due - now <= SOON else "later"
    return status, _("{span} left").format(span=span(due - now))


def size(count: int) -> str:
    """How large a file is."""
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f} MB"
    return f"{max(round(count / 1000), 1)} KB"
