"""Today: what do I do next, what is due, what came back; and how this computer stands with the office."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QVBoxLayout, QWidget

from fieldkit.access import ROLE_LABELS
from fieldkit.actions.backs import Back
from fieldkit.actions.desk import Desk
from fieldkit.actions.summaries import open_summary
from fieldkit.actions.today import Today, today
from fieldkit.forms import Record
from fieldkit.i18n import N_, _
from fieldkit.joined import listed, phrases, told
from fieldkit.process.clock import State
from fieldkit.process.duties import Duty
from fieldkit.process.summaries import MONTHLY, YEARLY
from fieldkit.ui.deadlines import LEAD_WIDTH, LOOKS, gone_up, left_of, mark
from fieldkit.ui.moments import moment
from fieldkit.ui.routes import route_of
from fieldkit.ui.screens.today_cards import ComputerCard, NextCard
from fieldkit.ui.tokens import BETWEEN_CARDS, BETWEEN_COLUMNS, GAP
from fieldkit.ui.widgets.badges import STATUSES
from fieldkit.ui.widgets.buttons import Link
from fieldkit.ui.widgets.labels import SectionHead, caption
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Card, Row, Rows
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Screen, Workplace

SIDE_WIDTH, BESIDE_FROM = 378, 1000
FIRST = 8
ICONS = {"leftover": "flag", "watch": "timer"}
BACK_NOTES = {
    "returned": N_("remarks: {count}"),
    "conflict": N_("{count} fields, written by two people"),
}


class TodayScreen(Screen):
    """Read again with every change, and every minute for the spans."""

    def __init__(self, place: Workplace) -> None:
        super().__init__(place)
        self.setObjectName("today")
        self._shown: tuple[Today, str, bool, str] | None = None
        self._all = False
        self._page = Page(name="today.page")
        self._states = StateStack(self._page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._states)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(BETWEEN_COLUMNS)
        self._main, self._side = _column(), _column()
        self._side.setFixedWidth(SIDE_WIDTH)
        self._columns.addWidget(self._main, 1)
        self._columns.addWidget(self._side)
        self._page.column.addLayout(self._columns)
        self._page.column.addStretch(1)
        self._minute = QTimer(self, interval=60_000)
        self._minute.timeout.connect(self._hear)
        self._minute.start()
        place.changed.connect(self._hear)
        place.line.connect(self._hear)

    def crumbs(self) -> list[tuple[str, str]]:
        return [("today", _("Today"))]

    def refresh(self) -> None:
        if self._shown is None:
            self._states.show_loading()
        self.place.read(today, self._show, self._fail, owner=self)

    def _hear(self) -> None:
        if self.isVisible():
            self.refresh()

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, found: Today) -> None:
        now = self.place.desk.clock.now()
        carrier = self.place.carrier
        state = (found, f"{now:%m-%d %H:%M}", self._all, f"{carrier.offline} {carrier.running}")
        if state != self._shown:
            self._shown = state
            self._build(found, now)
        self._states.show_content()

    def _build(self, found: Today, now: datetime) -> None:
        focus = QApplication.focusWidget()
        name = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        step = NextCard(found.next, now)
        if found.next is not None and found.next.code == "due":
            step.go.connect(lambda _route: self._go_to(found.duties[0]))
        else:
            step.go.connect(self.place.go)
        computer = ComputerCard(found.machine, self.place.carrier, now)
        computer.send.connect(self.place.sync_wanted)
        _fill(self._main, [SectionHead(_("Next step")), step, *self._duties(found, now)])
        _fill(self._side, [*self._back(found.back, now), SectionHead(_("This computer")), computer])
        again = self.findChildren(QWidget, name)[-1:] if name else []  # the ones before it are on their way out
        for widget in again:
            widget.setFocus()

    # -- what is due

    def _duties(self, found: Today, now: datetime) -> list[QWidget]:
        duties = found.duties
        late = sum(duty.state is State.MISSED for duty in duties)
        note = _("{count}, the most urgent first").format(count=len(duties)) if duties else ""
        head = SectionHead(_("What is due"), note + (_("; {late} overdue").format(late=late) if late else ""))
        if not duties:
            return [head, _nothing(_("Nothing is due."), "today.no-duties")]
        if len(duties) > FIRST:
            more = Link(_("Show fewer") if self._all else _("Show all"), name="today.all")
            more.clicked.connect(self._fold)
            head.add(more)
        rows = Rows(name="today.duties")
        for number, duty in enumerate(duties if self._all else duties[:FIRST], 1):
            rows.add(self._duty(duty, self._whose(duty, found), now, number))
        return [head, rows]

    def _whose(self, duty: Duty, found: Today) -> str:
        """Whose a duty is that has gone up to this person; "" for his own."""
        actor = self.place.desk.actor
        if duty.holder:
            return found.others.get(duty.holder, "")
        mine = duty.roles & actor.roles_in(duty.scope)
        return "" if mine else listed(_(ROLE_LABELS[role]) for role in ROLE_LABELS if role in duty.roles)

    def _duty(self, duty: Duty, whose: str, now: datetime, number: int) -> Row:
        status = LOOKS[duty.state]
        icon = STATUSES[status].icon if status != "later" else ICONS.get(duty.code, STATUSES[status].icon)
        row = Row(
            _(duty.text), "·".join(word for word in (whose, gone_up(duty.raised), duty.about) if word), icon=icon,
            tone=STATUSES[status].tone, lead=left_of(duty.due, duty.until or duty.due, now), lead_width=LEAD_WIDTH,
            value=moment(duty.due, now), name=f"today.duty.{number}",
        )  # fmt: skip
        mark(row, provisional=duty.provisional, doubt=duty.doubt)
        row.clicked.connect(partial(self._go_to, duty))
        return row

    def _go_to(self, duty: Duty) -> None:
        if duty.code in {"review", "approve"}:
            self.place.go.emit(f"review/{duty.record}")
            return
        if duty.code == "double":
            self.place.go.emit(f"doubles/{duty.record}")
            return
        if duty.code in {MONTHLY, YEARLY}:  # begun when nobody did
            self.place.act(lambda desk: open_summary(desk, duty), self._open_paper, self._fail, owner=self)
            return

        def find(desk: Desk) -> str:
            record = desk.store.get(duty.record)
            ends = record is not None and record.kind == "visit" and duty.code in {"watch", "documents"}
            return route_of(record) + ("/hand_over" if ends else "")

        self.place.read(find, self._go_on, owner=self)

    def _open_paper(self, record: Record) -> None:
        self.place.go.emit(route_of(record))

    def _go_on(self, route: str) -> None:
        if route:
            self.place.go.emit(route)

    def _fold(self) -> None:
        self._all = not self._all
        self.refresh()

    # -- what came back

    def _back(self, back: Sequence[Back], now: datetime) -> list[QWidget]:
        head = SectionHead(_("Came back"), str(len(back)) if back else "")
        if not back:
            return [head, _nothing(_("Decisions on your papers, and what could not be stored, come back here."),
                                   "today.no-back")]  # fmt: skip
        rows = Rows(name="today.back")
        for number, item in enumerate(back[:FIRST], 1):
            status = STATUSES[item.code]
            row = Row(_(item.what), _second(item, now), icon=status.icon, tone=status.tone, lead=_(status.label),
                      chevron=True, name=f"today.back.{number}")  # fmt: skip
            row.clicked.connect(partial(self.place.go.emit, route_of_back(item)))
            rows.add(row)
        return [head, rows]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the side column goes below."""
        super().resizeEvent(event)
        beside = self.width() >= BESIDE_FROM
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._columns.direction() != way:
            self._columns.setDirection(way)
            self._columns.setSpacing(BETWEEN_COLUMNS if beside else BETWEEN_CARDS)
            self._side.setMinimumWidth(SIDE_WIDTH if beside else 0)
            self._side.setMaximumWidth(SIDE_WIDTH if beside else 16_777_215)


