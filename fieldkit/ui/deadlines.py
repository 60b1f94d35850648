"""How a deadline looks and what is said beside it, on every screen alike."""

from datetime import datetime

from fieldkit.access import ROLE_LABELS
from fieldkit.i18n import _
from fieldkit.process.clock import State
from fieldkit.process.escalation import Raised
from fieldkit.ui.moments import until
from fieldkit.ui.widgets.badges import StatusText
from fieldkit.ui.widgets.rows import Row

LEAD_WIDTH = 160  # the longest time left in Chinese: 还有 23 小时 59 分钟

# The status of the badges as which a state is shown.
LOOKS = {
    State.DUE: "later",
    State.AT_RISK: "due",
    State.MISSED: "overdue",
    State.KEPT: "approved",
    State.DONE: "done",
}


def left_of(due: datetime, last: datetime, now: datetime) -> str:
    """The time left in words; after it is due, what is left of the grace, if there is any."""
    return until(last if now > due else due, now)[1]


def gone_up(raised: Raised) -> str:
    """How far up an overdue duty has gone in words; "" while it is still where it belongs."""
    highest = next((label for role, label in reversed(ROLE_LABELS.items()) if role in raised.roles), "")
    said = (_("gone up to: {role}").format(role=_(highest)) if highest else "",
            _("bring the manufacturer in") if raised.maker else "")  # fmt: skip
    return "·".join(word for word in said if word)


def mark(row: Row, *, provisional: bool, doubt: str) -> None:
    """Says beside a deadline that it may move, or that a time is not believed; the pointer tells why."""
    if provisional:
        sign = StatusText("waiting", _("Provisional"), small=True, name=f"{row.objectName()}.provisional")
        sign.setToolTip(_("The working days of that year are not published yet."))
        row.add(sign)
    if doubt:
        sign = StatusText("gap", _("Time in doubt"), small=True, name=f"{row.objectName()}.doubt")
        sign.setToolTip(_(doubt))
        row.add(sign)
