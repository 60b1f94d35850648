"""The clocks of a problem: what is due and by when, what was kept and what was missed, with what shows it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldkit.access import ROLE_LABELS
from fieldkit.actions.naming import kind_title
from fieldkit.forms.types import ZONE
from fieldkit.i18n import N_, _
from fieldkit.joined import listed, told
from fieldkit.process.clock import Clock, Stand, State
from fieldkit.process.escalation import raised
from fieldkit.ui.deadlines import LEAD_WIDTH, LOOKS, gone_up, left_of, mark
from fieldkit.ui.moments import moment
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.badges import STATUSES
from fieldkit.ui.widgets.buttons import quiet
from fieldkit.ui.widgets.labels import SectionHead, body
from fieldkit.ui.widgets.rows import Row, Rows

ENDED = {State.KEPT: N_("In time"), State.MISSED: N_("Too late"), State.DONE: N_("Done")}


class ClockRows(QWidget):
    """A headed list of the running ones; those that ended are shown when somebody asks for them."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: object = None
        self._again: Callable[[], None] = lambda: None
        self._rows = Rows(name="clocks")
        self._none = body(_("No time runs here."), tone="text_2")
        self._more = quiet("", icon="chevron-down", name="clocks.more")
        self._more.clicked.connect(self._show_all)
        self._all = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        for widget in (SectionHead(_("Deadlines")), self._none, self._rows, self._more):
            column.addWidget(widget)

    def show_clocks(self, clocks: Sequence[Clock], people: Mapping[str, str], now: datetime) -> None:
        """Clocks that come round again are shown once they have begun."""
        begun = [one for one in clocks if one.round == 1 or one.started is None or one.started <= now]
        stands = sorted(((one, one.stand(now)) for one in begun), key=lambda pair: not pair[1].running)
        state = (stands, dict(people), f"{now:%m-%d %H:%M}")
        if state == self._shown:
            return
        self._shown = state
        self._rows.clear()
        running = [pair for pair in stands if pair[1].running]
        shown = stands if self._all else running
        for number, (clock, stand) in enumerate(shown, 1):
            self._rows.add(_row(clock, stand, people, now, number))
        self._rows.setVisible(bool(shown))
        self._none.setVisible(not running)
        self._more.setText(_("Show all {count}").format(count=len(stands)))
        self._more.setVisible(len(shown) < len(stands))
        self._again = lambda: self.show_clocks(clocks, people, now)

    def _show_all(self) -> None:
        self._all, self._shown = True, None
        self._again()


def _row(clock: Clock, stand: Stand, people: Mapping[str, str], now: datetime, number: int) -> Row:
    look = STATUSES[LOOKS[stand.state]]
    lead = left_of(clock.due, clock.until, now) if stand.running else _(ENDED[stand.state])
    row = Row(_(clock.text), _second(clock, stand, people, now), icon=look.icon, tone=look.tone, lead=lead,
              lead_width=LEAD_WIDTH, value=_("by {moment}").format(moment=moment(clock.due, now)), opens=False,
              name=f"clock.{number}")  # fmt: skip
    mark(row, provisional=clock.provisional and stand.running, doubt=stand.doubt)
    return row


def _second(clock: Clock, stand: Stand, people: Mapping[str, str], now: datetime) -> str:
    """Whose it is, and what ended it; or why what was recorded is not believed."""
    whose = people.get(clock.holder, "") or listed(_(ROLE_LABELS[role]) for role in ROLE_LABELS if role in clock.roles)
    if stand.doubt:
        return told((whose, _(stand.doubt)))
    if stand.evidence is None:
        return "·".join(word for word in (whose, gone_up(raised(clock, stand, now))) if word)
    at = stand.evidence.at
    when = (f"{at.astimezone(ZONE):%m-%d}" if stand.evidence.day else moment(at, now)) if at else ""
    return "·".join(word for word in (whose, kind_title(stand.evidence.kind), when) if word)