def route_of_back(item: Back) -> str:
    """Where to look at something that came back."""
    if item.code in {"conflict", "rejected", "held"}:
        return f"deliveries/{item.record}"
    if not item.visit:
        return "deliveries"
    return f"trips/{item.visit}/{'prepare' if item.kind == 'trip_approval' else 'report'}"


def _second(item: Back, now: datetime) -> str:
    """Who, what and when, in one line."""
    note = item.note
    if item.code == "conflict":
        note = phrases((item.note, item.by))
        return note or _(BACK_NOTES["conflict"]).format(count=item.count)
    if item.code == "returned" and item.place:
        note = _(BACK_NOTES["returned"]).format(count=item.count)
    said = told((item.by, note))
    return "·".join(word for word in (said, moment(item.at, now) if item.at else "") if word)


def _nothing(text: str, name: str) -> Card:
    card = Card(padding=GAP[5], name=name)
    card.body.addWidget(caption(text, wrap=True))
    return card


def _column() -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(GAP[2])
    return holder


def _fill(holder: QWidget, widgets: Sequence[QWidget]) -> None:
    """Puts these into a column: heading, card, heading, card."""
    column = holder.layout()
    assert isinstance(column, QVBoxLayout)
    empty(column)
    for number, widget in enumerate(widgets):
        if number and isinstance(widget, SectionHead):
            column.addSpacing(BETWEEN_CARDS - GAP[2])
        column.addWidget(widget)
        widget.show()  # now, so that it can be given the keyboard
    column.addStretch(1)
