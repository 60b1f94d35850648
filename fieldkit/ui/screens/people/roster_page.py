"""The duty roster of a week or a month: who is on duty, where nobody is, and planning it."""

from calendar import monthrange
from datetime import timedelta

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.records import delete_record, new_record
from fieldkit.forms import Record, Values
from fieldkit.i18n import _
from fieldkit.joined import listed
from fieldkit.process.roster import Gap, Turn
from fieldkit.ui.form_view import FormView
from fieldkit.ui.moments import moment
from fieldkit.ui.screens.new_entry import NewEntry
from fieldkit.ui.screens.people.reading import Plan, plan
from fieldkit.ui.screens.people.rotation import Rotation
from fieldkit.ui.screens.people.timeline import Bar, Timeline
from fieldkit.ui.tokens import GAP
from fieldkit.ui.widgets.buttons import Button, IconButton, quiet, secondary
from fieldkit.ui.widgets.labels import SectionHead, body, title
from fieldkit.ui.widgets.layouts import empty
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.rows import Card, Row, Rows
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Workplace

WEEK = 7
TURN = ("person", "product_line", "starts", "ends", "note")


class RosterPage(QWidget):
    """A picture of the days, the gaps and the turns in words below it; a turn that is chosen unfolds to be changed."""

    title = ""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.place = place
        self._month = False
        today = place.desk.clock.today()
        self._first = today - timedelta(days=today.weekday())
        self._plan: Plan | None = None
        self._chosen = ""
        self._page = Page(name="roster.page", gap=GAP[3])
        self._head = title("", name="roster.title")
        self._timeline = Timeline()
        self._gaps_head, self._gaps = SectionHead(_("Gaps")), Rows(name="roster.gaps")
        self._turns_head, self._turns = SectionHead(_("Turns")), Rows(name="roster.turns")
        self._none = body(
            _("Nobody is on the roster yet. It says whom to call at any hour: plan turns, and gaps are named here."),
            tone="text_2", name="roster.none",
        )  # fmt: skip
        self._edit = Card(padding=GAP[5], gap=GAP[3], name="roster.edit")
        self._edit.hide()
        self._form: FormView | None = None
        self._rotation = Rotation(place)
        self._new = NewEntry(place, "roster", words=_("Add a turn"), fields=TURN)
        self._new.entered.connect(self._add)
        self._build()

    def _build(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(GAP[2])
        line.addWidget(self._head, 1)
        before = IconButton("chevron-left", _("Earlier"), side=44, name="roster.earlier")
        after = IconButton("chevron-right", _("Later"), side=44, name="roster.later")
        before.clicked.connect(lambda: self._step(-1))
        after.clicked.connect(lambda: self._step(1))
        now = quiet(_("This week"), name="roster.now")
        now.clicked.connect(lambda: self._show_span(month=False, now=True))
        self._switch = secondary("", icon="calendar", name="roster.switch")
        self._switch.clicked.connect(lambda: self._show_span(month=not self._month))
        days = quiet(_("Working days"), icon="calendar-days", name="roster.calendar")
        days.clicked.connect(lambda: self.place.go.emit("people/calendar"))
        for button in (days, before, now, after, self._switch):
            line.addWidget(button)
        for keys, steps in (("Alt+PgUp", -1), ("Alt+PgDown", 1)):
            QShortcut(QKeySequence(keys), self, lambda steps=steps: self._step(steps))
        card = Card(padding=1)
        card.body.addWidget(self._timeline)
        column = self._page.column
        column.addLayout(line)
        for widget in (card, self._none, self._edit, self._rotation, self._new, self._gaps_head, self._gaps,
                       self._turns_head, self._turns):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)
        self._states = StateStack(self._page, name="roster.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)

    # -- which days

    @property
    def _days(self) -> int:
        return monthrange(self._first.year, self._first.month)[1] if self._month else WEEK

    def _show_span(self, *, month: bool, now: bool = False) -> None:
        """Shows the week or month of what is shown, of today where that is in it, or `now` of today anyway."""
        today = self.place.desk.clock.today()
        inside = self._first <= today < self._first + timedelta(days=self._days)
        day = today if inside or now else self._first
        self._month = month
        self._first = day.replace(day=1) if month else day - timedelta(days=day.weekday())
        self.refresh()

    def _step(self, steps: int) -> None:
        if self._month:
            beside = self._first + timedelta(days=self._days if steps > 0 else -1)
            self._first = beside.replace(day=1)
        else:
            self._first += steps * timedelta(days=WEEK)
        self.refresh()

    # -- what is shown

    def refresh(self) -> None:
        if self._plan is None:
            self._states.show_loading()
        first, days = self._first, self._days
        self.place.read(lambda desk: plan(desk, first, days), self._show, self._fail, owner=self)

    def leave(self) -> None:
        if self._form is not None:
            self._form.flush()

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, found: Plan) -> None:
        self._plan = found
        self._states.show_content()
        last = self._first + timedelta(days=self._days - 1)
        span = f"{self._first:%Y-%m}" if self._month else f"{self._first.isoformat()} – {last:%m-%d}"
        said = _("gaps: {count}").format(count=len(found.gaps)) if found.gaps else _("no gap")
        if not found.house.rosters:
            said = _("nothing planned")
        self._head.setText(_("Duty roster {span}, {gaps}").format(span=span, gaps=said))
        self._switch.setText(_("Week") if self._month else _("Month"))
        bars = [*(self._turn_bar(turn) for turn in found.turns), *(self._gap_bar(gap) for gap in found.gaps)]
        self._timeline.show_plan(found.rows, bars, found.starts, self._days, found.house.now)
        self._none.setVisible(not found.house.rosters)
        self._rotation.setVisible(found.may_write)
        self._rotation.show_people(found.house, self._first)
        self._new.setVisible(found.may_write)
        self._fill_gaps(found)
        self._fill_turns(found)

    def _span(self, one: Turn | Gap) -> str:
        assert self._plan is not None
        now = self._plan.house.now
        return _("{start} to {end}").format(start=moment(one.starts, now), end=moment(one.ends, now))

    def _line(self, line: str) -> str:
        assert self._plan is not None
        return self._plan.house.lines.get(line, "") or _("all lines")

    def _turn_bar(self, turn: Turn) -> Bar:
        assert self._plan is not None
        name = self._plan.house.name(turn.person)
        says = listed((name, self._instead(turn), self._line(turn.line), self._span(turn)))
        return Bar(turn.line, turn.starts, turn.ends, name, says, stand_in=bool(turn.instead_of))

    def _gap_bar(self, gap: Gap) -> Bar:
        says = listed((_("Nobody on duty"), self._line(gap.line), self._span(gap), self._absent(gap)))
        return Bar(gap.line, gap.starts, gap.ends, _("Nobody"), says, gap=True)

    def _instead(self, turn: Turn) -> str:
        assert self._plan is not None
        name = self._plan.house.name(turn.instead_of)
        return _("instead of {name}").format(name=name) if name else ""

    def _absent(self, gap: Gap) -> str:
        assert self._plan is not None
        names = listed(self._plan.house.name(person) for person in gap.absent)
        return _("{names} away or gone, without a deputy").format(names=names) if names else ""

    def _fill_gaps(self, found: Plan) -> None:
        self._gaps.clear()
        for gap in found.gaps:
            line = _("{line}: nobody on duty").format(line=self._line(gap.line))
            self._gaps.add(Row(line, self._absent(gap), icon="triangle-alert", tone="bad", value=self._span(gap),
                               opens=False, name="roster.gap"))  # fmt: skip
        self._gaps_head.setVisible(bool(found.gaps))
        self._gaps.setVisible(bool(found.gaps))

    def _fill_turns(self, found: Plan) -> None:
        self._turns.clear()
        for turn in found.turns:
            name = found.house.name(turn.person) or "?"
            icon, may = "users" if turn.instead_of else "user", found.may_write
            row = Row(name, self._instead(turn), icon=icon, lead=self._line(turn.line), lead_width=96,
                      value=self._span(turn), opens=may, chevron=may, name=f"turn.{turn.roster}")  # fmt: skip
            row.clicked.connect(lambda rid=turn.roster: self._unfold(rid))
            self._turns.add(row)
        self._turns_head.setVisible(bool(found.turns))
        self._turns.setVisible(bool(found.turns))

    # -- changing it

    def _unfold(self, rid: str) -> None:
        self.place.read(lambda desk: desk.form(rid).record, self._show_form, owner=self)

    def _show_form(self, record: Record) -> None:
        self._fold()
        self._chosen = record.id
        self._form = FormView(self.place, record, fields=TURN, name="turn")
        delete = Button(_("Take the turn off the roster"), "danger", "small", icon="trash-2", name="turn.delete")
        delete.clicked.connect(self._delete)
        close = quiet(_("Close"), size="small", name="turn.close")
        close.clicked.connect(self._fold)
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(delete)
        line.addWidget(close)
        line.addStretch(1)
        self._edit.body.addWidget(self._form)
        self._edit.body.addWidget(holder)
        self._edit.show()
        self._form.go_to("person")

    def _fold(self) -> None:
        self.leave()
        empty(self._edit.body)
        self._form = None
        self._edit.hide()

    def _delete(self) -> None:
        rid = self._chosen
        self._fold()
        self.place.act(lambda desk: delete_record(desk, rid), owner=self)

    def _add(self, values: Values) -> None:
        def done(_record: Record) -> None:
            self._new.close_form()

        self.place.act(lambda desk: new_record(desk, "roster", values), done, self._new.show_error, owner=self)
