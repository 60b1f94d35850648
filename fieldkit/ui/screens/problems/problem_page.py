"""One problem: facts, log of contacts, calls, visits; and the next step of whoever looks at it."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldkit.actions.desk import Desk
from fieldkit.actions.life import Lack
from fieldkit.actions.paperwork import begin
from fieldkit.actions.problems import note_contact
from fieldkit.actions.records import show_record
from fieldkit.errors import UserError
from fieldkit.forms import Record, Values
from fieldkit.i18n import _, translate
from fieldkit.process.clock import promised
from fieldkit.ui.moments import until
from fieldkit.ui.routes import route_of
from fieldkit.ui.screens.new_entry import NewEntry
from fieldkit.ui.screens.papers.file_card import FileCard
from fieldkit.ui.screens.problems.cards import Entries, Facts, Log
from fieldkit.ui.screens.problems.clock_rows import ClockRows
from fieldkit.ui.screens.problems.life_card import LifeCard
from fieldkit.ui.screens.problems.next_panel import NextPanel
from fieldkit.ui.screens.problems.reading import ProblemFile, problem_file
from fieldkit.ui.tokens import BETWEEN_CARDS, GAP, PAGE_MARGINS
from fieldkit.ui.widgets.badges import Badge, Tag
from fieldkit.ui.widgets.buttons import primary, secondary
from fieldkit.ui.widgets.footer import Footer
from fieldkit.ui.widgets.labels import title
from fieldkit.ui.widgets.page import Page
from fieldkit.ui.widgets.states import StateStack
from fieldkit.ui.workplace import Workplace

LEVEL_BADGES = {"1": "overdue", "2": "gap", "3": "draft"}
SIDE = 368
CONTACT = ("purpose", "channel", "whom", "said", "helped")


class ProblemPage(QWidget):
    """Reads everything at once; what is typed in its forms stays when it reads again."""

    def __init__(self, place: Workplace, problem: str) -> None:
        super().__init__()
        self.place, self.problem, self.title = place, problem, ""
        self._news: ProblemFile | None = None
        self._facts = Facts(place)
        self._facts.opened.connect(place.go)
        self._log = Log()
        self._contact = NewEntry(
            place, "contact", words=_("Note a contact"), icon="phone", fields=CONTACT,
            preset={"purpose": "guidance", "channel": "phone"}, name="contact",
        )  # fmt: skip
        self._contact.entered.connect(self._note)
        self._contact.keep_for(problem)
        self._calls = Entries(_("Call records"), _("No call was recorded."), name="calls")
        self._visits = Entries(_("Visits"), _("No visit was planned."), name="visits")
        self._visits.opened.connect(place.go)
        self._clocks = ClockRows()
        self._papers = FileCard(place, problem)
        self._next = NextPanel()
        self._next.wanted.connect(self._go_to)
        self._next.turned.connect(self._turn)
        self._life = LifeCard()
        self._states = StateStack(self._lay_out(), name="problem.states")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._states)

    def _lay_out(self) -> QWidget:
        left, top, right, bottom = PAGE_MARGINS
        page = Page(margins=(left, top, GAP[5], bottom), name="problem.page")
        page.column.addWidget(self._head_line())
        shown = (self._facts, self._clocks, self._log, self._contact, self._visits, self._papers, self._calls)
        for widget in shown:
            page.column.addSpacing(0 if widget is self._contact else BETWEEN_CARDS - GAP[2])
            page.column.addWidget(widget)
        page.column.addStretch(1)
        self._side = Page(margins=(GAP[3], top, right, bottom), name="problem.side")
        self._side.column.addWidget(self._next)
        self._side.column.addSpacing(GAP[4])
        self._side.column.addWidget(self._life)
        self._side.column.addStretch(1)
        self._footer = Footer()
        self._beside = secondary(_("Assign to somebody else"), size="large", icon="users", name="problem.reassign")
        self._beside.clicked.connect(lambda: self._next.choose("assigned"))
        self._go = primary("", trailing="arrow-right")
        self._go.clicked.connect(self._do)
        self._footer.add_right(self._beside)
        self._footer.add_right(self._go)
        line = QHBoxLayout()
        line.setSpacing(0)
        line.addWidget(page, 1)
        line.addWidget(self._side)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(line, 1)
        column.addWidget(self._footer)
        return inside

    def _head_line(self) -> QWidget:
        self._title = title(name="problem.title")
        self._level = Badge("gap", name="problem.badge")
        self._status = Tag("", name="problem.status")
        self._due = Badge("due", name="problem.due")
        badges = QHBoxLayout()
        badges.setContentsMargins(0, 0, 0, 0)
        badges.setSpacing(GAP[2])
        for widget in (self._level, self._status, self._due):
            badges.addWidget(widget)
        badges.addStretch(1)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP[2])
        column.addWidget(self._title)
        column.addLayout(badges)
        return holder

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(min(SIDE, round(self.width() * 0.36)) + GAP[3] + PAGE_MARGINS[2])

    # -- what is shown

    def refresh(self) -> None:
        if self._news is None:
            self._states.show_loading()
        problem = self.problem
        self.place.read(lambda desk: problem_file(desk, problem), self._show, self._fail, owner=self)
        self._papers.refresh()

    def leave(self) -> None:
        self._facts.flush()

    def _fail(self, error: Exception) -> None:
        self._states.show_error(error, self.refresh)

    def _show(self, news: ProblemFile) -> None:
        self._news = news
        self.title = news.problem.summary or ""
        self._states.show_content()
        self._show_head(news)
        self._facts.show_facts(news)
        self._clocks.show_clocks(news.clocks, news.people, news.now)
        self._log.show_log(news)
        self._visits.show_entries([
            (f"trips/{visit.id}", "briefcase", visit.purpose or "", "·".join(
                word for word in (news.people.get(visit.engineer or "", ""), visit.shown("arrived")) if word),
             visit.shown("status"))
            for visit in news.visits
        ])  # fmt: skip
        self._calls.show_entries([
            ("", "phone", " ".join(word for word in (call.caller or "", call.phone or "") if word) or call.name,
             "·".join(word for word in (
                 call.shown("called_at"), news.people.get(call.taken_by or "", ""),
                 _("promised: {text}").format(text=call.promised) if call.promised else "") if word),
             call.shown("channel"))
            for call in news.calls
        ])  # fmt: skip
        self._show_step(news)

    def _show_head(self, news: ProblemFile) -> None:
        problem = news.problem
        self._title.setText(self.title)
        self._level.setVisible(bool(problem.level))
        self._level.set(LEVEL_BADGES.get(problem.level or "", "draft"), problem.shown("level"))
        self._status.set(problem.shown("status") or _("Taken in"))
        waited = promised(news.clocks, news.now)
        self._due.setVisible(waited is not None)
        if waited is not None:
            status, words = until(waited.due, news.now)
            self._due.set(status, _("{what}: {words}").format(what=translate(waited.text), words=words))

    def _show_step(self, news: ProblemFile) -> None:
        self._next.show_problem(news)
        self._life.show_life(news)
        self._go.setVisible(bool(self._next.step))
        self._go.setText(self._next.button)
        self._go.setEnabled(not self._next.waits)
        again = news.life.offer("assigned") is not None and news.problem.status == "assigned"
        self._beside.setVisible(again and self._next.step != "assigned")
        holder = news.people.get(news.problem.holder, "")
        self._footer.set_missing("", (), _("With {name}").format(name=holder) if holder else "")

    # -- what is done

    def _turn(self) -> None:
        if self._news is not None:
            self._show_step(self._news)

    def _go_to(self, lack: Lack) -> None:
        """To the field that is missing: here, or on the paper it belongs to, which is begun where there is none."""
        if not lack.kind:
            self._facts.edit_at(lack.path)
            return
        problem = self.problem

        def paper(desk: Desk) -> Record:
            return show_record(desk, lack.record) if lack.record else begin(desk, lack.kind, problem)

        self.place.act(paper, lambda record: self.place.go.emit(route_of(record)), self._refuse, owner=self)

    def _do(self) -> None:
        news, step = self._news, self._next.step
        if news is None:
            return
        if step == "go":
            self.place.go.emit(f"trips/{news.visits[0].id}")
            return
        if step == "call" and self._contact.open:
            self._contact.take()
            return
        if step == "call":
            self._contact.begin()
            return
        if step == "loop":
            self._go_to(Lack("", news.closure.id if news.closure else "", kind="closure"))
            return
        action = self._next.action()
        if action is None:
            return

        def done(record: Record) -> None:
            self._next.done()
            if step == "plan":
                self.place.go.emit(f"trips/{record.id}/prepare")

        self.place.act(action, done, self._refuse, owner=self)

    def _refuse(self, error: Exception) -> None:
        ours = _("This did not work, and it is not your fault.")
        self._next.show_error(error.say() if isinstance(error, UserError) else ours)

    def _note(self, values: Values) -> None:
        problem = self.problem
        whom, said = str(values.get("whom") or ""), str(values.get("said") or "")
        more = {name: values[name] for name in ("purpose", "channel", "helped") if values.get(name) is not None}

        def action(desk: Desk) -> Record:
            return note_contact(desk, problem, whom, said, at=None, **more)

        self.place.act(action, lambda _record: self._contact.close_form(), self._contact.show_error, owner=self)
